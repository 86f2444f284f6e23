"""A cure that is promised is tried: build it in the town, measure again, and count."""

import random
from dataclasses import replace
from datetime import date
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from tests.plain.walk import Spot, Streets, Ways, dijkstra, ways_with_spots
from tests.town.changes import changed_town
from tests.town.toy import ORIGIN_M, frame_of, toy_town

from gengxin.diagnose import check_up
from gengxin.diagnose.cures import Cures, cures_of
from gengxin.diagnose.demand import demand_of
from gengxin.diagnose.gaps import DETOUR, Gaps, find_gaps
from gengxin.diagnose.groups import groups_of
from gengxin.indicators import Service, ServiceFacts, Zones, ground, nearby, places
from gengxin.rules import suppliers
from gengxin.sources.sample import sample_district
from gengxin.sources.standards import read_standards
from gengxin.terms import CheckUp, District, PlainDistrict, ServiceStandard, checked

CN = read_standards("cn-default")
LIMIT_M = 300.0


def standard(code: str) -> ServiceStandard:
    return next(service for service in CN.services if service.code == code)


def check(plain: PlainDistrict, code: str) -> CheckUp:
    pack = replace(CN, services=(standard(code),))
    return check_up(checked(plain), pack, day=date(2026, 1, 1), software="x")


def lacking(found: CheckUp, people: pd.Index) -> float:
    """How many of some demand points' people are beyond reach."""
    gaps = found.gaps[found.gaps["people"].isin(people) & ~found.gaps["cause"].eq("full")]
    return float(gaps["unserved_people"].sum())


def test_a_new_facility_helps_as_many_as_its_finding_says() -> None:
    sample, code = sample_district(sites=100), "health.station"
    before = check(sample, code)
    whole = before.findings[before.findings["level"] == "district"]["ref"]
    found = before.causes[before.causes["finding"].isin(whole)]
    found = found[found["cause"].eq("nothing_near")].iloc[0]
    gaps = before.gaps
    people = pd.Index(gaps.loc[gaps["cause"] == "nothing_near", "people"].astype(str))
    rows = sample.tables["facilities"]
    one = gpd.GeoDataFrame(
        {"ref": ["new"], "kind": [standard(code).facility_kinds[0]]},
        geometry=[found["geometry"]],
        crs=rows.crs,
    )
    more = gpd.GeoDataFrame(
        {name: [*rows[name], *one.get(name, [None])] for name in rows.columns},
        crs=rows.crs,
    )
    after = check(replace(sample, tables={**sample.tables, "facilities": more}), code)
    helped = lacking(before, people) - lacking(after, people)
    assert helped > 0
    assert helped == pytest.approx(found["helped_people"])
    assert f"would bring {helped:,.0f} of them" in found["cure_en"]


def test_a_bridge_where_the_finding_says_helps_as_many_as_it_says() -> None:
    # a link of 103 m on the line from p6 to the kindergarten, which leaves the street y=200 at
    # (50, 200) and meets the street y=100 at (75, 100)
    link_m = (25**2 + 100**2) ** 0.5
    cut = [
        {"leave_out": {"table": "walk_edges", "ref": "e0-100-100-100"}},
        {"leave_out": {"table": "walk_edges", "ref": "e0-200-100-200"}},
        _way("w1", (5, 40), 75, [[0, 100], [75, 100]]),
        _way("w2", (40, 6), 25, [[75, 100], [100, 100]]),
        _way("w3", (10, 41), 50, [[0, 200], [50, 200]]),
        _way("w4", (41, 11), 50, [[50, 200], [100, 200]]),
        _way("link", (41, 40), link_m, [[50, 200], [75, 100]]),
    ]
    before, after = check(changed_town([]), "edu.kg"), check(changed_town(cut), "edu.kg")
    everybody = pd.Index([f"p{number}" for number in range(1, 10)])
    assert lacking(before, everybody) - lacking(after, everybody) == 10.0


def _way(
    ref: str, nodes: tuple[int, int], length_m: float, at: list[list[int]]
) -> dict[str, dict[str, object]]:
    row = {"table": "walk_edges", "ref": ref, "way_kind": "street", "length_m": length_m, "at": at}
    return {"add": {**row, "start_node": nodes[0], "end_node": nodes[1]}}


