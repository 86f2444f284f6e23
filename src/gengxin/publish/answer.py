"""The first page's answer: three numbers, one sentence each, from whatever could be measured."""

from dataclasses import dataclass

import pandas as pd

from gengxin.publish.numbers import in_text, with_unit
from gengxin.publish.words import LEVELS, Names, Words
from gengxin.terms import TABLES, CheckUp, District, codes

__all__ = ["Headline", "answer", "first_shown", "most_missed", "ranked_level"]

LISTED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One number, what it counts, and the sentence that says what it means."""

    number: Words
    label: Words
    sentence: Words


def answer(check_up: CheckUp, district: District, names: Names) -> tuple[Headline, ...]:
    """Three headlines: shortfall, its people, its worst place; what can't be known, the data."""
    shortfall, unmeasured = _shortfall(check_up, names), _unmeasured(check_up)
    # where most of it can't be measured, that is the first thing to know
    first = (unmeasured, shortfall) if _mostly_unmeasured(check_up) else (shortfall,)
    found = [
        *first,
        _most_missed(check_up, names),
        _worst_place(check_up, names),
        unmeasured,
        _tables_there(district),
        _next_file(district),
    ]
    known = dict.fromkeys(headline for headline in found if headline is not None)
    return tuple(known)[:3]


def ranked_level(check_up: CheckUp, district: District) -> str:
    """Level by which areas are shown first: a ranked one with two areas or more, else ''."""
    ranking = check_up.ranking[check_up.ranking["gaps_per_person"].notna()]
    counts = ranking["level"].value_counts()
    areas = district.table("areas")
    order = ("sub_district", "neighbourhood", "functional_zone", "renewal_unit")
    for level in order:
        mapped = areas[(areas["level"] == level) & areas["geometry"].notna()]
        if counts.get(level, 0) > 1 and len(mapped) > 1:
            return level
    return next((level for level in order if counts.get(level, 0) > 1), "")


def _shortfall(check_up: CheckUp, names: Names) -> Headline | None:
    """How many of the indicators with a threshold fall short in the district as a whole."""
    judged = _judged(check_up)
    if not judged:
        return None
    short = _district_findings(check_up)
    # what lacks data was not judged, and has findings of its own
    short = short[short["indicator"].isin(judged)]
    if short.empty:
        return Headline(
            number=Words(*(f"0 / {len(judged)}",) * 2),
            label=Words("indicators fall short of their standard", "项指标不达标"),
            sentence=Words(
                "Over the whole district every indicator that has a standard reaches it; "
                "single areas may still fall short.",
                "就全区而言，所有设有标准的指标均已达标；个别分区仍可能存在短板。",
            ),
        )
    short = short.drop_duplicates("indicator")
    worst = short.sort_values("shortfall_share", ascending=False, kind="stable")
    shown = [names.indicator(code) for code in worst["indicator"].head(LISTED)]
    unverified = int((~short["verified"].astype(bool)).sum())
    doubt = Words("", "")
    if unverified:
        doubt = Words(
            f" {unverified} of them rest on standards not yet verified (†).",
            f"其中{unverified}项所依据的标准尚未核实（†）。",
        )
    return Headline(
        number=Words(*(f"{len(short)} / {len(judged)}",) * 2),
        label=Words("indicators fall short of their standard", "项指标不达标"),
        sentence=Words(
            f"Furthest from the standard: {'; '.join(w.en for w in shown)}.{doubt.en}",
            f"差距最大的是：{'；'.join(w.zh for w in shown)}。{doubt.zh}",
        ),
    )


def _most_missed(check_up: CheckUp, names: Names) -> Headline | None:
    """The service that most people of the district lack, and why most of them do."""
    code = most_missed(check_up)
    if not code:
        return None
    rows = _service_findings(check_up)
    rows = rows[rows["indicator"] == code]
    first = rows.iloc[int(rows["affected_people"].to_numpy().argmax())]
    indicator = next(i for i in check_up.indicators if i.code == code)
    people = float(first["affected_people"])
    value, goal = (with_unit(float(first[c]), indicator.unit) for c in ("value", "threshold"))
    # that of most people stands first
    main = check_up.causes[check_up.causes["finding"] == first["ref"]].iloc[0]
    share = with_unit(float(main["affected_people"]) / people, "share")
    cause = Words(*codes.CAUSES[str(main["cause"])])
    name, mark = names.indicator(code), "" if first["verified"] else " †"
    return Headline(
        number=in_text(people, "people"),
        label=Words("people lack the service that most people lack", "人缺少覆盖最差的一项服务"),
        sentence=Words(
            f"{name.en}: {value.en}, where {goal.en} is the standard{mark}. "
            f"For {share.en} of them the cause is: {cause.en}.",
            f"{name.zh}：现状{value.zh}，标准{goal.zh}{mark}。其中{share.zh}的原因是：{cause.zh}。",
        ),
    )


def most_missed(check_up: CheckUp) -> str:
    """Code of the indicator whose service most people lack, verified ones first; else ''."""
    found = _service_findings(check_up)
    if found.empty:
        return ""
    if found["verified"].any():
        found = found[found["verified"]]
    return str(found.groupby("indicator", sort=False)["affected_people"].sum().idxmax())


