"""Sheets filled, printed and kept: every number has its basis, what is withheld is marked."""

import json
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from tests.workbench.catalogue.conftest import Town

from gengxin.publish.project_sheet.flow_chart import flow_chart
from gengxin.publish.project_sheet.fonts import families_for, fonts
from gengxin.publish.project_sheet.sheet import printed_sheet, sheet_document
from gengxin.terms import InputError
from gengxin.terms.records import Milestone, Project, Work
from gengxin.terms.records.offer_codes import SHEET_FIELDS
from gengxin.terms.sheet import READERS, SheetNumber, SheetSection, for_public
from gengxin.workbench.catalogue.content import Beside, beside, programme_hash, sheet_content
from gengxin.workbench.catalogue.everybody import in_runs
from gengxin.workbench.catalogue.ground import Ground, Works, ground_of
from gengxin.workbench.catalogue.sheets import (
    content_of,
    keep_sheets,
    place_of,
    printed,
    sheet_file,
)

needs_chinese = pytest.mark.skipif(
    not any("CJK" in one or "Noto Sans SC" in one for one in fonts().families()),
    reason="no font with Chinese letters is installed",
)


@pytest.fixture(scope="module")
def ground(town: Town) -> Ground:
    """What sheets are filled from."""
    return ground_of(town.folder, programme_hash(town.records, town.shown))


def sections_of(project: Project, ground: Ground) -> dict[str, SheetSection]:
    """The sections of a sheet by code, as the public sees them."""
    content = for_public(sheet_content(project, ground, Beside()))
    return {one.code: one for block in content.blocks for one in block.sections}


def test_a_sheet_has_a_block_for_each_reader_and_numbers_say_whence_they_come(
    town: Town,
) -> None:
    content = content_of(town.records, town.folder, town.shown)
    assert [block.reader for block in content.blocks] == list(READERS)
    facts = [fact for block in content.blocks for one in block.sections for fact in one.facts]
    numbers = [fact for fact in facts if isinstance(fact, SheetNumber)]
    assert len(numbers) > 40
    for fact in (*numbers, *content.numbers):
        if fact.value is None:
            assert any(fact.why), fact.name
        else:
            assert fact.basis, fact.name
            assert fact.run, fact.name
    for block in content.blocks:
        for one in block.sections:
            for table in one.tables:
                assert table.rows or any(table.why), table.name
                assert all(len(row) == len(table.heads) for row in table.rows), table.name


def test_every_field_that_may_be_withheld_is_that_of_a_section(town: Town, ground: Ground) -> None:
    fields = {one.field for one in sections_of(town.shown, ground).values()} - {""}
    assert fields == set(SHEET_FIELDS)


@pytest.mark.parametrize("field", list(SHEET_FIELDS))
def test_what_is_withheld_is_marked_and_empty_and_nothing_else_is(
    town: Town, ground: Ground, field: str
) -> None:
    told = sections_of(replace(town.shown, withheld=(field,)), ground)
    for one in told.values():
        assert one.withheld == (one.field == field)
        assert bool(one.facts or one.tables) != one.withheld


def test_numbers_of_the_head_go_with_what_is_withheld(town: Town, ground: Ground) -> None:
    content = for_public(
        sheet_content(replace(town.shown, withheld=("returns",)), ground, Beside())
    )
    values = {one.name: one.value for one in content.numbers}
    assert values["npv_amount"] is None
    assert values["area_m2"] is not None


def test_sums_are_those_of_the_tables(town: Town, ground: Ground) -> None:
    works = Works.of(town.shown, ground)
    content = sheet_content(town.shown, ground, Beside())
    values = {one.name: one.value for one in content.numbers}
    sites = [one.site for one in town.shown.works]
    district = ground.district.table("sites")
    assert values["area_m2"] == pytest.approx(sum(district.loc[site, "area_m2"] for site in sites))
    npv = ground.option["npv_mid_amount_x100"]
    if works.rows["phase"].nunique() == 1:
        # all start together: their worth is the sum of what the options run says of each
        each = [float(npv[one.option]) / 100 for one in town.shown.works]
        assert values["npv_amount"] == pytest.approx(sum(each), rel=1e-6)


