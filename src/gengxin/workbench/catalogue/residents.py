"""A sheet for residents: who moves, where to, when, for how long; what arrives, and when."""

from datetime import date

import pandas as pd

from gengxin.publish.plain import records
from gengxin.terms import codes
from gengxin.terms.sheet import SheetSection, SheetTable
from gengxin.terms.words import Words
from gengxin.workbench.catalogue.facts import (
    code_words,
    head,
    named,
    number,
    number_of,
    of_option,
    of_sites,
)
from gengxin.workbench.catalogue.ground import Works
from gengxin.workbench.catalogue.times import opens_on, phase_words, starts_on

__all__ = ["residents_sections"]

THOUSANDTHS = 1000.0
REHOUSED = "rehoused/"


def residents_sections(works: Works) -> tuple[SheetSection, ...]:
    """The sections, in their order."""
    return (_moving(works), _arrives(works))


def _moving(works: Works) -> SheetSection:
    homes = works.child("option_home")
    away = homes.groupby("site")["away_months"].max()
    rows: list[tuple[Words | float | date | None, ...]] = []
    names = works.numbered.values()
    for name, (ref, row) in zip(
        names, zip(works.rows.index, works.work_rows, strict=True), strict=True
    ):
        out = number_of(row["households_out_temporarily_count"])
        gone = number_of(row["households_out_for_good_count"])
        if out == 0 and gone == 0:
            continue
        rows.append(
            (
                name,
                number_of(row["homes_before_count"]),
                out,
                gone,
                phase_words(works.ground, int(row["phase"])),
                starts_on(works.ground, int(row["phase"])),
                number_of(away.get(ref)),
            )
        )
    run, basis = works.ground.run, "computed: by the planner's practice"
    table = SheetTable(
        name="moving",
        title=Words("Households that move, site by site", "搬迁户，逐地块"),
        heads=(
            head("site", ("site", "地块")),
            head("homes", ("homes today", "现状套数"), "homes", basis="given", run=run),
            head("out", ("out for the works", "过渡户数"), "households", basis=basis, run=run),
            head("gone", ("out for good", "永久搬迁户数"), "households", basis=basis, run=run),
            head("phase", ("works in", "施工分期"), run=works.ground.programme_run),
            head("from_on", ("not before", "不早于"), run=works.ground.programme_run),
            head("away", ("away", "过渡时长"), "months", basis=basis, run=run),
        ),
        rows=tuple(rows),
        why=Words("nobody moves", "无人搬迁"),
    )
    return SheetSection(
        code="moving",
        title=Words("Who moves, where and when", "谁搬、搬到哪里、何时搬"),
        field="moving",
        facts=(
            of_sites(works, "residents_people"),
            of_option(works, "households_out_temporarily_count"),
            of_option(works, "households_out_for_good_count"),
        ),
        tables=(table, _where(works)),
        notes=(
            Words(
                "Homes for those who move are ready before works start where the programme asks it "
                "(replacement first).",
                "方案要求先建后拆的，安置房就绪后方可开工。",
            ),
        ),
    )


def _where(works: Works) -> SheetTable:
    """Where the unit's households are rehoused, as the programme's witness tells it."""
    table = works.ground.programme.tables["auxiliary"]
    keys = table["key"].astype("str")
    own = table[keys.str.startswith(f"{REHOUSED}{works.project.unit}/")] if works.project.unit else table[:0]  # noqa: E501  # fmt: skip
    parts = own["key"].astype("str").str.split("/", expand=True)
    if len(own):
        moved = pd.DataFrame({"to": parts[2], "phase": parts[3], "count": own["amount"]})
        sums = moved.groupby(["to", "phase"])["count"].sum().reset_index()
        sums = sums[sums["count"] > 0]
    else:
        sums = pd.DataFrame({"to": [], "phase": [], "count": []})
    phases = range(1, len(works.ground.programme.brief.phases) + 1)
    counts = {(str(row["to"]), str(row["phase"])): number_of(row["count"]) for row in records(sums)}
    places = list(dict.fromkeys(to for to, phase in counts if phase in map(str, phases)))
    names = named(works.ground.district.table("areas"), places)
    run, basis = works.ground.programme_run, "computed: what programmes lay down"
    return SheetTable(
        name="where",
        title=Words("Where households of the whole unit are rehoused", "全单元搬迁户安置去向"),
        heads=(
            head("to", ("rehoused in", "安置于"), run=run),
            *(
                head(
                    f"phase_{at}", phase_words(works.ground, at), "households", basis=basis, run=run
                )
                for at in phases
            ),
        ),
        rows=tuple(
            (name, *(counts.get((to, str(at)), 0.0) for at in phases))
            for to, name in zip(places, names, strict=True)
        ),
        why=Words(
            "the programme rehouses nobody of this unit, or the project has no unit",
            "方案没有本单元的安置安排，或项目未划入单元",
        ),
    )


def _arrives(works: Works) -> SheetSection:
    services = works.child("option_service").astype({"effect": "str", "facility_kind": "str"})
    opened = services[services["effect"] == "opens"]
    months = works.rows["works_months"]
    names = works.numbered
    rows: list[tuple[Words | float | date | None, ...]] = []
    for row in records(opened):
        capacity = number_of(row["capacity_people_x1000"])
        rows.append(
            (
                names[row["site"]],
                code_words(codes.FACILITY_KINDS, row["facility_kind"]),
                None if capacity is None else capacity / THOUSANDTHS,
                opens_on(works.ground, int(row["phase"]), number_of(months.get(row["site"]))),
            )
        )
    run, basis = works.ground.run, "computed: by the planner's practice"
    table = SheetTable(
        name="arrives",
        title=Words("New services", "新增公共服务"),
        heads=(
            head("site", ("site", "地块")),
            head("service", ("service", "服务"), run=run),
            head("capacity", ("room for", "服务能力"), "people", basis=basis, run=run),
            head("opens_on", ("opens", "启用"), basis=basis, run=run),
        ),
        rows=tuple(rows),
        why=Words("no new service is part of this project", "本项目没有新增公共服务"),
    )
    return SheetSection(
        code="arrives",
        title=Words("What arrives", "将会有什么"),
        facts=(
            of_option(works, "homes_made_good_count"),
            number(
                "homes_added_count",
                Words("homes more than today", "新增住房"),
                _added(works),
                unit="homes",
                basis="computed: homes afterwards less homes today",
                run=run,
            ),
        ),
        tables=(table,),
    )


def _added(works: Works) -> float | None:
    after, before = works.sum_of("homes_after_count"), works.sum_of("homes_before_count")
    return None if after is None or before is None else after - before