@pytest.mark.parametrize("has_creek", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_a_link_helps_as_many_as_the_plain_way_counts(seed: int, has_creek: bool) -> None:  # noqa: FBT001
    town = Scattered(seed, has_creek=has_creek)
    gaps, cures, own = town.cured()
    if own is None:
        return
    ways = town.ways()
    ways[("end", 0)].append((("end", 1), float(cures.link_m[own])))
    ways[("end", 1)].append((("end", 0), float(cures.link_m[own])))
    reached = dijkstra(ways, [("supplier", 0)])
    helped = sum(
        float(gaps.unserved[gap])
        for gap in np.flatnonzero(gaps.cause == DETOUR)
        if reached.get(("people", int(gaps.demand.place[gaps.row[gap]])), np.inf) <= LIMIT_M
    )
    assert cures.helped[own] == pytest.approx(helped)


@pytest.mark.parametrize("seed", range(4))
def test_walks_and_coverage_are_those_of_the_plain_way(seed: int) -> None:
    town = Scattered(seed, has_creek=True)
    gaps, _, _ = town.cured()
    reached = dijkstra(town.ways(), [("supplier", 0)])
    walks_m = [reached[("people", number)] for number in range(12)]
    lacking_it = [number for number, walk_m in enumerate(walks_m) if walk_m > LIMIT_M]
    assert gaps.demand.place[gaps.row].tolist() == lacking_it
    assert gaps.nearest_m.tolist() == pytest.approx([walks_m[n] for n in lacking_it], abs=0.1)


@cache
def _toy(*, has_creek: bool) -> District:
    return checked(toy_town() if has_creek else toy_town(barriers=None))


class Scattered:
    """The streets of the toy town with twelve demand points and a pharmacy, thrown upon them."""

    def __init__(self, seed: int, *, has_creek: bool) -> None:
        rng = random.Random(seed)
        self.town = _toy(has_creek=has_creek)
        self.edges = self.town.places("walk_edges")
        self.people = [self._spot(rng) for _ in range(12)]
        self.supplier = self._spot(rng)
        tables = {name: self.town.table(name) for name in self.town.given}
        tables["people"] = self._frame(
            "people", self.people, residents_people=[float(10 + n) for n in range(12)]
        )
        tables["facilities"] = self._frame("facilities", [self.supplier], kind=["pharmacy"])
        self.district = District.of(self.town.meta, tables)
        self.ends: list[Spot] = []

    def cured(self) -> tuple[Gaps, Cures, int | None]:
        """The gaps, their cures, and the group of the whole town's detours if a link helps it."""
        on = ground(self.district)
        assert on is not None
        service = Service(
            standard=standard("health.pharmacy"),
            max_network_m=LIMIT_M,
            suppliers=suppliers(self.district, standard("health.pharmacy")),
        )
        living = places(self.district, on)
        (near,) = nearby(self.district, on, living=living, services=(service,))
        facts = ServiceFacts(
            district=self.district,
            zones=Zones(district=self.district),
            service=service,
            near=near,
        )
        barriers = self.district.places("barriers")
        gaps = find_gaps(near, demand_of(facts, living), served=None, barriers=barriers)
        groups = groups_of(gaps, (0,))
        cures = cures_of(gaps, groups, on=on, barriers=barriers)
        whole = np.flatnonzero((groups.zone == 0) & (groups.cause == DETOUR))
        own = int(whole[0]) if len(whole) and cures.helped[whole[0]] > 0 else None
        if own is not None:
            self.ends = [self._on_edge(end) for end in self.link_ends(gaps, cures, own)]
        return gaps, cures, own

    def link_ends(self, gaps: Gaps, cures: Cures, group: int) -> tuple[object, object]:
        """Both ends of the link, on the straight line from its gap to the supplier."""
        gap = int(cures.gap[group])
        line = shapely.shortest_line(gaps.points[gap], self._point(self.supplier))
        middle_m = shapely.line_locate_point(line, cures.place[group])
        half_m = cures.link_m[group] / 2
        # below 0 would count from the other end
        begin_m = max(middle_m - half_m, 0.0)
        before, after = shapely.line_interpolate_point(line, [begin_m, middle_m + half_m])
        return before, after

    def ways(self) -> Ways:
        """The streets with people, supplier and the link's ends as nodes of their own."""
        edges = tuple(
            zip(
                self.edges["start_node"],
                self.edges["end_node"],
                self.edges["length_m"],
                strict=True,
            )
        )
        return ways_with_spots(
            Streets(node_count=20, edges=edges),
            {"people": self.people, "supplier": [self.supplier], "end": self.ends},
        )

    def _spot(self, rng: random.Random) -> Spot:
        return (0, rng.randrange(len(self.edges)), rng.uniform(1.0, 99.0))

    def _point(self, spot: Spot) -> shapely.Point:
        return self.edges.geometry.iloc[spot[1]].interpolate(spot[2])

    def _on_edge(self, point: object) -> Spot:
        edge = int(self.edges.distance(point).to_numpy().argmin())
        return (0, edge, float(self.edges.geometry.iloc[edge].project(point)))

    def _frame(self, table: str, spots: list[Spot], **columns: list[object]) -> gpd.GeoDataFrame:
        points = [
            shapely.affinity.translate(self._point(s), *(-m for m in ORIGIN_M)) for s in spots
        ]
        rows = [
            {"ref": f"{table}{n}", "geometry": point, **{k: v[n] for k, v in columns.items()}}
            for n, point in enumerate(points)
        ]
        return frame_of(table, rows).set_index("ref")
