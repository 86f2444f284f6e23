"""Tables of people and what they use, ask for and need."""

from gengxin.terms import codes
from gengxin.terms.columns import Table
from gengxin.terms.dictionary.write import (
    AREA_KEYS,
    RECORD,
    amount,
    code,
    day,
    measure,
    text,
)

__all__ = ["FACILITIES", "GATES", "NEEDS", "PEOPLE", "SPACE_REQUESTS"]

PEOPLE = Table(
    name="people",
    en="demand points: where people live, with how many of each age",
    zh="人口需求点",
    shape="point",
    columns=(
        *RECORD,
        text("building", "building in which they live", "所在建筑", refers_to="buildings"),
        text("site", "site on which they live", "所在更新地块", refers_to="sites"),
        *AREA_KEYS,
        measure(
            "residents_people", "people who live there", "居住人口", unit="people", required=True
        ),
        *(
            measure(name, f"people {en}", zh, unit="people")
            for name, (en, zh) in codes.AGE_GROUPS.items()
        ),
    ),
)

FACILITIES = Table(
    name="facilities",
    en="where a service is given; a park is its polygon, reached at its edge or gates",
    zh="服务设施；公园以面表示，从边界或出入口到达",
    shape="any",
    columns=(
        *RECORD,
        code("kind", "kind of facility", "设施类型", codes=codes.FACILITY_KINDS, required=True),
        text("site", "site on which it lies", "所在更新地块", refers_to="sites"),
        text("building", "building in which it is", "所在建筑", refers_to="buildings"),
        *AREA_KEYS,
        measure("capacity_people", "people it can serve", "可服务人数", unit="people"),
        measure("area_m2", "floor area, or ground area for open space", "面积", unit="m²"),
    ),
)

GATES = Table(
    name="gates",
    en="where a park or a compound is entered",
    zh="出入口",
    shape="point",
    columns=(
        *RECORD,
        text("facility", "facility entered", "所属设施", refers_to="facilities", required=True),
    ),
)

NEEDS = Table(
    name="needs",
    en="what residents ask for, de-duplicated and located",
    zh="居民需求",
    shape="point",
    columns=(
        *RECORD,
        text("text_zh", "what was said, in Chinese", "诉求原文"),
        text("text_en", "what was said, in English", "诉求英文"),
        code("facility_kind", "kind of facility asked for", "诉求设施", codes=codes.FACILITY_KINDS),
        code("deficiency", "fault of homes reported", "反映的住房问题", codes=codes.DEFICIENCIES),
        code("state", "state", "状态", codes=codes.NEED_STATES, required=True),
        text("duplicate_of", "need that it repeats", "重复于", refers_to="needs"),
        text("site", "site that it is about", "所在更新地块", refers_to="sites"),
        *AREA_KEYS,
        day("reported_on", "day of the report", "提出日期"),
        measure("supporters_count", "residents who support it", "附议人数", unit="people"),
    ),
)

SPACE_REQUESTS = Table(
    name="space_requests",
    en="enterprises' requests for space",
    zh="企业空间需求",
    columns=(
        *RECORD,
        code("use_class", "use wanted", "用途", codes=codes.USE_CLASSES, required=True),
        text("functional_zone", "functional zone wanted", "意向功能区", refers_to="areas"),
        code("growth_stage", "stage of growth", "成长阶段", codes=codes.GROWTH_STAGES),
        measure("floor_area_low_m2", "least floor area", "最小面积", unit="m²", required=True),
        measure("floor_area_high_m2", "greatest floor area", "最大面积", unit="m²", required=True),
        amount(
            "budget_amount",
            "rent it can pay a square metre a year",
            "租金预算",
            unit="currency/m²/year",
        ),
        day("need_by", "day by which space is needed", "需要日期"),
        measure("term_years", "years wanted", "租期", unit="years"),
        measure("weight", "weight given by the district", "权重", unit="1"),
    ),
)
