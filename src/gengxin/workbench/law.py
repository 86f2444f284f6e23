"""The rules of a shipped pack as a reader meets them: each by its own text, unit and source."""

from functools import lru_cache
from typing import NamedTuple

__all__ = ["Clause", "law"]


class Clause(NamedTuple):
    """One rule. ``unit`` is that of the values compared; ``verified`` whether it may decide."""

    code: str
    kind: str
    unit: str
    clause_en: str
    clause_zh: str
    source: str
    verified: bool
    estimated: bool


@lru_cache(maxsize=8)
def law(pack: str) -> tuple[Clause, ...]:
    """The rules of a pack that is shipped, by its name.

    Raises
    ------
    InputError
        Where no pack of that name is shipped; a file is never read by name.

    """
    from gengxin.sources import read_rules
    from gengxin.sources.rules import shipped_rule_packs
    from gengxin.terms import OPTION_MEASURES, InputError
    from gengxin.terms.rules import KIND_MEASURES

    known = shipped_rule_packs()
    if pack not in known:
        raise InputError(f"there is no pack of rules {pack!r}; there are {', '.join(known)}")
    clauses = {}
    for rule in read_rules(pack).rules:
        measure = rule.measure or KIND_MEASURES.get(rule.kind, "")
        clauses[rule.code] = Clause(
            code=rule.code,
            kind=rule.kind,
            unit=OPTION_MEASURES[measure][2] if measure in OPTION_MEASURES else "",
            clause_en=rule.clause_en,
            clause_zh=rule.clause_zh,
            source=rule.source,
            verified=rule.is_firm,
            estimated=rule.basis.startswith("estimated"),
        )
    return tuple(clauses.values())
