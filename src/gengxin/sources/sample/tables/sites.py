"""The sites table: every column of a site, summed from its buildings or drawn by its fabric."""

import numpy as np
import pandas as pd
import shapely

from gengxin.sources.sample.arrays import Floats, Words, where_known
from gengxin.sources.sample.city import City
from gengxin.sources.sample.land.fabrics import FABRICS
from gengxin.sources.sample.tables.areas import Belonging
from gengxin.sources.sample.tables.plans import plan_controls
from gengxin.sources.sample.tables.record import frame, refs
from gengxin.sources.sample.tables.stock import CONDITIONS, Stock

__all__ = ["sites_table"]

# a smaller site takes no decision of its own
SMALL_M2 = 900.0
# fabric → shares owned by the state and collectively; the rest is private
OWNED = {
    "lane": (0.78, 0.02), "villa": (0.62, 0.01), "old_slab": (0.22, 0.03), "slab": (0.06, 0.02),
    "mid_rise": (0.02, 0.01), "tower": (0.02, 0.01), "mall": (0.30, 0.08), "shops": (0.38, 0.12),
    "office": (0.34, 0.06), "research": (0.48, 0.10), "works": (0.62, 0.28),
}  # fmt: skip
# fabric → shares of homes under 60 m² and 60–90 m²
SIZES = {
    "lane": (0.86, 0.11), "villa": (0.42, 0.28), "old_slab": (0.80, 0.18), "slab": (0.36, 0.48),
    "mid_rise": (0.10, 0.36), "tower": (0.10, 0.34), "shops": (0.46, 0.38),
}  # fmt: skip
# fabric → shares of homes lived in by owners and rented from the public
TENURE = {
    "lane": (0.18, 0.60), "villa": (0.28, 0.50), "old_slab": (0.58, 0.12), "slab": (0.70, 0.02),
    "mid_rise": (0.72, 0.01), "tower": (0.70, 0.01), "shops": (0.40, 0.20),
}  # fmt: skip
# fabric → share of homes without own kitchen and bathroom
SHARED_KITCHEN = {"lane": 0.52, "villa": 0.34, "old_slab": 0.09, "shops": 0.05}
# use → floor area a job
JOB_M2 = {"commercial": 42.0, "office": 24.0, "research": 32.0, "industrial": 90.0, "public": 60.0,
          "education": 75.0, "medical": 45.0, "mixed": 110.0, "transport": 150.0}  # fmt: skip
# use → worth of a square metre of floor, yuan
WORTH = {"residential": 72_000.0, "mixed": 60_000.0, "commercial": 58_000.0, "office": 46_000.0,
         "research": 30_000.0, "industrial": 9_000.0}  # fmt: skip
WORTH_BY_CHARACTER = {"old_town": 1.45, "centre": 1.35, "inner": 1.15, "medical": 1.1,
                      "riverfront": 1.12, "science": 0.95, "village": 0.92, "garden": 0.82,
                      "south": 0.68}  # fmt: skip


def sites_table(city: City, stock: Stock, of: Belonging, rng: np.random.Generator) -> pd.DataFrame:
    """Every site."""
    sums = _Sums(stock, len(city.lots))
    columns = {
        **_land(city, of),
        **_fabric(city, stock, sums),
        **_floors(city, sums),
        **plan_controls(city.lots.fabric),
        **_owned(city, sums, rng),
        **_homes(city, stock, sums, rng),
        **_people_and_worth(city, stock, sums, rng),
        **_consent(city, sums, rng),
    }
    rules = {
        "area_m2": "area of the polygon",
        "footprint_m2": "sum over its buildings",
        "gross_floor_area_m2": "sum over its buildings",
        "homes_count": "sum over its buildings",
        "residents_people": "sum over its buildings",
    }
    return frame("sites", columns, shapes=city.lots.shape, seed=city.seed, computed=rules)


class _Sums:
    """Sums over the buildings of each lot."""

    def __init__(self, stock: Stock, count: int) -> None:
        self._lot = stock.lot
        self._count = count
        self.floor_m2 = self.of(stock.floor_m2)
        self.homes = self.of(stock.homes)

    def of(self, values: Floats) -> Floats:
        """The sum of the values by lot; 0 where nothing is built."""
        sums: Floats = np.zeros(self._count)
        np.add.at(sums, self._lot, values)
        return sums

    def mean(self, values: Floats, weight: Floats) -> Floats:
        """The mean of the values by lot; NaN where nothing is built."""
        total = self.of(weight)
        with np.errstate(invalid="ignore"):
            return np.where(total > 0, self.of(values * weight) / total, np.nan)


def _codes(city: City) -> Words:
    return np.array([f.code for f in FABRICS], dtype=object)[city.lots.fabric]


