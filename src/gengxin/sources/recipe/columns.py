"""Which columns of its inputs a recipe names, and which of them the files lack."""

from collections.abc import Iterator, Mapping

import pandas as pd

from gengxin.sources.recipe.hints import nearest_word
from gengxin.sources.recipe.model import ColumnRule, Fill, Recipe

__all__ = ["column_faults"]


def column_faults(recipe: Recipe, inputs: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Each column that the recipe names and its file doesn't have, with the nearest that it has."""
    told: set[tuple[str, str]] = set()
    for fill in recipe.fill:
        for name, column in _named(fill):
            known = [str(one) for one in inputs[name].columns if one != "geometry"]
            if column not in known and (name, column) not in told:
                told.add((name, column))
                hint = nearest_word(column, known)
                yield f"input {name} ({recipe.inputs[name].file}) has no column {column!r}{hint}"


def _named(fill: Fill) -> Iterator[tuple[str, str]]:
    """Pairs of input and column."""
    for column in (*fill.only, *fill.skip, *([fill.merge_by] if fill.merge_by else [])):
        yield fill.input, column
    for join in fill.join:
        yield fill.input, join.key
        yield from ((join.input, column) for column in (join.other_key, *join.whole))
    for rules in fill.columns.values():
        for rule in rules:
            yield from _of_rule(rule, fill)


def _of_rule(rule: ColumnRule, fill: Fill) -> Iterator[tuple[str, str]]:
    source = rule.of or fill.input
    if rule.from_ is not None:
        yield rule.nearest or source, rule.from_
    for column in (*rule.only, *rule.skip):
        yield rule.nearest or source, column
    if rule.weight:
        yield source, rule.weight