def test_map_chart_and_tables_number_sites_alike(town: Town, ground: Ground) -> None:
    content = sheet_content(town.shown, ground, Beside())
    sections = sections_of(town.shown, ground)
    starts = [(bar.starts_on, bar.ends_on) for bar in content.bars]
    assert starts == sorted(starts)
    numbered = [f"{at} · {bar.label.en}" for at, bar in enumerate(content.bars, start=1)]
    for code in ("plan_control", "envelope", "brief", "opening"):
        told = [row[0].en for row in sections[code].tables[0].rows]  # type: ignore[union-attr]
        assert told == numbered
    assert list(place_of(town.shown, ground).works.index) == [bar.site for bar in content.bars]


def test_milestones_that_fall_together_stand_in_one_row(town: Town, ground: Ground) -> None:
    sites = [bar.site for bar in sheet_content(town.shown, ground, Beside()).bars]

    def mark(kind: str, site: str, planned: date, **more: date) -> Milestone:
        return Milestone(
            project=town.shown.ref, kind=kind, site=site, planned_on=planned,
            name_en=f"{kind} {site}", name_zh=f"{kind} {site}", **more,
        )  # fmt: skip

    new_year = date(2027, 1, 1)
    milestones = (
        *(mark("works_start", site, new_year) for site in sites[:2]),
        mark("works_start", sites[2], new_year, forecast_on=date(2027, 5, 1)),
        mark("other", "", date(2026, 3, 1)),
        mark("other", "elsewhere", new_year),
    )
    content = sheet_content(town.shown, ground, Beside(milestones=milestones))
    rows = next(
        table.rows
        for block in content.blocks
        for section in block.sections
        for table in section.tables
        if table.name == "milestones"
    )
    told = [(row[0].en, row[1].en, row[2], row[3]) for row in rows]  # type: ignore[union-attr]
    assert told == [
        ("other ", "the whole project", date(2026, 3, 1), ("as planned", "按计划")),
        ("start of works", "1–2", new_year, ("as planned", "按计划")),
        ("start of works", "3", new_year, date(2027, 5, 1)),
        ("other elsewhere", "the whole project", new_year, ("as planned", "按计划")),
    ]


@pytest.mark.parametrize(
    ("numbers", "told"),
    [([7], "7"), ([3, 1, 2], "1–3"), ([1, 2, 4, 6, 7, 7], "1–2, 4, 6–7"), ([], "")],
)
def test_numbers_that_follow_each_other_are_a_run(numbers: list[int], told: str) -> None:
    assert in_runs(numbers).en == told


def test_services_that_works_close_stand_once_a_site(town: Town, ground: Ground) -> None:
    rows = ground.children["option_service"]
    own = rows[rows["option"].astype("str").isin([one.option for one in town.shown.works])]
    closed = own[own["effect"].astype("str") != "opens"]
    told = next(
        one
        for one in sections_of(town.shown, ground)["obligations"].tables
        if one.name == "services_closed"
    )
    pairs = set(zip(closed["option"].astype("str"), closed["effect"].astype("str"), strict=True))
    assert len(told.rows) == len(pairs)
    kinds = closed.astype("str").groupby(["option", "effect"])["facility_kind"].nunique()
    listed = sum(len(row[2].zh.split("、")) for row in told.rows)  # type: ignore[union-attr]
    assert listed == kinds.sum()


