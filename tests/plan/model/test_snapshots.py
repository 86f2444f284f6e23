"""Each row of the planning model on a town of three sites, as text: the maths can't change unseen.

Where a change is meant, ``GENGXIN_SNAPSHOTS=write`` writes them anew; read the difference.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.plan.model.made_case import BRIEF, pose

from gengxin.plan.model import Posed, lp_text
from gengxin.terms import Match, RowSetting

HERE = Path(__file__).parent / "snapshots"
WINDOW = "sunlight/W1;A/redevelop;C/redevelop"
NEVER_SOFT = ("floor_space", "sunlight", "consent")


def town() -> Posed:
    """Every family of rows, the one on sunlight added as a plan would have it added."""
    return pose().with_sunlight([WINDOW])


def soft_town() -> Posed:
    """The same rows at a price where they may have one; served in the end state alone."""
    rows = {
        name: row if name in NEVER_SOFT else replace(row, hard=False, price=3.0)
        for name, row in BRIEF.rows.items()
    }
    made = pose(replace(BRIEF, rows=rows, coverage="end", self_arranged_share=0.5))
    return made.with_sunlight([WINDOW])


def cheap_town() -> Posed:
    """Least public cost, with what must and must not be."""
    off = dict.fromkeys(("replacement_first", "continuity", "floor_space"), RowSetting(on=False))
    return pose(
        replace(
            BRIEF,
            minimise="public_cost",
            rows={**BRIEF.rows, **off},
            must=(Match(site="A", action="redevelop"),),
            must_not=(Match(site="B", phase=2),),
        )
    )


@pytest.mark.parametrize("made", [town, soft_town, cheap_town], ids=lambda one: one.__name__)
def test_every_row_says_what_it_said(made: Callable[[], Posed]) -> None:
    path, text = HERE / f"{made.__name__}.lp", lp_text(made())
    if os.environ.get("GENGXIN_SNAPSHOTS") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_every_family_of_rows_is_on_the_town() -> None:
    families = {key.split("/")[0] for key in town().row_keys}
    assert families == {
        *("budget", "balance", "rehoused_all", "homes_committed", "continuity", "far_ledger"),
        *("works_at_once", "demolished", "built_to_demolished", "floor_space", "need"),
        *("exclusive", "requires", "sunlight", "equity_floor", "target", "epsilon"),
    }
