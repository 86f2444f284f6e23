"""What the public names promise lies where they say: the river, the station, the six projects."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gengxin.terms import District


@pytest.fixture(scope="module")
def named(district: District) -> gpd.GeoDataFrame:
    """Areas by their public Chinese name and level."""
    areas = district.places("areas")
    plain = areas["name_zh"].str.removesuffix("（样例）")
    return areas.assign(ref=areas.index).set_index([areas["level"], plain])


@pytest.fixture(scope="module")
def river(district: District) -> shapely.Polygon:
    barriers = district.places("barriers")
    water = barriers[barriers["kind"] == "water"]
    return water.geometry.loc[water.geometry.area.idxmax()]


def test_the_river_is_the_eastern_border(district: District, river: shapely.Polygon) -> None:
    areas = district.places("areas")
    whole = areas.geometry[areas["level"] == "sub_district"].union_all()
    land = shapely.difference(whole, river)
    _, south, _, north = river.bounds
    for level in np.linspace(south + 300.0, north - 300.0, 15):
        line = shapely.LineString([(land.bounds[0], level), (river.bounds[2] + 1.0, level)])
        west, _, east, _ = shapely.intersection(line, river).bounds
        # land ends at the bank, and the border runs in the river. The Huangpu is 300–500 m wide
        # there; measured along a line to the east it may be a little more
        assert abs(west - shapely.intersection(line, land).bounds[2]) < 1.0
        assert 300.0 <= east - west <= 600.0


def _shares(district: District, named: gpd.GeoDataFrame, unit: str) -> dict[str, float]:
    """Share of the land of sites by use in a renewal unit."""
    sites = district.places("sites")
    own = sites[sites["renewal_unit"] == named.loc[("renewal_unit", unit), "ref"]]
    by_use = own.groupby("use_class", observed=True)["area_m2"].sum() / own["area_m2"].sum()
    return {str(use): float(share) for use, share in by_use.items()}


@pytest.mark.parametrize(
    ("unit", "use", "times"),
    [
        # a medical town, a science park, a park city: at least so many times the use's share of
        # the whole district
        ("枫林", "medical", 5.0),
        ("漕河泾", "research", 5.0),
        ("公园城市示范区", "green", 3.0),
        ("生命蓝湾", "research", 1.2),
    ],
)
def test_projects_hold_what_they_are_known_for(
    district: District, named: gpd.GeoDataFrame, unit: str, use: str, times: float
) -> None:
    sites = district.table("sites")
    usual = sites.loc[sites["use_class"] == use, "area_m2"].sum() / sites["area_m2"].sum()
    assert _shares(district, named, unit)[use] > times * usual


def test_the_historic_project_is_mostly_protected(
    district: District, named: gpd.GeoDataFrame
) -> None:
    sites = district.table("sites")
    own = sites["renewal_unit"] == named.loc[("renewal_unit", "衡复"), "ref"]
    kept = sites["heritage_class"].notna()
    assert kept[own].mean() > 0.4
    assert kept[~own].mean() < 0.2


def test_the_station_lies_in_the_station_project(
    district: District, named: gpd.GeoDataFrame
) -> None:
    stops = district.places("stops")
    station = stops[stops["mode"] == "rail"].geometry
    assert len(station) == 1
    assert station.within(named.loc[("renewal_unit", "上海南站"), "geometry"]).all()
    # trains come along the railway
    barriers = district.places("barriers")
    rails = barriers.geometry[barriers["kind"] == "railway"].union_all()
    assert station.distance(rails).max() < 300.0


@pytest.mark.parametrize(
    ("level", "name"), [("functional_zone", "西岸滨江"), ("renewal_unit", "生命蓝湾")]
)
def test_the_riverfront_touches_the_river(
    named: gpd.GeoDataFrame, river: shapely.Polygon, level: str, name: str
) -> None:
    assert shapely.intersection(named.loc[(level, name), "geometry"], river).area > 0


def test_offices_and_shopping_gather_at_the_metro(district: District) -> None:
    stops, sites = district.places("stops"), district.places("sites")
    metro = stops.geometry[(stops["mode"] == "metro") & stops["station"].isna()].union_all()
    away_m = sites.representative_point().distance(metro)
    busy = sites["use_class"].isin(["office", "commercial"])
    homes = sites["use_class"] == "residential"
    # half of them within the 500 m that counts as an easy walk to a station; homes are farther
    assert (away_m[busy] <= 500.0).mean() > 0.5
    assert away_m[busy].median() < 0.75 * away_m[homes].median()


def test_estates_of_one_kind_lie_side_by_side(district: District) -> None:
    # workers' new villages were built for whole quarters at once: beside one stands another far
    # more often than its share of the sites of homes
    sites = district.places("sites")
    homes = sites[sites["use_class"] == "residential"]
    old = homes["name_en"].str.contains("workers' new village").to_numpy()
    first, second = shapely.STRtree(homes.geometry.to_numpy()).query(
        homes.geometry.to_numpy(), predicate="dwithin", distance=30.0
    )
    beside = first != second
    assert old[second[beside & old[first]]].mean() > 1.6 * old.mean()
