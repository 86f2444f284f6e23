"""Suzhou's buildings: hours and envelopes against Embree, which casts rays at triangles.

Embree counts in single precision and draws its own walls; where a ray grazes an edge by less than
a millimetre either answer is right, so there the engine is asked again a millimetre to each side.
"""

import subprocess
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from tests.plain import sun as plain

from gengxin.engines.sun import (
    GREAT_COLD_DEG,
    Baseline,
    Cells,
    Receptors,
    Requirement,
    Sites,
    blocks,
    cells_of,
    declination_at_term_deg,
    facade_receptors,
    hours_after,
    point_receptors,
    scene_of,
    stepped,
    sun_path,
    sunlight_hours,
    tallest,
    with_more,
    without,
)

REPOSITORY = Path(__file__).resolve().parents[3]
LATITUDE_DEG = 31.31
DECLINATION_DEG = declination_at_term_deg(GREAT_COLD_DEG)
PATH = sun_path(LATITUDE_DEG, DECLINATION_DEG)
MOST_M = 60.0
COARSE = sun_path(LATITUDE_DEG, DECLINATION_DEG, step_min=4)

pytestmark = pytest.mark.peer


@dataclass(frozen=True, kw_only=True)
class City:
    footprints: np.ndarray
    top_m: np.ndarray
    receptors: Receptors


@pytest.fixture(scope="module")
def suzhou(shared_data: Path) -> City:
    """The valid footprints in metres about the middle of the map, and their facade receptors."""
    file = shared_data / "suzhou-buildings" / "bd_demo_2.json"
    if not file.is_file():
        pytest.skip(f"no {file}")
    table = gpd.read_file(file)
    table["geometry"] = table.geometry.make_valid()
    table = table.explode(ignore_index=True)
    table = table[table.geom_type == "Polygon"]
    west, south, east, north = table.total_bounds
    local = f"+proj=aeqd +lat_0={(south + north) / 2} +lon_0={(west + east) / 2} +datum=WGS84"
    footprints = table.to_crs(local).geometry.to_numpy()
    top_m = table.height.to_numpy(float)
    return City(
        footprints=footprints,
        top_m=top_m,
        receptors=facade_receptors(blocks(footprints, top_m)),
    )


Town = tuple[np.ndarray, np.ndarray]  # footprints, tops


class Embree:
    """Asks Embree, in its own process, for the lit slots of receptors."""

    def __init__(self, python: Path, folder: Path) -> None:
        self.python, self.folder = python, folder

    def slots(self, towns: list[Town], receptors: Receptors, step_min: float) -> np.ndarray:
        """A row a town, a column a receptor."""
        column = receptors.column
        facing = receptors.facing[column]
        asked = {"x_m": receptors.place[column, 0], "y_m": receptors.place[column, 1]}
        asked |= {"height_m": receptors.height_m}
        asked |= {"facing_east": facing[:, 0], "facing_north": facing[:, 1]}
        suns = plain.suns(LATITUDE_DEG, DECLINATION_DEG, band=(8, 16), step_min=step_min)
        built = [
            pd.DataFrame({"town": n, "footprint": shapely.to_wkb(town[0]), "top_m": town[1]})
            for n, town in enumerate(towns)
        ]
        tables = {
            "blocks": pd.concat(built),
            "receptors": pd.DataFrame(asked),
            "suns": pd.DataFrame([asdict(sun) for sun in suns]),
        }
        for name, table in tables.items():
            table.to_parquet(self.folder / f"{name}.parquet")
        ask = REPOSITORY / "benchmarks" / "peers" / "embree_slots.py"
        subprocess.run([self.python, "-W", "ignore", ask, self.folder], check=True)
        answer = pd.read_parquet(self.folder / "answer.parquet")
        return answer[[str(n) for n in range(len(towns))]].to_numpy().T


@pytest.fixture
def embree(peer: Callable[[str], Path], tmp_path: Path) -> Embree:
    return Embree(peer("embree"), tmp_path)


def one_row_columns(receptors: Receptors, rows: np.ndarray) -> Receptors:
    """Receptors of their own columns, so that each can be moved."""
    column = receptors.column[rows]
    return Receptors(
        place=receptors.place[column],
        facing=receptors.facing[column],
        block=receptors.block[column],
        first=np.arange(len(rows) + 1),
        height_m=receptors.height_m[rows],
    )


def moved(receptors: Receptors, by_m: np.ndarray) -> Receptors:
    place, height_m = receptors.place + by_m[:2], receptors.height_m + by_m[2]
    return replace(receptors, place=place, height_m=height_m)


def check_against_embree(city: City, embree: Embree, samples: int) -> None:
    scene = scene_of(blocks(city.footprints, city.top_m))
    rng = np.random.default_rng(samples)
    rows = np.sort(rng.choice(city.receptors.count, samples, replace=False))
    some = one_row_columns(city.receptors, rows)
    hours = sunlight_hours(scene, some, PATH)
    (slots,) = embree.slots([(city.footprints, city.top_m)], some, 1)
    outside = ~np.isnan(hours)  # Embree's blocks have no roofs: within them its answer says nothing
    differs = outside & (np.round(hours * 60) != slots)
    assert differs.mean() < 1e-3
    edge, _ = some.only(np.flatnonzero(differs))
    step_m = 1e-3
    steps_m = [*(step_m * np.eye(3)), *(-step_m * np.eye(3))]
    nearby = [sunlight_hours(scene, moved(edge, by_m), PATH) * 60 for by_m in steps_m]
    assert (np.min(nearby, axis=0) - 0.1 <= slots[differs]).all()
    assert (slots[differs] <= np.max(nearby, axis=0) + 0.1).all()


