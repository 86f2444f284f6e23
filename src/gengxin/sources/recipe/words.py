"""Check the words of a recipe against the data dictionary and against each other."""

from collections.abc import Iterator

import pandas as pd

from gengxin.sources.recipe.hints import nearest_word
from gengxin.sources.recipe.model import ColumnRule, Fill, Recipe, SiteRule
from gengxin.sources.recipe.units import UNITS
from gengxin.terms import TABLES, Column, Table
from gengxin.terms.basis import basis_faults
from gengxin.terms.codes import NOT_RENEWABLE_REASONS

__all__ = ["recipe_faults"]


def recipe_faults(recipe: Recipe) -> Iterator[str]:
    """Every name in a recipe that names nothing, and every code that the dictionary lacks."""
    inputs = {name for name, one in recipe.inputs.items() if one.kind == "layer"}
    yield from _district_faults(recipe, inputs)
    for number, fill in enumerate(recipe.fill, start=1):
        where = f"fill {number} ({fill.table} from {fill.input})"
        yield from (f"{where}: {fault}" for fault in _fill_faults(fill, recipe, inputs))
    for rule in recipe.merge:
        yield from (f"merge ({rule.table}): {f}" for f in _columns(rule.table, rule.by))
    for number, site_rule in enumerate(recipe.site_rule, start=1):
        yield from (f"site_rule {number}: {fault}" for fault in _site_faults(site_rule))
    for missing in recipe.missing:
        table, _, column = missing.table.partition(".")
        yield from (f"missing: {f}" for f in _columns(table, (column,) if column else ()))


def _district_faults(recipe: Recipe, inputs: set[str]) -> Iterator[str]:
    boundary = recipe.district.boundary
    if boundary and boundary not in inputs:
        yield f"district, boundary: no input {boundary!r}{nearest_word(boundary, inputs)}"
    if bool(recipe.district.currency) != (recipe.district.price_day is not None):
        yield "district: currency and price_day go together; state both or neither"
    for name, one in recipe.inputs.items():
        if one.file.startswith(("/", "~")) or ".." in one.file.split("/") or "\\" in one.file:
            yield f"inputs, {name}: file {one.file!r} must be a path below the folder given"
        yield from (f"inputs, {name}: {f}" for t in one.tables for f in _columns(t, ()))


def _site_faults(rule: SiteRule) -> Iterator[str]:
    if rule.reason and rule.reason not in NOT_RENEWABLE_REASONS:
        yield f"no reason {rule.reason!r}{nearest_word(rule.reason, NOT_RENEWABLE_REASONS)}"
    if rule.covered_by:
        yield from _columns(rule.covered_by, tuple(rule.only))


def _fill_faults(fill: Fill, recipe: Recipe, inputs: set[str]) -> Iterator[str]:
    if fill.table not in TABLES:
        yield f"no table {fill.table!r}{nearest_word(fill.table, TABLES)}"
        return
    for name in (fill.input, *(join.input for join in fill.join)):
        if name not in inputs:
            yield f"no input {name!r}{nearest_word(name, inputs)}"
    table = TABLES[fill.table]
    for name, rules in fill.columns.items():
        column = table.by_name.get(name)
        if column is None:
            yield f"table {table.name} has no column {name!r}{nearest_word(name, table.by_name)}"
            continue
        for rule in rules:
            faults = _rule_faults(rule, column, recipe, {join.input for join in fill.join})
            yield from (f"column {name}: {fault}" for fault in faults)
    yield from _lacking(fill, table)


def _lacking(fill: Fill, table: Table) -> Iterator[str]:
    """Name the columns that must be there and that nothing makes."""
    made = {"ref", "area_m2", "length_m", "start_node", "end_node", "renewable"}
    for column in table.columns:
        if column.required and column.name not in {*made, *fill.columns}:
            yield f"column {column.name} ({column.en}) is needed; say where it comes from"


def _rule_faults(
    rule: ColumnRule, column: Column, recipe: Recipe, joined: set[str]
) -> Iterator[str]:
    yield from _name_faults(rule, recipe, joined)
    if rule.basis:
        faults = basis_faults(pd.Index([rule.basis])).values()
        yield from (f"basis {rule.basis!r} must be {fault}" for fault in faults)
    if rule.unit:
        yield from _unit_faults(rule.unit, column)
    if column.kind == "code" and column.codes:
        for value in _values(rule, recipe):
            if str(value) not in column.codes:
                yield f"no code {value!r}{nearest_word(str(value), column.codes)}"


def _name_faults(rule: ColumnRule, recipe: Recipe, joined: set[str]) -> Iterator[str]:
    """Name the inputs and translations that a rule names and that don't exist."""
    if rule.of and rule.of not in joined:
        yield f"{rule.of!r} is not joined{nearest_word(rule.of, joined)}"
    if rule.nearest and rule.nearest not in recipe.inputs:
        yield f"no input {rule.nearest!r}{nearest_word(rule.nearest, recipe.inputs)}"
    if isinstance(rule.codes, str) and rule.codes not in recipe.codes:
        yield f"no [codes.{rule.codes}]{nearest_word(rule.codes, recipe.codes)}"


def _unit_faults(unit: str, column: Column) -> Iterator[str]:
    fitting = [name for name, (_, of) in UNITS.items() if of == column.unit]
    if unit not in fitting:
        yield f"unit {unit!r} doesn't measure {column.unit or 'this'}{nearest_word(unit, fitting)}"


def _values(rule: ColumnRule, recipe: Recipe) -> Iterator[object]:
    """Every value that the rule itself can give."""
    codes = recipe.codes.get(rule.codes, {}) if isinstance(rule.codes, str) else rule.codes
    yield from dict.fromkeys(codes.values())
    if rule.value is not None and not codes:
        yield rule.value
    if rule.otherwise not in {None, ""}:
        yield rule.otherwise


def _columns(table: str, columns: tuple[str, ...]) -> Iterator[str]:
    """Name what the dictionary lacks of a table and its columns."""
    if table not in TABLES:
        yield f"no table {table!r}{nearest_word(table, TABLES)}"
        return
    known = TABLES[table].by_name
    for column in columns:
        if column not in known:
            yield f"table {table} has no column {column!r}{nearest_word(column, known)}"
