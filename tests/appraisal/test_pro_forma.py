"""The most profitable intensity: by hand, by trying every rung, and beside UrbanSim."""

import json
import math
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.appraisal.small import factor, pack

from gengxin.appraisal import (
    Building,
    Form,
    Ladder,
    Parking,
    building_of,
    ladder,
    most_profitable,
    pro_forma,
    values_of,
)
from gengxin.sources.factors import read_factors

ROOT = Path(__file__).parents[2]
HOMES = Form(name="homes", use_shares={"residential": 1.0})
PLAIN = Building(
    storey_m=3.0,
    lot_coverage=0.5,
    band_tops_m=(12.0, math.inf),
    cost_amount_per_m2={"residential": (100.0, 160.0), "office": (200.0, 200.0)},
    profit_share=0.1,
)


def sites(**columns: list[float]) -> pd.DataFrame:
    given = {"area_m2": [1_000.0], "far_limit": [9.0], "height_limit_m": [math.nan]}
    return pd.DataFrame(given | {"land_cost_amount": [0.0]} | columns)


def test_rungs_by_hand() -> None:
    rungs = ladder(HOMES, PLAIN, fars=(1.0, 2.0, 3.0))
    # floor ÷ half of the site: 2, 4, 6 storeys of 3 m; above 12 m at 160; a tenth of profit
    assert rungs.height_m.tolist() == [6.0, 12.0, 18.0]
    assert rungs.cost_amount.tolist() == pytest.approx([110.0, 220.0, 528.0])
    assert rungs.earning_m2.tolist() == [1.0, 2.0, 3.0]


def test_open_parking_takes_ground_and_a_deck_takes_floor() -> None:
    cars = {"residential": 0.01}
    ground = Parking(
        name="open", takes="ground", space_m2=25.0, cost_amount_per_m2=4.0, spaces_per_m2=cars
    )
    deck = Parking(
        name="deck", takes="floor", space_m2=25.0, cost_amount_per_m2=40.0, spaces_per_m2=cars
    )
    # 0.25 m² of open parking per m² of floor: 1 m² of floor on 0.75 m² of ground, half built on
    rungs = ladder(HOMES, PLAIN, fars=(1.0, 4.0), parking=ground)
    assert rungs.height_m[0] == 9.0  # 1 ÷ 0.75 ÷ 0.5 = 2.67 storeys
    assert rungs.cost_amount[0] == pytest.approx((100.0 + 0.25 * 4.0) * 1.1)
    assert math.isnan(rungs.cost_amount[1])  # no ground is left
    # of 1 m² a fifth is deck; the homes, 6 m high, cost 100
    rungs = ladder(HOMES, PLAIN, fars=(1.0,), parking=deck)
    assert rungs.cost_amount[0] == pytest.approx((0.8 * 100.0 + 0.2 * 40.0) * 1.1)
    assert rungs.earning_m2[0] == pytest.approx(0.8)


def test_the_best_rung_depends_on_value_and_limits() -> None:
    rungs = [ladder(HOMES, PLAIN, fars=(1.0, 2.0, 3.0))]

    def best(value: float, **limits: list[float]) -> tuple[float, float]:
        values = pd.DataFrame({"residential": [value]})
        found = pro_forma(rungs, sites(**limits), values).iloc[0]
        return float(found["far"]), float(found["profit_amount"])

    # per m² of site 1: v − 110, 2: 2v − 220, 3: 3v − 528
    assert best(150.0) == (2.0, pytest.approx(80_000.0))
    assert best(320.0) == (3.0, pytest.approx(432_000.0))
    assert best(320.0, height_limit_m=[12.0]) == (2.0, pytest.approx(420_000.0))
    assert best(320.0, far_limit=[1.5]) == (1.0, pytest.approx(210_000.0))
    assert best(320.0, land_cost_amount=[400_000.0])[1] == pytest.approx(32_000.0)
    # the least loss is an answer too; no rung, an unknown value or no known limit are none
    assert best(50.0) == (1.0, pytest.approx(-60_000.0))
    for nothing in (
        best(320.0, far_limit=[0.5]),
        best(math.nan),
        best(320.0, far_limit=[math.nan]),
    ):
        assert math.isnan(nothing[0])
        assert math.isnan(nothing[1])


