"""The report is one file that asks for nothing, says both languages, and trusts no name."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from tests.publish.hand_made import hand_made_check_up, toy_district
from tests.publish.pages import Page, carried
from tests.town.toy import toy_town

from gengxin.publish import write_report
from gengxin.terms import (
    CheckUp,
    District,
    DistrictMeta,
    InputError,
    InputFile,
    Note,
    PlainDistrict,
    checked,
)

HOSTILE = "</script><img src=x onerror=alert(1)>"


def test_nothing_is_asked_of_the_net(report: Path) -> None:
    page = Page(report)
    for tag, attributes in page.tags:
        assert "src" not in attributes, tag
        assert attributes.get("href", "#").startswith("#"), attributes
    policy = next(a["content"] for t, a in page.tags if t == "meta" and a.get("http-equiv"))
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "http" not in policy


def test_each_script_is_one_that_the_policy_names(report: Path) -> None:
    page = Page(report)
    policy = next(a["content"] for t, a in page.tags if t == "meta" and a.get("http-equiv"))
    run = [a for t, a in page.tags if t == "script" and a.get("type") != "text/plain"]
    assert policy is not None
    assert policy.count("'sha256-") == len(run) == 2


def test_the_first_page_answers(report: Path) -> None:
    text = Page(report).text
    assert "1 / 2 1 / 2 indicators fall short of their standard 项指标不达标" in text
    # 500 people lack a kindergarten, all of them for the creek
    assert "500 500 people lack the service that most people lack" in text
    assert "North falls shortest of 2 neighbourhoods" in text


def test_the_cause_told_first_is_told_for_its_own_people_alone(tmp_path: Path) -> None:
    made = hand_made_check_up()
    of_all = made.causes["finding"] == "f1"
    most = made.causes[of_all].assign(affected_people=400.0)
    rest = made.causes[of_all].assign(cause="full", affected_people=100.0)
    causes = pd.concat([most, rest, made.causes[~of_all]], ignore_index=True)
    told = replace(made, causes=gpd.GeoDataFrame(causes, crs=made.causes.crs))
    write_report(told, toy_district(), tmp_path / "report.html")
    text = Page(tmp_path / "report.html").text
    assert "For 80% of them the cause is" in text
    assert "其中80%的原因是" in text


def test_sources_are_said_in_both_languages(report: Path) -> None:
    page = Page(report)
    assert "Toy Law, art. 1 《玩具法》第1条" in page.text
    # a standard without a Chinese source says the one it has
    assert "Toy Law, art. 1 Toy Law, art. 1" in page.text
    assert carried(report)["indicators"][0]["source"] == ["Toy Law, art. 1", "《玩具法》第1条"]


def test_what_lacks_data_does_not_count_as_falling_short(tmp_path: Path) -> None:
    made = hand_made_check_up()
    missing = made.findings.iloc[:1].assign(
        ref="m1", indicator="reach.metro", cause="data_missing", value=None, shortfall_share=None
    )
    findings = gpd.GeoDataFrame(pd.concat([made.findings, missing]), crs=made.findings.crs)
    write_report(replace(made, findings=findings), toy_district(), tmp_path / "report.html")
    assert "1 / 2 1 / 2 indicators fall short" in Page(tmp_path / "report.html").text


def test_everything_is_said_in_both_languages(report: Path) -> None:
    page = Page(report)
    spoken = [a.get("class") for t, a in page.tags if t == "span" and a.get("lang")]
    assert spoken.count("en") == spoken.count("zh") > 100


def test_unavailable_is_never_zero(report: Path) -> None:
    values = carried(report)["values"]["levels"]["district"]["rows"]["reach.metro"]
    assert values["value"] == [None]
    text = Page(report).text
    assert "metro within 800 m 800米内有地铁 unavailable 不可用" in text


def test_a_made_up_district_says_so_and_a_real_one_does_not(
    report: Path, check_up: CheckUp, tmp_path: Path
) -> None:
    assert any(a.get("class") == "made-up" for _, a in Page(report).tags)
    plain = toy_town()
    meta = DistrictMeta(
        name_en="Real", name_zh="真实", crs=plain.meta.crs, data_day=plain.meta.data_day
    )
    real = checked(PlainDistrict(meta=meta, tables=plain.tables))
    write_report(check_up, real, tmp_path / "real.html")
    assert not any(a.get("class") == "made-up" for _, a in Page(tmp_path / "real.html").tags)


@pytest.mark.usefixtures("front_end")
def test_a_hostile_name_is_only_text(tmp_path: Path) -> None:
    plain = toy_town()
    areas = plain.tables["areas"].assign(name_en=HOSTILE, name_zh=HOSTILE)
    district = toy_district(areas=areas)
    inputs = (InputFile(name=HOSTILE, sha256="0", kind="osm", attribution=HOSTILE),)
    path = tmp_path / "hostile.html"
    write_report(hand_made_check_up(inputs=inputs), district, path)
    page = Page(path)
    assert not [tag for tag, _ in page.tags if tag == "img"]
    assert HOSTILE in page.text


def test_the_map_is_drawn_before_any_script(report: Path) -> None:
    page = Page(report)
    tags = [tag for tag, _ in page.tags]
    assert tags.index("svg") < len(tags) - 1 - tags[::-1].index("script")
    areas = [a for t, a in page.tags if t == "path" and a.get("class") == "still-area"]
    assert len(areas) == 2


def test_the_same_check_up_gives_the_same_bytes(
    report: Path, check_up: CheckUp, district: District, tmp_path: Path
) -> None:
    write_report(check_up, district, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == report.read_bytes()


@pytest.mark.usefixtures("front_end")
def test_gaps_of_buildings_are_drawn_and_counted_as_buildings(
    check_up: CheckUp, district: District, tmp_path: Path
) -> None:
    unknown = replace(check_up, gaps=check_up.gaps.assign(unserved_people=float("nan")))
    write_report(unknown, district, tmp_path / "b.html")
    kindergarten = carried(tmp_path / "b.html")["gaps"]["services"]["edu.kg"]
    assert kindergarten["counts"] == "buildings"
    assert kindergarten["people"] == [1.0, 1.0]


def test_a_finding_travels_with_its_causes(report: Path) -> None:
    findings = carried(report)["findings"]
    assert [[part["cause"] for part in one["parts"]] for one in findings] == [
        ["detour"],
        ["detour", "full"],
        ["nothing_near"],
    ]
    assert "the kindergarten is full" in Page(report).text


@pytest.mark.usefixtures("front_end")
def test_a_district_without_a_place_is_a_report_on_its_data(tmp_path: Path) -> None:
    plain = toy_town()
    listed = plain.tables["areas"].drop(columns="geometry")
    nowhere = gpd.GeoSeries(None, index=listed.index, crs=plain.meta.crs)
    areas = gpd.GeoDataFrame(listed, geometry=nowhere)
    note = Note(
        table="buildings",
        action="missing",
        count=0,
        en="no buildings",
        zh="没有建筑",
        next_step_en="a layer of building footprints",
        next_step_zh="建筑轮廓图层",
    )
    meta = DistrictMeta(
        name_en="Names Only",
        name_zh="仅有名称",
        crs=plain.meta.crs,
        data_day=plain.meta.data_day,
        notes=(note,),
    )
    district = checked(PlainDistrict(meta=meta, tables={"areas": areas}))
    write_report(_nothing_measured(), district, tmp_path / "bare.html")
    text = Page(tmp_path / "bare.html").text
    assert "0 / 4 0 / 4 indicators can be measured today" in text
    assert "1 / 15 1 / 15 tables of the district are there" in text
    assert "a layer of building footprints 建筑轮廓图层" in text
    assert "No map" in text
    # the areas that have a name only are listed
    listed_names = carried(tmp_path / "bare.html")["layers"]["areas"]["names"]
    assert [en for en, _ in listed_names] == areas["name_en"].tolist()


def test_an_unbuilt_front_end_is_a_clear_error(
    check_up: CheckUp, district: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gengxin.publish.page.resources.files", lambda _: tmp_path)
    with pytest.raises(InputError, match="run `make setup`"):
        write_report(check_up, district, tmp_path / "report.html")
    assert not (tmp_path / "report.html").exists()


def _nothing_measured() -> CheckUp:
    """The check-up of a district of which nothing could be measured."""
    full = hand_made_check_up()
    codes = [indicator.code for indicator in full.indicators]
    observations = pd.DataFrame(
        {
            "indicator": codes,
            "level": "district",
            "area": "district",
            "value": float("nan"),
            "numerator": float("nan"),
            "denominator": float("nan"),
            "status": "unavailable",
            "evidence_en": "no data",
            "evidence_zh": "没有数据",
        }
    )
    return CheckUp(
        indicators=full.indicators,
        pack=full.pack,
        variant="strict",
        observations=observations,
        findings=full.findings.iloc[:0],
        causes=full.causes.iloc[:0],
        gaps=full.gaps.iloc[:0],
        ranking=full.ranking.iloc[:0],
        site_values=pd.DataFrame(),
        provenance=full.provenance,
    )
