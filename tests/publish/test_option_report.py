"""The report of options says what the tables say, in ranges, by clause, and in one file."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from tests.publish.option_set import (
    HEIGHT_CLAUSE,
    REBUILD,
    hand_made_options,
    hand_made_sun,
    toy_books,
)
from tests.publish.pages import Page, carried

import gengxin as gx
from gengxin.publish import write_option_report
from gengxin.publish.option_report.bears import bearings, told_together
from gengxin.publish.option_report.best import best_options, kind_sums
from gengxin.publish.option_report.embed import embedded_options
from gengxin.publish.option_report.forbids import clauses, main_cause, reasons
from gengxin.publish.option_report.ground import embedded_ground, still_sun
from gengxin.publish.option_report.money import cash_flows, sources_and_uses
from gengxin.publish.option_report.sunlight import embedded_sun, sun_bounds
from gengxin.publish.option_report.tables import limit_words
from gengxin.publish.option_sheet import write_option_sheet
from gengxin.terms import OPTION_TABLES, District, InputError, OptionSet
from gengxin.workbench.option_files import OptionFiles, files_for

HOSTILE = "</script><img src=x onerror=alert(1)>"
SIX_DIGITS = 1e-6


def _rebuilt(options: OptionSet) -> int:
    return int(options.tables["option"]["ref"].tolist().index(REBUILD))


def _with(**columns: object) -> OptionSet:
    """The options with columns of the rebuilding changed."""
    table = hand_made_options().tables["option"].copy()
    for name, value in columns.items():
        table.loc[table["ref"] == REBUILD, name] = value
    return hand_made_options(option=table)


def _of_rebuilt(dealt: dict[str, object], options: OptionSet) -> list[dict[str, object]]:
    """The rows of a dealt table that are the rebuilding's, words read."""
    counts: list[int] = dealt["counts"]  # type: ignore[assignment]
    columns: dict[str, dict[str, list[object]]] = dealt["columns"]  # type: ignore[assignment]
    start, own = sum(counts[: _rebuilt(options)]), counts[_rebuilt(options)]

    def read(column: dict[str, list[object]], row: int) -> object:
        value = column["values"][row]
        return column["words"][value] if "words" in column else value  # type: ignore[call-overload]

    return [
        {name: read(column, row) for name, column in columns.items()}
        for row in range(start, start + own)
    ]


def test_the_best_option_is_the_offered_one_of_greatest_value() -> None:
    assert best_options(hand_made_options()).to_dict() == {"s1": 1, "s2": 2, "n1": 5}


def test_what_must_be_chosen_goes_first_and_what_must_not_is_out() -> None:
    dear = _with(npv_mid_amount_x100=-5, fixing="must")
    assert best_options(dear)["s1"] == 1
    assert best_options(_with(fixing="must_not"))["s1"] == 0


def test_revenue_is_a_range_where_its_ends_are_known() -> None:
    options = _with(revenue_low_amount_x100=1_500_000_000, revenue_high_amount_x100=1_800_000_000)
    assert kind_sums(options, best_options(options))[0].revenue_amount == (15e6, 16e6, 18e6)


def test_a_rule_on_a_fact_of_the_site_is_told_by_what_the_fact_is() -> None:
    rule = replace(
        hand_made_options().law.rules[0], effect="at_most", words=(), column="protected_height_m"
    )
    assert limit_words(rule).en == "at most the site's: greatest height of the protected fabric"


def test_sums_are_ranges_over_the_best_options() -> None:
    options = hand_made_options()
    whole, kept, rebuilt = kind_sums(options, best_options(options))
    assert (whole.action, kept.action, rebuilt.action) == ("", "keep", "redevelop")
    assert (whole.site_count, kept.site_count, rebuilt.site_count) == (3, 2, 1)
    # construction alone is a cost; the land only changes hands; low is the cheapest
    assert whole.cost_amount == (9e6, 10e6, 12e6)
    assert whole.npv_amount == (-1e6, 3e6, 7e6)
    assert whole.revenue_amount == (16e6, 16e6, 16e6)
    assert whole.homes_added_count == 130
    assert whole.out_for_good_count == 12
    assert whole.floor_added_m2 == pytest.approx(19_500.5 - 3_200)
    assert whole.embodied_tco2e == (6_000, 7_000, 9_000)
    # 80 t a year in place of 50
    assert whole.operating_change_tco2e == pytest.approx(30)


