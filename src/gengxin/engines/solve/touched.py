"""What a draft is, and what is kept of the moves that change it so that they can be taken back."""

from typing import NamedTuple

import numpy as np

from gengxin.engines.solve.compiled import inner
from gengxin.engines.solve.flow import Chain, Flow, Log, new_chain, new_log
from gengxin.engines.solve.problem import Problem, Whole

__all__ = ["Draft", "Touched", "touch", "touched_of"]

LOG_LENGTH = 200_000


class Draft(NamedTuple):
    """A plan in progress, changed in place."""

    choice: Whole
    slack: Whole
    """(R) what is left of each row, auxiliaries that follow at rest."""
    held: Whole
    """(Y) auxiliaries, of which those that don't follow count."""
    flow: Flow


class Touched(NamedTuple):
    """Rows that moves changed and what they were, and the room that moves need."""

    row: Whole
    before: Whole
    end: Whole
    met: Whole
    """(R) the move that touched a row last."""
    tick: Whole
    log: Log
    brought: Log
    """Carriers that were changed, and by how much."""
    chain: Chain
    away: Whole
    level: Whole
    """(N) capacity under the new column."""


def touched_of(problem: Problem) -> Touched:
    """Room for moves."""
    length = max(4 * len(problem.row_rhs), 1024)
    site = np.where(problem.slot_site < 0, len(problem.site_ptr) - 1, problem.slot_site)
    arcs = int(np.bincount(site, np.diff(problem.arc_ptr), 1).max()) if len(site) else 0
    slots = len(problem.slot_site)
    return Touched(
        row=np.zeros(length, np.int64),
        before=np.zeros(length, np.int64),
        end=np.zeros(1, np.int64),
        met=np.zeros(len(problem.row_rhs), np.int64),
        tick=np.zeros(1, np.int64),
        log=new_log(max(LOG_LENGTH, 8 * arcs)),
        brought=new_log(LOG_LENGTH),
        chain=new_chain(slots),
        away=np.zeros(arcs + 2, np.int64),
        level=np.zeros(slots, np.int64),
    )


@inner()
def touch(draft: Draft, touched: Touched, row: int, units: int) -> None:
    """Take ``units`` from what is left of a row."""
    if touched.met[row] != touched.tick[0]:
        touched.met[row] = touched.tick[0]
        touched.row[touched.end[0]] = row
        touched.before[touched.end[0]] = draft.slack[row]
        touched.end[0] += 1
    draft.slack[row] -= units
