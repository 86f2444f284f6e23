"""Sites from blocks and buildings, and which of them may be renewed: towns to check by hand."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gengxin.sources.blocks import block_sites, split_by_building
from gengxin.sources.notes import NoteBook
from gengxin.sources.recipe.model import SiteRule
from gengxin.sources.sites import buildings_on_sites, with_renewable

CRS = "EPSG:32651"


def streets(*lines: list[tuple[float, float]]) -> gpd.GeoDataFrame:
    shapes = [shapely.LineString(track) for track in lines]
    return gpd.GeoDataFrame(
        {"way_kind": "street"}, geometry=shapes, crs=CRS, index=range(len(lines))
    )


# two blocks of 100 m × 60 m side by side, drawn as a frame and a street between
TWO_BLOCKS = streets(
    [(0, 0), (200, 0), (200, 60), (0, 60), (0, 0)],
    [(100, 0), (100, 60)],
)


def test_streets_enclose_two_blocks() -> None:
    blocks = block_sites(TWO_BLOCKS, None, smallest_m2=50, book=NoteBook())
    assert blocks["ref"].tolist() == ["block-1", "block-2"]
    assert blocks["area_m2"].tolist() == [6_000.0, 6_000.0]
    assert blocks["area_m2_basis"].astype("str").str.startswith("estimated: ").all()


def test_a_footpath_encloses_nothing() -> None:
    path = streets([(50, 0), (50, 60)]).assign(way_kind="footway")
    both = gpd.GeoDataFrame(pd.concat([TWO_BLOCKS, path], ignore_index=True), crs=CRS)
    assert len(block_sites(both, None, smallest_m2=50, book=NoteBook())) == 2


def test_the_boundary_closes_open_blocks_and_slivers_are_counted() -> None:
    cross = streets([(-50, 30), (250, 30)], [(100, -50), (100, 90)])
    book = NoteBook()
    outline = shapely.box(0, 0, 200, 60)
    blocks = block_sites(cross, outline, smallest_m2=50, book=book)
    assert blocks["area_m2"].tolist() == [3_000.0] * 4
    assert len(block_sites(cross, outline, smallest_m2=4_000, book=book)) == 0
    assert [note.count for note in book.notes if note.action == "left_out"] == [4]


def test_each_building_gets_the_ground_nearest_to_it() -> None:
    blocks = block_sites(TWO_BLOCKS, None, smallest_m2=50, book=NoteBook())
    buildings = gpd.GeoDataFrame(
        {"ref": ["w", "e", "outside"]},
        geometry=[
            shapely.box(10, 20, 30, 40),
            shapely.box(70, 20, 90, 40),
            shapely.box(500, 500, 520, 520),
        ],
        crs=CRS,
    )
    sites, site_of = split_by_building(blocks, buildings, NoteBook())
    assert len(sites) == 3
    # the two lie mirrored in their block: half the ground each; the other block stays whole
    assert sorted(sites["area_m2"].round(0).tolist()) == [3_000.0, 3_000.0, 6_000.0]
    by_ref = sites.set_index("ref").geometry
    for number in (0, 1):
        assert by_ref[site_of[number]].contains(buildings.geometry[number])
    assert pd.isna(site_of[2])


def test_party_walls_part_the_ground() -> None:
    row = [shapely.box(10 + 10 * n, 20, 20 + 10 * n, 40) for n in range(3)]
    buildings = gpd.GeoDataFrame({"ref": ["a", "b", "c"]}, geometry=row, crs=CRS)
    blocks = block_sites(TWO_BLOCKS, None, smallest_m2=50, book=NoteBook())
    sites, site_of = split_by_building(blocks, buildings, NoteBook())
    assert site_of.nunique() == 3
    parts = sites[sites["ref"].isin(site_of)]
    assert parts["area_m2"].sum() == pytest.approx(6_000.0, rel=1e-6)
    assert parts.geometry.is_valid.all()


def lots() -> gpd.GeoDataFrame:
    shapes = [shapely.box(100 * n, 0, 100 * n + 100, 100) for n in range(3)]
    return gpd.GeoDataFrame(
        {"ref": ["a", "b", "c"], "area_m2": [1e4] * 3}, geometry=shapes, crs=CRS
    )


def test_a_site_mostly_under_a_park_is_not_renewable() -> None:
    # 60 % of a lies under two parks that overlap each other, 40 % of b under one
    green = gpd.GeoDataFrame(
        {"kind": ["park", "park", "park"]},
        geometry=[
            shapely.box(0, 0, 60, 100),
            shapely.box(0, 0, 50, 100),
            shapely.box(100, 0, 140, 100),
        ],
        crs=CRS,
    )
    rule = SiteRule(reason="park", covered_by="green", only={"kind": ["park"]})
    sites = with_renewable(lots(), (rule,), {"green": green}, NoteBook())
    assert sites["renewable"].tolist() == [False, True, True]
    assert sites["not_renewable_reason"].tolist()[0] == "park"


def test_a_cover_that_is_not_there_binds_nothing() -> None:
    rule = SiteRule(reason="park", covered_by="green")
    assert with_renewable(lots(), (rule,), {}, NoteBook())["renewable"].all()


def test_a_footprint_never_exceeds_its_site() -> None:
    sites = lots().assign(
        gross_floor_area_m2=[30_000.0, 2_000.0, 0.0],
        gross_floor_area_m2_basis="given",
        storeys=[2.0, None, 1.0],
        storeys_basis="given",
    )
    buildings = buildings_on_sites(sites, NoteBook())
    assert buildings["site"].tolist() == ["a", "b"]  # c is not built
    assert buildings["footprint_m2"].iloc[0] == 10_000.0
    assert pd.isna(buildings["footprint_m2"].iloc[1])  # storeys unknown: no footprint is made up
