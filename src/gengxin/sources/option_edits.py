"""Read the sheet of options that a planner edited: XLSX or CSV, every fault at once."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import openpyxl
import pandas as pd
from openpyxl.utils.exceptions import InvalidFileException

from gengxin.sources.limits import refuse_oversize
from gengxin.terms import EDITED_NUMBERS, OPTION_EDITS, OPTION_TABLES, InputError, codes
from gengxin.terms.option_edits import AS_TOLD, is_as_told

__all__ = ["read_option_edits"]

_NUMBERS = {column.name: column for column in EDITED_NUMBERS}
_WORDS = [c.name for c in OPTION_EDITS.columns if c.kind in {"text", "code"}]
_FLAGS = {"yes": True, "true": True, "1": True, "x": True, "是": True}
_NO_FLAGS = {"", "no", "false", "0", "否"}


# columns of options that a sheet may show, beside those that it takes back
_INFORMING = {
    column.name.removesuffix("_x100") for column in OPTION_TABLES["option"].columns
} - set(OPTION_EDITS.by_name)
_UNMARKED = (
    f"this column only informs, and the sheet has no column {AS_TOLD.name} that tells what stood "
    "there"
)
_ASKED_BY = {"floor_demolished_m2": "new_demolished_m2"}
# the row of the sheet, and the fault in words
_Fault = tuple[int, str]


class _Row(NamedTuple):
    """A row of the sheet: its number and its cells as words, by column."""

    number: int
    cells: dict[str, str]


def read_option_edits(path: str | Path) -> pd.DataFrame:
    """The rows by which the planner lays something down, indexed by their row in the sheet.

    Columns are those of ``OPTION_EDITS``: words are empty and numbers missing where nothing is
    said. Rows that say nothing are left out, and so are columns that only inform: one that was
    changed is a fault. Whether refs exist is known where options are made; ``attrs["file"]`` names
    the file and its sheet for the faults that are found there.

    Raises
    ------
    InputError
        With every fault of the file: row, column, value, what it must be.

    """
    source = Path(path)
    name, rows = _rows(source)
    kept = [row for row in rows if _says_something(row.cells)]
    unread: list[_Fault] = []
    table = _table(kept, unread)
    found = [*_misnamed(rows), *_informing_changed(rows), *unread, *_faults(table)]
    faults = sorted(found, key=lambda fault: fault[0])
    if faults:
        listed = "\n- ".join(told for _, told in faults)
        count = f"{len(faults)} fault{'s' if len(faults) > 1 else ''}"
        msg = f"{name} has {count}; mend these cells and give it back:\n- {listed}"
        raise InputError(msg)
    table.attrs["file"] = name
    return table


def _rows(path: Path) -> tuple[str, list[_Row]]:
    """The file and its sheet by name, and all rows below the head, cells as words."""
    if not path.is_file():
        msg = f"{path}: no such file; give the sheet of options that you edited"
        raise InputError(msg)
    refuse_oversize(path)
    kind = path.suffix.lower()
    if kind not in {".csv", ".xlsx"}:
        msg = f"{path.name}: is a {kind or 'file without ending'}; edits are read from XLSX or CSV"
        raise InputError(msg)
    sheet, lines = ("", _from_csv(path)) if kind == ".csv" else _from_xlsx(path)
    name = f"{path.name}, sheet {sheet}," if sheet else path.name
    if not lines:
        raise InputError(f"{name} is empty; its first row must name the columns, such as ref")
    # of a heading in two languages the first line is the name of the column
    head = [_word(cell).partition("\n")[0].strip() for cell in lines[0]]
    if "ref" not in head:
        msg = f"{name} names no column ref in its first row; copy the head of the option sheet"
        raise InputError(msg)
    return name, [
        _Row(at, {name: _word(cell) for name, cell in zip(head, line, strict=False) if name})
        for at, line in enumerate(lines[1:], start=2)
    ]


def _from_csv(path: Path) -> list[Sequence[Any]]:
    """Lines of a CSV file, in UTF-8 or, as Chinese spreadsheets save it, in GB 18030."""
    packed = path.read_bytes()
    try:
        text = packed.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = packed.decode("gb18030", errors="replace")
    return list(csv.reader(io.StringIO(text, newline="")))


def _from_xlsx(path: Path) -> tuple[str, list[Sequence[Any]]]:
    """The sheet named options, else the first: its name and its lines."""
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, KeyError, OSError, ValueError) as error:
        msg = f"{path.name}: not readable as XLSX ({error}); save it again from the spreadsheet"
        raise InputError(msg) from error
    name = "options" if "options" in book.sheetnames else book.sheetnames[0]
    lines: Iterable[Sequence[Any]] = book[name].iter_rows(values_only=True)
    found = list(lines)
    book.close()
    return name, found


def _word(cell: object) -> str:
    """A cell as a word, numbers in full; empty where there is nothing."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return repr(cell)
    return str(cell).strip()


def _says_something(cells: dict[str, str]) -> bool:
    """Whether a row lays anything down: a new option, or anything of one that there is."""
    if not any(cells.values()):
        return False
    if not cells.get("ref"):
        return True
    changes = [cells.get(name, "") for name in ("withdraw", *_NUMBERS)]
    return any(changes) or cells.get("fixing", "") not in {"", "free"}


def _misnamed(rows: list[_Row]) -> list[_Fault]:
    """Columns that would lay something down if they were spelt as in the sheet of options."""
    named = rows[0].cells if rows else {}
    return [
        (1, f"row 1, {name}: is no column; the new ones are {', '.join(_NUMBERS)}")
        for name in named
        if name.startswith("new_") and name not in _NUMBERS
    ]


