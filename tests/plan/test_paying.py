"""Options that go as far as pays best, beside those that go as far as is permitted."""

from dataclasses import fields, replace

import numpy as np
import pytest
from shapely.geometry import box
from tests.plan.small import proposals_of
from tests.plan.sunny_town import Found, district_of, found_in

from gengxin.appraisal import Paying
from gengxin.plan.options.caps import Caps
from gengxin.plan.options.drawn import LAID
from gengxin.plan.options.paying import without_the_same
from gengxin.sources.practices import read_practice
from gengxin.terms import Practice

HOMES = LAID.index("residential")
# what a m2 of homes costs in buildings up to 27, 54 and 100 m, and above
LEVEL, DEAR_ABOVE_27_M, DEAR_EVERYWHERE = (
    (400, 400, 400, 400),
    (400, 900, 900, 900),
    (2_000, 2_000, 2_000, 2_000),
)


def homes_practice() -> Practice:
    """Homes to what is permitted, and as far as pays best, wherever there is ground."""
    practice = read_practice("default")
    ways = [one for one in practice.treatments if one.variant in {"homes", "homes-paying"}]
    chosen = [one for one in ways if one.action == "redevelop"]
    keep = next(one for one in practice.treatments if one.action == "keep")
    uses = {"residential": 1.0}
    return replace(
        practice,
        treatments=(keep, *(replace(o, plan_uses=(), conditions=(), uses=uses) for o in chosen)),
    )


def paying(costs: tuple[int, ...], *, sites: int = 1) -> Paying:
    """Homes are worth 1,000 a m2."""
    value, cost = np.zeros((sites, len(LAID))), np.zeros((len(LAID), 4))
    value[:, HOMES], cost[HOMES] = 1_000.0, costs
    return Paying(value_amount_per_m2=value, cost_amount_per_m2=cost)


def drawn(costs: tuple[int, ...]) -> dict[str, tuple[float, float]]:
    """Height and floor of each way."""
    far_off = {"far": (box(900, 900, 920, 912), 9.0)}
    found: Found = found_in(
        district_of(far_off, {"s": box(0, 0, 90, 90)}),
        practice=homes_practice(),
        paying=paying(costs),
    )
    ways = [homes_practice().treatments[k].variant for k in found.proposals.treatment]
    tall, floor = found.drawn.height_m.tolist(), found.drawn.built_m2.tolist()
    return dict(zip(ways, zip(tall, floor, strict=True), strict=True))


def test_where_every_storey_pays_as_much_it_goes_as_far_as_is_permitted() -> None:
    ways = drawn(LEVEL)
    assert ways["homes"][0] > 27.0
    assert ways["homes-paying"] == pytest.approx(ways["homes"])


def test_where_height_is_dear_it_stays_below() -> None:
    ways = drawn(DEAR_ABOVE_27_M)
    assert 20.0 < ways["homes-paying"][0] <= 27.0 < ways["homes"][0]
    # 600 a m2 below and 100 above: less floor leaves more
    assert 600 * ways["homes-paying"][1] > 100 * ways["homes"][1]


def test_where_nothing_pays_nothing_is_drawn() -> None:
    assert drawn(DEAR_EVERYWHERE)["homes-paying"] == (0.0, 0.0)


def test_it_is_proposed_only_where_it_is_something_else() -> None:
    practice = homes_practice()
    proposals = proposals_of((0, 0), (0, 1), (0, 2), (1, 0), (1, 2))
    # a low site and a high one
    nothing = {one.name: np.zeros(2) for one in fields(Caps)}
    caps = Caps(**{**nothing, "height_m": np.array([24.0, 60.0])})
    for costs, left in (
        (LEVEL, [(0, 0), (0, 1), (1, 0)]),
        (DEAR_ABOVE_27_M, [(0, 0), (0, 1), (1, 0), (1, 2)]),
        (DEAR_EVERYWHERE, [(0, 0), (0, 1), (1, 0)]),
    ):
        kept = without_the_same(proposals, practice, paying(costs, sites=2), caps)
        assert list(zip(kept.site.tolist(), kept.treatment.tolist(), strict=True)) == left
    assert without_the_same(proposals, practice, None, caps) is proposals
