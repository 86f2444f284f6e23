"""A sheet for those who build: title, plan control, what is kept, envelope, duties, costs."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from gengxin.publish.plain import records
from gengxin.terms import codes
from gengxin.terms.sheet import SheetHead, SheetNumber, SheetSection, SheetTable
from gengxin.terms.words import NO_WORDS, Words
from gengxin.workbench.catalogue.costs import costs_section, transfer_section
from gengxin.workbench.catalogue.facts import (
    basis_of,
    code_words,
    head,
    mean_of_sites,
    missing,
    named,
    number,
    number_of,
    of_option,
    of_sites,
    why_of,
    word,
)
from gengxin.workbench.catalogue.ground import Works

__all__ = ["developer_sections"]

# a table of a sheet lists no more, and says what it leaves to the records
MOST_ROWS = 24
HUNDREDTHS, THOUSANDTHS = 100.0, 1000.0
OWNERS = {
    "state_owned_share": Words("owned by the state", "国有产权"),
    "collective_owned_share": Words("owned collectively", "集体产权"),
    "private_owned_share": Words("owned privately", "私有产权"),
}
# kinds of owners as Chinese land records name them; others are told as they are written
OWNER_KINDS_EN = {
    "公房": "public housing",
    "公房与私房": "public and private housing",
    "售后公房": "public housing sold to its tenants",
    "业主共有": "owners in common",
    "企业与个人": "firms and persons",
    "企业": "firms",
    "国有企业": "state-owned firms",
    "园区企业": "firms of a business park",
    "储备机构": "land reserve office",
    "国有划拨": "state land, allocated",
    "集体": "collective",
    "个人": "persons",
}
LEASES = Words(
    "a table of leases (site, lessee, floor area, end) among the project's documents would give it",
    "在项目文件中补充租约清单（地块、承租人、面积、到期日）即可得出",
)


def developer_sections(works: Works) -> tuple[SheetSection, ...]:
    """The sections, in their order."""
    return (
        _title(works),
        _control(works),
        _kept(works),
        _envelope(works),
        _obligations(works),
        costs_section(works),
        transfer_section(works),
    )


def _title(works: Works) -> SheetSection:
    parcels = works.ground.district.table("parcels")
    own = parcels[parcels["site"].isin(works.sites.index)] if "site" in parcels else parcels[:0]
    kinds = (
        own["owner_kind"].dropna().astype("str") if "owner_kind" in own else pd.Series(dtype=str)
    )
    counted = [(str(kind), count) for kind, count in kinds.value_counts().items()]
    told = Words(
        "; ".join(f"{OWNER_KINDS_EN.get(kind, kind)} ({count})" for kind, count in counted),
        "；".join(f"{kind}（{count}）" for kind, count in counted),
    )
    shares = [
        mean_of_sites(works, column, label, weight="gross_floor_area_m2")
        for column, label in OWNERS.items()
    ]
    tenures = [
        mean_of_sites(works, f"{stem}_share", Words(f"homes {en}", zh), weight="homes_count")
        for stem, (en, zh) in codes.TENURES.items()
    ]
    return SheetSection(
        code="title",
        title=Words("Title and lessees", "权属与承租"),
        field="title",
        facts=(
            number(
                "parcels_count",
                Words("parcels", "宗地"),
                len(own) or None,
                unit="1",
                basis="given",
                run="parcels",
            ),
            word(
                "owner_kinds",
                Words("kinds of owners (parcels)", "权利人类型（宗地数）"),
                told,
                run="parcels.owner_kind",
                why=Words("parcels.owner_kind would give it", "补充 parcels.owner_kind 即可得出"),
            ),
            *shares,
            *tenures,
            of_sites(works, "assessed_value_amount"),
            word(
                "leases", Words("lessees and ends of leases", "承租人与租约到期"), None, why=LEASES
            ),
        ),
    )


def _control(works: Works) -> SheetSection:
    names = works.numbered.values()
    rows = [
        (
            name,
            code_words(codes.USE_CLASSES, row.get("plan_use")),
            *(
                number_of(row.get(column))
                for column in ("plan_far", "plan_height_m", "plan_lot_coverage", "plan_green_share")
            ),
            number_of(row.get("area_m2")),
        )
        for name, row in zip(names, works.site_rows, strict=True)
    ]
    table = SheetTable(
        name="plan_control",
        title=Words("The plan in force, site by site", "现行控规，逐地块"),
        heads=_control_heads(works),
        rows=tuple(rows),
        why=Words(
            "an empty cell: the site's plan_… column in the table sites would give it",
            "空格：补充 sites 表中该地块的 plan_… 列即可得出",
        ),
    )
    return SheetSection(
        code="plan_control", title=Words("Plan control", "规划管控"), tables=(table,)
    )


def _control_heads(works: Works) -> tuple[SheetHead, ...]:
    run = "sites"
    return (
        head("site", ("site", "地块")),
        head("plan_use", ("planned use", "规划用途"), run=f"{run}.plan_use"),
        head(
            "plan_far",
            ("FAR at most", "容积率上限"),
            "ratio",
            basis=basis_of(works.sites, "plan_far"),
            run=f"{run}.plan_far",
        ),
        head(
            "plan_height_m",
            ("height at most", "限高"),
            "m",
            basis=basis_of(works.sites, "plan_height_m"),
            run=f"{run}.plan_height_m",
        ),
        head(
            "plan_lot_coverage",
            ("coverage at most", "密度上限"),
            "share",
            basis=basis_of(works.sites, "plan_lot_coverage"),
            run=f"{run}.plan_lot_coverage",
        ),
        head(
            "plan_green_share",
            ("green at least", "绿地率下限"),
            "share",
            basis=basis_of(works.sites, "plan_green_share"),
            run=f"{run}.plan_green_share",
        ),
        head(
            "area_m2",
            ("ground", "用地面积"),
            "m²",
            basis=basis_of(works.sites, "area_m2"),
            run=f"{run}.area_m2",
        ),
    )


def _kept(works: Works) -> SheetSection:
    """Heritage on the sites, and how much of it the options keep."""
    buildings = works.ground.district.table("buildings")
    heritage = works.ground.district.table("heritage")
    own = buildings[buildings["site"].isin(works.sites.index)] if "site" in buildings else None
    marked = buildings[:0]
    listed_count: float | None = None
    if own is not None and "heritage_class" in own:
        marked = own[own["heritage_class"].notna()]
        listed_count = float(heritage["building"].isin(own.index).sum())
    shown = _largest_protected(marked)
    rows = tuple(
        (
            name,
            code_words(codes.HERITAGE_CLASSES, row["heritage_class"]),
            number_of(row.get("gross_floor_area_m2")),
            number_of(row.get("year_built")),
        )
        for name, row in zip(named(shown, shown.index), records(shown), strict=True)
    )
    more = len(marked) - len(shown)
    table = SheetTable(
        name="kept",
        title=Words("Protected buildings on the sites", "地块内保护建筑"),
        heads=(
            head("building", ("building", "建筑")),
            head("heritage_class", ("class", "保护类别"), run="buildings.heritage_class"),
            head("gross_floor_area_m2", ("floor area", "建筑面积"), "m²", run="buildings"),
            head("year_built", ("built", "建成"), "year", run="buildings"),
        ),
        rows=rows,
        why=why_of(
            rows,
            none=Words("none is recorded on these sites", "这些地块没有登记的保护建筑"),
            gaps=Words(
                "an empty cell: the column of the table buildings would give it",
                "空格：补充 buildings 表相应列即可得出",
            ),
        ),
    )
    return SheetSection(
        code="kept",
        title=Words("What must be kept", "须保留的内容"),
        facts=(
            of_option(works, "heritage_floor_m2_x100"),
            of_option(works, "heritage_floor_kept_m2_x100"),
            number(
                "heritage_records_count",
                Words("entries in the heritage list", "遗产名录条目"),
                listed_count,
                unit="1",
                basis="given",
                run="heritage",
                why=missing("heritage, buildings.site"),
            ),
        ),
        tables=(table,),
        notes=(Words(f"{more} more are in the table buildings.", f"其余{more}栋见 buildings 表。"),)
        if more
        else (),
    )


def _largest_protected(marked: pd.DataFrame) -> pd.DataFrame:
    """The protected buildings that a sheet lists: the strictest class first, then the largest."""
    if marked.empty:
        return marked
    rank = {code: at for at, code in enumerate(codes.HERITAGE_CLASSES)}
    floor = (
        marked["gross_floor_area_m2"].astype("Float64")
        if "gross_floor_area_m2" in marked
        else pd.Series(pd.NA, index=marked.index, dtype="Float64")
    )
    order = pd.DataFrame(
        {"rank": marked["heritage_class"].astype("str").map(rank), "floor": floor.fillna(0)}
    ).sort_values(["rank", "floor"], ascending=[True, False], kind="stable")
    return marked.loc[order.index[:MOST_ROWS]]


def _envelope(works: Works) -> SheetSection:
    names = works.numbered.values()
    rows = tuple(
        (
            name,
            Words(str(row["name_en"]), str(row["name_zh"])),
            *(number_of(row[column]) for column in ("storeys", "height_m", "far")),
            *(
                _scaled(row[f"{column}_m2_x100"], HUNDREDTHS)
                for column in ("gross_floor_area", "floor_built", "floor_demolished")
            ),
        )
        for name, row in zip(names, works.work_rows, strict=True)
    )
    run, basis = works.ground.run, "computed: the chosen option's form within the rules"
    heads = (
        head("site", ("site", "地块")),
        head("option", ("chosen option", "选定方案"), run=run),
        head("storeys", ("storeys", "层数"), "storeys", basis=basis, run=run),
        head("height_m", ("height", "高度"), "m", basis=basis, run=run),
        head("far", ("FAR", "容积率"), "ratio", basis=basis, run=run),
        head("gross_floor_area_m2", ("floor after", "建成后面积"), "m²", basis=basis, run=run),
        head("floor_built_m2", ("built", "新建"), "m²", basis=basis, run=run),
        head("floor_demolished_m2", ("pulled down", "拆除"), "m²", basis=basis, run=run),
    )
    table = SheetTable(
        name="envelope",
        title=Words("What may be built, as the programme has it", "方案确定的建设规模"),
        heads=heads,
        rows=rows,
    )
    return SheetSection(
        code="envelope",
        title=Words("Envelope of the options", "方案边界"),
        facts=(
            of_option(works, "gross_floor_area_m2_x100"),
            of_option(works, "floor_built_m2_x100"),
            of_option(works, "floor_demolished_m2_x100"),
            of_option(works, "floor_under_works_m2_x100"),
        ),
        tables=(table,),
    )


def _obligations(works: Works) -> SheetSection:
    """Services to be opened, homes to be found first, consent to be had, what isn't decided."""
    return SheetSection(
        code="obligations",
        title=Words("Obligations", "义务"),
        facts=(
            _committed(works),
            of_option(works, "households_out_temporarily_count"),
            of_option(works, "households_out_for_good_count"),
        ),
        tables=(_opened(works), _closed(works), _consent(works)),
    )


