"""All that a programme is held against: the case, its people and services, rows and windows."""

from dataclasses import dataclass

from gengxin.terms import Brief, PlanInputs
from gengxin.verify.asked_rows import (
    equity_floors,
    exclusive,
    floor_space,
    needs,
    requires,
    targets,
)
from gengxin.verify.case import Case, case_of
from gengxin.verify.home_rows import continuity, replacement_first
from gengxin.verify.land_rows import (
    built_to_demolished,
    demolished,
    far_ledger,
    rehoused_nearby,
    works_at_once,
)
from gengxin.verify.money_rows import balance, budget
from gengxin.verify.people import People, people_of
from gengxin.verify.sunlight import Windows
from gengxin.verify.system import Rows

__all__ = ["Model", "model_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A case with everything that was recounted from its tables."""

    case: Case
    people: People
    rows: Rows
    windows: Windows


def model_of(brief: Brief, inputs: PlanInputs) -> Model:
    """Recount what a brief asks of the tables of a district and its options run.

    Raises
    ------
    InputError
        Where brief or tables can't be read as a planning case at all.

    """
    case = case_of(brief, inputs)
    people = people_of(case)
    return Model(case=case, people=people, rows=_rows(case, people), windows=Windows(case))


def _rows(case: Case, people: People) -> Rows:
    """Every row but those on sunlight, which prices name one by one."""
    rows = Rows(case=case)
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
