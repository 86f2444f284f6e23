"""Sites that move between projects: each stays in one, with its milestones, whatever is done."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.offer.street import planned, site

from gengxin.store.records import RecordStore, open_records
from gengxin.terms import InputError
from gengxin.terms.offer import Bundling, Rehousing
from gengxin.terms.records import SYSTEM, KeptProgramme, Milestone, Project, StateError, TakenError
from gengxin.workbench.projects import drafting, following, keeping, stages
from gengxin.workbench.projects.keeping import Move

OUT = {"households_out_temporarily_count": 3.0, "spent_amount": 5.0}
SITES = tuple(f"s{number}" for number in range(8))
# people of every site of the second phase move into homes on the first one's
PLANNED = planned(
    [site(ref, phase=1 + at % 2, amounts=OUT if at % 2 else {}) for at, ref in enumerate(SITES)],
    rehousing=[
        Rehousing(site=ref, home="s0", size="small", households_count=3) for ref in SITES[1::2]
    ],
    settings=Bundling(most_sites_count=3),
)


@pytest.fixture(autouse=True)
def _street(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (drafting, keeping, stages, following):
        monkeypatch.setattr(room, "planned_of", lambda *_: PLANNED)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[RecordStore]:
    (tmp_path / "district.toml").touch()
    store = open_records(tmp_path)
    yield store
    store.close()


def adopted(records: RecordStore) -> KeptProgramme:
    new = KeptProgramme(name_en="P", name_zh="方案", content_hash="0" * 64)
    with records.change(by=SYSTEM) as change:
        one = change.add(new)
        for state in ("proposed", "adopted"):
            one = change.put(replace(one, state=state))
        return one


def kept(records: RecordStore) -> dict[str, Project]:
    return {one.ref: one for one in records.list(Project)}


def check(records: RecordStore) -> None:
    """Each site is in one project, its milestones too; nobody waits in a circle."""
    projects = kept(records)
    holder = [(work.site, one.ref) for one in projects.values() for work in one.works]
    assert sorted(site for site, _ in holder) == list(SITES)
    milestones = {one.ref: one for one in records.list(Milestone)}
    for one in milestones.values():
        assert one.project in projects
        assert set(one.after) <= set(milestones)
        if one.site:
            assert dict(holder)[one.site] == one.project
    ends = {one.site: one.ref for one in milestones.values() if one.kind == "works_end"}
    ready = [one for one in milestones.values() if one.kind == "replacement"]
    assert {one.site: one.after for one in ready} == dict.fromkeys(SITES[1::2], (ends["s0"],))
    starts = [one for one in milestones.values() if one.kind == "works_start"]
    for one in starts:
        permits = [r for r in one.after if milestones[r].kind == "permit"]
        assert [milestones[ref].project for ref in permits] == [one.project]
    once = [(m.kind, m.project) for m in milestones.values() if not m.site]
    assert len(once) == len(set(once))
    order = TopologicalSorter({ref: one.after for ref, one in milestones.items()})
    assert set(order.static_order()) == set(milestones)
    for project in projects.values():
        figures = {one.name: one.value for one in project.figures}
        assert figures["sites_count"] == len(project.works)
        moving = sum(work.site in SITES[1::2] for work in project.works)
        assert figures["spent_amount"] == 5.0 * moving


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.sets(st.integers(0, 7), min_size=1), st.integers(0, 9)),
        max_size=5,
    )
)
def test_every_site_is_in_one_project_after_any_sequence_of_moves(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[int, set[int], int]]
) -> None:
    folder = tmp_path_factory.mktemp("moves")
    (folder / "district.toml").touch()
    records = open_records(folder)
    programme = adopted(records)
    keeping.keep_projects(records, folder, programme, None, by=SYSTEM)
    check(records)
    for source, picked, target in moves:
        projects = list(kept(records).values())
        seen = projects[source % len(projects)]
        own = [work.site for work in seen.works]
        sites = tuple(dict.fromkeys(own[at % len(own)] for at in sorted(picked)))
        others = [one.ref for one in projects if one.ref != seen.ref]
        to = ([*others, ""])[target % (len(others) + 1)]
        keeping.move_sites(records, folder, programme, seen, Move(sites=sites, to=to), by=SYSTEM)
        check(records)
    records.close()


def test_what_was_written_by_hand_stays_when_sites_move(
    records: RecordStore, tmp_path: Path
) -> None:
    programme = adopted(records)
    first, *_ = keeping.keep_projects(records, tmp_path, programme, None, by=SYSTEM)
    site_ = first.works[0].site
    (start,) = [
        one for one in records.list(Milestone) if (one.kind, one.site) == ("works_start", site_)
    ]
    with records.change(by=SYSTEM) as change:
        survey = change.add(
            Milestone(
                project=first.ref,
                kind="other",
                name_en="Survey",
                name_zh="测绘",
                planned_on=date(2026, 1, 1),
            )
        )
        change.put(replace(start, after=(*start.after, survey.ref), forecast_on=date(2026, 5, 1)))
    move = Move(sites=(site_,), name_en="Alone", name_zh="单独")
    _, alone = keeping.move_sites(records, tmp_path, programme, first, move, by=SYSTEM)
    now = records.one(Milestone, start.ref)
    assert (alone.name_zh, now.project, now.forecast_on) == ("单独", alone.ref, date(2026, 5, 1))
    assert survey.ref in now.after
    assert records.one(Milestone, survey.ref).project == first.ref


def test_what_can_not_be_is_refused_by_name(records: RecordStore, tmp_path: Path) -> None:
    programme = adopted(records)
    first, second, *_ = keeping.keep_projects(records, tmp_path, programme, None, by=SYSTEM)

    def move(**asked: object) -> None:
        what = Move(**{"sites": (first.works[0].site,), **asked})
        keeping.move_sites(records, tmp_path, programme, first, what, by=SYSTEM)

    with pytest.raises(InputError, match="must be some of project P001"):
        move(sites=(second.works[0].site,))
    with pytest.raises(InputError, match="to is project P001 itself"):
        move(to=first.ref)
    with pytest.raises(InputError, match="must be a project of the same programme"):
        move(to="nobody")
    asked = drafting.DraftAsked(code="X", name_en="X", name_zh="叉", sites=("s0",))
    with pytest.raises(TakenError, match="s0 is in project P001"):
        keeping.keep_projects(records, tmp_path, programme, [asked], by=SYSTEM)
    again = replace(asked, sites=("s1",))
    with pytest.raises(InputError, match="must be different"):
        keeping.keep_projects(records, tmp_path, programme, [asked, again], by=SYSTEM)
    with pytest.raises(InputError, match="stage can't be edited"):
        keeping.change_project(records, first, {"stage": "built"}, by=SYSTEM)
    with records.change(by=SYSTEM) as change:
        draft = change.add(KeptProgramme(name_en="D", name_zh="草", content_hash="1" * 64))
    with pytest.raises(StateError, match="is draft, projects come only from an adopted"):
        drafting.adopted_programme(records, draft.ref)
    check(records)


def test_nobody_moves_before_the_homes_are_ready_whatever_is_reported(
    records: RecordStore, tmp_path: Path
) -> None:
    programme = adopted(records)
    keeping.keep_projects(records, tmp_path, programme, None, by=SYSTEM)
    milestones = {(one.kind, one.site): one for one in records.list(Milestone)}
    out, ready = milestones["moving_out", "s1"], milestones["replacement", "s1"]
    project = records.one(Project, out.project)
    with pytest.raises(InputError, match="replacement ready: Site s1"):
        following.reach(records, project, out.ref, date(2028, 1, 1), by=SYSTEM)
    with pytest.raises(InputError, match="completion of works: Site s0"):
        following.reach(records, project, ready.ref, date(2028, 1, 1), by=SYSTEM)
    course = following.course_of(records, tmp_path, project, day=date(2026, 1, 1))
    other = milestones["works_end", "s0"]
    if other.project != project.ref:
        assert set(course.others) == {other.ref}
    slip = following.Slip(milestone=other.ref, forecast_on=date(2028, 7, 1), why="late")
    home = records.one(Project, other.project)
    answer, _ = following.keep_slip(records, tmp_path, home, slip, by=SYSTEM)
    # people of all four sites of the second phase would have moved in January
    assert sorted(one.site for one in answer.hurts if one.how == "waits_to_move") == list(
        SITES[1::2]
    )
    assert records.one(Milestone, out.ref).forecast_on == date(2028, 7, 1)
