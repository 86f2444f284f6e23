"""The checker on a town of three sites whose numbers were worked out by hand.

By hand, for the programme of ``town.py`` (A redeveloped and B repaired from phase 1, both open in
period 2; C kept), with ω = 0.3, 0.3, 0.4 and Ω = 1, 0.7, 0.4:

- A brings 20,000 thousandths of residents, of whom 90 in 200 need a clinic: P1 needs 40,000, then
  49,000. B loses 8,000 of 80,000 residents: P2 needs 30,000, then 27,000. F1 is closed in phase 1.
  A person at a clinic is worth 10 × 2 = 20: 0.3 × 30 × 20 + 0.7 × (49 + 27) × 20 = 1,244.
- Today 40 + 30 at clinics and 15 at the school (room for 15): 70 × 20 + 15 × 10 = 1,550.
- Homes (10 + 4) × 0.7 × 100 = 980; floor 0.3 × (20 − 5) + 0.4 × (25 − 2.5) = 13.5 m² × 2 = 27;
  need N1 with 4 supporters 5 × 7 = 35; net present value −700 × 0.5 = −350; displaced −2 × 30;
  carbon 4,000 − 99 × 7 years + 300 = 3,607 kg × 0.01; heritage −15 m² × 0.7 × 3 = −31.5.
- 1,244 − 1,550 + 980 + 27 + 35 − 350 − 60 − 36.07 − 31.5 = 258.43.

The bound without prices, a site at its best column and each slot full of those who pay most: A kept
0 or redeveloped in phase 1: 1,000 × 0.7 − 150 − 60 − 33.07 − 31.5 + F1, F1 at its best 50 × 20 in
every period it is open; B at its best; and so on: ``tests/plain/programme_check.py``.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from tests.plain.programme_check import Judge, false_statements
from tests.verify.town import (
    AUXILIARY,
    BRIEF,
    CHOICE,
    SERVED,
    TODAY_SERVED,
    column,
    inputs,
    planned,
    served,
    table,
)

from gengxin.terms import (
    Brief,
    EquityFloor,
    ExistingHomes,
    InputError,
    Match,
    Money,
    Phase,
    PlanInputs,
    Programme,
    ProgrammeRound,
    Requires,
    Target,
    TermValue,
)
from gengxin.verify import verify


@pytest.fixture(scope="module")
def town() -> PlanInputs:
    return inputs()


def found(programme: Programme, town: PlanInputs) -> set[tuple[str, str, float]]:
    """Every violation, once the plain way has found the programme false too."""
    verdict = verify(programme, town)
    assert bool(verdict.violations) == bool(false_statements(programme, town))
    assert all(one.en and one.zh for one in verdict.violations)
    return {(one.kind, one.where, round(one.amount, 6)) for one in verdict.violations}


def changed(town: PlanInputs, name: str, column: str, of: dict[str, Any]) -> PlanInputs:
    """The inputs with some numbers of a table's column changed, by option."""
    frame = town.options[name].copy()
    key = "ref" if name == "option" else "option"
    for option, value in of.items():
        frame.loc[frame[key] == option, column] = value
    return replace(town, options={**town.options, name: frame})


def rows(brief: Brief, family: str, **told: Any) -> Brief:
    return replace(brief, rows={**brief.rows, family: replace(brief.rows[family], **told)})


def auxiliary(**told: int) -> list[dict]:
    amounts = {**AUXILIARY, **{key.replace("__", "/"): amount for key, amount in told.items()}}
    return [{"key": key, "amount": amount} for key, amount in amounts.items()]


def test_the_numbers_of_the_town_are_those_by_hand(town: PlanInputs) -> None:
    verdict = verify(planned(), town)
    assert verdict.holds
    assert verdict.value == pytest.approx(258.43, abs=1e-9)
    assert verdict.checked["sites"] == 3
    assert verdict.checked["rows"] == len(Judge(planned(), town).model.rows)


def test_the_bound_is_the_one_of_the_plain_way_and_never_below_it(town: PlanInputs) -> None:
    judge = Judge(planned(), town)
    assert judge.judged() == []
    verdict = verify(planned(), town)
    assert float(judge.proven) <= verdict.bound <= float(judge.proven) + 1e-8
    assert verdict.gap_certified == pytest.approx((verdict.bound - 258.43) / 258.43)