def test_a_cost_that_is_unavailable_is_counted_and_never_zero() -> None:
    money = hand_made_options().tables["option_money"].copy()
    money.loc[0, "mid_amount_x100"] = pd.NA
    options = hand_made_options(option_money=money)
    rebuilt = kind_sums(options, best_options(options))[-1]
    assert rebuilt.unpriced_count == 1
    row = next(
        row
        for row in _of_rebuilt(sources_and_uses(options), options)
        if (row["party"], row["item"]) == ("developer", "construction")
    )
    assert row["mid"] is None


def test_sources_and_uses_balance_by_party() -> None:
    options = hand_made_options()
    rows = _of_rebuilt(sources_and_uses(options), options)
    told = {(r["party"], r["side"], r["item"]): (r["low"], r["mid"], r["high"]) for r in rows}
    # low: 14 of sales less 12 of works, 2 of land and 1.2 of profit lacks 1.2 million
    assert told == {
        ("public", "source", "acquisition"): (2e6, 2e6, 2e6),
        ("public", "use", "surplus"): (2e6, 2e6, 2e6),
        ("developer", "source", "sale"): (14e6, 16e6, 18e6),
        ("developer", "source", "own_money"): (1.2e6, 0, 0),
        ("developer", "use", "acquisition"): (2e6, 2e6, 2e6),
        ("developer", "use", "construction"): (12e6, 10e6, 9e6),
        ("developer", "use", "profit"): (1.2e6, 1e6, 0.8e6),
        ("developer", "use", "surplus"): (0, 3e6, 6.2e6),
    }


def test_cash_flows_are_by_year_and_party() -> None:
    flows = cash_flows(hand_made_options())
    assert flows["years"] == [0, 2, 0, 0, 0, 0, 0]
    by_party = dict(zip(flows["parties"], flows["values"], strict=True))
    assert by_party == {"public": [2e6, 0], "owner": [0, 0], "developer": [-12e6, 16e6]}
    assert (flows["low"], flows["high"]) == ([-12e6, 14e6], [-9e6, 18e6])


def test_what_forbids_is_told_by_clause_and_by_what_stands_there() -> None:
    options = hand_made_options()
    height, green = clauses(options)
    assert (height.rule.code, height.forbids_count, height.site_count) == ("toy.height", 1, 1)
    assert (green.failed_count, green.passed_count, green.forbids_count) == (1, 1, 0)
    (own,) = reasons(options)
    assert own.words == ("the service needs … m², there are …", "服务需…平方米,可用…平方米")
    assert main_cause(options).to_dict() == {"n1": "height", "s2": "own"}


def test_rules_that_bear_on_no_site_are_told_with_the_reason() -> None:
    height, tower, zone = bearings(hand_made_options())
    assert (height.site_count, height.unknown_count, height.option_count) == (4, 1, 1)
    assert height.idle.en == ""
    assert tower.idle.en == "no option of the kind that it is about was considered there"
    assert zone.idle.zh == "所在分区代码：无Z；本区为A、B"
    told = told_together([height, tower, zone], "toy")
    assert told.en == "Of the 3 rules of toy, 1 may bind on sites of this district, 2 on none."


