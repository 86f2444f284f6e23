"""What a planner lays down: out as a sheet, edited, read back, checked and priced again."""

import csv
import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from tests.plan.town import made

from gengxin.publish.option_sheet import write_option_sheet
from gengxin.sources.option_edits import read_option_edits
from gengxin.terms import OPTION_TABLES, InputError, OptionSet


@pytest.fixture(scope="module")
def untouched() -> OptionSet:
    return made()


def edited(tmp_path: Path, *rows: dict[str, object]) -> pd.DataFrame:
    """Edits read from a CSV file with these rows."""
    names = list(dict.fromkeys(["ref", *(name for row in rows for name in row)]))
    path = tmp_path / "edits.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
    return read_option_edits(path)


def by_ref(done: OptionSet) -> pd.DataFrame:
    return done.tables["option"].set_index("ref")


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_sheet_given_back_as_it_is_changes_nothing(
    untouched: OptionSet, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"options.{ending}"
    write_option_sheet(untouched, path)
    edits = read_option_edits(path)
    assert len(edits) == 0
    again = made(edits)
    for name in OPTION_TABLES:
        pd.testing.assert_frame_equal(again.tables[name], untouched.tables[name])


def test_a_cell_filled_in_the_sheet_is_read_with_its_row(
    untouched: OptionSet, tmp_path: Path
) -> None:
    path = tmp_path / "options.xlsx"
    write_option_sheet(untouched, path)
    book = openpyxl.load_workbook(path)
    page = book["options"]
    head = [str(cell.value).partition("\n")[0] for cell in page[1]]
    page.cell(3, head.index("fixing") + 1, "must")
    page.cell(3, head.index("reason") + 1, "promised to the street")
    book.save(path)
    edits = read_option_edits(path)
    assert edits.index.tolist() == [3]
    assert edits.loc[3, "ref"] == untouched.tables["option"]["ref"].iloc[1]
    assert edits.loc[3, ["fixing", "reason"]].tolist() == ["must", "promised to the street"]


def test_edits_that_were_made_stand_in_the_next_sheet(tmp_path: Path) -> None:
    edits = edited(
        tmp_path,
        {"ref": "flats/repair-fabric", "fixing": "must_not", "reason": "no half measures"},
        {
            "site": "flats",
            "action": "redevelop",
            "variant": "mine",
            "new_storeys": 4,
            "reason": "b",
        },
    )
    first = made(edits)
    path = tmp_path / "again.xlsx"
    write_option_sheet(first, path, edits=edits)
    again = made(read_option_edits(path))
    pd.testing.assert_frame_equal(again.tables["option"], first.tables["option"])


def test_fixing_and_withdrawing(tmp_path: Path, untouched: OptionSet) -> None:
    edits = edited(
        tmp_path,
        {"ref": "flats/repair-fabric", "fixing": "must", "reason": "promised"},
        {"ref": "flats/retrofit-homes", "fixing": "must_not", "reason": "later"},
        {"ref": "willing/repair-fabric", "withdraw": "yes", "reason": "done last year"},
    )
    done = made(edits)
    table, before = by_ref(done), by_ref(untouched)
    assert table.loc["flats/repair-fabric", "fixing"] == "must"
    assert table.loc["flats/retrofit-homes", ["fixing", "state"]].tolist() == [
        "must_not",
        "offered",
    ]
    gone = table.loc["willing/repair-fabric", ["state", "reason_en", "reason_zh"]].tolist()
    assert gone == ["withdrawn", "done last year", "done last year"]
    others = before.index.difference(edits["ref"])
    pd.testing.assert_frame_equal(table.loc[others], before.loc[others])
    origins = done.tables["option_origin"]
    told = origins[origins["origin"] == "planner"].set_index("option")["origin_ref"]
    assert told.to_dict() == dict(zip(edits["ref"], edits["reason"], strict=True))


def test_what_must_be_chosen_and_is_forbidden_is_told(tmp_path: Path) -> None:
    row = {"ref": "unwilling/redevelop-homes", "fixing": "must", "reason": "the mayor"}
    done = made(edited(tmp_path, row))
    assert by_ref(done).loc["unwilling/redevelop-homes", "state"] == "forbidden"
    assert any("unwilling/redevelop-homes" in note.en for note in done.unavailable)


def test_floors_of_the_planners_choice_are_counted_checked_and_priced(
    tmp_path: Path, untouched: OptionSet
) -> None:
    """On 4,800 m² a floor area ratio of 2 is 9,600 m²; 10,000 m² are 2.0833."""
    ref = "willing/redevelop-homes"
    row = {
        "ref": ref,
        "new_residential_floor_area_m2": 9000,
        "new_commercial_floor_area_m2": 1000,
        "new_public_floor_area_m2": 0,
        "new_storeys": 6,
        "new_footprint_m2": 1700,
        "reason": "an architect's sketch",
    }
    done = made(edited(tmp_path, row))
    option, before = by_ref(done).loc[ref], by_ref(untouched).loc[ref]
    assert option["gross_floor_area_m2_x100"] == option["floor_built_m2_x100"] == 1_000_000
    assert option["floor_demolished_m2_x100"] == before["floor_demolished_m2_x100"]
    assert option["far"] == pytest.approx(10_000 / 4800)
    assert (option["storeys"], option["height_m"]) == (6.0, 18.0)
    assert option["lot_coverage"] == pytest.approx(1700 / 4800)
    assert (option["state"], option["rule"]) == ("forbidden", "plan.far")
    assert option["form_basis"] == "given: the planner"
    # the practice: 35 % of 58, 45 % of 88, 20 % of 118 m²: 83.5 m² in the middle
    pairs = 9000 / 83.5
    assert option["homes_after_count"] == sum(int(pairs * share) for share in (0.35, 0.45, 0.2))
    assert option["developer_cost_amount_x100"] != before["developer_cost_amount_x100"]


def test_a_cost_of_the_planners_choice_moves_what_the_option_is_worth(
    tmp_path: Path, untouched: OptionSet
) -> None:
    """Repair takes 5 months, so all is paid in year 0: what is paid more is worth less."""
    ref = "flats/repair-fabric"
    before = by_ref(untouched).loc[ref]
    row = {"ref": ref, "new_public_cost_amount": 9_000_000, "reason": "a builder's offer"}
    done = made(edited(tmp_path, row))
    option, money = by_ref(done).loc[ref], done.tables["option_money"]
    assert option["public_cost_amount_x100"] == 900_000_000
    assert option["owner_cost_amount_x100"] == before["owner_cost_amount_x100"]
    own = money[(money["option"] == ref) & (money["party"] == "public")]
    assert own["mid_amount_x100"].sum() == own["low_amount_x100"].sum() == -900_000_000
    # finance is no part of the net present value
    own = own.set_index("item")["mid_amount_x100"]
    works = untouched.tables["option_money"]
    paid = works[(works["option"] == ref) & (works["party"] == "public")]
    paid = paid[paid["item"] != "finance"]["mid_amount_x100"].sum()
    moved = own.drop("finance").sum() - paid
    change = option["npv_mid_amount_x100"] - before["npv_mid_amount_x100"]
    assert change == pytest.approx(moved, abs=2)


def test_an_option_of_the_planners_own(tmp_path: Path) -> None:
    row = {
        "site": "works",
        "action": "redevelop",
        "variant": "homes-for-teachers",
        "name_en": "homes for teachers",
        "new_residential_floor_area_m2": 4000,
        "new_commercial_floor_area_m2": 0,
        "new_office_floor_area_m2": 0,
        "new_research_floor_area_m2": 0,
        "new_public_floor_area_m2": 0,
        "reason": "the school asks for it",
    }
    done = made(edited(tmp_path, row))
    option = by_ref(done).loc["works/redevelop-homes-for-teachers"]
    assert option["name_en"] == "homes for teachers"
    assert option["floor_built_m2_x100"] == 400_000
    assert option["floor_demolished_m2_x100"] == 240_000


def test_edits_that_do_not_fit_are_all_told_at_once(tmp_path: Path) -> None:
    edits = edited(
        tmp_path,
        {"ref": "flats/redevelop-castle", "fixing": "must", "reason": "a"},
        {"ref": "flats/keep-as-is", "withdraw": "yes", "reason": "b"},
    )
    with pytest.raises(InputError) as error:
        made(edits)
    assert str(error.value).count("\n- ") == 2
    assert "row 2, option flats/redevelop-castle: there is none of that ref" in str(error.value)
    edits = edited(
        tmp_path,
        {"ref": "flats/repair-fabric", "new_office_floor_area_m2": 5, "reason": "a"},
        {"ref": "flats/redevelop-homes", "new_demolished_m2": 9e9, "reason": "b"},
        {"ref": "works/convert-research", "new_office_floor_area_m2": 7000, "reason": "c"},
        {"ref": "flats/extend-infill", "new_residential_floor_area_m2": 10, "reason": "d"},
    )
    with pytest.raises(InputError) as error:
        made(edits)
    assert str(error.value).count("\n- ") == 4


def test_the_reader_tells_every_fault_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        edited(
            tmp_path,
            {"ref": "a/repair-x", "fixing": "perhaps", "reason": "r"},
            {"ref": "b/repair-x", "new_storeys": "six", "reason": "r"},
            {"ref": "c/repair-x", "new_storeys": -1, "reason": "r"},
            {"ref": "d/repair-x", "fixing": "must"},
            {"site": "e", "action": "explode", "reason": "r"},
            {"ref": "f/repair-x", "withdraw": "maybe", "fixing": "must", "reason": "r"},
            {"ref": "g/repair-x", "fixing": "must", "reason": "r"},
            {"ref": "g/repair-x", "fixing": "must_not", "reason": "r"},
            {
                "ref": "h/repair-x",
                "site": "i",
                "action": "repair",
                "variant": "x",
                "fixing": "must",
            },
        )
    told = str(error.value)
    for sentence in (
        "row 2, fixing: is 'perhaps'; must be one of free, must, must_not",
        "row 3, new_storeys: is 'six'; must be a number, in storeys",
        "row 4, new_storeys: is -1; must be 0 or more, in storeys",
        "row 5, reason: is empty",
        "row 6, action: is 'explode'; must be one of keep,",
        "row 6, variant: is empty; an option of your own needs it",
        "row 7, withdraw: is 'maybe'; must be yes or empty",
        "row 9, ref: g/repair-x is laid down in row 8 too; leave one",
        "row 10: site, action or variant differ from ref h/repair-x",
        "row 10, reason: is empty",
    ):
        assert sentence in told
    assert told.startswith("edits.csv has 10 faults; mend these cells and give it back:")
    rows = [int(line.split()[2].strip(",:")) for line in told.split("\n")[1:]]
    assert rows == sorted(rows)
    assert len(rows) == 10


def test_an_added_option_is_laid_down_once_and_columns_are_spelt_as_asked(tmp_path: Path) -> None:
    own = {"site": "s", "action": "redevelop", "variant": "school", "reason": "r"}
    with pytest.raises(InputError) as error:
        edited(tmp_path, {**own, "new_storey": 4}, own)
    misspelt, doubled = str(error.value).split("\n")[1:]
    assert misspelt.startswith("- row 1, new_storey: is no column; the new ones are new_")
    assert "new_storeys" in misspelt
    assert doubled == "- row 3, ref: s/redevelop-school is laid down in row 2 too; leave one"


def test_faults_of_a_workbook_name_its_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.create_sheet("options")
    page.append(["ref", "new_storeys", "reason"])
    page.append(["a/repair-x", "six", "r"])
    book.save(tmp_path / "edits.xlsx")
    with pytest.raises(InputError) as error:
        read_option_edits(tmp_path / "edits.xlsx")
    assert str(error.value) == (
        "edits.xlsx, sheet options, has 1 fault; mend these cells and give it back:\n"
        "- row 2, new_storeys: is 'six'; must be a number, in storeys"
    )


def given_back(tmp_path: Path, done: OptionSet, ref: str, kind: str, **changed: object) -> Path:
    """The sheet of options with some cells of one row changed."""
    path = tmp_path / f"options.{kind}"
    write_option_sheet(done, path)
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
        row = next(one for one in rows if one[0] == ref)
        for name, value in changed.items():
            row[rows[0].index(name)] = str(value)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return path
    book = openpyxl.load_workbook(path)
    lines = list(book["options"].iter_rows())
    head = [str(cell.value).partition("\n")[0] for cell in lines[0]]
    line = next(one for one in lines if one[0].value == ref)
    for name, value in changed.items():
        line[head.index(name)].value = value
    book.save(path)
    return path


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_change_in_a_column_that_only_informs_is_refused_by_name(
    tmp_path: Path, untouched: OptionSet, kind: str
) -> None:
    ref = "flats/redevelop-homes"
    changed = {"storeys": 9, "state": "forbidden", "name_en": "castle", "homes_after_count": ""}
    path = given_back(tmp_path, untouched, ref, kind, **changed)
    with pytest.raises(InputError) as error:
        read_option_edits(path)
    told = str(error.value)
    assert told.count("\n- ") == 4
    was = float(by_ref(untouched).loc[ref, "storeys"])
    assert (
        f"storeys: is '9', was {was:g}; this column only informs: put it back, and lay it down in "
        "new_storeys"
    ) in told
    for name in ("state", "name_en", "homes_after_count"):
        assert f", {name}: is " in told
    assert told.startswith(path.name)


def test_a_new_row_lays_nothing_down_in_columns_that_only_inform(tmp_path: Path) -> None:
    own = {"site": "s", "action": "redevelop", "variant": "school", "reason": "r"}
    with pytest.raises(InputError, match=r"row 2, storeys: is '4', was empty; .* in new_storeys"):
        edited(tmp_path, {**own, "storeys": 4, "as_told": ""})


def test_a_sheet_that_does_not_say_what_stood_there_shows_nothing_that_only_informs(
    tmp_path: Path,
) -> None:
    row = {"ref": "flats/repair-fabric", "fixing": "must", "reason": "r", "far": 2}
    with pytest.raises(InputError) as error:
        edited(tmp_path, row)
    assert "row 1, far: this column only informs, and the sheet has no column as_told" in str(
        error.value
    )


def test_what_a_spreadsheet_does_to_numbers_and_blanks_is_no_change(
    tmp_path: Path, untouched: OptionSet
) -> None:
    ref = "flats/redevelop-homes"
    row = by_ref(untouched).loc[ref]
    shown = f"{row['gross_floor_area_m2_x100'] / 100:,.2f}"
    path = given_back(
        tmp_path,
        untouched,
        ref,
        "csv",
        gross_floor_area_m2=shown,
        name_en=f"{row['name_en']} ",
        fixing="must",
        reason="promised",
    )
    assert read_option_edits(path)["fixing"].tolist() == ["must"]


def test_faults_found_while_options_are_made_name_the_file(tmp_path: Path) -> None:
    row = {"ref": "flats/redevelop-homes", "new_demolished_m2": 9e9, "reason": "b"}
    with pytest.raises(InputError) as error:
        made(edited(tmp_path, row))
    told = str(error.value)
    assert told.startswith("edits.csv has 1 fault; mend these rows and give it back:\n- row 2, new")
    assert "is 9,000,000,000.00 m²; at most what stands, " in told
    assert told.endswith(" m²: lower it")
    with pytest.raises(
        InputError, match=r"^edits.csv has 1 fault; .*\n- row 2, option flats/none:"
    ):
        made(edited(tmp_path, {"ref": "flats/none", "fixing": "must", "reason": "b"}))
    own = {"site": "nowhere", "action": "redevelop", "variant": "x", "reason": "b"}
    with pytest.raises(InputError, match=r"^edits\.csv has 1 fault"):
        made(edited(tmp_path, own))


def test_files_that_are_no_sheets_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_option_edits(tmp_path / "nothing.xlsx")
    for name, text, said in (
        ("edits.txt", "ref", "edits are read from XLSX or CSV"),
        ("edits.xlsx", "ref", "can't be unpacked"),
        ("edits.csv", "site,action", "names no column ref"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=said):
            read_option_edits(tmp_path / name)
