"""The proof of a matching of space: a false number is found out, a weaker true one is not."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import tomli_w
from tests.offer.letting_town import DAY, filled, request, space

from gengxin.offer.letting import letting_problem
from gengxin.offer.letting_answer import space_answer
from gengxin.store.frames import to_parquet
from gengxin.workbench.matching.recount import MatchVerdict, recounted

Tables = dict[str, pd.DataFrame]
# two want 60 m² each of a space of 100 m²: one has it, at 100 points a square metre
WORTH = 6_000


@pytest.fixture(scope="module")
def made() -> Mapping[str, pd.DataFrame]:
    """A matching in which prices of space alone leave much open, and the sharper proof nothing.

    No request has a price. The space is split by whether ``a`` has it; either way one of the two
    has it, and no price is needed to see that they gain no more than 6,000.
    """
    listed = [request("a", 60.0, 60.0), request("b", 60.0, 60.0)]
    letting = letting_problem(listed, [space("s", 100.0)], day=DAY)
    tables = space_answer(letting, filled(letting)).tables
    cases = {
        "case": [0, 1, 2],
        "space": [0, 0, 0],
        "item": [0, -1, -1],
        "with_it": [1, -1, -1],
        "leaf": [-1, 0, 1],
    }
    return dict(tables) | {
        "made_gain": gains(0),
        "made_packing": pd.DataFrame(cases),
        "made_packing_price": one_price(0),
    }


def gains(points: int) -> pd.DataFrame:
    """A price of both requests."""
    return pd.DataFrame({"request": [0, 1], "gain_x1024": [points << 10] * 2})


def one_price(points: int) -> pd.DataFrame:
    """A price of a square metre in the first of the last cases."""
    return pd.DataFrame({"leaf": [0], "period": [0], "price_x1024": [points << 10]})


def cases_of(*cases: tuple[int, int, int]) -> pd.DataFrame:
    """Item, the case that takes it, and prices of each case."""
    item, with_it, leaf = zip(*cases, strict=True)
    own = {"case": range(len(cases)), "space": 0, "item": item, "with_it": with_it, "leaf": leaf}
    return pd.DataFrame(own)


def kept(path: Path, tables: Mapping[str, pd.DataFrame], **said: Any) -> MatchVerdict:
    """The verdict on a run with such tables, which says so much of itself."""
    run = path / "match-made"
    run.mkdir()
    sums = {}
    for name, frame in tables.items():
        content = to_parquet(frame)
        (run / f"{name}.parquet").write_bytes(content)
        sums[f"{name}.parquet"] = sha256(content).hexdigest()
    facts = {"what": "space", "value": WORTH, "bound": WORTH, "tables": sums} | said
    (run / "run.toml").write_text(tomli_w.dumps(facts), "utf-8")
    return recounted(run)


def with_column(made: Mapping[str, pd.DataFrame], name: str, **columns: Any) -> Tables:
    return dict(made) | {name: made[name].assign(**columns)}


def without_proof(made: Mapping[str, pd.DataFrame]) -> Tables:
    sharper = ("made_gain", "made_packing", "made_packing_price")
    return {name: frame for name, frame in made.items() if name not in sharper}


def test_the_sharper_proof_is_recounted(made: Mapping[str, pd.DataFrame], tmp_path: Path) -> None:
    verdict = kept(tmp_path, made, gap_certified=0.0)
    assert verdict.faults == ()
    assert (verdict.value_points, verdict.bound_points) == (WORTH, WORTH)
    assert verdict.checked["cases"] == len(made["made_packing"])


def test_prices_of_space_alone_prove_less_and_hold(
    made: Mapping[str, pd.DataFrame], tmp_path: Path
) -> None:
    verdict = kept(tmp_path, without_proof(made), bound=12_000)
    assert verdict.holds
    # no prices prove less than what the space is worth where all of it is let at 100 a metre
    assert verdict.bound_points >= 10_000


def test_without_the_sharper_proof_its_bound_is_not_believed(
    made: Mapping[str, pd.DataFrame], tmp_path: Path
) -> None:
    (fault,) = kept(tmp_path, without_proof(made)).faults
    assert fault.endswith(f"the run says {WORTH:,}")


@pytest.mark.parametrize("said", [{"value": 5_999}, {"value": 6_001}, {"bound": 5_999}])
def test_a_false_value_or_bound_is_found_out(
    said: dict[str, int], made: Mapping[str, pd.DataFrame], tmp_path: Path
) -> None:
    assert not kept(tmp_path, made, **said).holds


def test_a_false_gap_is_found_out(made: Mapping[str, pd.DataFrame], tmp_path: Path) -> None:
    (fault,) = kept(tmp_path, made, bound=6_600, gap_certified=0.01).faults
    assert fault == "the run says a gap of 0.01, its value and bound make it 0.1"


def test_a_weaker_bound_that_is_true_is_believed(
    made: Mapping[str, pd.DataFrame], tmp_path: Path
) -> None:
    verdict = kept(tmp_path, made, bound=6_600, gap_certified=0.1)
    assert verdict.holds
    assert verdict.bound_points == WORTH


CHANGES: Mapping[str, Callable[[Mapping[str, pd.DataFrame]], Tables]] = {
    "more is let than asked": lambda made: with_column(
        made, "made_offer", taken_m2=made["made_offer"]["taken_m2"] + 1
    ),
    "both are let": lambda made: with_column(made, "made_offer", taken_m2=60),
    "nobody is let": lambda made: with_column(made, "made_offer", taken_m2=0),
    "a price is below nothing": lambda made: with_column(made, "made_area", price_x1024=-1),
    "a last price is below nothing": lambda made: (
        dict(made) | {"made_packing_price": one_price(-1)}
    ),
    "a last price is too high": lambda made: dict(made) | {"made_packing_price": one_price(1)},
    "a last price is beyond what sums hold": lambda made: (
        dict(made) | {"made_packing_price": one_price(1 << 51)}
    ),
    "a request's price is below nothing": lambda made: dict(made) | {"made_gain": gains(-1)},
    "requests cost more than either is worth": lambda made: (
        dict(made) | {"made_gain": gains(6_001)}
    ),
    "the space isn't split": lambda made: (
        dict(made) | {"made_packing": cases_of((-1, -1, 0)), "made_packing_price": one_price(100)}
    ),
    "a case follows itself": lambda made: (
        dict(made) | {"made_packing": cases_of((0, 0, -1), (-1, -1, 0))}
    ),
    "a case that follows is left out": lambda made: (
        dict(made) | {"made_packing": cases_of((0, 1, -1), (-1, -1, 0))}
    ),
    "a case is split by no offer of the space": lambda made: (
        dict(made) | {"made_packing": cases_of((7, 1, -1), (-1, -1, 0), (-1, -1, 0))}
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_false_allocation_price_or_case_is_found_out(
    change: str, made: Mapping[str, pd.DataFrame], tmp_path: Path
) -> None:
    assert not kept(tmp_path, CHANGES[change](made)).holds


def test_a_weaker_proof_is_believed_for_what_it_proves(
    made: Mapping[str, pd.DataFrame], tmp_path: Path
) -> None:
    # each request at all that it could be worth, the space at nothing: 12,000
    weaker = dict(made) | {
        "made_gain": gains(6_000),
        "made_packing": cases_of((-1, -1, 0)),
        "made_area": made["made_area"].assign(price_x1024=0),
    }
    verdict = kept(tmp_path, weaker, bound=12_000)
    assert verdict.holds
    assert verdict.bound_points == 12_000
