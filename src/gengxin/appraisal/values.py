"""What floor is worth per m², by regression on assessed values: use, place, age, size, land."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.terms import Factor, FactorPack, InputError

__all__ = ["ValueFit", "fit_values", "values_per_m2", "with_values"]

Floats = NDArray[np.float64]

# years of age at which the yearly loss of value may change
AGE_KNOTS = (25.0, 75.0)
NUMBERS = ("age_years", "floor_m2", "land_per_floor")
# Huber's constant: 95 % as efficient as least squares where errors are normal
HUBER = 1.345
NORMAL_MAD = 1.4826
ROUNDS = 60
SETTLED = 1e-6
FOLDS = 10
RANGE = (0.1, 0.9)
# new floor is priced as the youngest fiftieth of what stands
YOUNGEST = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueFit:
    """A regression of the logarithm of assessed value per m² of gross floor, by Huber's M-estimate.

    ``seen`` are the use and place pairs with enough rows, and ``bounds`` the least and greatest
    age, floor and land per floor among the rows: beyond them nothing is said. ``r2`` is of the
    logarithms, outliers included; ``error_share`` is the median error of a value, each tenth of the
    rows foretold from the other nine. ``spread`` are the first and ninth tenth of the log errors,
    foretold likewise.
    """

    place: str
    year: int
    uses: tuple[str, ...]
    places: tuple[str, ...]
    seen: frozenset[tuple[str, str]]
    count_of_use: Mapping[str, int]
    typical: Mapping[str, tuple[float, float, float]]
    weight_of_place: tuple[float, ...]
    coefficients: Floats
    bounds: Mapping[str, tuple[float, float]]
    n: int
    left_out: Mapping[str, int]
    r2: float
    error_share: float
    spread: tuple[float, float]

    @property
    def told(self) -> str:
        """The fit in a sentence, as the source of what is made from it."""
        return (
            f"regression on assessed values of {self.year} by use, {self.place}, age, floor and "
            f"land: n = {self.n}, R² = {self.r2:.2f} of logarithms, median error "
            f"{self.error_share:.0%} out of sample, eight tenths of the values within "
            f"{np.expm1(self.spread[0]):+.0%} to {np.expm1(self.spread[1]):+.0%}"
        )


def fit_values(
    sites: pd.DataFrame, *, year: int, place: str = "zone_code", fewest: int = 30
) -> ValueFit:
    """Fit value per m² of gross floor to the sites with a value, a use, a place, a year and floor.

    ``sites`` has assessed_value_amount, gross_floor_area_m2, area_m2, year_built, use_class and the
    column named by ``place``; ``year`` is that of the values. Uses and places with fewer rows than
    ``fewest`` are left out, and counted with the rest that is left out.

    Raises
    ------
    InputError
        Where no use or no place has enough rows.

    """
    rows, left_out = _usable(sites, year, place, fewest)
    if len(rows) < fewest:
        msg = (
            f"values: {len(rows)} sites have value, floor, use, {place} and year; at least "
            f"{fewest} of a use and place are needed; give more, or a pack with prices"
        )
        raise InputError(msg)
    uses, places = (tuple(sorted(rows[name].unique())) for name in ("use", "place"))
    design = _design(rows, uses, places)
    log_value = np.log(rows["value_per_m2"].to_numpy())
    coefficients = _huber(design, log_value)
    residual = log_value - design @ coefficients
    foretold = _foretold(design, log_value)
    low, high = np.quantile(foretold, RANGE)
    counts = rows["use"].value_counts()
    pairs = Counter(zip(rows["use"], rows["place"], strict=True))
    return ValueFit(
        place=place,
        year=year,
        uses=uses,
        places=places,
        seen=frozenset(pair for pair, size in pairs.items() if size >= fewest),
        count_of_use={use: int(counts[use]) for use in uses},
        typical={use: _typical(rows[rows["use"] == use]) for use in uses},
        weight_of_place=tuple(float((rows["place"] == p).mean()) for p in places),
        coefficients=coefficients,
        bounds={name: (float(rows[name].min()), float(rows[name].max())) for name in NUMBERS},
        n=len(rows),
        left_out=left_out,
        r2=float(1.0 - residual @ residual / np.sum((log_value - log_value.mean()) ** 2)),
        error_share=float(np.median(np.abs(np.expm1(-foretold)))),
        spread=(float(low), float(high)),
    )


def values_per_m2(fit: ValueFit, rows: pd.DataFrame) -> pd.DataFrame:
    """Low, mid and high value per m² of floor of each row, and why there is none.

    ``rows`` has use, place, age_years, floor_m2 and land_per_floor (m² of site per m² of floor).
    What lies beyond the data of the fit is NaN, with the reason in ``beyond``.
    """
    known = rows["use"].isin(fit.uses) & rows["place"].isin(fit.places)
    reasons = pd.Series("", index=rows.index, dtype="str")
    pairs = pd.Series(zip(rows["use"], rows["place"], strict=True), index=rows.index)
    reasons[~pairs.isin(fit.seen)] = f"too few assessed with this use and {fit.place}"
    for name in NUMBERS:
        low, high = fit.bounds[name]
        within = rows[name].between(low, high)
        reasons[~within & (reasons == "")] = f"{name} is not within {low:.3g} to {high:.3g}"
    usable = known & (reasons == "")
    log_value = np.full(len(rows), np.nan)
    log_value[usable] = _design(rows[usable], fit.uses, fit.places) @ fit.coefficients
    middle = np.exp(log_value)
    low, high = np.exp(fit.spread)
    return pd.DataFrame(
        {
            "low_amount": middle * low,
            "mid_amount": middle,
            "high_amount": middle * high,
            "beyond": reasons,
        },
        index=rows.index,
    )


def with_values(pack: FactorPack, fit: ValueFit) -> FactorPack:
    """The pack with its sale prices and rents from the fit, and by zone where the fit is by zone.

    A price is of floor as old as the youngest fiftieth of its use, of that use's middle size and
    land. A use's own price is the mean over the places, weighted by their rows. A rent is what that
    price earns at the pack's rate, with the pack's vacancy and running costs. Uses that the fit
    doesn't know keep the pack's prices; who receives stays as the pack says.
    """
    made: list[Factor] = []
    earning = {use: _earning(pack, use) for use in fit.uses}
    for factor in pack.factors:
        known = [use for use in factor.where.get("use", ()) if use in fit.uses]
        if factor.code == "rent":
            known = [use for use in known if earning[use] is not None]
        if factor.code not in {"sale", "rent"} or not known:
            made.append(factor)
            continue
        rest = tuple(use for use in factor.where["use"] if use not in known)
        if rest:
            made.append(replace(factor, where={**factor.where, "use": rest}))
        for use in known:
            zones = sorted(place for seen, place in fit.seen if seen == use)
            earns = earning[use] if factor.code == "rent" else None
            places = ("", *(zones if fit.place == "zone_code" else ()))
            made += [_priced(factor, fit, earns, use=use, place=place) for place in places]
    return replace(pack, factors=tuple(made))


class _Earning(NamedTuple):
    """How a value is earned: rate, share that stands empty, yearly running cost; in the middle."""

    cap_rate: float
    vacancy_share: float
    operating_amount_per_m2: float


def _earning(pack: FactorPack, use: str) -> _Earning | None:
    """How floor of a use earns by the pack; ``None`` where it lacks a row for that use."""
    told = []
    for code in ("cap_rate", "vacancy", "operating"):
        of_use = [f.mid for f in pack.factors if f.code == code and use in f.where.get("use", ())]
        if not of_use:
            return None
        told.append(of_use[0])
    return _Earning(*told)


def _priced(
    factor: Factor, fit: ValueFit, earns: _Earning | None, *, use: str, place: str
) -> Factor:
    middle = float(np.exp(_log_typical(fit, use, place)))
    values = [middle * float(np.exp(error)) for error in (fit.spread[0], 0.0, fit.spread[1])]
    how = "" if earns is None else ", earned at the pack's rate after vacancy and running costs"
    if earns is not None:
        values = [_rent(value, earns) for value in values]
    zone = {"zone_code": (place,)} if place else {}
    return replace(
        factor,
        low=values[0],
        mid=values[1],
        high=values[2],
        where={**factor.where, "use": (use,), **zone},
        source=f"{fit.told}; {fit.count_of_use[use]} of this use{how}",
        basis="estimated",
    )


def _rent(value: float, earns: _Earning) -> float:
    """The yearly rent at which floor is worth its value once it is let."""
    net = value * earns.cap_rate + earns.operating_amount_per_m2
    return net / (1.0 - earns.vacancy_share)


def _log_typical(fit: ValueFit, use: str, place: str) -> float:
    row = pd.DataFrame([[use, place, *fit.typical[use]]], columns=["use", "place", *NUMBERS])
    design = _design(row, fit.uses, fit.places)[0]
    if not place:
        # the first place is the one that the others are measured from
        first = len(fit.uses)
        design[first : first + len(fit.places) - 1] = fit.weight_of_place[1:]
    return float(design @ fit.coefficients)


def _typical(rows: pd.DataFrame) -> tuple[float, float, float]:
    return (
        float(rows["age_years"].quantile(YOUNGEST)),
        float(rows["floor_m2"].median()),
        float(rows["land_per_floor"].median()),
    )


def _usable(
    sites: pd.DataFrame, year: int, place: str, fewest: int
) -> tuple[pd.DataFrame, dict[str, int]]:
    """The rows that can be fitted, and how many were left out for which reason."""
    age = year - sites["year_built"]
    reasons = {
        "no assessed value": ~(sites["assessed_value_amount"] > 0.0),
        "no floor area": ~(sites["gross_floor_area_m2"] > 0.0),
        "no ground area": ~(sites["area_m2"] > 0.0),
        "no year built, or a later one": ~(age >= 0.0),
        "no use": sites["use_class"].isna(),
        f"no {place}": sites[place].isna(),
    }
    floor = sites["gross_floor_area_m2"]
    columns = {
        "use": sites["use_class"],
        "place": sites[place],
        "age_years": age.astype("float64"),
        "floor_m2": floor,
        "land_per_floor": sites["area_m2"] / floor.where(floor > 0.0),
        "value_per_m2": sites["assessed_value_amount"] / floor.where(floor > 0.0),
    }
    rows, left_out = pd.DataFrame(columns), {}
    for reason, lacks in reasons.items():
        gone = lacks.reindex(rows.index)
        left_out[reason] = int(gone.sum())
        rows = rows[~gone]
    enough = _enough(rows, fewest)
    left_out[f"use or {place} with fewer than {fewest}"] = len(rows) - len(enough)
    return enough, left_out


def _enough(rows: pd.DataFrame, fewest: int) -> pd.DataFrame:
    """The rows whose use and whose place have enough rows, among themselves."""
    before = None
    while before != len(rows):
        before = len(rows)
        for name in ("use", "place"):
            rows = rows[rows[name].map(rows[name].value_counts()) >= fewest]
    return rows


def _design(rows: pd.DataFrame, uses: tuple[str, ...], places: tuple[str, ...]) -> Floats:
    """Columns: each use, each place but the first, age and its knots, log floor, log land."""
    age = rows["age_years"].to_numpy(dtype=np.float64)
    parts = [rows["use"].to_numpy(dtype=object) == use for use in uses]
    parts += [rows["place"].to_numpy(dtype=object) == place for place in places[1:]]
    parts += [age / 10.0, *(np.maximum(age - knot, 0.0) / 10.0 for knot in AGE_KNOTS)]
    parts += [np.log(rows[name].to_numpy(dtype=np.float64)) for name in NUMBERS[1:]]
    return np.column_stack(parts).astype(np.float64)


def _huber(design: Floats, target: Floats) -> Floats:
    """Coefficients by iterated weights, errors beyond 1.345 robust deviations weighing less."""
    weight = np.ones(len(target))
    found: Floats = np.zeros(design.shape[1])
    for _ in range(ROUNDS):
        # einsum, not a dot of BLAS: the same to the last bit on any number of threads
        weighed = design * weight[:, None]
        square = np.einsum("rj,rk->jk", weighed, design)
        right = np.einsum("rj,r->j", weighed, target)
        before, found = found, np.asarray(np.linalg.lstsq(square, right)[0], dtype=np.float64)
        error = target - design @ found
        scale = NORMAL_MAD * np.median(np.abs(error - np.median(error)))
        if scale == 0.0 or np.allclose(before, found, rtol=0.0, atol=SETTLED):
            break
        weight = np.minimum(1.0, HUBER * scale / np.maximum(np.abs(error), 1e-300))
    return found


def _foretold(design: Floats, target: Floats) -> Floats:
    """Log error of each row, foretold from the rows of the other tenths."""
    fold = np.arange(len(target)) % FOLDS
    error = np.empty_like(target)
    for here in range(FOLDS):
        held = fold == here
        error[held] = target[held] - design[held] @ _huber(design[~held], target[~held])
    return error
