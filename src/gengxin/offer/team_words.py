"""Sentences on teams: why an offer has its team or none, why a party isn't taken."""

from collections.abc import Mapping

from gengxin.engines.match import BidReason, BidReasons, ProjectReason, ProjectReasons
from gengxin.offer.teams import LeftOut, Teaming
from gengxin.terms.records import Party
from gengxin.terms.records.offer_codes import OFFER_ROLES

__all__ = ["bid_sentence", "left_out_sentence", "team_sentence"]

Sentence = tuple[str, str, str]


def team_sentence(teaming: Teaming, reasons: ProjectReasons, project: int) -> Sentence:
    """Why an offer has its team or none."""
    code = ProjectReason(int(reasons.code[project]))
    worth, cost = int(reasons.worth[project]), int(reasons.cost[project])
    if code == ProjectReason.NO_BID:
        en, zh = OFFER_ROLES[teaming.roles[int(reasons.role[project])][1]]
        return "no_bid", f"Nobody could fill the role of {en}.", f"无主体可承担“{zh}”角色。"
    if code == ProjectReason.NO_TEAM:
        return (
            "no_team",
            "Those who could fill its roles make no team: exclusions, or too little equity.",
            "可承担各角色的主体因互斥或权益金不足，无法组成团队。",
        )
    if code == ProjectReason.MATCHED:
        return (
            "matched",
            "This team serves the whole matching best.",
            "该团队使整体匹配价值最大。",
        )
    en, zh = _rival(teaming, int(reasons.rival[project]))
    if code == ProjectReason.OUTBID:
        return (
            "outbid",
            f"Its best team is worth {worth:,} points here and {cost:,} elsewhere{en}.",
            f"其最佳团队在此价值{worth:,}分，在其他项目价值{cost:,}分{zh}。",
        )
    return (
        "left_over",
        f"A team would pay, but parties don't divide so that it has one{en}.",
        f"组队有价值，但主体能力分配后无法成队{zh}。",
    )


def bid_sentence(teaming: Teaming, reasons: BidReasons, bid: int) -> Sentence:
    """Why a party is taken for a role or not."""
    code = BidReason(int(reasons.code[bid]))
    at, amount = int(reasons.other[bid]), int(reasons.amount[bid])
    en, zh = _names(teaming.parties[teaming.firms[at][0]]) if at >= 0 else ("", "")
    money = amount * teaming.equity_unit_amount
    told: Mapping[BidReason, tuple[str, str]] = {
        BidReason.TAKEN: ("It fills the role.", "承担该角色。"),
        BidReason.NO_TEAM_HERE: ("The offer has no team.", "该项目未能组成团队。"),
        BidReason.CONFLICT: (f"It doesn't stand with {en}.", f"与团队成员{zh}互斥。"),
        BidReason.BUSY: (
            f"What it carries elsewhere leaves {amount:,} units too few.",
            f"已承担的其他项目使其能力尚缺{amount:,}单位。",
        ),
        BidReason.PLEDGED: (
            f"What it stakes elsewhere leaves {money:,.0f} of equity too little.",
            f"已投入其他项目的权益金使其尚缺{money:,.0f}。",
        ),
        BidReason.LESS_FIT: (
            f"{en} fits the role better by {amount:,} points.",
            f"{zh}的匹配度高{amount:,}分。",
        )
        if amount
        else (f"{en} fits the role as well.", f"{zh}的匹配度相同。"),
        BidReason.TEAM_NEEDS_OTHER: (
            f"It fits better than {en} by {-amount:,} points, but the whole matching needs {en}.",
            f"其匹配度比{zh}高{-amount:,}分，但整体匹配需要{zh}。",
        ),
    }
    return (code.name.lower(), *told[code])


def left_out_sentence(left: LeftOut) -> Sentence:
    """Why a party doesn't take part."""
    en, zh = OFFER_ROLES[left.wish.role]
    told = {
        "barred": ("The party is barred.", "该主体已停用。"),
        "capacity_unknown": (
            f"Its capacity as {en} isn't known; ask it to state how many units it can carry.",
            f"其“{zh}”能力未说明；请其填报可承担单位数。",
        ),
        "capacity": (
            f"Its whole capacity as {en} is less than the role takes.",
            f"其“{zh}”全部能力小于该角色所需。",
        ),
    }
    return (left.why, *told[left.why])


def _rival(teaming: Teaming, project: int) -> tuple[str, str]:
    if project < 0:
        return "", ""
    offer = teaming.offers[project]
    return f"; {offer.name_en} has one of that team", f"；其成员之一已匹配{offer.name_zh}"


def _names(party: Party) -> tuple[str, str]:
    return party.name_en or party.name_zh, party.name_zh or party.name_en
