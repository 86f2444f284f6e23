"""The sheet of options that a planner edits and gives back: XLSX, or CSV by the file's ending."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from gengxin.publish.plain import values
from gengxin.publish.sheets import Head, Sheet, write_sheets
from gengxin.publish.whole_file import whole_file
from gengxin.terms import OPTION_EDITS, OPTION_TABLES, Column, OptionSet
from gengxin.terms.option_edits import AS_TOLD, mark_of

__all__ = ["write_option_sheet"]

BLANK_ROWS = 50
# what we say of an option, beside what the planner may lay down
_TOLD = (
    *("state", "reason_en", "reason_zh", "storeys", "height_m", "far", "lot_coverage"),
    *("gross_floor_area_m2_x100", "floor_built_m2_x100", "floor_demolished_m2_x100"),
    *("homes_before_count", "homes_after_count", "households_out_for_good_count", "works_months"),
    *("public_cost_amount_x100", "owner_cost_amount_x100", "developer_cost_amount_x100"),
    "npv_mid_amount_x100",
)
_SCALE = "_x100"
_NAMES = ("name_en", "name_zh")


def write_option_sheet(
    options: OptionSet, path: Path, *, edits: pd.DataFrame | None = None
) -> None:
    """Write every option with what may be laid down of it, and blank rows for added ones.

    The first row names the columns: ``sources.option_edits`` reads them. ``edits`` are those that
    the options were made with: they stand in the sheet again, so that given back as it is, it
    leads to the same options.
    """
    names, rows = _names(), _rows(options, edits)
    if Path(path).suffix.lower() == ".csv":
        _write_csv(names, rows, path)
        return
    heads = [Head(en=name, zh=_words(name)) for name in names]
    blank = [[None] * len(names)] * BLANK_ROWS
    sheets = [
        Sheet(name="options", heads=heads, rows=[*rows, *blank], fixed_columns=2),
        _columns_told(names),
    ]
    write_sheets(sheets, path, title="options", day=options.provenance.day)


def _names() -> list[str]:
    """Columns in their order: what it is, what we say of it, what may be laid down."""
    edited = [column.name for column in OPTION_EDITS.columns]
    told = [name.removesuffix(_SCALE) for name in _TOLD]
    return [*edited[:6], *told, *edited[6:], AS_TOLD.name]


def _rows(options: OptionSet, edits: pd.DataFrame | None) -> list[list[Any]]:
    table = options.tables["option"]
    if edits is not None and len(edits):
        table = _with_edits(table, edits)
    count = len(table)
    cells: list[Sequence[Any]] = []
    for name in _names():
        scaled = f"{name}{_SCALE}"
        if scaled in table.columns:
            cells.append(values(table[scaled].astype("Float64") / 100.0))
        elif name in table.columns:
            cells.append(values(table[name]))
        else:
            cells.append([None] * count)
    rows = [list(row) for row in zip(*cells, strict=True)]
    for row in rows:
        row[-1] = _marked(row)
    return rows


def _marked(row: list[Any]) -> str:
    """Marks of the cells that only inform, so that a change of one is found when it comes back."""
    told = {*_NAMES, *(name.removesuffix(_SCALE) for name in _TOLD)}
    return "; ".join(
        f"{name}={mark_of('' if cell is None or pd.isna(cell) else str(cell))}"
        for name, cell in zip(_names(), row, strict=True)
        if name in told
    )


def _with_edits(table: pd.DataFrame, edits: pd.DataFrame) -> pd.DataFrame:
    """The options beside what was laid down of each; one that was added has no ref again."""
    added = edits["site"] + "/" + edits["action"] + "-" + edits["variant"]
    ref = edits["ref"].where(edits["ref"] != "", added)
    names = [name for name in edits.columns if name.startswith("new_")]
    laid = edits[[*names, "withdraw", "reason"]].set_index(ref).reindex(table["ref"])
    laid["withdraw"] = laid["withdraw"].map({True: "yes"}).astype("object")
    laid = laid.reset_index(drop=True).set_index(table.index)
    is_added = table["ref"].isin(set(added[edits["ref"] == ""]))
    return table.assign(**{str(name): laid[name] for name in laid}).assign(
        ref=table["ref"].mask(is_added, "")
    )


def _column(name: str) -> Column:
    """What is known of a column of the sheet."""
    if name == AS_TOLD.name:
        return AS_TOLD
    option = OPTION_TABLES["option"].by_name
    return OPTION_EDITS.by_name.get(name) or option.get(name) or option[f"{name}{_SCALE}"]


def _words(name: str) -> str:
    """A column in Chinese, with its unit."""
    column = _column(name)
    unit = column.unit.removeprefix("0.01 ")
    return f"{column.zh}[{unit}]" if unit else column.zh


def _columns_told(names: list[str]) -> Sheet:
    """A sheet that says what each column is and what it may hold."""
    rows = []
    for name in names:
        column = _column(name)
        rows.append(
            [
                name,
                column.en,
                column.zh,
                column.unit.removeprefix("0.01 ") or None,
                ", ".join(column.codes) or None,
                "yes" if name in OPTION_EDITS.by_name else "no",
            ]
        )
    heads = [
        Head(en="column", zh="列"),
        Head(en="what it is", zh="说明（英文）"),
        Head(en="what it is, in Chinese", zh="说明"),
        Head(en="unit", zh="单位"),
        Head(en="one of", zh="可选值"),
        Head(en="read when given back", zh="回读"),
    ]
    return Sheet(name="columns", heads=heads, rows=rows)


def _write_csv(names: list[str], rows: list[list[Any]], path: Path) -> None:
    """UTF-8 with a mark, so that spreadsheets show Chinese."""
    with whole_file(Path(path)) as work, work.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([["" if pd.isna(cell) else cell for cell in row] for row in rows])
