"""Slips and whom they hurt, planned against achieved: on two sites worked by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.offer.street import planned, site

from gengxin.offer.drafts import drafts
from gengxin.review.achieved import course_measures, late_days
from gengxin.review.slips import due_on, expected_on, slipped
from gengxin.terms import InputError
from gengxin.terms.offer import Bundling, Rehousing
from gengxin.terms.records import Achievement, Milestone

OUT = {
    "households_out_temporarily_count": 8.0,
    "households_out_for_good_count": 2.0,
    "people_moved_out_people": 30.0,
    "people_returned_people": 24.0,
    "service_people": 500.0,
}
NEW = site(
    "new",
    months=18,
    action="convert",
    amounts={"floor_area_m2": 100.0, "homes": 10.0, "spent_amount": 150.0},
    yearly=((100.0, 0.0), (50.0, 20.0)),
)
OLD = site("old", phase=2, amounts={**OUT, "floor_area_m2": 900.0, "homes": None})
WORKS = {"new": NEW, "old": OLD}
MOVES = (Rehousing(site="old", home="new", size="small", households_count=10),)


def kept() -> dict[str, Milestone]:
    """Milestones of the two sites, each a project of its own; a draft's key is its ref."""
    apart = Bundling(most_sites_count=1)
    return {
        one.key: Milestone(
            ref=one.key,
            project=draft.code,
            kind=one.kind,
            name_en=one.key,
            name_zh=one.key,
            planned_on=one.planned_on,
            after=one.after,
            site=one.site,
        )
        for draft in drafts(planned((NEW, OLD), rehousing=MOVES, settings=apart))
        for one in draft.milestones
    }


def slip(listed: dict[str, Milestone], ref: str, day: date) -> dict[str, date]:
    return {p.milestone: p.after_on for p in slipped(listed.values(), ref, day, WORKS).pushes}


def test_a_slip_within_the_slack_pushes_the_homes_and_hurts_nobody() -> None:
    # works on the new site end in July 2027, the others leave in January 2028
    answer = slipped(kept().values(), "works_end/new", date(2027, 10, 1), WORKS)
    assert [(one.milestone, one.days_count) for one in answer.pushes] == [
        ("works_end/new", 92),
        ("replacement/old", 92),
    ]
    assert (answer.hurts, answer.early) == ((), ())


def test_who_would_have_moved_before_the_homes_are_ready_waits_for_them() -> None:
    answer = slipped(kept().values(), "works_end/new", date(2028, 3, 1), WORKS)
    days = {one.milestone: one.after_on for one in answer.pushes}
    # the old site's works last 366 days from 1 January 2028; opening has slack until 2030
    assert days == {
        "works_end/new": date(2028, 3, 1),
        "opening/new": date(2028, 3, 1),
        "replacement/old": date(2028, 3, 1),
        "moving_out/old": date(2028, 3, 1),
        "works_start/old": date(2028, 3, 1),
        "works_end/old": date(2029, 3, 2),
    }
    assert answer.pushes[0].milestone == "works_end/new"
    (hurt,) = answer.hurts
    assert (hurt.site, hurt.how, hurt.households_count, hurt.people) == (
        "old",
        "waits_to_move",
        10.0,
        30.0,
    )
    assert (hurt.from_on, hurt.until_on) == (date(2028, 1, 1), date(2028, 3, 1))


def test_late_works_keep_people_away_and_services_shut() -> None:
    answer = slipped(kept().values(), "works_end/old", date(2030, 2, 1), WORKS)
    assert [(one.how, one.people, one.from_on, one.until_on) for one in answer.hurts] == [
        ("served_later", 500.0, date(2030, 1, 1), date(2030, 2, 1)),
        ("away_longer", 24.0, date(2030, 1, 1), date(2030, 2, 1)),
    ]
    assert [one.households_count for one in answer.hurts] == [None, 8.0]


def test_who_left_already_has_no_home_when_it_is_late() -> None:
    listed = kept()
    listed["moving_out/old"] = replace(listed["moving_out/old"], achieved_on=date(2027, 8, 1))
    answer = slipped(listed.values(), "works_end/new", date(2028, 3, 1), WORKS)
    (hurt,) = answer.hurts
    assert (hurt.how, hurt.from_on, hurt.until_on) == (
        "without_home",
        date(2027, 8, 1),
        date(2028, 3, 1),
    )
    assert answer.early == ("moving_out/old",)


def test_a_milestone_can_not_come_before_what_it_waits_for_nor_after_it_was_reached() -> None:
    listed = kept()
    with pytest.raises(InputError, match=r"waits for replacement/old \(2027-07-01\)"):
        slipped(listed.values(), "moving_out/old", date(2027, 6, 1), WORKS)
    # works may be quicker than planned; nobody has to move sooner for that
    assert slip(listed, "works_end/new", date(2027, 1, 1)) == {"works_end/new": date(2027, 1, 1)}
    listed["works_end/new"] = replace(listed["works_end/new"], achieved_on=date(2027, 5, 1))
    with pytest.raises(InputError, match="was reached on 2027-05-01"):
        slipped(listed.values(), "works_end/new", date(2028, 3, 1), WORKS)
    circle = replace(listed["award/P001"], after=("works_end/new",), site="new")
    with pytest.raises(InputError, match="wait for each other"):
        expected_on([*listed.values(), replace(circle, ref="permit/P001")])


