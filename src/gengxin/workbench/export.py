"""Give a district's tables to other programs."""

from pathlib import Path
from typing import Literal

from gengxin.terms import District

__all__ = ["Format", "export_district"]

Format = Literal["gpkg", "geojson", "xlsx"]


def export_district(district: District, to: Format, path: str | Path) -> Path:
    """Write every table: one GeoPackage, one workbook, or one GeoJSON a table into a folder."""
    from gengxin import publish

    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    if to == "gpkg":
        publish.write_geopackage(district, target)
    elif to == "xlsx":
        publish.write_tables(district, target)
    else:
        publish.write_geojson(district, target)
    return target
