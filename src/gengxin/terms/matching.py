"""What a matching comes to: who is matched with whom, why the rest isn't, and the proof.

``docs/why/matching-model.md`` says what each row and price means. Tables that start with ``made``
are the numbered problem and its proof, from which a stranger recounts the bound.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from gengxin.terms.columns import Column, Table

__all__ = ["MATCH_TABLES", "SPACE_TABLES", "TEAM_TABLES", "MatchAnswer", "Matched"]

Matched = Literal["space", "teams"]


def _text(name: str, en: str, zh: str) -> Column:
    return Column(name=name, kind="text", en=en, zh=zh)


def _day(name: str, en: str, zh: str) -> Column:
    return Column(name=name, kind="day", en=en, zh=zh)


def _whole(name: str, en: str, zh: str, unit: str = "number") -> Column:
    return Column(name=name, kind="whole", en=en, zh=zh, unit=unit)


def _number(name: str, en: str, zh: str, unit: str) -> Column:
    return Column(name=name, kind="number", en=en, zh=zh, unit=unit)


def _area(name: str, en: str, zh: str) -> Column:
    return _number(f"{name}_m2", en, zh, "m²")


_USE = _text("use_class", "use", "用途")
_ZONE = _text("functional_zone", "functional zone; empty: anywhere, or not known", "功能区")
_WHY = (
    _text("reason", "why: a code", "理由代码"),
    _text("reason_en", "why, in a sentence", "理由（英文）"),
    _text("reason_zh", "why, in Chinese", "理由"),
)
_RENT = _number("rent_amount", "rent asked a net square metre a year", "租金", "currency/m²/year")
_OFFER = _text("offer", "ref of the offer", "项目发布编号")
_PARTY = _text("party", "ref of the party", "主体编号")
_ROLE = _text("role", "role", "角色")
_FIT = _whole("fit_points", "worth of this party in this role", "匹配度", "points")
_LOAD = _whole("load_units", "what the role takes of a party's capacity", "占用能力", "units")
_STAKE = _whole("stake_units", "equity that it brings, in the run's equity unit", "权益金", "units")

SPACE_TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        Table(
            name="request",
            en="each request for space: matched, or why not",
            zh="空间需求匹配结果",
            columns=(
                _text("ref", "ref of the request: a record's, or the district's row", "需求编号"),
                _text("record", "ref of its record; empty: none yet", "记录编号"),
                _text("district_row", "its row in the district; empty: none", "城区表行号"),
                _USE,
                _ZONE,
                _text("growth_stage", "stage of growth; empty: not stated", "成长阶段"),
                _area("floor_area_low", "least area", "最小面积"),
                _area("floor_area_high", "greatest area", "最大面积"),
                _number(
                    "budget_amount",
                    "rent it can pay a square metre a year",
                    "租金预算",
                    "currency/m²/year",
                ),
                _day("need_by", "day by which space is needed", "需要日期"),
                _number("term_years", "years wanted", "租期", "years"),
                _number("weight", "weight given by the district", "权重", "1"),
                _text("state", "held, matched or refused", "状态"),
                _text("space", "ref of the space; empty: none", "空间编号"),
                _area("area", "net area matched", "匹配面积"),
                _day("opens_on", "day from which it is let", "起租日期"),
                _whole("worth_points", "what the match is worth", "匹配价值", "points"),
                *_WHY,
            ),
        ),
        Table(
            name="space",
            en="each space: it stands, or opens by a programme",
            zh="可用空间",
            columns=(
                _text("ref", "ref of the space: a record's, or site and use", "空间编号"),
                _text("record", "ref of its record; empty: none yet", "记录编号"),
                _text("site", "ref of the site", "地块编号"),
                _USE,
                _ZONE,
                _area("net_area", "net area", "净面积"),
                _area(
                    "smallest_part", "smallest part; empty: not known, let whole", "最小分割面积"
                ),
                _day("opens_on", "day on which it opens; empty: it stands", "启用日期"),
                _day("closes_on", "day on which it closes; empty: it stays", "停用日期"),
                _RENT,
                _area("let", "most that is let at a time", "最大出租面积"),
                _text("basis", "basis of its area", "依据"),
            ),
        ),
        Table(
            name="balance",
            en="area asked, offered, matched, short and left by use, zone and phase",
            zh="分用途、功能区与分期的供需平衡",
            columns=(
                _USE,
                _ZONE,
                _whole("phase", "phase, from 1; 0: all the time", "分期"),
                _day("until", "day at which the phase ends", "分期终止日"),
                _area("asked_low", "least area of those who need it by then", "需求面积（低）"),
                _area("asked_high", "greatest area of those who need it by then", "需求面积（高）"),
                _area("offered", "net area open then; empty: none is known", "供给面积"),
                _area("matched", "net area let then", "匹配面积"),
                _area("short", "least area of those who have none then", "缺口面积"),
                _area("surplus", "net area open and not let; empty: none is known", "富余面积"),
            ),
        ),
        Table(
            name="lost",
            en="accepted matches that no longer fit, and why",
            zh="不再成立的已接受匹配",
            columns=(
                _text("match", "ref of the match", "匹配编号"),
                _text("request", "ref of the request", "需求编号"),
                _text("space", "ref of the space", "空间编号"),
                _area("area", "area accepted", "面积"),
                *_WHY,
            ),
        ),
        Table(
            name="made_offer",
            en="each way in which a request could be served, and the one taken",
            zh="候选出租方案",
            columns=(
                _whole("request", "row of the request", "需求行号"),
                _whole("space", "row of the space", "空间行号"),
                _whole("first", "period from which it is let", "起始时段"),
                _whole("end", "period from which it isn't", "终止时段"),
                _whole("least_m2", "least area", "最小面积", "m²"),
                _whole("most_m2", "most area", "最大面积", "m²"),
                _whole("worth_points", "worth of the least area", "最小面积价值", "points"),
                _whole(
                    "more_points", "worth of each square metre above", "每增平方米价值", "points"
                ),
                _whole("taken_m2", "area taken; 0: this way isn't taken", "选定面积", "m²"),
            ),
        ),
        Table(
            name="made_area",
            en="area of each space in each period that has any, and its price",
            zh="各时段面积与价格",
            columns=(
                _whole("space", "row of the space", "空间行号"),
                _whole("period", "period", "时段"),
                _whole("area_m2", "area that there is", "面积", "m²"),
                _whole("price_x1024", "price of a square metre", "价格", "1/1024 points"),
            ),
        ),
        Table(
            name="made_gain",
            en="the sharper proof: price of each request, where it isn't nothing",
            zh="更紧上界的证明：各需求的价格",
            columns=(
                _whole("request", "row of the request", "需求行号"),
                _whole("gain_x1024", "price", "价格", "1/1024 points"),
            ),
        ),
        Table(
            name="made_packing",
            en="the sharper proof: cases of each space, its first being the whole space",
            zh="更紧上界的证明：各空间的分支",
            columns=(
                _whole("case", "number", "序号"),
                _whole("space", "row of the space", "空间行号"),
                _whole("item", "row of the offer it is split by; −1: not split", "分支方案行号"),
                _whole(
                    "with_it",
                    "case that takes it; the next is the one that leaves it out; −1",
                    "采纳分支；其后一项为不采纳分支",
                ),
                _whole("leaf", "number of its prices; −1", "价格序号"),
            ),
        ),
        Table(
            name="made_packing_price",
            en="the sharper proof: prices in its last cases, where they are not nothing",
            zh="更紧上界的证明：末端分支的价格",
            columns=(
                _whole("leaf", "number of the prices", "价格序号"),
                _whole("period", "period", "时段"),
                _whole("price_x1024", "price of a square metre", "价格", "1/1024 points"),
            ),
        ),
        Table(
            name="made_period",
            en="when each period starts",
            zh="时段起始",
            columns=(
                _whole("period", "period; one after the last: the end", "时段"),
                _day("starts_on", "first day", "起始日"),
            ),
        ),
    )
}

TEAM_TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        Table(
            name="team",
            en="each offer: its team, or why it has none",
            zh="各项目发布的团队匹配结果",
            columns=(
                _OFFER,
                _text("name_en", "name", "名称（英文）"),
                _text("name_zh", "name in Chinese", "名称"),
                _text("state", "matched or refused", "状态"),
                _FIT,
                _whole("need_units", "equity needed", "所需权益金", "units"),
                _whole("staked_units", "equity that the team brings", "团队权益金", "units"),
                *_WHY,
            ),
        ),
        Table(
            name="member",
            en="who fills each role of a team",
            zh="团队成员",
            columns=(_OFFER, _ROLE, _PARTY, _FIT, _LOAD, _STAKE),
        ),
        Table(
            name="bid",
            en="each party for each role it could fill: taken, or why not",
            zh="主体角色匹配结果",
            columns=(
                _OFFER,
                _ROLE,
                _PARTY,
                _text("interest", "ref of the expression of interest", "意向编号"),
                _number("score_share", "total of the stated criteria, 0 to 1", "评分", "share 0–1"),
                _FIT,
                _text("state", "taken, refused or left out", "状态"),
                *_WHY,
            ),
        ),
        Table(
            name="made_project",
            en="the offers as numbered in the problem",
            zh="问题中的项目",
            columns=(
                _whole("project", "number", "序号"),
                _OFFER,
                _whole("need_units", "equity needed", "所需权益金", "units"),
            ),
        ),
        Table(
            name="made_role",
            en="the roles as numbered in the problem",
            zh="问题中的角色",
            columns=(
                _whole("role", "number", "序号"),
                _whole("project", "number of the project", "项目序号"),
                _text("code", "code of the role", "角色代码"),
                _LOAD,
            ),
        ),
        Table(
            name="made_firm",
            en="who bids as numbered in the problem: a party in one role",
            zh="问题中的投标主体（主体与角色）",
            columns=(
                _whole("firm", "number", "序号"),
                _PARTY,
                _text("code", "code of the role", "角色代码"),
                _whole("capacity_units", "load that it can carry", "能力", "units"),
                _whole("equity_units", "equity that it has", "权益金", "units"),
            ),
        ),
        Table(
            name="made_bid",
            en="the bids as numbered in the problem",
            zh="问题中的投标",
            columns=(
                _whole("bid", "number", "序号"),
                _whole("role", "number of the role", "角色序号"),
                _whole("firm", "number of the firm", "主体序号"),
                _FIT,
                _whole("taken", "1: it fills the role", "是否选定"),
            ),
        ),
        Table(
            name="made_stake",
            en="equity that a firm brings into a project, where it brings any",
            zh="投入权益金",
            columns=(
                _whole("project", "number of the project", "项目序号"),
                _whole("firm", "number of the firm", "主体序号"),
                _STAKE,
            ),
        ),
        Table(
            name="made_conflict",
            en="who can't stand in one team",
            zh="互斥主体",
            columns=(
                _whole("firm", "number of the firm", "主体序号"),
                _whole("other", "number of the other", "另一主体序号"),
            ),
        ),
        Table(
            name="made_case",
            en="the proof's tree of cases",
            zh="证明的分支树",
            columns=(
                _whole("case", "number", "序号"),
                _whole("item", "what it is split by; −1: not split", "分支项"),
                _whole("without", "case in which it is not; −1", "不取分支"),
                _whole("with_it", "case in which it is; −1", "取分支"),
                _whole("leaf", "number of its prices; −1", "价格序号"),
            ),
        ),
        Table(
            name="made_price",
            en="prices of the proof's last cases, where they are not nothing",
            zh="证明价格",
            columns=(
                _whole("leaf", "number of the prices", "价格序号"),
                _text("of", "bid or stake", "对象"),
                _whole("number", "number of the bid or of the firm", "对象序号"),
                _whole("price_x1048576", "price", "价格", "1/1048576 points"),
            ),
        ),
    )
}

MATCH_TABLES: Mapping[str, Table] = {**SPACE_TABLES, **TEAM_TABLES}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MatchAnswer:
    """A matching with its proof: ``tables`` by the names of ``SPACE_TABLES`` or ``TEAM_TABLES``.

    Nothing feasible is worth more than ``bound_points``; ``facts`` are the numbers by which the
    problem was made. ``rounds_count`` rounds of the search were done.
    """

    what: Matched
    tables: Mapping[str, pd.DataFrame]
    value_points: int
    bound_points: int
    rounds_count: int
    facts: Mapping[str, float | int | str]

    @property
    def gap_certified(self) -> float | None:
        """How far from the best it may be, (bound − value) ÷ value; ``None``: value is 0."""
        if self.value_points <= 0:
            return None
        return (self.bound_points - self.value_points) / self.value_points
