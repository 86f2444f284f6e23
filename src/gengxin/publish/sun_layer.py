"""The sun map as layers that any map program opens."""

from pathlib import Path
from typing import Literal

import geopandas as gpd
import pyogrio

from gengxin.publish.whole_file import whole_file
from gengxin.terms.sun import SunMap

__all__ = ["write_sun_layer"]


def write_sun_layer(made: SunMap, table: Literal["buildings", "grounds"], path: Path) -> None:
    """Write buildings or open ground with their hours as GeoJSON, in degrees (RFC 7946)."""
    layer = gpd.GeoDataFrame(made.tables[table].reset_index(), geometry="geometry").to_crs(4326)
    with whole_file(Path(path)) as work:
        work.unlink()
        pyogrio.write_dataframe(
            layer,
            work,
            driver="GeoJSON",
            layer="sun" if table == "buildings" else "sun-on-ground",
            layer_options={"RFC7946": "YES", "COORDINATE_PRECISION": "7"},
        )
