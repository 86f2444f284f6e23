"""What a programme could not count, for want of data, and in how many options."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from gengxin.plan.model.case import Case
from gengxin.plan.model.money_rows import COSTS
from gengxin.plan.model.services import Services
from gengxin.plan.model.worth import columns_of_terms
from gengxin.terms import OPTION_TABLES, Note
from gengxin.terms.brief import TERMS

__all__ = ["notes_of"]

# columns of options that rows are made from, besides those of the terms
OF_ROWS = (
    *COSTS,
    *("revenue_amount_x100", "works_months", "residents_after_people_x1000"),
    *("floor_under_works_m2_x100", "floor_built_m2_x100", "floor_demolished_m2_x100"),
    *("households_out_temporarily_count", "gross_floor_area_m2_x100"),
    *("far_sent_m2_x100", "far_received_m2_x100"),
)


def notes_of(case: Case, services: Services) -> tuple[Note, ...]:
    """Notes on what is missing, columns of options first."""
    return (
        *_missing_columns(case),
        *_terms_off(case),
        *_nothing_asked(case),
        *_suppliers(case, services),
        *_homes(case),
        *_homeless(services),
        *_requests(case),
    )


def _missing_columns(case: Case) -> Iterator[Note]:
    """Quantities that some options lack: there they count in no sum."""
    known = OPTION_TABLES["option"].by_name
    names = dict.fromkeys([*(n for one in columns_of_terms().values() for n in one), *OF_ROWS])
    offered = case.columns.options.drop(case.columns.options.index[case.columns.keep])
    for name in names:
        count = int(offered[name].isna().sum())
        if not count:
            continue
        column = known[name]
        then_en = "can't be chosen" if name == "works_months" else "count nothing there"
        then_zh = "不能选用" if name == "works_months" else "该项不计入"
        yield Note(
            table="option",
            action="missing",
            count=count,
            en=f"{column.en} ({name}) is missing in {count:,} of {len(offered):,} offered options, "
            f"which {then_en}",
            zh=f"{len(offered):,}个可选方案中{count:,}个缺少{column.zh}（{name}），{then_zh}",
        )


def _terms_off(case: Case) -> Iterator[Note]:
    """Terms of which nothing is known in any option."""
    options = case.columns.options.drop(case.columns.options.index[case.columns.keep])
    for term, names in columns_of_terms().items():
        if case.weight(term) and not options[list(names)].notna().all(axis=1).any():
            _, en, zh = TERMS[term]
            yield _off(f"term {en} is off: no option knows it", f"未计入“{zh}”：没有方案提供该数据")


def _nothing_asked(case: Case) -> Iterator[Note]:
    """Terms of what somebody must ask for, where nobody does."""
    asked = {
        "floor_space": len(case.inputs.space_requests) + len(case.brief.floor_targets),
        "needs_answered": len(case.inputs.needs),
    }
    for term, count in asked.items():
        if case.weight(term) and not count:
            _, en, zh = TERMS[term]
            yield _off(f"term {en} is off: nobody asks for any", f"未计入“{zh}”：没有相关诉求")


def _homes(case: Case) -> Iterator[Note]:
    """Options whose households are not known by size of home: nobody is rehoused for them."""
    if not case.row("replacement_first").on:
        return
    homes = case.inputs.options["option_home"]
    out = ["out_temporarily_count", "out_for_good_count"]
    unknown = homes.loc[homes[out].isna().any(axis=1), "option"].unique()
    offered = case.columns.options.index.drop(case.columns.options.index[case.columns.keep])
    count = len(offered.intersection(pd.Index(unknown)))
    if count:
        yield Note(
            table="option_home",
            action="missing",
            count=count,
            en=f"households by size of home are unknown in {count:,} of {len(offered):,} offered "
            "options: no homes are asked for them before they start",
            zh=f"{len(offered):,}个可选方案中{count:,}个缺少分户型户数，其先立后破未计入",
            next_step_en="give homes of sites by size",
            next_step_zh="请提供地块分户型住房数据",
        )


def _suppliers(case: Case, services: Services) -> Iterator[Note]:
    """Facilities whose capacity is unknown serve nobody."""
    supplier = case.inputs.options["supplier"]
    own = supplier[supplier["standard"].isin(services.standards)]
    count = int(own["capacity_people_x1000"].isna().sum())
    if count:
        yield Note(
            table="supplier",
            action="missing",
            count=count,
            en=f"the capacity of {count:,} of {len(own):,} suppliers is unknown: they serve nobody",
            zh=f"{len(own):,}处设施中{count:,}处容量未知，不计服务",
            next_step_en="fill facilities.capacity_people",
            next_step_zh="请补 facilities.capacity_people",
        )
    if not services.standards and case.weight("people_served"):
        _, en, zh = TERMS["people_served"]
        yield _off(
            f"term {en} is off: no option opens or closes a service",
            f"未计入“{zh}”：没有方案新增或停用服务",
        )


def _homeless(services: Services) -> Iterator[Note]:
    count = services.growth.homeless_count
    if count:
        yield Note(
            table="people",
            action="missing",
            count=count,
            en=f"{count:,} options bring residents to sites without a demand point: their need of "
            "services isn't counted",
            zh=f"{count:,}个方案在没有人口需求点的地块新增居民，其服务需求未计入",
            next_step_en="add a demand point to those sites, with 0 people",
            next_step_zh="请为这些地块补充人口需求点（人数可为0）",
        )


def _requests(case: Case) -> Iterator[Note]:
    """Requests for space that name no zone of a site or no use that options tell apart."""
    asked, uses = case.inputs.space_requests, OPTION_TABLES["option_floor"].by_name["use_class"]
    fits = asked["functional_zone"].isin(case.zones.refs) & asked["use_class"].isin(uses.codes)
    count = int(np.asarray(~fits).sum())
    if count and case.row("floor_space").on:
        yield Note(
            table="space_requests",
            action="left_out",
            count=count,
            en=f"{count:,} of {len(asked):,} requests for space name no functional zone with "
            "sites, or a use that floor space isn't told by: they aren't counted",
            zh=f"{len(asked):,}项空间需求中{count:,}项未注明有地块的功能区或用途无法对应，未计入",
        )


def _off(en: str, zh: str) -> Note:
    return Note(table="option", action="missing", count=0, en=en, zh=zh)
