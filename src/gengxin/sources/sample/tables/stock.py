"""The building stock: storeys, years, floor area, homes, condition, people of every building."""

from dataclasses import dataclass

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Flags, Floats, Ints, Words
from gengxin.sources.sample.city import City
from gengxin.sources.sample.facts import PEOPLE_PER_SITE, SITES
from gengxin.sources.sample.land.fabrics import FABRICS, NUMBER, column

__all__ = ["CONDITIONS", "Stock", "drawn_stock", "old_town"]

CONDITIONS = ("good", "fair", "poor", "dangerous")
# chance of each condition by the age of a building: up to 20, 35, 50, 75 years and more
CONDITION_CHANCES = np.array([
    [0.93, 0.07, 0.00, 0.00], [0.66, 0.31, 0.03, 0.00], [0.22, 0.58, 0.19, 0.01],
    [0.09, 0.49, 0.38, 0.04], [0.13, 0.43, 0.37, 0.07],
])  # fmt: skip
AGES_YEARS = (20, 35, 50, 75)
DATA_YEAR = 2025
STOREY_M = {"residential": 2.9, "commercial": 4.8, "office": 4.0, "research": 4.2,
            "industrial": 6.5, "public": 4.6, "education": 3.7, "medical": 3.9,
            "transport": 7.0}  # fmt: skip
# how far households of a part of the district may differ from the usual
LEAST_SCALE, GREATEST_SCALE = 0.8, 1.25
HOMES_SHARE = {"mixed": 0.62}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """One value a building; ``people_a_home`` is by fabric and so scaled that the total is met."""

    lot: Ints
    fabric: Ints
    place: Floats
    footprint_m2: Floats
    storeys: Floats
    year_built: Floats
    height_m: Floats
    floor_m2: Floats
    homes: Floats
    people_a_home: Floats
    people: Floats
    vacancy_share: Floats
    condition: Ints
    heritage: Words


def old_town(city: City) -> Flags:
    """Which lots lie in the old town, a conservation area."""
    found: Flags = city.cells.character[city.lots.cell] == "old_town"
    return found


def drawn_stock(city: City, rng: np.random.Generator) -> Stock:
    """The stock of the city, building by building."""
    lot = city.footprints.lot
    fabric = city.footprints.fabric
    footprint_m2 = np.round(shapely.area(city.footprints.shape), 1)
    storeys, year = _storeys_and_years(city, lot, rng)
    uses = np.array([f.use for f in FABRICS], dtype=object)[fabric]
    storey_m = np.array([STOREY_M.get(use, 3.3) for use in uses])
    floor_m2 = np.round(footprint_m2 * storeys, 1)
    homes = _homes(fabric, floor_m2)
    people_a_home = _people_a_home(city, fabric, homes)
    return Stock(
        lot=lot,
        fabric=fabric,
        place=np.round(shapely.get_coordinates(shapely.point_on_surface(city.footprints.shape)), 2),
        footprint_m2=footprint_m2,
        storeys=storeys,
        year_built=year,
        height_m=np.round(storeys * storey_m + 0.6, 1),
        floor_m2=floor_m2,
        homes=homes,
        people_a_home=people_a_home,
        people=np.round(homes * people_a_home, 2),
        vacancy_share=_vacancy(fabric, rng),
        condition=_conditions(lot, year, rng),
        heritage=_heritage(city, fabric, rng),
    )


def _storeys_and_years(city: City, lot: Ints, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Storeys and years: drawn for the lot, hardly different from building to building."""
    n = len(city.lots)
    fabric = city.footprints.fabric
    low, high = column("storeys", fabric, 0), column("storeys", fabric, 1)
    of_lot = rng.beta(1.4, 1.6, size=n)[lot]
    storeys = low + (high - low) * (of_lot + 0.18 * rng.normal(size=lot.size))
    storeys = np.clip(np.round(storeys), low, high).astype(np.float64)
    # a street front is as old as the site it belongs to
    first, last = (column("years", city.lots.fabric, end) for end in (0, 1))
    year = np.round(first + (last - first) * rng.random(n))[lot]
    year = np.clip(year + rng.integers(-1, 2, size=lot.size), first[lot], last[lot])
    return storeys, year


def _homes(fabric: Ints, floor_m2: Floats) -> Floats:
    """Whole homes in each building; none where nobody lives."""
    home_m2 = column("home_m2", fabric)
    share = np.array([HOMES_SHARE.get(f.use, 1.0) for f in FABRICS])[fabric]
    lived = home_m2 > 0
    homes = np.zeros(fabric.size)
    homes[lived] = np.floor(floor_m2[lived] * share[lived] / home_m2[lived])
    return homes


def _people_a_home(city: City, fabric: Ints, homes: Floats) -> Floats:
    """People a home by fabric, scaled to the total; a part of the district may differ from it."""
    usual = column("household_people", fabric)
    total = float((homes * usual).sum())
    scale = PEOPLE_PER_SITE * city.sites / total
    if city.sites < SITES:
        scale = min(max(scale, LEAST_SCALE), GREATEST_SCALE)
    rate: Floats = np.round(usual * scale, 4)
    return rate


def _vacancy(fabric: Ints, rng: np.random.Generator) -> Floats:
    """Share of each building's floor that stands empty."""
    usual = {"office": 0.19, "research": 0.15, "works": 0.27, "mall": 0.14, "shops": 0.12,
             "lane": 0.09, "culture": 0.2}  # fmt: skip
    mean = np.array([usual.get(f.code, 0.06) for f in FABRICS])[fabric]
    drawn = rng.beta(1.2, 6.0, size=fabric.size) * 6.0
    return np.minimum(mean * drawn, 0.95).round(3)


def _conditions(lot: Ints, year: Floats, rng: np.random.Generator) -> Ints:
    """Condition of each building: mostly that of its lot, worse with age."""
    age = np.searchsorted(AGES_YEARS, DATA_YEAR - year)
    chance = np.cumsum(CONDITION_CHANCES, axis=1)[age]
    of_lot = rng.random(int(lot.max(initial=-1)) + 1)[lot]
    own = rng.random(lot.size)
    drawn = np.where(rng.random(lot.size) < 0.7, of_lot, own)
    condition: Ints = (drawn[:, None] > chance[:, :-1]).sum(axis=1)
    return condition


def _heritage(city: City, fabric: Ints, rng: np.random.Generator) -> Words:
    """Heritage class of each building; missing where there is none."""
    chance = rng.random(fabric.size)
    old = old_town(city)[city.footprints.lot]
    villa, lane = fabric == NUMBER["villa"], fabric == NUMBER["lane"]
    heritage = np.full(fabric.size, None, dtype=object)
    heritage[old & (villa | lane)] = "conservation_area"
    heritage[(villa & (chance < 0.22)) | (lane & old & (chance < 0.07))] = "listed_building"
    heritage[(villa & (chance < 0.012)) | ((fabric == NUMBER["church"]) & (chance < 0.5))] = (
        "monument"
    )
    return heritage