def _informing_changed(rows: list[_Row]) -> list[_Fault]:
    """Cells of columns that only inform and no longer hold what was written into them."""
    if not rows or AS_TOLD.name in rows[0].cells:
        return [fault for row in rows for fault in _changed_in(row)]
    filled = [name for name in rows[0].cells if any(row.cells.get(name) for row in rows)]
    return [
        (1, f"row 1, {name}: {_UNMARKED}; {_instead(name, 'delete the column')}")
        for name in filled
        if name in _INFORMING
    ]


def _changed_in(row: _Row) -> Iterator[_Fault]:
    """The cells of one row that only inform and were changed; of a new row, those that are filled.

    Names are laid down of options of one's own alone, which have no ref.
    """
    parts = [one.partition("=") for one in row.cells.get(AS_TOLD.name, "").split("; ")]
    marks = {name: mark for name, _, mark in parts if name}
    for name, cell in row.cells.items():
        mark = marks.get(name, "")
        is_told = name in _INFORMING or (name in marks and bool(row.cells.get("ref")))
        if not is_told or is_as_told(cell, mark):
            continue
        was = "" if mark.startswith("#") else f", was {mark or 'empty'}"
        next_step = _instead(name, "put it back")
        told = f"is {cell!r}{was}; this column only informs: {next_step}"
        yield row.number, f"row {row.number}, {name}: {told}"


def _instead(name: str, otherwise: str) -> str:
    """What a planner does who meant to change a column that only informs."""
    asked = _ASKED_BY.get(name, f"new_{name}")
    return f"{otherwise}, and lay it down in {asked}" if asked in _NUMBERS else otherwise


def _table(rows: list[_Row], faults: list[_Fault]) -> pd.DataFrame:
    """The rows as a frame; what can't be read is told among the faults."""
    columns: dict[str, list[Any]] = {}
    for column in OPTION_EDITS.columns:
        name = column.name
        cells = [row.cells.get(name, "") for row in rows]
        if column.kind == "number":
            numbers = zip(rows, cells, strict=True)
            columns[name] = [_number(row.number, name, cell, faults) for row, cell in numbers]
        elif column.kind == "flag":
            flags = zip(rows, cells, strict=True)
            columns[name] = [_flag(row.number, name, cell, faults) for row, cell in flags]
        else:
            columns[name] = cells
    table = pd.DataFrame(columns, index=pd.Index([row.number for row in rows], name="row"))
    kinds = dict.fromkeys(_WORDS, "object") | dict.fromkeys(_NUMBERS, "float64")
    return table.astype({**kinds, "withdraw": "bool"})


def _number(row: int, name: str, cell: str, faults: list[_Fault]) -> float:
    if not cell:
        return np.nan
    try:
        number = float(cell.replace(",", "").replace(" ", ""))
    except ValueError:
        told = f"row {row}, {name}: is {cell!r}; must be a number, in {_unit(name)}"
        faults.append((row, told))
        return np.nan
    if not 0.0 <= number < np.inf:
        faults.append((row, f"row {row}, {name}: is {cell}; must be 0 or more, in {_unit(name)}"))
        return np.nan
    return number


def _unit(name: str) -> str:
    return _NUMBERS[name].unit


def _flag(row: int, name: str, cell: str, faults: list[_Fault]) -> bool:
    word = cell.lower()
    if word not in _FLAGS and word not in _NO_FLAGS:
        faults.append((row, f"row {row}, {name}: is {cell!r}; must be yes or empty"))
    return word in _FLAGS


def _faults(table: pd.DataFrame) -> list[_Fault]:
    """What is wrong with rows as a whole: codes, what an added option needs, reasons, doubles."""
    own = table["ref"] == ""
    # an option of one's own is named by its site, action and variant
    added = table["site"] + "/" + table["action"] + "-" + table["variant"]
    named = table["ref"].where(~own, added).tolist()
    whole = ~own | (table[["site", "action", "variant"]] != "").all(axis=1)
    numbers = [int(number) for number in table.index]
    found = [
        (number, told)
        for number, (_, row) in zip(numbers, table.iterrows(), strict=True)
        for told in _faults_of_row(f"row {number}", row)
    ]
    first = dict(zip(reversed(named), reversed(numbers), strict=True))
    return found + [
        (number, f"row {number}, ref: {name} is laid down in row {first[name]} too; leave one")
        for number, name, is_whole in zip(numbers, named, whole, strict=True)
        if is_whole and first[name] != number
    ]


def _faults_of_row(where: str, row: "pd.Series[Any]") -> Iterator[str]:
    for name, known in (("fixing", codes.FIXINGS), ("action", codes.ACTIONS)):
        if row[name] and row[name] not in known:
            yield f"{where}, {name}: is {row[name]!r}; must be one of {', '.join(known)}"
    if not row["reason"]:
        yield f"{where}, reason: is empty; say why, others will ask"
    if row["ref"]:
        yield from _faults_of_proposed(where, row)
    else:
        for name in ("site", "action", "variant"):
            if not row[name]:
                yield f"{where}, {name}: is empty; an option of your own needs it"
    if row["withdraw"] and row["fixing"] == "must":
        yield f"{where}: is withdrawn and must be chosen; leave one of the two"


def _faults_of_proposed(where: str, row: "pd.Series[Any]") -> list[str]:
    """Whether the row still says which option it is of."""
    said = [row[name] for name in ("site", "action", "variant")]
    plain = f"{said[0]}/{said[1]}-{said[2]}"
    if not all(said) or row["ref"] == plain or row["ref"].startswith(f"{plain}+"):
        return []
    fault = (
        f"{where}: site, action or variant differ from ref {row['ref']}; clear the ref to add an "
        "option of your own"
    )
    return [fault]
