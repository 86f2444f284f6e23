"""Demand points: where they lie, who lives there, who needs which service."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from gengxin.plan.model.times import Whole
from gengxin.terms import PlanInputs

__all__ = ["People", "people_of"]


class People(NamedTuple):
    """Demand points by ref; ``need_x1000`` a row a standard; ``site`` empty where there is none."""

    refs: pd.Index
    site: pd.Series
    residents_x1000: Whole
    need_x1000: Whole


def people_of(inputs: PlanInputs, standards: tuple[str, ...]) -> People:
    """People in thousandths; where their number is missing nobody is counted."""
    people = inputs.people
    need = [_thousandths(people[inputs.users[standard]]) for standard in standards]
    return People(
        refs=people.index,
        site=people["site"],
        residents_x1000=_thousandths(people["residents_people"]),
        need_x1000=np.stack(need) if need else np.zeros((0, len(people)), np.int64),
    )


def _thousandths(people: pd.Series) -> Whole:
    return np.rint(people.to_numpy(np.float64, na_value=0.0) * 1000.0).astype(np.int64)
