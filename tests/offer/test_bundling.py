"""Which sites stand together in a project, on streets of a few sites."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.offer.street import ground, site

from gengxin.offer.bundling import bundles
from gengxin.terms.offer import Bundling, Rehousing, SiteWorks

LOOSE = Bundling(most_sites_count=3, least_sites_count=1)


def by_site(*works: SiteWorks) -> dict[str, SiteWorks]:
    return {one.site: one for one in works}


def test_neighbours_of_a_unit_stand_together_and_so_do_scattered_ones() -> None:
    works = by_site(
        site("a1"),
        site("a2"),
        site("a3"),
        site("s1", unit="", place="north"),
        site("s2", unit="", place="north"),
        site("s3", unit="", place="south"),
    )
    # a2 and s1 are neighbours too, but of different places
    on = ground([("a1", "a2"), ("a2", "s1"), ("s1", "s2"), ("s2", "s3")])
    found = bundles(works, on, (), LOOSE)
    assert [(one.mode, one.sites) for one in found] == [
        ("area_wide", ("a1", "a2")),
        ("area_wide", ("a3",)),
        ("scattered", ("s1", "s2")),
        ("scattered", ("s3",)),
    ]
    assert found[0].why[0].en == "all in Unit"
    assert "依次相邻" in found[0].why[1].zh
    assert found[2].why[0].en == "scattered sites of north, outside any renewal unit"


def test_too_many_neighbours_are_parted_evenly_along_the_row() -> None:
    works = by_site(*(site(ref) for ref in "abcde"))
    on = ground([("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")])
    # 5 sites, at most 3 each: 2 parts of 3 and 2
    found = bundles(works, on, (), LOOSE)
    assert [one.sites for one in found] == [("a", "b", "c"), ("d", "e")]
    assert "at most 3 sites" in found[0].why[2].en


def test_who_moves_onto_a_site_joins_its_project_where_there_is_room() -> None:
    works = by_site(site("old", phase=2), site("new"), site("far", unit="V"))
    moves = (
        Rehousing(site="old", home="new", size="small", households_count=7),
        Rehousing(site="old", home="far", size="small", households_count=90),
        Rehousing(site="old", home="", size="large", households_count=1),
    )
    found = bundles(works, ground(), moves, LOOSE)
    assert [one.sites for one in found] == [("new", "old"), ("far",)]
    assert found[0].why[-1].en == "7 households of old move into new homes on new"
    tight = replace(LOOSE, most_sites_count=1)
    assert len(bundles(works, ground(), moves, tight)) == 3


def test_what_one_lacks_is_paid_by_the_nearest_that_can() -> None:
    works = by_site(
        site("poor", amounts={"spent_amount": 10.0}),
        site("close", amounts={"received_amount": 3.0}),
        site("rich", amounts={"received_amount": 12.0}),
        site("richer", amounts={"received_amount": 50.0}),
    )
    on = ground(poor=0.0, close=1.0, rich=5.0, richer=9.0)
    found = bundles(works, on, (), LOOSE)
    assert [one.sites for one in found] == [("close",), ("poor", "rich"), ("richer",)]
    assert "(10) is paid from the surplus of rich" in found[1].why[-1].en
    unknown = {**works, "poor": site("poor", amounts={"spent_amount": None})}
    assert len(bundles(unknown, on, (), LOOSE)) == 4
    scattered = {ref: replace(one, unit="") for ref, one in works.items()}
    assert len(bundles(scattered, on, (), LOOSE)) == 4


def test_one_that_is_too_small_joins_the_nearest_of_its_place() -> None:
    works = by_site(site("a"), site("b"), site("c"), site("d"))
    on = ground([("a", "b"), ("c", "d")], a=0.0, b=1.0, c=9.0, d=9.5)
    more = {**works, "e": site("e")}
    near = ground([("a", "b"), ("c", "d")], a=0.0, b=1.0, c=9.0, d=9.5, e=8.0)
    settings = Bundling(most_sites_count=3, least_sites_count=2)
    assert len(bundles(works, on, (), settings)) == 2
    found = bundles(more, near, (), settings)
    assert [one.sites for one in found] == [("a", "b"), ("c", "d", "e")]
    assert found[1].why[-1].zh == "e：单独规模过小，并入最近的项目"


REFS = [f"s{number:02d}" for number in range(14)]


@st.composite
def towns(draw: st.DrawFn) -> tuple[dict[str, SiteWorks], object, list[Rehousing], Bundling]:
    money = st.sampled_from([0.0, 1.0, 10.0, None])
    works = {
        ref: site(
            ref,
            unit=draw(st.sampled_from(["U", "V", ""])),
            place="north",
            amounts={"spent_amount": draw(money), "received_amount": draw(money)},
        )
        for ref in draw(st.lists(st.sampled_from(REFS), unique=True))
    }
    pair = st.tuples(st.sampled_from(REFS), st.sampled_from(REFS))
    on = ground(draw(st.lists(pair)), **{ref: float(at) for at, ref in enumerate(REFS) if at % 3})
    moves = [
        Rehousing(site=one, home=other, size="small", households_count=count)
        for (one, other), count in draw(st.lists(st.tuples(pair, st.integers(1, 9))))
    ]
    most = draw(st.integers(1, 6))
    return works, on, moves, Bundling(most_sites_count=most, least_sites_count=3)


@given(towns())
def test_every_site_is_in_one_project_of_its_place_and_none_is_too_large(
    town: tuple[dict[str, SiteWorks], object, list[Rehousing], Bundling],
) -> None:
    works, on, moves, settings = town
    found = bundles(works, on, moves, settings)
    assert sorted(ref for one in found for ref in one.sites) == sorted(works)
    for one in found:
        assert 1 <= len(one.sites) <= settings.most_sites_count
        assert {(works[ref].unit, works[ref].place) for ref in one.sites} == {(one.unit, one.place)}
        assert all(why.en and why.zh for why in one.why)
    assert bundles(dict(reversed(works.items())), on, moves, settings) == found
