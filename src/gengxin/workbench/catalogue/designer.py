"""A sheet for those who design: the brief, what constrains it, what is known of the ground."""

from collections.abc import Mapping

import pandas as pd

from gengxin.publish.plain import records
from gengxin.sources.rules import read_rules
from gengxin.terms import codes
from gengxin.terms.sheet import SheetSection, SheetTable
from gengxin.terms.words import Words
from gengxin.workbench.catalogue.facts import (
    basis_of,
    code_words,
    head,
    named,
    number,
    number_of,
    of_option,
    of_sites,
    why_of,
    word,
)
from gengxin.workbench.catalogue.ground import Works

__all__ = ["designer_sections"]

MOST_ROWS = 30
# what the rules found is told in this order
STATES = ("failed", "not_decided", "waived", "passed")
SURVEY = Words(
    "a measured survey among the project's documents (kind survey) would give it",
    "在项目文件中补充测绘成果（类型 survey）即可得出",
)


def designer_sections(works: Works) -> tuple[SheetSection, ...]:
    """The sections, in their order."""
    return (_brief(works), _constraints(works), _survey(works))


def _brief(works: Works) -> SheetSection:
    names = works.numbered.values()
    rows = tuple(
        (
            name,
            code_words(codes.ACTIONS, row["action"]),
            Words(str(row["name_en"]), str(row["name_zh"])),
            number_of(row["homes_before_count"]),
            number_of(row["homes_after_count"]),
        )
        for name, row in zip(names, works.work_rows, strict=True)
    )
    run, basis = works.ground.run, "computed: of the chosen option"
    table = SheetTable(
        name="brief",
        title=Words("What is to be designed, site by site", "设计任务，逐地块"),
        heads=(
            head("site", ("site", "地块")),
            head("action", ("what is done", "更新方式"), run=works.ground.programme_run),
            head("option", ("option", "方案"), run=run),
            head("homes_before", ("homes today", "现状套数"), "homes", basis=basis, run=run),
            head("homes_after", ("homes after", "建成后套数"), "homes", basis=basis, run=run),
        ),
        rows=rows,
    )
    return SheetSection(
        code="brief",
        title=Words("Brief", "设计任务"),
        facts=(
            of_option(works, "homes_after_count"),
            of_option(works, "homes_made_good_count"),
            of_option(works, "residents_after_people_x1000"),
            of_option(works, "embodied_kgco2e"),
        ),
        tables=(table, _deficiencies(works)),
    )


def _deficiencies(works: Works) -> SheetTable:
    found = works.child("option_deficiency").astype({"deficiency": "str"})
    columns = ["homes_before_count", "homes_after_count"]
    sums = found.groupby("deficiency", observed=True)[columns].sum(min_count=1)
    sums = sums.reindex([one for one in codes.DEFICIENCIES if one in sums.index])
    run, basis = works.ground.run, "computed: by the works of the option"
    return SheetTable(
        name="deficiencies",
        title=Words("Faults of homes to be mended", "须解决的住房问题"),
        heads=(
            head("deficiency", ("fault", "问题")),
            head("before", ("homes today", "现状套数"), "homes", basis=basis, run=run),
            head("after", ("homes after", "建成后套数"), "homes", basis=basis, run=run),
        ),
        rows=tuple(
            (code_words(codes.DEFICIENCIES, one), *(number_of(row[name]) for name in columns))
            for one, row in zip(sums.index, records(sums), strict=True)
        ),
        why=Words("no fault of homes is recorded here", "没有登记的住房问题"),
    )


