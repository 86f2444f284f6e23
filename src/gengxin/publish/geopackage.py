"""A district and its check-up as one GeoPackage that opens in QGIS already drawn."""

import contextlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from gengxin.publish.answer import most_missed
from gengxin.publish.colours import breaks
from gengxin.publish.embed_layers import MAP_COLUMNS
from gengxin.publish.gap_layer import gap_styles, gaps_by_place
from gengxin.publish.layer_looks import layer_style
from gengxin.publish.qgis_style import (
    Look,
    categorised,
    cause_looks,
    graduated,
    single,
    with_labels,
)
from gengxin.publish.whole_file import whole_file
from gengxin.terms import CheckUp, District, codes

__all__ = ["check_up_geopackage", "write_geojson", "write_geopackage"]

# layer → [(name of the style, QML, whether QGIS takes it first)]
Styles = dict[str, list[tuple[str, str, bool]]]
NAME = 'coalesce("name_zh", "name_en", "ref")'
# what lies beneath a check-up's own layers; sites are drawn with their values
BENEATH = (*(name for name in MAP_COLUMNS if name != "sites"), "gates")
_DRAWN_BY_SHAPE = {"buildings", "facilities", "heritage"}


def write_geopackage(district: District, path: Path, check_up: CheckUp | None = None) -> None:
    """Write every table of a district; or a check-up with the tables that its map needs.

    Beside a check-up a table has the columns that the report's map shows too. The whole district,
    with the basis of each number, is in its folder and in the GeoPackage without a check-up.
    """
    if check_up is not None:
        with check_up_geopackage(district, path, day=check_up.provenance.day) as add:
            add(check_up)
        return
    layers = {name: _writable(district.table(name)) for name in district.given}
    with _package(path, day=district.meta.data_day) as work:
        styles = _write_layers(work, layers)
        _write_layer(_style_table(styles, district.meta.data_day), work, "layer_styles")


@contextlib.contextmanager
def check_up_geopackage(
    district: District, path: Path, *, day: date
) -> Iterator[Callable[[CheckUp], None]]:
    """Write what lies beneath a check-up of ``day``; then the check-up that you call this with.

    The file appears when the block ends well, the same as from ``write_geopackage``.
    """
    beneath = {
        name: _writable(_plain(district, name)) for name in district.given if name in BENEATH
    }
    with _package(path, day=day) as work:
        styles = _write_layers(work, beneath)

        def add(check_up: CheckUp) -> None:
            layers: dict[str, pd.DataFrame] = {}
            _add_check_up(check_up, district, layers, styles)
            for name, frame in layers.items():
                _write_layer(frame, work, name)
            _write_layer(_style_table(styles, day), work, "layer_styles")

        yield add


@contextlib.contextmanager
def _package(path: Path, *, day: date) -> Iterator[Path]:
    """Give the place to write the layers to."""
    with whole_file(Path(path)) as work, _dated(day):
        work.unlink()
        yield work


def _write_layers(work: Path, layers: dict[str, pd.DataFrame]) -> Styles:
    """Write tables of the district; their styles."""
    styles: Styles = {}
    for name, frame in layers.items():
        _write_layer(frame, work, name)
        style = layer_style(name) if _styled(name, frame) else None
        if style is not None:
            labels = NAME if name == "areas" else ""
            styles[name] = [("gengxin", with_labels(style, labels), True)]
    return styles


def write_geojson(district: District, folder: Path) -> None:
    """Write each table as one GeoJSON file into a folder, in longitude and latitude (RFC 7946)."""
    for name in district.given:
        frame = _writable(district.table(name))
        if not isinstance(frame, gpd.GeoDataFrame):
            nowhere = gpd.GeoSeries(None, index=frame.index, crs=4326)
            frame = gpd.GeoDataFrame(frame, geometry=nowhere)
        with whole_file(Path(folder) / f"{name}.geojson") as work:
            work.unlink()
            pyogrio.write_dataframe(
                frame.to_crs(4326),
                work,
                driver="GeoJSON",
                layer=name,
                layer_options={"RFC7946": "YES", "COORDINATE_PRECISION": "7"},
            )


def _add_check_up(
    check_up: CheckUp, district: District, layers: dict[str, pd.DataFrame], styles: Styles
) -> None:
    """Add the layers of a check-up: areas by level with their values, findings, gaps, ranking."""
    areas = district.places("areas")
    for level in codes.AREA_LEVELS:
        at_level = areas[areas["level"] == level]
        if len(at_level):
            name = f"check_up_{level}"
            layers[name] = _with_values(at_level, check_up, level)
            styles[name] = _area_styles(layers[name], check_up)
    if district.has("sites"):
        layers["check_up_sites"] = _sites(check_up, district)
        by_use = layer_style("sites")
        valued = _area_styles(layers["check_up_sites"], check_up)
        used = [] if by_use is None else [("use_class", with_labels(by_use, ""), not valued)]
        styles["check_up_sites"] = [*valued, *used]
    layers["findings"] = _writable(check_up.findings, index=False)
    red = Look(shape="point", fill="#b42318", outline="#ffffff")
    styles["findings"] = [("gengxin", with_labels(single(red), ""), True)]
    layers["finding_causes"] = _writable(check_up.causes, index=False)
    looks = cause_looks(codes.CAUSES, "affected_people")
    styles["finding_causes"] = [("gengxin", with_labels(categorised("cause", looks), ""), True)]
    layers["gaps"] = gaps_by_place(check_up)
    missed = {one.code: one.standard for one in check_up.indicators}
    styles["gaps"] = gap_styles(check_up, first=missed.get(most_missed(check_up), ""))
    layers["ranking"] = _writable(check_up.ranking, index=False)


