"""The milestones of projects: homes first; and the gates between their stages."""

from dataclasses import replace
from datetime import date
from graphlib import TopologicalSorter

import pytest
from tests.offer.street import planned, site

from gengxin.offer.course import gate, gates
from gengxin.offer.drafts import bundled, drafts
from gengxin.terms import InputError
from gengxin.terms.offer import Bundling, GateFacts, MilestoneDraft, Rehousing
from gengxin.terms.records import PartyRole, Project, Work

OUT = {"households_out_temporarily_count": 8.0, "households_out_for_good_count": 2.0}


def drawn() -> dict[str, MilestoneDraft]:
    """New homes on one site, for the people of another, who leave two years later."""
    new = site("new", months=18)
    old = site("old", phase=2, amounts=OUT)
    later = site("later", phase=3, action="retrofit", amounts=OUT)
    moves = (
        Rehousing(site="old", home="new", size="small", households_count=4),
        Rehousing(site="later", home="new", size="small", households_count=2, after=("old",)),
    )
    apart = Bundling(most_sites_count=1)
    found = drafts(planned((new, old, later), rehousing=moves, settings=apart))
    assert [one.code for one in found] == ["P001", "P002", "P003"]
    return {one.key: one for draft in found for one in draft.milestones}


def test_homes_are_ready_then_people_leave_then_works_begin_then_they_return() -> None:
    found = drawn()
    # in order of refs the projects are: later, new, old
    assert {key: one.planned_on for key, one in found.items() if one.site in {"old", ""}} == {
        **{f"consent/P00{n}": date(y, 4, 1) for n, y in ((1, 2029), (3, 2027))},
        **{f"award/P00{n}": date(y, 7, 1) for n, y in ((1, 2029), (2, 2025), (3, 2027))},
        **{f"permit/P00{n}": date(y, 10, 1) for n, y in ((1, 2029), (2, 2025), (3, 2027))},
        "replacement/old": date(2027, 7, 1),
        "moving_out/old": date(2028, 1, 1),
        "works_start/old": date(2028, 1, 1),
        "works_end/old": date(2029, 1, 1),
        "return/old": date(2030, 1, 1),
        "opening/old": date(2030, 1, 1),
    }
    assert found["replacement/old"].after == ("works_end/new",)
    assert found["replacement/later"].after == ("return/old", "works_end/new")
    assert found["moving_out/old"].after == ("replacement/old", "consent/P003")
    assert found["works_start/old"].after == ("permit/P003", "moving_out/old")
    assert found["permit/P003"].after == ("award/P003",)
    assert found["award/P003"].after == ("consent/P003",)
    # nobody leaves the new site, and a retrofit opens nothing
    assert not {"replacement/new", "return/new", "opening/later"} & set(found)
    assert found["replacement/old"].note.startswith("homes for 4 of 10 households")
    order = TopologicalSorter({key: one.after for key, one in found.items()})
    assert set(order.static_order()) == set(found)


def test_where_nobody_knows_whether_people_move_they_are_waited_for() -> None:
    unknown = site("old", amounts={"households_out_for_good_count": None})
    (draft,) = drafts(planned([unknown]))
    (ready,) = [one for one in draft.milestones if one.kind == "replacement"]
    assert (ready.planned_on, ready.note[:12]) == (date(2026, 1, 1), "nobody knows")
    assert "works_start/old" in {one.key for one in draft.milestones}


def test_new_codes_are_none_that_there_are_and_names_are_numbered_by_place() -> None:
    works = (site("a"), site("b"), site("c", unit="", place="north"))
    alone = Bundling(most_sites_count=1)
    found = bundled(planned(works, settings=alone), taken=["b"], codes=["P001", "P003"])
    assert [(named.code, sites) for named, sites in found] == [("P002", ("a",)), ("P004", ("c",))]
    found = bundled(planned(works, settings=alone))
    assert [named.name.zh for named, _ in found] == [
        "单元更新项目1",
        "单元更新项目2",
        "north零星更新项目",
    ]


PROJECT = Project(
    programme="K",
    code="P1",
    name_en="P",
    name_zh="项",
    works=(Work(site="a", option="o", phase=1),),
)


def missing(project: Project, stage: str, facts: GateFacts) -> list[str]:
    return [one.en for one in gate(project, stage, facts).missing]


def test_each_gate_lists_all_that_is_missing() -> None:
    draft = GateFacts(programme_state="draft")
    told = missing(replace(PROJECT, works=()), "planned", draft)
    assert told == ["the programme is draft, must be adopted", "it has no site: move one to it"]
    planned_ = replace(PROJECT, stage="planned")
    moving = GateFacts(programme_state="adopted", moving=("a", "b"), consented=("b",))
    told = missing(planned_, "designed", moving)
    assert [one.split(":")[0] for one in told] == [
        "nobody leads it",
        "the people of 1 sites have not agreed as they must (a)",
    ]
    led = replace(planned_, lead_party="R")
    assert missing(led, "designed", replace(moving, consented=("a", "b"))) == []
    assert missing(led, "prepared", moving) == []


def test_nobody_builds_before_the_new_homes_are_ready() -> None:
    designed = replace(PROJECT, stage="designed")
    facts = GateFacts(programme_state="adopted", first_homes=("a", "b"))
    told = missing(designed, "built", facts)
    assert [one.split(":")[0].split(" for ")[0] for one in told] == [
        "nobody builds it",
        "not reached yet",
        "replacement is not ready",
    ]
    ready = replace(
        facts,
        awarded=True,
        reached=(("permit", ""), ("replacement", "a"), ("replacement", "b")),
    )
    assert missing(designed, "built", ready) == []
    builder = replace(designed, parties=(PartyRole(party="R", role="builder"),))
    assert missing(builder, "built", replace(ready, awarded=False)) == []
    assert gate(designed, "built", ready).who == "adopt"


def test_works_end_before_operation_and_all_is_reached_before_completion() -> None:
    built = replace(PROJECT, stage="built")
    facts = GateFacts(programme_state="adopted", open=(("works_end", "a"), ("return", "a")))
    assert missing(built, "operated", facts) == ["not reached yet: completion of works (a)"]
    done = replace(facts, reached=(("works_end", "a"),), open=(("return", "a"),))
    assert missing(built, "operated", done) == []
    operated = replace(PROJECT, stage="operated")
    assert missing(operated, "completed", done) == ["not reached yet: people returned (a)"]
    assert [one.stage for one in gates(built, facts)] == ["operated", "cancelled"]
    with pytest.raises(InputError, match="next may be: none"):
        gate(replace(PROJECT, stage="completed"), "built", facts)