def _committed(works: Works) -> SheetNumber:
    homes = works.child("option_home")["committed_count"].astype("Float64").sum(skipna=False)
    return number(
        "committed_homes_count",
        Words("new homes committed to rehousing", "安置房源"),
        homes,
        unit="homes",
        basis="computed: by the planner's practice",
        run=works.ground.run,
    )


def _opened(works: Works) -> SheetTable:
    services = works.child("option_service").astype({"effect": "str"})
    rows = tuple(
        (
            works.numbered[row["site"]],
            code_words(codes.FACILITY_KINDS, row["facility_kind"]),
            _scaled(row["floor_area_m2_x100"], HUNDREDTHS),
            _scaled(row["capacity_people_x1000"], THOUSANDTHS),
        )
        for row in records(services[services["effect"] == "opens"])
    )
    run, basis = works.ground.run, "computed: by the planner's practice"
    return SheetTable(
        name="services_opened",
        title=Words("Services that are opened", "新增的公共服务"),
        heads=(
            head("site", ("site", "地块")),
            head("facility_kind", ("service", "服务"), run=run),
            head("floor_area_m2", ("floor area", "面积"), "m²", basis=basis, run=run),
            head("capacity_people", ("room for", "服务能力"), "people", basis=basis, run=run),
        ),
        rows=rows,
        why=why_of(
            rows,
            none=Words("no service is opened", "不新增公共服务"),
            gaps=Words(
                "an empty cell: the planner's practice states no floor or room for that service",
                "空格：规划人员设定的做法未给出该服务的面积或能力",
            ),
        ),
    )


