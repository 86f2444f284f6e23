"""Why a programme is what it is: what sites bring, what holds it back, what would change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gengxin.engines.solve import Prices
from gengxin.engines.solve.dual import Dual
from gengxin.plan.model import Posed
from gengxin.plan.model.columns import whole
from gengxin.plan.model.money_rows import COSTS
from gengxin.plan.model.times import Floats, Whole
from gengxin.plan.model.worth import UNITS, amounts_of, timed
from gengxin.plan.read_back import by_demand, choice_in, demand_at, prices_in
from gengxin.plan.row_words import NO_CURRENCY, in_chinese, row_words
from gengxin.terms import (
    TERMS,
    Explanation,
    InputError,
    Programme,
    Reason,
    RowReason,
    SiteReason,
    codes,
)

__all__ = ["explain"]

# natural units of terms in English and Chinese; money is told in its currency
UNITS_TOLD = {
    "people": ("people", "人"),
    "homes": ("homes", "套"),
    "m²": ("m²", "平方米"),
    "supporters": ("supporters", "人次"),
    "households": ("households", "户"),
    "kg CO2e": ("kg CO2e", "千克二氧化碳当量"),
}
ROWS_TOLD = 12
FLIPS_TOLD = 3
TINY = 1e-9
# options that lie closer than this share of the dearer one's cost are as good as each other
CLOSE_SHARE = 1e-3
# rows that only say what an auxiliary is: their price is a worth, not a limit
DEFINING = ("need/", "floor_space/", "rehoused_all/")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Told:
    """A programme as numbers of the problem: columns chosen, prices, what columns are worth then.

    ``reduced`` is what each column is worth after all prices; ``use`` how much of each row columns,
    auxiliaries and people served take; ``brings`` what each column brings by term, ``serves``
    what those whom each site serves are worth. ``cost_amount`` is what each column costs all
    parties, as much of it as is known.
    """

    posed: Posed
    programme: Programme
    sites: list[str]
    options: list[str]
    choice: Whole
    prices: Prices
    reduced: Floats
    use: Whole
    brings: Mapping[str, Floats]
    serves: Mapping[str, float]
    cost_amount: Floats


def explain(posed: Posed, programme: Programme, *, sites: Sequence[str] = ()) -> Explanation:
    """The whole in sentences, the rows that bind, and the reasons of each site asked for.

    Raises
    ------
    InputError
        Where a site isn't in the programme.

    """
    told = _told(posed, programme)
    known = {ref: at for at, ref in enumerate(told.sites)}
    for ref in sites:
        if ref not in known:
            msg = (
                f"site {ref!r} is not in this programme; its sites are such as {next(iter(known))}"
            )
            raise InputError(msg)
    return Explanation(
        sentences=tuple(_whole_sentences(told)),
        rows=tuple(_binding(told)),
        sites=tuple(_site(told, known[ref]) for ref in sites),
    )


def _told(posed: Posed, programme: Programme) -> _Told:
    tables, problem = programme.tables, posed.problem
    prices = prices_in(posed, programme.tables)
    reduced = Dual(problem).respond(prices, detail=True).reduced
    choice = choice_in(posed, tables["choice"])
    use = np.zeros(len(problem.row_rhs), np.int64)
    ptr = problem.link_ptr
    for column in choice:
        at = slice(ptr[column], ptr[column + 1])
        np.add.at(use, problem.link_row[at], problem.link_coef[at])
    amount = tables["auxiliary"].set_index("key")["amount"].reindex(posed.aux_keys).fillna(0)
    repeated = np.repeat(amount.to_numpy(np.int64), np.diff(problem.aux_ptr))
    np.add.at(use, problem.aux_row, problem.aux_coef * repeated)
    np.add.at(use, problem.served_row, problem.served_coef * _served(posed, tables["served"]))
    return _Told(
        posed=posed,
        programme=programme,
        sites=list(map(str, posed.case.columns.sites)),
        options=list(map(str, posed.case.columns.options.index)),
        choice=choice,
        prices=prices,
        reduced=reduced,
        use=use,
        brings=_brings(posed),
        serves=_serves(posed, tables["served"]),
        cost_amount=_cost_amount(posed),
    )


def _brings(posed: Posed) -> dict[str, Floats]:
    """What each column brings by term, but for people served: they are served in the programme."""
    case = posed.case
    timing = timed(case)
    return {
        term: case.weight(term) / UNITS.get(term, 1) * amount * timing[term]
        for term, amount in amounts_of(case).items()
    }


def _cost_amount(posed: Posed) -> Floats:
    """What each column costs all parties; a cost that nobody knows adds nothing."""
    columns = posed.case.columns
    return whole(columns.options[list(COSTS)].sum(axis=1))[columns.option] / 100.0


def _serves(posed: Posed, served: pd.DataFrame) -> dict[str, float]:
    """What the people are worth whom the slots of each site serve."""
    here = served[served["site"].astype("str") != ""]
    at = demand_at(posed, here)
    each = np.append(posed.problem.worth, 0.0)[at]
    worth = each * here["served_people_x1000"].to_numpy(np.float64)
    sites, site = np.unique(here["site"].astype("str").to_numpy(object), return_inverse=True)
    return dict(zip(map(str, sites), np.bincount(site, worth).tolist(), strict=True))


def _served(posed: Posed, served: pd.DataFrame) -> Whole:
    """People served of each demand row, repeated for its entries in linking rows."""
    by_row = by_demand(posed, served, "served_people_x1000")
    return np.repeat(by_row, np.diff(posed.problem.served_ptr)).astype(np.int64)


def _currency(told: _Told) -> str:
    money = told.programme.money
    return NO_CURRENCY[0] if money is None else money.currency


def _whole_sentences(told: _Told) -> list[Reason]:
    programme, columns = told.programme, told.posed.case.columns
    action = columns.options["action"].to_numpy(object)[columns.option[told.choice]]
    starts = columns.phase[told.choice] > 0
    counts = pd.Series(action[starts]).value_counts()
    what_en, what_zh = (
        between.join(f"{count:,} {codes.ACTIONS[str(name)][at]}" for name, count in counts.items())
        for at, between in enumerate((", ", "、"))
    )
    renewed = int(starts.sum())
    currency = _currency(told)
    currency_zh = in_chinese(currency)
    lines = [
        Reason(
            en=f"{renewed:,} of {len(told.choice):,} sites are renewed: {what_en or 'none'}.",
            zh=f"{len(told.choice):,}个地块中更新{renewed:,}个：{what_zh or '无'}。",
            amount=float(renewed),
        ),
        Reason(
            en=f"It is worth {programme.value:,.0f} {currency} more than keeping everything; "
            f"nothing can be worth more than {programme.bound:,.0f}.",
            zh=f"比全部保留多出{programme.value:,.0f}{currency_zh}；任何方案都不会超过"
            f"{programme.bound:,.0f}。",
            amount=programme.value,
        ),
    ]
    for term in sorted(programme.terms, key=lambda one: -abs(one.value)):
        if term.value != 0.0:
            unit, en, zh = TERMS[term.term]
            unit_en, unit_zh = UNITS_TOLD.get(unit, (currency, currency_zh))
            lines.append(
                Reason(
                    en=f"{en}: {term.amount:,.0f} {unit_en}, worth {term.value:,.0f} {currency}.",
                    zh=f"{zh}：{term.amount:,.0f}{unit_zh}，值{term.value:,.0f}{currency_zh}。",
                    amount=term.value,
                )
            )
    return lines


def _binding(told: _Told) -> list[RowReason]:
    """The rows whose prices weigh most on the whole."""
    weight = np.abs(told.prices.row * told.posed.problem.row_rhs)
    moved = np.abs(told.prices.row) * np.maximum(np.abs(told.use), 1)
    order = np.argsort(-np.maximum(weight, moved), kind="stable")
    kept = [
        row
        for row in order
        if abs(told.prices.row[row]) > TINY
        and not str(told.posed.row_keys[row]).startswith(DEFINING)
    ][:ROWS_TOLD]
    return [_row_reason(told, int(row)) for row in kept]


def _row_reason(told: _Told, row: int) -> RowReason:
    key = str(told.posed.row_keys[row])
    price = float(told.prices.row[row])
    names = told.posed.case.inputs.names
    words = row_words(key, price, _person_worth(told), _currency(told), names)
    return RowReason(
        key=key,
        used=float(told.use[row]),
        limit=float(told.posed.problem.row_rhs[row]),
        price=price,
        says=words,
    )


def _person_worth(told: _Told) -> float:
    """What a person served for the whole time is worth in the brief."""
    setting = told.posed.brief.terms.get("people_served")
    return 0.0 if setting is None else setting.weight


def _site(told: _Told, site: int) -> SiteReason:
    columns = told.posed.case.columns
    own = int(told.choice[site])
    others = np.arange(columns.site_ptr[site], columns.site_ptr[site + 1])
    others = others[others != own]
    best = int(others[np.argmax(told.reduced[others])]) if len(others) else None
    loses = None if best is None else float(told.reduced[own] - told.reduced[best])
    terms = _site_terms(told, own)
    return SiteReason(
        site=told.sites[site],
        option=_option(told, own),
        phase=int(columns.phase[own]) or None,
        terms=terms,
        next_option=None if best is None else _option(told, best),
        next_phase=None if best is None else int(columns.phase[best]) or None,
        loses=loses,
        as_good=best is not None and _as_good(told, own, best),
        sentences=tuple(_site_sentences(told, own, best, terms)),
        flips=() if best is None else tuple(_flips(told, own, best)),
        rows=tuple(_site_rows(told, own)),
    )


def _option(told: _Told, column: int) -> str:
    return told.options[int(told.posed.case.columns.option[column])]


def _named(told: _Told, column: int) -> tuple[str, str]:
    """An option with its phase, in English and Chinese."""
    phase = int(told.posed.case.columns.phase[column])
    ref = _option(told, column)
    return (ref, ref) if phase == 0 else (f"{ref} in phase {phase}", f"第{phase}期{ref}")


def _site_terms(told: _Told, column: int) -> dict[str, float]:
    """What the column brings by term; people served by what its slots serve in the programme."""
    found = {term: float(brings[column]) for term, brings in told.brings.items()}
    site = told.sites[int(told.posed.case.columns.site[column])]
    if site in told.serves:
        found["people_served"] = told.serves[site]
    return {term: value for term, value in found.items() if value != 0.0}


def _site_sentences(
    told: _Told, own: int, best: int | None, terms: dict[str, float]
) -> list[Reason]:
    currency = _currency(told)
    currency_zh = in_chinese(currency)
    lines = [
        Reason(
            en=f"{TERMS[term][1]}: {value:,.0f} {currency}.",
            zh=f"{TERMS[term][2]}：{value:,.0f}{currency_zh}。",
            amount=value,
        )
        for term, value in sorted(terms.items(), key=lambda one: -abs(one[1]))
    ]
    if best is None:
        lines.append(
            Reason(en="Nothing else may be done with it.", zh="没有其他可选方案。", amount=None)
        )
        return lines
    return [*lines, _beside(told, own, best)]


def _beside(told: _Told, own: int, best: int) -> Reason:
    """How the next best compares with what a site gets."""
    currency = _currency(told)
    currency_zh = in_chinese(currency)
    loses = float(told.reduced[own] - told.reduced[best])
    en, zh = _named(told, best)
    if _as_good(told, own, best):
        return Reason(
            en=f"Next best is {en}, practically as good: by the programme's prices less than a "
            "thousandth of the cost lies between them.",
            zh=f"次优为{zh}，几乎同样好：按本计划的价格，两者相差不到成本的千分之一。",
            amount=loses,
        )
    if loses >= 0.0:
        return Reason(
            en=f"Next best is {en}: by the programme's prices the whole would lose {loses:,.0f} "
            f"{currency}.",
            zh=f"次优为{zh}：按本计划的价格，整体将损失{loses:,.0f}{currency_zh}。",
            amount=loses,
        )
    return Reason(
        en=f"By the programme's prices {en} would bring {-loses:,.0f} {currency} more; whole "
        "sites didn't leave room for it within the limits, or the search didn't find it.",
        zh=f"按本计划的价格，{zh}可多得{-loses:,.0f}{currency_zh}；因限值之内凑不出整块余量，"
        "或搜索尚未找到。",
        amount=loses,
    )


def _as_good(told: _Told, own: int, best: int) -> bool:
    """Whether two columns of a site differ by less than a small share of the dearer one's cost."""
    cost_amount = max(told.cost_amount[own], told.cost_amount[best])
    return bool(abs(told.reduced[own] - told.reduced[best]) < CLOSE_SHARE * cost_amount)