# what is tightened or done by one unit → row that is missed, and by how much
ROWS: dict[str, tuple[Callable[[Brief], Brief] | None, dict[str, Any], set[tuple[str, float]]]] = {
    "budget": (
        lambda b: replace(b, phases=(replace(b.phases[0], budget_amount=899.99), b.phases[1])),
        {},
        {("budget/1", 1)},
    ),
    "carried over": (None, {"auxiliary": auxiliary(carry__1=1)}, {("budget/1", 1)}),
    "balance": (lambda b: replace(b, subsidies={"U1": 299.99}), {}, {("balance/U1", 1)}),
    "rehoused": (
        None,
        {"auxiliary": auxiliary(rehoused__U1__U2__1__small=7)},
        {("rehoused_all/U1/1/small", -1)},
    ),
    "homes": (
        lambda b: replace(
            b, existing_homes=(ExistingHomes(unit="U2", size="small", homes_count=10),)
        ),
        {},
        {("homes_committed/U2/1/small", 1)},
    ),
    "continuity": (
        lambda b: rows(b, "continuity", limit=0.00002),
        {},
        {
            ("continuity/clinic/D1/1", 1),
            ("continuity/school/U2/1", 1),
            ("continuity/school/U2/2", 1),
        },
    ),
    "works at once": (
        lambda b: rows(b, "works_at_once", limit=0.54999),
        {},
        {("works_at_once/1", 1)},
    ),
    "demolished": (lambda b: rows(b, "demolished", limit=0.7999), {}, {("demolished/U1", 1)}),
    "built": (
        lambda b: rows(b, "built_to_demolished", limit=1.624),
        {},
        {("built_to_demolished/U1", 8_000)},
    ),
    "near by": (
        lambda b: rows(b, "rehoused_nearby", limit=0.751),
        {},
        {("rehoused_nearby/U1", 8)},
    ),
    "floor space": (
        None,
        {"auxiliary": auxiliary(met__Z1__office__2=1_999)},
        {("floor_space/Z1/office/2", -1)},
    ),
    "exclusive": (
        lambda b: replace(b, exclusive=((Match(site="A"), Match(action="repair")),)),
        {},
        {("exclusive/1", 1)},
    ),
    "requires": (
        lambda b: replace(b, requires=(Requires(this=Match(site="A"), first=Match(site="C")),)),
        {},
        {("requires/1/1", 1), ("requires/1/2", 1)},
    ),
    "equity": (
        lambda b: replace(
            b, equity_floors=(EquityFloor(standard="clinic", area="D2", share=0.00005),)
        ),
        {},
        {("equity_floor/1", 1)},
    ),
    "target": (
        lambda b: replace(b, targets=(Target(term="homes_made_good", amount=15.0),)),
        {},
        {("target/1", 1)},
    ),
    "target of people": (
        lambda b: replace(b, targets=(Target(term="people_served", amount=76.001),)),
        {},
        {("target/1", 1)},
    ),
    "target of floor": (
        lambda b: replace(
            b, targets=(Target(term="floor_space", amount=25.01, functional_zone="Z1"),)
        ),
        {},
        {("target/1", 1)},
    ),
    "target of needs": (
        lambda b: replace(b, targets=(Target(term="needs_answered", amount=6.0),)),
        {},
        {("target/1", 1)},
    ),
    "target of a zone": (
        lambda b: replace(
            b, targets=(Target(term="displaced_households", amount=-1.0, functional_zone="Z1"),)
        ),
        {},
        {("target/1", 1)},
    ),
    "step of a front": (
        lambda b: replace(b, epsilon=(Target(term="carbon", amount=-3_606.0),)),
        {},
        {("epsilon/1", 1)},
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_missed_by_one_unit_is_named(name: str, town: PlanInputs) -> None:
    change, tables, missed = ROWS[name]
    programme = planned(change(BRIEF) if change else BRIEF, **tables)
    told = {(where, amount) for kind, where, amount in found(programme, town) if kind == "row"}
    assert told == missed


def test_floor_area_received_is_floor_area_sent(town: PlanInputs) -> None:
    more = changed(town, "option", "far_received_m2_x100", {"A/redevelop": 3_001})
    assert found(planned(), more) == {("row", "far_ledger/Z1/1", 1), ("row", "far_ledger/Z1/2", 1)}


def test_a_need_is_answered_by_a_chosen_option_alone(town: PlanInputs) -> None:
    kept = [CHOICE[0], {"site": "B", "option": "B/keep"}, CHOICE[2]]
    assert ("row", "need/N1", 1) in found(planned(choice=kept), town)


def test_two_sites_together_take_the_sun_of_a_third(town: PlanInputs) -> None:
    both = planned(choice=[*CHOICE[:2], column("C", "redevelop", 2, 3)])
    assert ("sunlight", "W1", 1) in found(both, town)
    without = rows(BRIEF, "sunlight", on=False)
    assert not {one for one in found(replace(both, brief=without), town) if one[0] == "sunlight"}


def test_a_window_is_not_asked_where_its_own_site_is_cleared(town: PlanInputs) -> None:
    cleared = changed(town, "option", "floor_demolished_m2_x100", {"B/repair": 1})
    both = planned(choice=[*CHOICE[:2], column("C", "redevelop", 2, 3)])
    assert not {one for one in found(both, cleared) if one[0] == "sunlight"}


CHOICES: dict[str, tuple[list[dict], tuple[str, str, float]]] = {
    "a site left out": (CHOICE[:2], ("site_without_choice", "C", 0)),
    "a site twice": ([*CHOICE, CHOICE[2]], ("site_chosen_twice", "C", 1)),
    "a site that is none": (
        [*CHOICE, {"site": "X", "option": "X/keep"}],
        ("site_not_decided", "X", 0),
    ),
    "an option that is none": (
        [*CHOICE[:2], {"site": "C", "option": "C/dream"}],
        ("option_not_of_site", "C (C/dream, <NA>)", 0),
    ),
    "the option of another site": (
        [*CHOICE[:2], {"site": "C", "option": "A/keep"}],
        ("option_not_of_site", "C (A/keep, <NA>)", 0),
    ),
    "an option that is forbidden": (
        [*CHOICE[:2], column("C", "convert", 1, 2)],
        ("option_not_of_site", "C (C/convert, 1)", 0),
    ),
    "works that are not done in time": (
        [CHOICE[0], column("B", "extend", 1, 3), CHOICE[2]],
        ("option_not_of_site", "B (B/extend, 1)", 0),
    ),
    "a phase that is none": (
        [CHOICE[0], column("B", "repair", 3, 3), CHOICE[2]],
        ("option_not_of_site", "B (B/repair, 3)", 0),
    ),
    "opened too soon": (
        [CHOICE[0], column("B", "repair", 1, 1), CHOICE[2]],
        ("opens", "B", 1),
    ),
}


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_that_cannot_be_is_named(name: str, town: PlanInputs) -> None:
    choice, violation = CHOICES[name]
    assert violation in found(planned(choice=choice), town)


BARRED: dict[str, Callable[[Brief, PlanInputs], tuple[Brief, PlanInputs]]] = {
    "consent falls short": lambda b, t: (
        b,
        replace(t, sites=t.sites.assign(consent_share=[0.89, None, None])),
    ),
    "consent refused": lambda b, t: (
        b,
        replace(t, sites=t.sites.assign(consent_state=["refused", "", ""])),
    ),
    "not asked bars": lambda b, t: (
        replace(b, not_asked="bars"),
        replace(t, sites=t.sites.assign(consent_state=["", "", ""])),
    ),
    "the planner's must not": lambda b, t: (
        b,
        changed(t, "option", "fixing", {"A/redevelop": "must_not"}),
    ),
    "the planner's must": lambda b, t: (b, changed(t, "option", "fixing", {"A/keep": "must"})),
    "the brief's must": lambda b, _: (replace(b, must=(Match(site="A", phase=2),)), _),
    "the brief's must not": lambda b, _: (replace(b, must_not=(Match(action="redevelop"),)), _),
}


@pytest.mark.parametrize("name", BARRED)
def test_what_is_barred_cannot_be_chosen(name: str, town: PlanInputs) -> None:
    brief, tables = BARRED[name](BRIEF, town)
    barred = {one for one in found(planned(brief), tables) if one[0].startswith("option_")}
    assert barred == {("option_barred", "A (A/redevelop, 1)", 0)}


PEOPLE: dict[str, tuple[list[dict], set[tuple[str, str, float]]]] = {
    "one more than need it": (
        [*SERVED, *served("clinic", "P1", "F1", {3: 1})],
        {("need", "3/clinic/P1", 1)},
    ),
    "one more than there is room for": (
        [*SERVED, *served("clinic", "P2", "F1", {1: 1})],
        {("need", "1/clinic/P2", 1), ("capacity", "1/clinic/F1", 1)},
    ),
    "out of reach": (
        [*SERVED, *served("clinic", "P3", "F1", {3: 5})],
        {("not_within_reach", "clinic/P3/F1/3", 5)},
    ),
    "at a facility that is none": (
        [*SERVED, *served("clinic", "P1", "F9", {3: 5})],
        {("not_within_reach", "clinic/P1/F9/3", 5)},
    ),
    "in a period that is none": (
        [*SERVED, *served("clinic", "P1", "F1", {4: 5})],
        {("not_within_reach", "clinic/P1/F1/4", 5)},
    ),
    "at a school that closed": (
        [*SERVED, *served("school", "P1", "F3", {1: 1})],
        {("capacity", "1/school/F3", 1)},
    ),
    "where nothing was opened": (
        [*SERVED, {**served("clinic", "P3", "", {3: 2})[0], "site": "C"}],
        {("capacity", "3/clinic/C", 2)},
    ),
    "fewer than nobody": (
        [*SERVED, *served("clinic", "P1", "F1", {3: -1})],
        {("served_below_nothing", "clinic/P1/F1/3", -1)},
    ),
}


@pytest.mark.parametrize("name", PEOPLE)
def test_who_cannot_be_served_is_named(name: str, town: PlanInputs) -> None:
    told, violations = PEOPLE[name]
    claims = {"value", "term", "bound", "gap", "round"}
    so = {one for one in found(planned(served=told), town) if one[0] not in claims}
    assert so == violations


CLAIMS: dict[str, tuple[dict[str, Any], set[tuple[str, str, float]]]] = {
    "another district": (
        {"hashes": {"district": "e" * 64, "options": "o" * 64}},
        {("inputs", "district", 0)},
    ),
    "no run": ({"hashes": {"district": "d" * 64}}, {("inputs", "options", 0)}),
    "other money": (
        {"money": Money(currency="USD", price_day=date(2025, 1, 1))},
        {("money", "money", 0)},
    ),
    "more value": (
        {"value": 258.44},
        {("value", "value", 0.01)},
    ),
    "less value": ({"value": 258.42, "gap_certified": None}, {("value", "value", -0.01)}),
    "a round that proves too much": (
        {"rounds": (ProgrammeRound(number=4, stage="price", value=None, bound=258.0),)},
        {("round", "4", 0.43)},
    ),
    "a round that finds too much": (
        {"rounds": (ProgrammeRound(number=4, stage="dive", value=1_403.43, bound=9e9),)},
        {("round", "4", 1.0)},
    ),
    "a term too many": (
        {"terms": (*planned().terms, TermValue(term="joy", amount=1.0, value=0.0))},
        {("term_unknown", "joy", 0)},
    ),
    "a term left out": ({"terms": planned().terms[1:]}, {("term", "people_served", 306.0)}),
    "a gap too small": ({"gap_certified": 385.0}, {("gap", "gap", 0.951979)}),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_what_is_claimed_falsely_is_named(name: str, town: PlanInputs) -> None:
    claims, violations = CLAIMS[name]
    told = found(replace(planned(), **claims), town)
    assert told == violations


def test_numbers_that_are_none_are_named(town: PlanInputs) -> None:
    none = float("nan")
    odd = replace(planned(), value=none, today=none, bound=none, gap_certified=none)
    kinds = {one.kind for one in verify(odd, town).violations}
    assert {"value", "today", "bound", "gap"} <= kinds


def test_a_bound_below_what_its_prices_prove_is_named(town: PlanInputs) -> None:
    told = found(replace(planned(), bound=1_402.42), town)
    assert told == {("bound", "bound", 0.01)}


def test_a_looser_bound_and_gap_are_true_all_the_same(town: PlanInputs) -> None:
    assert found(replace(planned(), bound=1e12, gap_certified=1e12), town) == set()
    assert found(replace(planned(), gap_certified=None), town) == set()


def test_today_is_held_from_both_sides(town: PlanInputs) -> None:
    told = found(planned(today_served=TODAY_SERVED[:-1]), town)
    assert ("today", "witness", 50.0) in told
    dear = [{"standard": "clinic", "people": "P1", "period": 3, "price": 0.03}]
    # 40 × 30 for the needs of P1, F1 and F2 full of P2 at 30 × 20 each, the school 150: 2,550
    assert ("today", "prices", -1_000.0) in found(planned(today_price=dear), town)


PRICES: dict[str, tuple[str, list[dict], tuple[str, str, float]]] = {
    "below nothing": (
        "row_price",
        [{"key": "budget/1", "price": -0.5}],
        ("price_sign", "budget/1", -0.5),
    ),
    "of no row": (
        "row_price",
        [{"key": "budget/9", "price": 0.5}],
        ("price_unknown", "budget/9", 0),
    ),
    "twice": (
        "row_price",
        [{"key": "budget/1", "price": 0.5}] * 2,
        ("price_twice", "budget/1", 0),
    ),
    "of shadows that leave sun": (
        "row_price",
        [{"key": "sunlight/W1;A/redevelop", "price": 0.5}],
        ("price_unknown", "sunlight/W1;A/redevelop", 0),
    ),
    "of a window's own site": (
        "row_price",
        [{"key": "sunlight/W1;B/keep", "price": 0.5}],
        ("price_unknown", "sunlight/W1;B/keep", 0),
    ),
    "of nobody": (
        "demand_price",
        [{"standard": "clinic", "people": "P9", "period": 3, "price": 0.5}],
        ("price_unknown", "clinic/P9/3", 0.5),
    ),
    "of a need below nothing": (
        "demand_price",
        [{"standard": "clinic", "people": "P1", "period": 3, "price": -0.5}],
        ("price_sign", "clinic/P1/3", -0.5),
    ),
}


@pytest.mark.parametrize("name", PRICES)
def test_a_price_that_cannot_be_is_named(name: str, town: PlanInputs) -> None:
    kind, prices, violation = PRICES[name]
    assert violation in found(planned(**{kind: prices}), town)


def test_the_price_of_shadows_that_violate_together_counts(town: PlanInputs) -> None:
    key = "sunlight/W1;A/redevelop;C/redevelop"
    priced = planned(row_price=[{"key": key, "price": 40.0}])
    assert found(priced, town) == set()
    bound = verify(priced, town).bound
    assert bound == pytest.approx(float(judged(priced, town).proven), abs=1e-7)
    assert bound != pytest.approx(verify(planned(), town).bound, abs=1.0)


def judged(programme: Programme, town: PlanInputs) -> Judge:
    judge = Judge(programme, town)
    judge.judged()
    return judge


def test_an_equality_may_have_a_price_of_either_sign(town: PlanInputs) -> None:
    for price in (-3.0, 3.0):
        priced = planned(row_price=[{"key": "floor_space/Z1/office/3", "price": price}])
        assert found(priced, town) == set()


def test_what_is_missed_softly_is_paid_for(town: PlanInputs) -> None:
    first = replace(BRIEF.phases[0], budget_amount=899.0)
    brief = replace(BRIEF, phases=(first, BRIEF.phases[1]))
    soft = rows(brief, "budget", hard=False, price=5.0)
    paid = planned(soft, auxiliary=[*auxiliary(), {"key": "slack/budget/1", "amount": 100}])
    assert found(replace(paid, value=258.43 - 5.0), town) == set()
    assert found(paid, town) == {("value", "value", 5.0)}
    beyond = [*auxiliary(), {"key": "slack/budget/1", "amount": 150_001}]
    # phase 1 can cost 50,000 + 40,000 + 60,000 and carry over all of the 89,900 that it has
    told = found(planned(soft, auxiliary=beyond), town)
    assert ("box", "slack/budget/1", 1) in told


def test_least_cost_counts_cost_alone(town: PlanInputs) -> None:
    brief = replace(BRIEF, minimise="cost")
    made = planned(brief, today_served=[], today_price=[])
    cheap = replace(made, today=0.0, terms=(), value=-1_900.0, bound=0.0, gap_certified=None)
    told = {one[0] for one in found(cheap, town)}
    assert told == set()
    assert verify(cheap, town).gap_certified == pytest.approx(1.0)
    assert found(replace(cheap, bound=-1.0), town) == {("bound", "bound", 1.0)}


def test_coverage_at_the_end_counts_the_end_alone(town: PlanInputs) -> None:
    brief = replace(BRIEF, coverage="end")
    at_end = [row for row in SERVED if row["period"] == 3]
    made = planned(brief, served=at_end)
    # 76 people × 20 less 1,550 in the place of −306
    value = 258.43 + 306.0 + 76 * 20 - 1_550.0
    people = TermValue(term="people_served", amount=-3.0, value=-30.0)
    assert found(replace(made, value=value, terms=(people, *made.terms[1:])), town) == set()
    assert ("not_within_reach", "clinic/P2/F2/1", 30_000) in found(planned(brief), town)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda b: replace(b, phases=b.phases[:1] * 2), r"phases of the brief start on"),
        (lambda b: replace(b, phases=()), r"phases of the brief start on"),
        (lambda b: replace(b, must=(Match(action="keep"),)), r"a must of the brief names no site"),
        (lambda b: rows(b, "works_at_once", limit=None), r"no limit for works_at_once"),
    ],
)
def test_a_brief_that_is_none_is_refused(
    change: Callable[[Brief], Brief], told: str, town: PlanInputs
) -> None:
    with pytest.raises(InputError, match=told):
        verify(planned(change(BRIEF)), town)