def _closed(works: Works) -> SheetTable:
    """Services that works close, all of a site and for the same time in one row."""
    services = works.child("option_service").astype({"effect": "str", "facility_kind": "str"})
    closed = services[services["effect"] != "opens"]
    kinds = {
        (str(site), str(effect)): list(dict.fromkeys(own["facility_kind"]))
        for (site, effect), own in closed.groupby(["site", "effect"], sort=True)
    }
    run = works.ground.run
    return SheetTable(
        name="services_closed",
        title=Words("Services that are closed", "停用的公共服务"),
        heads=(
            head("site", ("site", "地块")),
            head("effect", ("what happens", "影响"), run=run),
            head("facility_kinds", ("services", "服务"), run=run),
        ),
        rows=tuple(
            (name, code_words(codes.SLOT_EFFECTS, effect), _listed(kinds[site, effect]))
            for site, name in works.numbered.items()
            for effect in codes.SLOT_EFFECTS
            if (site, effect) in kinds
        ),
        why=NO_WORDS if kinds else Words("no service is closed", "不停用公共服务"),
    )


def _listed(kinds: Sequence[str]) -> Words:
    told = [codes.FACILITY_KINDS.get(one, (one, one)) for one in kinds]
    return Words("; ".join(en for en, _ in told), "、".join(zh for _, zh in told))


