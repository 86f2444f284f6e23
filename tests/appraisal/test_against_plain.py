"""The account against its plain twin on random drafts: every flow, cost, worth and gap."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.appraisal.small import random_case
from tests.plain.appraisal import COSTS, PlainAccount

from gengxin.appraisal import appraise
from gengxin.sources.factors import read_factors
from gengxin.terms import Account, FactorPack

LEVELS = ("low", "mid", "high")


def same(ours: float, plain: object, scale: float = 1.0) -> bool:
    """Whether both are unknown, or equal to the twelfth digit of what they were summed from."""
    plain = float(plain)  # type: ignore[arg-type]
    if math.isnan(ours) or math.isnan(plain):
        return math.isnan(ours) and math.isnan(plain)
    return abs(ours - plain) <= 1e-9 * max(abs(plain), scale, 1.0)


@pytest.fixture(scope="module", params=["whole pack", "a third of its rows missing"])
def pack(request: pytest.FixtureRequest) -> FactorPack:
    whole = read_factors("cny-2025-illustrative")
    if request.param == "whole pack":
        return whole
    kept = np.random.default_rng(3).random(len(whole.factors)) < 2 / 3
    always = {"horizon", "discount"}
    rows = [f for f, keep in zip(whole.factors, kept, strict=True) if keep or f.code in always]
    return replace(whole, factors=tuple(rows))


@pytest.mark.parametrize("seed", [1, 2])
def test_every_number_of_the_account(pack: FactorPack, seed: int) -> None:
    rows, land = random_case(seed, 25)
    account = appraise(rows, land, pack)
    money = account.option_money.set_index("option")
    for ref, draft in rows.iterrows():
        plain = PlainAccount(draft.to_dict(), land.loc[draft["site"]].to_dict(), pack)
        check_flows(money.loc[[ref]] if ref in money.index else money.iloc[:0], plain)
        check_summary(account, str(ref), plain)


def check_flows(ours: pd.DataFrame, plain: PlainAccount) -> None:
    flows = {k: v for k, v in plain.flows().items() if any(x != 0 for x in v)}
    found = {
        (int(row.year), row.party, row.item): (row.low_amount, row.mid_amount, row.high_amount)
        for row in ours.itertuples()
        if any(x != 0.0 for x in (row.low_amount, row.mid_amount, row.high_amount))
    }
    assert set(found) == set(flows)
    for key, amounts in found.items():
        assert all(same(a, b) for a, b in zip(amounts, flows[key], strict=True)), key


def check_summary(account: Account, ref: str, plain: PlainAccount) -> None:
    line = account.summary.loc[ref]
    scale = sum(float(abs(x)) for amounts in plain.lines.values() for x in amounts)
    scale = 1.0 if math.isnan(scale) else scale
    for at, level in enumerate(LEVELS):
        assert same(line[f"cost_{level}_amount"], -plain.total(COSTS, 2 - at), scale)
        for party in ("public", "owner", "developer"):
            cost = -plain.total(COSTS, 2 - at, party)
            assert same(line[f"{party}_cost_{level}_amount"], cost, scale)
        assert same(line[f"npv_{level}_amount"], plain.npv(at), scale)
        assert same(line[f"profit_{level}_amount"], -plain.profit(2 - at), scale)
        assert same(line[f"residual_land_value_{level}_amount"], plain.residual(at), scale)
        assert same(line[f"funding_gap_{level}_amount"], plain.gap(2 - at), scale)
