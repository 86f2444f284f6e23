"""The one entry for the files of a place: OpenStreetMap by itself, or anything by a recipe."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gengxin.sources.crs import metric_crs
from gengxin.sources.files import digest_of, located, refuse_absent
from gengxin.sources.layers import GEOGRAPHIC, Declared, Layer, Shapes, read_layer
from gengxin.sources.mend import Extent, mended, mended_shapes, robust_extent, stated_crs
from gengxin.sources.missing import say_missing
from gengxin.sources.notes import NoteBook
from gengxin.sources.recipe import Input, Recipe, column_faults, load_recipe, shipped_recipes
from gengxin.sources.tables import ReadInputs, tables_of
from gengxin.terms import (
    TABLES,
    DistrictMeta,
    InputError,
    InputFile,
    Money,
    Note,
    PlainDistrict,
)

__all__ = ["read_district"]

OSM_SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")


def read_district(
    sources: Sequence[Path],
    *,
    recipe: str | Path | None = None,
    boundary: Path | None = None,
    accept_loss: bool = False,
) -> PlainDistrict:
    """Plain tables of a district from files and folders; nothing is written.

    Without a recipe the one source is OpenStreetMap data. With one, its inputs are found below the
    folders and among the files given; ``boundary``, any layer of polygons, goes before the recipe's
    own. All that was mended, joined, estimated, merged, left out or missing is in ``meta.notes``.

    Raises
    ------
    InputError
        For files that are absent or can't be read, a recipe with faults, a layer that loses more
        than 5 % of its rows unasked.

    """
    paths = [Path(source) for source in sources]
    refuse_absent([*paths, *([boundary] if boundary else [])])
    if recipe is None:
        return _from_osm_alone(paths, boundary)
    loaded = load_recipe(recipe)
    book = NoteBook()
    inputs = _asked_for(loaded.recipe)
    files = located(inputs, paths)
    read = _read_all(loaded.recipe, files, boundary, accept_loss=accept_loss, book=book)
    tables = tables_of(loaded.recipe, read, accept_loss=accept_loss, book=book)
    say_missing(tables.keys(), loaded.recipe.missing, book)
    about = loaded.recipe.district
    digests = [
        digest_of(path, inputs[name], licence=about.licence, attribution=about.attribution)
        for name, path in files.items()
    ]
    if boundary is not None:
        _refuse_nothing(tables, boundary)
        digests.append(digest_of(boundary, None, licence="not stated", attribution=""))
    meta = DistrictMeta(
        name_en=about.name_en,
        name_zh=about.name_zh,
        crs=read.crs,
        data_day=about.data_day,
        money=_money(loaded.recipe),
        inputs=tuple(dict.fromkeys((loaded.file, *digests))),
        parameters=_parameters(loaded.file, boundary, accept_loss=accept_loss),
        notes=tuple(book.notes),
    )
    return PlainDistrict(meta=meta, tables=tables, money=_money_by_table(meta, tables))


# -- OpenStreetMap ------------------------------------------------------------------------------


def _from_osm_alone(paths: list[Path], boundary: Path | None) -> PlainDistrict:
    """One file of OpenStreetMap data needs no recipe: its tags are known."""
    odd = [path for path in paths if not _is_osm(path)]
    if odd or len(paths) != 1:
        names = ", ".join(path.name for path in (odd or paths))
        msg = (
            f"{names}: only one file of OpenStreetMap data can be read without a recipe → name a "
            f"recipe: a file, or one that is shipped ({', '.join(shipped_recipes())})"
        )
        raise InputError(msg)
    from gengxin.sources.osm import read_osm

    if boundary is None:
        return read_osm(paths[0])
    plain = read_osm(paths[0], boundary=_outline(read_layer(boundary)))
    meta = plain.meta
    drawn = digest_of(boundary, None, licence="not stated", attribution="")
    parameters = {**meta.parameters, "boundary": boundary.name}
    return replace(plain, meta=replace(meta, inputs=(*meta.inputs, drawn), parameters=parameters))


def _refuse_nothing(tables: Mapping[str, pd.DataFrame], boundary: Path) -> None:
    """A boundary that nothing lies within is of another place."""
    if not any(len(frame) for frame in tables.values()):
        msg = (
            f"nothing that was read lies within {boundary.name}; it is of another place, or its "
            "coordinate system is not the one it states"
        )
        raise InputError(msg)


def _is_osm(path: Path) -> bool:
    if not path.is_file():
        return False
    if path.name.lower().endswith(OSM_SUFFIXES):
        return True
    with path.open("rb") as stream:
        return path.suffix.lower() == ".json" and b'"osm3s"' in stream.read(4096)


# -- reading ------------------------------------------------------------------------------------


def _asked_for(recipe: Recipe) -> dict[str, Input]:
    """Return the inputs that something in the recipe uses; the others needn't be there."""
    used = {recipe.district.boundary}
    for fill in recipe.fill:
        used |= {fill.input, *(join.input for join in fill.join)}
        used |= {rule.nearest for rules in fill.columns.values() for rule in rules}
    return {name: one for name, one in recipe.inputs.items() if name in used or one.kind == "osm"}


