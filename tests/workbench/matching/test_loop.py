"""The loop closes: what is short becomes floor that the next plan opens, and then is matched."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from tests.verify.town import inputs

from gengxin.engines.match import fill
from gengxin.offer.letting import LettingPolicy, letting_problem
from gengxin.offer.letting_answer import space_answer
from gengxin.offer.shortage import NextPlan, Span, balance, next_targets
from gengxin.sources.briefs import read_brief
from gengxin.sources.practices import read_practice
from gengxin.terms import Brief, MatchAnswer, Phase, PlanInputs, Programme, RowSetting, TermSetting
from gengxin.terms.records import SpaceRequest
from gengxin.workbench.matching.next_brief import NextBrief, write_brief
from gengxin.workbench.matching.opened import Opening, gained_floor, spaces_of
from gengxin.workbench.programmes import Asked, planned
from gengxin.workbench.search import Until

STARTS = (date(2027, 1, 1), date(2030, 1, 1))
ENDS = date(2033, 1, 1)
# a square metre where it is asked for is worth more than redeveloping site A loses
BRIEF = Brief(
    name="loop",
    name_en="loop",
    name_zh="闭环",
    source="made up for tests",
    phases=tuple(Phase(starts_on=day) for day in STARTS),
    ends_on=ENDS,
    horizon_years=10.0,
    earlier_rate=0.0,
    discount_rate=0.0,
    terms={
        "floor_space": TermSetting(weight=100.0),
        "net_present_value": TermSetting(weight=1.0),
    },
    rows={"floor_space": RowSetting()},
)
# an office of 20 m² net is wanted in zone Z1, where site A alone could have one
WANTED = SpaceRequest(
    ref="W",
    use_class="office",
    functional_zone="Z1",
    floor_area_low_m2=20.0,
    floor_area_high_m2=20.0,
    need_by=date(2030, 6, 1),
)
POLICY = LettingPolicy(smallest_part_m2=5.0)


def plan(town: PlanInputs, brief: Brief) -> Programme:
    return planned(town, brief, asked=Asked(until=Until(gap=0.0, seconds=None, rounds=12)))


def opening(made: Programme, town: PlanInputs) -> Opening:
    return Opening(
        made=made,
        content_hash="",
        run="programme-town",
        floor=gained_floor(made, town.options, town.sites["functional_zone"]),
        practice=read_practice("default"),
    )


def matched(made: Programme, town: PlanInputs) -> MatchAnswer:
    spaces = spaces_of(opening(made, town), (), openings={}, slips={}, policy=POLICY)
    letting = letting_problem([WANTED], spaces, day=STARTS[0], policy=POLICY)
    *_, last = fill(letting.problem, rounds=30)
    return space_answer(letting, last)


@pytest.fixture(scope="module")
def town() -> PlanInputs:
    """The three sites of the checker's town; nobody has asked for space in its table."""
    return replace(inputs(), space_requests=inputs().space_requests.iloc[:0])


def test_what_is_short_is_opened_by_the_next_plan_and_then_let(
    town: PlanInputs, tmp_path: Path
) -> None:
    first = plan(town, BRIEF)
    assert "A" not in set(works(first)["site"])
    before = matched(first, town)
    row = before.tables["request"].iloc[0]
    assert (row["state"], row["reason"]) == ("refused", "no_zone")
    spans = [Span(phase=1, until=STARTS[1]), Span(phase=2, until=ENDS)]
    short = balance(before, spans).set_index(["functional_zone", "phase"])["short_m2"]
    assert short.loc["Z1"].tolist() == [0.0, 20.0]

    plan_of = NextPlan(
        starts=(*STARTS, ENDS),
        zones=frozenset(town.sites["functional_zone"]),
        counted=frozenset(),
        opened=frozenset(),
        efficiency_shares={
            use: one.efficiency_share for use, one in read_practice("default").floor_types.items()
        },
    )
    targets, notes = next_targets(before, plan_of)
    assert notes == ()
    # 20 m² net of an office are 20 ÷ 0.72 gross, by the default practice
    assert [(one.functional_zone, one.phase, one.floor_area_m2) for one in targets] == [
        ("Z1", 2, pytest.approx(27.78))
    ]
    path = tmp_path / "next.toml"
    write_brief(NextBrief(brief=replace(BRIEF, floor_targets=targets), notes=notes), path)
    asked = read_brief(path)
    assert asked.floor_targets == targets

    second = plan(town, asked)
    assert works(second).set_index("site").loc["A", "option"] == "A/redevelop"
    after = matched(second, town).tables["request"].iloc[0]
    # 30 m² gross more of office there, 21.6 net
    assert (after["state"], after["space"], after["area_m2"]) == ("matched", "A/office", 20.0)


def works(made: Programme) -> pd.DataFrame:
    choice = made.tables["choice"].astype({"site": "str", "option": "str"})
    return choice[choice["phase"].notna()]