def test_what_no_option_can_bring_is_refused(town: PlanInputs) -> None:
    one = pd.DataFrame([("clinic", "F5", "C", 10_000)], columns=town.options["supplier"].columns)
    more = pd.concat([town.options["supplier"], one], ignore_index=True)
    full = replace(town, options={**town.options, "supplier": more})
    with pytest.raises(InputError, match=r"row continuity/clinic/D2/1 asks for 5000 and no option"):
        verify(planned(rows(BRIEF, "continuity", limit=1.5)), full)


def test_options_of_a_site_that_is_none_are_refused(town: PlanInputs) -> None:
    with pytest.raises(InputError, match=r"options are for 1 sites that the district hasn't.*'C'"):
        verify(planned(), replace(town, sites=town.sites.drop("C")))


def test_amounts_beyond_the_machine_are_summed_exactly(town: PlanInputs) -> None:
    """Twice 2^53 − 1, thousandfold, does not fit into 64 bits."""
    huge = 2**53 - 1
    rich = changed(town, "option", "floor_built_m2_x100", {"A/redevelop": huge})
    told = {one for one in verify(planned(), rich).violations if one.kind == "row"}
    assert {one.where for one in told} == {"built_to_demolished/U1"}
    assert {one.amount for one in told} == {float(1_000 * huge - 1_625 * 8_000)}


