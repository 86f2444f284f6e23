"""Floors, homes, services and dominance against the plain way, on any sites at all."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plain.options import carriers_by_looking, floor_after, homes_after, worse_than_which
from tests.plan.small import USES, practice_of, proposals_of, sites_of

from gengxin.plan.options.carriers import with_services
from gengxin.plan.options.dominated import better_option
from gengxin.plan.options.drawn import Drawn, Masses, Plates
from gengxin.plan.options.quantities import floors_of, homes_of
from gengxin.plan.options.services import Lacking
from gengxin.terms import ServiceSpace, ServiceStandard

MIXES: tuple[Mapping[str, float], ...] = (
    {},
    {"residential": 1.0},
    {"residential": 0.88, "commercial": 0.07, "public": 0.05},
    {"research": 0.5, "office": 0.35, "commercial": 0.1, "public": 0.05},
)
M2 = st.one_of(st.just(0.0), st.integers(1, 5_000_000).map(lambda cents: cents / 100.0))


@st.composite
def options(draw: st.DrawFn) -> dict[str, Any]:
    action = draw(st.sampled_from(["keep", "repair", "convert", "extend", "partial", "redevelop"]))
    today = {use: draw(M2) for use in USES}
    gone = {"partial": draw(st.floats(0.0, 0.66)), "redevelop": 1.0}.get(action, 0.0)
    builds = action in {"extend", "partial", "redevelop"}
    mix = draw(st.sampled_from(MIXES[1:] if action == "convert" else MIXES))
    return {
        "action": action,
        "today": today,
        "gone": gone if sum(today.values()) > 0 else 0.0,
        "built_m2": draw(M2) if builds else 0.0,
        "uses": mix,
        "worked": draw(st.sampled_from([0.0, 0.3, 1.0])) if action != "partial" else 0.66,
        "homes": draw(st.integers(0, 500)),
    }


@given(one=options())
@settings(max_examples=150)
def test_floors_and_homes_are_those_of_the_plain_way(one: dict[str, Any]) -> None:
    sites = sites_of(
        {f"{use}_floor_area_m2": m2 for use, m2 in one["today"].items()}
        | {"homes_count": one["homes"], "homes_large_count": 0.0}
    )
    way = {
        "action": one["action"],
        "floor_share": one["worked"],
        "demolished_share": one["gone"],
        "uses": one["uses"],
    }
    share = np.array([one["gone"]])
    practice, row = practice_of(way), proposals_of((0, 0))
    floors = floors_of(
        sites,
        row,
        practice,
        built_m2=np.array([one["built_m2"]]),
        demolished_share=share,
        service_m2=np.zeros(1),
    )
    asked = (one["action"], one["uses"], one["built_m2"], one["gone"], one["worked"])
    plain = floor_after(one["today"], *asked)
    assert dict(zip(USES, floors.after[0].round(2), strict=True)) == plain
    homes = homes_of(sites, row, practice, floors, demolished_share=share)
    today = one["today"]["residential"]
    new = float(floors.built[0, 0] + floors.converted[0, 0])
    lost = today - round(plain["residential"] - new, 2)
    assert homes["homes_after_count"].iloc[0] == homes_after(
        one["homes"] if one["gone"] < 1.0 else 0, today, lost, new
    )


NUMBER = st.one_of(st.integers(0, 3).map(float), st.just(float("nan")))


@given(rows=st.lists(st.tuples(st.integers(0, 2), NUMBER, NUMBER), max_size=12))
def test_the_better_option_is_that_of_the_plain_way(
    rows: list[tuple[int, float, float]],
) -> None:
    group = [one[0] for one in rows]
    measures = [list(one[1:]) for one in rows]
    found = better_option(np.array(group, np.int64), np.array(measures).reshape(-1, 2))
    assert found.tolist() == worse_than_which(group, measures)


@given(
    options=st.lists(
        st.tuples(
            st.integers(0, 3), st.booleans(), st.booleans(), st.booleans(), st.integers(0, 3)
        ),
        min_size=1,
        max_size=10,
    ),
    wanted=st.sets(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=6),
)
def test_services_are_carried_as_by_the_plain_way(
    options: list[tuple[int, bool, bool, bool, int]], wanted: set[tuple[int, int]]
) -> None:
    options = sorted(options, key=lambda one: one[0])
    ways = [
        {"action": "extend", "carries_service": carries, "is_for_service": alone}
        for _, carries, alone, _, _ in options
    ]
    rows = proposals_of(*[(one[0], at) for at, one in enumerate(options)])
    rows.reason_en[:] = ["" if one[3] else "can't be" for one in options]
    built = np.array([float(one[4]) for one in options])
    carried = with_services(
        rows,
        practice_of(*ways),
        drawn=drawn_with(built),
        sites=sites_of(*[{}] * 4),
        lacking=[lacking(code) for code in "abc"],
        wanted=pd.DataFrame(sorted(wanted), columns=["site", "service"]).astype("int64"),
    )
    code = {"": -1, "a": 0, "b": 1, "c": 2}
    found = list(
        zip(carried.base.tolist(), [code[one] for one in carried.proposals.service], strict=True)
    )
    plain = [(site, carries, alone, ok, float(m2)) for site, carries, alone, ok, m2 in options]
    assert found == carriers_by_looking(plain, sorted(wanted))


def drawn_with(built_m2: np.ndarray) -> Drawn:
    nothing = np.zeros(len(built_m2))
    whole = np.zeros(len(built_m2), np.int64)
    return Drawn(
        built_m2=built_m2,
        storeys=nothing,
        height_m=nothing,
        footprint_m2=nothing,
        setback_m=nothing,
        spacing_m=nothing,
        plane_over_m=nothing,
        demolished_share=nothing,
        kept_footprint_m2=nothing,
        binds=whole,
        nothing=whole,
        masses=Masses.of([]),
        plates=Plates.of([]),
    )


def lacking(code: str) -> Lacking:
    return Lacking(
        standard=ServiceStandard(
            code=code,
            name_en=code,
            name_zh=code,
            group="health",
            tier_min=None,
            max_network_m=300.0,
            lenient_network_m=300.0,
            users="all",
            table="facilities",
            facility_kinds=("health_station",),
            size_low_m2=None,
            capacity_default=None,
            area_per_person_m2=None,
            jurisdiction="nowhere",
            since=None,
            source="made up for tests",
            verified=True,
        ),
        space=ServiceSpace(standard=code, floor_area_m2=1.0),
        unserved=np.zeros(0),
        people=np.zeros(4),
    )
