"""The sample district: a made-up city of any size, with every table filled."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from gengxin.sources.sample.city import City, drawn_city
from gengxin.sources.sample.facts import CRS, MODELLED_ON_EN, MODELLED_ON_ZH, SITES
from gengxin.sources.sample.tables.areas import areas_table, belonging
from gengxin.sources.sample.tables.facilities import (
    UNKNOWN_KINDS,
    facilities_table,
    gates_table,
)
from gengxin.sources.sample.tables.ground import barriers_table, green_table, walk_edges_table
from gengxin.sources.sample.tables.homes import buildings_table, parcels_table, people_table
from gengxin.sources.sample.tables.plans import heritage_table, zoning_table
from gengxin.sources.sample.tables.record import refs
from gengxin.sources.sample.tables.requests import needs_table, space_requests_table
from gengxin.sources.sample.tables.sites import sites_table
from gengxin.sources.sample.tables.stock import drawn_stock
from gengxin.sources.sample.tables.stops import stops_table
from gengxin.terms import DistrictMeta, InputError, Money, Note, PlainDistrict

__all__ = ["sample_district"]

SITES_LOW, SITES_HIGH = 100, 300_000
DATA_DAY = date(2025, 1, 1)
MONEY = Money(currency="CNY", price_day=DATA_DAY)


def sample_district(*, sites: int, seed: int = 1) -> PlainDistrict:
    """A made-up district of so many sites, the same for the same seed.

    3,000 sites are a whole district modelled on public facts of Xuhui, Shanghai; fewer are the
    part around its middle, more are further made-up districts beside it. Every table of the data
    dictionary is filled, and every number says that it is made up.
    """
    if not SITES_LOW <= sites <= SITES_HIGH:
        msg = f"sites is {sites}; must be {SITES_LOW} to {SITES_HIGH} → ask for a number within"
        raise InputError(msg)
    if seed < 0:
        msg = f"seed is {seed}; must be at least 0 → give another seed"
        raise InputError(msg)
    city = drawn_city(sites, seed)
    tables = _tables(city)
    amounts = dict.fromkeys(("sites", "space_requests"), MONEY)
    return PlainDistrict(meta=_meta(sites, seed, tables), tables=tables, money=amounts)


def _tables(city: City) -> dict[str, pd.DataFrame]:
    # a stream of chance for each table, so that one can change without changing the others
    stock_rng, *streams = np.random.default_rng([city.seed, 1]).spawn(8)
    stock = drawn_stock(city, stock_rng)
    of = belonging(city)
    keys = refs("S", len(city.lots)), refs("BD", stock.lot.size)
    facilities = facilities_table(city, stock, of, keys, streams[0])
    return {
        "areas": areas_table(city, stock, of),
        "parcels": parcels_table(city, keys[0], streams[1]),
        "sites": sites_table(city, stock, of, streams[2]),
        "buildings": buildings_table(city, stock, keys[0]),
        "people": people_table(city, stock, keys, streams[3]),
        "facilities": facilities,
        "gates": gates_table(city, facilities),
        "walk_edges": walk_edges_table(city),
        "stops": stops_table(city, streams[4]),
        "green": green_table(city),
        "barriers": barriers_table(city),
        "heritage": heritage_table(city, stock, keys[1], of),
        "zoning": zoning_table(city),
        "needs": needs_table(city, stock, facilities, keys[0], streams[5]),
        "space_requests": space_requests_table(city, of, streams[6]),
    }


def _meta(sites: int, seed: int, tables: dict[str, pd.DataFrame]) -> DistrictMeta:
    size_zh = "" if sites == SITES else f"，{sites}个地块"
    size_en = "" if sites == SITES else f", {sites} sites"
    return DistrictMeta(
        name_en=f"Xuhui (made-up sample{size_en})",
        name_zh=f"徐汇（样例{size_zh}）",
        crs=CRS,
        data_day=DATA_DAY,
        money=MONEY,
        made_up=True,
        seed=seed,
        inputs=(),
        parameters={"sites": str(sites), "seed": str(seed)},
        notes=(
            Note(
                table="sites", action="estimated", count=sites, en=MODELLED_ON_EN, zh=MODELLED_ON_ZH
            ),
            *_missing_capacity(tables["facilities"]),
        ),
    )


def _missing_capacity(facilities: pd.DataFrame) -> Iterator[Note]:
    """One sub-district left out the capacity of some facilities, so that a gap in data is seen."""
    kinds = facilities["kind"].isin(UNKNOWN_KINDS)
    count = int((kinds & facilities["capacity_people"].isna()).sum())
    if count:
        yield Note(
            table="facilities",
            action="missing",
            count=count,
            en="one sub-district has not handed in the capacity of its nurseries and canteens",
            zh="有一个街道未报送托育机构与社区食堂的容量",
            next_step_en="a table of their places by name would fill it (here: made up as missing)",
            next_step_zh="补充按名称列出的容量表即可（样例中有意缺失）",
        )
