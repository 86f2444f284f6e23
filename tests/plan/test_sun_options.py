"""Sites capped by the sun of homes around, and options that shade them together."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box
from tests.plain import sun as plain
from tests.plan.sunny_town import (
    ASKED_SLOTS,
    SETBACK_M,
    STEP_MIN,
    Found,
    district_of,
    found_in,
    general_law,
    masses_of,
    slots_of,
    suns,
)

from gengxin.plan.options import sun
from gengxin.plan.windows import Windows
from gengxin.sources.rules import read_rules
from gengxin.sources.sample import sample_district
from gengxin.terms import OPTION_TABLES, PlainDistrict, checked

SILL_M, OFF_WALL_M = 0.9, 0.05


@cache
def one_site() -> Found:
    """A slab 20 m long, 30 m north of a site 800 m wide: for the sun, an endless wall."""
    slab = box(-10, 30, 10, 42)
    return found_in(district_of({"slab": (slab, 18.0)}, {"wide": box(-400, -30, 400, 0)}))


@cache
def two_sites() -> Found:
    """The same with the site parted below the middle of the slab."""
    slab = box(-10, 30, 10, 42)
    sites = {"west": box(-400, -30, 0, 0), "east": box(0, -30, 400, 0)}
    return found_in(district_of({"slab": (slab, 18.0)}, sites, height_m=45.0))


def tables(found: Found) -> dict[str, pd.DataFrame]:
    base = np.arange(len(found.proposals))
    shadows = found.light.shadow_table(found.options, base)
    return {"option_shadow": shadows, **found.light.tables(found.sites)}


def test_a_wide_block_may_rise_to_the_sun_that_leaves_two_hours_about_noon() -> None:
    # an endless wall hides a low sun for long and a high one for short: of the slots with sun in
    # the south, a window keeps those in which the slope of the sun, seen square to the wall, is
    # steepest
    slope = sorted((-one.slope / one.north for one in suns()), reverse=True)
    away_m = 30.0 - OFF_WALL_M + SETBACK_M
    cap_m = SILL_M + away_m * slope[ASKED_SLOTS - 1]
    assert one_site().light.caps.top_m[0] == pytest.approx(cap_m, abs=0.02)


def test_the_window_on_the_ground_floor_and_an_hour_about_noon_bind() -> None:
    cap = tables(one_site())["sun_cap"].iloc[0]
    assert cap["site"] == "wide"
    assert cap["rule"] == "sun.great_cold_2h"
    assert cap["asked_hours"] == 2.0
    building, floor = cap["receptor"].split("#")[0], cap["receptor"].split("-")[-1]
    assert (building, floor) == ("slab", "1")
    # the sixtieth steepest sun square to the wall; true north turns the wall off noon by minutes
    steepest = sorted(suns(), key=lambda one: one.slope / one.north)
    assert cap["binds_at_hours"] == pytest.approx(steepest[ASKED_SLOTS - 1].hour, abs=1e-4)
    assert abs(cap["binds_at_hours"] - 12.0) == pytest.approx(1.0, abs=0.1)
    assert "true solar time" in cap["binds_en"]


def test_what_is_drawn_keeps_to_the_cap_and_takes_no_sun_that_is_needed() -> None:
    found = one_site()
    built = found.drawn.built_m2 > 0
    assert built.any()
    assert (found.drawn.height_m[built] <= found.light.caps.top_m[0] + 1e-9).all()
    measures = found.light.measures(np.flatnonzero(built))
    assert measures["sun_lost"].tolist() == [False] * int(built.sum())


def test_two_sites_that_each_pass_and_fail_together_show_in_the_shadows() -> None:
    found = two_sites()
    built = np.flatnonzero(found.drawn.built_m2 > 0)
    assert found.options[built].tolist() == ["west/redevelop", "east/redevelop"]
    assert found.light.measures(built)["sun_lost"].tolist() == [False, False]
    receptors = tables(found)["sun_receptor"]
    shadows = tables(found)["option_shadow"].set_index(["receptor", "option"])["slots"]
    count, together_fail = len(suns()), 0
    for window in receptors.itertuples():
        lit = slots_of(window.lit, count)
        taken = [slots_of(shadows[window.ref, found.options[row]], count) for row in built]
        assert window.need_count == ASKED_SLOTS
        assert all(len(lit - one) >= ASKED_SLOTS for one in taken)
        together_fail += len(lit - taken[0] - taken[1]) < ASKED_SLOTS
    assert together_fail == len(receptors) > 0


def test_slots_taken_are_those_that_rays_find() -> None:
    found = two_sites()
    shadows = tables(found)["option_shadow"]
    window = tables(found)["sun_receptor"].iloc[0]
    column = int(window["ref"].split("#")[1].split("-")[0])
    receptors = found.sunlit.windows
    at = receptors.receptors.place[receptors.number == column][0] - np.array(
        [350_000.0, 3_450_000.0]
    )
    spot = plain.Spot(
        x=float(at[0]), y=float(at[1]), height_m=float(window["height_m"]), facing=(0.0, -1.0)
    )
    path = suns()
    for row in np.flatnonzero(found.drawn.built_m2 > 0):
        dark = {
            slot
            for slot, lit in enumerate(plain.lit_slots(spot, path, masses_of(found, row)))
            if not lit
        }
        mine = shadows[
            (shadows["receptor"] == window["ref"]) & (shadows["option"] == found.options[row])
        ]
        assert slots_of(mine["slots"].iloc[0], len(path)) == dark


def test_a_law_without_sunlight_rules_caps_nothing_and_says_so() -> None:
    town = district_of({"slab": (box(-10, 30, 10, 42), 18.0)}, {"wide": box(-400, -30, 400, 0)})
    law = general_law()
    without = replace(law, rules=tuple(one for one in law.rules if one.kind != "sunlight"))
    found = found_in(town, law=without)
    assert np.isinf(found.light.caps.top_m).all()
    assert [note.table for note in found.light.notes] == ["sun_cap"]
    assert all(len(table) == 0 for table in tables(found).values())
    assert found.light.measures(np.array([0]))["sun_lost"].tolist() == [None]


def test_without_buildings_nothing_is_capped_and_lost_sun_stays_unknown() -> None:
    town = district_of({"slab": (box(-10, 30, 10, 42), 18.0)}, {"wide": box(-400, -30, 400, 0)})
    sites = {"sites": town.places("sites").reset_index()}
    found = found_in(checked(PlainDistrict(meta=town.meta, tables=sites)))
    assert np.isinf(found.light.caps.top_m).all()
    assert [note.en.split(":")[0] for note in found.light.notes] == ["no buildings are known"]
    measures = found.light.measures(np.array([0, 1]))
    assert measures["sun_lost"].tolist() == [None, None]
    assert np.isnan(measures["sun_hours_least"]).all()


def test_homes_whose_footprint_is_only_assumed_are_not_judged() -> None:
    town = district_of({"slab": (box(-10, 30, 10, 42), 18.0)}, {"wide": box(-400, -30, 400, 0)})
    every = town.places("sites").reset_index()
    housed = every.assign(
        ref="housed",
        use_class="residential",
        gross_floor_area_m2=4_000.0,
        storeys=5.0,
        storeys_basis="given",
        geometry=[box(350_100, 3_450_030, 350_140, 3_450_080)],
        area_m2=2_000.0,
    )
    sites = {"sites": pd.concat([every, housed], ignore_index=True)}
    sites["buildings"] = town.places("buildings").reset_index()
    found = found_in(checked(PlainDistrict(meta=town.meta, tables=sites)))
    told = [note for note in found.light.notes if note.action == "left_out"]
    assert [(note.count, note.en.split(":")[0]) for note in told] == [
        (1, "homes with only an assumed footprint")
    ]
    buildings = set(found.sunlit.ref[found.sunlit.windows.receptors.block])
    assert buildings == {"slab"}
    assert len(found.light.standing.site) == 2, "what is assumed casts shadows"


def test_where_the_law_asks_one_hour_the_site_may_rise_higher() -> None:
    town = district_of({"slab": (box(-10, 30, 10, 42), 18.0)}, {"wide": box(-400, -30, 400, 0)})
    old = found_in(town, law=read_rules("cn-default"))
    assert old.sunlit.asked.hours.tolist() == [1.0]
    assert old.light.caps.top_m[0] > one_site().light.caps.top_m[0]


def test_a_building_of_another_use_asks_no_sun() -> None:
    town = district_of({"slab": (box(-10, 30, 10, 42), 18.0)}, {"wide": box(-400, -30, 400, 0)})
    offices = town.places("buildings").assign(use_class="office")
    plain_town = {"buildings": offices.reset_index(), "sites": town.places("sites").reset_index()}
    found = found_in(checked(PlainDistrict(meta=town.meta, tables=plain_town)))
    assert np.isinf(found.light.caps.top_m).all()


@cache
def sample() -> Found:
    return found_in(checked(sample_district(sites=100, seed=1)))


def test_the_tables_of_the_sample_have_their_columns_and_name_what_is_there() -> None:
    found = sample()
    made = tables(found)
    for name, table in made.items():
        assert [*table.columns] == [column.name for column in OPTION_TABLES[name].columns]
    assert set(made["option_shadow"]["option"]) <= set(found.options)
    assert set(made["option_shadow"]["receptor"]) == set(made["sun_receptor"]["ref"])
    assert made["sun_receptor"]["ref"].is_unique
    assert made["sun_cap"]["site"].is_unique
    assert (made["sun_cap"]["sun_cap_m"] >= 0).all()


def test_keeping_every_site_takes_no_sun_that_is_needed() -> None:
    found = sample()
    kept = np.array([one.endswith("/keep") for one in found.options])
    lost = found.light.measures(np.flatnonzero(kept))["sun_lost"]
    assert not lost.astype(bool).any()


def test_new_buildings_of_the_sample_keep_to_the_caps() -> None:
    found = sample()
    masses = found.drawn.masses
    on_ground = np.unique(masses.option[masses.bottom_m == 0.0])
    cap_m = found.light.caps.top_m[found.proposals.site[on_ground]]
    assert (found.drawn.height_m[on_ground] <= cap_m + 1e-6).all()
    assert np.isfinite(cap_m).any()


def test_windows_found_building_by_building_are_those_found_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    homes = {"a": (box(-10, 30, 10, 42), 18.0), "b": (box(20, 30, 40, 42), 30.0)}
    town = district_of(homes, {"wide": box(-400, -30, 400, 0)})
    at_once = windows_in(found_in(town))
    monkeypatch.setattr(sun, "_HOMES_AT_ONCE", 1)
    one_by_one = windows_in(found_in(town))
    assert set(at_once.receptors.block.tolist()) == {0, 1}
    assert one_by_one.number.tolist() == at_once.number.tolist()
    for name in ("place", "facing", "block", "first", "height_m"):
        left, right = getattr(one_by_one.receptors, name), getattr(at_once.receptors, name)
        np.testing.assert_array_equal(left, right)
        assert left.dtype == right.dtype


def test_a_few_windows_alone_are_called_what_they_are_among_all() -> None:
    every = two_sites().sunlit
    assert every is not None
    asked = np.array([7, 0, 7, every.windows.receptors.count - 1])
    few, row = every.told(asked)
    assert few.windows.receptors.count < every.windows.receptors.count
    called = few.windows.refs(few.ref, row).tolist()
    assert called == every.windows.refs(every.ref, asked).tolist()
    height_m = every.windows.receptors.height_m
    assert few.windows.receptors.height_m[row].tolist() == height_m[asked].tolist()


def windows_in(found: Found) -> Windows:
    assert found.sunlit is not None
    return found.sunlit.windows


def test_an_option_alone_is_judged_with_all_other_sites_as_today() -> None:
    slab = box(-10, 30, 10, 42)
    sites = {"west": box(-400, -30, 0, 0), "east": box(0, -30, 400, 0)}
    offices = {"offices": (box(60, -26, 100, -10), 36.0, "east")}
    town = district_of({"slab": (slab, 18.0)}, sites, height_m=45.0, offices=offices)
    found = found_in(town)
    receptors = tables(found)["sun_receptor"]
    shadows = tables(found)["option_shadow"]
    count = len(suns())
    taken = {(row.receptor, row.option): slots_of(row.slots, count) for row in shadows.itertuples()}
    west = int(np.flatnonzero(found.options == "west/redevelop")[0])
    left = [
        len(
            slots_of(window.lit, count)
            - taken[window.ref, "west/redevelop"]
            - taken.get((window.ref, "east/keep"), set())
        )
        for window in receptors.itertuples()
    ]
    assert any(option == "east/keep" for _, option in taken)
    measures = found.light.measures(np.array([west]))
    assert measures["sun_hours_least"][0] == pytest.approx(min(left) * STEP_MIN / 60)
    short = [few < need for few, need in zip(left, receptors["need_count"], strict=True)]
    assert measures["sun_lost"][0] == any(short)
