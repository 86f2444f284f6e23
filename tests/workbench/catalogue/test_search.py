"""The catalogue searched: after what may be seen, in both languages, by each filter."""

from dataclasses import replace

import pytest
from tests.workbench.catalogue.conftest import PLANNER, Town

from gengxin.terms import InputError
from gengxin.terms.records import RecordAbsentError
from gengxin.workbench.catalogue.index import index_of
from gengxin.workbench.catalogue.search import Asked, box_of, entry_of, search
from gengxin.workbench.catalogue.street import Street, at_place, at_street
from gengxin.workbench.people import PUBLIC, Actor


def codes(town: Town, actor: Actor, **asked: object) -> list[str]:
    """Codes of the projects found."""
    found = search(town.records, town.folder, actor, Asked(**asked))  # type: ignore[arg-type]
    return [one["code"] for one in found["entries"]]


def test_the_public_finds_what_is_public_and_the_office_all(town: Town) -> None:
    assert codes(town, PUBLIC) == ["P-01"]
    assert codes(town, PLANNER) == ["P-01", "P-02"]


@pytest.mark.parametrize("words", ["willow", "WILLOW quarter", "柳岸", "p-01", "canal"])
def test_words_are_found_in_either_language_in_name_code_and_text(town: Town, words: str) -> None:
    assert codes(town, PLANNER, q=words) == ["P-01"]
    assert codes(town, PLANNER, q=f"{words} nowhere") == []


def test_filters_narrow(town: Town) -> None:
    entry = index_of(town.records, town.folder).projects[town.shown.ref]
    assert entry.uses
    assert "P-01" in codes(town, PLANNER, use=entry.uses[0])
    assert codes(town, PLANNER, stage="built") == []
    assert codes(town, PLANNER, role="designer") == []
    assert codes(town, PLANNER, kind="offer") == []
    assert entry.box is not None
    assert "P-01" in codes(town, PLANNER, box=entry.box)
    assert codes(town, PLANNER, box=(0.0, 0.0, 1.0, 1.0)) == []


def test_pages_follow_each_other(town: Town) -> None:
    first = search(town.records, town.folder, PLANNER, Asked(limit=1))
    assert (len(first["entries"]), first["total"]) == (1, 2)
    rest = search(town.records, town.folder, PLANNER, Asked(limit=1, after=first["next"]))
    assert rest["next"] is None
    assert {one["entries"][0]["code"] for one in (first, rest)} == {"P-01", "P-02"}


@pytest.mark.parametrize("text", ["1,2,3", "a,b,c,d", "2,0,1,1", "0,3,1,1"])
def test_a_box_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="bbox"):
        box_of(text)


def test_what_may_not_be_seen_is_absent(town: Town) -> None:
    with pytest.raises(RecordAbsentError):
        entry_of(town.records, town.folder, PUBLIC, town.hidden.ref)
    assert entry_of(town.records, town.folder, PLANNER, "P-02").record.ref == town.hidden.ref


def test_a_change_is_found_at_once(town: Town) -> None:
    before = index_of(town.records, town.folder)
    seen = before.projects[town.hidden.ref].record
    with town.records.change(by="P") as change:
        changed = change.put(replace(seen, name_zh="水磨片区"))  # type: ignore[type-var]
    assert codes(town, PLANNER, q="水磨") == ["P-02"]
    assert (
        index_of(town.records, town.folder).projects[town.shown.ref]
        == before.projects[town.shown.ref]
    )
    with town.records.change(by="P") as change:
        change.put(replace(changed, name_zh="磨坊片区"))
    assert codes(town, PLANNER, q="水磨") == []


def test_a_resident_is_told_what_happens_at_the_site_and_only_of_public_projects(
    town: Town,
) -> None:
    index = index_of(town.records, town.folder)
    entry = index.projects[town.shown.ref]
    assert entry.at is not None
    from gengxin.workbench.catalogue.places import places_of

    shape = places_of(town.folder).shapes_of(entry.sites[:1])[entry.sites[0]]
    point = shape.representative_point()
    street = Street(store=town.records, folder=town.folder, actor=PUBLIC)
    told = at_place(street, point.x, point.y)
    assert told["sites"][0]["site"] == entry.sites[0]
    assert told["sites"][0]["distance_m"] == 0.0
    assert told["sites"][0]["project"]["code"] == "P-01"
    assert {one["project"]["code"] for one in told["sites"]} == {"P-01"}
    assert at_place(street, 0.0, 0.0)["sites"] == []


def test_a_street_is_asked_by_name(town: Town) -> None:
    street = Street(store=town.records, folder=town.folder, actor=PUBLIC)
    site = town.shown.works[0].site
    assert [one["site"] for one in at_street(street, site)["sites"]] == [site]
    assert at_street(street, "no such lane")["sites"] == []
    with pytest.raises(InputError, match="name a street"):
        at_street(street, "  ")