def test_what_is_overdue_is_expected_today_and_pushes_on() -> None:
    expected = expected_on(kept().values(), today=date(2028, 6, 1))
    assert expected["award/P001"] == date(2028, 6, 1)
    # 18 months of works, as many days as planned, from the day they can begin
    length = date(2027, 7, 1) - date(2026, 1, 1)
    assert expected["works_end/new"] == date(2028, 6, 1) + length
    assert expected["moving_out/old"] == expected["works_end/new"]


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(kept())), st.integers(0, 900)), min_size=1, max_size=6
    )
)
def test_no_slip_moves_people_before_their_new_homes_are_ready(
    slips: list[tuple[str, int]],
) -> None:
    listed = kept()
    for ref, days in slips:
        day = expected_on(listed.values())[ref] + timedelta(days=days)
        for push in slipped(listed.values(), ref, day, WORKS).pushes:
            one = listed[push.milestone]
            listed[one.ref] = replace(one, forecast_on=push.after_on)
    day_of = {ref: one.forecast_on or one.planned_on for ref, one in listed.items()}
    assert day_of == expected_on(listed.values())
    assert day_of["works_end/new"] <= day_of["replacement/old"] <= day_of["moving_out/old"]
    assert day_of["moving_out/old"] <= day_of["works_start/old"] < day_of["works_end/old"]
    assert day_of["works_end/old"] <= day_of["return/old"]


def measured(day: date, *achievements: Achievement, late: int = 0) -> dict[str, tuple[object, ...]]:
    listed = kept()
    if late:
        one = listed["works_end/new"]
        moved = one.planned_on + timedelta(days=late)
        listed["works_end/new"] = replace(one, forecast_on=moved)
    expected = expected_on(listed.values())
    found = course_measures([NEW, OLD], listed.values(), achievements, expected=expected, day=day)
    return {
        one.measure: (one.planned, one.due, one.forecast, one.achieved, one.basis) for one in found
    }


def test_planned_due_and_forecast_are_counted_by_the_same_figures() -> None:
    # on the last day of 2027 the new site is done, unless it is 200 days late
    found = measured(date(2027, 12, 31), late=200)
    assert found["floor_area_m2"] == (1_000.0, 100.0, 0.0, 0.0, "computed")
    # homes of the old site are unknown: of all, nothing can be said
    assert found["homes"] == (None, 10.0, 0.0, 0.0, "computed")
    assert found["people_moved_out_people"] == (30.0, 0.0, 0.0, 0.0, "computed")
    # two years cost 100 and 50; nobody said what was spent
    # 729 days are 1.9959 years
    until = pytest.approx(149.795, abs=0.001)
    assert found["spent_amount"] == (150.0, until, until, None, "")


def test_what_was_said_last_counts_and_what_was_reached_is_counted() -> None:
    said = [
        Achievement(project="P001", measure="homes", until=day, value=value, basis="given")
        for day, value in (
            (date(2027, 9, 1), 4.0),
            (date(2027, 6, 1), 9.0),
            (date(2029, 1, 1), 7.0),
        )
    ]
    found = measured(date(2027, 12, 31), *said)
    assert found["homes"][3:] == (4.0, "given")
    listed = kept()
    listed["works_end/new"] = replace(listed["works_end/new"], achieved_on=date(2027, 9, 1))
    expected = expected_on(listed.values())
    measures = course_measures(
        [NEW], listed.values(), (), expected=expected, day=date(2027, 12, 31)
    )
    by_name = {one.measure: one for one in measures}
    assert (by_name["floor_area_m2"].achieved, by_name["homes"].achieved) == (100.0, 10.0)
    assert by_name["homes"].until == date(2027, 12, 31)


def test_a_project_is_as_late_as_its_end() -> None:
    listed = kept()
    own = [one for one in listed.values() if one.project == "P001"]
    due = due_on(listed.values())
    assert late_days(own, expected_on(listed.values()), due) == 0
    listed["works_end/new"] = replace(listed["works_end/new"], forecast_on=date(2028, 3, 1))
    # it was to open at the start of 2028
    assert late_days(own, expected_on(listed.values()), due) == 60
    assert late_days([], {}, {}) is None


def test_nobody_is_late_for_what_had_passed_when_it_was_kept() -> None:
    # the works on the first site were to last from mid 2026 to the end of 2027
    day = date(2028, 2, 1)
    at = datetime(2028, 2, 1, 9, tzinfo=UTC)
    listed = {ref: replace(one, entered_at=at) for ref, one in kept().items()}
    own = [one for one in listed.values() if one.project == "P001"]
    due = due_on(listed.values())
    assert late_days(own, expected_on(listed.values(), today=day), due) == 0
    begun = next(one for one in own if one.kind == "works_start")
    ended = next(one for one in own if one.kind == "works_end")
    assert due[begun.ref] == day
    assert due[ended.ref] - day == ended.planned_on - begun.planned_on
    later = expected_on(listed.values(), today=day + timedelta(days=10))
    assert late_days(own, later, due) == 10
