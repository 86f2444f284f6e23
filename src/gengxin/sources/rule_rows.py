"""Read one row of a rule pack; what is wrong with it joins the faults of the file."""

from collections.abc import Callable, Mapping
from datetime import date
from math import isfinite
from typing import Any, TypeGuard

from gengxin.terms import TABLES, codes
from gengxin.terms.rules import (
    KIND_MEASURES,
    OPTION_MEASURES,
    SITE_FACTS,
    WORD_MEASURES,
    Band,
    Rule,
)

__all__ = ["Faults", "read_rule"]

Faults = list[str]

TEXTS = ("code", "jurisdiction", "source", "clause_en", "clause_zh")
OPTIONAL_TEXTS = ("column", "measure", "version", "source_zh")
LISTS = ("words", "alters")
DAYS = ("since", "until")
TABLES_OF_WORDS = ("where", "when")
TABLES_OF_BANDS = ("where_number", "when_number")
CHOICES = {
    "kind": tuple(codes.RULE_KINDS),
    "effect": tuple(codes.RULE_EFFECTS),
    "scope": ("option", "renewal_unit"),
}
FIELDS = {
    *(*TEXTS, *OPTIONAL_TEXTS, *LISTS, *DAYS, *TABLES_OF_WORDS, *TABLES_OF_BANDS, *CHOICES),
    *("value", "parameters", "verified"),
}
REQUIRED = (*TEXTS, "kind", "effect", "verified")
BAND_ENDS = ("at_least", "above", "at_most", "below")
ALTERING = ("adds", "multiplies", "waives")
LISTING = ("one_of", "none_of")
PLANES = {
    "sky_exposure_plane": ("base_height_m", "slope", "initial_setback_m"),
    "view_plane": ("base_height_m", "slope"),
}
SITE_COLUMNS = {column.name: column for column in TABLES["sites"].columns}
WORDS_OF_MEASURE = {"new_uses": codes.FLOOR_USES, "action": codes.ACTIONS}


def read_rule(
    row: Mapping[str, Any], *, facts: Mapping[str, object], faults: Faults
) -> Rule | None:
    """The rule in a row, or ``None`` with what is wrong with it added to the faults.

    ``facts`` is what the pack states of every site.
    """
    before = len(faults)
    where = f"rule {row.get('code', '(without a code)')!r}"
    if "table" in row:
        faults.append(f"{where}, table: is {row['table']!r}; must be a list of tables")
    faults += [f"{where}, {name}: no such field" for name in sorted(set(row) - FIELDS - {"table"})]
    faults += [f"{where}, {name}: absent" for name in REQUIRED if name not in row]
    if len(faults) > before:
        return None
    _check_kinds_of_value(where, row, faults)
    _check_tables(where, row, faults, facts=facts)
    if len(faults) > before:
        return None
    _check_limit(where, row, faults)
    _check_parameters(where, row, faults)
    if len(faults) > before:
        return None
    return _made(row)


def _made(row: Mapping[str, Any]) -> Rule:
    """The record of a row without faults."""
    made = dict(row)
    made |= {name: tuple(row.get(name, ())) for name in LISTS}
    for name in TABLES_OF_WORDS:
        made[name] = {column: tuple(words) for column, words in row.get(name, {}).items()}
    for name in TABLES_OF_BANDS:
        made[name] = {column: Band(**band) for column, band in row.get(name, {}).items()}
    if "value" in row:
        made["value"] = float(row["value"])
    return Rule(**made)


def _check_kinds_of_value(where: str, row: Mapping[str, Any], faults: Faults) -> None:
    """Texts are texts, codes are codes, days are days, lists are lists of texts."""
    asked: dict[str, tuple[Callable[[object], bool], str]] = {
        **dict.fromkeys((*TEXTS, *OPTIONAL_TEXTS), (_is_text, "a text")),
        **dict.fromkeys(DAYS, (lambda day: isinstance(day, date), "a day such as 2021-07-01")),
        **dict.fromkeys(LISTS, (_is_list_of_texts, "a list of texts")),
        "verified": (lambda flag: isinstance(flag, bool), "true or false"),
        "value": (_is_number, "a number from 0 up"),
    }
    for name, (is_sound, bound) in asked.items():
        if name in row and not is_sound(row[name]):
            faults.append(f"{where}, {name}: is {row[name]!r}; must be {bound}")
    for name, allowed in CHOICES.items():
        if name in row and row[name] not in allowed:
            faults.append(f"{where}, {name}: is {row[name]!r}; must be one of {', '.join(allowed)}")


def _check_tables(
    where: str, row: Mapping[str, Any], faults: Faults, *, facts: Mapping[str, object]
) -> None:
    """Conditions name columns and measures that exist, with lists of codes or bands of numbers."""
    for name in (*TABLES_OF_WORDS, *TABLES_OF_BANDS):
        table = row.get(name, {})
        if not isinstance(table, Mapping):
            faults.append(f"{where}, {name}: is {table!r}; must be a table")
            continue
        for column, asked in table.items():
            here = f"{where}, {name}, {column}"
            if column not in _names(name, facts):
                thing = "column or fact of sites" if name.startswith("where") else "measure"
                kind = "numbers" if name in TABLES_OF_BANDS else "words"
                faults.append(f"{here}: no such {thing} that holds {kind}")
            elif name in TABLES_OF_BANDS:
                _check_band(here, asked, faults)
            else:
                _check_codes(here, column, asked, faults)


