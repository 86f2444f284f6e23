"""Any layer that GDAL reads, and GeoParquet, CSV, XLSX and lists in JSON, as rows and shapes."""

import json
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gengxin.sources.limits import VERTICES_PER_SHAPE, refuse_oversize
from gengxin.terms import InputError

__all__ = ["GEOGRAPHIC", "Declared", "Layer", "Shapes", "layers_in", "read_layer"]

# JSON that is read as a whole takes ten times its size in memory
WHOLE_JSON_BYTES = 200 * 2**20
# memory for one feature of GeoJSON while it is parsed: not quite a million vertices
GEOJSON_FEATURE_MB = "200"
# descriptions that make GDAL open other files, or the net, in the name of this one
POINTERS = (b"<OGRVRTDataSource", b"<VRTDataset", b"<OGRWFS", b"<GDAL_WMS", b"gdal_streamed_alg")
GEOGRAPHIC = "EPSG:4326"
SINGLE_LAYER = {".geojson", ".fgb"}
UNREADABLE_BOOK = (KeyError, ValueError, OSError, SyntaxError)

Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What is known of a file beside its bytes; empty is unknown.

    ``layer`` is the layer, the sheet or the list to take; ``x`` and ``y`` are the columns of a
    table that hold coordinates, in ``crs``. Of ``most_rows`` only the first are read.
    """

    layer: str = ""
    crs: str = ""
    x: str = ""
    y: str = ""
    encoding: str = "utf-8-sig"
    most_rows: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A layer as it was read: rows, and a shape for each, or none for a table without places.

    A shape is missing where the file has none or an impossible one; ``closed_count`` shapes had
    an open ring, which is closed. ``crs`` is empty where neither file nor recipe states it.
    ``remarks`` are what the reading library had to say.
    """

    name: str
    rows: pd.DataFrame
    shapes: Shapes | None = None
    crs: str = ""
    closed_count: int = 0
    remarks: tuple[str, ...] = ()


def read_layer(path: Path, declared: Declared | None = None) -> Layer:
    """Read one layer of one file; its rows keep the file's column names, texts lose outer blanks.

    Raises
    ------
    InputError
        For a file that is absent, cut, damaged, empty, too large, or that nobody can read.

    """
    declared = declared or Declared()
    refuse_oversize(path)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        layer = _reader(path)(path, declared)
    if not len(layer.rows):
        msg = f"{path.name} has no rows; fetch it again, or take it out of the recipe"
        raise InputError(msg)
    remarks = tuple(dict.fromkeys(f"{path.name}: {warning.message}" for warning in caught))
    return Layer(
        name=layer.name,
        rows=_readable(layer.rows),
        shapes=layer.shapes,
        crs=declared.crs or layer.crs,
        closed_count=layer.closed_count,
        remarks=remarks,
    )


def layers_in(path: Path) -> tuple[str, ...]:
    """The layers of a map, sheets of a workbook, lists of a JSON reply; one empty name for one.

    Raises
    ------
    InputError
        For a file that can't be read.

    """
    refuse_oversize(path)
    if _reader(path) is _from_xlsx:
        try:
            with pd.ExcelFile(path, engine="openpyxl") as book:
                return tuple(str(name) for name in book.sheet_names)
        except UNREADABLE_BOOK as error:
            raise _unreadable(path, error) from error
    if _reader(path) is _from_json:
        document = _whole_json(path)
        is_map = isinstance(document, dict) and bool(document.get("type"))
        return ("",) if is_map else tuple(_lists(path, document))
    if _reader(path) is not _from_gdal or path.suffix.lower() in SINGLE_LAYER:
        return ("",)
    import pyogrio
    from pyogrio.errors import DataSourceError

    try:
        return tuple(str(name) for name, _ in pyogrio.list_layers(path))
    except (DataSourceError, RuntimeError, OSError, UnicodeError) as error:
        raise _unreadable(path, error) from error


def _reader(path: Path) -> Callable[[Path, Declared], Layer]:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    plain = suffixes[-2] if suffixes[-1:] == [".gz"] and len(suffixes) > 1 else path.suffix.lower()
    return {
        ".csv": _from_csv,
        ".tsv": _from_csv,
        ".xlsx": _from_xlsx,
        ".parquet": _from_parquet,
        ".geoparquet": _from_parquet,
        ".json": _from_json,
    }.get(plain, _from_gdal)


def _readable(rows: pd.DataFrame) -> pd.DataFrame:
    """Take blanks from the ends of texts; an empty text is missing, a list becomes words."""
    tidy = {}
    for name in rows.columns:
        values = rows[name]
        if values.dtype == object:
            values = values.map(_as_words, na_action="ignore")
        if isinstance(values.dtype, pd.StringDtype) or values.dtype == object:
            values = values.astype("str").str.strip()
            values = values.mask(values == "")
        tidy[str(name).strip()] = values
    return pd.DataFrame(tidy, index=pd.RangeIndex(len(rows)))