def _read_all(
    recipe: Recipe,
    files: Mapping[str, Path],
    boundary: Path | None,
    *,
    accept_loss: bool,
    book: NoteBook,
) -> ReadInputs:
    layers = _layers(recipe, files)
    outline = None
    if boundary is not None:
        outline = _outline(read_layer(boundary))
    elif recipe.district.boundary:
        outline = _outline(layers[recipe.district.boundary])
    extent, ground, osm = _placed(recipe, files, list(layers.values()), outline)
    frames = {
        name: mended(
            layer,
            _widened(extent, ground, recipe.inputs[name].keep_beyond_m),
            accept_loss=accept_loss,
            book=book,
        )
        for name, layer in layers.items()
    }
    ready: dict[str, pd.DataFrame] = {}
    for plain, one in osm:
        ready |= _wanted(plain, one, ready, book)
    return ReadInputs(frames=frames, ready=ready, crs=extent.crs, boundary=ground)


def _layers(recipe: Recipe, files: Mapping[str, Path]) -> dict[str, Layer]:
    """Read every layer; faults of all files, then of all columns, come at once."""
    layers: dict[str, Layer] = {}
    faults: list[str] = []
    for name, path in files.items():
        one = recipe.inputs[name]
        if one.kind == "osm":
            continue
        declared = Declared(layer=one.layer, crs=one.crs, x=one.x, y=one.y, encoding=one.encoding)
        try:
            layers[name] = read_layer(path, declared)
            if layers[name].shapes is not None:
                stated_crs(layers[name])
        except InputError as error:
            faults.append(f"input {name}: {error}")
    if not faults:
        faults = list(column_faults(recipe, {name: one.rows for name, one in layers.items()}))
    if faults:
        listed = "\n- ".join(faults)
        msg = f"the sources can't be read by the recipe:\n- {listed}"
        raise InputError(msg)
    return layers


def _outline(layer: Layer) -> shapely.Geometry:
    """Return the ground of a layer of polygons as one shape in longitude and latitude (WGS 84)."""
    if layer.shapes is None:
        raise InputError(f"{layer.name} has no shapes; a boundary must be a layer of polygons")
    shapes = gpd.GeoSeries(layer.shapes, crs=stated_crs(layer)).to_crs(GEOGRAPHIC).to_numpy()
    sound, _ = mended_shapes(shapes)
    ground = shapely.union_all(sound[shapely.area(sound) > 0])
    if ground.is_empty:
        raise InputError(f"{layer.name} holds no polygon; a boundary must be a layer of polygons")
    return ground


def _placed(
    recipe: Recipe,
    files: Mapping[str, Path],
    layers: list[Layer],
    outline: shapely.Geometry | None,
) -> tuple[Extent, shapely.Geometry | None, list[tuple[PlainDistrict, Input]]]:
    """Choose the CRS and the ground within which rows are kept; read OpenStreetMap data in it.

    The boundary decides, else the places of all layers together, else OpenStreetMap data.
    """
    placed = [layer for layer in layers if layer.shapes is not None]
    ground = None
    if outline is not None:
        crs = recipe.district.crs or metric_crs(*shapely.bounds(outline))
        ground = gpd.GeoSeries([outline], crs=GEOGRAPHIC).to_crs(crs).iloc[0]
        kept = ground.buffer(recipe.district.keep_beyond_m)
        extent = Extent(crs=crs, ground=kept, is_boundary=True)
    elif placed:
        extent = _extent_of_layers(recipe, placed)
    else:
        extent = None
    crs_wanted = extent.crs if extent else (recipe.district.crs or None)
    osm = _osm_districts(recipe, files, outline, crs_wanted)
    if extent is None:
        if not osm:
            msg = "no input has places, so nobody knows where the district lies → add a map layer"
            raise InputError(msg)
        extent = Extent(crs=osm[0][0].meta.crs, ground=shapely.Point(), is_boundary=False)
    return extent, ground, osm