def _consent(works: Works) -> SheetTable:
    asked = works.rows[works.rows["consent_needed"].astype("boolean").fillna(value=False)]
    states = records(works.sites.loc[asked.index])
    names = [works.numbered[str(ref)] for ref in asked.index]
    rows = tuple(
        (
            name,
            number_of(row["consent_threshold_share"]),
            number_of(row["consent_households_count"]),
            code_words(codes.CONSENT_STATES, site.get("consent_state")),
            number_of(site.get("consent_share")),
        )
        for name, row, site in zip(names, records(asked), states, strict=True)
    )
    run = works.ground.run
    return SheetTable(
        name="consent",
        title=Words("Consent that works depend on", "须征询同意"),
        heads=(
            head("site", ("site", "地块")),
            head("threshold", ("must agree", "同意比例要求"), "share", basis="given", run=run),
            head(
                "households",
                ("households", "须同意户数"),
                "households",
                basis="computed: by the rule",
                run=run,
            ),
            head("state", ("state", "征询状态"), run="sites.consent_state"),
            head("agreed", ("agreed", "已同意"), "share", basis="given", run="sites.consent_share"),
        ),
        rows=rows,
        why=Words(
            "an empty cell: nobody has been asked, or sites.consent_share is missing",
            "空格：尚未征询，或缺少 sites.consent_share",
        )
        if rows
        else Words("no consent is asked for", "无须征询"),
    )


def _scaled(value: object, scale: float) -> float | None:
    told = number_of(value)
    return None if told is None or np.isnan(told) else told / scale
