"""Sheets of a workbook: a head with units in both languages, plain cells, nothing merged."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gengxin.publish.whole_file import whole_file

__all__ = ["Head", "Sheet", "write_sheets"]

# what a sheet of the format can hold below its head
ROW_LIMIT = 1_048_575
CELL_LIMIT = 32_767
LEAST_WIDTH, GREATEST_WIDTH = 8, 60
SAMPLED_ROWS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One column: its heading in English and Chinese, with the unit in brackets."""

    en: str
    zh: str
    unit: str = ""

    @property
    def text(self) -> str:
        """Heading as it stands in the head row: two lines, a language each."""
        unit = f" [{self.unit}]" if self.unit else ""
        return f"{self.en}{unit}\n{self.zh}{unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table: its name on the tab, its head, its rows.

    A cell is a word, a number, a flag, a day, or ``None`` where it is missing. The first
    ``fixed_columns`` stay in sight.
    """

    name: str
    heads: Sequence[Head]
    rows: Sequence[Sequence[str | float | bool | dt.date | None]]
    fixed_columns: int = 1


def write_sheets(sheets: Iterable[Sheet], path: Path, *, title: str, day: dt.date) -> None:
    """Write a workbook, one sheet a table; the same sheets give the same bytes."""
    with whole_file(Path(path)) as work:
        options = {"strings_to_urls": False, "strings_to_formulas": False, "constant_memory": False}
        book = xlsxwriter.Workbook(str(work), options)
        created = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
        book.set_properties({"title": title, "created": created.replace(tzinfo=None)})
        head = book.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "valign": "bottom",
                "bottom": 1,
                "bg_color": "#EFEDEA",
            }
        )
        dates = book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, head, dates)
        book.close()


def _write(page: Worksheet, sheet: Sheet, head: Format, dates: Format) -> None:
    """Fill one sheet: head row, cells, frozen panes, filter, widths, print set-up."""
    rows = sheet.rows[:ROW_LIMIT]
    page.set_row(0, 48)
    for column, one in enumerate(sheet.heads):
        page.write_string(0, column, one.text, head)
        page.set_column(column, column, _width(one, rows, column))
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            # what is missing stays an empty cell
            if isinstance(value, str):
                page.write_string(number, column, value[:CELL_LIMIT])
            elif isinstance(value, bool):
                page.write_boolean(number, column, value)
            elif isinstance(value, dt.date):
                page.write_datetime(number, column, value, dates)
            elif value is not None:
                page.write_number(number, column, value)
    page.freeze_panes(1, sheet.fixed_columns)
    page.autofilter(0, 0, max(len(rows), 1), max(len(sheet.heads) - 1, 0))
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _width(head: Head, rows: Sequence[Sequence[Any]], column: int) -> int:
    """Width that shows most of the first rows, Chinese letters counted twice."""
    texts = [max(head.en, head.zh, key=len), *(_shown(row[column]) for row in rows[:SAMPLED_ROWS])]
    # what is wider than a column may be need not be counted to its end
    wide = (sum(2 if ord(one) > 0x2E80 else 1 for one in text[:GREATEST_WIDTH]) for text in texts)
    return min(max(*wide, LEAST_WIDTH - 2) + 2, GREATEST_WIDTH)


def _shown(value: object) -> str:
    """About what a cell shows."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