def _extent_of_layers(recipe: Recipe, layers: list[Layer]) -> Extent:
    """Where the places of all layers lie, strays apart."""
    middle = np.concatenate([_centres(layer) for layer in layers])
    lon, lat = np.median(middle, axis=0)
    crs = recipe.district.crs or metric_crs(lon, lat, lon, lat)
    points = gpd.GeoSeries(shapely.points(middle), crs=GEOGRAPHIC).to_crs(crs)
    centres_m = shapely.get_coordinates(points.to_numpy())
    return robust_extent(centres_m[np.isfinite(centres_m).all(axis=1)], crs)


def _widened(extent: Extent, ground: shapely.Geometry | None, beyond_m: float | None) -> Extent:
    """Keep one input's rows so far beyond the boundary, where that was asked for it."""
    if ground is None or beyond_m is None:
        return extent
    return replace(extent, ground=shapely.buffer(ground, beyond_m))


def _centres(layer: Layer) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Middle of the box of each shape, in longitude and latitude."""
    shapes: Shapes = np.asarray(layer.shapes, dtype=object)
    boxes = shapely.bounds(shapes)
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    points = gpd.GeoSeries(
        shapely.points(middle[np.isfinite(middle).all(axis=1)]), crs=stated_crs(layer)
    ).to_crs(GEOGRAPHIC)
    found = shapely.get_coordinates(points.to_numpy())
    return found[np.isfinite(found).all(axis=1)]


def _osm_districts(
    recipe: Recipe, files: Mapping[str, Path], outline: shapely.Geometry | None, crs: str | None
) -> list[tuple[PlainDistrict, Input]]:
    """What the OpenStreetMap reader makes of each such input, all in one CRS."""
    read: list[tuple[PlainDistrict, Input]] = []
    for name, path in files.items():
        one = recipe.inputs[name]
        if one.kind == "osm":
            from gengxin.sources.osm import read_osm

            plain = read_osm(path, boundary=outline, crs=crs)
            crs = plain.meta.crs
            read.append((plain, one))
    return read


def _wanted(
    plain: PlainDistrict, one: Input, ready: Mapping[str, pd.DataFrame], book: NoteBook
) -> dict[str, pd.DataFrame]:
    """Tables of an OpenStreetMap input, as far as the recipe wants them."""
    names = one.tables or tuple(TABLES)
    tables = {name: frame for name, frame in plain.tables.items() if name in names}
    twice = sorted(set(ready) & set(tables))
    if twice:
        msg = f"two OpenStreetMap inputs give {', '.join(twice)}; list other tables in one of them"
        raise InputError(msg)
    book.notes += [note for note in plain.meta.notes if _concerns(note, names)]
    if one.drive_only and "walk_edges" in tables:
        tables["walk_edges"] = _as_proxy(tables["walk_edges"], book)
    return tables


def _as_proxy(edges: pd.DataFrame, book: NoteBook) -> pd.DataFrame:
    book.add(
        "walk_edges",
        "estimated",
        len(edges),
        en="roads of a drive network: walking on them is a proxy",
        zh="车行网络路段：以其代步行",
    )
    return edges.assign(is_proxy=True)


def _concerns(note: Note, tables: Sequence[str]) -> bool:
    return note.action != "missing" and note.table.partition(".")[0] in tables


# -- money and parameters -----------------------------------------------------------------------


def _money(recipe: Recipe) -> Money | None:
    about = recipe.district
    if not about.currency or about.price_day is None:
        return None
    return Money(currency=about.currency, price_day=about.price_day)


def _money_by_table(meta: DistrictMeta, tables: Mapping[str, pd.DataFrame]) -> dict[str, Money]:
    """All amounts of one recipe are in its one currency at its one price day."""
    if meta.money is None:
        return {}
    return {
        name: meta.money
        for name, frame in tables.items()
        if any(str(column).endswith("_amount") for column in frame.columns)
    }


def _parameters(file: InputFile, boundary: Path | None, *, accept_loss: bool) -> dict[str, str]:
    return {
        "recipe": file.name,
        "boundary": boundary.name if boundary else "",
        "accept_loss": "yes" if accept_loss else "no",
    }
