"""A kept matching, recounted without the engine that made it: rows, sums and the bound."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gengxin.store import RunTables
from gengxin.terms import MATCH_TABLES, InputError

__all__ = ["MatchVerdict", "match_run_path", "recounted"]

ROUNDING = 1e-12
Arrays = dict[str, npt.NDArray[Any]]
NOT_CHECKED = (
    (
        "that the numbered problem follows from the records, programme and district of that day",
        "编号问题是否与当日记录、计划和城区数据一致",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchVerdict:
    """Whether a kept matching holds, and what is proven of it.

    ``value_points`` is recounted from what was taken, ``bound_points`` from the prices.
    """

    run: str
    what: str
    faults: tuple[str, ...]
    value_points: int
    bound_points: int
    checked: Mapping[str, int]

    @property
    def holds(self) -> bool:
        """Whether nothing was found against it."""
        return not self.faults

    @property
    def gap_certified(self) -> float | None:
        """(bound − value) ÷ value; ``None`` where it doesn't hold or there is nothing to divide."""
        if self.faults or self.value_points <= 0:
            return None
        return (self.bound_points - self.value_points) / self.value_points

    def document(self) -> dict[str, Any]:
        """The verdict as ``--json`` prints it."""
        return {
            "run": self.run,
            "what": self.what,
            "holds": self.holds,
            "value": self.value_points,
            "bound": self.bound_points,
            "gap_certified": self.gap_certified,
            "faults": list(self.faults),
            "checked": dict(self.checked),
            "not_checked": [{"en": en, "zh": zh} for en, zh in NOT_CHECKED],
        }


def match_run_path(named: str | Path, folder: str | Path) -> Path | None:
    """Where a kept matching lies, by its folder or its name; ``None``: this names none."""
    for path in (Path(named), Path(folder) / "runs" / Path(named).name):
        if path.name.startswith("match-") and (path / "run.toml").is_file():
            return path
    return None


def recounted(path: str | Path) -> MatchVerdict:
    """The verdict on a kept matching.

    Raises
    ------
    InputError
        Where a table is absent or not readable.

    """
    run = Path(path)
    facts = tomllib.loads((run / "run.toml").read_text(encoding="utf-8"))
    changed = tuple(_changed(run, facts))
    if changed:
        return _verdict(run, facts, changed, (0, 0), {})
    tables = RunTables(run)
    _refuse_odd(run, facts, tables)
    try:
        faults, value, bound, checked = _RECOUNTS[facts["what"]](tables, facts["bound"])
    except (ValueError, IndexError) as error:
        return _verdict(
            run, facts, (f"the problem and its proof don't add up: {error}",), (0, 0), {}
        )
    if value != facts["value"]:
        faults.append(f"what was taken is worth {value:,}, the run says {facts['value']:,}")
    if bound > facts["bound"]:
        faults.append(f"its prices prove {bound:,}, the run says {facts['bound']:,}")
    faults += _odd_gap(facts)
    return _verdict(run, facts, tuple(faults), (value, bound), checked)


def _verdict(
    run: Path,
    facts: Mapping[str, Any],
    faults: tuple[str, ...],
    sums: tuple[int, int],
    checked: Mapping[str, int],
) -> MatchVerdict:
    return MatchVerdict(
        run=run.name,
        what=facts["what"],
        faults=faults,
        value_points=sums[0],
        bound_points=sums[1],
        checked=checked,
    )


def _odd_gap(facts: Mapping[str, Any]) -> Iterator[str]:
    """A gap stated that isn't the one of the value and the bound stated."""
    stated, value = facts.get("gap_certified"), facts["value"]
    so = (facts["bound"] - value) / value if value > 0 else None
    if stated is not None and (so is None or abs(stated - so) > ROUNDING):
        yield f"the run says a gap of {stated}, its value and bound make it {so}"


def _changed(run: Path, facts: Mapping[str, Any]) -> Iterator[str]:
    """Tables whose bytes aren't those that the run names."""
    for name, told in facts["tables"].items():
        file = run / name
        found = sha256(file.read_bytes()).hexdigest() if file.is_file() else "nothing"
        if found != told:
            yield f"{name} has sha256 {found[:12]}, the run says {told[:12]}: it was changed"


