"""Tables of facilities and gates: on sites of their own, in buildings, parks by their outline."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from gengxin.sources.sample.arrays import Floats, Ints, Shapes, points_of
from gengxin.sources.sample.city import City
from gengxin.sources.sample.land.fabrics import FABRICS, NUMBER
from gengxin.sources.sample.land.uses import evenly, morton
from gengxin.sources.sample.tables.areas import Belonging
from gengxin.sources.sample.tables.record import frame, picked, refs
from gengxin.sources.sample.tables.services import SERVICES, Service
from gengxin.sources.sample.tables.stock import Stock

__all__ = ["UNKNOWN_KINDS", "facilities_table", "gates_table"]

OUTLINED = ("park", "garden")
# one sub-district has not handed in the capacity of these
UNKNOWN_PART = 8
UNKNOWN_KINDS = ("nursery", "community_canteen")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """Facilities of one kind: the service, lot and building (-1: none) of each, shapes."""

    service: Service
    lot: Ints
    building: Ints
    shape: Shapes


def facilities_table(
    city: City,
    stock: Stock,
    of: Belonging,
    keys: tuple[pd.Series, pd.Series],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Every facility; ``keys`` are refs of sites and of buildings."""
    order = np.argsort(morton(stock.place), kind="stable")
    found = [
        _on_sites(city, stock, service)
        if service.fabric
        else _in_buildings(city, stock, service, order, rng)
        for service in SERVICES
    ]
    parts = [_columns(city, one, of, rng) for one in found]
    table = pd.concat(parts, ignore_index=True)
    shapes = np.concatenate([one.shape for one in found])
    lot = np.concatenate([one.lot for one in found])
    building = np.concatenate([one.building for one in found])
    table.insert(0, "ref", refs("F", len(table)))
    table["site"] = picked(keys[0], lot)
    table["building"] = picked(keys[1], building)
    table["kind"] = table["kind"].astype("category")
    columns = {name: table[name] for name in table.columns}
    return frame("facilities", columns, shapes=shapes, seed=city.seed)


def _on_sites(city: City, stock: Stock, service: Service) -> _Found:
    """One on each site of the fabric; parks and tracks as outlines, others at a building."""
    if service.fabric == "track":
        lot, shape = city.tracks.lot, city.tracks.shape
        return _Found(service=service, lot=lot, building=np.full(lot.size, -1), shape=shape)
    lot = np.flatnonzero(city.lots.fabric == NUMBER[service.fabric])
    lot = lot[service.offset :: service.every]
    if service.kind in OUTLINED:
        shape = city.lots.shape[lot]
        return _Found(service=service, lot=lot, building=np.full(lot.size, -1), shape=shape)
    first = np.full(len(city.lots), -1, dtype=np.int64)
    first[stock.lot[::-1]] = np.arange(stock.lot.size)[::-1]
    building = first[lot]
    inside = shapely.get_coordinates(shapely.point_on_surface(city.lots.shape[lot]))
    place = np.where((building >= 0)[:, None], stock.place[building], inside)
    return _Found(service=service, lot=lot, building=building, shape=points_of(place))


def _in_buildings(
    city: City, stock: Stock, service: Service, order: Ints, rng: np.random.Generator
) -> _Found:
    """So many as the people need, evenly over where they live, fewer where they are short."""
    use = np.array([f.use for f in FABRICS], dtype=object)[stock.fabric]
    suits = np.isin(use, service.uses)
    # shops gather where there is floor to let, all else where people live
    weight = suits * (stock.people + 0.01 * stock.floor_m2 * (use != "residential"))
    character = city.cells.character[city.lots.cell[stock.lot]]
    weight = weight * np.where(np.isin(character, service.short), service.left, 1.0)
    count = max(1, round(service.per_10k * stock.people.sum() / 10_000))
    building = order[evenly(weight[order], count, rng)]
    shape = points_of(stock.place[building])
    return _Found(service=service, lot=stock.lot[building], building=building, shape=shape)


def _columns(city: City, found: _Found, of: Belonging, rng: np.random.Generator) -> pd.DataFrame:
    """Names, sizes, capacities of one kind."""
    service, n = found.service, found.lot.size
    cell = city.lots.cell[found.lot]
    area_m2 = _between(service.area_m2, n, rng)
    capacity = _between(service.capacity, n, rng)
    full = rng.random(n) < service.full_share
    capacity = np.where(full, np.round(capacity * 0.55), capacity)
    if service.kind in OUTLINED or service.fabric == "track":
        area_m2 = np.round(shapely.area(found.shape), 1)
    unknown = (city.cells.part[cell] == UNKNOWN_PART) & (city.cells.district[cell] == 0)
    unknown &= service.kind in UNKNOWN_KINDS
    sub_zh, sub_en = of.sub_district_zh[cell], of.sub_district_en[cell]
    zh, en = service.zh, service.en
    return pd.DataFrame({
        "name_zh": [f"{sub}{zh}{k}（样例）" for k, sub in enumerate(sub_zh, 1)],
        "name_en": [f"{sub} {en} {k} (made up)" for k, sub in enumerate(sub_en, 1)],
        "kind": service.kind,
        "capacity_people": np.where(unknown, np.nan, capacity),
        "area_m2": area_m2,
    })  # fmt: skip


def _between(bounds: tuple[int, int] | None, count: int, rng: np.random.Generator) -> Floats:
    """Whole numbers between the bounds, small ones more often; missing without bounds."""
    drawn = rng.beta(1.3, 2.2, size=count)
    if bounds is None:
        return np.full(count, np.nan)
    return np.round(bounds[0] + (bounds[1] - bounds[0]) * drawn)


def gates_table(city: City, facilities: pd.DataFrame) -> pd.DataFrame:
    """Where the walking network enters a park: its paths cross the outline there."""
    parks = np.flatnonzero(facilities["kind"].isin(OUTLINED).to_numpy())
    outline = shapely.boundary(facilities.geometry.to_numpy()[parks])
    paths = city.ways.edges.shape[city.ways.kind == "path"]
    which, park = shapely.STRtree(outline).query(paths, predicate="intersects")
    spots, index = shapely.get_parts(
        shapely.intersection(paths[which], outline[park]), return_index=True
    )
    is_point = shapely.get_type_id(spots) == shapely.GeometryType.POINT
    spots, park = spots[is_point], park[index[is_point]]
    order = np.lexsort((shapely.get_y(spots), shapely.get_x(spots), park))
    shapes = points_of(shapely.get_coordinates(spots[order]))
    rows = parks[park[order]]
    columns = {
        "ref": refs("GT", order.size),
        "name_zh": facilities["name_zh"].to_numpy()[rows] + "出入口",
        "name_en": facilities["name_en"].to_numpy()[rows] + ", gate",
        "facility": facilities["ref"].to_numpy()[rows],
    }
    return frame("gates", columns, shapes=shapes, seed=city.seed)