def test_against_trying_every_rung() -> None:
    rng = np.random.default_rng(8)
    count = 700
    parcels = pd.DataFrame(
        {
            "area_m2": rng.uniform(100, 9_000, count),
            "far_limit": np.where(rng.random(count) < 0.2, np.nan, rng.uniform(0, 5, count)),
            "height_limit_m": np.where(rng.random(count) < 0.3, np.nan, rng.uniform(3, 60, count)),
            "land_cost_amount": rng.uniform(0, 1e6, count),
        }
    )
    values = pd.DataFrame({use: rng.uniform(50, 400, count) for use in ("residential", "office")})
    mixed = Form(name="mixed", use_shares={"residential": 0.25, "office": 0.75})
    cars = {"residential": 0.012, "office": 0.02}
    kinds = [None] + [
        Parking(name=takes, takes=takes, space_m2=25, cost_amount_per_m2=cost, spaces_per_m2=cars)
        for takes, cost in (("ground", 10.0), ("floor", 30.0), ("underground", 35.0))
    ]
    rungs = [ladder(mixed, PLAIN, fars=np.linspace(0.2, 5.0, 13), parking=kind) for kind in kinds]
    found = pro_forma(rungs, parcels, values)
    for row, parcel in parcels.iterrows():
        value = 0.25 * values.loc[row, "residential"] + 0.75 * values.loc[row, "office"]
        tried = every_rung(rungs, parcel, value)
        if not tried:
            assert math.isnan(found.loc[row, "profit_amount"])
            continue
        profit, far, parking = max(tried, key=lambda rung: rung[0])
        assert found.loc[row, "profit_amount"] == pytest.approx(profit)
        assert found.loc[row, "far"] == far
        assert found.loc[row, "parking"] == parking


def every_rung(
    rungs: list[Ladder], parcel: pd.Series, value: float
) -> list[tuple[float, float, str]]:
    """Profit, far and parking of each rung within the limits; none where no limit is known."""
    limits = [parcel["far_limit"], parcel["height_limit_m"] / PLAIN.storey_m * PLAIN.lot_coverage]
    known = [limit for limit in limits if not math.isnan(limit)]
    tried = []
    for each in rungs:
        for at, far in enumerate(each.far):
            too_high = each.height_m[at] > parcel["height_limit_m"]
            if known and far <= min(known) and not too_high and each.cost_amount[at] > 0:
                unit = each.earning_m2[at] * value - each.cost_amount[at]
                profit = unit * parcel["area_m2"] - parcel["land_cost_amount"]
                tried.append((profit, float(far), each.parking))
    return tried


def test_the_best_of_several_forms() -> None:
    offices = Form(name="offices", use_shares={"office": 1.0})
    values = pd.DataFrame({"residential": [300.0, 120.0, np.nan], "office": [250.0, 400.0, np.nan]})
    three = sites().loc[[0, 0, 0]].reset_index(drop=True)
    by_form = {
        form.name: pro_forma([ladder(form, PLAIN, fars=(1.0, 2.0))], three, values)
        for form in (HOMES, offices)
    }
    best = most_profitable(by_form)
    # homes 2 × 300 − 220, offices 2 × 250 − 440; then 2 × 120 − 220, 2 × 400 − 440
    assert best["form"].tolist()[:2] == ["homes", "offices"]
    assert best["profit_amount"].tolist()[:2] == pytest.approx([380_000.0, 360_000.0])
    assert best.iloc[2][["form", "profit_amount"]].isna().all()


def test_tables_that_list_other_sites_are_refused() -> None:
    values = pd.DataFrame({"residential": [1.0, 2.0]})
    with pytest.raises(ValueError, match=r"sites \(1\) and values \(2\)"):
        pro_forma([ladder(HOMES, PLAIN, fars=(1.0,))], sites(), values)


def test_a_pack_prices_buildings_and_floor() -> None:
    small = pack(
        factor("construction", 1_000.0, use="residential", height="low"),
        factor("construction", 1_500.0, use="residential"),
        factor("fees", 0.1),
        factor("finance", 0.06, party="developer"),
        factor("profit", 0.2),
        factor("sold", 1.0, use="residential"),
        factor("sold", 0.0, use="office"),
        factor("sale", 9_000.0, use="residential"),
        factor("sale", 12_000.0, use="residential", zone_code="A"),
        factor("land", 2_000.0),
        factor("rent", 600.0, use="office"),
        factor("vacancy", 0.1, use="office"),
        factor("operating", 40.0, use="office"),
        factor("cap_rate", 0.05, use="office"),
    )
    built = building_of(small, action="redevelop", storey_m=3, lot_coverage=0.4, works_years=2)
    # 10 % fees, 6 % over half of two years
    dear = 1_500 * 1.1 * 1.06
    assert built.cost_amount_per_m2["residential"] == pytest.approx(
        (1_000 * 1.1 * 1.06, dear, dear, dear)
    )
    assert built.profit_share == 0.2
    assert np.isnan(built.cost_amount_per_m2["office"]).all()
    worth = values_of(small, pd.DataFrame({"zone_code": ["A", None]}), action="redevelop")
    assert worth["residential"].tolist() == [10_000.0, 7_000.0]
    # (600 × 0.9 − 40) ÷ 0.05 − 2,000
    assert worth["office"].tolist() == pytest.approx([8_000.0, 8_000.0])
    assert worth["commercial"].isna().all()
    assert worth["public"].tolist() == [0.0, 0.0]


