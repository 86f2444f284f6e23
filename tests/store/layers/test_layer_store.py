"""What both layer stores answer, over a town small enough to count by hand."""

from dataclasses import replace
from datetime import date

import geopandas as gpd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.layers.conftest import COLUMNS, SIDE_DEG, SOUTH, WEST

from gengxin.store.layers import (
    PLACE,
    Asked,
    AtLeast,
    AtMost,
    Box,
    LayerStore,
    Missing,
    OneOf,
    TableVersion,
    Test,
    as_rows,
)

ALL = tuple(column.name for column in COLUMNS)


def refs(store: LayerStore, table: TableVersion, asked: Asked) -> list[str]:
    return store.page(table, replace(asked, columns=("ref",))).rows["ref"].to_pylist()


def box(west: float, south: float, east: float, north: float) -> Box:
    """A box in cells of the town's grid."""
    return Box(
        west_deg=WEST + west * SIDE_DEG,
        south_deg=SOUTH + south * SIDE_DEG,
        east_deg=WEST + east * SIDE_DEG,
        north_deg=SOUTH + north * SIDE_DEG,
    )


def test_rows_come_in_their_own_order_and_types(
    store: LayerStore, table: TableVersion, town: gpd.GeoDataFrame
) -> None:
    page = store.page(table, Asked(columns=ALL))
    assert page.numbers == (0, 1, 2, 3, 4, 5)
    assert (page.matched_count, page.last) == (6, None)
    rows = page.rows.to_pylist()
    assert {name: rows[0][name] for name in ALL} == {
        "ref": "a", "use_class": "homes", "height_m": 10.5, "storeys": 3, "is_empty": False,
        "seen_on": date(2025, 1, 1), "covered.1+N": 0.1,
    }  # fmt: skip
    assert {name: rows[1][name] for name in ALL} == {
        "ref": "b", "use_class": "shops", "height_m": 3.25, "storeys": 1, "is_empty": None,
        "seen_on": None, "covered.1+N": None,
    }  # fmt: skip
    assert rows[4]["height_m"] == 1 / 3
    shapes = [None if one[PLACE] is None else shapely.from_wkb(one[PLACE]) for one in rows]
    assert shapes[5] is None
    assert all(
        shapely.equals_exact(mine, theirs)
        for mine, theirs in zip(shapes[:5], town.geometry[:5], strict=True)
    )


@pytest.mark.parametrize(
    ("tests", "found"),
    [
        ((OneOf("use_class", ("shops",)),), ["b", "e"]),
        ((OneOf("ref", ("二", "é", "nobody")),), ["é", "二"]),
        ((OneOf("storeys", (1, 20)),), ["b", "二", "f"]),
        ((OneOf("is_empty", (True,)),), ["é", "f"]),
        ((OneOf("seen_on", (date(2024, 2, 29),)),), ["é"]),
        ((AtLeast("height_m", 3.25),), ["a", "b", "二", "f"]),
        ((AtMost("height_m", 3.25),), ["b", "二", "e"]),
        ((AtLeast("seen_on", date(2000, 1, 1)),), ["a", "é"]),
        ((AtMost("ref", "b"),), ["a", "b"]),
        ((Missing("height_m", missing=True),), ["é"]),
        ((Missing("seen_on", missing=False),), ["a", "é", "f"]),
        ((OneOf("use_class", ("homes",)), AtLeast("covered.1+N", 0.5)), ["é"]),
    ],
)
def test_tests_let_pass_what_they_say(
    store: LayerStore, table: TableVersion, tests: tuple[Test, ...], found: list[str]
) -> None:
    assert refs(store, table, Asked(tests=tests)) == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ((0, 0, 1.5, 0.5), ["a", "b"]),
        ((-9, -9, 9, 9), ["a", "b", "é", "二", "e"]),
        ((0.85, 0.1, 0.95, 0.5), []),  # between two lots
        ((0.25, 2.25, 0.35, 2.35), []),  # in the hole
        ((0.9, 2.1, 1.9, 2.2), []),  # between the two parts of one
        ((0.8, 0.8, 0.9, 0.9), ["a"]),  # a corner is touched
    ],
)
def test_a_box_finds_shapes_that_meet_it_and_not_only_their_boxes(
    store: LayerStore,
    table: TableVersion,
    asked: tuple[float, float, float, float],
    found: list[str],
) -> None:
    assert refs(store, table, Asked(box=box(*asked))) == found


