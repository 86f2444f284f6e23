"""A factor: what a unit of work, floor or stay costs, earns or emits: a range and its basis."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal

from gengxin.terms.provenance import Money

__all__ = ["FACTOR_KINDS", "WHERE_KEYS", "Factor", "FactorKind", "FactorPack"]

FactorBasis = Literal["given", "estimated", "made_up"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorKind:
    """What a factor of one code is: its unit, upper bound, and by what it may differ.

    ``amount`` in the unit stands for the pack's currency. ``paid`` factors say which party pays or
    receives, by shares. A ``choice`` (a horizon, a discount rate) is no estimate, and has no range.
    """

    en: str
    zh: str
    unit: str
    keys: tuple[str, ...] = ()
    upper: float = float("inf")
    paid: bool = False
    choice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One row of a pack: a range, and where it holds.

    ``where`` maps a key to the codes for which the row holds; the row with most keys goes before
    those with fewer. ``parties`` are shares that sum to 1; empty where the kind isn't paid.
    ``since`` is the day from which the source holds it true, ``price_day`` the day of its prices;
    the latter is ``None`` for what is no money. ``basis`` is ``made_up`` where no source stands
    behind the numbers. ``source_zh`` says the source in Chinese; empty: ``source`` is shown.
    """

    code: str
    low: float
    mid: float
    high: float
    unit: str
    where: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    parties: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    source: str
    source_zh: str = ""
    basis: FactorBasis
    since: date | None = None
    price_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorPack:
    """A named set of factors in one currency at one price day."""

    name: str
    name_en: str
    name_zh: str
    money: Money
    factors: tuple[Factor, ...]

    @property
    def made_up(self) -> bool:
        """Whether any of its numbers is made up; whatever shows a result then says so."""
        return any(factor.basis == "made_up" for factor in self.factors)


# what a row may differ by → where its codes are found
WHERE_KEYS = {
    "use": "use of the floor",
    "tenure": "tenure of the household",
    "size": "size of the home",
    "party": "party that pays",
    "action": "action of the option",
    "height": "band of the height afterwards",
    "structure": "structure: of works on what stands today's, of new floor structure_after",
    "condition": "condition of the site",
    "heritage_class": "heritage class of the site",
    "zone_code": "code of the zone",
}

_OLD = ("use", "action", "structure", "condition", "heritage_class")
_NEW = ("use", "action", "height", "structure", "zone_code")
_MARKET = ("use", "action", "zone_code")
_M2, _M2_YEAR = "amount/m²", "amount/m² a year"
_CARBON, _CARBON_YEAR = "kgCO2e/m²", "kgCO2e/m² a year"


def _paid(en: str, zh: str, unit: str, keys: tuple[str, ...]) -> FactorKind:
    return FactorKind(en=en, zh=zh, unit=unit, keys=keys, paid=True)


def _share(en: str, zh: str, keys: tuple[str, ...], *, choice: bool = False) -> FactorKind:
    return FactorKind(en=en, zh=zh, unit="share", keys=keys, upper=1.0, choice=choice)


def _rate(en: str, zh: str, keys: tuple[str, ...] = (), *, choice: bool = False) -> FactorKind:
    return FactorKind(en=en, zh=zh, unit="a year", keys=keys, upper=1.0, choice=choice)


def _carbon(en: str, zh: str, unit: str, keys: tuple[str, ...]) -> FactorKind:
    return FactorKind(en=en, zh=zh, unit=unit, keys=keys)


FACTOR_KINDS: Mapping[str, FactorKind] = MappingProxyType(
    {
        "demolition": _paid("demolition of a floor", "拆除单价", _M2, _OLD),
        "construction": _paid("construction of new floor", "新建建安单价", _M2, _NEW),
        "repair": _paid("repair of floor", "修缮单价", _M2, _OLD),
        "retrofit": _paid("retrofit of floor", "改造单价", _M2, _OLD),
        "conversion": _paid("conversion, by the new use", "功能转换单价", _M2, _OLD),
        "decant": _paid(
            "temporary rehousing",
            "过渡安置费",
            "amount/household a month",
            ("action", "tenure"),
        ),
        "compensation_household": _paid(
            "compensation of a household that leaves for good",
            "居民征收补偿",
            "amount/household",
            ("action", "tenure"),
        ),
        "compensation_floor": _paid(
            "compensation of floor demolished, homes apart",
            "非居住征收补偿",
            _M2,
            ("use", "action", "structure", "zone_code"),
        ),
        "land": _paid(
            "price of the land per floor built, paid to the public purse", "楼面地价", _M2, _MARKET
        ),
        "fees": _share("fees, of construction and demolition", "前期费率", ("action",)),
        "finance": _rate("finance rate, simple interest", "融资利率", ("party",)),
        "profit": _share("profit asked for, of the developer's cost", "合理利润率", ("action",)),
        "far_transfer": _paid(
            "floor area received by transfer", "容积率转移单价", _M2, ("action",)
        ),
        "sold": _share(
            "share of new floor sold; the rest is let", "销售比例", _MARKET, choice=True
        ),
        "sale": _paid("sale price per gross floor", "销售单价", _M2, _MARKET),
        "rent": _paid("rent per gross floor", "租金", _M2_YEAR, _MARKET),
        "vacancy": _share("share of let floor that stands empty", "空置率", _MARKET),
        "operating": _paid("operating cost", "运营成本", _M2_YEAR, _MARKET),
        "cap_rate": _rate("capitalisation rate", "资本化率", _MARKET),
        "horizon": FactorKind(
            en="years of operation in the account",
            zh="运营计算年限",
            unit="years",
            upper=60.0,
            choice=True,
        ),
        "discount": _rate("discount rate, real", "折现率（实际）", choice=True),
        "home_size": FactorKind(
            en="gross floor of a home", zh="套均面积", unit="m²", keys=("size",), choice=True
        ),
        "embodied_built": _carbon("carbon of new floor", "新建隐含碳", _CARBON, _NEW),
        "embodied_demolished": _carbon("carbon of demolition", "拆除隐含碳", _CARBON, _OLD),
        "embodied_repaired": _carbon("carbon of repair", "修缮隐含碳", _CARBON, _OLD),
        "embodied_retrofitted": _carbon("carbon of retrofit", "改造隐含碳", _CARBON, _OLD),
        "embodied_converted": _carbon("carbon of conversion", "功能转换隐含碳", _CARBON, _OLD),
        "operating_existing": _carbon(
            "carbon of a year's use, floor of today", "既有建筑年运行碳", _CARBON_YEAR, _OLD
        ),
        "operating_retrofitted": _carbon(
            "carbon of a year's use, retrofitted floor", "改造后年运行碳", _CARBON_YEAR, _OLD
        ),
        "operating_new": _carbon(
            "carbon of a year's use, new floor", "新建建筑年运行碳", _CARBON_YEAR, _NEW
        ),
    }
)