def _constraints(works: Works) -> SheetSection:
    """The rules that the options were held against, the hardest state of any site first."""
    checks = works.child("option_check").astype({"rule": "str", "state": "str", "effect": "str"})
    clauses = _clauses(works)
    order = {state: at for at, state in enumerate(STATES)}
    rows = []
    for rule, own in checks.groupby("rule", sort=True):
        states = sorted(set(own["state"]), key=lambda one: order.get(one, -1))
        worst = own[own["state"] == states[0]]
        rows.append(
            (
                order.get(states[0], -1),
                (
                    clauses.get(str(rule), Words(str(rule), str(rule))),
                    code_words(codes.RULE_STATES, states[0]),
                    float(own["site"].nunique()),
                    number_of(worst["value"].iloc[0]),
                    code_words(codes.RULE_EFFECTS, worst["effect"].iloc[0]),
                    number_of(worst["limit"].iloc[0]),
                ),
            )
        )
    rows.sort(key=lambda row: row[0])
    run = works.ground.run
    basis = "computed: of the first site in that state, in the rule's unit"
    table = SheetTable(
        name="rules",
        title=Words("Rules that bind", "约束条款"),
        heads=(
            head("rule", ("rule", "条款"), run=run),
            head("state", ("result", "结果"), run=run),
            head("sites", ("sites", "地块数"), "sites", basis="computed: counted", run=run),
            head("value", ("option", "方案值"), "", basis=basis, run=run),
            head("effect", ("must be", "要求"), run=run),
            head("limit", ("asked", "限值"), "", basis="given: by the rule", run=run),
        ),
        rows=tuple(row for _, row in rows)[:MOST_ROWS],
        why=why_of(
            rows,
            none=Words("no rule binds these options", "没有约束这些方案的条款"),
            gaps=Words(
                "an empty cell: the rule compares no number, or something is unknown",
                "空格：该条款不比较数值，或缺少数据",
            ),
        ),
    )
    more = len(rows) - MOST_ROWS
    left = (
        (Words(f"{more} more are in the options' report.", f"其余{more}条见方案报告。"),)
        if more > 0
        else ()
    )
    unread = Words(
        "A rule whose clause was not read in its source is told, and forbids nothing.",
        "条文未在原文核实的条款仅作提示，不禁止方案。",
    )
    return SheetSection(
        code="constraints",
        title=Words("Constraints", "约束条件"),
        tables=(table,),
        notes=(unread, *left),
    )


def _clauses(works: Works) -> Mapping[str, Words]:
    """The text of each rule of the pack that the options were held against."""
    pack = read_rules(works.ground.rules)
    return {
        one.code: Words(one.clause_en or one.clause_zh, one.clause_zh or one.clause_en)
        for one in pack.rules
    }


def _survey(works: Works) -> SheetSection:
    district = works.ground.district
    buildings = district.table("buildings")
    own = buildings[buildings["site"].isin(works.sites.index)] if "site" in buildings else None
    shown = buildings[:0] if own is None else own.head(MOST_ROWS)
    more = 0 if own is None else len(own) - len(shown)
    left = Words(f"{more} more are in the table buildings", f"其余{more}栋见 buildings 表")
    return SheetSection(
        code="survey",
        title=Words("What is known of the ground", "现状资料"),
        field="survey",
        facts=(
            number(
                "buildings_count",
                Words("buildings", "建筑"),
                None if own is None else len(own),
                unit="1",
                basis="given",
                run="buildings",
            ),
            of_sites(works, "footprint_m2"),
            of_sites(works, "green_m2"),
            word(
                "crs",
                Words("coordinates, day of the data", "坐标系与数据日期"),
                Words(*(f"{district.meta.crs}, {district.meta.data_day.isoformat()}",) * 2),
                run="district.toml",
            ),
            word("measured", Words("measured survey", "实测地形"), None, why=SURVEY),
        ),
        tables=(_buildings(shown),),
        notes=(left,) if more else (),
    )


def _buildings(shown: pd.DataFrame) -> SheetTable:
    """The first buildings, one a row."""
    rows = tuple(
        (
            name,
            code_words(codes.USE_CLASSES, row.get("use_class")),
            number_of(row.get("storeys")),
            number_of(row.get("height_m")),
            number_of(row.get("year_built")),
            code_words(codes.STRUCTURES, row.get("structure")),
            code_words(codes.CONDITIONS, row.get("condition")),
        )
        for name, row in zip(named(shown, shown.index), records(shown), strict=True)
    )
    run = "buildings"
    return SheetTable(
        name="buildings",
        title=Words("Buildings on the sites", "地块内建筑"),
        heads=(
            head("building", ("building", "建筑")),
            head("use_class", ("use", "用途"), run=run),
            head(
                "storeys", ("storeys", "层数"), "storeys", basis=basis_of(shown, "storeys"), run=run
            ),
            head("height_m", ("height", "高度"), "m", basis=basis_of(shown, "height_m"), run=run),
            head(
                "year_built",
                ("built", "建成"),
                "year",
                basis=basis_of(shown, "year_built"),
                run=run,
            ),
            head("structure", ("structure", "结构"), run=run),
            head("condition", ("condition", "状况"), run=run),
        ),
        rows=rows,
        why=why_of(
            rows,
            none=Words(
                "buildings of these sites would give it", "补充这些地块的 buildings 表即可得出"
            ),
            gaps=Words(
                "an empty cell: the column of the table buildings would give it",
                "空格：补充 buildings 表相应列即可得出",
            ),
        ),
    )
