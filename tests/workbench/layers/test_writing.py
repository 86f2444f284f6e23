"""Rows of layers as files that people open."""

import csv
import io

import pyarrow as pa
import pytest
import shapely

from gengxin.store.layers import PLACE, Page
from gengxin.terms.spreadsheets import unrun
from gengxin.workbench.layers.writing import as_csv

# as OWASP lists what a spreadsheet runs, and the wide signs of Chinese typing
RUN = ["=1+2", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1"]
# signs elsewhere run nothing
STAYS = ["", " =1", "1-2", "解放路 3-5 号", "'=1", "a@b.org", '"=1"']


@pytest.mark.parametrize("text", RUN)
def test_a_text_that_a_spreadsheet_would_run_has_an_apostrophe_before_it(text: str) -> None:
    assert unrun(text) == "'" + text


@pytest.mark.parametrize("text", STAYS)
def test_every_other_text_stays_as_it_is(text: str) -> None:
    assert unrun(text) == text


def test_a_layer_as_csv_is_a_sheet_that_no_spreadsheet_runs() -> None:
    names = [*RUN, *STAYS[1:], None]
    rows = pa.table(
        {
            "name_en": pa.array(names, pa.string()),
            "change_people": pa.array([-1.5] * len(names), pa.float64()),
            "storeys": pa.array([-2] * len(names), pa.int64()),
            PLACE: pa.array([shapely.to_wkb(shapely.Point(-1, -2))] * len(names), pa.binary()),
        }
    )
    page = Page(rows=rows, numbers=tuple(range(len(names))), matched_count=len(names), last=None)
    read = list(csv.DictReader(io.StringIO(as_csv(page).decode(), newline="")))
    assert [row["name_en"] for row in read] == ["'" + text for text in RUN] + [*STAYS[1:], ""]
    # numbers are none of anybody's words
    assert {row["change_people"] for row in read} == {"-1.5"}
    assert {row["storeys"] for row in read} == {"-2"}
    assert {row["wkt"] for row in read} == {"POINT (-1 -2)"}
