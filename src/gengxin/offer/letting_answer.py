"""What a matching of space comes to: a row for each request and space, and the proof."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

import numpy as np
import pandas as pd

from gengxin.engines.match import Filled, Proof, request_reasons
from gengxin.offer.letting import Letting
from gengxin.offer.letting_words import held_sentence, lost_sentence, refusal
from gengxin.offer.suiting import request_key, space_key
from gengxin.terms import SPACE_TABLES, MatchAnswer, Table

__all__ = ["framed", "space_answer"]


def space_answer(letting: Letting, filled: Filled, proof: Proof | None = None) -> MatchAnswer:
    """The matching, explained; without the balance, which ``shortage`` makes.

    ``proof``: of a sharper bound than the prices of space prove; ``None``: there is none.
    """
    tables = {
        "request": _requests(letting, filled),
        "space": _spaces(letting, filled),
        "lost": _lost(letting),
        **_made(letting, filled),
        **({} if proof is None else _packings(proof)),
    }
    return MatchAnswer(
        what="space",
        tables={name: framed(SPACE_TABLES[name], rows) for name, rows in tables.items()},
        value_points=filled.lets.worth,
        bound_points=filled.bound if proof is None else min(filled.bound, proof.bound),
        rounds_count=filled.round,
        facts={**asdict(letting.policy), "day": letting.day.isoformat()},
    )


def framed(table: Table, rows: Mapping[str, object]) -> pd.DataFrame:
    """Columns as their table has them: days as days, numbers as numbers, words never missing."""
    frame = pd.DataFrame({column.name: pd.Series(rows[column.name]) for column in table.columns})
    for column in table.columns:
        own = frame[column.name]
        if column.kind == "day":
            frame[column.name] = pd.to_datetime(own).astype("datetime64[us]")
        elif column.kind == "text":
            frame[column.name] = own.astype("str")
        else:
            frame[column.name] = own.astype("int64" if column.kind == "whole" else "float64")
    return frame


def _requests(letting: Letting, filled: Filled) -> dict[str, object]:
    problem, lets = letting.problem, filled.lets
    reasons = request_reasons(problem, lets, filled.price)
    told, state, space, worth = [], [], [], []
    opens: list[date | None] = []
    for row, request in enumerate(letting.requests):
        k, area = int(lets.offer[row]), int(lets.area[row])
        if k < 0:
            told.append(refusal(letting, reasons, row))
            state.append("refused")
            space.append("")
            opens.append(None)
            worth.append(0)
            continue
        unit = letting.spaces[int(problem.space[k])]
        is_held = row in letting.held
        told.append(held_sentence(unit, area, is_held=is_held))
        state.append("held" if is_held else "matched")
        space.append(space_key(unit))
        days = (letting.day, unit.opens_on, request.need_by)
        opens.append(
            letting.held[row].opens_on if is_held else max(one for one in days if one is not None)
        )
        worth.append(int(problem.worth[k] + problem.more[k] * (area - problem.least[k])))
    listed = letting.requests
    return {
        "ref": [request_key(one) for one in listed],
        "record": [one.ref for one in listed],
        "district_row": [one.request for one in listed],
        **{
            name: [getattr(one, name) for one in listed]
            for name in ("use_class", "functional_zone", "growth_stage", "floor_area_low_m2")
        },
        **{
            name: [getattr(one, name) for one in listed]
            for name in ("floor_area_high_m2", "budget_amount", "need_by", "term_years", "weight")
        },
        "state": state,
        "space": space,
        "area_m2": np.where(lets.offer >= 0, lets.area, 0),
        "opens_on": opens,
        "worth_points": worth,
        **_why(told),
    }


def _spaces(letting: Letting, filled: Filled) -> dict[str, object]:
    listed = letting.spaces
    return {
        "ref": [space_key(one) for one in listed],
        "record": [one.ref for one in listed],
        **{
            name: [getattr(one, name) for one in listed]
            for name in ("site", "use_class", "functional_zone", "net_area_m2", "smallest_part_m2")
        },
        **{
            name: [getattr(one, name) for one in listed]
            for name in ("opens_on", "closes_on", "rent_amount", "basis")
        },
        "let_m2": _let(letting, filled).max(axis=1, initial=0),
    }


def _let(letting: Letting, filled: Filled) -> np.ndarray:
    """(J × T) area let."""
    problem, lets = letting.problem, filled.lets
    spaces, periods = problem.area.shape
    change = np.zeros((spaces, periods + 1), np.int64)
    at = np.flatnonzero(lets.offer >= 0)
    own = lets.offer[at]
    np.add.at(change, (problem.space[own], problem.first[own]), lets.area[at])
    np.add.at(change, (problem.space[own], problem.end[own]), -lets.area[at])
    return change.cumsum(axis=1)[:, :-1]


def _lost(letting: Letting) -> dict[str, object]:
    matches = [one.match for one in letting.lost]
    return {
        "match": [one.ref for one in matches],
        "request": [one.request for one in matches],
        "space": [one.space for one in matches],
        "area_m2": [one.area_m2 for one in matches],
        **_why([lost_sentence(one) for one in letting.lost]),
    }


def _made(letting: Letting, filled: Filled) -> dict[str, dict[str, object]]:
    """The numbered problem, what is taken of it, and its prices."""
    problem, lets = letting.problem, filled.lets
    taken = np.zeros(len(problem.space), np.int64)
    at = np.flatnonzero(lets.offer >= 0)
    taken[lets.offer[at]] = lets.area[at]
    spaces, periods = problem.area.shape
    some = np.flatnonzero(problem.area.ravel())
    return {
        "made_offer": {
            "request": np.repeat(np.arange(len(problem.ptr) - 1), np.diff(problem.ptr)),
            "space": problem.space,
            "first": problem.first,
            "end": problem.end,
            "least_m2": problem.least,
            "most_m2": problem.most,
            "worth_points": problem.worth,
            "more_points": problem.more,
            "taken_m2": taken,
        },
        "made_area": {
            "space": np.repeat(np.arange(spaces), periods)[some],
            "period": np.tile(np.arange(periods), spaces)[some],
            "area_m2": problem.area.ravel()[some],
            "price_x1024": filled.price.ravel()[some],
        },
        "made_period": {
            "period": np.arange(periods + 1),
            "starts_on": list(letting.starts_on),
        },
    }


def _packings(proof: Proof) -> dict[str, dict[str, object]]:
    """The proof of the sharper bound."""
    priced = np.flatnonzero(proof.gain)
    cases = np.arange(len(proof.item))
    leaf, period = np.nonzero(proof.price)
    return {
        "made_gain": {"request": priced, "gain_x1024": proof.gain[priced]},
        "made_packing": {
            "case": cases,
            "space": np.searchsorted(proof.root, cases, side="right") - 1,
            "item": proof.item,
            "with_it": proof.child,
            "leaf": proof.leaf,
        },
        "made_packing_price": {
            "leaf": leaf,
            "period": period,
            "price_x1024": proof.price[leaf, period],
        },
    }


def _why(told: list[tuple[str, str, str]]) -> dict[str, object]:
    return {
        "reason": [code for code, _, _ in told],
        "reason_en": [en for _, en, _ in told],
        "reason_zh": [zh for _, _, zh in told],
    }
