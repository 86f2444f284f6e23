"""A sheet for those who finance: sources and uses, returns, sensitivity, who pays for whom."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from gengxin.publish.plain import records
from gengxin.terms import codes
from gengxin.terms.phases import phase_of, start_months
from gengxin.terms.records import offer_codes
from gengxin.terms.sheet import SheetNumber, SheetSection, SheetTable
from gengxin.terms.words import NO_WORDS, Words
from gengxin.workbench.catalogue.account import (
    AMOUNTS,
    CENTS,
    LEVELS,
    flows_of,
    funding_gap,
    returns_of,
    sensitivity,
    uses_of,
)
from gengxin.workbench.catalogue.facts import code_words, head, missing, number, number_of
from gengxin.workbench.catalogue.ground import Works
from gengxin.workbench.catalogue.times import phase_words, starts_on, years_between

__all__ = ["financier_sections", "project_flows", "project_returns"]

# years of a cash flow that are listed one by one
MOST_YEARS = 16
CHANGES = {
    "none": Words("as computed", "基准"),
    "costs_up": Words("costs +10%", "成本+10%"),
    "costs_down": Words("costs −10%", "成本−10%"),
    "revenue_up": Words("revenue +10%", "收入+10%"),
    "revenue_down": Words("revenue −10%", "收入−10%"),
    "rate_up": Words("discount rate +1 point", "折现率+1个百分点"),
    "rate_down": Words("discount rate −1 point", "折现率−1个百分点"),
    "revenue_late": Words("revenue a year later", "收入推迟一年"),
}
NPV = Words("net present value", "净现值")
IRR = Words("internal rate of return", "内部收益率")
PAYBACK = Words("payback", "投资回收期")
DEVELOPER_NPV = Words("developer: net present value", "开发主体净现值")
DEVELOPER_IRR = Words("developer: internal rate of return", "开发主体内部收益率")
NO_IRR = Words("there is none, or more than one", "不存在或不唯一")
NEVER = Words("never within the years counted", "计算期内未收回")
NO_RATE = Words(
    "the factor pack's discount rate would give it", "补充系数包中的折现率（discount）即可得出"
)


def financier_sections(works: Works) -> tuple[SheetSection, ...]:
    """The sections, in their order."""
    flows = project_flows(works)
    return (_finance(works, flows), _returns(works, flows), _cross(works))


def project_flows(works: Works) -> pd.DataFrame:
    """Money of the project's works by year from its first, with the phase in which it flows."""
    first = int(works.rows["phase"].min())
    started = {
        row["option"]: years_between(works.ground, first, int(row["phase"]))
        for row in records(works.rows[["option", "phase"]])
    }
    money = works.child("option_money")
    flows = flows_of(money, pd.Series(started, dtype="int64"))
    starts = start_months(works.ground.programme.brief)
    begun = np.array(starts)[money["phase"].to_numpy("int64") - 1]
    months = begun + 12 * money["year"].to_numpy("int64")
    return flows.assign(phase=phase_of(months, starts))


def project_returns(works: Works, flows: pd.DataFrame) -> tuple[SheetNumber, ...]:
    """NPV, IRR, payback and funding gap of all parties together, and of the developer."""
    return (*_worth(works, flows), _gap(works, flows), *_developer(works, flows))


def _told(works: Works, whose: str) -> "partial[SheetNumber]":
    rate = works.ground.discount_rate
    at = "" if rate is None else f" at {rate:.1%} a year"
    return partial(
        number,
        run=works.ground.run,
        basis=f"computed: {whose} flows before finance{at}, from the first works",
        why=NO_RATE if rate is None else NO_WORDS,
    )


def _worth(works: Works, flows: pd.DataFrame) -> tuple[SheetNumber, ...]:
    told = _told(works, "all parties'")
    whole = returns_of(flows, works.ground.discount_rate)
    low, mid, high = whole.npv_amount
    return (
        told("npv_amount", NPV, mid, unit="currency", ends=(low, high)),
        told("irr_rate", IRR, whole.irr_rate, unit="share a year", why=NO_IRR),
        told("payback_years", PAYBACK, whole.payback_years, unit="years", why=NEVER),
    )


