"""What a check stands on, in words: what was compared, what changed the limit, what is missing."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gengxin.rules.bounds import Remark, measure_of
from gengxin.rules.rows import Bools, combinations_of
from gengxin.terms import TABLES, codes
from gengxin.terms.rules import OPTION_MEASURES, SITE_FACTS, Rule

__all__ = ["evidence_of", "words_of"]

Codes = npt.NDArray[np.int64]

# kind of remark → words; what is unknown or unverified is told only where it decides
_TOLD = {
    "altered": ("altered by", "调整条款："),
    "unverified": ("may be changed by, not verified:", "可能受未核条款影响："),
    "unknown": ("unknown:", "缺少："),
}


def evidence_of(
    rule: Rule, remarks: Sequence[Remark], kept: Codes, undecided: Bools
) -> tuple[Codes, list[tuple[str, str]]]:
    """Which text belongs to each row kept, and the texts in English and Chinese."""
    told = [r.rows[kept] & (undecided | (r.kind == "altered")) for r in remarks]
    which, combinations = combinations_of(told, len(kept))
    texts = []
    for numbers in combinations:
        here = [remarks[number] for number in numbers]
        texts.append((_text(rule, here, 0), _text(rule, here, 1)))
    return which, texts


def words_of(name: str) -> tuple[str, str]:
    """A measure, fact or column in English and Chinese; any other name stands for itself."""
    if name in OPTION_MEASURES:
        return OPTION_MEASURES[name][:2]
    if name in SITE_FACTS:
        return SITE_FACTS[name]
    column = TABLES["sites"].by_name.get(name)
    return (name, name) if column is None else (column.en, column.zh)


def _text(rule: Rule, remarks: Sequence[Remark], language: int) -> str:
    """One sentence: the comparison, then what is to be said of it."""
    parts = [_comparison(rule)[language]]
    for kind, words in _TOLD.items():
        names = dict.fromkeys(
            words_of(remark.name)[language] for remark in remarks if remark.kind == kind
        )
        if names:
            listed = (", ", "、")[language].join(names)
            parts.append(words[language] + (" ", "")[language] + listed)
    return ("; ", "；")[language].join(parts)


def _comparison(rule: Rule) -> tuple[str, str]:
    measure = words_of(measure_of(rule))
    effect = codes.RULE_EFFECTS[rule.effect]
    if rule.words:
        listed = [codes.FLOOR_USES.get(v) or codes.ACTIONS.get(v) or (v, v) for v in rule.words]
        return (
            f"{measure[0]}: {effect[0]} {', '.join(en for en, _ in listed)}",
            f"{measure[1]}{effect[1]}{'、'.join(zh for _, zh in listed)}",
        )
    limit = words_of(rule.column) if rule.column else ("what the rule states", "条款限值")
    return f"{measure[0]}: {effect[0]} {limit[0]}", f"{measure[1]}{effect[1]}{limit[1]}"
