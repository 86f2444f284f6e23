"""Values by regression: a made-up city whose prices are known, and the assessments of Cambridge."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.appraisal.small import factor, pack

from gengxin.appraisal import ValueFit, fit_values, grids_of, values_per_m2, with_values
from gengxin.sources import read_district
from gengxin.sources.factors import read_factors
from gengxin.terms import InputError, checked

YEAR = 2013


def true_value(rows: pd.DataFrame) -> np.ndarray:
    """Offices 1.5 × homes; zone B 0.8 × A; −1 % a year up to 25; larger floor a little cheaper."""
    age = np.minimum(YEAR - rows["year_built"].to_numpy(), 25.0)
    use = np.where(rows["use_class"] == "office", 1.5, 1.0)
    zone = np.where(rows["zone_code"] == "B", 0.8, 1.0)
    size = (rows["gross_floor_area_m2"].to_numpy() / 100.0) ** -0.1
    land = (rows["area_m2"] / rows["gross_floor_area_m2"]).to_numpy() ** 0.3
    return 5_000.0 * use * zone * np.exp(-0.01 * age) * size * land


@pytest.fixture(scope="module")
def city() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    count = 800
    floor = rng.uniform(80.0, 2_000.0, count)
    rows = pd.DataFrame(
        {
            "use_class": rng.choice(["residential", "office"], count),
            "zone_code": rng.choice(["A", "B"], count),
            "year_built": rng.integers(1900, 2012, count).astype(float),
            "gross_floor_area_m2": floor,
            "area_m2": floor * rng.uniform(0.3, 2.0, count),
        }
    )
    noise = np.exp(rng.normal(0.0, 0.1, count))
    noise[:40] *= 30.0  # 5 % are grossly wrong
    return rows.assign(assessed_value_amount=true_value(rows) * floor * noise)


@pytest.fixture(scope="module")
def fit(city: pd.DataFrame) -> ValueFit:
    return fit_values(city, year=YEAR)


def ask(**changes: object) -> pd.DataFrame:
    row = {
        "use": "office",
        "place": "B",
        "age_years": 20.0,
        "floor_m2": 400.0,
        "land_per_floor": 0.8,
    }
    return pd.DataFrame([row | changes])


def test_known_prices_are_found_in_spite_of_gross_errors(fit: ValueFit) -> None:
    found = values_per_m2(fit, ask()).iloc[0]
    expected = 5_000.0 * 1.5 * 0.8 * math.exp(-0.2) * 4.0**-0.1 * 0.8**0.3
    assert found["mid_amount"] == pytest.approx(expected, rel=0.04)
    assert found["low_amount"] < found["mid_amount"] < found["high_amount"]
    assert fit.n == 800
    # the median of |error| of a normal with σ = 0.1 is 0.067
    assert 0.05 < fit.error_share < 0.09
    assert f"n = {fit.n}" in fit.told


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"use": "research"}, "too few assessed with this use and zone_code"),
        ({"place": "Z"}, "too few assessed with this use and zone_code"),
        ({"age_years": 300.0}, "age_years is not within"),
        ({"floor_m2": 50_000.0}, "floor_m2 is not within"),
        ({"land_per_floor": 9.0}, "land_per_floor is not within"),
        ({"age_years": math.nan}, "age_years is not within"),
    ],
)
def test_nothing_is_said_beyond_the_data(
    fit: ValueFit, changes: dict[str, object], reason: str
) -> None:
    found = values_per_m2(fit, ask(**changes)).iloc[0]
    assert math.isnan(found["mid_amount"])
    assert reason in found["beyond"]


def test_what_can_not_be_fitted_is_counted_by_its_reason(city: pd.DataFrame) -> None:
    worse = city.copy()
    worse.loc[0, "assessed_value_amount"] = math.nan
    worse.loc[1, "gross_floor_area_m2"] = 0.0
    worse.loc[2, "year_built"] = YEAR + 3.0
    worse.loc[3:6, "use_class"] = "research"
    left_out = fit_values(worse, year=YEAR).left_out
    assert left_out["no assessed value"] == 1
    assert left_out["no floor area"] == 1
    assert left_out["no year built, or a later one"] == 1
    assert left_out["use or zone_code with fewer than 30"] == 4
    with pytest.raises(InputError, match="at least 30 of a use and place"):
        fit_values(city.head(20), year=YEAR)


def test_prices_of_a_pack_come_from_the_fit_by_use_and_zone(fit: ValueFit) -> None:
    base = pack(
        factor("sale", 1.0, use="office residential"),
        factor("sale", 2.0, use="industrial"),
        factor("rent", 3.0, use="office"),
    )
    priced = with_values(base, fit)
    grids_of(priced)  # no two rows hold at one place
    rows = {(f.code, *f.where["use"], *f.where.get("zone_code", ())): f for f in priced.factors}
    assert set(rows) == {
        *(("sale", use, *zone) for use in ("office", "residential") for zone in ((), "A", "B")),
        ("sale", "industrial"),
        ("rent", "office"),
    }
    office = rows["sale", "office", "A"].mid / rows["sale", "residential", "A"].mid
    assert office == pytest.approx(1.5, rel=0.1)
    zones = rows["sale", "office", "B"].mid / rows["sale", "office", "A"].mid
    assert zones == pytest.approx(0.8, rel=0.04)
    made = rows["sale", "office"]
    assert rows["sale", "office", "B"].mid < made.mid < rows["sale", "office", "A"].mid
    assert made.basis == "estimated"
    assert "regression on assessed values of 2013" in made.source
    assert rows["sale", "industrial"].mid == 2.0


def test_rents_of_a_pack_are_what_the_fitted_value_earns(fit: ValueFit) -> None:
    base = pack(
        factor("sale", 1.0, use="office"),
        factor("rent", 3.0, use="office"),
        factor("cap_rate", 0.05, use="office"),
        factor("vacancy", 0.1, use="office"),
        factor("operating", 100.0, use="office"),
    )
    priced = with_values(base, fit).factors
    sale, rent = (next(f for f in priced if f.code == code) for code in ("sale", "rent"))
    # net rent ÷ 5 % is the value: rent × 0.9 − 100 = value × 0.05
    for level in ("low", "mid", "high"):
        assert getattr(rent, level) * 0.9 - 100.0 == pytest.approx(getattr(sale, level) * 0.05)
    assert rent.basis == "estimated"


def test_the_shipped_values_of_cambridge_are_what_its_assessments_give(shared_data: Path) -> None:
    district = checked(read_district([shared_data / "cambridge-ma"], recipe="cambridge-ma"))
    fitted = fit_values(district.table("sites"), year=YEAR, place="sub_district")
    assert fitted.n > 12_000
    assert 0.3 < fitted.r2 < 0.45
    assert 0.18 < fitted.error_share < 0.25
    shipped = read_factors("usd-2014-illustrative")
    again = with_values(shipped, fitted)
    sold = {f.where["use"][0]: f for f in again.factors if f.code == "sale"}
    for row in shipped.factors:
        if row.code == "sale":
            for level in ("low", "mid", "high"):
                ours = getattr(sold[row.where["use"][0]], level)
                assert getattr(row, level) == pytest.approx(ours, rel=0.01)
            assert f"n = {fitted.n}, R² = {fitted.r2:.2f}" in row.source
            assert f"{fitted.error_share:.0%}" in row.source