def _uses(city: City) -> Words:
    return np.array([f.use for f in FABRICS], dtype=object)[city.lots.fabric]


def _land(city: City, of: Belonging) -> dict[str, object]:
    """Names, areas it belongs to, whether it may be renewed, ground."""
    cell = city.lots.cell
    n = len(city.lots)
    kinds = [FABRICS[f] for f in city.lots.fabric]
    area_m2 = np.round(shapely.area(city.lots.shape), 1)
    reason = np.array([f.reason or None for f in kinds], dtype=object)
    reason[(reason == None) & (area_m2 < SMALL_M2)] = "too_small"  # noqa: E711
    sub_zh, sub_en = of.sub_district_zh[cell], of.sub_district_en[cell]
    return {
        "ref": refs("S", n),
        "name_zh": [
            f"{s}{f.zh}{k}号（样例）" for k, (s, f) in enumerate(zip(sub_zh, kinds, strict=True), 1)
        ],
        "name_en": [
            f"{s}, {f.en} {k} (made up)"
            for k, (s, f) in enumerate(zip(sub_en, kinds, strict=True), 1)
        ],
        "functional_zone": of.functional_zone[cell],
        "renewal_unit": of.renewal_unit[cell],
        "sub_district": of.sub_district[cell],
        "renewable": np.array([word is None for word in reason]),
        "not_renewable_reason": reason,
        "use_class": pd.Categorical(_uses(city)),
        "area_m2": area_m2,
    }


def _fabric(city: City, stock: Stock, sums: _Sums) -> dict[str, object]:
    """Floor area, storeys, years, structure, condition, heritage; missing where unbuilt."""
    built = sums.floor_m2 > 0
    area_m2 = shapely.area(city.lots.shape)
    footprint_m2 = np.round(sums.of(stock.footprint_m2), 1)
    green = np.array([0.32 if f.home_m2 else 0.22 for f in FABRICS])[city.lots.fabric]
    green = np.where(np.isin(_uses(city), ("green",)), 0.85, green)
    green = np.where(np.isin(_uses(city), ("water",)), 0.0, green)
    structure = np.array([f.structure for f in FABRICS], dtype=object)[city.lots.fabric]
    condition = sums.mean(stock.condition.astype(float), stock.floor_m2)
    word = np.full(built.size, None, dtype=object)
    word[built] = np.array(CONDITIONS, dtype=object)[np.round(condition[built]).astype(int)]
    return {
        "footprint_m2": footprint_m2,
        "green_m2": np.round(np.minimum(green * area_m2, area_m2 - footprint_m2), 1),
        "gross_floor_area_m2": np.round(sums.floor_m2, 1),
        "storeys": np.round(sums.mean(stock.storeys, stock.floor_m2)),
        "year_built": np.round(sums.mean(stock.year_built, stock.floor_m2)),
        "structure": where_known(built, structure),
        "condition": word,
        "heritage_class": _highest_heritage(stock, built.size),
        "vacancy_share": np.round(sums.mean(stock.vacancy_share, stock.floor_m2), 3),
    }


def _highest_heritage(stock: Stock, count: int) -> Words:
    """The highest class among each lot's buildings."""
    found = np.full(count, None, dtype=object)
    for word in ("conservation_area", "listed_building", "monument"):
        found[stock.lot[stock.heritage == word]] = word
    return found


def _floors(city: City, sums: _Sums) -> dict[str, object]:
    """Floor area by use; missing where nothing is built."""
    use = _uses(city)
    homes = {"residential": 0.97, "mixed": 0.62}
    shops = {"residential": 0.03, "mixed": 0.38, "commercial": 1.0, "office": 0.08}
    shares = {
        "residential": homes,
        "commercial": shops,
        "office": {"office": 0.92, "research": 0.15},
        "research": {"research": 0.85},
        "industrial": {"industrial": 1.0},
        "public": {"public": 1.0, "education": 1.0, "medical": 1.0, "transport": 1.0,
                   "utility": 1.0, "green": 1.0},
    }  # fmt: skip
    built = sums.floor_m2 > 0
    return {
        f"{stem}_floor_area_m2": np.where(
            built, np.round(sums.floor_m2 * [by_use.get(u, 0.0) for u in use], 1), np.nan
        )
        for stem, by_use in shares.items()
    }


