"""The table of stops: metro stations with their entrances, the railway station, bus stops."""

import numpy as np
import pandas as pd
import shapely

from gengxin.sources.sample.arrays import Shapes, points_of
from gengxin.sources.sample.city import City
from gengxin.sources.sample.land.fabrics import NUMBER
from gengxin.sources.sample.land.stations import stations_of
from gengxin.sources.sample.tables.record import frame, refs
from gengxin.sources.sample.ways.walk import rings_of

__all__ = ["stops_table"]

BUS_EVERY_M = 430.0


def stops_table(city: City, rng: np.random.Generator) -> pd.DataFrame:
    """Every stop; an entrance names its station."""
    stations, entrances = _metro(city)
    bus = _bus(city, rng)
    rail = _railway(city)
    ferry = _ferry(city)
    parts = [stations, entrances, rail, ferry, bus]
    table = pd.concat(parts, ignore_index=True)
    shapes = table.pop("shape").to_numpy()
    table.insert(0, "ref", refs("ST", len(table)))
    number = table.pop("station_number")
    table["station"] = table["ref"].reindex(number).to_numpy()
    columns = {name: table[name] for name in table.columns}
    return frame("stops", columns, shapes=shapes, seed=city.seed)


def _metro(city: City) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Stations at nodes of the lattice, an entrance at each corner of the crossing."""
    metro = stations_of(city.cells)
    place = points_of(metro.place)
    lines = [
        ";".join([f"样例{c // 4 + 1}号线"] * bool(a) + [f"样例{r // 5 + 21}号线"] * bool(b))
        for c, r, a, b in zip(
            metro.col.tolist(), metro.row.tolist(), metro.north_south, metro.east_west, strict=True
        )
    ]
    stations = pd.DataFrame({
        "mode": "metro",
        "name_zh": [f"样例{k}站" for k in range(1, len(place) + 1)],
        "name_en": [f"Made-up Station {k}" for k in range(1, len(place) + 1)],
        "lines": lines,
        "shape": place,
    })  # fmt: skip
    rings = rings_of(city.cells)
    which, ring = shapely.STRtree(rings).query(place, predicate="dwithin", distance=60.0)
    corner = shapely.line_interpolate_point(
        rings[ring], shapely.line_locate_point(rings[ring], place[which])
    )
    exits = pd.DataFrame({
        "mode": "metro",
        "name_zh": stations["name_zh"].to_numpy()[which] + "出入口",
        "name_en": stations["name_en"].to_numpy()[which] + " entrance",
        "lines": np.array(lines, dtype=object)[which],
        "shape": _spots(corner),
        "station_number": which.astype(float),
    })  # fmt: skip
    return stations, exits


def _bus(city: City, rng: np.random.Generator) -> pd.DataFrame:
    """Bus stops along the pavements of main streets."""
    rings = rings_of(city.cells)
    length_m = shapely.length(rings)
    counts = np.maximum(np.round(length_m / BUS_EVERY_M), 1).astype(np.int64)
    ring = np.repeat(np.arange(rings.size), counts)
    place = np.arange(ring.size) - np.repeat(np.cumsum(counts) - counts, counts)
    at_m = (place + rng.uniform(0.3, 0.7, size=ring.size)) / counts[ring] * length_m[ring]
    spots = shapely.line_interpolate_point(rings[ring], at_m)
    shore = city.cells.edge[city.cells.riverside, 1]
    keep = np.ones(spots.size, dtype=bool)
    keep[shapely.STRtree(spots).query(shore, predicate="dwithin", distance=30.0)[1]] = False
    spots = spots[keep]
    first = rng.integers(1, 90, size=spots.size)
    return pd.DataFrame({
        "mode": "bus",
        "name_zh": [f"样例公交站{k}" for k in range(1, spots.size + 1)],
        "name_en": [f"Made-up bus stop {k}" for k in range(1, spots.size + 1)],
        "lines": [f"样例{a}路;样例{a + 7}路" for a in first.tolist()],
        "shape": _spots(spots),
    })  # fmt: skip


def _railway(city: City) -> pd.DataFrame:
    """The railway station, where the sample reaches it."""
    lots = np.flatnonzero(city.lots.fabric == NUMBER["station"])[:1]
    return pd.DataFrame({
        "mode": "rail",
        "name_zh": "上海南站（样例）",
        "name_en": "Shanghai South Station (made up)",
        "lines": "沪样铁路（样例）",
        "shape": _spots(shapely.point_on_surface(city.lots.shape[lots])),
    })  # fmt: skip


def _ferry(city: City) -> pd.DataFrame:
    """A ferry for every fifth riverside cell."""
    shore = np.flatnonzero(city.cells.riverside & (city.cells.row % 5 == 3))
    spots = shapely.line_interpolate_point(city.cells.edge[shore, 1], 0.5, normalized=True)
    return pd.DataFrame({
        "mode": "ferry",
        "name_zh": [f"样例轮渡{k}站" for k in range(1, shore.size + 1)],
        "name_en": [f"Made-up ferry {k}" for k in range(1, shore.size + 1)],
        "lines": "轮渡（样例）",
        "shape": _spots(spots),
    })  # fmt: skip


def _spots(shapes: Shapes) -> Shapes:
    """The points, to the centimetre."""
    return points_of(shapely.get_coordinates(shapes))
