"""A recipe applied to a town of three lots, and every way in which one can be wrong."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gengxin.sources import read_district, recipe_reference, shipped_recipes
from gengxin.sources.recipe import load_recipe
from gengxin.terms import District, InputError, Money, Note, PlainDistrict, checked

FT2_M2 = 0.3048**2


def read(town: Path, *, accept_loss: bool = False) -> PlainDistrict:
    return read_district([town], recipe=town / "town.toml", accept_loss=accept_loss)


def district(town: Path) -> District:
    return checked(read(town))


def edit(town: Path, old: str, new: str, *, file: str = "town.toml") -> None:
    text = (town / file).read_text(encoding="utf-8")
    assert old in text
    (town / file).write_text(text.replace(old, new), encoding="utf-8")


def notes(plain: PlainDistrict, action: str) -> list[tuple[str, int]]:
    return [(note.table, note.count) for note in plain.meta.notes if note.action == action]


def test_two_halves_of_a_lot_become_one_site(town: Path) -> None:
    sites = district(town).places("sites")
    assert list(sites.index) == ["A", "B", "C"]
    assert sites["area_m2"].tolist() == pytest.approx([600.0, 600.0, 600.0])
    assert ("sites", 1) in notes(read(town), "merged")


def test_floor_area_is_converted_and_neither_lost_nor_counted_twice(town: Path) -> None:
    sites = district(town).table("sites")
    # A is written as 1,000; B's house states 5,000, more than its flats' 3,200
    expected = [1_000 * FT2_M2, 5_000 * FT2_M2, 2_000 * FT2_M2]
    assert sites["gross_floor_area_m2"].tolist() == pytest.approx(expected)


def test_flats_are_summed_when_the_house_states_less(town: Path) -> None:
    edit(town, "B,HOUSE,5000", "B,HOUSE,0", file="roll.csv")
    floor_m2 = district(town).table("sites")["gross_floor_area_m2"]
    assert floor_m2["B"] == pytest.approx(3_200 * FT2_M2)


def test_values_are_summed_in_one_currency(town: Path) -> None:
    plain = read(town)
    assert checked(plain).table("sites")["assessed_value_amount"].tolist() == [100, 700, 0]
    assert plain.money == {"sites": Money(currency="CNY", price_day=plain.meta.data_day)}


def test_use_is_that_of_most_floor_area(town: Path) -> None:
    edit(town, "B,FLAT,1000,0,200\nB,FLAT", "B,SHOP,9000,0,200\nB,FLAT", file="roll.csv")
    assert district(town).table("sites")["use_class"].tolist() == [
        "commercial",
        "commercial",
        "education",
    ]


def test_homes_without_a_code_are_unknown_not_zero(town: Path) -> None:
    homes = district(town).table("sites")["homes_count"]
    assert homes["B"] == 3
    assert np.isnan(homes["A"])


def test_a_school_is_not_renewable_and_says_why(town: Path) -> None:
    sites = district(town).table("sites")
    assert sites["renewable"].tolist() == [True, True, False]
    assert sites["not_renewable_reason"]["C"] == "school_grounds"


def test_people_live_where_homes_are_and_sum_to_the_sourced_total(town: Path) -> None:
    people = district(town).places("people")
    assert people["residents_people"].tolist() == [9.0]
    assert people["site"].tolist() == ["B"]
    assert people["building"].tolist() == ["building-B"]
    basis = people["residents_people_basis"].iloc[0]
    assert basis.startswith("estimated: homes × 2 people a household")
    assert "scaled by 1.500 to 9 residents (the mayor)" in basis


def test_a_building_stands_inside_each_built_site(town: Path) -> None:
    known = district(town)
    buildings, sites = known.places("buildings"), known.places("sites")
    assert buildings["site"].tolist() == ["A", "B", "C"]
    assert buildings.within(sites.loc[buildings["site"]].geometry, align=False).all()
    # 5,000 square feet on three storeys
    assert buildings["footprint_m2"].iloc[1] == pytest.approx(5_000 * FT2_M2 / 3)
    assert buildings["footprint_m2_basis"].iloc[1].startswith("estimated: ")


def test_what_was_joined_and_left_out_is_counted(town: Path) -> None:
    plain = read(town)
    assert ("roll", 6) in notes(plain, "joined")
    assert ("roll", 1) in notes(plain, "left_out")  # lot D isn't on the map
    gaps = {note.table: note for note in plain.meta.notes if note.action == "missing"}
    assert "OpenStreetMap" in gaps["walk_edges"].next_step_en
    assert "buildings" not in gaps


def test_inputs_are_named_with_digest_and_licence(town: Path) -> None:
    edit(town, 'roll = { file = "roll.csv" }', 'roll = { file = "roll.csv", licence = "CC0" }')
    named = {one.name: one for one in read(town).meta.inputs}
    assert set(named) == {"town.toml", "lots.gpkg", "roll.csv"}
    assert named["roll.csv"].licence == "CC0"
    assert all(len(one.sha256) == 64 for one in named.values())


def test_the_same_import_twice_is_the_same(town: Path) -> None:
    one, two = read(town), read(town)
    assert one.meta == two.meta
    for name, frame in one.tables.items():
        pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(two.tables[name]))


def test_files_may_be_given_one_by_one(town: Path) -> None:
    plain = read_district([town / "roll.csv", town / "lots.gpkg"], recipe=town / "town.toml")
    assert len(plain.tables["sites"]) == 3


def test_site_rules_go_in_order_and_the_last_wins(town: Path) -> None:
    rules = """
