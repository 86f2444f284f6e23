"""A programme's tables read back: the same plan, and a bound that is proven as well."""

from dataclasses import replace

import pytest
from tests.verify.town import BRIEF, inputs

from gengxin.plan.model import posed
from gengxin.plan.programme import programme_of
from gengxin.plan.read_back import snapshot_in
from gengxin.terms import InputError
from gengxin.workbench.programmes import Asked, planned
from gengxin.workbench.search import Until

ROUNDS = Until(seconds=None, rounds=15)
# the town's brief without what leaves little choice
LOOSE = replace(BRIEF, targets=(), equity_floors=(), epsilon=())


@pytest.mark.parametrize("brief", [BRIEF, LOOSE], ids=["strict", "loose"])
def test_what_is_read_back_is_what_was_written(brief: object) -> None:
    made = planned(inputs(), brief, asked=Asked(until=ROUNDS))  # type: ignore[arg-type]
    problem = posed(inputs(), made.brief)
    again = programme_of(problem, snapshot_in(problem, made))
    for name in ("choice", "served", "auxiliary"):
        listed = [
            table[name].astype("str").to_numpy().tolist() for table in (made.tables, again.tables)
        ]
        assert sorted(listed[0]) == sorted(listed[1]), name
    assert again.value == pytest.approx(made.value)
    assert again.bound == pytest.approx(made.bound)


def test_a_programme_that_breaks_its_rows_is_not_gone_on_from() -> None:
    made = planned(inputs(), LOOSE, asked=Asked(until=ROUNDS))
    served = made.tables["served"]
    more = served.assign(served_people_x1000=served["served_people_x1000"] + 10_000_000)
    torn = replace(made, tables={**made.tables, "served": more})
    with pytest.raises(InputError, match="breaks rows of its own brief"):
        snapshot_in(posed(inputs(), LOOSE), torn)
