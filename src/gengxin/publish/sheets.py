"""Sheets of a workbook: a head with units in both languages, plain cells, nothing merged."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, isfinite
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from gengxin.publish.whole_file import whole_file

__all__ = ["Head", "Looks", "Sheet", "write_sheets"]

# what a sheet of the format can hold below its head
ROW_LIMIT = 1_048_575
CELL_LIMIT = 32_767
LEAST_WIDTH, GREATEST_WIDTH = 8, 60
# paper by its number in the format, and the letters that stand beside each other on it at a size
# that can be read: a wider sheet is printed on several pages, its first columns on each
A4 = 9
LETTERS_A_PAGE = 230
LINE_POINTS = 16
SAMPLED_ROWS = 40
# so many rows say together which columns they span
ROWS_A_BLOCK = 16
PLAIN = {str, float, int, type(None)}
# a fraction is shown with so many digits and kept with all; a smaller one as the program chooses
LARGE, SMALL = 1_000, 0.001


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


class Looks(NamedTuple):
    """How days and fractions are shown."""

    dates: Format
    large: Format
    fraction: Format

    def of(self, number: float) -> Format | None:
        """Look of a number; whole ones need none, as years and codes are among them."""
        if isinstance(number, int) or number.is_integer() or abs(number) < SMALL:
            return None
        return self.large if abs(number) >= LARGE else self.fraction


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
        shown = "yyyy-mm-dd", "#,##0.0", "0.0000"
        looks = Looks(*(book.add_format({"num_format": one}) for one in shown))
        for look in looks:
            # numbered now: cells are written in another order than the library would
            look._get_xf_index()  # noqa: SLF001 - see _Page
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name, _Page), sheet, head, looks)
        book.close()


def _write(page: "_Page", sheet: Sheet, head: Format, looks: Looks) -> None:
    """Fill one sheet: head row, cells, frozen panes, filter, widths, print set-up."""
    rows = sheet.rows[:ROW_LIMIT]
    widths = [_width(one, rows, column) for column, one in enumerate(sheet.heads)]
    lines = [_lines(one, width) for one, width in zip(sheet.heads, widths, strict=True)]
    page.set_row(0, LINE_POINTS * max(lines, default=1))
    for column, one in enumerate(sheet.heads):
        page.write_string(0, column, one.text, head)
        page.set_column(column, column, widths[column])
    page.fill(rows, looks)
    page.freeze_panes(1, sheet.fixed_columns)
    page.autofilter(0, 0, max(len(rows), 1), max(len(sheet.heads) - 1, 0))
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(ceil(sum(widths) / LETTERS_A_PAGE), 0)
    page.repeat_rows(0)
    if sheet.fixed_columns and sum(widths) > LETTERS_A_PAGE:
        page.repeat_columns(0, _repeated(widths[: sheet.fixed_columns]) - 1)
    page.set_footer("&L&8&A&R&8&P / &N")


class _Line(NamedTuple):
    """A row as it is written: its first and its last cell, and the text of all."""

    first: int
    last: int
    cells: str


class _Page(Worksheet):  # type: ignore[misc] # the library tells no types
    """A sheet that keeps words and numbers as they are written: a cell each takes thrice as long.

    It writes what XlsxWriter writes, byte by byte.
    """

    def fill(self, rows: Sequence[Sequence[Any]], looks: Looks) -> None:
        """Take the rows below the head."""
        self._lines: dict[int, _Line] = {}
        names = [xl_col_to_name(column) for column in range(max(map(len, rows), default=0))]
        for number, row in enumerate(rows, start=1):
            line = self._line(number, row, names, looks)
            if line is None:
                self._fill_one_by_one(number, row, looks)
            elif line.cells:
                self._lines[number] = line
                self._check_dimensions(number, line.first)
                self._check_dimensions(number, line.last)

    def _line(
        self, number: int, row: Sequence[Any], names: list[str], looks: Looks
    ) -> _Line | None:
        """A row of words and numbers; ``None`` where there is something else."""
        if not PLAIN.issuperset(map(type, row)):
            return None
        cells, there, at = [], [], str(number + 1)
        for column, value in enumerate(row):
            # what is missing stays an empty cell
            if value is None:
                continue
            there.append(column)
            if type(value) is str:
                word = self.str_table._get_shared_string_index(value[:CELL_LIMIT])  # noqa: SLF001 - see the class
                cells.append(f'<c r="{names[column]}{at}" t="s"><v>{word}</v></c>')
            elif isfinite(value):
                look = looks.of(value)
                style = f' s="{look._get_xf_index()}"' if look else ""  # noqa: SLF001 - see the class
                cells.append(f'<c r="{names[column]}{at}"{style}><v>{value:.16G}</v></c>')
            else:
                return None
        return _Line(*((there[0], there[-1]) if there else (0, 0)), "".join(cells))

    def _fill_one_by_one(self, number: int, row: Sequence[Any], looks: Looks) -> None:
        for column, value in enumerate(row):
            if isinstance(value, str):
                self.write_string(number, column, value[:CELL_LIMIT])
            elif isinstance(value, bool):
                self.write_boolean(number, column, value)
            elif isinstance(value, dt.date):
                self.write_datetime(number, column, value, looks.dates)
            elif value is not None:
                self.write_number(number, column, value, looks.of(value))

    def _write_rows(self) -> None:
        """What XlsxWriter calls to write the rows, each with the columns that its block spans."""
        spans: dict[int, tuple[int, int]] = {}
        ends = {number: (line.first, line.last) for number, line in self._lines.items()}
        ends |= {number: (min(row), max(row)) for number, row in self.table.items() if row}
        for number, (first, last) in ends.items():
            least, most = spans.get(number // ROWS_A_BLOCK, (first, last))
            spans[number // ROWS_A_BLOCK] = (min(first, least), max(last, most))
        for number in sorted(ends):
            least, most = spans[number // ROWS_A_BLOCK]
            span, line = f"{least + 1}:{most + 1}", self._lines.get(number)
            if line is not None:
                self.fh.write(f'<row r="{number + 1}" spans="{span}">{line.cells}</row>')
                continue
            self._write_row(number, span, self.row_info.get(number))
            for column, cell in sorted(self.table[number].items()):
                self._write_cell(number, column, cell)
            self._xml_end_tag("row")


def _width(head: Head, rows: Sequence[Sequence[Any]], column: int) -> int:
    """Width that shows most of the first rows, Chinese letters counted twice."""
    texts = [head.en, head.zh, *(_shown(row[column]) for row in rows[:SAMPLED_ROWS])]
    # what is wider than a column may be need not be counted to its end
    wide = (_wide(text[:GREATEST_WIDTH]) for text in texts)
    return min(max(*wide, LEAST_WIDTH - 2) + 2, GREATEST_WIDTH)


def _lines(head: Head, width: int) -> int:
    """Lines that a heading takes in a column of that width."""
    return sum(ceil(_wide(line) / width) for line in head.text.split("\n"))


def _repeated(widths: Sequence[int]) -> int:
    """How many of the first columns stand on each page: at least one, at most a third of it."""
    count = 1
    while count < len(widths) and sum(widths[: count + 1]) * 3 <= LETTERS_A_PAGE:
        count += 1
    return count


def _wide(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if ord(one) > 0x2E80 else 1 for one in text)


def _shown(value: object) -> str:
    """About what a cell shows."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