def test_5_000_facade_floors_have_embrees_hours(suzhou: City, embree: Embree) -> None:
    check_against_embree(suzhou, embree, 5_000)


@pytest.mark.long
def test_100_000_facade_floors_have_embrees_hours(suzhou: City, embree: Embree) -> None:
    check_against_embree(suzhou, embree, 100_000)


def test_party_walls_and_courtyards_are_found_as_shapely_finds_them(suzhou: City) -> None:
    scene = scene_of(blocks(suzhou.footprints, suzhou.top_m))
    hours = sunlight_hours(scene, suzhou.receptors, COARSE)
    rows = np.random.default_rng(3).choice(suzhou.receptors.count, 20_000, replace=False)
    column = suzhou.receptors.column[rows]
    tree = shapely.STRtree(suzhou.footprints)
    at, block = tree.query(shapely.points(suzhou.receptors.place[column]), predicate="within")
    inside = np.zeros(len(rows), bool)
    inside[at[suzhou.receptors.height_m[rows][at] < suzhou.top_m[block]]] = True
    assert 0.03 < inside.mean() < 0.3
    assert np.array_equal(np.isnan(hours[rows]), inside)


def test_open_ground_has_embrees_hours(suzhou: City, embree: Embree) -> None:
    scene = scene_of(blocks(suzhou.footprints, suzhou.top_m))
    bounds = shapely.total_bounds(suzhou.footprints)
    places = np.random.default_rng(4).uniform(bounds[:2], bounds[2:], (2_000, 2))
    ground = point_receptors(places, 0.0)
    hours = sunlight_hours(scene, ground, COARSE)
    (slots,) = embree.slots([(suzhou.footprints, suzhou.top_m)], ground, 4)
    outside = ~np.isnan(hours)
    assert np.mean(np.round(hours * 15)[outside] == slots[outside]) > 0.998


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What the engine says of one site."""

    site: int
    near: Receptors  # that the site may shade, and that ask for sun
    legal: list[Town]
    illegal: list[Town]


def claim_of(city: City, site: int, requirement: Requirement) -> Claim:
    """The engine's envelopes of a site a millimetre lower, and 5 cm higher where they bind."""
    scene = scene_of(blocks(city.footprints, city.top_m))
    of_block = np.where(np.arange(len(city.top_m)) == site, 0, -1).astype(np.int32)
    shape = city.footprints[[site]]
    uniform = tallest(
        scene,
        city.receptors,
        COARSE,
        sites=Sites(envelope=blocks(shape, MOST_M), of_block=of_block),
        requirement=requirement,
    )
    cells, of_cell = cells_of(shape, size_m=4)
    steps = stepped(
        scene,
        city.receptors,
        COARSE,
        cells=Cells(envelope=blocks(cells, MOST_M), of_cell=of_cell, of_block=of_block),
        requirement=requirement,
    )
    assert steps.volume_m3[0] >= 0.99 * shape[0].area * uniform.top_m[0]
    legal = [(shape, uniform.top_m - 1e-3), (cells, steps.top_m - 1e-3)]
    illegal = [(shape, uniform.top_m + 0.05)] * int(uniform.receptor[0] >= 0)
    bound = np.flatnonzero(steps.receptor >= 0)
    for cell in bound[:: max(1, len(bound) // 2)]:
        illegal.append((cells, steps.top_m - 1e-6 + 0.05 * (np.arange(len(cells)) == cell)))
    tall = with_more(without(scene, [site]), blocks(shape, MOST_M), numbers=[site])
    near, _ = hours_after(without(scene, [site]), tall, city.receptors, COARSE)
    today = sunlight_hours(scene, city.receptors, COARSE)
    asks = ~np.isnan(today) & (city.receptors.block[city.receptors.column] != site)
    receptors = one_row_columns(city.receptors, near[asks[near]])
    return Claim(site=site, near=receptors, legal=legal, illegal=illegal)


def check_claims(city: City, embree: Embree, baseline: Baseline, count: int) -> None:
    area_m2 = shapely.area(city.footprints)
    large = np.flatnonzero((area_m2 > 400) & (area_m2 < 4_000))
    sites = np.random.default_rng(8).choice(large, count, replace=False)
    for site in sites.tolist():
        claim = claim_of(city, site, Requirement(hours=2, baseline=baseline))
        stays = [site] if baseline == "today" else []
        before = (city.footprints[stays], city.top_m[stays])
        reach_m = city.top_m.max() / COARSE.slope.min()
        matters = shapely.dwithin(city.footprints, shapely.MultiPoint(claim.near.place), reach_m)
        matters[site] = False
        around = (city.footprints[matters], city.top_m[matters])
        towns = [
            (np.append(around[0], shapes), np.append(around[1], top_m))
            for shapes, top_m in (before, *claim.legal, *claim.illegal)
        ]
        slots = embree.slots(towns, claim.near, 4)
        keeps = (slots >= np.minimum(slots[0], 30)).all(axis=1)
        assert keeps.tolist() == [True] * (1 + len(claim.legal)) + [False] * len(claim.illegal)


@pytest.mark.parametrize("baseline", ["today", "cleared"])
def test_envelopes_are_legal_a_millimetre_lower_and_not_5_cm_higher(
    suzhou: City, embree: Embree, baseline: Baseline
) -> None:
    check_claims(suzhou, embree, baseline, count=2)


@pytest.mark.long
@pytest.mark.parametrize("baseline", ["today", "cleared"])
def test_many_envelopes_are_legal_a_millimetre_lower_and_not_5_cm_higher(
    suzhou: City, embree: Embree, baseline: Baseline
) -> None:
    check_claims(suzhou, embree, baseline, count=40)
