"""What forbids options: by rule and clause, and by what stands there; and where."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from gengxin.publish.words import Words
from gengxin.terms import OptionSet, Rule, codes

__all__ = ["OWN", "Clause", "Reason", "clauses", "main_cause", "reasons"]

# what forbids where no rule does: structure, height, room on the site
OWN = "own"
OWN_WORDS = Words("what stands there", "现状条件")
_NUMBER = re.compile(r"[\d,.]*\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One rule as it bore on the options; counts are of options, ``site_count`` of sites."""

    rule: Rule
    kind: Words
    forbids_count: int
    site_count: int
    passed_count: int
    failed_count: int
    waived_count: int
    undecided_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why options are forbidden without a rule, numbers left out, and how many."""

    words: Words
    option_count: int
    site_count: int


def clauses(options: OptionSet) -> list[Clause]:
    """The rules that were asked, those that forbid most first, then those that options fail."""
    checks = options.tables["option_check"]
    states = (
        checks.groupby(["rule", "state"], observed=True).size().unstack("state", fill_value=0)  # noqa: PD010 - nothing is summed
    )
    forbidden = _forbidden(options)
    by_rule = forbidden[forbidden["rule"] != ""].groupby("rule", observed=True)
    options_of, sites_of = by_rule.size(), by_rule["site"].nunique()
    law = {rule.code: rule for rule in options.law.rules}
    found = []
    for code in states.index.astype("str"):
        counts = {state: int(states.loc[code].get(state, 0)) for state in codes.RULE_STATES}
        found.append(
            Clause(
                rule=law[code],
                kind=Words(*codes.RULE_KINDS[law[code].kind]),
                forbids_count=int(options_of.get(code, 0)),
                site_count=int(sites_of.get(code, 0)),
                passed_count=counts["passed"],
                failed_count=counts["failed"],
                waived_count=counts["waived"],
                undecided_count=counts["not_decided"],
            )
        )
    return sorted(found, key=lambda one: (-one.forbids_count, -one.failed_count, one.rule.code))


def reasons(options: OptionSet) -> list[Reason]:
    """Why options are forbidden though no rule speaks, the most frequent first."""
    forbidden = _forbidden(options)
    own = forbidden[forbidden["rule"] == ""]
    told = own.assign(en=_without_numbers(own["reason_en"]), zh=_without_numbers(own["reason_zh"]))
    found = [
        Reason(
            words=Words(str(en), str(zh)),
            option_count=len(rows),
            site_count=int(rows["site"].nunique()),
        )
        for (en, zh), rows in told.groupby(["en", "zh"])
    ]
    return sorted(found, key=lambda one: (-one.option_count, one.words.en))


def main_cause(options: OptionSet) -> pd.Series:
    """Of each site with a forbidden option: the kind of rule that forbids most, else ``own``."""
    forbidden = _forbidden(options)
    kind = {rule.code: rule.kind for rule in options.law.rules}
    cause = forbidden["rule"].map(kind).fillna(OWN)
    counts = pd.DataFrame({"site": forbidden["site"], "cause": cause}).value_counts().reset_index()
    counts = counts.assign(own=counts["cause"] == OWN)
    ordered = counts.sort_values(["own", "count", "cause"], ascending=[True, False, True])
    return ordered.drop_duplicates("site").set_index("site")["cause"]


def _forbidden(options: OptionSet) -> pd.DataFrame:
    table = options.tables["option"]
    return table[table["state"] == "forbidden"]


def _without_numbers(texts: Iterable[str]) -> list[str]:
    return [_NUMBER.sub("…", text) for text in texts]
