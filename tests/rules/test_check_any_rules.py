"""Whatever the rules: the fast check says what the plain one says, and never more than is known."""

from dataclasses import replace
from datetime import date

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plain.rules import states

from gengxin.rules import check, verdicts
from gengxin.terms.rules import Band, Rule, RulePack

DAY = date(2026, 1, 1)
numbers = st.none() | st.sampled_from([0.5, 1.0, 2.0, 3.0])
words = st.none() | st.sampled_from(["a", "b"])
sites = st.fixed_dictionaries({"plan_far": numbers, "metro_m": numbers, "zone_code": words})
options = st.fixed_dictionaries(
    {"far": numbers, "height_m": numbers, "storeys": numbers, "action": words}
)
bands = st.builds(Band, at_least=numbers, above=numbers, at_most=numbers, below=numbers)
conditions = {
    "where": st.dictionaries(st.just("zone_code"), st.just(("a",))),
    "where_number": st.dictionaries(st.just("metro_m"), bands),
    "when": st.dictionaries(st.just("action"), st.just(("a",))),
    "when_number": st.dictionaries(st.just("storeys"), bands),
    "verified": st.booleans(),
}
told = {"jurisdiction": "town", "source": "plan", "clause_en": "Art. 1.", "clause_zh": "第一条。"}
binding = st.builds(
    Rule,
    code=st.just(""),
    kind=st.sampled_from(["far", "height"]),
    effect=st.sampled_from(["at_most", "at_least"]),
    value=st.sampled_from([0.5, 1.0, 2.0]),
    **{name: st.just(text) for name, text in told.items()},
    **conditions,
).map(lambda rule: replace(rule, measure={"far": "far", "height": "height_m"}[rule.kind]))
by_column = binding.map(
    lambda rule: replace(rule, value=None, column="plan_far", kind="far", measure="far")
)
altering = st.builds(
    Rule,
    code=st.just(""),
    kind=st.just("far_bonus"),
    effect=st.sampled_from(["adds", "multiplies", "waives"]),
    value=st.sampled_from([0.5, 1.0, 2.0]),
    alters=st.sampled_from([("far",), ("height",), ("far", "height")]),
    **{name: st.just(text) for name, text in told.items()},
    **conditions,
)
rule_lists = st.tuples(
    st.lists(binding | by_column, min_size=1, max_size=3), st.lists(altering, max_size=3)
).map(lambda both: [replace(r, code=f"r{n}") for n, r in enumerate(both[0] + both[1])])


def a_pack(rules: list[Rule]) -> RulePack:
    return RulePack(name="town", name_en="town", name_zh="镇", rules=tuple(rules))


def checked(rules: list[Rule], option: dict[str, object], site: dict[str, object]) -> pd.DataFrame:
    drafts = pd.DataFrame([{"site": "A", **option}], index=["o"])
    return check(a_pack(rules), drafts, pd.DataFrame([site], index=["A"]), DAY)


def legal(rules: list[Rule], option: dict[str, object], site: dict[str, object]) -> object:
    return verdicts(checked(rules, option, site), pd.Index(["o"]))["legal"].iloc[0]


@settings(max_examples=50)
@given(rules=rule_lists, cases=st.lists(st.tuples(options, sites), min_size=5, max_size=5))
def test_the_states_are_those_of_trying_every_world(
    rules: list[Rule], cases: list[tuple[dict[str, object], dict[str, object]]]
) -> None:
    names = [f"o{number}" for number in range(len(cases))]
    drafts = pd.DataFrame([{"site": n, **c[0]} for n, c in zip(names, cases, strict=True)], names)
    lots = pd.DataFrame([site for _, site in cases], names)
    checks = check(a_pack(rules), drafts, lots, DAY)
    for name, (option, site) in zip(names, cases, strict=True):
        of_it = checks[checks["option"] == name]
        found = dict(zip(of_it["rule"], of_it["state"], strict=True))
        assert found == states(a_pack(rules), option, site)


@settings(max_examples=30)
@given(rules=rule_lists, option=options, site=sites)
def test_what_is_unknown_of_the_option_alone_neither_passes_nor_fails(
    rules: list[Rule], option: dict[str, object], site: dict[str, object]
) -> None:
    checks = checked(rules, {**option, "far": None, "height_m": None}, site)
    assert set(checks["state"].astype(str)) <= {"not_decided", "waived"}


@settings(max_examples=30)
@given(rules=rule_lists, waiver=altering, option=options, site=sites)
def test_a_further_waiver_never_makes_an_option_less_legal(
    rules: list[Rule], waiver: Rule, option: dict[str, object], site: dict[str, object]
) -> None:
    def rank(verdict: object) -> int:
        return 1 if verdict is pd.NA else 2 * int(bool(verdict))

    waiver = replace(waiver, code="waiver", effect="waives", value=None)
    before, after = legal(rules, option, site), legal([*rules, waiver], option, site)
    assert rank(after) >= rank(before)


@settings(max_examples=30)
@given(rules=rule_lists, option=options, site=sites, order=st.randoms())
def test_the_order_of_the_rows_does_not_matter(
    rules: list[Rule], option: dict[str, object], site: dict[str, object], order: object
) -> None:
    mixed = list(rules)
    order.shuffle(mixed)
    one, other = checked(rules, option, site), checked(mixed, option, site)
    pd.testing.assert_frame_equal(one.astype("object"), other.astype("object"))


@settings(max_examples=30)
@given(rules=rule_lists, option=options, site=sites)
def test_only_verified_rules_forbid(
    rules: list[Rule], option: dict[str, object], site: dict[str, object]
) -> None:
    doubted = [replace(rule, verified=False) for rule in rules]
    assert legal(doubted, option, site) is pd.NA or legal(doubted, option, site)
