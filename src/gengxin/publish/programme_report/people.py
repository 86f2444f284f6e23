"""Who gains, who moves, who must agree, and whose need is answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from gengxin.publish.numbers import in_text, shares_beside, with_unit
from gengxin.publish.option_report.best import amounts
from gengxin.publish.plain import records
from gengxin.publish.programme_report.told import Told
from gengxin.publish.words import Words
from gengxin.terms import codes

__all__ = [
    "ConsentRow",
    "GainGroup",
    "GainRow",
    "MoveRow",
    "NeedRow",
    "consent_rows",
    "consenting",
    "gain_groups",
    "move_rows",
    "need_rows",
]

_NEED = ("text_en", "text_zh", "facility_kind", "deficiency", "supporters_count")
GROUPINGS = {
    "age_group": Words("By age", "按年龄"),
    "sub_district": Words("By sub-district", "按街镇"),
    "decile_today": Words("By what people have today", "按现状享有程度"),
}
MOVES = {
    "tenure": Words("by tenure", "按权属"),
    "size": Words("by size of home", "按户型"),
    "sub_district": Words("by sub-district", "按街镇"),
}
DECILE_ENDS = {
    "01": Words("least served tenth", "最少的十分之一"),
    "10": Words("best served tenth", "最多的十分之一"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GainRow:
    """Share of the services due that a group has, before and after (0–1, NaN: unavailable)."""

    name: Words
    people: float
    before_share: float
    after_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GainGroup:
    """Groups side by side under the sentence that they say."""

    heading: Words
    title: Words
    rows: tuple[GainRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRow:
    """Households of one group that move."""

    grouping: Words
    name: Words
    homes_count: int
    out_temporarily_count: int
    out_for_good_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRow:
    """An option chosen that depends on consent."""

    site: str
    name: Words
    option: Words
    colour_action: str
    household_count: float
    threshold_share: float
    rule: str
    says: Words
    state: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRow:
    """A need of residents and what answers it."""

    said: Words
    supporter_count: float
    site: str
    name: Words
    option: Words
    phase: Words
    gives: Words


def gain_groups(told: Told) -> list[GainGroup]:
    """Who has how much of the services due, before and after, by each grouping."""
    served = told.equity.served
    found = []
    for grouping, heading in GROUPINGS.items():
        rows = served[served["grouping"] == grouping]
        if len(rows):
            named = tuple(
                GainRow(
                    name=_group(told, grouping, row["group"]),
                    people=_number(row["people"]),
                    before_share=_number(row["before_share"]),
                    after_share=_number(row["after_share"]),
                )
                for row in records(rows)
            )
            found.append(GainGroup(heading=heading, title=_gain(grouping, named), rows=named))
    return found


def _group(told: Told, grouping: str, group: str) -> Words:
    if grouping == "decile_today":
        number = int(group)
        return DECILE_ENDS.get(group, Words(f"tenth {number}", f"第{number}个十分之一"))
    for words in (codes.AGE_GROUPS, codes.TENURES, codes.HOME_SIZES):
        if group in words:
            return Words(*words[group])
    return told.name(group)


def _gain(grouping: str, rows: tuple[GainRow, ...]) -> Words:
    """What the rows say: how the worst off fare, and who gains most."""
    known = [row for row in rows if np.isfinite(row.before_share) and np.isfinite(row.after_share)]
    if not known:
        return Words("unavailable", "不可用")
    if grouping == "decile_today":
        worst, best = known[0], known[-1]
        one, other = _rise(worst), _rise(best)
        return Words(
            f"The least served tenth rises {one.en}, the best served {other.en}",
            f"最少的十分之一{one.zh}，最多的十分之一{other.zh}",
        )
    most = max(known, key=lambda row: row.after_share - row.before_share)
    least = min(known, key=lambda row: row.after_share - row.before_share)
    one, other = _rise(most), _rise(least)
    return Words(
        f"Greatest gain: {most.name.en}, {one.en}; smallest: {least.name.en}, {other.en}",
        f"{most.name.zh}改善最多：{one.zh}；{least.name.zh}最少：{other.zh}",
    )


def _rise(row: GainRow) -> Words:
    before, after = shares_beside(row.before_share, row.after_share)
    return Words(f"from {before.en} to {after.en}", f"由{before.zh}变为{after.zh}")


def move_rows(told: Told) -> list[MoveRow]:
    """Households that move, by tenure, size and sub-district."""
    return [
        MoveRow(
            grouping=MOVES[row["grouping"]],
            name=_group(told, row["grouping"], row["group"]),
            homes_count=int(row["homes_count"]),
            out_temporarily_count=int(row["out_temporarily_count"]),
            out_for_good_count=int(row["out_for_good_count"]),
        )
        for row in records(told.equity.moves)
    ]


def consent_rows(told: Told) -> list[ConsentRow]:
    """The options chosen that depend on consent not yet given, most households first."""
    rows = told.renewed
    rows = rows[rows["consent_needed"].fillna(value=False).astype(bool)]
    rows = rows.sort_values("consent_households_count", ascending=False, kind="stable")
    return [
        ConsentRow(
            site=row["site"],
            name=told.name(row["site"]),
            option=Words(row["name_en"], row["name_zh"]),
            colour_action=row["action"],
            household_count=_number(row["consent_households_count"]),
            threshold_share=_number(row["consent_threshold_share"]),
            rule=_text(row["consent_rule"]),
            says=Words(_text(row["consent_en"]), _text(row["consent_zh"])),
            state=Words(
                *codes.CONSENT_STATES.get(_text(row["consent_state"]), ("not known", "未知"))
            ),
        )
        for row in records(rows.reset_index())
    ]


def consenting(rows: Sequence[ConsentRow]) -> Words:
    """Households that must agree; where nobody knows how many, at how many sites."""
    counts = np.array([row.household_count for row in rows])
    known = with_unit(float(counts[np.isfinite(counts)].sum()), "households")
    unknown = int((~np.isfinite(counts)).sum())
    if not unknown:
        return known
    return Words(
        f"{known.en}, and at {unknown:,} more site{'' if unknown == 1 else 's'} nobody knows "
        "how many",
        f"{known.zh}，另有{unknown:,}个地块户数不详",
    )


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def need_rows(told: Told) -> list[NeedRow]:
    """The needs that a chosen option answers: from a resident's sentence to a square metre."""
    origin = told.inputs.options["option_origin"]
    rows = {row["option"]: row for row in records(told.renewed.reset_index())}
    answered = origin[(origin["origin"].astype("str") == "need") & origin["option"].isin(rows)]
    opened = _opened(told, answered["option"])
    needs = told.district.table("needs").reindex(columns=list(_NEED))
    said = dict(zip(map(str, needs.index.tolist()), records(pd.DataFrame(needs)), strict=True))
    found = []
    for option, ref in zip(answered["option"], answered["origin_ref"].astype("str"), strict=True):
        if ref in said:
            need, row = said[ref], rows[str(option)]
            found.append(
                NeedRow(
                    said=_said(need),
                    supporter_count=_number(need["supporters_count"]),
                    site=row["site"],
                    name=told.name(row["site"]),
                    option=Words(row["name_en"], row["name_zh"]),
                    phase=told.phase_words(int(row["phase"])),
                    gives=opened.get(str(option)) or _made_good(row),
                )
            )
    return sorted(found, key=lambda one: -np.nan_to_num(one.supporter_count))