def _as_words(value: object) -> object:
    """One cell as text: a list becomes its members, a record becomes JSON."""
    if isinstance(value, (list, tuple, np.ndarray)):
        return "; ".join(str(member) for member in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return value


# -- tables -------------------------------------------------------------------------------------


def _from_csv(path: Path, declared: Declared) -> Layer:
    separator = "\t" if ".tsv" in path.suffixes else ","
    try:
        rows = pd.read_csv(
            path,
            sep=separator,
            dtype="str",
            keep_default_na=False,
            encoding=declared.encoding,
            nrows=declared.most_rows,
        )
    except UnicodeError as error:
        msg = (
            f"{path.name} isn't written in {declared.encoding} ({error.__class__.__name__}) → "
            'state its encoding in the recipe, e.g. encoding = "gb18030"'
        )
        raise InputError(msg) from error
    except (pd.errors.ParserError, pd.errors.EmptyDataError, LookupError) as error:
        raise _unreadable(path, error) from error
    return _with_points(path, rows, declared)


def _from_xlsx(path: Path, declared: Declared) -> Layer:
    try:
        with pd.ExcelFile(path, engine="openpyxl") as book:
            sheets = [str(name) for name in book.sheet_names]
            sheet = _one_of(path, "sheet", sheets, declared.layer or sheets[0])
            rows = pd.read_excel(
                book,
                sheet_name=sheet,
                dtype="str",
                keep_default_na=False,
                nrows=declared.most_rows,
            )
    except UNREADABLE_BOOK as error:
        raise _unreadable(path, error) from error
    return _with_points(path, rows, declared)


def _with_points(path: Path, rows: pd.DataFrame, declared: Declared) -> Layer:
    """Make points of two columns, where they are declared; a row without numbers has no place."""
    if not (declared.x and declared.y):
        return Layer(name=path.name, rows=rows)
    for column in (declared.x, declared.y):
        _one_of(path, "column", [str(name) for name in rows.columns], column)
    x = pd.to_numeric(rows[declared.x], errors="coerce").to_numpy("float64")
    y = pd.to_numeric(rows[declared.y], errors="coerce").to_numpy("float64")
    shapes = np.full(len(rows), None, dtype=object)
    whole = np.isfinite(x) & np.isfinite(y)
    shapes[whole] = shapely.points(x[whole], y[whole])
    return Layer(name=path.name, rows=rows, shapes=shapes)


def _from_parquet(path: Path, declared: Declared) -> Layer:
    import geopandas as gpd
    import pyarrow as pa

    try:
        try:
            frame = gpd.read_parquet(path)
        except ValueError:  # a table without places
            return _with_points(path, pd.read_parquet(path), declared)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    shapes = np.asarray(frame.geometry.array, dtype=object)
    _refuse_huge(path, shapes)
    rows = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    stated = frame.crs.to_string() if frame.crs is not None else ""
    return Layer(name=path.name, rows=rows, shapes=shapes, crs=stated)


# -- JSON ---------------------------------------------------------------------------------------


def _from_json(path: Path, declared: Declared) -> Layer:
    """Read GeoJSON or TopoJSON by GDAL; a list of records, as services reply, by itself."""
    document = _whole_json(path)
    if isinstance(document, dict) and document.get("type"):
        return _from_gdal(path, declared)
    if isinstance(document, dict) and "elements" in document and "osm3s" in document:
        msg = f'{path.name} is an Overpass reply; give its input kind = "osm" in the recipe'
        raise InputError(msg)
    records = _records(path, document, declared.layer)
    rows = pd.DataFrame.from_records(records)
    if "geojson" not in rows.columns:
        return _with_points(path, rows, declared)
    # a reply of Nominatim, in WGS 84 by its documentation
    texts = np.array([json.dumps(shape) for shape in rows["geojson"]], dtype=object)
    shapes = np.asarray(shapely.from_geojson(texts, on_invalid="ignore"), dtype=object)
    _refuse_huge(path, shapes)
    rows = rows.drop(columns="geojson")
    return Layer(name=path.name, rows=rows, shapes=shapes, crs=GEOGRAPHIC)


def _whole_json(path: Path) -> Any:  # noqa: ANN401
    if path.stat().st_size > WHOLE_JSON_BYTES:
        msg = (
            f"{path.name} is larger than {WHOLE_JSON_BYTES / 2**20:.0f} MiB, too large for JSON "
            "that is read as a whole → save it as GeoPackage, or as .geojson"
        )
        raise InputError(msg)
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _unreadable(path, error) from error


def _records(path: Path, document: Any, wanted: str) -> list[Mapping[str, object]]:  # noqa: ANN401
    """Find the list of records: the whole document, or the list that the recipe names."""
    lists = _lists(path, document)
    if len(lists) == 1 and not wanted:
        return next(iter(lists.values()))
    return lists[_one_of(path, "list", list(lists), wanted)]


def _lists(path: Path, document: Any) -> dict[str, list[Mapping[str, object]]]:  # noqa: ANN401
    """The lists of records that a document holds, by name; that of a whole document has none."""
    lists = {"": document} if isinstance(document, list) else {}
    if isinstance(document, dict):
        lists = {name: part for name, part in document.items() if isinstance(part, list)}
    lists = {
        n: part for n, part in lists.items() if part and all(isinstance(r, dict) for r in part)
    }
    if not lists:
        msg = f"{path.name} holds neither a map nor a list of records; is it the right file?"
        raise InputError(msg)
    return lists


# -- GDAL ---------------------------------------------------------------------------------------


def _from_gdal(path: Path, declared: Declared) -> Layer:
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    _refuse_pointer(path)
    pyogrio.set_gdal_config_options({"OGR_GEOJSON_MAX_OBJ_SIZE": GEOJSON_FEATURE_MB})
    source = f"/vsigzip/{path.resolve()}" if path.suffix.lower() == ".gz" else path
    try:
        name = _layer_name(path, source, declared)
        meta, table = pyogrio.raw.read_arrow(source, layer=name, max_features=declared.most_rows)
    except (DataSourceError, DataLayerError, RuntimeError, OSError, UnicodeError) as error:
        raise _unreadable(path, error) from error
    column = meta["geometry_name"] or "wkb_geometry"
    if column not in table.column_names:
        return _with_points(path, table.to_pandas(), declared)
    wkb = table.column(column).to_numpy()
    shapes, closed = _shapes(path, wkb)
    rows = table.drop_columns([column]).to_pandas()
    if not len(rows.columns):
        rows = pd.DataFrame(index=pd.RangeIndex(len(wkb)))
    return Layer(
        name=path.name, rows=rows, shapes=shapes, crs=meta["crs"] or "", closed_count=closed
    )


def _layer_name(path: Path, source: Path | str, declared: Declared) -> str | None:
    """Return the layer to read; a format that holds but one isn't asked, for it would be read."""
    import pyogrio

    if path.suffix.lower() in SINGLE_LAYER and not declared.layer:
        return None
    names = [str(name) for name, _ in pyogrio.list_layers(source)]
    if not names:
        raise InputError(f"{path.name} has no layer; fetch it again")
    return _one_of(path, "layer", names, declared.layer or (names[0] if len(names) == 1 else ""))


def _shapes(path: Path, wkb: npt.NDArray[Any]) -> tuple[Shapes, int]:
    """Parse shapes; what has an open ring is closed and counted, what is impossible is missing."""
    for number in np.flatnonzero([len(b or b"") > 16 * VERTICES_PER_SHAPE for b in wkb]):
        _refuse_huge(path, np.array([shapely.from_wkb(wkb[number], on_invalid="fix")]))
    shapes: Shapes = np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object)
    broken = np.flatnonzero(shapely.is_missing(shapes) & ~pd.isna(wkb))
    if broken.size:
        shapes[broken] = shapely.from_wkb(wkb[broken], on_invalid="fix")
    return shapes, int((~shapely.is_missing(shapes[broken])).sum())


