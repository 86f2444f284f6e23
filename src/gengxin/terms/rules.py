"""A rule: what is allowed where, by whom since when; and what a rule may look at and measure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

__all__ = [
    "FORM_MEASURES",
    "KIND_MEASURES",
    "OPTION_MEASURES",
    "SITE_FACTS",
    "WORD_MEASURES",
    "Band",
    "Effect",
    "Rule",
    "RulePack",
]

Effect = Literal["at_most", "at_least", "one_of", "none_of", "adds", "multiplies", "waives"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A stretch of numbers; an end that is ``None`` is open."""

    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None
    below: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the law book; a change of the law is a further row with its own days.

    ``effect`` says what the row does. ``at_most`` and ``at_least`` bound ``measure`` (a name of
    ``OPTION_MEASURES``); ``one_of`` and ``none_of`` list in ``words`` what it may be, or not be.
    ``adds``, ``multiplies`` and ``waives`` change the rows that ``alters`` names by kind or code.

    The number is ``value``, or stands in the site's column ``column``, or (``adds`` and
    ``multiplies``) is the option's ``measure``. ``None`` or empty: not used.

    ``where`` and ``where_number`` say on which sites the row binds: each column holds one of the
    codes, each number lies in its band. ``when`` and ``when_number`` say the same of options.
    All is plain data: nothing in a row is ever evaluated. What is unknown neither binds nor frees.

    ``parameters`` of planes: ``base_height_m``, ``slope`` (metres up a metre) and
    ``initial_setback_m``; of sunlight: ``day``, ``from_hour``, ``to_hour``, ``count``.
    ``scope`` is ``renewal_unit`` where a single option can't break the rule.
    ``verified`` is False where the number was not read in the source: such a row issues no verdict
    alone, nor does one whose ``basis`` is ``estimated: …``.
    ``source_zh`` says the source in Chinese; where it is empty, ``source`` is shown.
    """

    code: str
    kind: str
    effect: Effect
    value: float | None = None
    column: str = ""
    measure: str = ""
    words: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    where_number: Mapping[str, Band] = field(default_factory=dict)
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    when_number: Mapping[str, Band] = field(default_factory=dict)
    alters: tuple[str, ...] = ()
    parameters: Mapping[str, float | str] = field(default_factory=dict)
    scope: Literal["option", "renewal_unit"] = "option"
    jurisdiction: str
    since: date | None = None
    until: date | None = None
    source: str
    source_zh: str = ""
    clause_en: str
    clause_zh: str
    verified: bool
    basis: str = "given"
    version: str = "1"

    @property
    def is_firm(self) -> bool:
        """Whether the row may issue a verdict alone: read in its source, and not an estimate."""
        return self.verified and not self.basis.startswith("estimated")


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePack:
    """A named law book.

    ``facts`` hold what is true of every site whose own row says nothing (climate zone, size of
    the city): the pack's reader states them, and nobody guesses them.
    """

    name: str
    name_en: str
    name_zh: str
    rules: tuple[Rule, ...]
    facts: Mapping[str, str | float] = field(default_factory=dict)


# facts of a site that are in no table of a district: joined by the plan, or stated by a pack
SITE_FACTS: dict[str, tuple[str, str]] = {
    "zone": ("ref of its zone", "所在分区编号"),
    "zone_code": ("code of its zone", "所在分区代码"),
    "overlays": ("codes of the zones that lie over it", "叠加分区"),
    "is_conservation": ("whether it lies in a conservation area", "是否在风貌区内"),
    "is_conservation_core": ("whether it lies in the core of one", "是否在核心保护范围内"),
    "protected_height_m": ("greatest height of the protected fabric", "风貌保护限高"),
    "least_lot_coverage": ("least coverage of the protected fabric", "风貌保护最小建筑密度"),
    "metro_m": ("walk to the nearest metro entrance", "至最近轨道站出入口步行距离"),
    "climate_zone": ("climate zone for buildings", "建筑气候区划"),
    "city_size": ("size of the city by residents", "城区常住人口规模"),
    "is_old_district": ("whether it lies in an old district under renewal", "是否旧区改建"),
}

# what is measured of an option: name → (English, Chinese, unit)
OPTION_MEASURES: dict[str, tuple[str, str, str]] = {
    "action": ("what is done", "更新方式", ""),
    "variant": ("variant", "方案变体", ""),
    "new_uses": ("uses of new or converted floor", "新增或转换用途", ""),
    "sun_lost": ("whether a receptor loses sun it needs", "是否减少必要日照", ""),
    "far": ("floor area ratio", "容积率", "ratio"),
    "lot_coverage": ("lot coverage", "建筑密度", "share 0–1"),
    "height_m": ("height", "建筑高度", "m"),
    "storeys": ("storeys", "层数", "storeys"),
    "setback_m": ("least distance of new walls to the edge", "新建外墙退界距离", "m"),
    "spacing_m": ("least distance to other buildings", "与其他建筑最小间距", "m"),
    "spacing_to_height_ratio": ("spacing ÷ height", "间距与高度之比", "ratio"),
    "green_share": ("green share", "绿地率", "share 0–1"),
    "plane_over_m": ("height above the planes", "超出控制面高度", "m"),
    "parking_spaces": ("parking spaces", "停车位", "spaces"),
    "parking_spaces_per_home": ("parking spaces a home", "户均停车位", "spaces a home"),
    "parking_spaces_per_100_m2": (
        "parking spaces for 100 m² of floor",
        "每百平方米停车位",
        "spaces/100 m²",
    ),
    "sun_hours_least": ("least hours of direct sun", "最少日照时数", "hours"),
    "heritage_kept_share": ("protected floor area kept", "保护建筑保留比例", "share 0–1"),
    "demolished_share": ("floor area demolished ÷ standing", "拆除面积占现状比例", "share 0–1"),
    "built_to_demolished_ratio": ("floor area built ÷ demolished", "拆建比", "ratio"),
    "rehoused_share": ("households moved out who return", "回迁安置户占比", "share 0–1"),
    "rent_rise_rate": ("yearly rise of rents", "租金年涨幅", "share a year"),
    "consent_share": ("share that agreed", "同意比例", "share 0–1"),
    "far_received": ("floor area received ÷ site area", "转入容积率", "ratio"),
    "far_received_share": (
        "floor area received ÷ floor area the plan permits",
        "转入面积占许可面积比例",
        "share 0–1",
    ),
    "far_sent": ("floor area sent ÷ site area", "转出容积率", "ratio"),
    "far_moved": ("floor area received less sent ÷ site area", "净转入容积率", "ratio"),
    "public_far": ("public floor built ÷ site area", "新建公共服务容积率", "ratio"),
    "public_floor_share": ("public floor ÷ all floor", "公共服务面积占比", "share 0–1"),
    "residential_floor_share": ("floor of homes ÷ all floor", "住宅面积占比", "share 0–1"),
    "affordable_homes_share": ("income-restricted homes ÷ homes", "保障性住房占比", "share 0–1"),
}

# measures that are words, not numbers
WORD_MEASURES = frozenset({"action", "variant", "new_uses", "sun_lost"})

# what a rule of each kind measures where it doesn't say; kinds that only change others have none
KIND_MEASURES: dict[str, str] = {
    "far": "far",
    "lot_coverage": "lot_coverage",
    "height": "height_m",
    "setback": "setback_m",
    "spacing": "spacing_m",
    "green_share": "green_share",
    "parking": "parking_spaces_per_home",
    "sunlight": "sun_hours_least",
    "heritage_keep": "heritage_kept_share",
    "protected_height": "height_m",
    "protected_coverage": "lot_coverage",
    "view_plane": "height_m",
    "sky_exposure_plane": "height_m",
    "station_area": "far",
    "permitted_use": "new_uses",
    "demolition_share": "demolished_share",
    "built_to_demolished": "built_to_demolished_ratio",
    "rehoused_nearby": "rehoused_share",
    "rent_rise": "rent_rise_rate",
    "consent": "consent_share",
    "far_transfer": "far_received",
    "far_bonus": "far",
}

# measures that stand on the drawn form: where it is assumed, so are they
FORM_MEASURES = frozenset(
    {
        *("far", "lot_coverage", "height_m", "storeys", "setback_m", "spacing_m", "green_share"),
        *("spacing_to_height_ratio", "plane_over_m", "sun_hours_least"),
    }
)
