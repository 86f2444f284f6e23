"""Which options are offered, and why the others are not."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin import rules
from gengxin.engines import form
from gengxin.plan.options.dominated import better_option
from gengxin.plan.options.edits import Edits
from gengxin.plan.options.facts import USES
from gengxin.plan.options.slots import closings_count
from gengxin.terms import Note, RulePack, codes

if TYPE_CHECKING:
    from gengxin.plan.options.tables import Made

__all__ = ["States", "lost", "states_of", "unmet"]

Words = NDArray[np.object_]

_NOTHING = {
    form.Nothing.NO_GROUND: (
        "setbacks and neighbours leave no ground to build on",
        "退界与相邻建筑间距之外无可建用地",
    ),
    form.Nothing.TOO_THIN: (
        "what ground is left is too thin for a building",
        "剩余用地过窄，无法建设",
    ),
    form.Nothing.NO_HEIGHT: (
        "not one storey fits under the height that rules and sun allow",
        "限高与日照之下不足一层",
    ),
    form.Nothing.NONE_WANTED: (
        "the permitted floor area is used up",
        "许可建筑面积已用尽",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class States:
    """A row an option: its state, the reason in both languages, the rule or the better option."""

    state: Words
    reason_en: Words
    reason_zh: Words
    rule: Words
    better: Words


def states_of(made: "Made", law: RulePack, *, checks: pd.DataFrame, slots: pd.DataFrame) -> States:
    """Judge each option: impossible, forbidden by a rule, dominated, or offered.

    ``checks`` are those of the options under ``law``, ``slots`` the services that they open and
    close. Keeping a site as it is is always offered. An option that only unverified or estimated
    rules forbid is offered; its checks say so.
    """
    refs = made.drafts.index
    verdicts = rules.verdicts(checks, refs)
    en = made.carried.proposals.reason_en.copy()
    zh = made.carried.proposals.reason_zh.copy()
    rule = np.full(len(refs), "", object)
    is_kept = (made.drafts["action"] == "keep").to_numpy()
    _tell_what_holds_nothing(made, en, zh)
    _tell_what_makes_no_sense(made, en, zh)
    illegal = ~verdicts["legal"].fillna(value=True).to_numpy(bool) & ~is_kept
    rule[illegal] = verdicts["forbidden_by"].astype("object").to_numpy()[illegal]
    _tell_which_rule(checks, law, (refs, illegal & (en == "")), (rule, en, zh))
    state = np.where((en != "") | illegal, "forbidden", "offered").astype(object)
    _withdraw(made.edits, state, en, zh)
    better = _dominated(made, state, slots)
    beaten = better >= 0
    state[beaten] = "dominated"
    names = refs.to_numpy(object)
    en[beaten] = "no better in anything than " + names[better[beaten]]
    zh[beaten] = "在各方面均不优于 " + names[better[beaten]]
    return States(
        state=state,
        reason_en=en,
        reason_zh=zh,
        rule=rule,
        better=np.where(beaten, names[better], ""),
    )


def lost(states: States, edits: Edits, refs: pd.Index) -> list[str]:
    """Options that must be chosen and are not offered."""
    must = edits.option[(edits.table["fixing"] == "must").to_numpy(bool)]
    return list(refs[must[states.state[must] != "offered"]])


def unmet(options: list[str]) -> tuple[Note, ...]:
    """What is said of options that must be chosen and are not offered."""
    if not options:
        return ()
    named = ", ".join(options[:10])
    return (
        Note(
            table="option",
            action="left_out",
            count=len(options),
            en=f"options that must be chosen are not offered: {named}",
            zh=f"指定必须选用的方案不可选：{named}",
            next_step_en="read why in their reasons; change them or free them",
            next_step_zh="查看其原因，修改方案或取消指定",
        ),
    )


def _withdraw(edits: Edits, state: Words, en: Words, zh: Words) -> None:
    """Withdraw what the planner does not want, with his reason; a site is always kept as it is."""
    reason = edits.withdrawn(of=len(state))
    rows = reason != ""
    state[rows] = "withdrawn"
    en[rows], zh[rows] = reason[rows], reason[rows]


def _tell_which_rule(
    checks: pd.DataFrame,
    law: RulePack,
    of: tuple[pd.Index, NDArray[np.bool_]],
    into: tuple[Words, Words, Words],
) -> None:
    """Give the clause that forbids options, and what would make them pass; ``of`` says of which."""
    rule, en, zh = into
    refs, asked = of
    failed = checks[checks["state"] == "failed"]
    row = refs.get_indexer(pd.Index(failed["option"].astype("object")))
    named = asked[row] & (failed["rule"].astype("object").to_numpy() == rule[row])
    worst = rules.why_not(law, failed[named]).drop_duplicates("option")
    at = refs.get_indexer(pd.Index(worst["option"].astype("object")))
    en[at] = worst["reason_en"].to_numpy(object)
    zh[at] = worst["reason_zh"].to_numpy(object)


def _tell_what_holds_nothing(made: "Made", en: Words, zh: Words) -> None:
    """Say why a building that was asked for has no floor."""
    for nothing, (why_en, why_zh) in _NOTHING.items():
        rows = (made.drawn.nothing == nothing) & (made.drawn.built_m2 == 0) & (en == "")
        en[rows], zh[rows] = why_en, why_zh


def _tell_what_makes_no_sense(made: "Made", en: Words, zh: Words) -> None:
    """Say what is no way of renewing that site: nothing to pull down, no limit, too little."""
    drawn, caps, proposals = made.drawn, made.caps, made.carried.proposals
    asked = np.array([one.demolished_share for one in made.practice.treatments])
    fills = np.array([one.intensity_share is not None for one in made.practice.treatments])
    part = asked[proposals.treatment]
    unlimited = np.isinf(caps.far) & np.isinf(caps.height_m) & np.isinf(caps.storeys)
    boundless = unlimited[proposals.site]
    least_m2 = made.practice.least_built_m2
    pays_best = np.array([one.pays_best for one in made.practice.treatments])
    receives = np.array([one.far_received_share > 0 for one in made.practice.treatments])
    idle = made.drafts["far_received_m2"].to_numpy(np.float64) == 0.0
    for rows, why_en, why_zh in (
        (
            (part > 0) & (part < 1) & (drawn.demolished_share == 0),
            "no building makes up about that share of the floor",
            "没有约占该比例建筑面积的楼栋",
        ),
        (
            fills[proposals.treatment] & boundless,
            "neither floor area nor height is limited here; state a limit in the plan or zoning",
            "此处既无容积率也无高度限值；请在规划或分区中给出",
        ),
        (
            receives[proposals.treatment] & idle & (drawn.built_m2 > 0),
            "it can be built by the site's own right: nothing received would be used",
            "在自身许可面积内即可建成，无需转入容积",
        ),
        (
            pays_best[proposals.treatment] & (drawn.built_m2 == 0),
            "by the pro forma no intensity pays its costs and profit",
            "按开发测算，任何强度均不足以覆盖成本与合理利润",
        ),
        (
            (drawn.built_m2 > 0) & (drawn.built_m2 < least_m2),
            f"less than {least_m2:,.0f} m² could be built",
            f"可建面积不足{least_m2:,.0f}平方米",
        ),
    ):
        told = rows & (en == "")
        en[told], zh[told] = why_en, why_zh


def _dominated(made: "Made", state: Words, slots: pd.DataFrame) -> NDArray[np.int64]:
    """The better option of each one offered; -1 for none.

    Keeping is beaten by nothing; what the planner fixed neither beats nor is beaten.
    """
    fixing = made.edits.said("fixing", of=len(state), otherwise="free")
    compared = (state == "offered") & (fixing == "free")
    rows = np.flatnonzero(compared & (made.drafts["action"] != "keep").to_numpy())
    proposals = made.carried.proposals
    alike = pd.DataFrame({"site": proposals.site, "service": proposals.service}).iloc[rows]
    group = np.asarray(alike.groupby(["site", "service"], sort=False).ngroup(), np.int64)
    found = better_option(group, _measures(made, slots)[rows])
    better = np.full(len(state), -1, np.int64)
    better[rows] = np.where(found >= 0, rows[found], -1)
    return better


def _measures(made: "Made", slots: pd.DataFrame) -> NDArray[np.float64]:
    """All that a plan or a rule may weigh, more being better; floor of a use counts both ways.

    More floor may be wanted or be too much: only options with the same floor can beat each other.
    """
    drafts, account = made.drafts, made.account.summary
    floor = np.round(made.floors.after, 1)
    homes = [drafts[f"homes_after_{size}_count"] for size in codes.HOME_SIZES]
    columns = [
        *(-account[f"{party}_cost_mid_amount"] for party in codes.PARTIES),
        *(account[f"npv_{level}_amount"] for level in ("low", "mid", "high")),
        *(floor[:, at] for at in range(len(USES))),
        *(-floor[:, at] for at in range(len(USES))),
        *homes,
        drafts["homes_after_count"],
        drafts["homes_made_good_count"],
        *(drafts[f"committed_homes_{size}_count"] for size in codes.HOME_SIZES),
        -closings_count(slots, drafts.index),
        *(-drafts[f"{one}_after_count"].fillna(0.0) for one in codes.DEFICIENCIES),
        -drafts["households_out_for_good_count"],
        -drafts["households_out_temporarily_count"],
        -drafts["works_months"],
        drafts["heritage_floor_kept_m2"],
        # floor sent may find nobody who takes it: only alike in that can one beat the other
        drafts["far_sent_m2"],
        -drafts["far_sent_m2"],
        -drafts["far_received_m2"],
        -made.floors.demolished.sum(axis=1),
        -made.account.option_carbon["embodied_mid_kgco2e"],
        -made.account.option_carbon["operating_yearly_mid_kgco2e"],
    ]
    return np.column_stack([np.asarray(column, np.float64) for column in columns])