def _plain(district: District, name: str) -> pd.DataFrame:
    """One table with its names and the columns that maps show."""
    frame = district.table(name)
    shown = ("name_en", "name_zh", *MAP_COLUMNS.get(name, ("facility",)), "geometry")
    return frame[[column for column in shown if column in frame]]


def _with_values(areas: gpd.GeoDataFrame, check_up: CheckUp, level: str) -> pd.DataFrame:
    """The areas of one level with a column an indicator; missing is unavailable."""
    seen = check_up.observations[check_up.observations["level"] == level]
    wide = seen.pivot_table(index="area", columns="indicator", values="value", dropna=False)
    wide = wide.dropna(axis="columns", how="all")
    wide.columns = [_column(code) for code in wide.columns]
    ranking = check_up.ranking[check_up.ranking["level"] == level].set_index("area")
    kept = ["name_zh", "name_en", "geometry"]
    own = areas[[column for column in kept if column in areas]]
    ranked = own.join(
        ranking[[column for column in ranking if column not in ("level", *wide.columns)]]
    ).join(wide)
    return _writable(gpd.GeoDataFrame(ranked, geometry="geometry", crs=areas.crs))


def _sites(check_up: CheckUp, district: District) -> pd.DataFrame:
    """The sites with a column an indicator; missing is unavailable."""
    own, seen = _plain(district, "sites"), check_up.site_values.rename(columns=_column)
    valued = own.join(seen[[column for column in seen if column not in own]])
    return _writable(gpd.GeoDataFrame(valued, geometry="geometry", crs=district.meta.crs))


def _area_styles(areas: pd.DataFrame, check_up: CheckUp) -> list[tuple[str, str, bool]]:
    """A style for the first indicator of each service, and for each that is of none.

    The one whose service most people lack is shown first.
    """
    first = {i.standard: i.code for i in reversed(check_up.indicators) if i.standard}
    shown = [i.code for i in check_up.indicators if first.get(i.standard, i.code) == i.code]
    codes_in_order = dict.fromkeys([most_missed(check_up), *shown])
    columns = [c for c in map(_column, codes_in_order) if c in areas]
    if "gaps_per_person" in areas and not columns:
        columns = ["gaps_per_person"]
    styles = []
    for place, column in enumerate(columns):
        values = areas[column].to_numpy(dtype="float64")
        known = values[np.isfinite(values)]
        if known.size:
            edges = [float(known.min()), *breaks(values), float(known.max())]
            styles.append((column, with_labels(graduated(column, edges), NAME), place == 0))
    return styles


def _column(code: str) -> str:
    """An indicator's code as the name of a column."""
    return code.replace(".", "_")


def _styled(name: str, frame: pd.DataFrame) -> bool:
    """Whether the layer's shapes are those for which its style is made."""
    if not isinstance(frame, gpd.GeoDataFrame):
        return False
    if name not in _DRAWN_BY_SHAPE:
        return True
    dimensions = shapely.get_dimensions(frame.geometry.to_numpy())
    wanted = 2 if name == "buildings" else 0
    return bool((dimensions == wanted).all())


def _writable(frame: pd.DataFrame, *, index: bool = True) -> pd.DataFrame:
    """The frame as GDAL takes it: its index a column, categories as words."""
    plain = frame.reset_index() if index else frame.reset_index(drop=True)
    words = plain.select_dtypes("category").columns
    return plain.astype(dict.fromkeys(words, "object")) if len(words) else plain


def _write_layer(frame: pd.DataFrame, path: Path, layer: str) -> None:
    """Add one layer to the GeoPackage."""
    options = {"FID": "id" if layer == "layer_styles" else "fid"}
    pyogrio.write_dataframe(
        frame,
        path,
        driver="GPKG",
        layer=layer,
        append=False,
        layer_options=options,
        use_arrow=True,
    )


def _style_table(styles: Styles, day: date) -> pd.DataFrame:
    """The table in which QGIS looks for the style of a layer."""
    rows = [
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": layer,
            "f_geometry_column": "geom",
            "styleName": name,
            "styleQML": qml,
            "styleSLD": "",
            "useAsDefault": first,
            "description": "",
            "owner": "",
            "ui": "",
            "update_time": pd.Timestamp(day),
        }
        for layer, listed in styles.items()
        for name, qml, first in listed
    ]
    return pd.DataFrame(rows)


@contextlib.contextmanager
def _dated(day: date) -> Iterator[None]:
    """Let GDAL write a stated day instead of the clock's: the same district, the same file.

    It need not wait for the disk after each layer: the file gets its name when it is whole.
    """
    options = {
        "OGR_CURRENT_DATE": f"{day.isoformat()}T00:00:00.000Z",
        "OGR_SQLITE_SYNCHRONOUS": "OFF",
    }
    before = {key: pyogrio.get_gdal_config_option(key) for key in options}
    pyogrio.set_gdal_config_options(options)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)
