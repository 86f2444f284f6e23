"""A programme: the option and phase chosen for every site, with what a stranger needs to check it.

``docs/why/programme-model.md`` says what each row and term means, and how keys are built.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

from gengxin.terms.brief import Brief
from gengxin.terms.columns import Column, Table
from gengxin.terms.provenance import Money, Note

__all__ = [
    "PROGRAMME_TABLES",
    "PlanInputs",
    "Programme",
    "ProgrammeRound",
    "TermValue",
]


def _text(name: str, en: str, zh: str) -> Column:
    return Column(name=name, kind="text", en=en, zh=zh)


def _whole(name: str, en: str, zh: str, unit: str) -> Column:
    return Column(name=name, kind="whole", en=en, zh=zh, unit=unit)


def _number(name: str, en: str, zh: str, unit: str) -> Column:
    return Column(name=name, kind="number", en=en, zh=zh, unit=unit)


_PERIOD = _whole("period", "phase, or one after the last for the end state", "时段", "number")
_SERVED = (
    _text("standard", "service standard", "服务标准"),
    _text("people", "ref of the demand point", "需求点编号"),
    _text("facility", "ref of the facility; empty: space that an option opens", "设施编号"),
    _text("site", "ref of the site whose option opens it; empty: a facility", "地块编号"),
    _PERIOD,
    _whole("served_people_x1000", "people served there", "服务人数", "0.001 people"),
)
_DEMAND_PRICE = (
    _text("standard", "service standard", "服务标准"),
    _text("people", "ref of the demand point", "需求点编号"),
    _PERIOD,
    _number("price", "worth of one more of a thousandth who need it", "价格", "currency"),
)

PROGRAMME_TABLES = {
    table.name: table
    for table in (
        Table(
            name="choice",
            en="what is done with each site, and when its works start",
            zh="各地块选定方案与分期",
            columns=(
                _text("site", "ref of the site", "地块编号"),
                _text("option", "ref of the option", "方案编号"),
                _whole("phase", "phase in which works start; empty: kept", "启动分期", "number"),
                _whole("opens", "period in which it opens; empty: kept", "启用时段", "number"),
            ),
        ),
        Table(
            name="served",
            en="who is served where: the witness of the people served",
            zh="服务分配",
            columns=_SERVED,
        ),
        Table(
            name="auxiliary",
            en="quantities that rows speak of: rehoused, met, over, carried, answered, slack",
            zh="辅助量",
            columns=(
                _text("key", "name and indices, joined by /", "键"),
                _whole("amount", "how much, in the row's unit", "数量", "the row's unit"),
            ),
        ),
        Table(
            name="row_price",
            en="price of each row: what one more unit of its right-hand side would bring",
            zh="约束价格",
            columns=(
                _text("key", "row: name and indices, joined by /", "键"),
                _number("price", "price", "价格", "currency per unit of the row"),
            ),
        ),
        Table(
            name="demand_price",
            en="price of each demand row that is not nothing",
            zh="需求价格",
            columns=_DEMAND_PRICE,
        ),
        Table(
            name="today_served",
            en="who is served where with every site kept",
            zh="现状服务分配",
            columns=_SERVED,
        ),
        Table(
            name="today_price",
            en="prices that prove that nobody can serve more with every site kept",
            zh="现状需求价格",
            columns=_DEMAND_PRICE,
        ),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanInputs:
    """What the planning model works on: tables of the district and of an options run.

    ``sites`` (index ref: functional_zone, renewal_unit, sub_district, consent_state,
    consent_share), ``people`` (index ref: site, functional_zone, sub_district, residents_people
    and the columns of users), ``needs`` (index ref: supporters_count) and ``space_requests``
    (use_class, functional_zone, floor_area_high_m2, need_by) are the district's columns of those
    names; ``options`` the tables of ``OPTION_TABLES`` by name. ``users`` names the column of
    ``people`` whom a standard serves, ``limits`` the law's number by kind of rule
    (demolition_share, built_to_demolished, rehoused_nearby). ``hashes`` say which district and run
    they are, ``names`` what areas and services are called in English and Chinese, by ref or code.
    """

    sites: pd.DataFrame
    people: pd.DataFrame
    needs: pd.DataFrame
    space_requests: pd.DataFrame
    options: Mapping[str, pd.DataFrame]
    users: Mapping[str, str]
    limits: Mapping[str, float]
    money: Money | None
    hashes: Mapping[str, str]
    names: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class TermValue:
    """What a term comes to: amount in its natural unit, and worth in currency."""

    term: str
    amount: float
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeRound:
    """One round of the search: best value and bound so far."""

    number: int
    stage: str
    value: float | None
    bound: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A programme with its proof: ``tables`` by the names of ``PROGRAMME_TABLES``.

    ``value`` is above keeping everything, ``bound`` what nothing feasible exceeds;
    ``gap_certified`` is (bound − value) ÷ value, ``None`` where value ≤ 0. ``gap_solver`` is what
    branching claims beyond it. ``brief`` is the resolved one: budgets, subsidies and neighbours as
    numbers.
    """

    tables: Mapping[str, pd.DataFrame]
    brief: Brief
    terms: tuple[TermValue, ...]
    today: float
    value: float
    bound: float
    gap_certified: float | None
    gap_solver: float | None
    rounds: tuple[ProgrammeRound, ...]
    seed: int
    money: Money | None
    hashes: Mapping[str, str]
    unavailable: tuple[Note, ...]
    software: str
