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
from gengxin.publish.layer_looks import NAME, layer_style
from gengxin.publish.qgis_style import (
    Labels,
    Look,
    categorised,
    cause_looks,
    graduated,
    single,
    style,
)
from gengxin.publish.whole_file import whole_file
from gengxin.terms import (
    FINDING_CAUSES,
    FINDINGS,
    GAPS,
    RANKING,
    TABLES,
    CheckUp,
    District,
    Indicator,
    codes,
)

__all__ = ["check_up_geopackage", "write_geojson", "write_geopackage"]

# layer → [(name of the style, QML, whether QGIS takes it first)]
Styles = dict[str, list[tuple[str, str, bool]]]
# what lies beneath a check-up's own layers; sites are drawn with their values
BENEATH = (*(name for name in MAP_COLUMNS if name != "sites"), "gates")
# layers of one table whose shapes are of several kinds, of which QGIS draws but one a layer
_KINDS = ("points", "lines", "polygons")
# the names of small areas are shown from this scale on
_NAMED_FROM = {"check_up_neighbourhood": 15_000, "check_up_sites": 4_000}
# the dot of the cause that concerns most people
MOST_MM = 12.0
_RANKED = "{0.zh} · {0.en}".format(RANKING.by_name["gaps_per_person"])


# tables and results by the names of their layers
_TOLD = {table.name: table for table in (*TABLES.values(), FINDINGS, FINDING_CAUSES, GAPS, RANKING)}


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
        layer: _writable(part)
        for name in district.given
        if name in BENEATH
        for layer, part in _by_kind(name, _plain(district, name)).items()
    }
    with _package(path, day=day) as work:
        styles = _write_layers(work, beneath)

        def add(check_up: CheckUp) -> None:
            layers: dict[str, pd.DataFrame] = {}
            _add_check_up(check_up, district, layers, styles)
            for name, frame in layers.items():
                _write_layer(frame, work, name)
                if not isinstance(frame, gpd.GeoDataFrame):
                    styles.pop(name, None)
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
        qml = _style_of(name, frame)
        if qml is not None:
            styles[name] = [("gengxin", qml, True)]
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
            styles[name] = _area_styles(name, layers[name], check_up) or [_outlined()]
    if district.has("sites"):
        layers["check_up_sites"] = _sites(check_up, district)
        by_use = layer_style("sites", 2)
        valued = _area_styles("check_up_sites", layers["check_up_sites"], check_up)
        used = [] if by_use is None else [("use_class", by_use, not valued)]
        styles["check_up_sites"] = [*valued, *used]
    layers["findings"] = _writable(check_up.findings, index=False)
    red = Look(shape="point", fill="#b42318", outline="#ffffff")
    styles["findings"] = [("gengxin", style(single(red)), True)]
    layers["finding_causes"] = _writable(check_up.causes, index=False)
    most = np.nanmax(check_up.causes["affected_people"].to_numpy(dtype="float64"), initial=1.0)
    looks = cause_looks(codes.CAUSES, "affected_people", most_people=float(most), most_mm=MOST_MM)
    drawn = categorised("cause", looks, largest_first="affected_people")
    styles["finding_causes"] = [("gengxin", style(drawn), True)]
    layers["gaps"] = _writable(gaps_by_place(check_up), index=False)
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


