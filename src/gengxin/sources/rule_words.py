"""Every word of a rule pack, and the rows of ours, as text for the documents."""

from collections.abc import Mapping

from gengxin.sources.rules import read_rules, shipped_rule_packs
from gengxin.terms import codes
from gengxin.terms.rules import KIND_MEASURES, OPTION_MEASURES, SITE_FACTS, Rule

__all__ = ["rule_reference"]

FIELDS = {
    "code": "name of the row, once in a pack (but for versions)",
    "kind": "what it is about: one of the kinds below",
    "effect": "what it does: one of the effects below",
    "value": "the limit, or what is added or multiplied",
    "column": "column of the site that holds the number instead",
    "measure": "what is measured; left out: the measure of the kind",
    "words": "uses or actions, with `one_of` and `none_of`",
    "where": "columns of the site and their codes: `{ zone_code = ['R6', 'R7'] }`",
    "where_number": "numbers of the site and their bands: `{ metro_m = { at_most = 300 } }`",
    "when": "words of the option: `{ action = ['redevelop'] }`",
    "when_number": "measures of the option and their bands: `{ storeys = { at_most = 6 } }`",
    "alters": "kinds or codes of rows that it changes",
    "parameters": "planes: base_height_m, slope, initial_setback_m; sunlight: day, hours, count",
    "scope": "`option`, or `renewal_unit` where one option can't break it",
    "jurisdiction": "where it is law",
    "since": "first day in force; left out: always",
    "until": "last day in force; left out: still",
    "source": "the document, and how it was read",
    "source_zh": "the same in Chinese; left out: `source` is shown in Chinese too",
    "clause_en": "what it says, with its clause",
    "clause_zh": "the same in Chinese",
    "verified": "whether the number was read in the source; if not, it gives no verdict alone",
    "version": "tells rows of one code and different days apart",
    "table": "lines that each make a row: they add to the row's fields and conditions",
}


def rule_reference() -> str:
    """The fields of a row, the code lists, and each row of our packs; in Markdown."""
    parts = [
        _listed("Fields of a row", "field", {f"`{n}`": (en,) for n, en in FIELDS.items()}),
        _listed("Effects", "effect", _coded(codes.RULE_EFFECTS)),
        _listed("Kinds and what they measure", "kind", _kinds()),
        _listed("Facts of a site beside its own columns", "fact", _coded(SITE_FACTS)),
        _listed("Measures of an option", "measure", _coded(OPTION_MEASURES)),
        *(_pack(name) for name in shipped_rule_packs()),
    ]
    return "\n\n".join(parts)


def _coded(codelist: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {f"`{code}`": words for code, words in codelist.items()}


def _kinds() -> dict[str, tuple[str, ...]]:
    return {
        f"`{kind}`": (*words, f"`{KIND_MEASURES[kind]}`")
        for kind, words in codes.RULE_KINDS.items()
    }


def _listed(title: str, thing: str, rows: Mapping[str, tuple[str, ...]]) -> str:
    """A heading and a table: a row a thing."""
    width = max(len(words) for words in rows.values())
    names = ["meaning", "含义", "unit or measure"][:width]
    lines = [f"## {title}", "", f"| {thing} | {' | '.join(names)} |", "|---" * (width + 1) + "|"]
    return "\n".join(lines + [f"| {name} | {' | '.join(words)} |" for name, words in rows.items()])


def _pack(name: str) -> str:
    """A pack of ours: what it says of every site, and its rows."""
    pack = read_rules(name)
    facts = ", ".join(f"`{fact} = {value}`" for fact, value in pack.facts.items()) or "none"
    lines = [f"## {name}", "", f"{pack.name_en} · {pack.name_zh}. Facts: {facts}.", ""]
    lines += ["| row | says | number | verified | source |", "|---|---|---|---|---|"]
    return "\n".join(lines + [_row(rule) for rule in pack.rules])


def _row(rule: Rule) -> str:
    says = f"{rule.clause_en} {rule.clause_zh}"
    verified = "yes" if rule.verified else "no"
    return f"| `{rule.code}` | {says} | {_number(rule)} | {verified} | {_source(rule)} |"


def _source(rule: Rule) -> str:
    """Where it stands, in both languages where both are given."""
    return f"{rule.source} · {rule.source_zh}" if rule.source_zh else rule.source


def _number(rule: Rule) -> str:
    """The effect with its number, words or column."""
    effect = codes.RULE_EFFECTS[rule.effect][0]
    if rule.words:
        return f"{effect} {', '.join(rule.words)}"
    if rule.value is not None:
        return f"{effect} {rule.value:g}"
    if rule.parameters:
        return ", ".join(f"{name} {value}" for name, value in rule.parameters.items())
    named = rule.column or rule.measure
    return f"{effect} `{named}`" if named else effect
