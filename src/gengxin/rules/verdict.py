"""Whether an option is legal by what was checked, and, where it isn't, what would make it so."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from gengxin.rules.bounds import reported_measure_of
from gengxin.rules.estimated import basis_zh
from gengxin.rules.evidence import words_of
from gengxin.rules.numbers import beside_limit, with_unit
from gengxin.terms import codes
from gengxin.terms.rules import Rule, RulePack

__all__ = ["verdicts", "why_not"]


def verdicts(checks: pd.DataFrame, options: pd.Index) -> pd.DataFrame:
    """One row an option: is it legal, which rule forbids it, what is left open.

    ``legal`` is False where a verified rule that isn't an estimate fails; missing where only
    unverified or estimated rules fail, or something is not decided; else True. A consent that
    nobody asked for yet doesn't withhold the verdict: ``depends_on_consent`` says so.
    ``forbidden_by`` is the rule missed by most, as a share of its limit.
    """
    at = _looked_up(checks["option"], lambda refs: options.get_indexer(refs.astype("object")))
    failed = (checks["state"] == "failed").to_numpy()
    open_still = (checks["state"] == "not_decided").to_numpy()
    consent = (checks["kind"] == "consent").to_numpy()
    estimated = _looked_up(
        checks["basis"], lambda words: np.array([str(one).startswith("estimated") for one in words])
    )
    firm = checks["verified"].to_numpy() & (estimated != 1)

    def count(rows: np.ndarray) -> np.ndarray:
        return np.bincount(at[rows], minlength=len(options))

    broken, doubted = count(failed & firm), count(failed & ~firm)
    undecided = count(open_still & ~consent)
    legal = pd.array(broken == 0, dtype="boolean")
    legal[(broken == 0) & (doubted + undecided > 0)] = pd.NA
    return pd.DataFrame(
        {
            "legal": legal,
            "forbidden_by": _worst(checks, at, np.flatnonzero(failed & firm), len(options)),
            "failed_count": broken,
            "failed_unverified_count": doubted,
            "not_decided_count": undecided,
            "depends_on_consent": count(open_still & consent) > 0,
        },
        index=options,
    )


def why_not(pack: RulePack, checks: pd.DataFrame) -> pd.DataFrame:
    """Each failed row in words: the clause, how far off, and the nearest relaxation.

    Columns ``option``, ``rule``, ``reason_en``, ``reason_zh``; by option, worst first.
    """
    failed = checks[checks["state"] == "failed"]
    failed = failed.assign(miss=_miss(failed)).sort_values(
        ["option", "miss", "rule"], ascending=[True, False, True], kind="stable"
    )
    rules = {(rule.code, rule.clause_en): rule for rule in pack.rules}
    told = [
        _reason(rules[str(code), str(clause)], float(value), float(limit), str(basis))
        for code, clause, value, limit, basis in zip(
            *(failed[name] for name in ("rule", "clause_en", "value", "limit", "basis")),
            strict=True,
        )
    ]
    return pd.DataFrame(
        {
            "option": failed["option"].to_numpy(),
            "rule": failed["rule"].to_numpy(),
            "reason_en": [en for en, _ in told],
            "reason_zh": [zh for _, zh in told],
        }
    )


def _miss(failed: pd.DataFrame) -> pd.Series:
    """By how much the limit is missed, as a share of it; without end where it is no number."""
    limit = failed["limit"].abs()
    miss = (failed["value"] - failed["limit"]).abs() / limit.where(limit > 0.0, 1.0)
    return miss.fillna(np.inf)


def _looked_up(words: pd.Series, found: Callable[[pd.Index], np.ndarray]) -> np.ndarray:
    """What is found for the word of each row, each word asked about once; -1 where it's missing."""
    held = words.astype("category").cat
    return np.append(found(held.categories), -1)[held.codes.to_numpy()]


def _worst(checks: pd.DataFrame, at: np.ndarray, rows: np.ndarray, count: int) -> np.ndarray:
    """Code of the rule missed by most of those in ``rows``; of equals, the first by code.

    ``at`` is the option of each check; an option without any has NaN.
    """
    failed = checks[["rule", "value", "limit"]].iloc[rows]
    rule = failed["rule"].astype("object").to_numpy()
    by_code = np.unique(rule.astype(np.str_), return_inverse=True)[1]
    # the best of an option comes last, and stays
    order = np.lexsort((by_code, -_miss(failed).to_numpy()))[::-1]
    worst = np.full(count, np.nan, object)
    worst[at[rows[order]]] = rule[order]
    return worst


def _reason(rule: Rule, value: float, limit: float, basis: str) -> tuple[str, str]:
    """The sentence in English and Chinese."""
    if np.isnan(value) or np.isnan(limit):
        en, zh = _relaxed_words(rule)
    else:
        en, zh = _relaxed_number(rule, value, limit)
    doubt_en, doubt_zh = _doubt(verified=rule.verified, basis=basis)
    return f"{rule.clause_en} {en}{doubt_en}", f"{rule.clause_zh}{zh}{doubt_zh}"


def _relaxed_words(rule: Rule) -> tuple[str, str]:
    listed = [codes.FLOOR_USES.get(w) or codes.ACTIONS.get(w) or (w, w) for w in rule.words]
    name, effect = words_of(reported_measure_of(rule)), codes.RULE_EFFECTS[rule.effect]
    en = f"Asked of {name[0]}: {effect[0]} {', '.join(en for en, _ in listed)}."
    zh = f"{name[1]}{effect[1]}{'、'.join(zh for _, zh in listed)}。"
    return (
        f"{en} Other uses or works would pass, or another list.",
        f"{zh}须调整用途或方式，或修改条款。",
    )


def _relaxed_number(rule: Rule, value: float, limit: float) -> tuple[str, str]:
    measure = reported_measure_of(rule)
    name = words_of(measure)
    found_en, found_zh = beside_limit(value, limit, measure)
    asked_en, asked_zh = with_unit(limit, measure)
    off_en, off_zh = beside_limit(abs(value - limit), 0.0, measure)
    over = value > limit
    en = (
        f"{name[0].capitalize()} is {found_en}; the limit is {asked_en}. It would pass "
        f"{off_en} {'lower' if over else 'higher'}, or with a limit of {found_en}."
    )
    move = "降低" if over else "提高"
    zh = f"{name[1]}为{found_zh}，限值{asked_zh}；{move}{off_zh}，或限值改为{found_zh}，即可通过。"
    return en, zh


def _doubt(*, verified: bool, basis: str) -> tuple[str, str]:
    """What keeps a failed row from being a verdict."""
    if basis.startswith("estimated"):
        return (
            f" It stands on an estimate ({basis}): no verdict.",
            f"依据为{basis_zh(basis)}，不作结论。",
        )
    if not verified:
        return " Not verified in its source: no verdict.", "该条款未经核实，不作结论。"
    return "", ""
