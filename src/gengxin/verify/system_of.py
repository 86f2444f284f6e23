"""All rows of a case, family after family."""

from gengxin.verify.asked_rows import (
    equity_floors,
    exclusive,
    floor_space,
    needs,
    requires,
    targets,
)
from gengxin.verify.case import Case
from gengxin.verify.home_rows import continuity, replacement_first
from gengxin.verify.land_rows import (
    built_to_demolished,
    demolished,
    far_ledger,
    rehoused_nearby,
    works_at_once,
)
from gengxin.verify.money_rows import balance, budget
from gengxin.verify.people import People
from gengxin.verify.system import Rows

__all__ = ["system_of"]


def system_of(case: Case, people: People) -> Rows:
    """Every row but those on sunlight, which prices name one by one."""
    rows = Rows(case)
    for family in (budget, balance, replacement_first, far_ledger, works_at_once):
        family(rows)
    continuity(rows, people)
    for family in (demolished, built_to_demolished, rehoused_nearby):
        family(rows)
    for family in (floor_space, needs, exclusive, requires):
        family(rows)
    equity_floors(rows, people)
    targets(rows, people)
    return rows
