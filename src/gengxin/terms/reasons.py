"""Why a programme is what it is, who gains and who moves, and how it answers other questions."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from gengxin.terms.columns import Column, Table
from gengxin.terms.programme import Programme

__all__ = [
    "EQUITY_MOVES",
    "EQUITY_SERVED",
    "Conflict",
    "Demand",
    "Equity",
    "Explanation",
    "Front",
    "FrontPoint",
    "Reason",
    "RowReason",
    "Scenarios",
    "SiteReason",
    "WeightRun",
]

_GROUPING = (
    Column(name="grouping", kind="text", en="by what people are grouped", zh="分组方式"),
    Column(name="group", kind="text", en="group", zh="组别"),
)


def _count(name: str, en: str, zh: str, unit: str) -> Column:
    return Column(name=name, kind="number", en=en, zh=zh, unit=unit, lower=0)


EQUITY_SERVED = Table(
    name="equity_served",
    en="share of the services planned that people have, before and after",
    zh="服务享有比例前后对比",
    columns=(
        *_GROUPING,
        _count("people", "people of the group", "人数", "people"),
        _count("before_share", "of the services due to them, the share they have", "现状", "share"),
        _count("after_share", "the same at the end of the programme", "建成后", "share"),
    ),
)

EQUITY_MOVES = Table(
    name="equity_moves",
    en="households that move",
    zh="搬迁户",
    columns=(
        *_GROUPING,
        _count("homes_count", "homes today on the sites concerned", "现状套数", "homes"),
        _count("out_temporarily_count", "out for the works", "过渡户数", "households"),
        _count("out_for_good_count", "out for good", "永久搬迁户数", "households"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A sentence in both languages, and the number that it is about."""

    en: str
    zh: str
    amount: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReason:
    """A row at its limit: how much of it is used, and what one more unit would bring."""

    key: str
    used: float
    limit: float
    price: float
    says: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteReason:
    """Why a site gets what it gets.

    ``terms`` say what the chosen option brings, by term, in currency; ``next_option`` is the best
    of the others at the programme's prices and ``loses`` what the whole would lose by it, less than
    nothing where that one would bring more. ``as_good`` says that this is next to nothing beside
    what the works cost: no reason to prefer either. ``flips`` say what would change the choice;
    ``rows`` name the limits that weigh on it.
    """

    site: str
    option: str
    phase: int | None
    terms: Mapping[str, float]
    next_option: str | None
    next_phase: int | None
    loses: float | None
    as_good: bool = False
    sentences: tuple[Reason, ...]
    flips: tuple[Reason, ...]
    rows: tuple[RowReason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One thing that a brief asks, and by how much it would have to give way."""

    key: str
    says: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Demands proven not to hold together, and the nearest way out that was found.

    ``is_smallest`` says that none of them can be spared; else one more might be. Each demand's
    amount is by how much it alone would have to give way, in its natural unit, where that is
    enough. ``relaxation`` are the demands that give way together, and by how much;
    ``relaxed_price`` what that costs by the brief's prices of rows, ``None`` where it states none.
    """

    demands: tuple[Demand, ...]
    relaxation: tuple[Demand, ...]
    relaxed_price: float | None
    is_smallest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The whole programme in sentences: what it does, what holds it back, each site asked for."""

    sentences: tuple[Reason, ...]
    rows: tuple[RowReason, ...]
    sites: tuple[SiteReason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPoint:
    """One programme of a front: amounts of both terms, its certified gap, its file's hash."""

    first: float
    second: float
    value: float
    bound: float
    gap_certified: float | None
    content_hash: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """How much of one term must be given for more of another; points in order of the second."""

    first: str
    second: str
    points: tuple[FrontPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRun:
    """The programme planned anew with one term's weight times a factor.

    ``amounts`` are those of every term in its natural unit; ``value`` is counted with the changed
    weight, and is ``None`` where no programme was found in the time given (then there are no
    amounts). ``sites_changed_count`` are the sites that get another option or phase.
    """

    term: str
    factor: float
    value: float | None
    gap_certified: float | None
    amounts: Mapping[str, float]
    sites_changed_count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenarios:
    """How often each option is chosen over scenarios drawn from stated ranges.

    ``chosen`` has a row a site and option (site, option, chosen_share); ``no_regret`` are those
    chosen in every scenario (keeping left out).
    """

    count: int
    seed: int
    chosen: pd.DataFrame
    values: tuple[float, ...]
    gaps: tuple[float | None, ...]
    no_regret: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Equity:
    """Who gains and who moves: tables ``EQUITY_SERVED`` and ``EQUITY_MOVES``.

    ``gini_before`` and ``gini_after`` are of the share of services that people have, over people;
    ``rehoused`` counts households by where: in the same renewal unit, or a neighbouring one.
    """

    programme: Programme
    served: pd.DataFrame
    moves: pd.DataFrame
    gini_before: float
    gini_after: float
    rehoused: Mapping[str, int]
