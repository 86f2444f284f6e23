"""The check-up as it leaves the room: indicators, observations, findings, gaps, ranking."""

from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import pandas as pd

from gengxin.terms import codes
from gengxin.terms.columns import Column, Table
from gengxin.terms.provenance import Provenance
from gengxin.terms.standards import StandardPack

__all__ = [
    "FINDINGS",
    "FINDING_CAUSES",
    "GAPS",
    "INDICATORS",
    "OBSERVATIONS",
    "RANKING",
    "CheckUp",
    "Indicator",
]

Direction = Literal["more_is_better", "less_is_better", "neither"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """What is measured: defined once, reported, planned for and reviewed by the same definition.

    ``needs`` lists what data it takes, as ``table`` or ``table.column``; where one is absent, it is
    unavailable and says which. ``standard`` names the service standard it is measured by, if any.
    Where ``source_zh`` is empty, ``source`` is shown in Chinese too.
    """

    code: str
    theme: str
    name_en: str
    name_zh: str
    unit: str
    direction: Direction
    levels: tuple[str, ...]
    numerator_en: str
    numerator_zh: str
    denominator_en: str
    denominator_zh: str
    needs: tuple[str, ...]
    source: str
    method_version: str
    source_zh: str = ""
    threshold: float | None = None
    standard: str = ""
    verified: bool = True
    is_proxy: bool = False


def _text(name: str, en: str, zh: str) -> Column:
    return Column(name=name, kind="text", en=en, zh=zh)


def _number(name: str, en: str, zh: str, unit: str) -> Column:
    return Column(name=name, kind="number", en=en, zh=zh, unit=unit)


def _code(name: str, en: str, zh: str, words: tuple[str, ...]) -> Column:
    return Column(name=name, kind="code", en=en, zh=zh, codes=words)


_STATUS = _code("status", "status", "状态", tuple(codes.STATUSES))
_LEVEL = _code("level", "level", "层级", ("district", *codes.AREA_LEVELS, "site"))
_INDICATOR = _text("indicator", "code of the indicator", "指标代码")
_CAUSE = _code("cause", "cause", "原因", tuple(codes.CAUSES))
_MAIN_CAUSE = _code(
    "cause",
    "cause of most of it; empty where it is no gap of a service (streets)",
    "主要原因；不属于服务缺口者（如道路）为空",
    tuple(codes.CAUSES),
)
_WHY = (
    _text("cause_en", "the cause in words", "原因说明（英文）"),
    _text("cause_zh", "the cause in words", "原因说明"),
    _text("cure_en", "the cure that would count", "对策（英文）"),
    _text("cure_zh", "the cure that would count", "对策"),
)
_AREA = _text("area", "ref of the area or site; 'district' for the whole", "分区编号")

INDICATORS = Table(
    name="indicators",
    en="what is measured: one definition an indicator",
    zh="指标定义",
    columns=(
        _text("code", "code of the indicator", "指标代码"),
        _code("theme", "theme", "主题", tuple(codes.THEMES)),
        _text("name_en", "name", "名称（英文）"),
        _text("name_zh", "name in Chinese", "名称"),
        _text("unit", "unit", "单位"),
        _text("direction", "whether more or less is better", "方向"),
        _text("levels", "levels of areas for which it is measured, parted by spaces", "层级"),
        _text("numerator_en", "numerator", "分子（英文）"),
        _text("numerator_zh", "numerator, in Chinese", "分子"),
        _text("denominator_en", "denominator", "分母（英文）"),
        _text("denominator_zh", "denominator, in Chinese", "分母"),
        _text("needs", "data that it takes, parted by spaces", "所需数据"),
        _text("source", "where it is defined", "来源（英文）"),
        _text("source_zh", "where it is defined, in Chinese; empty: as in English", "来源"),
        _text("method_version", "version of the method", "方法版本"),
        _number("threshold", "value that it should reach", "标准值", "indicator's unit"),
        _text("standard", "service standard by which it is measured", "服务标准"),
        Column(
            name="verified", kind="flag", en="whether the standard was verified", zh="标准是否已核"
        ),
        Column(name="is_proxy", kind="flag", en="whether it stands for another", zh="是否替代指标"),
    ),
)

OBSERVATIONS = Table(
    name="observations",
    en="each indicator in each area: value, what it was made of, and whether it is available",
    zh="各分区指标值",
    columns=(
        _INDICATOR,
        _LEVEL,
        _AREA,
        _number("value", "value in the indicator's unit", "指标值", "indicator's unit"),
        _number("numerator", "numerator", "分子", "see the indicator"),
        _number("denominator", "denominator", "分母", "see the indicator"),
        _STATUS,
        _text("evidence_en", "what it stands on, or what is missing", "依据（英文）"),
        _text("evidence_zh", "what it stands on, or what is missing", "依据"),
    ),
)

FINDINGS = Table(
    name="findings",
    en="where an indicator falls short: how far, how many people, why, and what would cure it; "
    "one row a place and indicator",
    zh="问题清单：每个地点、每项指标一行",
    shape="any",
    shape_required=False,
    columns=(
        _text("ref", "reference of the finding", "编号"),
        _INDICATOR,
        _LEVEL,
        _AREA,
        _number("value", "value found", "现状值", "indicator's unit"),
        _number("threshold", "value that it should reach", "标准值", "indicator's unit"),
        _number(
            "shortfall_share", "how far short, as a share of the threshold", "差距比例", "share 0–1"
        ),
        _number("affected_people", "people behind the gap", "受影响人数", "people"),
        _MAIN_CAUSE,
        *_WHY,
        Column(
            name="verified", kind="flag", en="whether the standard was verified", zh="标准是否已核"
        ),
    ),
)

FINDING_CAUSES = Table(
    name="finding_causes",
    en="the causes of each finding, that of most people first, each with its people and its cure",
    zh="问题原因：每个问题的各项原因、人数与对策",
    shape="any",
    shape_required=False,
    columns=(
        _text("finding", "reference of the finding", "问题编号"),
        _MAIN_CAUSE,
        _number("affected_people", "people behind the gap", "受影响人数", "people"),
        _number("helped_people", "people whom the cure would help", "对策可惠及人数", "people"),
        *_WHY,
    ),
)

GAPS = Table(
    name="gaps",
    en="each place whose people lack a service: which, why, how far, how many",
    zh="服务缺口明细",
    shape="point",
    columns=(
        _text("standard", "service standard missed", "服务标准"),
        _text("people", "ref of the demand point or building", "需求点或建筑编号"),
        _CAUSE,
        _number(
            "unserved_people",
            "people without it; empty where the place is a building whose people are not known",
            "未获服务人数；建筑居民未知者为空",
            "people",
        ),
        _number(
            "nearest_m", "walk to the nearest, where one is within the search", "最近步行距离", "m"
        ),
        _number("straight_m", "straight line to the nearest", "最近直线距离", "m"),
        _text("nearest", "ref of the nearest facility", "最近设施"),
        _text("barrier", "ref of the barrier between", "障碍编号"),
    ),
)

RANKING = Table(
    name="ranking",
    en="areas by how many services their people lack",
    zh="分区排序",
    columns=(
        _LEVEL,
        _AREA,
        _number("rank", "1 falls shortest", "名次", "1"),
        _number("residents_people", "people who live there", "居住人口", "people"),
        _number(
            "gaps_per_person",
            "services lacked by a resident on average",
            "人均缺少服务数",
            "services",
        ),
        _number("below_count", "indicators below their threshold", "不达标指标数", "indicators"),
        _number("measured_count", "indicators available there", "可用指标数", "indicators"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckUp:
    """A check-up: its tables have the columns of this file.

    ``findings``, their ``causes`` and ``gaps`` have places. ``site_values`` is one row a site, one
    column an indicator code; missing is unavailable there.
    """

    indicators: tuple[Indicator, ...]
    pack: StandardPack
    variant: Literal["strict", "lenient"]
    observations: pd.DataFrame
    findings: gpd.GeoDataFrame
    causes: gpd.GeoDataFrame
    gaps: gpd.GeoDataFrame
    ranking: pd.DataFrame
    site_values: pd.DataFrame
    provenance: Provenance