def test_a_box_without_a_width_or_a_height_finds_what_it_touches(
    store: LayerStore, table: TableVersion
) -> None:
    assert refs(store, table, Asked(box=box(0.5, 0, 0.5, 2))) == ["a", "e"]
    assert refs(store, table, Asked(box=box(0, 0.5, 9, 0.5))) == ["a", "b", "é", "二"]
    assert refs(store, table, Asked(box=box(1.8, 0.8, 1.8, 0.8))) == ["b"]


@pytest.mark.parametrize("limit", [1, 2, 3, 9])
def test_numbers_alone_are_found_and_counted_as_whole_rows_are(
    store: LayerStore, table: TableVersion, limit: int
) -> None:
    inside = box(0, 0, 2.5, 0.5)  # a, b, é
    whole = store.page(table, Asked(box=inside, columns=ALL, limit=limit))
    bare = store.page(table, Asked(box=inside, places=False, limit=limit))
    assert bare.numbers == whole.numbers == (0, 1, 2)[:limit]
    assert bare.matched_count == whole.matched_count == 3
    assert bare.last == whole.last == (limit - 1 if limit < 3 else None)
    nothing = store.page(table, Asked(box=box(50, 50, 51, 51), places=False))
    assert (nothing.numbers, nothing.matched_count, nothing.last) == ((), 0, None)


def test_several_questions_are_answered_each_as_if_it_were_asked_alone(
    store: LayerStore, table: TableVersion
) -> None:
    inside, beside, line = box(0, 0, 2.5, 0.5), box(50, 50, 51, 51), box(0.5, 0, 0.5, 2)
    asked = [
        Asked(box=inside, places=False, limit=2),
        Asked(box=beside, places=False),
        Asked(columns=("storeys",), limit=1),
        Asked(box=line, places=False),
        Asked(box=inside, places=False, limit=None),
        Asked(box=inside, places=False, limit=2),
    ]
    told = store.pages(table, asked)
    assert [one.numbers for one in told] == [(0, 1), (), (0,), (0, 4), (0, 1, 2), (0, 1)]
    assert [one.matched_count for one in told] == [3, 0, 6, 2, 3, 3]
    assert [one.last for one in told] == [1, None, 0, None, None, 1]
    assert told[2].rows["storeys"].to_pylist() == [3]
    assert store.pages(table, []) == []


def test_rows_are_told_by_their_numbers(store: LayerStore, table: TableVersion) -> None:
    page = store.rows(table, [4, 0, 5], ("ref", "storeys"))
    assert page.numbers == (0, 4, 5)
    assert page.rows["ref"].to_pylist() == ["a", "e", "f"]
    assert page.rows["storeys"].to_pylist() == [3, 0, 20]
    assert [one is None for one in page.rows[PLACE].to_pylist()] == [False, False, True]


def test_a_page_is_had_at_once_only_where_nothing_is_waited_for(
    store: LayerStore, table: TableVersion
) -> None:
    short, long = Asked(columns=("ref",)), Asked(columns=("ref",), limit=None)
    assert store.page_at_once(table, short) is None  # it isn't read yet
    told = store.page(table, short)
    found = store.page_at_once(table, short)
    assert found is None or found.rows.equals(told.rows)
    assert (found is None) == (type(store).__name__ == "ServerLayers")
    assert store.page_at_once(table, long) is None


@pytest.mark.parametrize(
    ("sort", "descending", "order"),
    [
        ("height_m", False, ["e", "b", "二", "a", "f", "é"]),
        ("height_m", True, ["f", "a", "b", "二", "e", "é"]),
        ("ref", False, ["a", "b", "e", "f", "é", "二"]),
        ("is_empty", True, ["é", "f", "a", "二", "e", "b"]),
        ("seen_on", False, ["f", "é", "a", "b", "二", "e"]),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 4, 100])
def test_pages_follow_each_other_without_a_gap(
    store: LayerStore,
    table: TableVersion,
    sort: str,
    descending: bool,  # noqa: FBT001
    order: list[str],
    limit: int,
) -> None:
    asked = Asked(sort=sort, descending=descending, limit=limit, columns=("ref",))
    seen: list[str] = []
    for _ in range(9):
        page = store.page(table, asked)
        assert page.matched_count == 6
        seen += page.rows["ref"].to_pylist()
        if page.last is None:
            break
        asked = replace(asked, after=page.last)
    assert seen == order