def test_the_cash_flow_is_drawn_as_its_table_has_it(town: Town, ground: Ground) -> None:
    content = sheet_content(town.shown, ground, Beside())
    table = next(
        one
        for block in content.blocks
        for section in block.sections
        for one in section.tables
        if one.name == "cash_flow"
    )
    drawing = flow_chart(content, "en")
    assert drawing is not None
    bars = re.findall(r'<rect [^>]*height="([\d.]+)" fill="(#\w+)"', drawing)[: len(table.rows)]
    net = [float(row[4]) for row in table.rows]  # type: ignore[arg-type]
    most = max(abs(one) for one in net)
    tallest = max(float(high) for high, _ in bars)
    for (high, colour), amount in zip(bars, net, strict=True):
        assert colour == ("#0f766e" if amount >= 0 else "#c0392b")
        assert float(high) == pytest.approx(max(abs(amount) / most * tallest, 0.4), abs=0.11)
    years = [int(row[0].en) for row in table.rows]  # type: ignore[union-attr]
    jumps = sum(late - early > 1 for early, late in pairwise(years))
    assert drawing.count(">…<") == jumps
    hidden = replace(town.shown, withheld=("finance",))
    assert flow_chart(for_public(sheet_content(hidden, ground, Beside())), "en") is None


def test_a_work_that_the_programme_does_not_have_is_refused_by_name(
    town: Town, ground: Ground
) -> None:
    strange = replace(town.shown, works=(Work(site="S-1", option="S-1/none", phase=1),))
    with pytest.raises(InputError, match="S-1/none"):
        Works.of(strange, ground)


def test_a_sheet_as_json_keeps_words_in_pairs_and_days_as_texts(town: Town) -> None:
    document = sheet_document(content_of(town.records, town.folder, town.shown))
    assert document["name"] == ["Willow quarter", "柳岸片区"]
    text = json.dumps(document, allow_nan=False)
    assert json.loads(text)["points"][0]["planned_on"] == "2026-03-01"


@needs_chinese
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_same_content_gives_the_same_paper(town: Town, language: str) -> None:
    made = printed(town.records, town.folder, town.shown, language)  # type: ignore[arg-type]
    first, again = made.pdf(), made.pdf()
    assert first[:5] == b"%PDF-"
    assert first == again
    assert made.drawings["map"].startswith("<svg xmlns")
    assert made.drawings["chart"]


def test_markup_in_a_name_is_told_as_it_is(town: Town, ground: Ground) -> None:
    nasty = '<script>alert(1)</script> #panic("x") $a$ [*b*] \\'
    project = replace(town.shown, name_en=nasty, about_en=nasty)
    content = sheet_content(project, ground, beside(town.records, town.shown))
    made = printed_sheet(content, place_of(project, ground), "en")
    page = made.html()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert made.pdf()[:5] == b"%PDF-"


@needs_chinese
def test_a_version_is_kept_once_until_something_else_is_said(town: Town) -> None:
    seen = town.records.one(Project, town.hidden.ref)
    first = keep_sheets(town.records, town.folder, seen, by="P")
    assert [(one.language, one.number) for one in first] == [("zh", 1), ("en", 1)]
    assert keep_sheets(town.records, town.folder, seen, by="P") == first
    with town.records.change(by="P") as change:
        other = change.put(replace(seen, about_en="Two sites.", withheld=("costs",)))
    second = keep_sheets(town.records, town.folder, other, by="P")
    assert [one.number for one in second] == [2, 2]
    assert second[0].withheld == ("costs",)
    for one in (*first, *second):
        for ending in ("pdf", "html"):
            assert (town.folder / "sheets" / f"{one.content_hash}.{ending}").is_file()


def test_a_file_is_written_once(town: Town) -> None:
    made = printed(town.records, town.folder, town.shown, "en")
    file = sheet_file(town.folder, made, "html")
    seen = file.path.stat().st_mtime_ns
    assert sheet_file(town.folder, made, "html").path.stat().st_mtime_ns == seen
    assert Path(file.path).name == f"{made.content_hash}.html"


def test_without_chinese_letters_a_chinese_sheet_says_what_to_install() -> None:
    with pytest.raises(InputError, match="fonts-noto-cjk"):
        families_for("zh", ["Liberation Sans"])
    assert families_for("en", ["Liberation Sans"]) == ("Liberation Sans",)