def _gap(works: Works, flows: pd.DataFrame) -> SheetNumber:
    low, mid, high = funding_gap(flows, _profit(works)[AMOUNTS].sum(skipna=False).to_numpy())
    return number(
        "funding_gap_amount",
        Words("funding gap", "资金缺口"),
        mid,
        unit="currency",
        basis="computed: costs, transfers and profit asked that no value covers, not discounted",
        run=works.ground.run,
        ends=(low, high),
    )


def _developer(works: Works, flows: pd.DataFrame) -> tuple[SheetNumber, ...]:
    told = _told(works, "the developer's")
    own = flows[flows["party"] == "developer"]
    if own.empty:
        none = Words("no developer pays or receives anything", "无开发主体收支")
        return (told("developer_npv_amount", DEVELOPER_NPV, None, unit="currency", why=none),)
    found = returns_of(own, works.ground.discount_rate)
    low, mid, high = found.npv_amount
    return (
        told("developer_npv_amount", DEVELOPER_NPV, mid, unit="currency", ends=(low, high)),
        told("developer_irr_rate", DEVELOPER_IRR, found.irr_rate, unit="share a year", why=NO_IRR),
    )


def _profit(works: Works) -> pd.DataFrame:
    """Profit that the developer asks for, by phase of the works."""
    columns = {f"{level}_amount": f"profit_{level}_amount_x100" for level in LEVELS}
    asked = {
        name: works.rows[column].astype("Float64").to_numpy("float64", na_value=np.nan) / CENTS
        for name, column in columns.items()
    }
    return pd.DataFrame({"phase": works.rows["phase"].to_numpy("int64"), **asked})


def _finance(works: Works, flows: pd.DataFrame) -> SheetSection:
    return SheetSection(
        code="finance",
        title=Words("Sources and uses", "资金来源与用途"),
        field="finance",
        tables=(_uses(works, flows), _yearly(works, flows)),
    )


def _uses(works: Works, flows: pd.DataFrame) -> SheetTable:
    found = records(uses_of(flows, _profit(works)))
    phases = sorted({int(row["phase"]) for row in found})
    # what a row hasn't got in a phase is nothing, what isn't known is missing
    cells = {(_line(row), int(row["phase"])): number_of(row["mid_amount"]) for row in found}
    lines = sorted({_line(row) for row in found}, key=_order)
    rows = []
    for side, item, party in lines:
        amounts = [cells.get(((side, item, party), phase), 0.0) for phase in phases]
        known = [one for one in amounts if one is not None]
        rows.append(
            (
                code_words(offer_codes.FINANCE_SIDES, side),
                code_words(codes.MONEY_ITEMS, item),
                code_words(codes.PARTIES, party),
                *amounts,
                sum(known) if len(known) == len(amounts) else None,
            )
        )
    run = works.ground.run
    basis = "computed: by phase, not discounted; what is let counts as its value at completion"
    heads = [
        head(f"phase_{at}", phase_words(works.ground, at), "currency", basis=basis, run=run)
        for at in phases
    ]
    return SheetTable(
        name="sources_and_uses",
        title=Words("Sources and uses by phase", "分期资金来源与用途"),
        heads=(
            head("side", ("side", "方向")),
            head("item", ("item", "科目")),
            head("party", ("party", "主体")),
            *heads,
            head("total", ("together", "合计"), "currency", basis=basis, run=run),
        ),
        rows=tuple(rows),
        why=NO_WORDS if rows else missing(run),
    )


