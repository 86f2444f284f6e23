"""The trickier rows, each on a change of the town small enough to work out by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.plan.model.made_case import (
    BARE,
    BRIEF,
    family,
    inputs,
    pose,
    row,
    with_option,
    with_table,
)
from tests.verify.town import table

from gengxin.plan.model import Posed
from gengxin.terms import (
    Brief,
    EquityFloor,
    ExistingHomes,
    FloorTarget,
    InputError,
    Match,
    PlanInputs,
    RowSetting,
    Target,
    TermSetting,
)

ON = RowSetting()


def only(**rows: RowSetting) -> Brief:
    """The bare brief with some rows on."""
    return replace(BARE, rows=rows)


# -- replacement first ---------------------------------------------------------------------------


def test_a_home_is_asked_for_while_works_last_and_for_good_by_those_who_do_not_return() -> None:
    # A starts in 1 and opens in 2: 6 out and 2 gone, then 2 gone; started in 2 all at once
    found = family(pose(only(replacement_first=ON)), "rehoused_all")
    assert found["rehoused_all/U1/1/small"]["A/redevelop/1"] == -8
    assert found["rehoused_all/U1/2/small"]["A/redevelop/1"] == -2
    assert found["rehoused_all/U1/2/small"]["A/redevelop/2"] == -8


def test_a_home_counts_from_the_phase_at_whose_start_it_is_open() -> None:
    found = family(pose(only(replacement_first=ON)), "homes_committed")
    # A's 5 open in period 2 where it starts in 1; started in 2 it opens after the last phase
    assert found["homes_committed/U1/2/small"]["A/redevelop/1"] == -5
    assert "A/redevelop/2" not in found["homes_committed/U1/2/small"]
    assert "homes_committed/U1/1/small" in found  # those who must move may not move there yet
    assert found["homes_committed/U1/1/small"]["rhs"] == 0


def test_those_who_find_a_place_themselves_are_rounded_half_to_even_a_column() -> None:
    # B: 3 × 0.5 = 1.5 → 2; A: 6 × 0.5 = 3, and 2 for good whoever helps himself
    brief = replace(only(replacement_first=ON), self_arranged_share=0.5)
    found = family(pose(brief), "rehoused_all")
    assert found["rehoused_all/U2/1/small"]["B/repair/1"] == -2
    assert found["rehoused_all/U1/1/small"]["A/redevelop/1"] == -5


def test_neighbours_count_both_ways_and_strangers_not_at_all() -> None:
    found = family(pose(only(replacement_first=ON)), "rehoused_all")
    assert "rehoused/U2/U1/1/small" in found["rehoused_all/U2/1/small"]
    assert "rehoused/U1/U2/1/small" in found["rehoused_all/U1/1/small"]
    strangers = replace(only(replacement_first=ON), neighbours=(("U1", "elsewhere"),))
    found = family(pose(strangers), "rehoused_all")
    assert "rehoused/U2/U1/1/small" not in found["rehoused_all/U2/1/small"]


def test_units_in_one_functional_zone_are_neighbours_where_the_brief_names_none() -> None:
    # A (U1) and B (U2) both lie in Z1
    brief = replace(only(replacement_first=ON), neighbours=())
    assert pose(brief).brief.neighbours == (("U1", "U2"),)


def test_existing_homes_stand_in_every_phase() -> None:
    homes = (ExistingHomes(unit="U2", size="small", homes_count=11),)
    brief = replace(only(replacement_first=ON), existing_homes=homes)
    found = family(pose(brief), "homes_committed")
    assert {key: one["rhs"] for key, one in found.items() if "U2" in key} == {
        "homes_committed/U2/1/small": 11,
        "homes_committed/U2/2/small": 11,
    }


def test_homes_of_unknown_size_are_a_size_of_their_own() -> None:
    town = inputs()
    homes = town.options["option_home"].copy()
    homes["size"] = homes["size"].astype("object").mask(homes["option"] == "B/repair")
    brief = replace(only(replacement_first=ON), self_arranged_share=0.0)
    found = family(pose(brief, with_table(town, "option_home", homes)), "rehoused_all")
    assert found["rehoused_all/U2/1/"]["B/repair/1"] == -3
    assert "rehoused/U2/U1/1/" in found["rehoused_all/U2/1/"]


# -- service continuity --------------------------------------------------------------------------


def test_a_service_may_close_as_far_as_its_share_of_today_allows() -> None:
    # clinics in D1 today: F1 with 50; a share of 0.7 leaves 15 to spare; F2 lies on no site
    found = family(pose(only(continuity=RowSetting(limit=0.7))), "continuity")
    assert found["continuity/clinic/D1/1"] == {"rhs": 15_000, "A/redevelop/1": 50_000}
    # closed for the works alone: open again in 2
    assert found["continuity/clinic/D1/2"] == {"rhs": 15_000, "A/redevelop/2": 50_000}
    # closed for good
    assert found["continuity/school/U2/2"] == {
        "rhs": 4_500,
        "B/repair/1": 15_000,
        "B/repair/2": 15_000,
    }


def test_space_that_opens_counts_for_continuity() -> None:
    services = inputs().options["option_service"].copy()
    moved = services.assign(option=services["option"].replace({"C/redevelop": "A/redevelop"}))
    town = with_table(inputs(), "option_service", moved)
    found = family(pose(only(continuity=RowSetting(limit=1.0)), town), "continuity")
    # A started in 1: F1 is shut in 1; in 2 it is open again, with 60 more
    assert found["continuity/clinic/D1/1"] == {"rhs": 0, "A/redevelop/1": 50_000}
    assert found["continuity/clinic/D1/2"] == {
        "rhs": 0,
        "A/redevelop/1": -60_000,
        "A/redevelop/2": 50_000,
    }


# -- floor space ---------------------------------------------------------------------------------


def test_floor_is_asked_for_from_the_period_before_whose_end_it_is_needed() -> None:
    # R1 by May 2031 (phase 2) in Z1: 20 m²; R2 without a day in Z2: 60 m², from period 2 on
    made = pose(only(floor_space=ON))
    high = dict(zip(made.aux_keys, made.problem.aux_high, strict=True))
    assert (high["met/Z1/office/2"], high["met/Z1/office/3"]) == (2_000, 2_000)
    assert (high["met/Z2/office/2"], high["met/Z2/office/3"]) == (6_000, 6_000)


@pytest.mark.parametrize(
    ("day", "first"),
    [("2026-01-01", 2), ("2029-12-31", 2), ("2030-01-01", 2), ("2033-01-01", 3), ("2037-01-01", 4)],
)
def test_a_request_counts_from_its_period_on(day: str, first: int) -> None:
    requests = inputs().space_requests.assign(need_by=pd.to_datetime([day, day]))
    made = pose(only(floor_space=ON), replace(inputs(), space_requests=requests))
    asked = {key for key, high in zip(made.aux_keys, made.problem.aux_high, strict=True) if high}
    assert {f"met/Z1/office/{period}" for period in range(first, 4)} <= asked
    assert not {f"met/Z1/office/{period}" for period in range(2, first)} & asked


def test_the_briefs_floor_is_added_from_its_phase_on() -> None:
    target = FloorTarget(functional_zone="Z1", use_class="office", floor_area_m2=5.0, phase=3)
    made = pose(replace(only(floor_space=ON), floor_targets=(target,)))
    high = dict(zip(made.aux_keys, made.problem.aux_high, strict=True))
    assert (high["met/Z1/office/2"], high["met/Z1/office/3"]) == (2_000, 2_500)


def test_floor_that_goes_can_be_met_below_nothing() -> None:
    floors = inputs().options["option_floor"].copy()
    floors.loc[floors["option"] == "A/redevelop", "floor_area_m2_x100"] = 400
    made = pose(only(floor_space=ON), with_table(inputs(), "option_floor", floors))
    low, high = (
        dict(zip(made.aux_keys, box, strict=True))
        for box in (made.problem.aux_low, made.problem.aux_high)
    )
    # 4 of 10 m² stay
    assert (low["met/Z1/office/2"], high["over/Z1/office/2"]) == (-600, 0)
    assert row(made, "floor_space/Z1/office/2")["A/redevelop/1"] == 600


# -- people --------------------------------------------------------------------------------------


def needs(town: PlanInputs | None = None) -> dict[str, dict[str, int]]:
    """Change of need by demand row and column."""
    made = pose(replace(BARE, terms={"people_served": TermSetting(weight=1.0)}), town)
    problem, columns, demand = made.problem, made.columns(), made.demand_rows()
    found: dict[str, dict[str, int]] = {}
    for column in range(len(columns)):
        for entry in range(problem.grow_ptr[column], problem.grow_ptr[column + 1]):
            at = problem.grow_demand[entry]
            key = "/".join(map(str, demand.iloc[at]))
            name = f"{columns['option'][column]}/{columns['phase'][column]}"
            found.setdefault(key, {})[name] = int(problem.grow_coef[entry])
    return found


def test_residents_who_come_need_services_as_the_districts_do() -> None:
    # 20,000 × 90 ÷ 200 = 9,000 for clinics, × 20 ÷ 200 = 2,000 for schools; open in 2 or in 3
    found = needs()
    assert found["clinic/P1/2"] == {"A/redevelop/1": 9_000}
    assert found["clinic/P1/3"] == {"A/redevelop/1": 9_000, "A/redevelop/2": 9_000}
    assert found["school/P1/2"] == {"A/redevelop/1": 2_000}
    assert "clinic/P1/1" not in found


def test_residents_who_go_take_their_part_of_each_need() -> None:
    # 8,000 of 80,000 go: a tenth of 30,000 and of 8,000
    found = needs()
    assert found["clinic/P2/2"] == {"B/repair/1": -3_000}
    assert found["school/P2/3"] == {"B/repair/1": -800, "B/repair/2": -800}


def test_a_gain_comes_in_where_most_people_live_and_a_loss_everywhere() -> None:
    # B's 80 people at two points: 50 and 30; P2 has 30 elders, P4 has 12; 10 % of each go
    people = inputs().people
    more = people.loc[["P2"]].rename(index={"P2": "P4"})
    more = more.assign(residents_people=30.0, age_65_up_people=12.0)
    people = pd.concat([people.assign(residents_people=[100.0, 50.0, 20.0]), more])
    reach = table(
        "reach",
        [
            *inputs().options["reach"].to_dict("records"),
            {"standard": "clinic", "people": "P4", "facility": "F2", "site": ""},
        ],
    )
    town = with_table(replace(inputs(), people=people), "reach", reach)
    found = needs(town)
    assert found["clinic/P2/2"] == {"B/repair/1": -3_000}
    assert found["clinic/P4/2"] == {"B/repair/1": -1_200}
    gaining = with_option(town, "B/repair", residents_after_people_x1000=100_000)
    found = needs(gaining)
    # 20,000 × 102 ÷ 200 elders, all at P2
    assert found["clinic/P2/2"] == {"B/repair/1": 10_200}
    assert "clinic/P4/2" not in found


def test_residents_of_a_site_where_nobody_lives_are_told() -> None:
    people = inputs().people.assign(site=["A", "B", ""])
    town = with_option(
        replace(inputs(), people=people), "C/redevelop", residents_after_people_x1000=50_000
    )
    notes = [note.en for note in pose(BRIEF, town).unavailable]
    assert any("1 options bring residents to sites without a demand point" in en for en in notes)


def test_a_supplier_of_unknown_capacity_serves_nobody_and_is_told() -> None:
    supplier = inputs().options["supplier"].copy()
    supplier["capacity_people_x1000"] = supplier["capacity_people_x1000"].astype("Int64")
    supplier.loc[supplier["facility"] == "F2", "capacity_people_x1000"] = pd.NA
    made = pose(BRIEF, with_table(inputs(), "supplier", supplier))
    assert "F2" not in made.slot_rows()["facility"].tolist()
    assert any("capacity of 1 of 3 suppliers" in note.en for note in made.unavailable)


# -- worth ---------------------------------------------------------------------------------------


def worth(term: str, weight: float = 1.0, **change: object) -> dict[str, float]:
    """Worth of each column by one term alone."""
    made = pose(replace(BRIEF, terms={term: TermSetting(weight=weight)}, **change))
    columns = made.columns()
    names = columns["option"].astype(str) + "/" + columns["phase"].astype(str)
    return dict(zip(names, made.problem.value, strict=True))


def test_what_lasts_counts_from_its_opening_on() -> None:
    # A opens in 2 (Ω = 0.7) or in 3 (0.4), 10 homes
    found = worth("homes_made_good", 100.0)
    assert (found["A/redevelop/1"], found["A/redevelop/2"]) == pytest.approx((700.0, 400.0))


def test_money_is_discounted_to_the_start_of_the_works() -> None:
    # C: 100, in phase 2 after 3 years at 25 %: 100 × 0.8³
    found = worth("net_present_value", discount_rate=0.25)
    assert (found["C/redevelop/1"], found["C/redevelop/2"]) == pytest.approx((100.0, 51.2))


def test_carbon_of_use_counts_from_opening_to_the_horizon() -> None:
    # A: 4,000 − 99 × 7 years, or × 4 years
    found = worth("carbon", 0.01)
    assert found["A/redevelop/1"] == pytest.approx(-33.07)
    assert found["A/redevelop/2"] == pytest.approx(-36.04)


def test_an_amount_of_which_a_part_is_missing_counts_nothing_and_is_told() -> None:
    town = with_option(inputs(), "A/redevelop", operating_yearly_kgco2e=pd.NA)
    brief = replace(BARE, terms={"carbon": TermSetting(weight=1.0)})
    made = pose(brief, town)
    names = made.columns()["option"].astype(str)
    assert made.problem.value[(names == "A/redevelop").to_numpy()].tolist() == [0.0, 0.0]
    assert any(
        note.count == 1 and "operating_yearly_kgco2e" in note.en for note in made.unavailable
    )


def test_an_option_of_unknown_length_can_not_be_chosen() -> None:
    made = pose(BARE, with_option(inputs(), "C/redevelop", works_months=pd.NA))
    assert "C/redevelop" not in made.columns()["option"].tolist()
    assert any("can't be chosen" in note.en for note in made.unavailable)


# -- columns and wishes --------------------------------------------------------------------------


def columns(brief: Brief, town: PlanInputs | None = None) -> set[str]:
    found = pose(brief, town).columns()
    return set(found["option"].astype(str) + "/" + found["phase"].astype(str))


EVERY = {
    *("A/keep/0", "A/redevelop/1", "A/redevelop/2", "B/keep/0", "B/repair/1", "B/repair/2"),
    *("C/keep/0", "C/redevelop/1", "C/redevelop/2"),
}


def test_a_column_for_each_phase_in_which_works_open_in_time() -> None:
    # B/extend takes 80 months, of 72 there are; C/convert is forbidden
    assert columns(BARE) == EVERY


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        ({"must": (Match(site="A", phase=2),)}, {"A/keep/0", "A/redevelop/1"}),
        ({"must": (Match(site="A"),)}, {"A/keep/0"}),
        (
            {"must": (Match(site="B", action="keep"),)},
            {"B/repair/1", "B/repair/2"},
        ),
        ({"must_not": (Match(action="redevelop", phase=1),)}, {"A/redevelop/1", "C/redevelop/1"}),
        ({"must_not": (Match(site="B"),)}, {"B/repair/1", "B/repair/2"}),
        ({"must_not": (Match(option="C/keep"),)}, {"C/keep/0"}),
    ],
)
def test_must_and_must_not(change: dict, gone: set[str]) -> None:
    assert columns(replace(BARE, **change)) == EVERY - gone


@pytest.mark.parametrize(
    ("state", "share", "not_asked", "is_barred"),
    [
        ("refused", 0.95, "allows", True),
        ("asked", 0.95, "allows", False),
        ("asked", 0.85, "allows", True),
        ("asked", None, "bars", False),
        ("not_asked", None, "allows", False),
        ("not_asked", None, "bars", True),
        ("", None, "bars", True),
    ],
)
def test_consent(state: str, share: float | None, not_asked: str, *, is_barred: bool) -> None:
    # A/redevelop asks for 0.9
    sites = inputs().sites.copy()
    sites.loc["A", "consent_state"] = state
    sites.loc["A", "consent_share"] = float("nan") if share is None else share
    town = replace(inputs(), sites=sites)
    brief = replace(only(consent=ON), not_asked=not_asked)
    gone = {"A/redevelop/1", "A/redevelop/2"} if is_barred else set()
    assert columns(brief, town) == EVERY - gone
    assert columns(replace(BARE, not_asked="bars"), town) == EVERY


def test_what_the_planner_fixed_in_the_sheet_holds() -> None:
    town = with_option(inputs(), "B/repair", fixing="must")
    assert columns(BARE, town) == EVERY - {"B/keep/0"}
    town = with_option(inputs(), "B/repair", fixing="must_not")
    assert columns(BARE, town) == EVERY - {"B/repair/1", "B/repair/2"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"must": (Match(site="Q"),)}, "site 'Q' is not in the options run"),
        ({"must": (Match(site="A", option="A/fly"),)}, "option 'A/fly' is not offered"),
        ({"must": (Match(site="A", action="repair"),)}, "leaves nothing to choose on 1 sites (A)"),
        (
            {"must": (Match(site="A"),), "must_not": (Match(action="redevelop"),)},
            "leaves nothing to choose on 1 sites (A)",
        ),
        (
            {"equity_floors": (EquityFloor(standard="opera", area="D1", share=0.5),)},
            "'opera', of which no offered option",
        ),
        (
            {"equity_floors": (EquityFloor(standard="clinic", area="Mars", share=0.5),)},
            "nobody lives in 'Mars'",
        ),
        (
            {"targets": (Target(term="heritage_kept", amount=5.0, functional_zone="Z2"),)},
            "target/1 asks for 5",
        ),
        ({"targets": (Target(term="floor_space", amount=5.0),)}, "target/1 asks for 5"),
    ],
)
def test_a_brief_that_contradicts_itself_is_refused(change: dict, said: str) -> None:
    with pytest.raises(InputError) as error:
        pose(replace(BARE, **change))
    assert said in str(error.value)


def test_targets_of_people_floor_and_needs_speak_of_the_end_state() -> None:
    wanted = (
        Target(term="people_served", amount=20.0, standard="clinic", functional_zone="Z2"),
        Target(term="floor_space", amount=10.0, functional_zone="Z1"),
        Target(term="needs_answered", amount=5.0),
    )
    made = pose(replace(BRIEF, targets=wanted, epsilon=()))
    assert row(made, "target/1") == {"rhs": -20_000}
    demand, problem = made.demand_rows(), made.problem
    served = [
        "/".join(map(str, demand.iloc[of]))
        for of in range(len(demand))
        for entry in range(problem.served_ptr[of], problem.served_ptr[of + 1])
        if made.row_keys[problem.served_row[entry]] == "target/1"
    ]
    assert served == ["clinic/P3/3"]
    assert row(made, "target/2") == {"rhs": -1_000, "met/Z1/office/3": -1}
    # one need, of four supporters
    assert row(made, "target/3") == {"rhs": -5, "answered/N1": -5}


def test_households_of_unknown_homes_are_told() -> None:
    homes = inputs().options["option_home"].copy()
    homes.loc[homes["option"] == "A/redevelop", "out_temporarily_count"] = pd.NA
    made = pose(only(replacement_first=ON), with_table(inputs(), "option_home", homes))
    # those who leave for good are known
    assert row(made, "rehoused_all/U1/1/small")["A/redevelop/1"] == -2
    told = [note for note in made.unavailable if note.table == "option_home"]
    assert [note.count for note in told] == [1]


def test_what_nobody_asks_for_is_off_and_says_so() -> None:
    town = replace(
        inputs(), needs=inputs().needs.iloc[:0], space_requests=inputs().space_requests.iloc[:0]
    )
    notes = [note.en for note in pose(replace(BRIEF, floor_targets=()), town).unavailable]
    assert any("floor space where it is short is off" in en for en in notes)
    assert any("residents' needs answered is off" in en for en in notes)


def test_a_row_without_a_limit_anywhere_is_off_and_says_so() -> None:
    made = pose(only(demolished=ON), replace(inputs(), limits={}))
    assert not family(made, "demolished")
    assert any("row demolished is off" in note.en for note in made.unavailable)


# -- sun -----------------------------------------------------------------------------------------


def chosen(made: Posed, **options: str) -> list[int]:
    table = made.columns()
    return [
        int(table.index[(table["option"] == ref) & (table["phase"] == phase)][0])
        for ref, phase in (
            (f"{site}/{one}", 0 if one == "keep" else 1) for site, one in options.items()
        )
    ]


def test_a_window_that_two_sites_leave_dark_together_makes_a_row() -> None:
    # four slots lit, two needed: A takes two, C takes two of which one is A's
    made = pose()
    bad = pd.array(chosen(made, A="redevelop", B="repair", C="redevelop")).to_numpy()
    keys = made.sun.violated(bad)
    assert keys == ["sunlight/W1;A/redevelop;C/redevelop"]
    more = made.with_sunlight(keys)
    found = row(more, keys[0])
    # the window's own site pulls nothing down in any column
    assert found.pop("rhs") == 2
    assert set(found) == EVERY - {"A/keep/0", "C/keep/0"}
    assert len(more.row_keys) == len(made.row_keys) + 1
    # the same for the engine: of each site the columns of which one is chosen
    (sets,) = made.separate(bad)
    columns = made.columns()
    assert [sorted({str(columns["site"][column]) for column in one}) for one in sets] == [
        ["A"],
        ["C"],
        ["B"],
    ]
    assert sorted(np.concatenate(sets)) == sorted(
        at for at, name in enumerate(columns["option"]) if name not in {"A/keep", "C/keep"}
    )


def test_one_of_them_alone_leaves_enough() -> None:
    made = pose()
    for site in ("A", "C"):
        others = {"A": "keep", "B": "keep", "C": "keep"} | {site: "redevelop"}
        assert made.sun.violated(pd.array(chosen(made, **others)).to_numpy()) == []


def test_a_window_whose_own_site_goes_is_not_asked() -> None:
    town = with_option(inputs(), "B/repair", floor_demolished_m2_x100=1)
    made = pose(BRIEF, town)
    every = {"A": "redevelop", "C": "redevelop"}
    assert made.sun.violated(pd.array(chosen(made, B="repair", **every)).to_numpy()) == []
    keys = made.sun.violated(pd.array(chosen(made, B="keep", **every)).to_numpy())
    found = row(made.with_sunlight(keys), keys[0])
    assert found.pop("rhs") == 2
    assert set(found) == {"A/redevelop/1", "A/redevelop/2", "B/keep/0"} | {
        "C/redevelop/1",
        "C/redevelop/2",
    }