[[site_rule]]
reason = "too_small"
smaller_than_m2 = 601
[[site_rule]]
reason = ""
refs = ["B"]
"""
    (town / "town.toml").write_text((town / "town.toml").read_text() + rules)
    sites = district(town).table("sites")
    assert sites["not_renewable_reason"].isna().tolist() == [False, True, False]
    assert sites["renewable"].tolist() == [False, True, False]


def test_an_area_of_largest_overlap_need_not_be_given(town: Path) -> None:
    edit(town, "[sites]", '[[fill]]\ntable = "parcels"\ninput = "lots"\n'
         '[fill.columns]\nsite = "LOT"\n[sites]')  # fmt: skip
    parcels = district(town).table("parcels")
    assert parcels.index.tolist() == ["lots-1", "lots-2", "lots-3", "lots-4"]
    assert parcels["site"].tolist() == ["A", "B", "B", "C"]
    assert parcels["area_m2_basis"].iloc[1] == "computed: area of the drawn shape"


# -- recipes with faults ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('table = "sites"', 'table = "site"', "no table 'site' → did you mean 'sites'?"),
        ('input = "lots"', 'input = "lot"', "no input 'lot' → did you mean 'lots'?"),
        ("storeys = {", "stories = {", "no column 'stories' → did you mean 'storeys'?"),
        ('SHOP = "commercial"', 'SHOP = "comercial"', "did you mean 'commercial'?"),
        ('unit = "ft2"', 'unit = "ft"', "unit 'ft' doesn't measure m² → did you mean 'ft2'?"),
        ('"estimated: one a flat"', '"guessed"', "basis 'guessed' must be one of measured"),
        ('of = "roll", from = "VALUE"', 'of = "rol", from = "VALUE"', "'rol' is not joined"),
        ("merge_by", "merg_by", "merg_by: no such word → did you mean 'merge_by'?"),
        ("household_people = 2.0", "household_people = -1", "people, household_people:"),
        ('currency = "CNY"', "", "currency and price_day go together"),
        ('file = "lots.gpkg"', 'file = "../lots.gpkg"', "must be a path below the folder"),
        ("data_day = 2026-01-01", "", "district, data_day: is missing"),
    ],
)
def test_a_wrong_word_is_named_with_the_nearest(town: Path, old: str, new: str, told: str) -> None:
    edit(town, old, new)
    with pytest.raises(InputError) as error:
        read(town)
    assert told in str(error.value)


def test_all_faults_of_a_recipe_come_at_once(town: Path) -> None:
    edit(town, "storeys = {", "stories = {")
    edit(town, 'SHOP = "commercial"', 'SHOP = "comercial"')
    with pytest.raises(InputError, match="has 2 faults") as error:
        read(town)
    assert str(error.value).count("\n- ") == 2
    assert "fill 1 (sites from lots)" in str(error.value)


def test_absent_files_come_at_once_with_the_nearest_name(town: Path) -> None:
    edit(town, 'file = "roll.csv"', 'file = "rolls.csv"')
    with pytest.raises(InputError, match=r"no file rolls\.csv → did you mean roll\.csv"):
        read(town)


def test_absent_columns_come_at_once_with_the_nearest_name(town: Path) -> None:
    edit(town, "LOT,USE,AREA,STOREYS,VALUE", "LOT,USE,AREAS,STOREY,VALUE", file="roll.csv")
    with pytest.raises(InputError) as error:
        read(town)
    assert "has no column 'AREA' → did you mean 'AREAS'?" in str(error.value)
    assert "has no column 'STOREYS' → did you mean 'STOREY'?" in str(error.value)


def test_what_stands_in_a_recipe_is_never_run(town: Path) -> None:
    marker = town / "ran"
    word = f"__import__('pathlib').Path({str(marker)!r}).touch()"
    edit(town, 'ref = "LOT"', f'ref = "LOT"\nname_en = {{ value = "{word}" }}')
    assert district(town).table("sites")["name_en"].iloc[0] == word
    assert not marker.exists()


def test_no_toml_says_where(town: Path) -> None:
    (town / "town.toml").write_text("[district\n")
    with pytest.raises(InputError, match=r"is not TOML: .*line 1"):
        read(town)


def test_an_unknown_recipe_is_told_the_nearest(town: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'cambridge-ma'"):
        read_district([town], recipe="cambridge")


def test_a_map_without_a_recipe_is_told_to_take_one(town: Path) -> None:
    with pytest.raises(InputError, match=r"name a recipe.*cambridge-ma"):
        read_district([town / "lots.gpkg"])


def test_every_shipped_recipe_has_no_faults() -> None:
    assert {"cambridge-ma", "template", "xuhui"} <= set(shipped_recipes())
    for name in shipped_recipes():
        load_recipe(name)


def test_the_manual_names_every_word_of_a_column() -> None:
    manual = recipe_reference()
    for word in ("`from`", "`codes`", "`otherwise`", "`whole_or_sum`"):
        assert word.strip("`") in manual
    assert "`[[fill]]`" in manual


def test_a_missing_table_says_which_file_would_fill_it(town: Path) -> None:
    gaps = [note for note in read(town).meta.notes if note.action == "missing"]
    assert all(isinstance(gap, Note) and gap.next_step_zh for gap in gaps)