def test_the_shipped_pack_makes_homes_pay_and_industry_not() -> None:
    shipped = read_factors("cny-2025-illustrative")
    built = building_of(shipped, action="redevelop", storey_m=3, lot_coverage=0.3, works_years=3)
    worth = values_of(shipped, pd.DataFrame(index=[0]), action="redevelop")
    form = Form(name="industry", use_shares={"industrial": 1.0})
    for each, pays in ((HOMES, True), (form, False)):
        found = pro_forma([ladder(each, built, fars=(0.5, 1.0, 2.0))], sites(), worth)
        assert (found["profit_amount"][0] > 0) == pays


@pytest.mark.peer
def test_the_same_answers_as_urbansim(peer: Callable[[str], Path], tmp_path: Path) -> None:
    python = peer("urbansim")
    rng = np.random.default_rng(4)
    uses = ("retail", "industrial", "office", "residential")
    parcels = pd.DataFrame({use: rng.gamma(9.0, 2.5, 500) for use in uses})
    parcels["parcel_size"] = rng.uniform(2_000.0, 60_000.0, 500)
    parcels["land_cost"] = rng.uniform(1e5, 3e6, 500)
    parcels["max_far"] = rng.uniform(0.0, 12.0, 500)
    parcels["max_height"] = rng.uniform(10.0, 220.0, 500)
    fars = (0.5, 1.0, 1.5, 2.25, 3.1, 4.7, 7.3, 11.0)
    parcels.to_parquet(tmp_path / "parcels.parquet")
    (tmp_path / "fars.json").write_text(json.dumps(fars))
    script = ROOT / "benchmarks" / "peers" / "pro_forma_by_urbansim.py"
    subprocess.run([python, script, tmp_path], check=True, capture_output=True)
    ours = pro_forma(
        urbansim_offices(fars),
        parcels.rename(
            columns={
                "parcel_size": "area_m2",
                "max_far": "far_limit",
                "max_height": "height_limit_m",
                "land_cost": "land_cost_amount",
            }
        ),
        parcels[list(uses)] / 0.05,
        tolerance=0.01,
    )
    theirs = pd.read_parquet(tmp_path / "answers-mixedoffice.parquet")
    assert len(theirs) > 100
    assert set(ours.index[ours["profit_amount"] > 0]) == set(theirs.index)
    mine = ours.loc[theirs.index]
    np.testing.assert_allclose(mine["profit_amount"], theirs["max_profit"], rtol=1e-6, atol=1.0)
    np.testing.assert_allclose(mine["far"], theirs["max_profit_far"])
    np.testing.assert_allclose(mine["height_m"] / 12.0, theirs["stories"])
    assert mine["parking"].tolist() == theirs["parking_config"].tolist()


def urbansim_offices(fars: tuple[float, ...]) -> list[Ladder]:
    """UrbanSim's defaults for its form "mixedoffice", in feet and dollars."""
    spaces = {"office": 0.001, "residential": 0.001}
    built = Building(
        storey_m=12.0,
        lot_coverage=0.8,
        band_tops_m=(15.0, 55.0, 120.0, math.inf),
        cost_amount_per_m2={
            "office": (160.0, 175.0, 200.0, 230.0),
            "residential": (170.0, 190.0, 210.0, 240.0),
        },
        efficiency_share=0.7,
        profit_share=0.1,
    )
    form = Form(name="mixedoffice", use_shares={"office": 0.7, "residential": 0.3})
    kinds = (
        ("deck", "floor", 250.0, 90.0),
        ("surface", "ground", 300.0, 30.0),
        ("underground", "underground", 250.0, 110.0),
    )
    return [
        ladder(
            form,
            built,
            fars=fars,
            parking=Parking(
                name=name,
                takes=takes,
                space_m2=space,
                cost_amount_per_m2=cost,
                spaces_per_m2=spaces,
            ),
        )
        for name, takes, space, cost in kinds
    ]
