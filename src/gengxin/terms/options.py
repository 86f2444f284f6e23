"""The options of every site as they leave the room: what may be done, and why the rest may not.

Quantities that a programme sums are whole numbers: the scale stands at the end of the name
(``_x100``: hundredths of the unit, ``_x1000``: thousandths), so that sums are exact and a checker
needs no tolerance. Missing is unavailable, never 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from gengxin.terms import codes
from gengxin.terms.columns import Column, Table
from gengxin.terms.provenance import Money, Note, Provenance
from gengxin.terms.rules import RulePack

__all__ = [
    "OPTIONS",
    "OPTION_CHECKS",
    "OPTION_DEFICIENCIES",
    "OPTION_FLOORS",
    "OPTION_HOMES",
    "OPTION_MASSES",
    "OPTION_MONEY",
    "OPTION_ORIGINS",
    "OPTION_RULES",
    "OPTION_SERVICES",
    "OPTION_SHADOWS",
    "OPTION_TABLES",
    "REACH",
    "SUN_CAPS",
    "SUN_RECEPTORS",
    "SUPPLIERS_TODAY",
    "OptionSet",
]


def _text(name: str, en: str, zh: str) -> Column:
    return Column(name=name, kind="text", en=en, zh=zh)


def _code(name: str, en: str, zh: str, words: Mapping[str, object]) -> Column:
    return Column(name=name, kind="code", en=en, zh=zh, codes=tuple(words))


def _flag(name: str, en: str, zh: str) -> Column:
    return Column(name=name, kind="flag", en=en, zh=zh)


def _number(name: str, en: str, zh: str, unit: str) -> Column:
    return Column(name=name, kind="number", en=en, zh=zh, unit=unit)


def _whole(name: str, en: str, zh: str, unit: str) -> Column:
    return Column(name=name, kind="whole", en=en, zh=zh, unit=unit)


def _floor(name: str, en: str, zh: str) -> Column:
    return _whole(f"{name}_m2_x100", en, zh, "0.01 m²")


def _money(name: str, en: str, zh: str) -> Column:
    return _whole(f"{name}_amount_x100", en, zh, "0.01 currency")


_OPTION = _text("option", "ref of the option", "方案编号")
_USE = _code("use_class", "use of the floor", "用途", codes.FLOOR_USES)

_FORM = (
    _number("storeys", "storeys above ground afterwards", "地上层数", "storeys"),
    _number("height_m", "greatest height afterwards", "建筑高度", "m"),
    _number("far", "floor area ratio afterwards", "容积率", "ratio"),
    _number("lot_coverage", "lot coverage afterwards", "建筑密度", "share 0–1"),
    _number("green_share", "green share afterwards", "绿地率", "share 0–1"),
    _text("form_basis", "basis of the form: given, estimated, computed", "形体依据"),
    _text("limits_basis", "estimated limits that it leans on; empty: none", "限值依据"),
    _text("assumed_en", "what was assumed for want of data; empty: nothing", "所作假定（英文）"),
    _text("assumed_zh", "the same in Chinese", "所作假定"),
    _text("drawn_as", "option under which option_mass lists its pieces; empty: none", "形体同方案"),
    _text("shadow_as", "option under which option_shadow lists its shadows", "遮挡同方案"),
    _floor("gross_floor_area", "gross floor area afterwards", "建成后建筑面积"),
    _floor("floor_built", "floor area built", "新建面积"),
    _floor("floor_demolished", "floor area demolished", "拆除面积"),
    _floor("floor_under_works", "floor area built, repaired, converted", "施工面积"),
    _floor("heritage_floor", "protected floor area today", "现状保护建筑面积"),
    _floor("heritage_floor_kept", "protected floor area kept in use", "保留保护建筑面积"),
    _floor("far_sent", "floor area sent by transfer", "转出建筑面积"),
    _floor("far_received", "floor area received by transfer", "转入建筑面积"),
)

_PEOPLE = (
    _whole("homes_before_count", "homes today", "现状套数", "homes"),
    _whole("homes_after_count", "homes afterwards", "建成后套数", "homes"),
    _whole("homes_made_good_count", "homes brought to a good standard", "达标套数", "homes"),
    _whole("residents_after_people_x1000", "residents afterwards", "建成后居民", "0.001 people"),
    _whole(
        "households_out_temporarily_count",
        "households out during the works",
        "过渡安置户数",
        "households",
    ),
    _whole(
        "households_out_for_good_count", "households out for good", "永久搬迁户数", "households"
    ),
    _whole("works_months", "length of the works", "施工月数", "months"),
)

_ACCOUNT = (
    _money("public_cost", "cost to the public purse, today's prices", "公共投入"),
    _money("owner_cost", "cost to owners", "业主投入"),
    _money("developer_cost", "cost to the developer", "开发投入"),
    _money("revenue", "revenue of all years, not discounted", "收入"),
    _money("revenue_low", "revenue of all years, not discounted, low", "收入（低）"),
    _money("revenue_high", "revenue of all years, not discounted, high", "收入（高）"),
    _money("npv_low", "net present value, low", "净现值（低）"),
    _money("npv_mid", "net present value, middle", "净现值（中）"),
    _money("npv_high", "net present value, high", "净现值（高）"),
    _number("irr_rate", "internal rate of return, where one exists", "内部收益率", "a year"),
    _money("profit_low", "profit that the developer asks for, low", "合理利润（低）"),
    _money("profit_mid", "profit that the developer asks for, middle", "合理利润（中）"),
    _money("profit_high", "profit that the developer asks for, high", "合理利润（高）"),
    _money("residual_land_value_low", "residual land value, low", "剩余地价（低）"),
    _money("residual_land_value_mid", "residual land value, middle", "剩余地价（中）"),
    _money("residual_land_value_high", "residual land value, high", "剩余地价（高）"),
    _code("money_basis", "poorest basis among the factors used", "系数依据", codes.FACTOR_BASES),
    _whole("embodied_kgco2e", "carbon of the works", "隐含碳", "kg CO2e"),
    _whole("embodied_low_kgco2e", "carbon of the works, low", "隐含碳（低）", "kg CO2e"),
    _whole("embodied_high_kgco2e", "carbon of the works, high", "隐含碳（高）", "kg CO2e"),
    _whole("operating_yearly_kgco2e", "carbon of a year's use", "年运行碳", "kg CO2e a year"),
    _whole(
        "operating_yearly_low_kgco2e",
        "carbon of a year's use, low",
        "年运行碳（低）",
        "kg CO2e a year",
    ),
    _whole(
        "operating_yearly_high_kgco2e",
        "carbon of a year's use, high",
        "年运行碳（高）",
        "kg CO2e a year",
    ),
)

_CONSENT = (
    _flag("consent_needed", "whether it depends on consent not yet given", "待征询同意"),
    _text("consent_rule", "rule that asks for the consent", "征询条款"),
    _number("consent_threshold_share", "share that must agree", "同意比例要求", "share 0–1"),
    _whole("consent_households_count", "households that must agree", "须同意户数", "households"),
    _text("consent_en", "on what it depends, in words", "征询说明（英文）"),
    _text("consent_zh", "on what it depends, in Chinese", "征询说明"),
)

OPTIONS = Table(
    name="option",
    en="what may be done with each site: one row an option, offered or not, and why not",
    zh="各地块更新方案",
    columns=(
        _text("ref", "reference: site, action and variant", "方案编号"),
        _text("site", "ref of the site", "地块编号"),
        _code("action", "what is done", "更新方式", codes.ACTIONS),
        _text("variant", "which of the site's options of that action", "方案变体"),
        _text("name_en", "name", "名称（英文）"),
        _text("name_zh", "name in Chinese", "名称"),
        _code("state", "whether it is offered", "状态", codes.OPTION_STATES),
        _text("reason_en", "why it is not offered", "不可选原因（英文）"),
        _text("reason_zh", "why it is not offered, in Chinese", "不可选原因"),
        _text("rule", "rule that forbids it", "限制条款"),
        *_CONSENT,
        _text("better", "option that is no worse in anything", "更优方案"),
        _code("fixing", "what the planner laid down", "规划人员指定", codes.FIXINGS),
        *_FORM,
        *_PEOPLE,
        *_ACCOUNT,
    ),
)

OPTION_ORIGINS = Table(
    name="option_origin",
    en="where each option was proposed from",
    zh="方案来由",
    columns=(
        _OPTION,
        _code("origin", "kind of origin", "来由", codes.ORIGINS),
        _text(
            "origin_ref",
            "ref of the finding, need or request; of the planner, the reason given",
            "来由编号（规划人员：理由）",
        ),
    ),
)

OPTION_FLOORS = Table(
    name="option_floor",
    en="floor area of each option by use",
    zh="方案分用途建筑面积",
    columns=(
        _OPTION,
        _USE,
        _floor("floor_area", "floor area of the use afterwards", "建成后面积"),
        _floor("floor_built", "of it newly built", "其中新建"),
        _floor("floor_lost", "floor area of the use that goes", "减少面积"),
    ),
)

OPTION_SERVICES = Table(
    name="option_service",
    en="services that an option opens or closes",
    zh="方案新增或停用的服务",
    columns=(
        _OPTION,
        _code("effect", "what happens to the service", "影响", codes.SLOT_EFFECTS),
        _text("standard", "service standard that it counts for", "服务标准"),
        _code("facility_kind", "kind of facility", "设施类型", codes.FACILITY_KINDS),
        _text("facility", "ref of the facility that closes", "停用设施"),
        _floor("floor_area", "floor area for the service", "服务面积"),
        _whole("capacity_people_x1000", "people that it can serve", "服务能力", "0.001 people"),
    ),
)

OPTION_MONEY = Table(
    name="option_money",
    en="each option's money by year, party and item; 0 is the year in which works start",
    zh="方案分年资金",
    columns=(
        _OPTION,
        _whole("year", "years after the start of the works", "年份", "years"),
        _text("party", "who pays or receives", "主体"),
        _text("item", "for what", "科目"),
        _money("low", "low; costs negative", "低值"),
        _money("mid", "middle; costs negative", "中值"),
        _money("high", "high; costs negative", "高值"),
    ),
)

OPTION_HOMES = Table(
    name="option_home",
    en="homes and households of each option by size and tenure",
    zh="方案分户型住房",
    columns=(
        _OPTION,
        _code("size", "size of the home", "户型", codes.HOME_SIZES),
        _code("tenure", "tenure; empty: all", "居住权属", codes.TENURES),
        _whole("homes_before_count", "homes today", "现状套数", "homes"),
        _whole("homes_after_count", "homes afterwards", "建成后套数", "homes"),
        _whole("out_temporarily_count", "households out for the works", "过渡户数", "households"),
        _whole("out_for_good_count", "households out for good", "永久搬迁户数", "households"),
        _whole("committed_count", "new homes committed to rehousing", "安置房源", "homes"),
        _whole("away_months", "months away", "过渡月数", "months"),
    ),
)

OPTION_DEFICIENCIES = Table(
    name="option_deficiency",
    en="deficiencies of homes before and after each option",
    zh="方案前后住房问题",
    columns=(
        _OPTION,
        _code("deficiency", "what homes lack or suffer", "问题", codes.DEFICIENCIES),
        _whole("homes_before_count", "homes with it today", "现状套数", "homes"),
        _whole("homes_after_count", "homes with it afterwards", "方案后套数", "homes"),
    ),
)

OPTION_MASSES = Table(
    name="option_mass",
    en="what options build, piece by piece, and which buildings go; shared by options of one form",
    zh="方案形体：新建体块与拆除建筑",
    shape="polygon",
    columns=(
        _OPTION,
        _whole("part", "number of the piece within the option", "体块序号", "number"),
        _code("work", "whether it is built or goes", "新建或拆除", codes.MASS_WORKS),
        _text("building", "ref of the building that goes; empty: built, or assumed", "拆除建筑"),
        _number("bottom_m", "floor of the piece above ground", "底部高度", "m"),
        _number("top_m", "top of the piece above ground", "顶部高度", "m"),
        _code("basis", "whether it leans on an assumed footprint", "形体依据", codes.MASS_BASES),
    ),
)

OPTION_CHECKS = Table(
    name="option_check",
    en="each option against each rule that binds it, clause by clause",
    zh="方案逐条合规检查",
    columns=(
        _OPTION,
        _text("rule", "code of the rule", "条款代码"),
        _text("kind", "kind of rule", "条款类型"),
        _number("value", "value of the option", "方案值", "the rule's unit"),
        _number("limit", "value that the rule asks", "限值", "the rule's unit"),
        _text("effect", "at most, at least, one of …", "约束方向"),
        _text("state", "passed, failed, waived or not decided", "结果"),
        _flag("verified", "whether the rule was read in its source", "条款已核"),
        _text("evidence_en", "what was compared, or what is missing", "依据（英文）"),
        _text("evidence_zh", "what was compared, or what is missing, in Chinese", "依据"),
    ),
)

OPTION_RULES = Table(
    name="option_rule",
    en="the rules that options were held against, and on how many sites each may bind",
    zh="所依规则及其适用地块",
    columns=(
        _text("rule", "code of the rule", "条款代码"),
        _text("kind", "kind of rule", "条款类型"),
        _text("effect", "at most, at least, one of …", "约束方向"),
        _text("measure", "what its values measure; empty: it only changes others", "计量对象"),
        _text("unit", "unit of its values and limits", "单位"),
        _text("clause_en", "what it says, with its clause", "条文（英文）"),
        _text("clause_zh", "what it says, in Chinese", "条文"),
        _text("source", "the document, and how it was read", "来源（英文）"),
        _text("source_zh", "the same in Chinese", "来源"),
        _flag("verified", "whether the rule was read in its source", "条款已核"),
        _flag("is_estimated", "whether its limit is an estimate", "估算"),
        _whole("sites_count", "sites on which it may bind", "可能适用的地块", "sites"),
        _whole("unknown_count", "of them those where that isn't known", "其中情况未知", "sites"),
        _text("idle_en", "why it binds on none", "不适用的原因（英文）"),
        _text("idle_zh", "why it binds on none, in Chinese", "不适用的原因"),
    ),
)

OPTION_SHADOWS = Table(
    name="option_shadow",
    en="sun slots that each option takes from each window at risk",
    zh="方案遮挡时段",
    columns=(
        _OPTION,
        _text("receptor", "ref of the receptor", "受影响窗位编号"),
        _text("slots", "slots of the day that it takes, as bits, hexadecimal", "遮挡时段（位）"),
    ),
)

SUN_RECEPTORS = Table(
    name="sun_receptor",
    en="windows at risk: those that options together may leave with less sun than they need",
    zh="日照风险窗位",
    columns=(
        _text("ref", "reference: building, column of windows, floor", "窗位编号"),
        _text("building", "ref of the building", "建筑编号"),
        _text("site", "ref of the site on which it stands; empty: none", "所在地块编号"),
        _number("height_m", "height of the sill above ground", "窗台高度", "m"),
        _whole("need_count", "slots that it must keep", "须保留时段数", "slots"),
        _text(
            "lit", "slots lit while all sites but its own are empty, as bits", "可日照时段（位）"
        ),
    ),
)

SUN_CAPS = Table(
    name="sun_cap",
    en="how high sites may be built all over, for the sun of others: a row a site that is capped",
    zh="地块日照限高",
    columns=(
        _text("site", "ref of the site", "地块编号"),
        _text("rule", "code of the rule", "条款代码"),
        _number("asked_hours", "hours of sun that the rule asks", "要求日照时数", "hours"),
        _number("sun_cap_m", "tallest block on all of its buildable ground", "日照限高", "m"),
        _text("receptor", "window that binds", "制约窗位"),
        _number("binds_at_hours", "true solar time of the sun it would lose", "制约时刻", "hours"),
        _text("binds_en", "what binds", "制约说明（英文）"),
        _text("binds_zh", "what binds, in Chinese", "制约说明"),
    ),
)

SUPPLIERS_TODAY = Table(
    name="supplier",
    en="who gives each service today: a row for each standard that a facility counts for",
    zh="现状服务设施",
    columns=(
        _text("standard", "service standard", "服务标准"),
        _text("facility", "ref of the facility", "设施编号"),
        _text("site", "ref of the site on which it lies; empty: none", "所在地块编号"),
        _whole("capacity_people_x1000", "people that it can serve", "服务能力", "0.001 people"),
    ),
)

REACH = Table(
    name="reach",
    en=(
        "who is within a standard's walk of which facility, or of which site that may give the "
        "service; of a site those alone who lack it or whose facility an option may close"
    ),
    zh="步行可达对：设施的全部需求点；地块仅列缺少该服务或其设施可能停用者",
    columns=(
        _text("standard", "service standard", "服务标准"),
        _text("people", "ref of the demand point", "需求点编号"),
        _text("facility", "ref of the facility; empty where it is a site", "设施编号"),
        _text("site", "ref of the site that may hold one; empty: a facility", "地块编号"),
        _number("distance_m", "walk", "步行距离", "m"),
    ),
)

OPTION_TABLES = {
    table.name: table
    for table in (
        OPTIONS,
        OPTION_ORIGINS,
        OPTION_FLOORS,
        OPTION_SERVICES,
        OPTION_MONEY,
        OPTION_HOMES,
        OPTION_DEFICIENCIES,
        OPTION_MASSES,
        OPTION_CHECKS,
        OPTION_RULES,
        OPTION_SHADOWS,
        SUN_RECEPTORS,
        SUN_CAPS,
        SUPPLIERS_TODAY,
        REACH,
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionSet:
    """All options of a district: ``tables`` by the names of ``OPTION_TABLES``.

    ``rules``, ``factors`` and ``practice`` name the packs they were made by, ``money`` the currency
    and price day of every amount. ``law`` is the law book that options were held against, caps
    estimated for zones without limits included. ``unavailable`` says which columns or tables could
    not be made, and why.
    """

    tables: Mapping[str, pd.DataFrame]
    rules: str
    factors: str
    practice: str
    law: RulePack
    money: Money | None
    unavailable: tuple[Note, ...]
    provenance: Provenance
