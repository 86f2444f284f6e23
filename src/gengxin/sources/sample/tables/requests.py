"""Tables of what people and enterprises ask for: needs, and requests for space."""

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from gengxin.sources.sample.arrays import Floats, Ints, points_of
from gengxin.sources.sample.city import City
from gengxin.sources.sample.tables.areas import Belonging
from gengxin.sources.sample.tables.record import frame, picked, refs
from gengxin.sources.sample.tables.stock import Stock

__all__ = ["needs_table", "space_requests_table"]

# kind of facility asked for → what is said
ASKED = {
    "elder_day_care": (
        "我妈八十二了，走到最近的日间照料点要半个多小时，能不能在附近办一个？",
        "My mother is 82 and walks over half an hour to the nearest day care; could we have one?",
    ),
    "health_station": (
        "附近没有卫生服务站，配个慢性病的药都要坐公交。",
        "There is no health station nearby; I take a bus just to refill my prescription.",
    ),
    "kindergarten": (
        "小区交房三年了，孩子还得送到很远的幼儿园，早高峰根本来不及。",
        "Three years after we moved in, the kindergarten is still too far for the morning rush.",
    ),
    "market": (
        "这一带没有菜市场，老人买菜要走很远。",
        "There is no wet market around here; older people walk far for vegetables.",
    ),
    "garden": (
        "周边没有可以坐坐的小公园，希望把空地改成口袋公园。",
        "There is nowhere green to sit; please turn the empty plot into a pocket park.",
    ),
    "community_canteen": (
        "希望开一家社区食堂，独居老人吃饭是个问题。",
        "Please open a community canteen; meals are hard for those who live alone.",
    ),
    "nursery": (
        "双职工家庭带两岁孩子太难了，附近没有托育。",
        "With both of us at work and a two-year-old, there is no nursery near.",
    ),
    "library": (
        "孩子放学没地方去，附近能有个图书馆就好了。",
        "Children have nowhere to go after school; a library nearby would help.",
    ),
}
# deficiency of homes → what is said
REPORTED = {
    "without_lift": (
        "六楼没有电梯，腿脚不好的老人一个月都下不了楼。",
        "No lift to the sixth floor: my parents have not been downstairs for a month.",
    ),
    "without_own_kitchen_bathroom": (
        "三户合用一个灶间和卫生间，盼着成套改造。",
        "Three households share one kitchen and toilet; we hope for homes of our own.",
    ),
    "damp": (
        "一到黄梅天墙就渗水发霉。",
        "Every rainy season the walls leak and grow mould.",
    ),
    "fire_risk": (
        "楼道电线老化、堆物多，担心着火。",
        "Old wiring and clutter in the stairwell: we fear a fire.",
    ),
    "unsafe_structure": (
        "外墙开裂、阳台往下掉水泥，住着害怕。",
        "The outer wall is cracked and concrete falls from the balcony.",
    ),
}
STATES = ("received", "triaged", "assigned", "visiting", "planned", "in_works", "done_claimed",
          "confirmed_fixed", "reopened", "declined", "referred")  # fmt: skip
STATE_SHARES = (0.24, 0.16, 0.12, 0.08, 0.12, 0.06, 0.05, 0.08, 0.03, 0.03, 0.03)
NEEDS_PER_SITE = 0.2
REPEATED_SHARE = 0.08
REQUESTS_PER_SITE = 0.03
WANTED = (
    # use, stage, least and greatest floor in m², rent in yuan/m²/year, share
    ("research", "incubation", 120, 900, 1_100, 0.24),
    ("research", "industrialisation", 2_000, 12_000, 950, 0.14),
    ("office", "transfer", 200, 1_500, 1_800, 0.20),
    ("office", "industrialisation", 1_500, 9_000, 2_100, 0.16),
    ("commercial", None, 150, 2_500, 2_900, 0.16),
    ("public", None, 300, 3_000, 500, 0.06),
    ("medical", "transfer", 500, 6_000, 1_300, 0.04),
)