def _area_styles(layer: str, areas: pd.DataFrame, check_up: CheckUp) -> list[tuple[str, str, bool]]:
    """A style for the first indicator of each service, and for each that is of none.

    The one whose service most people lack is shown first.
    """
    first = {i.standard: i.code for i in reversed(check_up.indicators) if i.standard}
    shown = [i.code for i in check_up.indicators if first.get(i.standard, i.code) == i.code]
    codes_in_order = dict.fromkeys([most_missed(check_up), *shown])
    columns = [c for c in map(_column, codes_in_order) if c in areas]
    titles = {_column(i.code): _title(i) for i in check_up.indicators}
    labels = Labels(expression=NAME, least_scale=_NAMED_FROM.get(layer, 0))
    if "gaps_per_person" in areas and not columns:
        columns = ["gaps_per_person"]
    styles = []
    for place, column in enumerate(columns):
        values = areas[column].to_numpy(dtype="float64")
        known = values[np.isfinite(values)]
        if known.size:
            edges = [float(known.min()), *breaks(values), float(known.max())]
            drawn = graduated(column, edges, title=titles.get(column, _RANKED))
            styles.append((column, style(drawn, labels), place == 0))
    return styles


def _column(code: str) -> str:
    """An indicator's code as the name of a column."""
    return code.replace(".", "_")


def _outlined() -> tuple[str, str, bool]:
    """The style of areas of which nothing is known."""
    look = Look(shape="polygon", fill="", width_mm=0.5)
    return "gengxin", style(single(look), Labels(expression=NAME)), True


def _title(indicator: Indicator) -> str:
    """What stands above an indicator's classes in the legend."""
    return f"{indicator.name_zh} · {indicator.name_en} [{indicator.unit}]"


def _by_kind(name: str, frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The table as one layer; one a kind of shape where it has several.

    Rows without a shape stay with the first.
    """
    if not isinstance(frame, gpd.GeoDataFrame):
        return {name: frame}
    kinds = shapely.get_dimensions(frame.geometry.to_numpy())
    found = sorted({int(kind) for kind in kinds if kind >= 0})
    if len(found) < 2:
        return {name: frame}
    own = np.where(kinds < 0, found[0], kinds)
    return {f"{name}_{_KINDS[kind]}": frame[own == kind] for kind in found}


def _style_of(layer: str, frame: pd.DataFrame) -> str | None:
    """How QGIS draws a layer; ``None`` where its shapes are of several kinds or of none."""
    if not isinstance(frame, gpd.GeoDataFrame):
        return None
    kinds = {int(kind) for kind in shapely.get_dimensions(frame.geometry.to_numpy()) if kind >= 0}
    if len(kinds) != 1:
        return None
    kind = kinds.pop()
    return layer_style(layer.removesuffix(f"_{_KINDS[kind]}"), kind)


def _writable(frame: pd.DataFrame, *, index: bool = True) -> pd.DataFrame:
    """The frame as GDAL takes it: its index a column, categories as words.

    Where no row has a shape it is a plain table: QGIS would show a layer that can't be drawn.
    """
    plain = frame.reset_index() if index else frame.reset_index(drop=True)
    if isinstance(plain, gpd.GeoDataFrame) and plain.geometry.isna().all():
        plain = pd.DataFrame(plain.drop(columns=plain.geometry.name))
    words = plain.select_dtypes("category").columns
    return plain.astype(dict.fromkeys(words, "object")) if len(words) else plain


def _write_layer(frame: pd.DataFrame, path: Path, layer: str) -> None:
    """Add one layer to the GeoPackage."""
    options = {"FID": "id" if layer == "layer_styles" else "fid", "DESCRIPTION": _about(layer)}
    pyogrio.write_dataframe(
        frame,
        path,
        driver="GPKG",
        layer=layer,
        append=False,
        layer_options=options,
        use_arrow=True,
    )


def _about(layer: str) -> str:
    """What a layer holds, in both languages, as QGIS shows it; empty where its name says all."""
    level = layer.removeprefix("check_up_")
    if level in codes.AREA_LEVELS:
        en, zh = codes.AREA_LEVELS[level]
        return f"体检结果，按{zh} · check-up by {en}"
    if level == "sites":
        return "体检结果，按更新地块 · check-up by site"
    name = layer
    for kind in _KINDS:
        name = name.removesuffix(f"_{kind}")
    table = _TOLD.get(name)
    return f"{table.zh} · {table.en}" if table else ""


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
