"""The sun map as a layer that any map program opens."""

from pathlib import Path

import geopandas as gpd
import pyogrio

from gengxin.publish.whole_file import whole_file
from gengxin.terms.sun import SunMap

__all__ = ["write_sun_layer"]


def write_sun_layer(made: SunMap, path: Path) -> None:
    """Write buildings with their hours as GeoJSON, in longitude and latitude (RFC 7946)."""
    buildings = made.tables["buildings"]
    layer = gpd.GeoDataFrame(buildings.reset_index(), geometry="geometry").to_crs(4326)
    with whole_file(Path(path)) as work:
        work.unlink()
        pyogrio.write_dataframe(
            layer,
            work,
            driver="GeoJSON",
            layer="sun",
            layer_options={"RFC7946": "YES", "COORDINATE_PRECISION": "7"},
        )
