"""The sample of 3,000 sites has the totals of the public facts that it is modelled on."""

import numpy as np
import pandas as pd
import pytest

from gengxin.terms import TABLES, District, PlainDistrict
from gengxin.terms.codes import AGE_GROUPS

# Public facts of Xuhui, Shanghai, as the issue that asked for the sample gives them.
AREA_M2 = 54.9e6
PEOPLE = 1_080_000
SHARE_65_UP = 0.21
SUB_DISTRICTS = {
    "湖南路街道", "天平路街道", "徐家汇街道", "斜土路街道", "枫林路街道", "龙华街道", "田林街道",
    "虹梅路街道", "康健新村街道", "漕河泾街道", "长桥街道", "凌云路街道", "华泾镇",
}  # fmt: skip
ZONES = {"大徐家汇", "西岸滨江", "漕开发拓展", "徐汇中城", "华泾门户"}
UNITS = {"衡复", "枫林", "漕河泾", "上海南站", "公园城市示范区", "生命蓝湾"}

# optional words that no reader of the sample needs, and two distances that none of its rules asks
LEFT_EMPTY = {("sites", "street_width_m"), ("sites", "view_distance_m"),
              ("parcels", "name_zh"), ("parcels", "name_en"), ("buildings", "name_zh"),
              ("buildings", "name_en"), ("people", "name_zh"), ("people", "name_en"),
              ("needs", "name_zh"), ("needs", "name_en")}  # fmt: skip


def _area(district: District, level: str) -> pd.DataFrame:
    areas = district.places("areas")
    return areas[areas["level"] == level]


@pytest.mark.parametrize("level", ["sub_district", "functional_zone", "neighbourhood"])
def test_each_level_of_areas_covers_the_district(district: District, level: str) -> None:
    areas = _area(district, level)
    assert areas.geometry.area.sum() == pytest.approx(AREA_M2, rel=0.01)
    assert areas.geometry.union_all().area == pytest.approx(areas.geometry.area.sum(), rel=1e-4)


def test_people_add_up_to_the_public_figures(district: District) -> None:
    people = district.table("people")
    assert people["residents_people"].sum() == pytest.approx(PEOPLE, rel=0.01)
    old = people["age_65_up_people"].sum() / people["residents_people"].sum()
    assert old == pytest.approx(SHARE_65_UP, abs=0.01)


def test_age_groups_add_up_to_the_residents_of_each_place(district: District) -> None:
    people = district.table("people")
    total = people[list(AGE_GROUPS)].sum(axis=1)
    assert np.allclose(total, people["residents_people"], atol=0.011)


def test_areas_bear_their_public_names_and_say_that_they_are_made_up(district: District) -> None:
    areas = district.table("areas")
    assert areas["name_zh"].str.endswith("（样例）").all()
    assert areas["name_en"].str.endswith("(made up)").all()
    plain = areas["name_zh"].str.removesuffix("（样例）")
    assert set(plain[areas["level"] == "sub_district"]) == SUB_DISTRICTS
    assert set(plain[areas["level"] == "functional_zone"]) == ZONES
    assert set(plain[areas["level"] == "renewal_unit"]) == UNITS
    with_role = areas["level"].isin(["functional_zone", "renewal_unit"])
    assert areas.loc[with_role, ["role_zh", "role_en"]].notna().all(axis=None)


def test_neighbourhoods_are_as_many_as_committees_within_a_tenth(district: District) -> None:
    # Xuhui has 313 neighbourhood committees (china-division 2.7.0, see the shared data)
    assert len(_area(district, "neighbourhood")) == pytest.approx(313, rel=0.1)


def test_there_are_exactly_as_many_sites_as_asked_for(district: District) -> None:
    assert len(district.table("sites")) == 3_000


def test_every_table_and_every_column_is_filled(district: District) -> None:
    empty = {
        (name, column.name)
        for name, table in TABLES.items()
        for column in table.columns
        if column.name != "ref" and not district.has(name, column.name)
    }
    assert empty == LEFT_EMPTY


def test_everything_says_that_it_is_made_up(sample: PlainDistrict) -> None:
    assert sample.meta.made_up
    assert "样例" in sample.meta.name_zh
    assert "made-up" in sample.meta.name_en
    assert sample.meta.inputs == ()
    assert dict(sample.meta.parameters) == {"sites": "3000", "seed": "1"}
    assert any("made up" in note.en and "虚构" in note.zh for note in sample.meta.notes)
    for name, frame in sample.tables.items():
        assert frame["source"].str.contains("made up").all(), name
        for column in TABLES[name].quantities:
            if (name, column.name) in LEFT_EMPTY:
                continue
            words = frame[column.basis_name].dropna().astype(str)
            assert words.str.startswith(("estimated: made up", "computed: ")).all(), name
            assert words.str.endswith("made up by gengxin's sample, seed 1").all(), name


def test_residents_are_homes_times_the_household_of_their_basis(sample: PlainDistrict) -> None:
    people = sample.tables["people"]
    homes = sample.tables["buildings"].set_index("ref")["homes_count"]
    words = people["residents_people_basis"].astype(str)
    household = words.str.extract(r"homes × ([\d.]+) people a home", expand=False).astype(float)
    expected = people["building"].map(homes).astype(float) * household
    assert np.allclose(people["residents_people"], expected, atol=0.01)
    # homes stand empty too: fewer people a home than the 2.3 of an average Shanghai household
    # (census of 2020), but not under one and a half
    assert household.between(1.5, 2.9).all()


def test_sites_sum_their_buildings(sample: PlainDistrict) -> None:
    sites = sample.tables["sites"].set_index("ref")
    by_site = sample.tables["buildings"].groupby("site")
    for column in ("gross_floor_area_m2", "footprint_m2", "homes_count"):
        sums = by_site[column].sum().reindex(sites.index).fillna(0.0)
        assert np.allclose(sums, sites[column], atol=0.2), column
    sizes = sites[["homes_small_count", "homes_medium_count", "homes_large_count"]].sum(axis=1)
    assert (sizes == sites["homes_count"]).all()