def _said(need: Mapping[str, Any]) -> Words:
    en, zh = _text(need.get("text_en")), _text(need.get("text_zh"))
    if not (en or zh):
        kind = codes.FACILITY_KINDS.get(_text(need.get("facility_kind")))
        kind = kind or codes.DEFICIENCIES.get(_text(need.get("deficiency")), ("", ""))
        return Words(*kind)
    return Words(en or zh, zh or en)


def _opened(told: Told, options: pd.Series) -> dict[str, Words]:
    """Floor area and capacity that each of the options opens for services."""
    rows = told.inputs.options["option_service"]
    rows = rows[rows["option"].isin(options) & (rows["effect"].astype("str") == "opens")]
    found: dict[str, list[Words]] = {}
    for option, kind, area, capacity in zip(
        rows["option"].astype("str"),
        rows["facility_kind"].astype("str"),
        amounts(rows["floor_area_m2_x100"]),
        amounts(rows["capacity_people_x1000"], 1000.0),
        strict=True,
    ):
        name = codes.FACILITY_KINDS.get(kind, (kind, kind))
        size, people = with_unit(area, "m²"), in_text(capacity, "people")
        found.setdefault(option, []).append(
            Words(
                f"{name[0]}, {size.en}, for {people.en}",
                f"{name[1]}，{size.zh}，可服务{people.zh}人",
            )
        )
    return {
        option: Words("; ".join(one.en for one in words), "；".join(one.zh for one in words))
        for option, words in found.items()
    }


def _made_good(row: Mapping[str, Any]) -> Words:
    count = with_unit(_number(row["homes_made_good_count"]), "homes")
    return Words(f"{count.en} made good", f"{count.zh}达标")