def _entries(told: _Told, column: int) -> dict[int, int]:
    problem = told.posed.problem
    at = slice(problem.link_ptr[column], problem.link_ptr[column + 1])
    found: dict[int, int] = {}
    for row, coef in zip(problem.link_row[at], problem.link_coef[at], strict=True):
        found[int(row)] = found.get(int(row), 0) + int(coef)
    return found


def _site_rows(told: _Told, column: int) -> list[RowReason]:
    """Rows with a price in which the column counts, the heaviest first."""
    price = told.prices.row
    heavy = sorted(_entries(told, column).items(), key=lambda one: -abs(price[one[0]] * one[1]))
    return [_row_reason(told, row) for row, _ in heavy[:FLIPS_TOLD] if abs(price[row]) > TINY]


def _flips(told: _Told, own: int, best: int) -> list[Reason]:
    """What would make the next best the choice: its own worth, or another price of a row."""
    loses = float(told.reduced[own] - told.reduced[best])
    if loses < 0.0:
        return []
    currency = _currency(told)
    currency_zh = in_chinese(currency)
    en, zh = _named(told, best)
    by_en, by_zh = (
        f"{loses:,.0f} {currency} more, or this that much less",
        f"{loses:,.0f}{currency_zh}",
    )
    if _as_good(told, own, best):
        by_en, by_zh = "a little more, or this a little less", "少许"
    lines = [
        Reason(
            en=f"Were {en} worth {by_en}, it would be chosen.",
            zh=f"若{zh}多值{by_zh}，或现选方案少值同样数额，则改选之。",
            amount=loses,
        )
    ]
    mine, other = _entries(told, own), _entries(told, best)
    moves = []
    for row in {*mine, *other}:
        more = mine.get(row, 0) - other.get(row, 0)
        price = float(told.prices.row[row])
        if more == 0 or price <= TINY:
            continue
        turned = price + loses / more
        if turned >= 0.0:
            moves.append((abs(turned / price - 1.0), row, turned / price))
    for _, row, factor in sorted(moves)[:FLIPS_TOLD]:
        key = told.posed.row_keys[row]
        lines.append(
            Reason(
                en=f"It would also turn if the price of {key} were {factor:.2f} times what it is.",
                zh=f"若{key}的价格变为现值的{factor:.2f}倍，也会改选。",
                amount=factor,
            )
        )
    return lines
