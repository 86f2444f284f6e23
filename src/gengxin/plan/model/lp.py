"""A posed problem as text in the LP format, every row and variable by its name."""

import re
from collections.abc import Iterable, Iterator

import numpy as np

from gengxin.engines.solve.ragged import owner_of
from gengxin.plan.model.posed import Posed
from gengxin.plan.model.times import Floats, Whole

__all__ = ["lp_text"]

WIDTH = 8


def lp_text(posed: Posed) -> str:
    """The whole problem in CPLEX's LP format: small ones, to be read and to be solved by others.

    Columns are ``x|option|phase``, people served (in thousandths) ``z|standard|from|to|period``;
    rows and auxiliaries go by their keys, ``|`` for ``/`` and ``_`` for what may not be in a name.
    """
    names = _Names(posed)
    return "\n".join(
        [
            *_objective(posed, names),
            "Subject To",
            *_choices(posed, names),
            *_rows(posed, names),
            *_needs(posed, names),
            *_rooms(posed, names),
            *_ends(posed, names),
            "",
        ]
    )


class _Names:
    """Names of columns, arcs and auxiliaries."""

    def __init__(self, posed: Posed) -> None:
        columns = posed.columns()
        self.x = [
            _name("x", option, phase or "kept")
            for option, phase in zip(columns["option"], columns["phase"], strict=True)
        ]
        self.y = [_name(key) for key in posed.aux_keys]
        self.demand = [_name(*row) for row in posed.demand_rows().itertuples(index=False)]
        slots = posed.slot_rows()
        by = slots["facility"].astype("object").where(slots["facility"] != "", slots["site"])
        self.slot = [
            _name(standard, giver, period)
            for standard, giver, period in zip(slots["standard"], by, slots["period"], strict=True)
        ]
        people = posed.demand_rows()["people"].to_numpy(object)[posed.problem.arc_demand]
        slot = owner_of(posed.problem.arc_ptr)
        self.z = [
            _name("z", slots["standard"].iloc[at], by.iloc[at], person, slots["period"].iloc[at])
            for at, person in zip(slot.tolist(), people, strict=True)
        ]


def _name(*parts: object) -> str:
    """A name as the format allows it: ``/`` would divide."""
    return re.sub(r"[^A-Za-z0-9|.,;_]", "_", "|".join(map(str, parts)).replace("/", "|"))


def _objective(posed: Posed, names: _Names) -> Iterator[str]:
    problem = posed.problem
    worth = problem.worth[problem.arc_demand]
    yield "Maximize"
    terms = [*_terms(problem.value, names.x), *_terms(worth, names.z)]
    yield from _lines("worth", [*terms, *_terms(problem.aux_value, names.y)])


def _choices(posed: Posed, names: _Names) -> Iterator[str]:
    ptr = posed.problem.site_ptr
    for site, ref in enumerate(posed.case.columns.sites):
        own = names.x[ptr[site] : ptr[site + 1]]
        yield from _lines(_name("once", ref), _terms(np.ones(len(own)), own), " = 1")


def _rows(posed: Posed, names: _Names) -> Iterator[str]:
    problem, count = posed.problem, len(posed.problem.row_rhs)
    lists: list[list[str]] = [[] for _ in range(count)]
    for ptr, row, coef, named in (
        (problem.link_ptr, problem.link_row, problem.link_coef, names.x),
        (problem.aux_ptr, problem.aux_row, problem.aux_coef, names.y),
    ):
        for of, at, each in zip(owner_of(ptr), row, coef, strict=True):
            lists[at] += _terms([each], [named[of]])
    for of, at, each in zip(
        owner_of(problem.served_ptr), problem.served_row, problem.served_coef, strict=True
    ):
        for arc in np.flatnonzero(problem.arc_demand == of):
            lists[at] += _terms([each], [names.z[arc]])
    for at in range(count):
        sign = "=" if problem.row_is_equal[at] else "<="
        yield from _lines(_name(posed.row_keys[at]), lists[at], f" {sign} {problem.row_rhs[at]}")


def _needs(posed: Posed, names: _Names) -> Iterator[str]:
    """People served at a demand point are at most those who need it, changes counted."""
    problem = posed.problem
    grown = owner_of(problem.grow_ptr)
    for row, name in enumerate(names.demand):
        arc, change = (
            np.flatnonzero(of == row) for of in (problem.arc_demand, problem.grow_demand)
        )
        terms = [
            *_terms(np.ones(len(arc)), [names.z[at] for at in arc]),
            *_terms(-problem.grow_coef[change], [names.x[at] for at in grown[change]]),
        ]
        yield from _lines(f"need|{name}", terms, f" <= {problem.need[row]}")


def _rooms(posed: Posed, names: _Names) -> Iterator[str]:
    """People served by a slot are at most its capacity."""
    problem = posed.problem
    opener = owner_of(problem.open_ptr)
    for slot, name in enumerate(names.slot):
        own = slice(problem.arc_ptr[slot], problem.arc_ptr[slot + 1])
        terms = _terms(np.ones(own.stop - own.start), names.z[own])
        levels = range(problem.level_ptr[slot], problem.level_ptr[slot + 1])
        room = 0
        if problem.slot_site[slot] < 0:
            room = problem.level_capacity[levels.start]
        else:
            opened = np.flatnonzero(np.isin(problem.open_level, levels))
            capacity = problem.level_capacity[problem.open_level[opened]]
            terms += _terms(-capacity, [names.x[at] for at in opener[opened]])
        yield from _lines(f"room|{name}", terms, f" <= {room}")


def _ends(posed: Posed, names: _Names) -> Iterator[str]:
    problem = posed.problem
    yield "Bounds"
    for name, low, high in zip(names.y, problem.aux_low, problem.aux_high, strict=True):
        yield f" {low} <= {name} <= {high}"
    yield "Generals"
    yield from (f" {name}" for name in (*names.y, *names.z))
    yield "Binaries"
    yield from (f" {name}" for name in names.x)
    yield "End"


def _terms(coefs: Iterable[float] | Whole | Floats, names: Iterable[str]) -> list[str]:
    return [
        f"{'-' if coef < 0 else '+'} {abs(float(coef)):.12g} {name}"
        for coef, name in zip(coefs, names, strict=True)
        if coef
    ]


def _lines(name: str, terms: list[str], end: str = "") -> Iterator[str]:
    """A named sum, a few terms a line."""
    parts = [" ".join(terms[at : at + WIDTH]) for at in range(0, len(terms), WIDTH)] or ["0"]
    parts[-1] += end
    yield f" {name}: {parts[0]}"
    yield from (f"   {part}" for part in parts[1:])
