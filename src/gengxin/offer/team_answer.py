"""What a matching of teams comes to: a row for each offer, member and bid, and the proof."""

from dataclasses import asdict

import numpy as np

from gengxin.engines.match import Rents, Snapshot, Split, bid_reasons, project_reasons
from gengxin.offer.letting_answer import framed
from gengxin.offer.team_words import bid_sentence, left_out_sentence, team_sentence
from gengxin.offer.teams import Teaming
from gengxin.terms import TEAM_TABLES, MatchAnswer

__all__ = ["team_answer"]

Columns = dict[str, object]
Told = list[tuple[str, str, str]]


def team_answer(teaming: Teaming, snapshot: Snapshot) -> MatchAnswer:
    """The matching, explained at the prices of its proof."""
    split = snapshot.split()
    tables = {
        "team": _teams(teaming, snapshot, split),
        "member": _members(teaming, snapshot),
        "bid": _bids(teaming, snapshot),
        **_problem(teaming, snapshot),
        **_proof(split),
    }
    return MatchAnswer(
        what="teams",
        tables={name: framed(TEAM_TABLES[name], rows) for name, rows in tables.items()},
        value_points=snapshot.teams.worth,
        bound_points=snapshot.bound,
        rounds_count=snapshot.round,
        facts={**asdict(teaming.policy), "equity_unit_amount": teaming.equity_unit_amount},
    )


def _teams(teaming: Teaming, snapshot: Snapshot, split: Split) -> Columns:
    problem, bid = teaming.problem, snapshot.teams.bid
    reasons = project_reasons(problem, snapshot.teams, Rents(split.bid[0], split.stake[0]))
    fit, staked, told = [], [], []
    for project in range(len(teaming.offers)):
        first, last = problem.role_ptr[project : project + 2]
        own = bid[first:last]
        own = own[own >= 0]
        fit.append(int(problem.fit[own].sum()))
        staked.append(int(problem.stake[project, np.unique(problem.firm[own])].sum()))
        told.append(team_sentence(teaming, reasons, project))
    return {
        "offer": [one.ref for one in teaming.offers],
        "name_en": [one.name_en for one in teaming.offers],
        "name_zh": [one.name_zh for one in teaming.offers],
        "state": ["matched" if code == "matched" else "refused" for code, _, _ in told],
        "fit_points": fit,
        "need_units": problem.need,
        "staked_units": staked,
        **_why(told),
    }


def _members(teaming: Teaming, snapshot: Snapshot) -> Columns:
    problem = teaming.problem
    role = np.flatnonzero(snapshot.teams.bid >= 0)
    bid = snapshot.teams.bid[role]
    project = np.searchsorted(problem.role_ptr, role, side="right") - 1
    wishes = [teaming.wishes[one] for one in bid]
    return {
        "offer": [one.offer for one in wishes],
        "role": [one.role for one in wishes],
        "party": [one.party for one in wishes],
        "fit_points": problem.fit[bid],
        "load_units": problem.load[role],
        "stake_units": problem.stake[project, problem.firm[bid]],
    }


def _bids(teaming: Teaming, snapshot: Snapshot) -> Columns:
    reasons = bid_reasons(teaming.problem, snapshot.teams)
    told = [bid_sentence(teaming, reasons, bid) for bid in range(len(teaming.wishes))]
    state = ["taken" if code == "taken" else "refused" for code, _, _ in told]
    told += [left_out_sentence(one) for one in teaming.left_out]
    state += ["left_out"] * len(teaming.left_out)
    wishes = [*teaming.wishes, *(one.wish for one in teaming.left_out)]
    return {
        **{
            name: [getattr(one, name) for one in wishes]
            for name in ("offer", "role", "party", "interest", "score_share", "fit_points")
        },
        "state": state,
        **_why(told),
    }


def _problem(teaming: Teaming, snapshot: Snapshot) -> dict[str, Columns]:
    """The numbered problem, and what is taken of it."""
    problem = teaming.problem
    role = np.repeat(np.arange(len(problem.load)), np.diff(problem.bid_ptr))
    staked = np.nonzero(problem.stake)
    apart = np.nonzero(np.triu(problem.conflict))
    return {
        "made_project": {
            "project": np.arange(len(problem.need)),
            "offer": [one.ref for one in teaming.offers],
            "need_units": problem.need,
        },
        "made_role": {
            "role": np.arange(len(problem.load)),
            "project": np.repeat(np.arange(len(problem.need)), np.diff(problem.role_ptr)),
            "code": [code for _, code in teaming.roles],
            "load_units": problem.load,
        },
        "made_firm": {
            "firm": np.arange(len(problem.capacity)),
            "party": [party for party, _ in teaming.firms],
            "code": [code for _, code in teaming.firms],
            "capacity_units": problem.capacity,
            "equity_units": problem.equity,
        },
        "made_bid": {
            "bid": np.arange(len(problem.firm)),
            "role": role,
            "firm": problem.firm,
            "fit_points": problem.fit,
            "taken": (snapshot.teams.bid[role] == np.arange(len(role))).astype(np.int64),
        },
        "made_stake": {
            "project": staked[0],
            "firm": staked[1],
            "stake_units": problem.stake[staked],
        },
        "made_conflict": {"firm": apart[0], "other": apart[1]},
    }


def _proof(split: Split) -> dict[str, Columns]:
    """The tree of cases, and the prices of the last ones."""
    parts = [("bid", split.bid), ("stake", split.stake)]
    places = [(of, prices, np.nonzero(prices)) for of, prices in parts]
    return {
        "made_case": {
            "case": np.arange(len(split.item)),
            "item": split.item,
            "without": split.child[:, 0],
            "with_it": split.child[:, 1],
            "leaf": split.leaf,
        },
        "made_price": {
            "leaf": np.concatenate([at[0] for _, _, at in places]),
            "of": [of for of, _, at in places for _ in at[0]],
            "number": np.concatenate([at[1] for _, _, at in places]),
            "price_x1048576": np.concatenate([prices[at] for _, prices, at in places]),
        },
    }


def _why(told: Told) -> Columns:
    return {
        "reason": [code for code, _, _ in told],
        "reason_en": [en for _, en, _ in told],
        "reason_zh": [zh for _, _, zh in told],
    }
