"""The shipped packs price all that options do: nothing is missing, and magnitudes make sense."""

import pytest
from tests.appraisal.small import drafts, sites

from gengxin.appraisal import appraise
from gengxin.sources.factors import read_factors, shipped_factors
from gengxin.terms import Account, codes

# what an action does to 1,000 m² of a use
WORKS = {
    "keep": {},
    "repair": {"repaired": 1_000.0},
    "retrofit": {"retrofitted": 1_000.0},
    "convert": {"converted": 1_000.0},
    "extend": {"built": 200.0},
    "partial": {"demolished": 400.0, "built": 600.0, "retrofitted": 600.0},
    "redevelop": {"demolished": 1_000.0, "built": 1_500.0},
}
HOMES = {
    "homes_before_medium_count": 12.0,
    "homes_after_medium_count": 20.0,
    "households_owner_count": 8.0,
    "households_public_rent_count": 2.0,
    "households_private_rent_count": 2.0,
}
OUT = {"households_out_temporarily_count": 9.0, "households_out_for_good_count": 3.0}


def draft(action: str, use: str) -> dict[str, object]:
    floor = {f"{use}_floor_{work}_m2": area for work, area in WORKS[action].items()}
    after = 1_000.0 + WORKS[action].get("built", 0.0) - WORKS[action].get("demolished", 0.0)
    people = HOMES | (OUT if action in {"partial", "redevelop"} else {})
    return {
        "option": f"{action}/{use}",
        "action": action,
        "works_months": 0.0 if action == "keep" else 24.0,
        f"{use}_floor_area_m2": after,
        **floor,
        **(people if use == "residential" else {}),
        **({"committed_homes_small_count": 1.0} if action == "redevelop" else {}),
    }


@pytest.fixture(scope="module", params=shipped_factors())
def account(request: pytest.FixtureRequest) -> Account:
    rows = drafts(*(draft(action, use) for action in WORKS for use in codes.FLOOR_USES))
    # converted floor was industrial
    today = dict.fromkeys((f"{use}_floor_area_m2" for use in codes.FLOOR_USES), 0.0)
    land = sites(structure="brick_concrete", **today | {"industrial_floor_area_m2": 1_000.0})
    return appraise(rows, land, read_factors(request.param))


def test_no_factor_is_missing_for_any_action_and_use(account: Account) -> None:
    assert account.notes == ()
    amounts = [name for name in account.summary if name.endswith("_amount")]
    assert account.summary[amounts].notna().all(axis=None)
    assert account.option_carbon.notna().all(axis=None)


def test_keeping_costs_nothing_and_the_more_is_done_the_more_it_costs(account: Account) -> None:
    cost = account.summary["cost_mid_amount"]
    carbon = account.option_carbon["embodied_mid_kgco2e"]
    for use in codes.FLOOR_USES:
        for line in (cost, carbon):
            done = [line[f"{a}/{use}"] for a in ("keep", "repair", "retrofit", "redevelop")]
            assert done[0] == 0.0
            assert sorted(done) == done, use
    running = account.option_carbon["operating_yearly_mid_kgco2e"]
    assert running["retrofit/residential"] < running["keep/residential"]


def test_all_of_it_says_that_it_is_made_up(account: Account) -> None:
    works = account.summary[~account.summary.index.str.startswith("keep")]
    assert (works["basis"] == "made_up").all()
