"""Floor, homes and households of options counted by hand from what each way says it does."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
from tests.plan.small import USES, practice_of, proposals_of, sites_of

from gengxin.plan.options.quantities import Floors, floors_of, homes_of, mix_of

HOME, SHOP, OFFICE, RESEARCH, INDUSTRY, PUBLIC = range(6)
FLATS = {
    "residential_floor_area_m2": 1000.0,
    "homes_count": 20.0,
    "homes_small_count": 20.0,
    "homes_medium_count": 0.0,
    "homes_large_count": 0.0,
    "residents_people": 50.0,
}


def counted(
    site: Mapping[str, object], way: Mapping[str, object], **drawn: float
) -> tuple[Floors, pd.Series]:
    """Floors and homes of one option: built, demolished and service as drawn, else none."""
    sites, practice, one = sites_of(site), practice_of(way), proposals_of((0, 0))
    given = {"built_m2": 0.0, "demolished_share": 0.0, "service_m2": 0.0, **drawn}
    arrays = {name: np.array([value]) for name, value in given.items()}
    floors = floors_of(sites, one, practice, **arrays)
    share = arrays["demolished_share"]
    return floors, homes_of(sites, one, practice, floors, demolished_share=share).iloc[0]


def row(floor: np.ndarray) -> dict[str, float]:
    return {use: float(m2) for use, m2 in zip(USES, floor[0], strict=True) if m2 != 0.0}


def test_keeping_an_unknown_floor_changes_nothing() -> None:
    unknown = {f"{use}_floor_area_m2": np.nan for use in USES}
    floors, homes = counted(unknown, {"action": "keep"})
    for work in (floors.built, floors.demolished, floors.repaired, floors.converted):
        assert row(work) == {}
    assert np.isnan(floors.after).all()
    assert homes["households_out_for_good_count"] == 0.0


def test_repair_works_on_its_share_of_each_floor() -> None:
    site = {"residential_floor_area_m2": 1000.0, "commercial_floor_area_m2": 200.0}
    floors, _ = counted(site, {"action": "repair", "floor_share": 0.5})
    assert row(floors.repaired) == {"residential": 500.0, "commercial": 100.0}
    assert row(floors.after) == {"residential": 1000.0, "commercial": 200.0}


def test_storeys_on_top_leave_repairs_below() -> None:
    floors, homes = counted(FLATS, {"action": "extend", "floor_share": 0.3}, built_m2=300.0)
    assert row(floors.repaired) == {"residential": 300.0}
    assert row(floors.built) == {"residential": 300.0}
    assert row(floors.after) == {"residential": 1300.0}
    # 300 m² ÷ 75 m² = 4 homes, two small, two medium
    assert (homes["homes_after_small_count"], homes["homes_after_medium_count"]) == (22.0, 2.0)
    assert homes["homes_after_count"] == 24.0
    # 2.5 people a home
    assert homes["residents_after_people"] == 60.0


def test_conversion_takes_floor_of_firms_and_leaves_homes_and_public_floor() -> None:
    site = {
        **FLATS,
        "commercial_floor_area_m2": 100.0,
        "office_floor_area_m2": 900.0,
        "public_floor_area_m2": 50.0,
    }
    way = {"action": "convert", "floor_share": 1.0, "uses": {"research": 0.9, "commercial": 0.1}}
    floors, homes = counted(site, way)
    assert row(floors.after) == {
        "residential": 1000.0,
        "commercial": 100.0,
        "research": 900.0,
        "public": 50.0,
    }
    assert row(floors.converted) == {"research": 900.0}
    assert homes["homes_after_count"] == 20.0


def test_conversion_to_homes_brings_homes() -> None:
    site = {"office_floor_area_m2": 1000.0, "homes_count": 0.0, "residents_people": 0.0}
    way = {"action": "convert", "floor_share": 1.0, "uses": {"residential": 0.9, "public": 0.1}}
    floors, homes = counted(site, way)
    assert row(floors.after) == {"residential": 900.0, "public": 100.0}
    assert homes["homes_after_count"] == 12.0  # 900 ÷ 75


def test_a_service_in_empty_floor_takes_it_from_the_other_uses() -> None:
    site = {**FLATS, "public_floor_area_m2": 400.0}
    way = {"action": "convert", "floor_share": 0.0, "uses": {"public": 1.0}}
    floors, homes = counted(site, way, service_m2=250.0)
    # it does not sit down in the public floor that is there
    assert row(floors.after) == {"residential": 750.0, "public": 650.0}
    assert row(floors.converted) == {"public": 250.0}
    assert homes["homes_after_count"] == 15.0
    assert homes["households_out_for_good_count"] == 0.0
    assert homes["homes_made_good_count"] == 0.0 or np.isnan(homes["homes_made_good_count"])


def test_a_service_in_a_new_building_counts_the_public_floor_that_comes_anyway() -> None:
    way = {"action": "extend", "uses": {"residential": 0.9, "public": 0.1}}
    floors, _ = counted(FLATS, way, built_m2=1000.0, service_m2=150.0)
    assert row(floors.built) == {"residential": 850.0, "public": 150.0}


def test_a_service_takes_its_room_from_all_other_uses_alike() -> None:
    site = {"residential_floor_area_m2": 300.0, "office_floor_area_m2": 100.0}
    way = {"action": "convert", "floor_share": 0.0, "uses": {"public": 1.0}}
    floors, _ = counted(site, way, service_m2=200.0)
    assert row(floors.after) == {"residential": 150.0, "office": 50.0, "public": 200.0}


def test_rebuilding_replaces_all_floor_and_homes() -> None:
    site = {**FLATS, "vacancy_share": 0.1, "owner_share": 1.0, "homes_damp_count": 8.0}
    way = {
        "action": "redevelop",
        "floor_share": 1.0,
        "demolished_share": 1.0,
        "out_share": 1.0,
        "for_good_share": 0.5,
        "uses": {"residential": 1.0},
    }
    floors, homes = counted(site, way, built_m2=3000.0, demolished_share=1.0)
    assert row(floors.demolished) == {"residential": 1000.0}
    assert row(floors.after) == {"residential": 3000.0}
    assert homes["homes_after_count"] == 40.0  # 3,000 ÷ 75
    # 18 of 20 homes are lived in; half of them come back
    assert homes["households_out_for_good_count"] == 9.0
    assert homes["households_out_temporarily_count"] == 9.0
    # 20 small ones more than stood (none) of medium, half of them committed
    assert homes["committed_homes_small_count"] == 0.0
    assert homes["committed_homes_medium_count"] == 10.0
    assert (homes["damp_after_count"], homes["homes_made_good_count"]) == (0.0, 8.0)


def test_rebuilding_an_unknown_floor_leaves_what_is_built() -> None:
    unknown = {f"{use}_floor_area_m2": np.nan for use in USES}
    way = {
        "action": "redevelop",
        "floor_share": 1.0,
        "demolished_share": 1.0,
        "uses": {"office": 1.0},
    }
    floors, _ = counted(unknown, way, built_m2=500.0, demolished_share=1.0)
    assert row(floors.after) == {"office": 500.0}
    assert np.isnan(floors.demolished).all()


def test_rebuilding_for_work_makes_no_home_good() -> None:
    site = {**FLATS, "homes_damp_count": 8.0}
    way = {
        "action": "redevelop",
        "floor_share": 1.0,
        "demolished_share": 1.0,
        "uses": {"office": 1.0},
    }
    _, homes = counted(site, way, built_m2=3000.0, demolished_share=1.0)
    assert (homes["homes_after_count"], homes["damp_after_count"]) == (0.0, 0.0)
    assert homes["homes_made_good_count"] == 0.0


def test_what_goes_is_counted_as_drawn_and_not_as_the_way_says() -> None:
    """A third was asked for; the building that goes holds half."""
    way = {
        "action": "partial",
        "floor_share": 0.33,
        "demolished_share": 0.33,
        "out_share": 1.0,
        "for_good_share": 0.3,
    }
    site = {**FLATS, "homes_damp_count": 8.0}
    floors, homes = counted(site, way, built_m2=600.0, demolished_share=0.5)
    assert row(floors.after) == {"residential": 1100.0}
    assert homes["homes_after_count"] == 18.0  # ten stay, 600 ÷ 75 = 8 come
    assert homes["households_out_for_good_count"] == 3.0  # 20 × 0.5 × 0.3
    assert homes["households_out_temporarily_count"] == 7.0
    assert homes["damp_after_count"] == 4.0


@pytest.mark.parametrize(
    ("removes", "good"),
    [
        # any of the four damp homes may be one without a lift: none is surely good
        (("damp",), 0.0),
        # six without a lift, of which at most four are damp still
        (("without_lift",), 2.0),
        (("damp", "without_lift"), 6.0),
    ],
)
def test_homes_made_good_are_those_that_surely_lack_nothing(
    removes: tuple[str, ...], good: float
) -> None:
    site = {**FLATS, "homes_damp_count": 4.0, "homes_without_lift_count": 6.0}
    way = {"action": "retrofit", "floor_share": 1.0, "removes": removes}
    _, homes = counted(site, way)
    assert homes["homes_made_good_count"] == good


def test_new_floor_is_of_the_uses_that_stand_there() -> None:
    sites = sites_of(
        {"residential_floor_area_m2": 750.0, "office_floor_area_m2": 250.0},
        {"use_class": "office"},
        {"use_class": "office", **{f"{use}_floor_area_m2": np.nan for use in USES}},
    )
    mix = mix_of(sites, proposals_of((0, 0), (1, 0), (2, 0)), practice_of({"action": "extend"}))
    assert mix[0].tolist() == [0.75, 0.0, 0.25, 0.0, 0.0, 0.0]
    assert mix[1].tolist() == mix[2].tolist() == [0.0, 0.0, 1.0, 0.0, 0.0, 0.0]


def test_nobody_says_how_much_stands_empty_so_all_homes_are_lived_in() -> None:
    way = {"action": "retrofit", "floor_share": 1.0, "out_share": 1.0}
    _, homes = counted(FLATS, way)
    assert homes["households_out_temporarily_count"] == 20.0
