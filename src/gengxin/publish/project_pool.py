"""The project pool as a workbook: problems, treatment, projects, years, balance, schemes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from gengxin.publish.exported import NUMBERS, ProjectFacts
from gengxin.publish.numbers import unit_words
from gengxin.publish.plain import records
from gengxin.publish.project_sheet.bases import basis_words
from gengxin.publish.sheets import Head, Sheet, write_sheets
from gengxin.terms import codes
from gengxin.terms.records import codes as record_codes
from gengxin.terms.records import offer_codes

__all__ = ["PROBLEM_COLUMNS", "write_project_pool"]

HUNDREDTHS = 100.0
WITHHELD = "withheld 未公开"
# levels of findings: those of areas, and two beside them
LEVELS: Mapping[str, tuple[str, ...]] = {
    **codes.AREA_LEVELS,
    "district": ("district", "全区"),
    "site": ("site", "地块"),
}
PROBLEM_COLUMNS = (
    *("ref", "indicator", "indicator_en", "indicator_zh", "level"),
    *("area", "area_en", "area_zh", "value", "threshold", "unit", "affected_people"),
    *("cause_en", "cause_zh"),
)


def write_project_pool(
    projects: Iterable[ProjectFacts],
    path: Path,
    *,
    problems: pd.DataFrame,
    day: date,
    currency: str = "",
) -> None:
    """Write six sheets, from what falls short to how each project is carried out.

    ``problems`` are the check-up's findings (``PROBLEM_COLUMNS``), empty where there is none; the
    names of indicators and areas stand beside their codes.
    """
    listed = list(projects)
    sheets = [
        _problems(problems),
        _treatments(listed),
        _pool(listed, currency),
        _years(listed, currency),
        _balance(listed, currency),
        _schemes(listed),
    ]
    write_sheets(sheets, path, title="project pool 项目库", day=day)


def _problems(found: pd.DataFrame) -> Sheet:
    rows = []
    for row in records(found.reindex(columns=list(PROBLEM_COLUMNS))):
        people = row["affected_people"]
        named = {
            "level": " ".join(LEVELS.get(str(row["level"]), (str(row["level"]),))),
            "unit": _unit(row["unit"]),
            "affected_people": None if people is None else round(people),
        }
        rows.append([named.get(name, row[name]) for name in PROBLEM_COLUMNS])
    heads = [
        Head(en="finding", zh="问题编号"),
        Head(en="indicator, code", zh="指标编号"),
        Head(en="indicator", zh="指标（英文）"),
        Head(en="indicator, Chinese", zh="指标"),
        Head(en="level", zh="层级"),
        Head(en="area, code", zh="分区编号"),
        Head(en="area", zh="分区（英文）"),
        Head(en="area, Chinese", zh="分区"),
        Head(en="value", zh="现状值"),
        Head(en="standard", zh="标准值"),
        Head(en="unit of both", zh="单位"),
        Head(en="people affected", zh="影响人数", unit="people"),
        Head(en="cause", zh="原因（英文）"),
        Head(en="cause, Chinese", zh="原因"),
    ]
    return Sheet(name="problems 问题清单", heads=heads, rows=rows)


def _treatments(listed: Sequence[ProjectFacts]) -> Sheet:
    """What is done with each site."""
    rows = [
        [
            ref,
            site.get("name_en"),
            site.get("name_zh"),
            facts.project.code,
            *codes.ACTIONS.get(str(work["action"]), (str(work["action"]),) * 2),
            work.get("name_en"),
            work.get("name_zh"),
            int(work["phase"]),
            work.get("homes_before_count"),
            work.get("homes_after_count"),
            _hundredth(work.get("gross_floor_area_m2_x100")),
            work.get("findings"),
        ]
        for facts in listed
        for ref, work, site in zip(
            map(str, facts.works.index), records(facts.works), records(facts.sites), strict=True
        )
    ]
    heads = [
        Head(en="site", zh="地块编号"),
        Head(en="name", zh="名称（英文）"),
        Head(en="name, Chinese", zh="名称"),
        Head(en="project", zh="项目编号"),
        Head(en="what is done", zh="更新方式（英文）"),
        Head(en="what is done, Chinese", zh="更新方式"),
        Head(en="option", zh="方案（英文）"),
        Head(en="option, Chinese", zh="方案"),
        Head(en="phase", zh="分期", unit="number"),
        Head(en="homes today", zh="现状套数", unit="homes"),
        Head(en="homes afterwards", zh="建成后套数", unit="homes"),
        Head(en="floor area afterwards", zh="建成后建筑面积", unit="m²"),
        Head(en="findings it answers", zh="对应问题编号"),
    ]
    return Sheet(name="treatment 整治清单", heads=heads, rows=rows)


def _pool(listed: Sequence[ProjectFacts], currency: str) -> Sheet:
    rows = []
    for facts in listed:
        project = facts.project
        numbers = [_shown(facts, name) for name in NUMBERS]
        rows.append(
            [
                project.code,
                project.name_en,
                project.name_zh,
                *facts.unit,
                *record_codes.RENEWAL_MODES[project.mode],
                *offer_codes.STAGES[project.stage],
                len(facts.works),
                facts.starts_on,
                facts.ends_on,
                *numbers,
            ]
        )
    heads = [
        Head(en="project", zh="项目编号"),
        Head(en="name", zh="名称（英文）"),
        Head(en="name, Chinese", zh="名称"),
        Head(en="renewal unit", zh="更新单元（英文）"),
        Head(en="renewal unit, Chinese", zh="更新单元"),
        Head(en="mode", zh="模式（英文）"),
        Head(en="mode, Chinese", zh="模式"),
        Head(en="stage", zh="阶段（英文）"),
        Head(en="stage, Chinese", zh="阶段"),
        Head(en="sites", zh="地块数", unit="sites"),
        Head(en="starts", zh="开始"),
        Head(en="ends", zh="结束"),
        *(
            Head(en=words.en, zh=words.zh, unit=currency if unit == "currency" else unit)
            for words, unit, _ in NUMBERS.values()
        ),
    ]
    return Sheet(name="projects 项目库", heads=heads, rows=rows, fixed_columns=3)


def _years(listed: Sequence[ProjectFacts], currency: str) -> Sheet:
    """Milestones of each year, and the money that the project's record states for its phase."""
    rows = sorted(
        (
            [
                (one.forecast_on or one.planned_on).year,
                facts.project.code,
                one.name_en,
                one.name_zh,
                *offer_codes.MILESTONE_KINDS[one.kind],
                one.planned_on,
                one.forecast_on,
                one.achieved_on,
                _shown(facts, "public_cost_amount"),
            ]
            for facts in listed
            for one in facts.milestones
        ),
        key=lambda row: (row[0], row[1], row[6]),
    )
    heads = [
        Head(en="year", zh="年份", unit="year"),
        Head(en="project", zh="项目编号"),
        Head(en="milestone", zh="里程碑（英文）"),
        Head(en="milestone, Chinese", zh="里程碑"),
        Head(en="kind", zh="类型（英文）"),
        Head(en="kind, Chinese", zh="类型"),
        Head(en="planned", zh="计划"),
        Head(en="expected", zh="预计"),
        Head(en="reached", zh="完成"),
        Head(en="public cost of the whole project", zh="项目公共投入合计", unit=currency),
    ]
    return Sheet(name="years 年度计划", heads=heads, rows=rows)


