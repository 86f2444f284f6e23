"""On whose consent an option depends: how many households, by which rule."""

import numpy as np
import pandas as pd

from gengxin import appraisal

__all__ = ["consent_of"]

_HAIR = 1e-6


def consent_of(drafts: pd.DataFrame, checks: pd.DataFrame) -> dict[str, pd.Series]:
    """Columns of the option table on consent that nobody has asked for yet, or not counted.

    Of several rules the strictest verified one is named, else the strictest. What was refused or
    falls short is forbidden by its rule, what was granted passed it: neither depends any more.
    """
    refs = drafts.index
    asked = _strictest(checks).reindex(refs)
    needed = asked["rule"].notna()
    households = drafts["households_count"]
    share = asked["limit"].astype("float64")
    due = np.ceil(households * share - _HAIR)
    numbers = (asked["rule"], households, due, share)
    told = [_told(*row) for row in zip(*(one.to_list() for one in numbers), strict=True)]
    clause = [asked[name].astype("object").fillna("") for name in ("clause_en", "clause_zh")]
    return {
        "consent_needed": needed,
        "consent_rule": asked["rule"].astype("object").fillna(""),
        "consent_threshold_share": share,
        "consent_households_count": appraisal.fixed_point(due, 1),
        "consent_en": pd.Series([en for en, _ in told], index=refs, dtype="object") + clause[0],
        "consent_zh": pd.Series([zh for _, zh in told], index=refs, dtype="object") + clause[1],
    }


def _strictest(checks: pd.DataFrame) -> pd.DataFrame:
    """By option the rule on consent that is not decided and asks most, verified ones first."""
    still_open = (checks["kind"] == "consent") & (checks["state"] == "not_decided")
    rows = checks[still_open].astype({"option": "object", "rule": "object"})
    rows = rows.sort_values(["verified", "limit", "rule"], ascending=[False, False, True])
    return rows.drop_duplicates("option").set_index("option")


def _told(rule: object, households: float, due: float, share: float) -> tuple[str, str]:
    """The sentence before the clause; empty where no consent is open."""
    if not isinstance(rule, str):
        return "", ""
    if households > 0:
        return (
            f"Depends on the consent of {due:,.0f} of {households:,.0f} households ({share:.0%}). ",
            f"须{households:,.0f}户中{due:,.0f}户同意({share:.0%})。",
        )
    return (
        f"Depends on the consent of those with rights there ({share:.0%}). ",
        f"须权利人同意({share:.0%})。",
    )