def test_a_row_is_found_by_its_key(store: LayerStore, table: TableVersion) -> None:
    page = store.one(table, "二")
    assert page.rows.to_pylist()[0]["height_m"] == 3.25
    assert page.numbers == (3,)
    assert store.one(table, "nobody").numbers == ()
    assert store.one(table, "' OR 1=1 --").numbers == ()


def test_a_row_without_a_key_is_found_by_its_number(store: LayerStore, table: TableVersion) -> None:
    unkeyed = replace(table, version="town-unkeyed", key="")
    assert store.one(unkeyed, "4").rows["ref"].to_pylist() == ["e"]
    for odd in ("6", "-1", "1e1", "", "٣", "9" * 30):
        assert store.one(unkeyed, odd).numbers == ()


def test_facts_tell_rows_and_box(store: LayerStore, table: TableVersion) -> None:
    facts = store.facts(table)
    assert facts.row_count == 6
    expected = (WEST, SOUTH, WEST + 3.8 * SIDE_DEG, SOUTH + 2.8 * SIDE_DEG)
    assert facts.bounds_deg == pytest.approx(expected, abs=1e-12)


def test_a_table_without_rows_is_one(store: LayerStore, town: gpd.GeoDataFrame) -> None:
    none = TableVersion(
        name="none", version="none-1", columns=COLUMNS, read=lambda: as_rows(town[:0], COLUMNS)
    )
    assert store.facts(none).bounds_deg is None
    page = store.page(none, Asked(columns=ALL, box=box(0, 0, 9, 9)))
    assert (page.rows.num_rows, page.matched_count, page.last) == (0, 0, None)
    assert store.page(none, Asked(columns=ALL, sort="height_m")).numbers == ()


def test_a_table_without_places_is_one(store: LayerStore, town: gpd.GeoDataFrame) -> None:
    plain = town.drop(columns="geometry")
    table = TableVersion(
        name="plain",
        version="plain-1",
        columns=COLUMNS,
        read=lambda: as_rows(plain, COLUMNS),
        has_places=False,
    )
    assert store.facts(table).bounds_deg is None
    page = store.page(table, Asked(columns=("ref",), limit=2))
    assert (page.rows.column_names, page.last) == (["ref"], 1)


def test_a_version_that_is_let_go_is_read_again(store: LayerStore, table: TableVersion) -> None:
    assert store.facts(table).row_count == 6
    store.keep_only(frozenset())
    assert store.facts(table).row_count == 6
    assert len(refs(store, table, Asked())) == 6


NUMBERS = st.one_of(st.none(), st.floats(-1, 70), st.sampled_from([3.25, 1 / 3]))


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    low=NUMBERS,
    high=NUMBERS,
    sides=st.tuples(*[st.floats(-1, 5) for _ in range(4)]),
    wanted=st.lists(st.sampled_from(["homes", "shops", "none"]), max_size=3),
)
def test_both_stores_answer_as_a_plain_look_at_every_row(
    store: LayerStore,
    table: TableVersion,
    town: gpd.GeoDataFrame,
    low: float | None,
    high: float | None,
    sides: tuple[float, float, float, float],
    wanted: list[str],
) -> None:
    west, east = sorted(sides[:2])
    south, north = sorted(sides[2:])
    asked_box = box(west, south, east, north)
    tests: list[Test] = []
    tests += [AtLeast("height_m", low)] if low is not None else []
    tests += [AtMost("height_m", high)] if high is not None else []
    tests += [OneOf("use_class", tuple(wanted))] if wanted else []
    plain = []
    cell = shapely.box(
        asked_box.west_deg, asked_box.south_deg, asked_box.east_deg, asked_box.north_deg
    )
    for row in town.itertuples():
        known = row.height_m == row.height_m
        passes = (low is None or (known and row.height_m >= low)) and (
            high is None or (known and row.height_m <= high)
        )
        passes = passes and (not wanted or row.use_class in wanted)
        if passes and row.geometry is not None and shapely.intersects(row.geometry, cell):
            plain.append(row.ref)
    assert refs(store, table, Asked(tests=tuple(tests), box=asked_box)) == plain
