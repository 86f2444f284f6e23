"""The rows of the report's tables, in both languages, ready to be set."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from gengxin.publish.numbers import beside_bound, in_table, unit_words, with_unit
from gengxin.publish.plain import records
from gengxin.publish.words import LEVELS, Names, Words, source_words
from gengxin.terms import CheckUp, District, Indicator, Note, codes

__all__ = [
    "FindingRows",
    "finding_rows",
    "indicator_groups",
    "note_rows",
    "standard_rows",
    "theme_words",
    "unavailable_rows",
]

SHOWN_WHOLE, SHOWN_PLACES = 30, 40
ACTIONS: dict[str, Words] = {
    "read": Words("read", "读入"),
    "mended": Words("mended", "已修正"),
    "joined": Words("joined", "已连接"),
    "left_out": Words("left out", "未采用"),
    "merged": Words("merged", "已合并"),
    "estimated": Words("estimated", "估算"),
    "missing": Words("missing", "缺失"),
}
THEMES: dict[str, Words] = {
    "education": Words("Education", "教育"),
    "health": Words("Health", "医疗卫生"),
    "elder": Words("Older people", "养老"),
    "community": Words("Community", "社区服务"),
    "culture": Words("Culture", "文化"),
    "sport": Words("Sport", "体育"),
    "green": Words("Green and open space", "绿地与开放空间"),
    "shop": Words("Shops", "商业便民"),
    "transport": Words("Transport", "交通"),
    "streets": Words("Streets", "街道"),
    "heritage": Words("Heritage", "历史文化"),
    "homes": Words("Homes and residents", "住房与居民"),
    "fabric": Words("Buildings", "建筑"),
    "land": Words("Land and floor area", "土地与空间"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRows:
    """Findings of the whole district, the first of its places, and how many places there are."""

    district: list[dict[str, Any]]
    district_count: int
    places: list[dict[str, Any]]
    place_count: int


def theme_words(theme: str) -> Words:
    """Name of a theme; one that isn't listed stands for itself."""
    plain = theme.replace("_", " ").capitalize()
    return THEMES.get(theme, Words(plain, plain))


def finding_rows(check_up: CheckUp, names: Names) -> FindingRows:
    """The findings of the whole district, and the places with most people behind a gap."""
    units = {i.code: i.unit for i in check_up.indicators}
    parts = _parts(check_up)
    found = pd.DataFrame(check_up.findings.drop(columns="geometry"))
    whole = found[found["level"] == "district"]
    places = found[found["level"] != "district"]
    first = places.sort_values("affected_people", ascending=False, kind="stable")
    return FindingRows(
        district=[
            {**_finding(row, names, units), "parts": parts.get(row["ref"], [])}
            for row in records(whole.head(SHOWN_WHOLE))
        ],
        district_count=len(whole),
        places=[
            {**_finding(row, names, units), "parts": parts.get(row["ref"], [])}
            for row in records(first.head(SHOWN_PLACES))
        ],
        place_count=len(places),
    )


def indicator_groups(check_up: CheckUp) -> list[tuple[Words, list[dict[str, Any]]]]:
    """Each theme with its indicators, as they stand for the whole district."""
    whole = check_up.observations[check_up.observations["level"] == "district"]
    seen = {row["indicator"]: row for row in records(whole)}
    groups: dict[str, list[dict[str, Any]]] = {}
    for indicator in check_up.indicators:
        row = _indicator(indicator, seen.get(indicator.code))
        groups.setdefault(indicator.theme, []).append(row)
    return [(theme_words(theme), rows) for theme, rows in groups.items()]


def unavailable_rows(check_up: CheckUp) -> list[dict[str, Any]]:
    """The indicators that can't be measured for the district, and why."""
    groups = indicator_groups(check_up)
    return [row for _, rows in groups for row in rows if row["status"] == "unavailable"]


def note_rows(district: District) -> list[tuple[Note, Words]]:
    """What the import did and found, what is missing first, then in its own order."""
    notes = sorted(district.meta.notes, key=lambda note: note.action != "missing")
    return [(note, ACTIONS.get(note.action, Words(note.action, note.action))) for note in notes]


def standard_rows(check_up: CheckUp) -> list[dict[str, Any]]:
    """The service standards with what each asks for, in words."""
    users = {**codes.AGE_GROUPS, "residents_people": ("all residents", "全体居民")}
    return [
        {
            "service": service,
            "name": Words(service.name_en, service.name_zh),
            "group": theme_words(service.group),
            "users": Words(*users.get(service.users, (service.users, service.users))),
            "metres": service.max_network_m
            if check_up.variant == "strict"
            else service.lenient_network_m,
            "source": source_words(service),
        }
        for service in check_up.pack.services
    ]


def _finding(row: dict[str, Any], names: Names, units: dict[str, str]) -> dict[str, Any]:
    """One finding with its numbers written out."""
    unit = units.get(row["indicator"], "")
    return {
        **row,
        "name": names.indicator(row["indicator"]),
        "place": names.place(row["level"], row["area"]),
        "level_words": LEVELS.get(row["level"], Words(row["level"], row["level"])),
        "value_text": beside_bound(_float(row["value"]), _float(row["threshold"]), unit),
        "threshold_text": with_unit(float(row["threshold"]), unit)
        if row["threshold"] is not None
        else Words("–", "–"),
        "people_text": _people(_float(row["affected_people"])),
    }


def _people(count: float) -> Words:
    """People in whole ones; where nobody knows them, that is said."""
    told = in_table(np.rint(count), "people")
    return Words(told, told) if told else Words("unknown", "未知")


def _parts(check_up: CheckUp) -> dict[str, list[dict[str, Any]]]:
    """The causes of each finding by its reference, each with its name."""
    parts: dict[str, list[dict[str, Any]]] = {}
    for row in records(pd.DataFrame(check_up.causes.drop(columns="geometry"))):
        named = {**row, "cause_words": Words(*codes.CAUSES.get(row["cause"], ("", "")))}
        parts.setdefault(row["finding"], []).append(named)
    return parts


def _float(value: float | None) -> float:
    """The number, or NaN where it is missing."""
    return float("nan") if value is None else float(value)


def _indicator(indicator: Indicator, row: dict[str, Any] | None) -> dict[str, Any]:
    """One indicator with its value for the district; without a row it is unavailable."""
    status = row["status"] if row else "unavailable"
    value = _float(row["value"]) if row and status != "unavailable" else float("nan")
    return {
        "indicator": indicator,
        "name": Words(indicator.name_en, indicator.name_zh),
        "unit": unit_words(indicator.unit),
        "value": value,
        "value_text": in_table(value, indicator.unit),
        "threshold_text": ""
        if indicator.threshold is None
        else in_table(indicator.threshold, indicator.unit),
        "falls_short": _falls_short(indicator, value),
        "status": status,
        "status_words": Words(*codes.STATUSES[status]),
        "evidence": Words(row["evidence_en"] or "", row["evidence_zh"] or "")
        if row
        else Words("not observed", "未观测"),
    }


def _falls_short(indicator: Indicator, value: float) -> bool:
    """Whether the value misses the indicator's threshold on the side that counts."""
    if indicator.threshold is None or pd.isna(value):
        return False
    if indicator.direction == "more_is_better":
        return value < indicator.threshold
    return indicator.direction == "less_is_better" and value > indicator.threshold
