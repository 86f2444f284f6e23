"""The workbook holds the same numbers in full, one sheet a table, and leaves gaps empty."""

import datetime as dt
import random
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter.worksheet import Worksheet as WrittenSheet

from gengxin.publish import write_tables, write_workbook
from gengxin.publish.sheets import Head, Looks, Sheet, write_sheets
from gengxin.terms import CheckUp, District

DAY = dt.date(2026, 1, 1)

SHEETS = [
    "indicators 指标", "by area 分区", "findings 问题清单", "causes 原因", "ranking 排序",
    "gaps 服务缺口", "sites 更新地块", "standards 标准", "import 导入记录", "method 方法与来源",
]  # fmt: skip


@pytest.fixture(scope="module")
def book(
    check_up: CheckUp, district: District, tmp_path_factory: pytest.TempPathFactory
) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("book") / "check-up.xlsx"
    write_workbook(check_up, district, path)
    return openpyxl.load_workbook(path)


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    """The rows of a sheet by their English headings."""
    head, *body = sheet.iter_rows(values_only=True)
    names = [str(word).split("\n")[0] for word in head]
    return [dict(zip(names, row, strict=True)) for row in body]


def test_each_table_has_a_sheet(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == SHEETS


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_can_be_filtered_and_keeps_its_head_in_sight(
    book: openpyxl.Workbook, name: str
) -> None:
    sheet = book[name]
    assert sheet.freeze_panes is not None
    assert sheet.auto_filter.ref is not None
    assert not sheet.merged_cells.ranges
    assert all("\n" in str(cell.value) for cell in sheet[1])


def test_a_wide_sheet_is_printed_on_several_pages_with_its_first_columns_on_each(
    tmp_path: Path,
) -> None:
    narrow = Sheet(name="narrow", heads=[Head(en="a", zh="甲")] * 3, rows=[("x", 1.0, 2.0)])
    words = "some forty letters of text in each cell.."
    heads = [Head(en="a heading that is much longer than any cell", zh="乙", unit="m")] * 12
    wide = Sheet(name="wide", heads=heads, rows=[(words,) * 12], fixed_columns=2)
    write_sheets([narrow, wide], tmp_path / "b.xlsx", title="t", day=DAY)
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    # one page is what a file says by saying nothing
    assert book["narrow"].page_setup.fitToWidth is None
    assert book["narrow"].print_title_cols is None
    # twelve columns of some 45 letters, of which 230 stand beside each other on a page
    assert book["wide"].page_setup.fitToWidth == 3
    assert book["wide"].print_title_rows == "$1:$1"
    assert str(book["wide"].print_title_cols).startswith("$A:")


def test_a_head_is_as_high_as_its_longest_heading_needs(tmp_path: Path) -> None:
    sheet = Sheet(
        name="s",
        heads=[Head(en="value", zh="全区指标值", unit="see unit · 见单位列")],
        rows=[(1.0,)],
    )
    write_sheets([sheet], tmp_path / "b.xlsx", title="t", day=DAY)
    # a column for five Chinese letters is 12 wide: with the unit, 27 and 32 take three lines each
    height = openpyxl.load_workbook(tmp_path / "b.xlsx")["s"].row_dimensions[1].height
    assert height == 6 * 16


def test_numbers_are_in_full(book: openpyxl.Workbook) -> None:
    by_code = {row["code"]: row for row in rows(book["indicators 指标"])}
    kindergarten = by_code["reach.edu.kg"]
    assert kindergarten["value for the district [see unit · 见单位列]"] == 400 / 900
    assert kindergarten["numerator"] == 400
    assert kindergarten["unit"] == "share 0–1"


def test_a_fraction_is_shown_shortly_and_kept_in_full(tmp_path: Path) -> None:
    cells = [2014, 105162.0, 105162.25, -1234.5678, 121.437681, 400 / 900, 0.00025]
    sheet = Sheet(name="s", heads=[Head(en="a", zh="b")] * len(cells), rows=[cells])
    write_sheets([sheet], tmp_path / "b.xlsx", title="t", day=DAY)
    row = openpyxl.load_workbook(tmp_path / "b.xlsx")["s"][2]
    large, fraction = "#,##0.0", "0.0000"
    shown = ["General", "General", large, large, fraction, fraction, "General"]
    assert [cell.number_format for cell in row] == shown
    assert [cell.value for cell in row] == pytest.approx(cells, rel=1e-15)


def test_what_is_unavailable_is_an_empty_cell(book: openpyxl.Workbook) -> None:
    by_code = {row["code"]: row for row in rows(book["indicators 指标"])}
    metro = by_code["reach.metro"]
    assert metro["state"] == "unavailable"
    assert metro["value for the district [see unit · 见单位列]"] is None


def test_sources_are_in_both_languages_where_both_are_given(book: openpyxl.Workbook) -> None:
    by_code = {row["code"]: row for row in rows(book["standards 标准"])}
    assert by_code["edu.kg"]["source"] == "Toy Law, art. 1"
    assert by_code["edu.kg"]["source, Chinese"] == "《玩具法》第1条"
    assert by_code["health.pharmacy"]["source, Chinese"] == "Toy Law, art. 1"
    assert rows(book["indicators 指标"])[0]["source, Chinese"] == "《玩具法》第1条"


def test_each_area_is_a_row_and_each_indicator_a_column(book: openpyxl.Workbook) -> None:
    found = {row["ref of the area"]: row for row in rows(book["by area 分区"])}
    assert list(found) == ["district", "south", "north"]
    kindergarten = found["north"]["kindergarten within 300 m [share 0–1]"]
    # the format keeps 16 digits
    assert kindergarten == pytest.approx(20 / 520, rel=1e-15)
    assert found["south"]["metro within 800 m [share 0–1]"] is None


def test_each_cause_of_a_finding_is_a_row_with_its_people_and_cure(book: openpyxl.Workbook) -> None:
    north = [row for row in rows(book["causes 原因"]) if row["reference of the finding"] == "f2"]
    assert [row["cause"] for row in north] == ["reachable only by detour", "open but full"]
    assert [row["people behind the gap [people]"] for row in north] == [480, 20]
    assert north[1]["people whom the cure would help [people]"] is None
    assert north[1]["the cure that would count"] is not None


def test_findings_name_cause_and_cure_in_both_languages(book: openpyxl.Workbook) -> None:
    first = rows(book["findings 问题清单"])[0]
    assert first["cause"] == "reachable only by detour"
    assert first["cause, Chinese"] == "只能绕行到达"
    assert 500 in first.values()


def test_the_same_check_up_gives_the_same_bytes(
    check_up: CheckUp, district: District, tmp_path: Path
) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        write_workbook(check_up, district, tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_every_table_of_a_district_is_a_sheet(district: District, tmp_path: Path) -> None:
    write_tables(district, tmp_path / "town.xlsx")
    book = openpyxl.load_workbook(tmp_path / "town.xlsx")
    assert book.sheetnames == list(district.given)
    people = rows(book["people"])
    column = next(name for name in people[0] if name.startswith("residents_people: "))
    assert sum(row[column] for row in people) == 900  # type: ignore[misc]
    assert people[0]["residents_people_basis"] == "given"


def test_nothing_is_left_behind_when_writing_fails(
    check_up: CheckUp, district: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "check-up.xlsx"
    target.write_bytes(b"the one before")

    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("xlsxwriter.Workbook.close", fail)
    with pytest.raises(OSError, match="disk full"):
        write_workbook(check_up, district, target)
    assert target.read_bytes() == b"the one before"
    assert [path.name for path in tmp_path.iterdir()] == ["check-up.xlsx"]


class _OneByOne(WrittenSheet):
    """Cells handed to the library one by one."""

    def fill(self, rows: Sequence[Sequence[object]], looks: Looks) -> None:
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    self.write_string(number, column, value)
                elif isinstance(value, bool):
                    self.write_boolean(number, column, value)
                elif isinstance(value, dt.date):
                    self.write_datetime(number, column, value, looks.dates)
                elif isinstance(value, int | float):
                    self.write_number(number, column, value, looks.of(value))


def test_rows_are_written_as_the_library_writes_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(4)
    kinds = [None, "中文 <&>", " spaced ", "", 1, -2.5e-9, 123456789.123456789, True, DAY]
    tables = [
        [[chance.choice(kinds[: 7 + 2 * (n % 3 == 0)]) for _ in range(30)] for n in range(70)],
        [[None, None]] * 20 + [[None, 1.5]] * 20,
        [],
    ]
    sheets = [
        Sheet(name=f"s{n}", heads=[Head(en="a", zh="b")] * len((rows or [[1]])[0]), rows=rows)
        for n, rows in enumerate(tables)
    ]
    write_sheets(sheets, tmp_path / "fast.xlsx", title="t", day=DAY)
    monkeypatch.setattr("gengxin.publish.sheets._Page", _OneByOne)
    write_sheets(sheets, tmp_path / "plain.xlsx", title="t", day=DAY)
    assert (tmp_path / "fast.xlsx").read_bytes() == (tmp_path / "plain.xlsx").read_bytes()


def test_a_number_that_is_none_is_refused_in_any_row(tmp_path: Path) -> None:
    sheet = Sheet(name="s", heads=[Head(en="a", zh="b")], rows=[[float("nan")]])
    with pytest.raises(TypeError, match="NAN"):
        write_sheets([sheet], tmp_path / "nan.xlsx", title="t", day=DAY)