def test_a_quantity_that_is_not_whole_is_refused(town: PlanInputs) -> None:
    frame = town.options["option"].astype({"revenue_amount_x100": "float64"})
    frame.loc[1, "revenue_amount_x100"] = 0.5
    odd = replace(town, options={**town.options, "option": frame})
    with pytest.raises(InputError, match=r"revenue_amount_x100 of row 1 is 0\.5, must be a whole"):
        verify(planned(), odd)


def test_the_words_of_a_table_may_be_categories(town: PlanInputs) -> None:
    categories = {
        name: frame.astype(dict.fromkeys(frame.select_dtypes("str").columns, "category"))
        for name, frame in town.options.items()
    }
    assert verify(planned(), replace(town, options=categories)).holds


def test_a_programme_that_keeps_everything_is_worth_nothing(town: PlanInputs) -> None:
    always = [{**row, "period": period} for row in TODAY_SERVED for period in (1, 2, 3)]
    brief = replace(BRIEF, targets=(), epsilon=())
    made = planned(
        brief, choice=table("choice", []).to_dict("records"), served=always, auxiliary=[]
    )
    kept = replace(
        made,
        tables={
            **made.tables,
            "choice": table("choice", [{"site": s, "option": f"{s}/keep"} for s in "ABC"]),
        },
        value=0.0,
        terms=(),
        gap_certified=None,
    )
    assert found(kept, town) == set()


def test_months_of_a_phase_and_a_rate_weigh_the_periods() -> None:
    from gengxin.verify.times import times_of

    phases = (Phase(starts_on=date(2027, 1, 15)), Phase(starts_on=date(2028, 1, 1)))
    brief = replace(BRIEF, phases=phases, ends_on=date(2029, 1, 1), horizon_years=3.0)
    assert times_of(brief).weight.tolist() == pytest.approx([1 / 3] * 3)
    # at 100 % a year: 1 − 1/2, 1/2 − 1/4, 1/4 − 1/8 of 7/8
    dear = times_of(replace(brief, earlier_rate=1.0, discount_rate=1.0))
    assert dear.weight.tolist() == pytest.approx([4 / 7, 2 / 7, 1 / 7])
    assert dear.discount.tolist() == pytest.approx([1.0, 0.5])


def test_halves_go_to_the_even_number() -> None:
    from gengxin.verify.whole import half_even

    amounts = pd.Series([6, 18, 30, -6, -18, 7, 17]).to_numpy()
    assert half_even(amounts, 12).tolist() == [0, 2, 2, 0, -2, 1, 1]