def _owned(city: City, sums: _Sums, rng: np.random.Generator) -> dict[str, object]:
    """Shares of floor area by kind of owner; missing where nothing is built."""
    usual = np.array([OWNED.get(code, (1.0, 0.0)) for code in _codes(city)])
    noise = rng.uniform(0.8, 1.2, size=usual.shape)
    drawn = np.where(usual < 1.0, usual * noise, usual)
    drawn = np.round(drawn / np.maximum(drawn.sum(axis=1), 1.0)[:, None], 3)
    drawn[sums.floor_m2 <= 0] = np.nan
    return {
        "state_owned_share": drawn[:, 0],
        "collective_owned_share": drawn[:, 1],
        "private_owned_share": np.round(np.maximum(1.0 - drawn.sum(axis=1), 0.0), 3),
    }


def _homes(city: City, stock: Stock, sums: _Sums, rng: np.random.Generator) -> dict[str, object]:
    """Homes by size, tenure and deficiency; tenure is missing where nobody lives."""
    codes = _codes(city)
    homes = sums.homes
    size = np.array([SIZES.get(code, (0.3, 0.4)) for code in codes])
    small, medium = np.round(homes * size[:, 0]), np.round(homes * size[:, 1])
    medium = np.minimum(medium, homes - small)
    tenure = np.array([TENURE.get(code, (0.5, 0.1)) for code in codes])
    tenure = np.round(tenure * rng.uniform(0.85, 1.12, size=tenure.shape), 3)
    tenure[homes <= 0] = np.nan
    return {
        "homes_count": homes,
        "homes_small_count": small,
        "homes_medium_count": medium,
        "homes_large_count": homes - small - medium,
        "owner_share": tenure[:, 0],
        "public_rent_share": tenure[:, 1],
        "private_rent_share": np.round(1.0 - tenure.sum(axis=1), 3),
        **_deficiencies(stock, sums, codes, rng),
    }


def _deficiencies(
    stock: Stock, sums: _Sums, codes: Words, rng: np.random.Generator
) -> dict[str, object]:
    """Homes that lack or suffer something, by condition, age and fabric of their buildings."""
    homes = stock.homes
    poor = sums.of(homes * (stock.condition == 2))
    dangerous = sums.of(homes * (stock.condition == 3))
    old = sums.of(homes * (stock.year_built < 1950))
    before_lifts = (stock.storeys > 3) & (stock.storeys < 9)
    upper = np.where(before_lifts, homes * (stock.storeys - 3) / np.maximum(stock.storeys, 1), 0.0)
    shared = np.array([SHARED_KITCHEN.get(code, 0.0) for code in codes]) * sums.homes
    noise = rng.uniform(0.7, 1.0, size=(4, sums.homes.size))
    return {
        "homes_unsafe_structure_count": np.round(dangerous + poor * 0.10 * noise[0]),
        "homes_fire_risk_count": np.round(
            np.minimum(old * 0.35 * noise[1] + dangerous * 0.5, sums.homes)
        ),
        "homes_damp_count": np.round((poor * 0.55 + dangerous * 0.8) * noise[2]),
        "homes_without_own_kitchen_bathroom_count": np.round(shared * noise[3]),
        "homes_without_lift_count": np.round(sums.of(upper) * 0.96),
    }


def _people_and_worth(
    city: City, stock: Stock, sums: _Sums, rng: np.random.Generator
) -> dict[str, object]:
    """Residents, jobs, worth in yuan."""
    use = _uses(city)
    job_m2 = np.array([JOB_M2.get(u, np.inf) for u in use])
    worth = np.array([WORTH.get(u, 0.0) for u in use])
    where = np.array([WORTH_BY_CHARACTER[c] for c in city.cells.character[city.lots.cell]])
    noise = rng.lognormal(0.0, 0.08, size=use.size)
    amount = np.round(sums.floor_m2 * worth * where * noise, -4)
    return {
        "residents_people": np.round(sums.of(stock.people), 2),
        "works_jobs": np.round(sums.floor_m2 / job_m2),
        "assessed_value_amount": np.where(amount > 0, amount, np.nan),
    }


def _consent(city: City, sums: _Sums, rng: np.random.Generator) -> dict[str, object]:
    """Rounds of consent were held on some sites of old homes."""
    old = np.isin(_codes(city), ("lane", "villa", "old_slab")) & (sums.homes > 0)
    chance = rng.random(old.size)
    state = np.where(
        old & (chance < 0.04), "refused", np.where(old & (chance < 0.16), "asked", "not_asked")
    )
    share = np.where(
        state == "asked", rng.uniform(0.80, 0.99, old.size), rng.uniform(0.35, 0.79, old.size)
    )
    asked = state != "not_asked"
    days = np.datetime64("2023-03-01") + rng.integers(0, 640, size=old.size).astype(
        "timedelta64[D]"
    )
    day = pd.Series(days.astype("datetime64[s]")).where(asked)
    return {
        "consent_state": where_known(sums.homes > 0, state),
        "consent_share": np.where(asked, np.round(share, 3), np.nan),
        "consent_day": day,
    }
