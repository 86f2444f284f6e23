"""The figures of a project: what each is called, its unit, and what it is computed from."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gengxin.terms.codes import FLOOR_USES
from gengxin.terms.words import Words

__all__ = ["FIGURES", "FigureKind"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureKind:
    """A figure's words and unit; ``summed`` says that a project's is the sum of its sites'.

    ``of`` is what it is computed from: the options' run, the programme's file, the district.
    """

    words: Words
    unit: str
    of: str = "options"
    basis: str = "computed"
    summed: bool = True


def _kind(en: str, zh: str, unit: str, of: str = "options", *, summed: bool = True) -> FigureKind:
    return FigureKind(words=Words(en, zh), unit=unit, of=of, summed=summed)


def _people(en: str, zh: str) -> FigureKind:
    # residents are known by site, who moves by household: people by the share of homes
    return FigureKind(words=Words(en, zh), unit="people", basis="estimated")


FIGURES: Mapping[str, FigureKind] = MappingProxyType(
    {
        "sites_count": _kind("sites", "地块数", "sites", "programme", summed=False),
        "site_area_m2": _kind("site area", "用地面积", "m²", "district"),
        "floor_area_m2": _kind("floor area under works", "施工建筑面积", "m²"),
        "gross_floor_area_m2": _kind("gross floor area afterwards", "建成后建筑面积", "m²"),
        "floor_built_m2": _kind("floor area built", "新建面积", "m²"),
        "floor_demolished_m2": _kind("floor area demolished", "拆除面积", "m²"),
        "heritage_floor_kept_m2": _kind("heritage floor area kept", "保留保护建筑面积", "m²"),
        **{
            f"{use}_floor_area_m2": _kind(f"{en}: floor area afterwards", f"{zh}建成后面积", "m²")
            for use, (en, zh) in FLOOR_USES.items()
        },
        "homes_before_count": _kind("homes today", "现状住房", "homes"),
        "homes": _kind("homes when done", "竣工住房", "homes"),
        "homes_made_good_count": _kind("homes made good", "达标住房", "homes"),
        "homes_committed_count": _kind("new homes for rehousing", "安置房源", "homes"),
        "households_out_temporarily_count": _kind(
            "households out for the works", "过渡安置户数", "households"
        ),
        "households_out_for_good_count": _kind(
            "households out for good", "永久搬迁户数", "households"
        ),
        "consent_households_count": _kind("households that must agree", "须同意户数", "households"),
        "people_moved_out_people": _people("people who move out", "腾退人口"),
        "people_returned_people": _people("people who return", "回迁人口"),
        "service_people": _kind(
            "people served by what opens, once a service",
            "新增服务人次",
            "people",
            "programme",
        ),
        "spent_amount": _kind("cost", "总投入", "currency"),
        "public_cost_amount": _kind("cost to the public", "公共投入", "currency"),
        "owner_cost_amount": _kind("cost to owners", "业主投入", "currency"),
        "developer_cost_amount": _kind("cost to the developer", "开发投入", "currency"),
        "received_amount": _kind("revenue of all years", "收入", "currency"),
        "npv_low_amount": _kind("net present value, low", "净现值（低）", "currency", "programme"),
        "npv_mid_amount": _kind("net present value", "净现值", "currency", "programme"),
        "npv_high_amount": _kind(
            "net present value, high", "净现值（高）", "currency", "programme"
        ),
        "irr_rate": _kind("internal rate of return", "内部收益率", "a year", summed=False),
        "payback_years": _kind("years until it has paid back", "回收期", "years", summed=False),
        "embodied_low_kgco2e": _kind("carbon of the works, low", "隐含碳（低）", "kg CO2e"),
        "embodied_kgco2e": _kind("carbon of the works", "隐含碳", "kg CO2e"),
        "embodied_high_kgco2e": _kind("carbon of the works, high", "隐含碳（高）", "kg CO2e"),
        "operating_yearly_kgco2e": _kind("carbon of a year's use", "年运行碳", "kg CO2e a year"),
    }
)
