"""Read a rule pack: one of ours by its name, or a planner's own file."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from gengxin.sources.packs import pack_file, pack_toml, shipped
from gengxin.sources.rule_rows import Faults, read_rule
from gengxin.terms import InputError, codes
from gengxin.terms.rules import Rule, RulePack

__all__ = ["read_rules", "shipped_rule_packs"]

CONDITIONS = ("where", "where_number", "when", "when_number")
HEADINGS = {"name", "name_en", "name_zh", "extends", "facts", "rules"}


def read_rules(name_or_path: str | Path) -> RulePack:
    """The rule pack of that name, else the one in that TOML file.

    A pack that says ``extends = "cn-default"`` starts from that pack: a row with the ``code`` and
    ``version`` of one of its rows changes the fields it names, ``leave_out = true`` drops the row,
    further rows are added; facts replace facts of the same name. A row with a ``table`` stands for
    a row a line. Nothing in a pack is evaluated.

    Raises
    ------
    InputError
        With every fault of the file: row, field, value, bound.

    """
    packed = _packed(str(name_or_path), seen=())
    faults: Faults = [
        f"{word}: no such heading; a pack has {', '.join(sorted(HEADINGS))}"
        for word in sorted(set(packed) - HEADINGS)
    ]
    facts = _facts(packed.get("facts", {}), faults)
    rules = tuple(
        rule
        for row in packed["rules"]
        if (rule := read_rule(row, facts=facts, faults=faults)) is not None
    )
    _check_codes(packed["rules"], rules, faults)
    if faults:
        listed = "\n- ".join(faults)
        msg = f"rules {name_or_path} have {len(faults)} faults; mend them:\n- {listed}"
        raise InputError(msg)
    name = str(packed.get("name", Path(str(name_or_path)).stem))
    return RulePack(
        name=name,
        name_en=str(packed.get("name_en", name)),
        name_zh=str(packed.get("name_zh", name)),
        rules=rules,
        facts=facts,
    )


def shipped_rule_packs() -> tuple[str, ...]:
    """Names of the rule packs that come with the program."""
    return tuple(_ours())


def _ours() -> dict[str, Path]:
    return shipped("rules", "packs", "limits")


def _packed(name_or_path: str, *, seen: tuple[str, ...]) -> dict[str, Any]:
    """The pack as plain tables, upon what it extends."""
    if name_or_path in seen:
        way = " → ".join((*seen, name_or_path))
        msg = f"rules extend themselves: {way}; end the circle"
        raise InputError(msg)
    path = pack_file(name_or_path, _ours(), what="rules")
    own = _rows_of(path)
    base_name = own.pop("extends", None)
    if base_name is None:
        return {**own, "rules": [_kept(row) for row in own["rules"] if not _is_left_out(row)]}
    where = str(base_name) if base_name in _ours() else str(path.parent / str(base_name))
    return _upon(_packed(where, seen=(*seen, name_or_path)), own)


def _rows_of(path: Path) -> dict[str, Any]:
    """The file as plain tables, with a row a line where a row holds a table."""
    packed = pack_toml(path, what="rules")
    rules = packed.get("rules", [])
    if not isinstance(rules, list) or not all(isinstance(row, dict) for row in rules):
        msg = f"rules {path}: 'rules' is no list of rows; head each row with [[rules]]"
        raise InputError(msg)
    return {**packed, "rules": [each for row in rules for each in _spread(row)]}


def _spread(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a table: what its lines have in common, with what each says of its own.

    The code of a line is put behind the code of the table; its conditions join the table's.
    """
    lines = row.get("table")
    shared = {name: value for name, value in row.items() if name != "table"}
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        return [row]
    rows = []
    for number, line in enumerate(lines, start=1):
        joined = {
            name: {**shared.get(name, {}), **line[name]}
            for name in CONDITIONS
            if isinstance(line.get(name), dict) and isinstance(shared.get(name, {}), dict)
        }
        code = f"{row.get('code')}.{line.get('code', number)}"
        rows.append({**_laid(shared, line), **joined, "code": code})
    return rows


def _upon(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """One pack laid upon another: rows field by field, facts by name."""
    rows = {_key(row): row for row in base["rules"]}
    for row in own["rules"]:
        rows[_key(row)] = _laid(rows.get(_key(row), {}), row)
    kept = [_kept(row) for row in rows.values() if not _is_left_out(row)]
    facts = {**base.get("facts", {}), **own.get("facts", {})}
    return {**base, **own, "rules": kept, "facts": facts}


def _laid(below: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of ``row`` upon those of ``below``; another source isn't told in the old words."""
    kept = {name: value for name, value in below.items() if name != "source_zh"}
    return {**(kept if "source" in row else below), **row}


def _key(row: Mapping[str, Any]) -> tuple[object, object]:
    return row.get("code"), row.get("version", "1")


def _is_left_out(row: Mapping[str, Any]) -> bool:
    return row.get("leave_out") is True


def _kept(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "leave_out"}


def _facts(facts: object, faults: Faults) -> dict[str, str | float]:
    """What the pack states of every site: words, numbers, yes or no."""
    if not isinstance(facts, Mapping):
        faults.append(f"facts: is {facts!r}; must be a table of words and numbers")
        return {}
    sound: dict[str, str | float] = {}
    for name, value in facts.items():
        if isinstance(value, str | int | float):
            sound[name] = value
        else:
            faults.append(f"facts, {name}: is {value!r}; must be a word, a number, true or false")
    return sound


def _check_codes(rows: list[dict[str, Any]], rules: tuple[Rule, ...], faults: Faults) -> None:
    """Every row altered is there, and the versions of a row don't overlap in time."""
    named = {str(row.get("code")) for row in rows} | set(codes.RULE_KINDS)
    for rule in rules:
        faults += [
            f"rule {rule.code!r}, alters: {odd!r}; must be a kind of rule or the code of a row"
            for odd in rule.alters
            if odd not in named
        ]
    history: dict[str, list[Rule]] = {}
    for rule in sorted(rules, key=lambda rule: (rule.code, rule.since or date.min)):
        history.setdefault(rule.code, []).append(rule)
    for versions in history.values():
        for older, newer in pairwise(versions):
            if older.until is None or (newer.since or date.min) <= older.until:
                faults.append(
                    f"rule {older.code!r}: versions {older.version!r} and {newer.version!r} are "
                    "in force on the same day; end the older with 'until'"
                )
    if not rules and not faults:
        faults.append("rules: none; must hold at least one [[rules]]")
