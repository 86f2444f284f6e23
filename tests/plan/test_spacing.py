"""Options beside a building that stays: a rule's distance shapes them, not only the practice's."""

from dataclasses import replace
from functools import cache

import numpy as np
from shapely.geometry import box
from tests.plan.sunny_town import Found, district_of, found_in, general_law

from gengxin.terms import RulePack

# north of the site, so that its sun asks nothing of what is drawn in the first metres
NEIGHBOUR = box(0, 62, 60, 74)
SITE = box(0, 0, 60, 60)
ASKED_M = 21.0


def law(*, asked_m: float | None) -> RulePack:
    pack = general_law()
    apart = replace(
        next(one for one in pack.rules if one.code == "sh.spacing"),
        code="apart",
        measure="spacing_m",
        value=asked_m,
        when={},
        when_number={},
    )
    return pack if asked_m is None else replace(pack, rules=(*pack.rules, apart))


@cache
def found(asked_m: float | None) -> Found:
    return found_in(district_of({"north": (NEIGHBOUR, 3.0)}, {"s": SITE}), law=law(asked_m=asked_m))


def least_m(of: Found) -> float:
    return float(np.min(of.drawn.spacing_m[of.drawn.built_m2 > 0]))


def test_a_distance_that_a_rule_asks_shapes_what_is_drawn() -> None:
    # the practice's 9 m elsewhere
    assert 9.0 - 1e-6 <= least_m(found(None)) < ASKED_M
    assert least_m(found(ASKED_M)) >= ASKED_M - 1e-6
    assert found(ASKED_M).drawn.built_m2.max() < found(None).drawn.built_m2.max()