def _refuse_odd(run: Path, facts: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> None:
    """Refuse a run whose numbered problem lacks columns: it was made by another version."""
    for name in facts["tables"]:
        known = MATCH_TABLES.get(name.removesuffix(".parquet"))
        if known is None or not known.name.startswith("made_"):
            continue
        absent = {one.name for one in known.columns} - set(tables[known.name].columns)
        if absent:
            msg = f"{run.name}: {name} lacks {', '.join(sorted(absent))}; match again"
            raise InputError(msg)


def _space(
    tables: Mapping[str, pd.DataFrame],
    claimed: int,  # noqa: ARG001 as for teams
) -> tuple[list[str], int, int, dict[str, int]]:
    from gengxin.verify.space import packed_bound, space_bound, space_faults

    offers, areas = tables["made_offer"], tables["made_area"]
    requests, spaces = len(tables["request"]), len(tables["space"])
    periods = len(tables["made_period"]) - 1
    area, price = np.zeros((2, spaces, periods), np.int64)
    area[areas["space"], areas["period"]] = areas["area_m2"]
    price[areas["space"], areas["period"]] = areas["price_x1024"]
    counts = np.bincount(offers["request"], minlength=requests)
    problem: Arrays = {
        "ptr": np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        **{name: _column(offers, name) for name in ("space", "first", "end")},
        "least": _column(offers, "least_m2"),
        "most": _column(offers, "most_m2"),
        "worth": _column(offers, "worth_points"),
        "more": _column(offers, "more_points"),
        "area": area,
    }
    taken = offers[offers["taken_m2"] > 0]
    offer, let = np.full(requests, -1, np.int64), np.zeros(requests, np.int64)
    offer[taken["request"]] = taken.index
    let[taken["request"]] = taken["taken_m2"]
    own = taken["worth_points"] + taken["more_points"] * (taken["taken_m2"] - taken["least_m2"])
    value = int(own.sum())
    faults = space_faults(problem, offer, let, value)
    if taken["request"].duplicated().any():
        faults.append("a request takes two spaces")
    if (np.diff(offers["request"]) < 0).any():
        faults.append("the ways to serve requests aren't in the order of the requests")
    told = tables["request"]
    if (np.rint(told["area_m2"]).to_numpy(np.int64) != let).any():
        faults.append("the table request tells other areas than those taken")
    checked = {"requests": requests, "spaces": spaces, "offers": len(offers), "periods": periods}
    bound = space_bound(problem, price)
    if "made_packing" in set(tables):
        proof = _space_proof(tables, (requests, spaces, periods))
        bound = min(bound, packed_bound(problem, proof))
        checked["cases"] = len(proof["item"])
    return faults, value, bound, checked


def _space_proof(tables: Mapping[str, pd.DataFrame], sizes: tuple[int, int, int]) -> Arrays:
    """The sharper proof; a space begins with the first of its cases."""
    requests, spaces, periods = sizes
    gains, cases, prices = (tables[f"made_{name}"] for name in ("gain", "packing", "packing_price"))
    leaf = _column(cases, "leaf")
    price = np.zeros((int(leaf.max(initial=-1)) + 1, periods), np.int64)
    price[prices["leaf"], prices["period"]] = prices["price_x1024"]
    gain = np.zeros(requests, np.int64)
    gain[gains["request"]] = gains["gain_x1024"]
    return {
        "gain": gain,
        "root": np.searchsorted(cases["space"], np.arange(spaces)).astype(np.int64),
        "item": _column(cases, "item"),
        "child": _column(cases, "with_it"),
        "leaf": leaf,
        "price": price,
    }


def _teams(
    tables: Mapping[str, pd.DataFrame], claimed: int
) -> tuple[list[str], int, int, dict[str, int]]:
    from gengxin.verify.consortia import consortia_bound, consortia_faults

    problem = _team_problem(tables)
    bids = tables["made_bid"]
    taken = bids[bids["taken"] == 1]
    chosen = np.full(len(tables["made_role"]), -1, np.int64)
    chosen[taken["role"]] = taken["bid"]
    value = int(taken["fit_points"].sum())
    faults = consortia_faults(problem, chosen, value)
    if taken["role"].duplicated().any():
        faults.append("a role is filled twice")
    if len(tables["member"]) != len(taken):
        faults.append(
            f"{len(taken)} roles are filled, the table member tells {len(tables['member'])}"
        )
    proof = _team_proof(tables, len(bids), len(tables["made_firm"]))
    checked = {
        "offers": len(tables["made_project"]),
        "roles": len(chosen),
        "bids": len(bids),
        "cases": len(tables["made_case"]),
    }
    return faults, value, consortia_bound(problem, proof, claimed=claimed), checked


def _team_problem(tables: Mapping[str, pd.DataFrame]) -> Arrays:
    projects, roles, firms = (tables[f"made_{name}"] for name in ("project", "role", "firm"))
    bids, stakes, apart = (tables[f"made_{name}"] for name in ("bid", "stake", "conflict"))
    stake = np.zeros((len(projects), len(firms)), np.int64)
    stake[stakes["project"], stakes["firm"]] = stakes["stake_units"]
    conflict = np.zeros((len(firms), len(firms)), np.bool_)
    conflict[apart["firm"], apart["other"]] = True
    return {
        "role_ptr": _ptr(roles["project"], len(projects)),
        "load": _column(roles, "load_units"),
        "need": _column(projects, "need_units"),
        "bid_ptr": _ptr(bids["role"], len(roles)),
        "firm": _column(bids, "firm"),
        "fit": _column(bids, "fit_points"),
        "capacity": _column(firms, "capacity_units"),
        "equity": _column(firms, "equity_units"),
        "stake": stake,
        "conflict": conflict | conflict.T,
    }


def _team_proof(tables: Mapping[str, pd.DataFrame], bids: int, firms: int) -> Arrays:
    cases, prices = tables["made_case"], tables["made_price"]
    leaves = int(cases["leaf"].max()) + 1
    proof: Arrays = {
        "item": _column(cases, "item"),
        "child": cases[["without", "with_it"]].to_numpy(np.int64),
        "leaf": _column(cases, "leaf"),
    }
    for of, size in (("bid", bids), ("stake", firms)):
        own = prices[prices["of"] == of]
        proof[of] = np.zeros((leaves, size), np.int64)
        proof[of][own["leaf"], own["number"]] = own["price_x1048576"]
    return proof


_RECOUNTS = {"space": _space, "teams": _teams}


def _ptr(owner: pd.Series, count: int) -> npt.NDArray[np.int64]:
    """Where the entries of each owner begin; owners stand in their order."""
    counts = np.bincount(owner, minlength=count)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _column(frame: pd.DataFrame, name: str) -> npt.NDArray[np.int64]:
    return frame[name].to_numpy(np.int64)
