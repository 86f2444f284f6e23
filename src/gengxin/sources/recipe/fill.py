"""One fill of a recipe: rows of an input → rows of a table."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gengxin.sources.mend import mended_shapes, refuse_loss
from gengxin.sources.notes import NoteBook
from gengxin.sources.recipe.gather import gathered, gathered_basis
from gengxin.sources.recipe.model import ColumnRule, ColumnRules, Fill, Filter, Join, Recipe, Scalar
from gengxin.sources.recipe.said import (
    say_filter,
    say_join,
    say_lacking,
    say_merge,
    say_odd,
    say_read,
)
from gengxin.sources.recipe.values import as_texts, found_values, rows_that_fit
from gengxin.terms import TABLES, Column, InputError, with_basis

__all__ = ["filled"]

Whole = npt.NDArray[np.int64]
Inputs = Mapping[str, pd.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """Rows of one input, the number of the target row of each (-1: none), and those of a whole."""

    frame: pd.DataFrame
    group: Whole
    whole: Filter


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What the columns of a fill are made from: ``""`` is the fill's own input."""

    recipe: Recipe
    inputs: Inputs
    of: Mapping[str, _Rows]
    count: int
    file_row: Whole
    places: gpd.GeoSeries | None


def filled(
    fill: Fill, recipe: Recipe, inputs: Inputs, *, accept_loss: bool, book: NoteBook
) -> pd.DataFrame:
    """The rows that a fill gives to its table, with a basis beside each number."""
    ground = _ground(fill, recipe, inputs, book)
    table = TABLES[fill.table]
    columns: dict[str, pd.Series] = {}
    for name, rules in fill.columns.items():
        column = table.by_name[name]
        values, basis = _column(rules, column, ground, fill, book)
        columns[name] = values
        if column.is_quantity:
            columns[column.basis_name] = basis.where(values.notna())
    frame = pd.DataFrame(columns, index=pd.RangeIndex(ground.count))
    if "ref" not in frame.columns:
        frame["ref"] = [f"{fill.input}-{number}" for number in ground.file_row]
    if "source" not in frame.columns:
        frame["source"] = recipe.inputs[fill.input].file.rsplit("/", 1)[-1]
    if ground.places is not None:
        frame = gpd.GeoDataFrame(frame, geometry=ground.places, crs=ground.places.crs)
        frame = _with_areas(frame, fill, book)
    return _complete(frame, fill, accept_loss=accept_loss, book=book)


# -- rows and keys ------------------------------------------------------------------------------


def _ground(fill: Fill, recipe: Recipe, inputs: Inputs, book: NoteBook) -> _Ground:
    every = inputs[fill.input]
    taken = every[rows_that_fit(every, fill.only, fill.skip)]
    file_row = taken.index.to_numpy() + 1
    taken = taken.reset_index(drop=True)
    say_filter(book, fill, len(every) - len(taken))
    group, count = np.arange(len(taken)), len(taken)
    if fill.merge_by:
        keys, words = pd.factorize(as_texts(taken[fill.merge_by]), use_na_sentinel=True)
        group, count = keys.astype(np.int64), len(words)
        file_row = file_row[np.unique(group[group >= 0], return_index=True)[1]]
        say_merge(book, fill, int((group >= 0).sum()), count)
    of = {"": _Rows(frame=taken, group=group, whole={})}
    for join in fill.join:
        of[join.input] = _joined(join, of[""], count, inputs, book)
    return _Ground(
        recipe=recipe,
        inputs=inputs,
        of=of,
        count=count,
        file_row=file_row,
        places=_places(fill, taken, group, count),
    )


def _places(fill: Fill, taken: pd.DataFrame, group: Whole, count: int) -> gpd.GeoSeries | None:
    """The shape of each row, missing where there is none; shapes of one key are united."""
    if TABLES[fill.table].shape is None:
        return None
    if fill.place == "none" or not isinstance(taken, gpd.GeoDataFrame):
        return gpd.GeoSeries(np.full(count, None, dtype=object))
    if fill.merge_by:
        once = np.bincount(group[group >= 0], minlength=count) == 1
        shapes = np.full(count, None, dtype=object)
        alone = (group >= 0) & once[group]
        values = taken.geometry.to_numpy()
        shapes[group[alone]] = values[alone]
        together = np.flatnonzero((group >= 0) & ~once[group])
        together = together[np.argsort(group[together], kind="stable")]
        numbers, first = np.unique(group[together], return_index=True)
        for number, rows in zip(numbers, np.split(together, first[1:]), strict=False):
            shapes[number] = shapely.union_all(values[rows])
        shapes, _ = mended_shapes(shapes)
    else:
        shapes = taken.geometry.to_numpy()
    if fill.place == "inner_point":
        shapes = shapely.point_on_surface(shapes)
    return gpd.GeoSeries(shapes, crs=taken.crs)


def _joined(join: Join, own: _Rows, count: int, inputs: Inputs, book: NoteBook) -> _Rows:
    """Rows of another input by key; rows on either side that find nothing are counted."""
    keys = gathered(as_texts(own.frame[join.key]), own.group, count, "first", None, _none(own))
    number = pd.Series(keys.index, index=keys).loc[lambda one: one.index.notna()]
    other = inputs[join.input]
    found = as_texts(other[join.other_key]).map(number[~number.index.duplicated()])
    group = found.fillna(-1).to_numpy("int64")
    matched, unmatched = int((group >= 0).sum()), int((group < 0).sum())
    alone = count - len(np.unique(group[group >= 0]))
    say_join(book, join, matched=matched, unmatched=unmatched, alone=alone)
    return _Rows(frame=other, group=group, whole=join.whole)


