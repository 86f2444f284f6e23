"""A search held open: what each kind of edit makes of the town of three sites."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.plan.model.made_case import pose
from tests.verify.town import BRIEF, inputs

from gengxin.terms import InputError, Match
from gengxin.verify import verify
from gengxin.workbench.held import Edit, Held
from gengxin.workbench.programmes import Asked, Found, searched
from gengxin.workbench.search import Until

ROUNDS = Until(seconds=None, rounds=15)
FEW = Until(seconds=None, rounds=7)
# the town's brief without what leaves little choice
LOOSE = replace(BRIEF, targets=(), equity_floors=(), epsilon=())


@pytest.fixture(scope="module")
def found() -> Found:
    return searched(inputs(), LOOSE, asked=Asked(until=ROUNDS))


@pytest.fixture(scope="module")
def held(found: Found) -> Iterator[Held]:
    made = Held(found)
    yield made
    made.close()


def chosen(found: Found) -> list[tuple[str, str, object]]:
    table = found.programme().tables["choice"]
    listed = zip(table["site"], table["option"], table["phase"].fillna(0), strict=True)
    return [(str(site), str(option), int(phase)) for site, option, phase in listed]


def edits(found: Found) -> dict[str, Edit]:
    _, option, phase = next(one for one in chosen(found) if one[2])
    kept = next(one for one in chosen(found) if not one[2])
    term = next(term for term, setting in LOOSE.terms.items() if setting.weight)
    return {
        "fix": Edit(fix=(Match(site=kept[0], option=kept[1]),)),
        "forbid": Edit(forbid=(Match(option=option),)),
        "forbid a phase": Edit(forbid=(Match(option=option, phase=phase),)),
        "more money": Edit(budgets=((1, 1.1), (2, 1.1))),
        "less money": Edit(budgets=((1, 0.9), (2, 0.9))),
        "more weight": Edit(weights=((term, 1.2),)),
        "less weight": Edit(weights=((term, 0.8),)),
        "no weight": Edit(weights=((term, 0.0),)),
    }


NAMES = (
    *("fix", "forbid", "forbid a phase", "more money", "less money"),
    *("more weight", "less weight", "no weight"),
)


@pytest.mark.parametrize("name", NAMES)
def test_the_programme_of_an_edited_brief_is_accepted_and_as_good_as_said(
    held: Held, found: Found, name: str
) -> None:
    edit = edits(found)[name]
    answer = held.edited(edit, until=FEW)
    made = answer.programme()
    verdict = verify(made, inputs())
    assert verdict.violations == ()
    assert made.value == pytest.approx(answer.value, abs=1e-6)
    assert made.bound <= answer.bound + 1e-6
    # the same brief planned from the beginning is no better than the bound says
    anew = searched(inputs(), edit.of(found.problem.brief), asked=Asked(until=ROUNDS)).programme()
    assert anew.value <= made.bound + 1e-6
    assert made.value <= anew.bound + 1e-6
    assert made.brief == anew.brief


def test_what_no_programme_can_meet_has_no_value() -> None:
    found = searched(inputs(), BRIEF, asked=Asked(until=ROUNDS))
    none_at_all = Edit(forbid=tuple(Match(option=one[1]) for one in chosen(found) if one[2]))
    strict = Held(found)
    answer = strict.edited(none_at_all, until=FEW)
    strict.close()
    assert (answer.value, answer.gap_certified) == (None, None)
    with pytest.raises(InputError, match="was found yet"):
        answer.programme()
    with pytest.raises(InputError, match="no programme"):
        searched(inputs(), none_at_all.of(found.problem.brief), asked=Asked(until=ROUNDS))


def test_an_edit_that_can_not_be_made_is_refused(held: Held, found: Found) -> None:
    site, option, _ = next(one for one in chosen(found) if one[2])
    with pytest.raises(InputError, match="phases 1 to"):
        held.edited(Edit(budgets=((9, 1.1),)), until=FEW)
    with pytest.raises(InputError, match="gives 'beauty' no weight"):
        held.edited(Edit(weights=(("beauty", 1.1),)), until=FEW)
    with pytest.raises(InputError, match="names its site"):
        held.edited(Edit(fix=(Match(option=option),)), until=FEW)
    both = Edit(fix=(Match(site=site, option=option),), forbid=(Match(option=option),))
    with pytest.raises(InputError, match="nothing to choose"):
        held.edited(both, until=FEW)


def test_budgets_and_weights_of_the_problem_held_are_those_of_one_posed_so() -> None:
    from gengxin.plan.model import edited

    held = pose()
    edit = Edit(budgets=((1, 1.1), (2, 0.9)), weights=(("people_served", 1.5),))
    brief = edit.of(held.brief)
    found, anew = edited(held, brief), pose(brief)
    for name in ("row_rhs", "aux_high", "aux_low", "value", "worth", "aux_value"):
        assert getattr(found.problem, name).tolist() == pytest.approx(
            getattr(anew.problem, name).tolist()
        ), name
    assert found.today_worth == pytest.approx(anew.today.worth)
    assert found.allowed.all()
    assert replace(found.brief, terms=brief.terms) == brief
