"""The report of a programme says what its tables say: phases worked by hand, money, homes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.publish.option_set import REBUILD
from tests.publish.pages import Page, carried
from tests.publish.programme_set import SAID, hand_made_told

from gengxin.publish import Told, write_programme_report
from gengxin.publish.programme_report.answer import headlines, newly_served, share_words
from gengxin.publish.programme_report.brief import brief_rows
from gengxin.publish.programme_report.embed import embedded_programme
from gengxin.publish.programme_report.people import (
    consent_rows,
    consenting,
    gain_groups,
    need_rows,
)
from gengxin.publish.programme_report.phases import phase_figures
from gengxin.publish.programme_report.works import works_by_place
from gengxin.publish.programme_report.worth import term_rows, weight_rows
from gengxin.terms import TermSetting


@pytest.fixture(scope="module")
def told() -> Told:
    return hand_made_told()


def test_money_homes_and_floor_by_phase(told: Told) -> None:
    first, second = phase_figures(told)
    # year 4 is month 48: the second phase starts at month 36; sales are no spending
    assert (first.spent_amount, second.spent_amount) == (2e6, 1e6)
    assert (first.budget_amount, second.budget_amount) == (4e6, 2e6)
    # half of 58 find a home by themselves; 12 are out for good; nothing is open before the end
    assert (first.needing_count, second.needing_count) == (29 + 12, 29 + 12)
    assert (first.ready_count, second.ready_count) == (0, 0)
    # half of 4 × 1,000 m²; 40 months of works reach into the second phase
    assert (first.floor_m2, second.floor_m2) == (2_000, 2_000)
    assert first.floor_limit_m2 == 2_000
    assert (first.site_count, second.site_count) == (1, 0)


def test_people_served_are_those_of_the_end_against_today(told: Told) -> None:
    assert newly_served(told) == (30.0, 55.0)


def test_what_nobody_knows_of_today_is_unavailable_on_the_first_page(told: Told) -> None:
    tables = dict(told.inputs.options)
    unknown = pd.DataFrame(
        {"standard": ["edu.kg"], "capacity_people_x1000": pd.array([None], dtype="Int64")}
    )
    option = tables["option"].assign(homes_made_good_count=pd.NA)
    inputs = replace(told.inputs, options={**tables, "option": option, "supplier": unknown})
    served, homes, _ = headlines(replace(told, inputs=inputs), phase_figures(told))
    assert served.sentence.en.startswith("Unavailable: how many are served today")
    assert served.sentence.zh.startswith("现状服务人次不可用")
    # 55 at the end, 30 of them today: what is new alone can be told
    assert served.number.en.startswith("25")
    assert (homes.number.en, homes.number.zh) == ("unavailable", "不可用")


def test_groups_of_whom_nothing_is_known_today_are_told_so(told: Told) -> None:
    served = told.equity.served.assign(before_share=np.nan)
    groups = gain_groups(replace(told, equity=replace(told.equity, served=served)))
    assert groups
    for group in groups:
        assert (group.title.en, group.title.zh) == ("unavailable", "不可用")
        assert all(np.isnan(row.before_share) for row in group.rows)


def test_notes_on_weights_are_chinese_where_the_brief_has_them(told: Told) -> None:
    terms = {
        "people_served": TermSetting(weight=1.0, note="policy choice", note_zh="政策选择"),
        "displaced_households": TermSetting(weight=1.0, note="policy choice"),
    }
    brief = replace(told.programme.brief, terms=terms)
    rows = term_rows(replace(told, programme=replace(told.programme, brief=brief)))
    assert {row.note.zh for row in rows} == {"政策选择", "policy choice"}
    assert {row.note.en for row in rows} == {"policy choice"}


def test_a_gap_is_never_rounded_down() -> None:
    # 1.0033 % is more than 1 %
    assert share_words(3_010 / 300_000) == ("1.01%", "1.01%")
    assert share_words(0.005) == ("0.5%", "0.5%")
    assert share_words(0.0) == ("0%", "0%")


def test_works_are_bars_in_time(told: Told) -> None:
    (place,) = works_by_place(told)
    assert (place.renewed_count, [cell.site_count for cell in place.cells]) == (1, [1, 1])
    (site,) = place.sites
    # 40 of 72 months
    assert (site.site, site.left, site.months) == ("s1", 0.0, 40)
    assert site.wide == pytest.approx(100 * 40 / 72, abs=0.01)


def test_terms_are_bars_around_nothing(told: Told) -> None:
    gain, loss = term_rows(told)
    assert (loss.left, loss.wide) == (0.0, 20.0)
    assert (gain.left, gain.wide) == (20.0, 80.0)


def test_weights_are_told_against_the_programme_and_none_found_is_said(told: Told) -> None:
    _, (twice, half) = weight_rows(told)
    assert [one.en for one in twice.changes] == ["+25%", "="]
    assert (twice.site_count.en, twice.gap.en) == ("3", "0.4%")
    assert {half.site_count.en, *(one.en for one in half.changes)} == {"unavailable"}


def test_consent_and_needs_are_listed(told: Told) -> None:
    (consent,) = consent_rows(told)
    assert (consent.site, consent.household_count, consent.threshold_share) == ("s1", 70, 0.75)
    (need,) = need_rows(told)
    assert (need.said.en, need.supporter_count, need.site) == (SAID, 7, "s1")
    assert need.gives.en == "kindergarten, 500 m², for 25"


def test_every_site_is_embedded_with_its_choice_and_its_reason(told: Told) -> None:
    page = embedded_programme(told)
    refs = page["layers"]["sites"]["refs"]
    row = refs.index("s1")
    sites, reasons = page["sites"], page["reasons"]
    assert (sites["phase"][row], sites["opens"][row]) == (1, 3)
    assert sites["action"]["words"][sites["action"]["values"][row]] == "redevelop"
    table = told.inputs.options["option"].set_index("ref")
    scales = {"public_cost_amount": 100, "works_months": 1, "homes_made_good_count": 1}
    for name, scale in scales.items():
        column = name + ("_x100" if scale == 100 else "")
        assert sites["numbers"][name][row] == table.loc[REBUILD, column] / scale
    assert reasons["loses"][row] == 12_345
    assert reasons["asGood"][row] == 0
    assert reasons["terms"]["people_served"][row] == 400_000
    assert reasons["flips"][row] == [["turns at twice", "两倍时改选"]]
    other = refs.index("s2")
    assert (reasons["hasNext"][other], reasons["loses"][other]) == (0, None)
    assert sum(sites["phase"]) == 1


def test_a_next_best_that_is_as_good_is_embedded_as_such(told: Told) -> None:
    sites = tuple(replace(one, as_good=one.site == "s1") for one in told.explanation.sites)
    close = replace(told, explanation=replace(told.explanation, sites=sites))
    page = embedded_programme(close)
    assert page["reasons"]["asGood"][page["layers"]["sites"]["refs"].index("s1")] == 1


def test_the_page_is_one_file_that_asks_for_nothing(programme_report: Path) -> None:
    page = Page(programme_report)
    for tag, attributes in page.tags:
        assert "src" not in attributes, tag
        assert attributes.get("href", "#").startswith("#"), attributes
    spoken = [a.get("class") for t, a in page.tags if t == "span" and a.get("lang")]
    assert spoken.count("en") == spoken.count("zh") > 100


def test_the_first_page_answers(programme_report: Path) -> None:
    text = Page(programme_report).text
    # half of the people have 10 % and then 40 %, the others 90 % and then 80 %
    assert "50% → 60%" in text
    assert "the mean over residents and 1 service. Once for each person and service: 30" in text
    assert "30 today, 55 at the end" in text
    assert "Anybody can check it: 任何人可核验： gengxin verify toy.zip toy" in text
    assert "CNY 3 million 300万元 of public money" in text
    assert "of CNY 6 million in 2 phases. Prices are made up" in text
    assert "No programme within these limits can be worth more than 1.01% more." in text
    assert "Made-up district" in text


def test_the_evidence_is_told(programme_report: Path) -> None:
    text = Page(programme_report).text
    assert "The least served tenth rises from 10% to 40%, the best served from 90% to 80%" in text
    assert "30 people more costs CNY 4 million" in text
    assert "Up to 41 households need a home that isn’t ready yet" in text
    assert "Works take 100% of the floor area allowed at once" in text
    assert "gengxin verify toy.zip toy" in text
    assert "no heritage" in text
    assert SAID in text


@pytest.mark.usefixtures("front_end")
def test_what_was_not_asked_is_said(tmp_path: Path) -> None:
    path = tmp_path / "bare.html"
    write_programme_report(hand_made_told(asked=False), path)
    text = Page(path).text
    assert "gengxin front DISTRICT --first" in text
    assert text.count("Not asked for yet") == 2
    assert len(carried(path)["limits"]) == 1


@pytest.mark.usefixtures("front_end")
def test_the_same_programme_gives_the_same_bytes(programme_report: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.html"
    write_programme_report(hand_made_told(), again)
    assert again.read_bytes() == programme_report.read_bytes()


def test_no_number_of_the_page_is_missing_where_the_table_has_one(told: Told) -> None:
    chosen = told.chosen
    assert chosen.loc["s1", "public_cost_amount"] == 3e6
    assert np.isnan(chosen.loc["s2", "phase"])
    assert chosen["option"].tolist()[0] == REBUILD


def test_a_limit_is_told_as_the_share_that_it_is(told: Told) -> None:
    limits = {row.name.en: row.limit for row in brief_rows(told)}
    assert limits["public money by phase"].en.startswith("3% of the cost of each site’s dearest")
    assert limits["works at the same time"] == (
        "50% of the district’s floor area",
        "全区建筑面积的50%",
    )
    assert limits["services stay open"] == ("", "")


def test_households_that_must_agree_are_summed_and_unknown_ones_are_said(told: Told) -> None:
    (row,) = consent_rows(told)
    unknown = replace(row, household_count=float("nan"))
    assert consenting([row]).en == "70 households"
    assert consenting([row, unknown, row]) == (
        "140 households, and at 1 more site nobody knows how many",
        "140户，另有1个地块户数不详",
    )
