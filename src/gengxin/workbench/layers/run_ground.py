"""A collection of a run: what is told of it, and the ground to which its rows are joined."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import geopandas as gpd
import pyarrow as pa

from gengxin.store import DistrictFolder
from gengxin.store.layers import TableVersion, Tiling, as_rows
from gengxin.terms import TABLES, Column
from gengxin.workbench.layers.collection import Collection, Words
from gengxin.workbench.layers.district_layers import MOST_ZOOM, LayerFile, frame_of, version_of
from gengxin.workbench.layers.runs import Run

__all__ = ["Ground", "Told", "collection_of"]

# layers whose box is taken for that of what a run made
_FRAMES = ("sites", "areas", "buildings")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What runs are joined to: the folder, its layers' files, its other runs."""

    folder: DistrictFolder
    files: Mapping[str, LayerFile]
    runs: Mapping[str, Run]

    def places(self, layer: str, names: tuple[str, ...]) -> gpd.GeoDataFrame:
        """Some columns of a layer, with its places."""
        frame = frame_of(self.folder, self.files[layer])
        present = [name for name in names if name in frame.columns]
        return gpd.GeoDataFrame(frame[[*present, "geometry"]])

    def columns(self, layer: str, names: tuple[str, ...]) -> tuple[Column, ...]:
        """The same columns as the dictionary has them."""
        present = self.files[layer].columns
        return tuple(TABLES[layer].by_name[name] for name in names if name in present)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of a collection of a run; ``base`` is the layer that gives its places."""

    title: Words
    description: Words
    base: str
    columns: tuple[Column, ...]
    tiled: tuple[str, ...]
    least_zoom: int
    key: str = "ref"
    titles: Mapping[str, Words] | None = None


def collection_of(
    ground: Ground, run: Run, name: str, told: Told, rows: Callable[[], gpd.GeoDataFrame]
) -> Collection:
    """The collection of a run whose rows are these, read when they are first asked for."""
    base = ground.files.get(told.base)
    made_of = version_of(run.name, *run.tables.values(), base.sha256 if base else "", name)
    present = {column.name for column in told.columns}
    tiled = tuple(one for one in told.tiled if one in present)
    tiling = Tiling(columns=tiled, least_zoom=told.least_zoom, most_zoom=MOST_ZOOM)
    boxes = (ground.files[one].bounds_deg for one in _FRAMES if one in ground.files)
    return Collection(
        table=TableVersion(
            name=f"{run.name}.{name}",
            version=made_of,
            columns=told.columns,
            read=partial(_read, rows, told.columns),
            key=told.key,
            tiling=tiling if tiled else None,
        ),
        title=told.title,
        description=told.description,
        # rows that are joined to a layer are as many as it has
        row_count=base.row_count if base else None,
        content_hash=made_of,
        run=run.name,
        source_name=name,
        is_current=run.is_current,
        bounds_deg=base.bounds_deg if base else next(boxes, None),
        titles=told.titles,
    )


def _read(rows: Callable[[], gpd.GeoDataFrame], columns: tuple[Column, ...]) -> pa.Table:
    return as_rows(rows(), columns)
