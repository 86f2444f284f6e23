"""Who is near each service on foot: one computation that all its indicators and gaps share."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gengxin.engines import cover, walk
from gengxin.indicators.entrances import entrances, entrances_of
from gengxin.indicators.ground import Ground
from gengxin.indicators.places import Places
from gengxin.terms import District, ServiceStandard

__all__ = ["SEARCH_M", "Near", "Service", "nearby"]

# how far the walk to the nearest supplier is followed beyond the standard, to say how far it is
SEARCH_M = 3_000.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Service:
    """One service as asked for: its standard, the metres that bind, who gives it.

    ``suppliers`` has the columns of ``terms.SUPPLIERS``.
    """

    standard: ServiceStandard
    max_network_m: float
    suppliers: gpd.GeoDataFrame


@dataclass(frozen=True, kw_only=True, eq=False)
class Near:
    """The suppliers of a service and the places within its standard, on foot.

    ``pairs`` holds those that are large enough, ``small_pairs`` the others; sources are rows of
    ``suppliers``, targets places. ``entrances`` are the spots of the suppliers.
    """

    service: Service
    places: Places
    entrances: walk.Spots
    pairs: cover.Pairs
    small_pairs: cover.Pairs
    _walked: Callable[[], NDArray[np.float32]]

    @property
    def is_joined(self) -> NDArray[np.bool_]:
        """Whether a way comes near each supplier."""
        count = self.entrances.owner_count
        return np.bincount(self.entrances.owner, minlength=count) > 0

    @cached_property
    def is_covered(self) -> NDArray[np.bool_]:
        """Whether each place has a supplier, large enough, within the standard."""
        return cover.covered(self.pairs, limit_m=self.service.max_network_m)

    @cached_property
    def is_near_small(self) -> NDArray[np.bool_]:
        """Whether each place has a supplier within the standard that is too small."""
        return cover.covered(self.small_pairs, limit_m=self.service.max_network_m)

    @cached_property
    def nearest_m(self) -> NDArray[np.float32]:
        """Walk from each place to the nearest supplier large enough; inf beyond ``SEARCH_M``."""
        return self._walked()


def nearby(
    district: District, on: Ground, *, living: Places, services: tuple[Service, ...]
) -> Iterator[Near]:
    """Each service in turn, with who is near it; nothing of one is kept for the next."""
    tables = ("facilities", "stops")
    spots = {table: entrances(district, on, table) for table in tables}
    index = {table: district.table(table).index for table in tables}
    for service in services:
        table = service.standard.table
        rows = index[table].get_indexer(service.suppliers.index)
        yield _near(service, on, living, entrances_of(spots[table], rows.astype(np.int64)))


def _near(service: Service, on: Ground, living: Places, spots: walk.Spots) -> Near:
    is_large = service.suppliers["is_large_enough"].to_numpy(bool)
    around = walk.reach(on.network, spots, limit_m=service.max_network_m)
    found = walk.pairs(around, living.spots)
    large = entrances_of(spots, np.flatnonzero(is_large))

    def walked() -> NDArray[np.float32]:
        return _nearest_m(on, living, large)

    return Near(
        service=service,
        places=living,
        entrances=spots,
        pairs=_kept(found, is_large, living),
        small_pairs=_kept(found, ~is_large, living),
        _walked=walked,
    )


def _kept(found: walk.Pairs, is_kept: NDArray[np.bool_], living: Places) -> cover.Pairs:
    """The pairs of some of the sources; the others stay, and reach nobody."""
    kept = is_kept[found.source]
    return cover.Pairs.from_rows(
        source=found.source[kept],
        target=found.target[kept],
        distance_m=found.distance_m[kept],
        source_count=len(is_kept),
        target_count=living.spots.owner_count,
    )


def _nearest_m(on: Ground, living: Places, spots: walk.Spots) -> NDArray[np.float32]:
    """The walk from each place to any of the spots: one search from all of them at once."""
    together = walk.Spots(
        link=spots.link, offset=spots.offset, owner=np.zeros_like(spots.owner), owner_count=1
    )
    around = walk.reach(on.network, together, limit_m=SEARCH_M)
    return walk.nearest(around, living.spots, k=1).distance_m[0, :, 0]
