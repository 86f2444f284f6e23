"""Tables of what is built and who lives there: buildings, parcels, people."""

import numpy as np
import pandas as pd
import shapely

from gengxin.sources.sample.arrays import Floats, Ints, points_of
from gengxin.sources.sample.city import City
from gengxin.sources.sample.facts import SHARE_65_UP
from gengxin.sources.sample.land.fabrics import FABRICS
from gengxin.sources.sample.tables.record import SOURCE, chosen_words, frame, picked, refs
from gengxin.sources.sample.tables.stock import CONDITIONS, Stock

__all__ = ["buildings_table", "parcels_table", "people_table"]

# shares of the people of a fabric by age; the rest is 15–59
AGE_SHARES = {
    "age_0_2_people": 0.018, "age_3_5_people": 0.021, "age_6_11_people": 0.045,
    "age_12_14_people": 0.021, "age_60_64_people": 0.085, "age_65_up_people": SHARE_65_UP,
}  # fmt: skip
# fabrics where the old, or children, are more (above 1) or fewer than in the district
OLDER = {"lane": 1.22, "villa": 1.12, "old_slab": 1.30, "slab": 1.08, "mid_rise": 0.75,
         "tower": 0.68, "shops": 0.95}  # fmt: skip
CHILDREN = ("age_0_2_people", "age_3_5_people", "age_6_11_people", "age_12_14_people")
OWNERS = {
    "lane": "公房",
    "villa": "公房与私房",
    "old_slab": "售后公房",
    "slab": "业主共有",
    "mid_rise": "业主共有",
    "tower": "业主共有",
    "shops": "企业与个人",
    "works": "国有企业",
    "research": "园区企业",
    "office": "企业",
    "mall": "企业",
    "vacant": "储备机构",
}


def buildings_table(city: City, stock: Stock, site_ref: pd.Series) -> pd.DataFrame:
    """Every building."""
    kinds = [FABRICS[f] for f in range(len(FABRICS))]
    use = pd.Categorical(np.array([f.use for f in kinds], dtype=object)[stock.fabric])
    structure = np.array([f.structure for f in kinds], dtype=object)[stock.fabric]
    columns = {
        "ref": refs("BD", stock.lot.size),
        "site": picked(site_ref, stock.lot),
        "use_class": use,
        "footprint_m2": stock.footprint_m2,
        "height_m": stock.height_m,
        "gross_floor_area_m2": stock.floor_m2,
        "storeys": stock.storeys,
        "year_built": stock.year_built,
        "structure": pd.Categorical(structure),
        "condition": pd.Categorical(np.array(CONDITIONS, dtype=object)[stock.condition]),
        "heritage_class": pd.Categorical(stock.heritage),
        "vacancy_share": stock.vacancy_share,
        "homes_count": stock.homes,
    }
    rules = {
        "footprint_m2": "area of the polygon",
        "gross_floor_area_m2": "footprint × storeys",
    }
    return frame("buildings", columns, shapes=city.footprints.shape, seed=city.seed, computed=rules)


def parcels_table(city: City, site_ref: pd.Series, rng: np.random.Generator) -> pd.DataFrame:
    """One parcel a site, two on a fifth of the larger ones."""
    shapes = city.lots.shape
    large = np.flatnonzero((shapely.area(shapes) > 9_000.0) & (rng.random(shapes.size) < 0.25))
    bounds = shapely.bounds(shapes[large])
    west = shapely.box(
        bounds[:, 0] - 1, bounds[:, 1] - 1, (bounds[:, 0] + bounds[:, 2]) / 2, bounds[:, 3] + 1
    )
    first, second = (
        shapely.intersection(shapes[large], west),
        shapely.difference(shapes[large], west),
    )
    split = (shapely.get_type_id(first) == 3) & (shapely.get_type_id(second) == 3)
    large = large[split]
    pieces = shapes.copy()
    pieces[large] = first[split]
    pieces = np.concatenate([pieces, second[split]])
    site = np.concatenate([np.arange(shapes.size), large])
    code = np.array([f.code for f in FABRICS], dtype=object)[city.lots.fabric[site]]
    use = np.array([f.use for f in FABRICS], dtype=object)[city.lots.fabric[site]]
    columns = {
        "ref": refs("P", site.size),
        "site": picked(site_ref, site),
        "use_class": pd.Categorical(use),
        "owner_kind": [OWNERS.get(c, "国有划拨") for c in code],
        "area_m2": np.round(shapely.area(pieces), 1),
    }
    rule = {"area_m2": "area of the polygon"}
    return frame("parcels", columns, shapes=pieces, seed=city.seed, computed=rule)


def people_table(
    city: City, stock: Stock, keys: tuple[pd.Series, pd.Series], rng: np.random.Generator
) -> pd.DataFrame:
    """A demand point for each building with homes; ``keys`` are refs of sites and buildings."""
    lived = np.flatnonzero(stock.people > 0)
    residents = stock.people[lived]
    columns = {
        "ref": refs("PP", lived.size),
        "building": picked(keys[1], lived),
        "site": picked(keys[0], stock.lot[lived]),
        "residents_people": residents,
        "residents_people_basis": _rate_basis(city, stock, lived),
        **_ages(city, stock, lived, rng),
    }
    shapes = points_of(stock.place[lived])
    return frame("people", columns, shapes=shapes, seed=city.seed)


def _rate_basis(city: City, stock: Stock, lived: Ints) -> pd.Series:
    """The basis of residents: so many people a home in such a fabric."""
    rates = {}
    for number, fabric in enumerate(FABRICS):
        of_fabric = stock.fabric == number
        rate = float(stock.people_a_home[of_fabric][0]) if of_fabric.any() else 0.0
        rates[number] = (
            f"computed: homes × {rate:.4f} people a home ({fabric.en}); {SOURCE}, seed {city.seed}"
        )
    return chosen_words(stock.fabric[lived], list(rates.values()))


def _ages(city: City, stock: Stock, lived: Ints, rng: np.random.Generator) -> dict[str, Floats]:
    """People of each age; the district's share of 65 and over is met, the rest is 15–59."""
    residents = stock.people[lived]
    older = np.array([OLDER.get(f.code, 1.0) for f in FABRICS])[stock.fabric[lived]]
    noise = np.exp(rng.normal(0.0, 0.16, size=len(city.lots)))[stock.lot[lived]]
    older = older * noise
    older *= residents.sum() / (residents * older).sum()
    younger = np.clip(1.9 - 0.9 * older, 0.4, 1.7)
    younger *= residents.sum() / (residents * younger).sum()
    ages: dict[str, Floats] = {}
    for name, share in AGE_SHARES.items():
        lean = younger if name in CHILDREN else older
        ages[name] = np.minimum(residents * share * lean, residents * 0.45).round(2)
    rest = residents - np.sum(list(ages.values()), axis=0)
    ages["age_15_59_people"] = np.round(np.maximum(rest, 0.0), 2)
    return ages