def needs_table(
    city: City,
    stock: Stock,
    facilities: pd.DataFrame,
    site_ref: pd.Series,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Needs where services are far or homes are poor; some say again what another said."""
    count = max(20, round(NEEDS_PER_SITE * city.sites))
    asked = _asked(stock, facilities, count * 6 // 10, rng)
    reported = _reported(stock, count - len(asked), rng)
    table = pd.concat([asked, reported], ignore_index=True)
    table = table.sample(frac=1.0, random_state=rng).reset_index(drop=True)
    n = len(table)
    building = table.pop("building").to_numpy()
    days = np.datetime64("2024-01-02") + rng.integers(0, 360, size=n).astype("timedelta64[D]")
    table.insert(0, "ref", refs("N", n))
    table["state"] = rng.choice(STATES, size=n, p=STATE_SHARES)
    table["site"] = picked(site_ref, stock.lot[building])
    table["reported_on"] = days.astype("datetime64[s]")
    table["supporters_count"] = np.round(rng.lognormal(1.6, 1.0, size=n))
    table = _with_repeats(table, rng)
    shapes = points_of(stock.place[building] + rng.uniform(-6, 6, size=(n, 2)))
    columns = {name: table[name] for name in table.columns}
    return frame("needs", columns, shapes=shapes, seed=city.seed)


def _asked(
    stock: Stock, facilities: pd.DataFrame, count: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Needs for facilities, from homes that lie far from the nearest of the kind."""
    lived = np.flatnonzero(stock.people > 0)
    parts = []
    for kind, (zh, en) in ASKED.items():
        there = facilities.geometry[(facilities["kind"] == kind).to_numpy()]
        places = shapely.get_coordinates(shapely.centroid(there.to_numpy()))
        away_m = (
            cKDTree(places).query(stock.place[lived])[0] if len(places) else np.ones(lived.size)
        )
        weight = stock.people[lived] * away_m**3
        building = _drawn(lived, weight, max(1, count // len(ASKED)), rng)
        parts.append(pd.DataFrame(
            {"text_zh": zh, "text_en": en, "facility_kind": kind, "building": building}
        ))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _reported(stock: Stock, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Faults of homes, from buildings that have them."""
    lived = np.flatnonzero(stock.people > 0)
    poor = (stock.condition[lived] >= 2) * 1.0
    walk_up = ((stock.storeys[lived] >= 5) & (stock.storeys[lived] < 8)) * 1.0
    old = (stock.year_built[lived] < 1950) * 1.0
    dangerous = (stock.condition[lived] == 3) * 1.0
    likely = {
        "without_lift": walk_up,
        "without_own_kitchen_bathroom": old,
        "damp": poor,
        "fire_risk": old,
        "unsafe_structure": dangerous + 0.01 * poor,
    }
    parts = []
    for fault, (zh, en) in REPORTED.items():
        weight = stock.people[lived] * (likely[fault] + 1e-6)
        building = _drawn(lived, weight, max(1, count // len(REPORTED)), rng)
        parts.append(pd.DataFrame(
            {"text_zh": zh, "text_en": en, "deficiency": fault, "building": building}
        ))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _drawn(rows: Ints, weight: Floats, count: int, rng: np.random.Generator) -> Ints:
    """Rows drawn by weight, at random."""
    steps = np.cumsum(weight)
    at = rng.random(count) * steps[-1]
    drawn: Ints = rows[np.searchsorted(steps, at, side="right").clip(max=rows.size - 1)]
    return drawn


def _with_repeats(table: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Some needs repeat an earlier one of the same words, and are merged into it."""
    first = table.groupby("text_zh")["ref"].transform("first")
    repeats = (rng.random(len(table)) < REPEATED_SHARE) & (first != table["ref"])
    return table.assign(
        duplicate_of=first.where(repeats), state=table["state"].mask(repeats, "merged")
    )


def space_requests_table(city: City, of: Belonging, rng: np.random.Generator) -> pd.DataFrame:
    """Requests of enterprises for space."""
    count = max(5, round(REQUESTS_PER_SITE * city.sites))
    pick = rng.choice(len(WANTED), size=count, p=[w[5] for w in WANTED])
    wanted = [WANTED[k] for k in pick]
    low = np.array([w[2] for w in wanted], dtype=float)
    high = np.array([w[3] for w in wanted], dtype=float)
    least = np.round(low + (high - low) * rng.beta(1.2, 3.0, size=count), -1)
    zones = np.unique(of.functional_zone.astype(str))
    rent = np.array([w[4] for w in wanted]) * rng.uniform(0.8, 1.25, size=count)
    days = np.datetime64("2025-06-01") + rng.integers(0, 1_000, size=count).astype("timedelta64[D]")
    columns = {
        "ref": refs("SR", count),
        "name_zh": [f"样例企业{k}" for k in range(1, count + 1)],
        "name_en": [f"Made-up enterprise {k}" for k in range(1, count + 1)],
        "use_class": [w[0] for w in wanted],
        "functional_zone": rng.choice(zones, size=count),
        "growth_stage": [w[1] for w in wanted],
        "floor_area_low_m2": least,
        "floor_area_high_m2": np.round(least * rng.uniform(1.1, 1.8, size=count), -1),
        "budget_amount": np.round(rent, -1),
        "need_by": days.astype("datetime64[s]"),
        "term_years": rng.choice([3.0, 5.0, 8.0, 10.0], size=count),
        "weight": rng.choice([0.5, 1.0, 1.0, 2.0], size=count),
    }
    return frame("space_requests", columns, seed=city.seed)