def _refuse_huge(path: Path, shapes: Shapes) -> None:
    """Refuse a shape with more vertices than any real one has."""
    most = int(shapely.get_num_coordinates(shapes).max(initial=0))
    if most > VERTICES_PER_SHAPE:
        msg = (
            f"{path.name} has a shape of {most:,} vertices; must be at most "
            f"{VERTICES_PER_SHAPE:,} → simplify it, or leave it out"
        )
        raise InputError(msg)


def _refuse_pointer(path: Path) -> None:
    """Refuse a file that only points to other files or to the net."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if any(mark in head for mark in POINTERS):
        msg = f"{path.name} only points to other data; give the file that holds the data itself"
        raise InputError(msg)


def _one_of(path: Path, what: str, names: list[str], wanted: str) -> str:
    """Return the wanted layer, sheet, list or column; say which there are, and which is nearest."""
    if wanted in names:
        return wanted
    listed = ", ".join(names[:20]) + (", …" if len(names) > 20 else "")
    if not wanted:
        msg = f"{path.name} has {len(names)} {what}s; name one in the recipe as layer: {listed}"
        raise InputError(msg)
    near = get_close_matches(wanted, names, n=1)
    hint = f" → did you mean {near[0]!r}?" if near else ""
    raise InputError(f"{path.name} has no {what} {wanted!r}, but {listed}{hint}")


def _unreadable(path: Path, error: Exception) -> InputError:
    if "OGR_GEOJSON_MAX_OBJ_SIZE" in str(error):
        return InputError(
            f"{path.name} has a shape of too many vertices for GeoJSON → simplify it, or save the "
            "layer as GeoPackage"
        )
    return InputError(
        f"{path.name} can't be read: {' '.join(str(error).split())[:300]} → it is cut, damaged "
        "or not what its name says; fetch it again"
    )