def test_every_number_of_the_tables_is_in_the_page(district: District) -> None:
    options = hand_made_options()
    page = embedded_options(options, district, factors=toy_books().factors, sun=None)
    table, columns = options.tables["option"], page["options"]["columns"]
    compared = 0
    for column in OPTION_TABLES["option"].columns:
        stem, _, scale = column.name.partition("_x1")
        if column.kind in {"whole", "number"}:
            expected = table[column.name].astype("Float64") / float(f"1{scale or ''}")
            shown = pd.Series(columns[stem]["values"], dtype="Float64")
            assert shown.isna().tolist() == expected.isna().tolist(), column.name
            known = expected.dropna()
            np.testing.assert_allclose(shown[known.index], known, rtol=SIX_DIGITS)
            compared += len(known)
    assert compared > 50
    (floor,) = _of_rebuilt(page["floors"], options)
    assert floor == {"use": "residential", "after": 19500.5, "built": 19500.5, "lost": 3200.0}
    (home,) = _of_rebuilt(page["homes"], options)
    assert (home["before"], home["after"], home["outForWorks"]) == (70, 120, 58)
    (check,) = _of_rebuilt(page["checks"], options)
    assert (check["rule"], check["state"], check["value"]) == ("toy.green", "failed", 0.25)
    (shadow,) = _of_rebuilt(page["shadows"], options)
    # four of the slots of 0f00; twelve are lit
    assert (shadow["window"], shadow["taken"]) == ("b2#1-1", 4)
    assert page["shadows"]["windows"]["lit"] == [12]


def test_sites_and_pieces_are_found_by_position(district: District) -> None:
    options = hand_made_options()
    page = embedded_options(options, district, factors=toy_books().factors, sun=None)
    refs = page["layers"]["sites"]["refs"]
    at = np.cumsum(page["options"]["site"])
    assert [refs[place] for place in at] == options.tables["option"]["site"].tolist()
    assert page["sites"]["best"][refs.index("s1")] == 1
    assert page["sites"]["best"][refs.index("s3")] == -1
    assert page["sites"]["numbers"]["offered"][refs.index("s1")] == 2
    assert page["masses"]["counts"] == [0, 1, 0, 0, 0, 0, 0]
    assert page["caps"]["site"] == [refs.index("s1")]


def test_the_sun_is_told_by_building_wall_and_site(district: District) -> None:
    sun = embedded_sun(hand_made_sun(), district)
    place = district.table("sites").index.get_loc("s1")
    assert sun["sites"]["least"][place] == 1.5
    assert sun["sites"]["under"][place] == 0.5
    # the two windows to the south are of one wall
    assert sun["walls"]["least"] == [1.5, 0.0]
    assert sun["walls"]["sunny"] == [1, 0]
    assert sun_bounds(2.0) == [1, 2, 3, 4, 6]


def test_open_ground_is_told_by_site_and_square(district: District) -> None:
    ground = embedded_ground(hand_made_sun(), district)
    place = district.table("sites").index.get_loc("s1")
    assert ground["median"][place] == 4.25
    assert ground["under"][place] == 0.5
    # below half of the two hours asked, and above the last bound of six
    assert ground["classes"] == ["05"]
    (west, south, along_x, along_y, up_x, up_y, across) = ground["places"][0]
    corners = gpd.points_from_xy(
        [west, west + along_x, west + up_x], [south, south + along_y, south + up_y], crs=4326
    )
    x, y = district.table("sites").geometry["s1"].bounds[:2]
    expected = [(x, y), (x + 10, y), (x, y + 10)]
    for corner, (east, north) in zip(corners.to_crs(district.meta.crs), expected, strict=True):
        assert (corner.x, corner.y) == pytest.approx((east, north), abs=0.01)
    assert across == 2


def test_the_picture_of_open_ground_says_its_finding(district: District) -> None:
    still = still_sun(hand_made_sun(), district)
    assert still is not None
    assert still.title.en.startswith("50% of the ground has less than 2 hours of sun")
    assert [words.en for _, words in still.legend] == [
        *("< 1 h", "1–2 h", "2–3 h", "3–4 h", "4–6 h", "≥ 6 h")
    ]


def test_the_page_is_one_file_that_asks_for_nothing(option_report: Path) -> None:
    page = Page(option_report)
    for tag, attributes in page.tags:
        assert "src" not in attributes, tag
        assert attributes.get("href", "#").startswith("#"), attributes
    spoken = [a.get("class") for t, a in page.tags if t == "span" and a.get("lang")]
    assert spoken.count("en") == spoken.count("zh") > 100


def test_the_page_says_which_rules_do_not_bear_and_why(option_report: Path) -> None:
    page = option_report.read_text("utf-8")
    assert "code of its zone: none is Z; here A, B" in page
    assert "所在分区代码：无Z；本区为A、B" in page