def _names(table: str, facts: Mapping[str, object]) -> set[str]:
    """What a table of conditions may look at: of sites or options, words or numbers."""
    numbers = table in TABLES_OF_BANDS
    if table.startswith("when"):
        return set(OPTION_MEASURES) - WORD_MEASURES if numbers else set(WORD_MEASURES)
    columns = {name for name, c in SITE_COLUMNS.items() if c.is_quantity == numbers}
    joined = {name for name in SITE_FACTS if name.endswith(("_m", "coverage")) == numbers}
    stated = {name for name, fact in facts.items() if _is_number(fact) == numbers}
    return columns | joined | stated


def _check_codes(here: str, column: str, asked: object, faults: Faults) -> None:
    """A list of texts; codes of the column where it has a code list."""
    if not _is_list_of_texts(asked) or not asked:
        faults.append(f"{here}: is {asked!r}; must be a list of codes")
        return
    in_dictionary = SITE_COLUMNS[column].codes if column in SITE_COLUMNS else ()
    # 'none' is said of a site that is known to have no class
    allowed = (*in_dictionary, "none") if in_dictionary else tuple(WORDS_OF_MEASURE.get(column, ()))
    odd = [word for word in asked if allowed and word not in allowed]
    faults += [f"{here}: {word!r}; must be one of {', '.join(allowed)}" for word in odd]


def _check_band(here: str, band: object, faults: Faults) -> None:
    if not isinstance(band, Mapping) or not band or set(band) - set(BAND_ENDS):
        faults.append(f"{here}: is {band!r}; must be a table of {', '.join(BAND_ENDS)}")
    elif not all(_is_number(end) for end in band.values()):
        faults.append(f"{here}: is {band!r}; must hold numbers from 0 up")


def _check_limit(where: str, row: Mapping[str, Any], faults: Faults) -> None:
    """The row has what its effect needs, and nothing that the effect leaves unread."""
    effect, measure, column = row["effect"], row.get("measure", ""), row.get("column", "")
    if measure and measure not in OPTION_MEASURES:
        listed = ", ".join(OPTION_MEASURES)
        faults.append(f"{where}, measure: is {measure!r}; must be one of {listed}")
    if measure in WORD_MEASURES and effect not in LISTING:
        faults.append(f"{where}, measure: is {measure!r}; must hold numbers, with {effect}")
    if column and column not in _names("where_number", {}):
        faults.append(f"{where}, column: is {column!r}; must be a column of numbers of sites")
    if (effect in ALTERING) != bool(row.get("alters")):
        faults.append(f"{where}, alters: must be given with {', '.join(ALTERING)}, only with them")
    _check_number(where, row, faults)
    _check_words(where, row, faults)


def _check_number(where: str, row: Mapping[str, Any], faults: Faults) -> None:
    """One number, from one place; none where the effect or the kind has no use for one."""
    effect = row["effect"]
    sources = [name for name in ("value", "column") if name in row]
    if effect in {"adds", "multiplies"} and "measure" in row:
        sources.append("measure")
    if effect in {*LISTING, "waives"} or row["kind"] == "sky_exposure_plane":
        allowed: tuple[list[str], ...] = ([],)
    elif row["kind"] == "view_plane":
        allowed = (["column"],)
    elif effect in {"adds", "multiplies"}:
        allowed = (["value"], ["column"], ["measure"])
    else:
        allowed = (["value"], ["column"])
    if sources not in allowed:
        bound = " or ".join(" ".join(names) or "no number" for names in allowed)
        faults.append(f"{where}: has {' and '.join(sources) or 'no number'}; must have {bound}")


def _check_words(where: str, row: Mapping[str, Any], faults: Faults) -> None:
    """Words with ``one_of`` and ``none_of`` alone, from the code list of what is measured."""
    words = row.get("words", [])
    if (row["effect"] in LISTING) != bool(words):
        faults.append(f"{where}, words: must be given with {', '.join(LISTING)}, only with them")
    allowed = tuple(WORDS_OF_MEASURE.get(row.get("measure") or KIND_MEASURES[row["kind"]], ()))
    faults += [
        f"{where}, words: {word!r}; must be one of {', '.join(allowed)}"
        for word in words
        if allowed and word not in allowed
    ]


def _check_parameters(where: str, row: Mapping[str, Any], faults: Faults) -> None:
    """Planes state what they need; everything else is a number or a text."""
    given = row.get("parameters", {})
    if not isinstance(given, Mapping):
        faults.append(f"{where}, parameters: is {given!r}; must be a table")
        return
    needed = PLANES.get(row["kind"], ())
    for name in needed:
        if not _is_number(given.get(name)):
            faults.append(
                f"{where}, parameters, {name}: is {given.get(name)!r}; must be a number from 0 up"
            )
    for name, value in given.items():
        if name not in needed and not (isinstance(value, str) or _is_number(value)):
            faults.append(f"{where}, parameters, {name}: is {value!r}; must be a number or a text")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_list_of_texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


def _is_number(value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return isfinite(value) and value >= 0
