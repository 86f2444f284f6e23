"""How an option fares with each rule, a sentence a clause: what it has beside what is asked."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from gengxin.publish.words import Words
from gengxin.rules import beside_limit, with_unit
from gengxin.terms import codes
from gengxin.terms.rules import OPTION_MEASURES

__all__ = ["with_sentences"]

_STATES = {**codes.RULE_STATES, "not_decided": ("not decided", "无法判定")}
_UNKNOWN = Words("unknown", "未知")
# no window needs the sun, no building stands near
_NONE = Words("none is concerned", "无涉及对象")
_ESTIMATED = Words("estimated: no verdict alone", "估算，不单独作为结论")
_UNVERIFIED = Words("not verified: no verdict alone", "未核实，不单独作为结论")


def with_sentences(checks: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``option_check`` with ``said_en`` and ``said_zh``.

    ``rules`` is the table ``option_rule`` of the same run, for units and the rules' own text.
    """
    law = rules.set_index("rule").to_dict("index")
    told = [_sentence(row, law[str(row["rule"])]) for row in checks.to_dict("records")]
    return checks.assign(said_en=[one.en for one in told], said_zh=[one.zh for one in told])


def _sentence(check: Mapping[Any, Any], rule: Mapping[Any, Any]) -> Words:
    """State, value beside limit, code, what else is to be said of it, and the rule's own text.

    >>> check = {
    ...     "state": "failed",
    ...     "effect": "at_most",
    ...     "value": 27.4,
    ...     "limit": 24.0,
    ...     "rule": "plan.height",
    ...     "evidence_en": "height",
    ...     "evidence_zh": "高度",
    ... }
    >>> rule = {
    ...     "measure": "height_m",
    ...     "verified": True,
    ...     "is_estimated": False,
    ...     "clause_en": "Plan, art. 9.",
    ...     "clause_zh": "规划第九条。",
    ... }
    >>> _sentence(check, rule).en
    'failed – height: 27.4 m, at most 24 m (plan.height). Plan, art. 9.'
    """
    state = Words(*_STATES[str(check["state"])])
    compared, rest = _compared(check, rule), _rest(check)
    doubt = _doubt(rule)
    code = check["rule"]
    return Words(
        f"{state.en} – {compared.en} ({code}{doubt.en and ', '}{doubt.en}){rest.en}. "
        f"{rule['clause_en']}",
        f"{state.zh}：{compared.zh}（{code}{doubt.zh and '，'}{doubt.zh}）{rest.zh}。"
        f"{rule['clause_zh']}",
    )


def _compared(check: Mapping[Any, Any], rule: Mapping[Any, Any]) -> Words:
    """What the option has beside what is asked; of words the list that is asked."""
    effect = Words(*codes.RULE_EFFECTS[str(check["effect"])])
    if check["effect"] not in {"at_most", "at_least"}:
        return Words(*(_parts(check, language)[0] for language in ("en", "zh")))
    value, limit = float(check["value"]), float(check["limit"])
    measure = str(rule["measure"])
    if measure == "plane_over_m" and limit != 0.0:
        # nothing was drawn: the height of the whole is held against the plane at its edge
        measure = "height_m"
    name = OPTION_MEASURES[measure]
    has = _UNKNOWN if pd.isna(value) else Words(*beside_limit(value, limit, measure))
    has = _NONE if math.isinf(value) else has
    asked = _UNKNOWN if pd.isna(limit) else Words(*with_unit(limit, measure))
    return Words(
        f"{name[0]}: {has.en}, {effect.en} {asked.en}",
        f"{name[1]}{has.zh}，{effect.zh}{asked.zh}",
    )


def _rest(check: Mapping[Any, Any]) -> Words:
    """What changed the limit, and what is unknown."""
    en, zh = ("; ".join(_parts(check, "en")[1:]), "；".join(_parts(check, "zh")[1:]))
    return Words(f"; {en}" if en else "", f"；{zh}" if zh else "")


def _parts(check: Mapping[Any, Any], language: str) -> list[str]:
    """The parts of the evidence: first what is compared, then remarks."""
    joint = {"en": "; ", "zh": "；"}[language]
    return str(check[f"evidence_{language}"]).split(joint)


def _doubt(rule: Mapping[Any, Any]) -> Words:
    if rule["is_estimated"]:
        return _ESTIMATED
    return Words("", "") if rule["verified"] else _UNVERIFIED
