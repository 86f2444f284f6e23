"""Small drafts, sites and packs, made by hand: what a test doesn't say is nothing."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from gengxin.appraisal.quantities import DRAFT_COLUMNS
from gengxin.terms import FACTOR_KINDS, Factor, FactorPack, Money, codes

MONEY = Money(currency="CNY", price_day=date(2025, 1, 1))
TEXTS = ("site", "action")
WORKS = ("built", "demolished", "repaired", "retrofitted", "converted")


def drafts(*rows: Mapping[str, object]) -> pd.DataFrame:
    """Drafts; each row gives what is not 0, and its ref as ``option``."""
    nothing: dict[str, object] = dict.fromkeys(DRAFT_COLUMNS, 0.0)
    nothing |= {"site": "S", "action": "redevelop", "height_m": 20.0}
    filled = [nothing | {"option": f"S/{n}"} | dict(row) for n, row in enumerate(rows)]
    return pd.DataFrame(filled).set_index("option")


def sites(**columns: object) -> pd.DataFrame:
    """One site, S."""
    return pd.DataFrame({name: [value] for name, value in columns.items()}, index=["S"])


def factor(code: str, *levels: float, basis: str = "made_up", **where: str) -> Factor:
    """A row of a pack: one level or three; paid by the party named, else the developer."""
    low, mid, high = levels if len(levels) == 3 else levels * 3
    party = where.pop("paid_by", "developer")
    kind = FACTOR_KINDS[code]
    return Factor(
        code=code,
        low=low,
        mid=mid,
        high=high,
        unit=kind.unit.replace("amount", "CNY"),
        where={key: tuple(words.split()) for key, words in where.items()},
        parties=_shares(party) if kind.paid else {},
        source="a test",
        basis=basis,  # type: ignore[arg-type]
        price_day=MONEY.price_day if "amount" in kind.unit else None,
    )


def _shares(party: str) -> dict[str, float]:
    """``developer``, or ``public 0.7 owner 0.3``."""
    words = party.split()
    if len(words) == 1:
        return {words[0]: 1.0}
    return {name: float(share) for name, share in zip(words[::2], words[1::2], strict=True)}


def pack(*factors: Factor) -> FactorPack:
    return FactorPack(name="small", name_en="small", name_zh="小", money=MONEY, factors=factors)


def random_case(seed: int, count: int = 40) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Drafts and sites as they come, drawn with a seed, with unknowns here and there."""
    rng = np.random.default_rng(seed)
    refs = [f"S{n}" for n in range(8)]
    words = {
        "structure": [*codes.STRUCTURES, None],
        "condition": [*codes.CONDITIONS, None],
        "heritage_class": [*codes.HERITAGE_CLASSES, None, None, None],
        "zone_code": ["R1", "C1", None],
    }
    land = {
        name: [choices[i] for i in rng.integers(0, len(choices), 8)]
        for name, choices in words.items()
    }
    land |= {f"{use}_floor_area_m2": rng.choice([0.0, 900.0], 8) for use in codes.FLOOR_USES}
    land["vacancy_share"] = rng.choice([0.0, 0.4, 1.0, np.nan], 8)
    land["assessed_value_amount"] = rng.choice([1e4, 5e6, np.nan], 8)
    rows = drafts(*({} for _ in range(count)))
    rows["site"] = rng.choice(refs, count)
    rows["action"] = rng.choice(list(codes.ACTIONS), count)
    rows["height_m"] = rng.choice([12.0, 27.0, 40.0, 80.0, 120.0, np.nan], count)
    rows["works_months"] = rng.choice(
        [0.0, 7.0, 12.0, 30.0, np.nan], count, p=[0.1, 0.3, 0.3, 0.25, 0.05]
    )
    for name in DRAFT_COLUMNS:
        if name.endswith("_m2"):
            some = rng.random(count) < 0.3
            rows[name] = np.where(some, rng.integers(1, 5000, count) / 4.0, 0.0)
            rows.loc[rows.index[rng.random(count) < 0.01], name] = np.nan
        elif name.endswith("_count"):
            rows[name] = np.where(rng.random(count) < 0.4, rng.integers(0, 30, count), 0).astype(
                float
            )
    for tenure in codes.TENURES:
        rows[f"households_{tenure}_count"] = rng.integers(0, 4, count) * 5.0
    return rows, pd.DataFrame(land, index=refs)
