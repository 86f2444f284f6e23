"""The brownfield register and the project pool: their columns, their cells, what is withheld."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import shapely

from gengxin.publish.brownfield import COLUMNS, brownfield_csv
from gengxin.publish.exported import ProjectFacts
from gengxin.publish.project_pool import write_project_pool
from gengxin.terms.records import FinanceLine, Milestone, Project
from gengxin.terms.words import Words


def facts(**changed: Any) -> ProjectFacts:
    """A project of one site of two hectares on which three homes become ten."""
    given = {
        "project": Project(ref="R1", programme="P", code="A-1", name_en="One", name_zh="一"),
        "works": pd.DataFrame(
            {
                "option": "S-1/redevelop",
                "action": "redevelop",
                "phase": 2,
                "name_en": "rebuild",
                "name_zh": "重建",
                "homes_before_count": 3,
                "homes_after_count": 10,
                "gross_floor_area_m2_x100": 123_456,
            },
            index=pd.Index(["S-1"], name="site"),
        ),
        "sites": pd.DataFrame(
            {
                "name_en": ["=cmd|'/c calc'!A1"],
                "name_zh": ["一号"],
                "area_m2": [20_000.0],
                "state_owned_share": [1.0],
            },
            index=pd.Index(["S-1"], name="ref"),
        ),
        "shape": None,
        "shapes": {"S-1": shapely.box(121.0, 31.0, 121.2, 31.2)},
        "numbers": {"public_cost_amount": 5.0, "area_m2": 20_000.0},
        "unit": Words("a unit", "单元"),
        "currency": "CNY",
        **changed,
    }
    return ProjectFacts(**given)  # type: ignore[arg-type]


def rows_of(*listed: ProjectFacts) -> list[dict[str, str]]:
    """The register's rows as a reader of CSV has them."""
    text = brownfield_csv(listed, organisation="A district")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_site_is_a_row_in_the_registers_words() -> None:
    (row,) = rows_of(facts())
    assert tuple(row) == COLUMNS
    assert row["SiteReference"] == "S-1"
    assert (row["GeoX"], row["GeoY"]) == ("121.1", "31.1")
    assert row["Hectares"] == "2.0"
    assert row["OwnershipStatus"] == "owned by a public authority"
    assert row["PlanningStatus"] == "not permissioned"
    assert (row["NetDwellingsRangeFrom"], row["NetDwellingsRangeTo"]) == ("7", "7")


def test_a_name_that_begins_as_a_formula_is_told_as_text() -> None:
    (row,) = rows_of(facts())
    assert row["SiteNameAddress"] == "'=cmd|'/c calc'!A1"


def test_withheld_title_leaves_ownership_open() -> None:
    (row,) = rows_of(facts(hidden=("title",)))
    assert row["OwnershipStatus"] == ""


def test_the_pool_has_its_six_sheets_without_formulas_or_merged_cells(tmp_path: Path) -> None:
    project = Project(
        ref="R1",
        programme="P",
        code="A-1",
        name_en="+1",
        name_zh="一",
        finance=(FinanceLine(side="source", kind="sale", phase=1, amount=9.0, basis="given"),),
    )
    stone = Milestone(
        ref="M",
        project="R1",
        kind="opening",
        name_en="opens",
        name_zh="启用",
        planned_on=date(2030, 5, 1),
    )
    path = tmp_path / "pool.xlsx"
    write_project_pool(
        [facts(project=project, milestones=(stone,))],
        path,
        problems=pd.DataFrame(),
        day=date(2025, 1, 1),
        currency="CNY",
    )
    book = openpyxl.load_workbook(path)
    assert [name.split()[0] for name in book.sheetnames] == [
        *("problems", "treatment", "projects", "years", "balance", "schemes")
    ]
    for sheet in book:
        assert not sheet.merged_cells.ranges
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert book["projects 项目库"]["B2"].value == "+1"
    assert book["balance 资金平衡"]["I2"].value == 9.0
    assert book["years 年度计划"]["A2"].value == 2030
    (money,) = book["balance 资金平衡"].iter_rows(min_row=2, values_only=True)
    assert money == (
        "A-1",
        1,
        "source",
        "来源",
        None,
        None,
        "sale",
        "销售收入",
        9,
        "given by the source",
        "来源给定",
    )


def test_problems_and_money_are_told_in_words_beside_their_codes(tmp_path: Path) -> None:
    line = FinanceLine(
        side="use", kind="developer.demolition", phase=2, amount=5.5, basis="computed: counted"
    )
    found = pd.DataFrame(
        {
            "ref": ["a.b/district", "a.b/D-1"],
            "indicator": ["a.b", "a.b"],
            "indicator_en": ["people near a school", None],
            "indicator_zh": ["学校覆盖人口", None],
            "level": ["district", "sub_district"],
            "area": ["district", "D-1"],
            "unit": ["share 0–1", "m"],
            "affected_people": [12.6, None],
        }
    )
    path = tmp_path / "pool.xlsx"
    project = Project(
        ref="R1", programme="P", code="A-1", name_en="a", name_zh="一", finance=(line,)
    )
    write_project_pool(
        [facts(project=project)], path, problems=found, day=date(2025, 1, 1), currency="CNY"
    )
    book = openpyxl.load_workbook(path)
    first, second = book["problems 问题清单"].iter_rows(min_row=2, values_only=True)
    assert first[1:5] == ("a.b", "people near a school", "学校覆盖人口", "district 全区")
    assert first[10:12] == ("0–1", 13)
    assert second[4] == "sub-district 街道"
    assert second[10:12] == ("m 米", None)
    (money,) = book["balance 资金平衡"].iter_rows(min_row=2, values_only=True)
    assert money[4:8] == ("developer", "开发主体", "demolition", "拆除")
    assert money[9:] == ("computed: counted", "计算：计数")


def test_what_is_withheld_is_marked_in_the_pool(tmp_path: Path) -> None:
    path = tmp_path / "pool.xlsx"
    write_project_pool(
        [facts(hidden=("costs",))], path, problems=pd.DataFrame(), day=date(2025, 1, 1)
    )
    book = openpyxl.load_workbook(path)
    heads = [cell.value for cell in book["projects 项目库"][1]]
    at = next(place for place, head in enumerate(heads) if "公共投入" in str(head))
    assert book["projects 项目库"][2][at].value == "withheld 未公开"
    assert "withheld" in str(book["balance 资金平衡"]["D2"].value)
