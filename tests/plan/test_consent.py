"""On whose consent an option depends, in words: which rule, which share, how many households."""

import numpy as np
import pandas as pd

from gengxin.plan.options.consent import consent_of


def rule(code: str, limit: float, *, verified: bool) -> dict[str, object]:
    """A rule on consent that nobody can decide yet."""
    return {
        "option": "o",
        "rule": code,
        "kind": "consent",
        "limit": limit,
        "state": "not_decided",
        "verified": verified,
        "clause_en": f"{code}.",
        "clause_zh": f"{code}。",
    }


def told(households: float, *rules: dict[str, object]) -> dict[str, object]:
    drafts = pd.DataFrame({"households_count": [households]}, index=["o"])
    return {name: values["o"] for name, values in consent_of(drafts, pd.DataFrame(rules)).items()}


REFUSED = rule("refused", np.nan, verified=True)


def test_a_rule_that_asks_a_share_is_named_before_one_that_asks_none() -> None:
    said = told(40.0, REFUSED, rule("three_quarters", 0.75, verified=False))
    assert said["consent_rule"] == "three_quarters"
    assert said["consent_households_count"] == 30
    assert said["consent_en"] == (
        "Depends on the consent of 30 of 40 households (75%). three_quarters."
    )


def test_where_no_share_is_asked_none_is_said() -> None:
    for households in (40.0, 0.0, np.nan):
        said = told(households, REFUSED)
        assert said["consent_needed"]
        assert said["consent_en"] == "Depends on the consent of those with rights there. refused."
        assert said["consent_zh"] == "须权利人同意。refused。"


def test_of_rules_that_ask_a_share_the_strictest_verified_one_is_named() -> None:
    rules = [rule(f"r{share}", share, verified=share < 0.9) for share in (0.75, 0.8, 0.95)]
    assert told(np.nan, *rules)["consent_rule"] == "r0.8"
