"""Tables of land: areas, parcels, sites, buildings, heritage, zoning."""

from gengxin.terms import codes
from gengxin.terms.columns import Table
from gengxin.terms.dictionary.write import (
    AREA_KEYS,
    RECORD,
    amount,
    code,
    day,
    flag,
    measure,
    share,
    text,
)

__all__ = ["AREAS", "BUILDINGS", "HERITAGE", "PARCELS", "SITES", "ZONING"]

AREAS = Table(
    name="areas",
    en="areas by level; one without a polygon is listed, not mapped",
    zh="各级分区；无边界者只列出、不上图",
    shape="polygon",
    shape_required=False,
    columns=(
        *RECORD,
        code("level", "level of the area", "层级", codes=codes.AREA_LEVELS, required=True),
        text("parent", "area of a higher level that holds it", "上级分区", refers_to="areas"),
        text("role_en", "role in the district's strategy", "战略定位（英文）"),
        text("role_zh", "role in the district's strategy, in Chinese", "战略定位"),
        text("lead_party", "coordinating body", "统筹主体"),
        measure("area_m2", "ground area", "面积", unit="m²"),
        measure(
            "stated_people", "people counted there by the source", "来源给定人口", unit="people"
        ),
    ),
)

PARCELS = Table(
    name="parcels",
    en="pieces of land under the same rights, as registered",
    zh="宗地",
    shape="polygon",
    columns=(
        *RECORD,
        text("site", "site that it is part of", "所属更新地块", refers_to="sites"),
        code("use_class", "use", "用途", codes=codes.USE_CLASSES),
        text("owner_kind", "kind of owner", "权属性质"),
        measure("area_m2", "ground area", "面积", unit="m²", required=True),
    ),
)

_OWNERSHIP = (
    share("state_owned_share", "share of floor area owned by the state", "国有产权占比"),
    share("collective_owned_share", "share of floor area owned collectively", "集体产权占比"),
    share("private_owned_share", "share of floor area owned privately", "私有产权占比"),
)

_PLAN_CONTROL = (
    code("plan_use", "use in the plan in force", "规划用途", codes=codes.USE_CLASSES),
    measure("plan_far", "greatest floor area ratio in the plan", "规划容积率", unit="ratio"),
    measure("plan_height_m", "greatest height in the plan", "规划限高", unit="m"),
    share("plan_lot_coverage", "greatest lot coverage in the plan", "规划建筑密度"),
    share("plan_green_share", "least green share in the plan", "规划绿地率"),
)

_FLOOR_BY_USE = tuple(
    measure(f"{stem}_floor_area_m2", f"floor area of {en}", f"{zh}建筑面积", unit="m²")
    for stem, (en, zh) in codes.FLOOR_USES.items()
)

_HOMES = (
    measure("homes_count", "homes", "住房套数", unit="homes"),
    *(
        measure(f"homes_{stem}_count", f"homes of {en}", f"{zh}套数", unit="homes")
        for stem, (en, zh) in codes.HOME_SIZES.items()
    ),
    *(
        share(f"{stem}_share", f"share of homes {en}", f"{zh}住房占比")
        for stem, (en, zh) in codes.TENURES.items()
    ),
    *(
        measure(f"homes_{stem}_count", f"homes: {en}", f"{zh}套数", unit="homes")
        for stem, (en, zh) in codes.DEFICIENCIES.items()
    ),
)

_FABRIC = (
    measure("gross_floor_area_m2", "gross floor area above ground", "建筑面积", unit="m²"),
    measure("storeys", "storeys above ground", "地上层数", unit="storeys"),
    measure("year_built", "year built", "建成年份", unit="year", upper=2100),
    code("structure", "load-bearing structure", "结构类型", codes=codes.STRUCTURES),
    code("condition", "condition", "房屋状况", codes=codes.CONDITIONS),
    code("heritage_class", "highest heritage class", "保护类别", codes=codes.HERITAGE_CLASSES),
    share("vacancy_share", "share of floor area that stands empty", "空置率"),
)

SITES = Table(
    name="sites",
    en="the land on which one renewal decision is taken",
    zh="更新地块",
    shape="polygon",
    columns=(
        *RECORD,
        *AREA_KEYS,
        flag("renewable", "whether renewal may be decided here", "是否可更新", required=True),
        code(
            "not_renewable_reason",
            "why not",
            "不可更新原因",
            codes=codes.NOT_RENEWABLE_REASONS,
        ),
        code("use_class", "main use", "主要用途", codes=codes.USE_CLASSES),
        measure("area_m2", "ground area", "用地面积", unit="m²", required=True),
        measure("footprint_m2", "ground under buildings", "基底面积", unit="m²"),
        measure("green_m2", "green ground", "绿地面积", unit="m²"),
        *_FABRIC,
        *_FLOOR_BY_USE,
        *_PLAN_CONTROL,
        *_OWNERSHIP,
        *_HOMES,
        measure(
            "street_width_m",
            "width of the widest street it fronts",
            "临路最大宽度",
            unit="m",
        ),
        measure(
            "view_distance_m",
            "distance from the viewpoint of the view corridor in which it lies",
            "至视线通廊视点距离",
            unit="m",
        ),
        measure("residents_people", "people who live there", "居住人口", unit="people"),
        measure("works_jobs", "jobs there", "就业岗位", unit="jobs"),
        amount("assessed_value_amount", "assessed value of land and buildings", "评估总值"),
        code(
            "consent_state",
            "consent of those who live there",
            "征询状态",
            codes=codes.CONSENT_STATES,
        ),
        share("consent_share", "share that agreed", "同意比例"),
        day("consent_day", "day of the consent round", "征询日期"),
    ),
)

BUILDINGS = Table(
    name="buildings",
    en="buildings, one row each",
    zh="建筑",
    shape="any",
    columns=(
        *RECORD,
        text("site", "site on which it stands", "所在更新地块", refers_to="sites"),
        *AREA_KEYS,
        code("use_class", "main use", "主要用途", codes=codes.USE_CLASSES),
        measure("footprint_m2", "building footprint", "基底面积", unit="m²"),
        measure("height_m", "height above ground", "高度", unit="m", upper=1000),
        *_FABRIC,
        measure("homes_count", "homes", "住房套数", unit="homes"),
    ),
)

HERITAGE = Table(
    name="heritage",
    en="protected and recorded heritage",
    zh="历史文化遗产",
    shape="any",
    columns=(
        *RECORD,
        code("heritage_class", "class", "保护类别", codes=codes.HERITAGE_CLASSES, required=True),
        text("building", "building that it is", "对应建筑", refers_to="buildings"),
        measure("year_built", "year built", "建成年份", unit="year", upper=2100),
        measure(
            "protected_height_m",
            "of an area: greatest height that its protection plan allows",
            "风貌保护限高",
            unit="m",
            upper=1000,
        ),
        share(
            "least_lot_coverage",
            "of an area: least lot coverage that its protection plan asks",
            "风貌保护最小建筑密度",
        ),
    ),
)

ZONING = Table(
    name="zoning",
    en="areas with the same permitted uses and limits",
    zh="控规分区",
    shape="polygon",
    columns=(
        *RECORD,
        text("zone", "code of the zone in its own plan", "分区代码", required=True),
        code("use_class", "main permitted use", "主要允许用途", codes=codes.USE_CLASSES),
        flag("is_overlay", "whether it lies over another zone", "是否叠加分区"),
        *_PLAN_CONTROL[1:],
    ),
)