def test_the_first_page_answers(option_report: Path) -> None:
    text = Page(option_report).text
    assert "1 / 4 1 / 4 sites where something may be done besides keeping them" in text
    assert (
        "CNY 10 million (9 million to 12 million); 130 homes more, 12 households out for good"
        in text
    )
    assert "Prices are made up" in text
    assert HEIGHT_CLAUSE in text
    assert "no: no verdict alone" in text
    assert carried(option_report)["money"]["madeUp"]


def test_the_same_options_give_the_same_bytes(
    option_report: Path, district: District, tmp_path: Path
) -> None:
    again = tmp_path / "again.html"
    write_option_report(
        hand_made_options(), district, again, books=toy_books(), sun=hand_made_sun()
    )
    assert again.read_bytes() == option_report.read_bytes()


@pytest.mark.usefixtures("front_end")
def test_a_hostile_reason_is_only_text_and_no_sun_is_said(
    district: District, tmp_path: Path
) -> None:
    table = hand_made_options().tables["option"].copy()
    table.loc[table["state"] == "forbidden", ["rule", "reason_en", "reason_zh"]] = ["", HOSTILE, ""]
    path = tmp_path / "hostile.html"
    write_option_report(hand_made_options(option=table), district, path, books=toy_books())
    page = Page(path)
    assert not [tag for tag, _ in page.tags if tag == "img"]
    assert "onerror" in page.text
    assert "no building of this district has a footprint and a height" in page.text


def test_a_count_that_nobody_knows_is_an_empty_cell_of_the_sheet(tmp_path: Path) -> None:
    table = hand_made_options().tables["option"].astype({"homes_before_count": "Int64"})
    table.loc[table["ref"] == REBUILD, "homes_before_count"] = pd.NA
    path = tmp_path / "options.xlsx"
    write_option_sheet(hand_made_options(option=table), path)
    told = pd.read_excel(path, sheet_name="options").rename(columns=lambda head: head.split()[0])
    told = told.set_index("ref")
    homes = told["homes_before_count"].reindex(table["ref"])
    assert homes.isna().tolist() == table["homes_before_count"].isna().tolist()
    assert homes.isna()[REBUILD]
    assert homes["s1/keep-as-is"] == 70


def test_the_ending_says_what_is_written(tmp_path: Path) -> None:
    assert files_for(None) == OptionFiles()
    assert files_for("a/b.xlsx") == OptionFiles(sheet=Path("a/b.xlsx"))
    assert files_for("b.CSV") == OptionFiles(sheet=Path("b.CSV"))
    assert files_for("b.html") == OptionFiles(report=Path("b.html"))
    both = OptionFiles(sheet=Path("out/options.xlsx"), report=Path("out/options.html"))
    assert files_for("out") == both
    dotted = tmp_path / "v1.2"
    dotted.mkdir()
    assert files_for(dotted).report == dotted / "options.html"
    with pytest.raises(InputError, match=r"\.pdf.*\.xlsx, \.csv.*\.html.*folder"):
        files_for("b.pdf")


def test_an_unknown_ending_ends_the_command_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gengxin.cli", "options", str(tmp_path), "-o", "plan.pdf"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert ".xlsx, .csv" in done.stderr


@pytest.mark.long
@pytest.mark.usefixtures("front_end")
def test_three_thousand_sites_fit_into_fifteen_megabytes(tmp_path: Path) -> None:
    gx.save_district(gx.sample_district(sites=3_000, seed=1), tmp_path / "town")
    gx.options_folder(tmp_path / "town", out=tmp_path / "options.html")
    assert (tmp_path / "options.html").stat().st_size <= 15_000_000


@pytest.mark.usefixtures("front_end")
def test_options_that_draw_nothing_are_still_a_report(district: District, tmp_path: Path) -> None:
    masses = hand_made_options().tables["option_mass"].iloc[:0]
    options = hand_made_options(option_mass=gpd.GeoDataFrame(masses))
    write_option_report(options, district, tmp_path / "o.html", books=toy_books())
    assert carried(tmp_path / "o.html")["masses"]["counts"] == [0] * 7