def _line(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(row["side"]), str(row["item"]), str(row["party"])


def _order(line: tuple[str, str, str]) -> tuple[bool, int, int]:
    """Sources before uses, items and parties in the order of their lists."""
    side, item, party = line
    return side != "source", list(codes.MONEY_ITEMS).index(item), list(codes.PARTIES).index(party)


def _yearly(works: Works, flows: pd.DataFrame) -> SheetTable:
    """What each party is left with each year, and all together, summed up from the first."""
    parties = list(codes.PARTIES)
    net = np.zeros((int(flows["year"].max()) + 1 if len(flows) else 0, len(parties)))
    at = (
        flows["year"].to_numpy("int64"),
        np.array([parties.index(one) for one in flows["party"]], np.int64),
    )
    np.add.at(net, at, flows["mid_amount"].to_numpy("float64"))
    summed = np.cumsum(net.sum(axis=1))
    first = starts_on(works.ground, int(works.rows["phase"].min())).year
    shown = [year for year in range(len(net)) if year < MOST_YEARS or year == len(net) - 1]
    run = works.ground.run
    basis = "computed: net of the year, finance included, not discounted"
    rows = tuple(
        (
            Words(*(str(first + year),) * 2),
            *(number_of(one) for one in (*net[year], net[year].sum(), summed[year])),
        )
        for year in shown
    )
    return SheetTable(
        name="cash_flow",
        title=Words(
            f"Cash flow by year (the first {MOST_YEARS}, and the last with values at the end)",
            f"分年现金流（前{MOST_YEARS}年及末年，末年含期末价值）",
        ),
        heads=(
            head("year", ("year", "年份")),
            *(
                head(party, words, "currency", basis=basis, run=run)
                for party, words in codes.PARTIES.items()
            ),
            head("all", ("all", "合计"), "currency", basis=basis, run=run),
            head("summed", ("summed up", "累计"), "currency", basis=basis, run=run),
        ),
        rows=rows,
        why=NO_WORDS if rows else missing(run),
    )


def _returns(works: Works, flows: pd.DataFrame) -> SheetSection:
    rate, run = works.ground.discount_rate, works.ground.run
    cases = [] if rate is None else sensitivity(flows, rate)
    base = dict(cases).get("none", float("nan"))
    basis = "computed: net present value, middle, one change at a time"
    table = SheetTable(
        name="sensitivity",
        title=Words("What a change does to the net present value", "净现值敏感性"),
        heads=(
            head("change", ("change", "变化")),
            head("npv_amount", ("net present value", "净现值"), "currency", basis=basis, run=run),
            head("difference_amount", ("difference", "差额"), "currency", basis=basis, run=run),
        ),
        rows=tuple((CHANGES[code], number_of(npv), number_of(npv - base)) for code, npv in cases),
        why=NO_RATE if rate is None else NO_WORDS,
    )
    return SheetSection(
        code="returns",
        title=Words("Returns and risk of them", "收益与敏感性"),
        field="returns",
        facts=project_returns(works, flows),
        tables=(table,),
    )


def _cross(works: Works) -> SheetSection:
    """Which works of the renewal unit give and which take; others' works only as a sum."""
    option, unit = works.ground.option, works.project.unit
    npv = option["npv_mid_amount_x100"].astype("Float64").astype("float64") / CENTS
    own = npv.loc[works.rows["option"].to_list()]
    names = works.numbered.values()
    rows = [(name, number_of(value)) for name, value in zip(names, own, strict=True)]
    rows.sort(key=lambda row: -(row[1] or 0.0))
    rows.append((Words("this project", "本项目合计"), number_of(own.sum(skipna=False))))
    units = works.ground.district.table("sites").get("renewal_unit")
    begun = works.ground.choice["phase"].notna()
    if unit and units is not None:
        inside = units.reindex(works.ground.choice.index) == unit
        of_unit = works.ground.choice.loc[begun & inside, "option"].astype("str")
        others = npv.loc[of_unit[~of_unit.isin(own.index)].to_list()]
        count = len(others)
        rows.append(
            (
                Words(f"{count} other works of the unit", f"单元内其他{count}处工程"),
                number_of(others.sum(skipna=False)),
            )
        )
        rows.append(
            (
                Words("the whole unit", "单元合计"),
                number_of(others.sum(skipna=False) + own.sum(skipna=False)),
            )
        )
    table = SheetTable(
        name="cross_subsidy",
        title=Words(
            "Who gives and who takes within the unit, each from its own start of works",
            "单元内盈亏平衡（各自开工日起计）",
        ),
        heads=(
            head("what", ("works", "工程")),
            head(
                "npv_amount",
                ("net present value", "净现值"),
                "currency",
                basis="computed: each option from its own start of works",
                run=works.ground.run,
            ),
        ),
        rows=tuple(rows),
    )
    return SheetSection(
        code="cross_subsidy",
        title=Words("Cross-subsidy", "盈亏互补"),
        field="returns",
        tables=(table,),
    )
