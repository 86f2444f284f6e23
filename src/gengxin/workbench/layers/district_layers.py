"""The tables of the district as collections: what each file holds is read when it is asked for."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from gengxin.store import DistrictFolder
from gengxin.store.frames import from_parquet
from gengxin.store.layers import TableVersion, Tiling, as_rows
from gengxin.terms import TABLES, Column, InputError, Table
from gengxin.terms.columns import BASIS_SUFFIX
from gengxin.workbench.layers.collection import Bounds, Collection

__all__ = [
    "MOST_ZOOM",
    "LayerFile",
    "companions",
    "district_collections",
    "frame_of",
    "layer_files",
    "version_of",
]

# raised when the same file makes other rows or tiles than the version before did
FORMAT = 2
# zooms at which a layer is cut, and its columns on a map beside its ref and names
_TILINGS: dict[str, tuple[int, tuple[str, ...]]] = {
    "areas": (8, ("level", "parent", "lead_party", "area_m2", "stated_people")),
    "parcels": (13, ("site", "use_class", "owner_kind")),
    "sites": (
        10,
        (
            *("use_class", "renewable", "not_renewable_reason", "area_m2", "gross_floor_area_m2"),
            *("plan_far", "storeys", "year_built", "condition", "heritage_class"),
            *("vacancy_share", "residents_people", "homes_count", "works_jobs", "consent_state"),
            *("functional_zone", "renewal_unit", "sub_district"),
        ),
    ),
    "buildings": (
        13,
        (
            *("site", "use_class", "storeys", "height_m", "year_built", "condition"),
            *("heritage_class", "homes_count"),
        ),
    ),
    "people": (12, ("residents_people", "age_65_up_people", "building", "site")),
    "facilities": (9, ("kind", "capacity_people", "area_m2")),
    "gates": (13, ("facility",)),
    "walk_edges": (13, ("way_kind", "is_proxy")),
    "stops": (10, ("mode", "lines")),
    "green": (9, ("kind", "is_public", "area_m2")),
    "barriers": (9, ("kind",)),
    "heritage": (10, ("heritage_class", "year_built")),
    "zoning": (10, ("zone", "use_class", "plan_far", "plan_height_m")),
    "needs": (10, ("facility_kind", "deficiency", "state", "supporters_count", "site")),
}
# layers of so many rows that their names would be most of a tile
_UNNAMED = {"buildings", "parcels", "walk_edges", "people", "gates"}
MOST_ZOOM = 16
# zoom from which a tile shows so little ground that all of its columns are of use there; before, a
# map colours and is asked by these alone, and a district's tile stays small
NEAR_ZOOM = 13
_FAR = ("ref", "level", "kind", "use_class", "renewable", "mode", "zone", "is_public")


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerFile:
    """A layer's file: its sha256, whether the district's list says so too, its columns, its box."""

    name: str
    sha256: str
    is_listed: bool
    row_count: int
    columns: tuple[str, ...]
    bounds_deg: Bounds | None


def layer_files(folder: DistrictFolder, listed: Mapping[str, Any]) -> dict[str, LayerFile]:
    """The layers of a folder that has this list of them, each by what its file's end says."""
    return {name: _layer_file(folder, name, listed[name]) for name in TABLES if name in listed}


def district_collections(
    folder: DistrictFolder, files: Mapping[str, LayerFile]
) -> dict[str, Collection]:
    """The collections of the district's own tables."""
    return {name: _collection(folder, TABLES[name], one) for name, one in files.items()}


def version_of(*parts: str) -> str:
    """A version of what is made of these parts."""
    told = json.dumps([FORMAT, *parts])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def companions(columns: tuple[Column, ...], present: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns that are present, then those that say where their numbers come from."""
    own = tuple(column for column in columns if column.name in present)
    return own + tuple(
        Column(
            name=column.name + BASIS_SUFFIX,
            kind="text",
            en=f"basis of: {column.en}",
            zh=f"依据：{column.zh}",
        )
        for column in own
        if column.name + BASIS_SUFFIX in present
    )


def _layer_file(folder: DistrictFolder, name: str, facts: Mapping[str, Any]) -> LayerFile:
    content = (folder.path / "layers" / f"{name}.parquet").read_bytes()
    file = pq.ParquetFile(pa.BufferReader(content))
    sha256 = hashlib.sha256(content).hexdigest()
    return LayerFile(
        name=name,
        sha256=sha256,
        is_listed=facts.get("sha256") == sha256,
        row_count=file.metadata.num_rows,
        columns=tuple(file.schema_arrow.names),
        bounds_deg=_bounds(file.schema_arrow.metadata or {}),
    )


def _bounds(metadata: Mapping[bytes, bytes]) -> Bounds | None:
    """The box that GeoParquet tells of a file, turned to degrees."""
    about = json.loads(metadata.get(b"geo", b"null"))
    if about is None:
        return None
    column = about["columns"][about["primary_column"]]
    if "bbox" not in column or not all(map(pd.notna, column["bbox"])):
        return None
    frame = shapely.segmentize(shapely.box(*column["bbox"]), 500.0)
    turned = gpd.GeoSeries([frame], crs=column.get("crs") or "OGC:CRS84").to_crs("OGC:CRS84")
    west, south, east, north = turned.total_bounds.tolist()
    return west, south, east, north


def _collection(folder: DistrictFolder, table: Table, file: LayerFile) -> Collection:
    columns = companions(table.columns, file.columns)
    version = TableVersion(
        name=table.name,
        version=version_of(file.sha256, table.name),
        columns=columns,
        read=partial(_read, folder, file, columns),
        has_places=table.shape is not None,
        tiling=_tiling(table.name, columns),
    )
    return Collection(
        table=version,
        title=(table.name.replace("_", " "), table.zh.partition("；")[0]),
        description=(table.en, table.zh),
        row_count=file.row_count,
        content_hash=file.sha256,
        source_name=table.name,
        bounds_deg=file.bounds_deg,
    )


def _tiling(name: str, columns: tuple[Column, ...]) -> Tiling | None:
    if name not in _TILINGS:
        return None
    least_zoom, wanted = _TILINGS[name]
    names = () if name in _UNNAMED else ("name_zh", "name_en")
    present = {column.name for column in columns}
    told = tuple(one for one in ("ref", *names, *wanted) if one in present)
    return Tiling(
        columns=told,
        least_zoom=least_zoom,
        most_zoom=MOST_ZOOM,
        far_columns=tuple(one for one in told if one in _FAR),
        near_zoom=NEAR_ZOOM,
    )


def _read(folder: DistrictFolder, file: LayerFile, columns: tuple[Column, ...]) -> pa.Table:
    """The rows of a layer; one that was edited by hand is checked with the whole district."""
    return as_rows(frame_of(folder, file), columns)


def frame_of(folder: DistrictFolder, file: LayerFile) -> pd.DataFrame:
    """A layer as a frame with its ref as a column."""
    path = folder.path / "layers" / f"{file.name}.parquet"
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise InputError(f"{file.name} was changed while it was read; ask again")
    if not file.is_listed:
        return folder.load().table(file.name).reset_index()
    return from_parquet(content, named=str(path))