def _none(rows: _Rows) -> npt.NDArray[np.bool_]:
    return np.zeros(len(rows.group), dtype=bool)


# -- columns ------------------------------------------------------------------------------------


def _column(
    rules: ColumnRules, column: Column, ground: _Ground, fill: Fill, book: NoteBook
) -> tuple[pd.Series, pd.Series]:
    """Values and basis of a column: of each input the first rule that fits a row, then gathered."""
    values = pd.Series(None, index=range(ground.count), dtype="object")
    basis = values.copy()
    odd: dict[str, int] = {}
    for name in dict.fromkeys(rule.of for rule in rules):
        own = [rule for rule in rules if rule.of == name]
        found, words = _gathered_from(ground, own, column, odd)
        basis = basis.where(values.notna(), words)
        values = values.where(values.notna(), found)
    for fault, count in odd.items():
        say_odd(book, fill, column, fault, count)
    return values.infer_objects(), basis


def _gathered_from(
    ground: _Ground, rules: list[ColumnRule], column: Column, odd: dict[str, int]
) -> tuple[pd.Series, pd.Series]:
    """One value a target row from one input's rows."""
    rows = ground.of[rules[0].of]
    values = pd.Series(None, index=rows.frame.index, dtype="object")
    basis = values.copy()
    for rule in rules:
        frame = _nearest(ground, rule) if rule.nearest else rows.frame
        found = found_values(rule, column, frame, _codes(rule, ground.recipe))
        open_still = values.isna() & found.cells.notna()
        values = values.mask(open_still, found.cells)
        basis = basis.mask(open_still, found.basis)
        for fault, count in found.odd.items():
            odd[fault] = odd.get(fault, 0) + count
    first = rules[0]
    weight = None
    if first.weight:
        weight = pd.to_numeric(rows.frame[first.weight], errors="coerce").to_numpy("float64")
    whole = _none(rows)
    if rows.whole:
        whole = rows_that_fit(rows.frame, rows.whole, {}).to_numpy()
    one = gathered(values, rows.group, ground.count, first.gather, weight, whole)
    return one, gathered_basis(basis.where(values.notna()), rows.group, ground.count)


def _codes(rule: ColumnRule, recipe: Recipe) -> Mapping[str, Scalar]:
    return recipe.codes[rule.codes] if isinstance(rule.codes, str) else rule.codes


def _nearest(ground: _Ground, rule: ColumnRule) -> pd.DataFrame:
    """For each row of the fill the row of another input that lies nearest, or none."""
    other, own = ground.inputs[rule.nearest], ground.of[""].frame
    if not isinstance(other, gpd.GeoDataFrame) or not isinstance(own, gpd.GeoDataFrame):
        msg = f"nearest = {rule.nearest!r} needs places on both sides; join by key instead"
        raise InputError(msg)
    which, near = other.sindex.nearest(own.geometry, max_distance=rule.within_m, return_all=False)
    rows: pd.DataFrame = pd.DataFrame(other.drop(columns="geometry")).iloc[near]
    rows.index = pd.Index(which)
    found: pd.DataFrame = rows.reindex(own.index)
    return found


def _with_areas(frame: gpd.GeoDataFrame, fill: Fill, book: NoteBook) -> gpd.GeoDataFrame:
    """Compute the area of polygons that state none, or one that is not above 0."""
    name = "footprint_m2" if fill.table == "buildings" else "area_m2"
    if name not in TABLES[fill.table].by_name:
        return frame
    shape_m2 = frame.geometry.area
    given = pd.to_numeric(frame[name]) if name in frame.columns else pd.Series(np.nan, frame.index)
    bad = given.notna() & (given <= 0)
    say_odd(book, fill, TABLES[fill.table].by_name[name], "recomputed", int(bad.sum()))
    computed = (given.isna() | bad) & (shape_m2 > 0)
    frame[name] = given.mask(given <= 0).mask(computed, shape_m2)
    if f"{name}_basis" in frame.columns:
        frame[f"{name}_basis"] = frame[f"{name}_basis"].mask(computed | bad)
    return gpd.GeoDataFrame(with_basis(frame, {name: "computed: area of the drawn shape"}))


def _complete(
    frame: pd.DataFrame, fill: Fill, *, accept_loss: bool, book: NoteBook
) -> pd.DataFrame:
    """Leave out, counted, the rows that lack a word that every row needs."""
    rows = len(frame)
    for column in TABLES[fill.table].columns:
        if column.required and column.kind in {"text", "code"} and column.name in frame.columns:
            lacking = frame[column.name].isna()
            say_lacking(book, fill, column, int(lacking.sum()))
            frame = frame[~lacking]
    name = f"{fill.table} from {fill.input}"
    refuse_loss(name, rows - len(frame), rows, accept_loss=accept_loss)
    say_read(book, fill, len(frame))
    return frame.reset_index(drop=True)