def first_shown(check_up: CheckUp) -> str:
    """Code of the indicator to begin with: what most people lack, else what falls shortest."""
    if code := most_missed(check_up):
        return code
    short = _district_findings(check_up)
    short = short[short["shortfall_share"].notna()]
    first = short.sort_values("shortfall_share", ascending=False, kind="stable").head(1)
    return str(first["indicator"].iloc[0]) if len(first) else ""


def _service_findings(check_up: CheckUp) -> pd.DataFrame:
    """The findings of the whole district that have a cause and people behind them."""
    short = _district_findings(check_up)
    known = [cause for cause in codes.CAUSES if cause != "data_missing"]
    missed = short[short["cause"].isin(known) & (short["affected_people"] > 0)]
    return missed.assign(verified=missed["verified"].astype(bool))


def _worst_place(check_up: CheckUp, names: Names) -> Headline | None:
    """The area whose residents lack most services, beside the one that lacks fewest."""
    ranking = check_up.ranking[check_up.ranking["gaps_per_person"].notna()]
    counts = ranking["level"].value_counts()
    order = ("sub_district", "neighbourhood", "functional_zone", "renewal_unit")
    level = next((level for level in order if counts.get(level, 0) > 1), "")
    if not level:
        return None
    areas = ranking[ranking["level"] == level].sort_values("rank", kind="stable")
    first, last = areas.iloc[0], areas.iloc[-1]
    worst, best = (names.place(level, str(row["area"])) for row in (first, last))
    high, low = (in_text(float(row["gaps_per_person"]), "services") for row in (first, last))
    kind = LEVELS[level]
    return Headline(
        number=high,
        label=Words(
            "services lacked by each resident in the worst place", "项服务缺口/人（最差分区）"
        ),
        sentence=Words(
            f"{worst.en} falls shortest of {len(areas)} {_plural(kind.en)}; "
            f"in {best.en}, the best served, a resident lacks {low.en}.",
            f"{len(areas)}个{kind.zh}中{worst.zh}短板最多；最好的{best.zh}人均缺{low.zh}项。",
        ),
    )


def _unmeasured(check_up: CheckUp) -> Headline | None:
    """How many indicators can't be measured for want of data."""
    whole = check_up.observations[check_up.observations["level"] == "district"]
    missing = int((whole["status"] == "unavailable").sum())
    if not missing:
        return None
    measured = len(whole) - missing
    return Headline(
        number=Words(*(f"{measured} / {len(whole)}",) * 2),
        label=Words("indicators can be measured today", "项指标目前可测"),
        sentence=Words(
            f"{missing} indicators are unavailable because data are missing: "
            "unavailable is not zero, and no figure stands in for them.",
            f"{missing}项指标因缺少数据而不可用：不可用不等于零，本报告不以任何数字代替。",
        ),
    )


def _tables_there(district: District) -> Headline:
    """How many of the dictionary's tables the district has."""
    absent = [name for name in TABLES if name not in district.given]
    shown = [TABLES[name] for name in absent if name in _KEY_TABLES]
    return Headline(
        number=Words(*(f"{len(district.given)} / {len(TABLES)}",) * 2),
        label=Words("tables of the district are there", "类数据表已具备"),
        sentence=Words(
            "Most wanted: " + "; ".join(table.en for table in shown[:LISTED]) + "."
            if shown
            else "Every table that a check-up needs is there.",
            "最急需：" + "；".join(table.zh for table in shown[:LISTED]) + "。"
            if shown
            else "体检所需的数据表均已具备。",
        ),
    )


# the tables without which most indicators are unavailable, most wanted first
_KEY_TABLES = ("areas", "buildings", "people", "facilities", "walk_edges", "stops", "green")


def _next_file(district: District) -> Headline | None:
    """How many gaps in the data have a known file that would fill them."""
    missing = [note for note in district.meta.notes if note.action == "missing"]
    named = [note for note in missing if note.next_step_en]
    if not named:
        return None
    return Headline(
        number=Words(*(str(len(named)),) * 2),
        label=Words("gaps in the data have a next step", "处数据缺口已有补齐办法"),
        sentence=Words(named[0].next_step_en, named[0].next_step_zh or named[0].next_step_en),
    )


def _mostly_unmeasured(check_up: CheckUp) -> bool:
    """Whether more indicators are unavailable for the district than not."""
    whole = check_up.observations[check_up.observations["level"] == "district"]
    return bool((whole["status"] == "unavailable").mean() > 0.5)


def _judged(check_up: CheckUp) -> list[str]:
    """Codes of the indicators that were measured for the district and have a threshold."""
    whole = check_up.observations[check_up.observations["level"] == "district"]
    ready = set(whole.loc[whole["status"] != "unavailable", "indicator"])
    return [i.code for i in check_up.indicators if i.threshold is not None and i.code in ready]


def _district_findings(check_up: CheckUp) -> pd.DataFrame:
    """The findings that concern the district as a whole."""
    return pd.DataFrame(check_up.findings[check_up.findings["level"] == "district"])


def _plural(noun: str) -> str:
    """More than one of it."""
    return noun + "s"