def _balance(listed: Sequence[ProjectFacts], currency: str) -> Sheet:
    rows: list[list[object]] = []
    for facts in listed:
        if {"finance", "costs"} & set(facts.hidden):
            rows.append([facts.project.code, None, *(WITHHELD,) * 6, None, None, None])
        for one in facts.project.finance:
            # kinds are <party>.<item>, or an item alone where somebody typed it
            party, _, item = one.kind.rpartition(".")
            told = (
                *offer_codes.FINANCE_SIDES[one.side],
                *(codes.PARTIES.get(party, (party, party)) if party else (None, None)),
                *codes.MONEY_ITEMS.get(item, (item, item)),
            )
            basis = basis_words(one.basis)
            rows.append([facts.project.code, one.phase, *told, one.amount, basis.en, basis.zh])
    heads = [
        Head(en="project", zh="项目编号"),
        Head(en="phase", zh="分期", unit="number"),
        Head(en="side", zh="方向（英文）"),
        Head(en="side, Chinese", zh="方向"),
        Head(en="party", zh="主体（英文）"),
        Head(en="party, Chinese", zh="主体"),
        Head(en="item", zh="科目（英文）"),
        Head(en="item, Chinese", zh="科目"),
        Head(en="amount", zh="金额", unit=currency),
        Head(en="basis", zh="依据（英文）"),
        Head(en="basis, Chinese", zh="依据"),
    ]
    return Sheet(name="balance 资金平衡", heads=heads, rows=rows)  # type: ignore[arg-type]


def _schemes(listed: Sequence[ProjectFacts]) -> Sheet:
    """How each project is carried out: parties, gates, risks, conditions of the sheet."""
    rows = []
    for facts in listed:
        project = facts.project
        lead = _party(facts.parties, project.lead_party)
        told = "; ".join(
            f"{_party(facts.parties, one.party)} ({offer_codes.OFFER_ROLES[one.role][1]})"
            for one in project.parties
        )
        gates = "; ".join(f"{offer_codes.STAGES[one.stage][1]} {one.on}" for one in project.gates)
        risks = "; ".join(one.what for one in project.risks)
        rows.append(
            [
                project.code,
                project.name_zh or project.name_en,
                project.about_en,
                project.about_zh,
                "; ".join(one.en for one in project.why),
                "；".join(one.zh for one in project.why),
                WITHHELD if "parties" in facts.hidden else lead,
                WITHHELD if "parties" in facts.hidden else told,
                gates,
                WITHHELD if "risks" in facts.hidden else risks,
            ]
        )
    heads = [
        Head(en="project", zh="项目编号"),
        Head(en="name", zh="名称"),
        Head(en="about", zh="概况（英文）"),
        Head(en="about, Chinese", zh="概况"),
        Head(en="why together", zh="合并理由（英文）"),
        Head(en="why together, Chinese", zh="合并理由"),
        Head(en="lead", zh="统筹主体"),
        Head(en="parties", zh="参与主体"),
        Head(en="gates passed", zh="已通过阶段"),
        Head(en="risks", zh="风险"),
    ]
    return Sheet(name="schemes 实施方案", heads=heads, rows=rows, fixed_columns=2)


def _unit(unit: object) -> str | None:
    """What a problem's value is counted in; shares stand as fractions of 1."""
    if unit is None:
        return None
    if str(unit).startswith("share"):
        return "0–1"
    words = unit_words(str(unit))
    return words.en if words.en == words.zh else f"{words.en} {words.zh}".strip()


def _party(parties: Mapping[str, object], ref: str | None) -> str:
    party = parties.get(ref or "")
    return str(getattr(party, "name_zh", "") or getattr(party, "name_en", "") or ref or "")


def _shown(facts: ProjectFacts, name: str) -> float | str | None:
    """A number, or that it is withheld; an empty cell is unavailable."""
    return WITHHELD if NUMBERS[name][2] in facts.hidden else facts.numbers.get(name)


def _hundredth(value: object) -> float | None:
    return None if value is None else float(value) / HUNDREDTHS  # type: ignore[arg-type]
