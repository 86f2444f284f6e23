"""Options under a plane that rises from the edge of their site, reckoned mass by mass."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box
from tests.plan.sunny_town import Found, district_of, found_in, general_law, masses_of
from tests.town.toy import place

from gengxin.engines import form
from gengxin.plan.options.planes import Planes, note_planes, planes_of
from gengxin.sources.rules import read_rules
from gengxin.terms import RulePack

# 9 m at the edge and up to 6 m behind it; further in a metre up by metre
BASE_M, SETBACK_M, SLOPE = 9.0, 6.0, 1.0
SITE = box(0, 0, 60, 60)


def law(*, has_plane: bool) -> RulePack:
    pack = general_law()
    plane = replace(
        next(one for one in read_rules("nyc-contextual").rules if one.code.startswith("zr.23-736")),
        code="plane",
        where={},
        where_number={},
        parameters={"base_height_m": BASE_M, "slope": SLOPE, "initial_setback_m": SETBACK_M},
    )
    return replace(pack, rules=(*pack.rules, plane)) if has_plane else pack


@cache
def found(*, has_plane: bool) -> Found:
    far_off = {"far": (box(900, 900, 920, 912), 9.0)}
    return found_in(district_of(far_off, {"s": SITE}), law=law(has_plane=has_plane))


def rows_built(of: Found) -> list[int]:
    return np.flatnonzero(of.drawn.built_m2 > 0).tolist()


def over_m(of: Found, row: int) -> float:
    """How far an option's highest mass stands above the plane, by the plain way."""
    most_m = 0.0
    for block in masses_of(of, row):
        away_m = SITE.exterior.distance(block.footprint)
        limit_m = BASE_M + (SLOPE * away_m if away_m >= SETBACK_M - 1e-6 else 0.0)
        most_m = max(most_m, block.top_m - limit_m)
    return most_m


def test_what_is_drawn_stays_under_the_plane_and_rises_with_it() -> None:
    under = found(has_plane=True)
    assert rows_built(under)
    for row in rows_built(under):
        assert over_m(under, row) <= 1e-6
        assert under.drawn.plane_over_m[row] == 0.0
    assert under.drawn.height_m.max() > BASE_M + SETBACK_M


def test_without_a_plane_nobody_knows_how_far_above() -> None:
    free = found(has_plane=False)
    assert np.isnan(free.drawn.plane_over_m).all()


def test_what_was_drawn_without_the_plane_rises_above_it_by_its_highest_mass() -> None:
    free = found(has_plane=False)
    drawn = replace(free.drawn, plane_over_m=np.full(len(free.proposals), np.nan))
    of = drawn.masses
    option, draft = np.unique(of.option, return_inverse=True)
    count = len(option)
    planes = Planes(np.full(count, BASE_M), np.full(count, SETBACK_M), np.full(count, SLOPE))
    outline = np.full(count, place(SITE), object)
    shape = of.shape(np.arange(len(of.option)))
    masses = form.Masses(draft=draft, shape=shape, bottom_m=of.bottom_m, top_m=of.top_m)
    note_planes(drawn, option, masses, planes=planes, outline=outline)
    assert count
    for row in option:
        assert over_m(free, row) > 5.0
        assert drawn.plane_over_m[row] == pytest.approx(over_m(free, row), abs=1e-6)


def test_a_plane_that_waits_for_facts_of_the_option_binds_no_drawing() -> None:
    limits = pd.DataFrame(
        {
            "site": ["a", "b"],
            "kind": "sky_exposure_plane",
            "depends_on": ["", "new_uses"],
            "value": [BASE_M, BASE_M],
            "rules": ["plane", "plane"],
        }
    )
    planes = planes_of(limits, pd.Index(["b", "a"]), law(has_plane=True))
    assert planes.base_m.tolist() == [np.inf, BASE_M]
    assert (planes.setback_m[1], planes.slope[1]) == (SETBACK_M, SLOPE)
