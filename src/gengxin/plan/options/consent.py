"""On whose consent an option depends: how many households, by which rule."""

import numpy as np
import pandas as pd

from gengxin import appraisal

__all__ = ["consent_of"]

_HAIR = 1e-6


def consent_of(drafts: pd.DataFrame, checks: pd.DataFrame) -> dict[str, pd.Series]:
    """Columns of the option table on consent that nobody has asked for yet, or not counted.

    Of several rules that ask a share the strictest verified one is named, else the strictest; one
    that asks none, as that nobody has refused, is named where it stands alone. What was refused or
    falls short is forbidden by its rule, what was granted passed it: neither depends any more.
    """
    refs = drafts.index
    asked = _strictest(checks).reindex(refs)
    needed = asked["rule"].notna()
    households = drafts["households_count"]
    share = asked["limit"].astype("float64")
    due = np.ceil(households * share - _HAIR)
    numbers = (one[needed].to_list() for one in (households, due, share))
    told = [_told(*row) for row in zip(*numbers, strict=True)]
    words = {}
    for at, name in enumerate(("en", "zh")):
        clause = asked[f"clause_{name}"][needed].to_list()
        said = [one[at] + rest for one, rest in zip(told, clause, strict=True)]
        words[f"consent_{name}"] = pd.Series(said, index=refs[needed]).reindex(refs, fill_value="")
    return {
        "consent_needed": needed,
        "consent_rule": asked["rule"].astype("object").fillna(""),
        "consent_threshold_share": share,
        "consent_households_count": appraisal.fixed_point(due, 1),
        **words,
    }


def _strictest(checks: pd.DataFrame) -> pd.DataFrame:
    """By option the undecided rule on consent that asks most: with a share first, then verified."""
    still_open = (checks["kind"] == "consent") & (checks["state"] == "not_decided")
    rows = checks[still_open].astype({"option": "object", "rule": "object"})
    rows = rows.assign(asks=rows["limit"].notna())
    order = ["asks", "verified", "limit", "rule"]
    rows = rows.sort_values(order, ascending=[False, False, False, True])
    return rows.drop_duplicates("option").set_index("option")


def _told(households: float, due: float, share: float) -> tuple[str, str]:
    """The sentence before the clause; a missing share is not said."""
    if np.isnan(share):
        return "Depends on the consent of those with rights there. ", "须权利人同意。"
    if households > 0:
        return (
            f"Depends on the consent of {due:,.0f} of {households:,.0f} households ({share:.0%}). ",
            f"须{households:,.0f}户中{due:,.0f}户同意（{share:.0%}）。",
        )
    return (
        f"Depends on the consent of those with rights there ({share:.0%}). ",
        f"须权利人同意（{share:.0%}）。",
    )
