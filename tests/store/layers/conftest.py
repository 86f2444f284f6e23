"""The layer store in both its fillings, over a town small enough to count by hand."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gengxin.store.layers import EmbeddedLayers, LayerStore, TableVersion, Tiling, as_rows
from gengxin.store.layers.server import ServerLayers
from gengxin.terms import Column

COLUMNS = (
    Column(name="ref", kind="text", en="reference", zh="编号", required=True),
    Column(name="use_class", kind="code", en="use", zh="用途", codes=("homes", "shops")),
    Column(name="height_m", kind="number", en="height", zh="高度", unit="m"),
    Column(name="storeys", kind="whole", en="storeys", zh="层数", unit="storeys"),
    Column(name="is_empty", kind="flag", en="whether it is empty", zh="是否空置"),
    Column(name="seen_on", kind="day", en="day it was seen", zh="日期"),
    Column(name="covered.1+N", kind="number", en="a column with an odd name", zh="比例"),
)
WEST, SOUTH, SIDE_DEG = 121.4, 31.2, 0.001


def lot(column: float, row: float, size: float = 0.8) -> shapely.Polygon:
    """A square lot of the town's grid, 0.8 of a cell unless said."""
    west, south = WEST + column * SIDE_DEG, SOUTH + row * SIDE_DEG
    return shapely.box(west, south, west + size * SIDE_DEG, south + size * SIDE_DEG)


@pytest.fixture(scope="session")
def town() -> gpd.GeoDataFrame:
    """Six buildings: four lots in a row, one with a hole and a part apart, one without a place."""
    ringed = shapely.difference(lot(0, 2), lot(0.2, 2.2, size=0.3))
    two_parts = shapely.MultiPolygon([ringed, lot(2, 2)])
    return gpd.GeoDataFrame(
        {
            "ref": ["a", "b", "é", "二", "e", "f"],
            "use_class": ["homes", "shops", "homes", None, "shops", "homes"],
            "height_m": [10.5, 3.25, None, 3.25, 1 / 3, 60.0],
            "storeys": pd.array([3, 1, None, 1, 0, 20], dtype="Int64"),
            "is_empty": pd.array([False, None, True, False, False, True], dtype="boolean"),
            "seen_on": [date(2025, 1, 1), None, date(2024, 2, 29), None, None, date(1999, 12, 31)],
            "covered.1+N": [0.1, None, 0.7, 1.0, 0.0, None],
        },
        geometry=[lot(0, 0), lot(1, 0), lot(2, 0), lot(3, 0), two_parts, None],
        crs=4326,
    )


@pytest.fixture(scope="session")
def table(town: gpd.GeoDataFrame) -> TableVersion:
    """The town as a layer."""
    return TableVersion(
        name="buildings",
        version="town-1",
        columns=COLUMNS,
        read=lambda: as_rows(town, COLUMNS),
        tiling=Tiling(columns=("ref", "height_m", "seen_on"), least_zoom=10, most_zoom=16),
    )


@pytest.fixture(params=["embedded", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LayerStore]:
    """A layer store."""
    if request.param == "embedded":
        made: LayerStore = EmbeddedLayers(tmp_path / "tiles")
    else:
        running = request.getfixturevalue("cluster")
        made = ServerLayers(running.made("layers"))
    yield made
    made.keep_only(frozenset())
    made.close()
