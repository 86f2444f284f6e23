"""A sheet for everybody: the course by milestones, parties, risks, documents."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from gengxin.terms.records import Milestone, Party, Project, offer_codes
from gengxin.terms.sheet import SheetSection, SheetTable
from gengxin.terms.words import Words
from gengxin.workbench.catalogue.facts import code_words, head
from gengxin.workbench.catalogue.ground import Works

__all__ = ["everybody_sections", "in_runs"]


def everybody_sections(
    works: Works, milestones: Sequence[Milestone], parties: Mapping[str, Party]
) -> tuple[SheetSection, ...]:
    """The sections, in their order; ``parties`` by ref."""
    project = works.project
    return (
        _course(works, milestones),
        _parties(project, parties),
        _risks(project),
        _documents(project),
    )


def _course(works: Works, milestones: Sequence[Milestone]) -> SheetSection:
    """Milestones by day; those of several sites that fall together stand in one row."""
    numbers = {ref: at for at, ref in enumerate(works.numbered, start=1)}
    ordered = sorted(milestones, key=lambda one: (_together(one, numbers), one.ref))
    table = SheetTable(
        name="milestones",
        title=Words("Milestones", "里程碑"),
        heads=(
            head("name", ("milestone", "里程碑")),
            head("sites", ("sites, as numbered", "地块编号")),
            head(
                "planned_on",
                ("planned", "计划"),
                basis="computed: what programmes lay down",
                run="milestone",
            ),
            head("forecast_on", ("expected now", "预计"), basis="given", run="milestone"),
            head("achieved_on", ("reached", "完成"), basis="given", run="milestone"),
        ),
        rows=tuple(
            _milestone_row(tuple(group), numbers)
            for _, group in groupby(ordered, lambda one: _together(one, numbers))
        ),
        why=Words("no milestone is kept yet", "尚无里程碑"),
    )
    return SheetSection(code="course", title=Words("Course", "进程"), tables=(table,))


def _together(one: Milestone, numbers: Mapping[str, int]) -> tuple[str, ...]:
    """What milestones have in common that stand in one row, first the day planned."""
    days = [str(day or "") for day in (one.planned_on, one.forecast_on, one.achieved_on)]
    kinds = list(offer_codes.MILESTONE_KINDS)
    at = f"{kinds.index(one.kind):02d}" if one.kind in kinds else one.kind
    return (days[0], at, "" if one.site in numbers else one.ref, *days[1:])


def _milestone_row(
    group: Sequence[Milestone], numbers: Mapping[str, int]
) -> tuple[Words | date, ...]:
    first = group[0]
    if first.site in numbers:
        name = Words(*offer_codes.MILESTONE_KINDS[first.kind])
        sites = in_runs([numbers[one.site] for one in group])
    else:
        name = Words(first.name_en or first.name_zh, first.name_zh or first.name_en)
        sites = Words("the whole project", "整个项目")
    return (
        name,
        sites,
        first.planned_on,
        first.forecast_on or Words("as planned", "按计划"),
        first.achieved_on or Words("not yet", "尚未"),
    )


def in_runs(numbers: Sequence[int]) -> Words:
    """Numbers in order, those that follow each other as a run: 1–4, 7."""
    runs: list[list[int]] = []
    for one in sorted(set(numbers)):
        if runs and one == runs[-1][-1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    told = [f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return Words(", ".join(told), "、".join(told))


def _parties(project: Project, parties: Mapping[str, Party]) -> SheetSection:
    def told(ref: str) -> Words:
        party = parties.get(ref)
        if party is None:
            return Words(ref, ref)
        return Words(party.name_en or party.name_zh, party.name_zh or party.name_en)

    lead = (
        [(told(project.lead_party), Words("lead", "统筹主体"), None)] if project.lead_party else []
    )
    rows = [
        (told(one.party), code_words(offer_codes.OFFER_ROLES, one.role), one.since)
        for one in project.parties
    ]
    table = SheetTable(
        name="parties",
        title=Words("Parties", "主体"),
        heads=(
            head("party", ("party", "主体"), run="party"),
            head("role", ("role", "角色"), run="project"),
            head("since", ("since", "起始"), run="project"),
        ),
        rows=(*lead, *rows),
        why=Words("no party takes part yet", "尚无参与主体"),
    )
    return SheetSection(
        code="parties", title=Words("Parties", "主体"), field="parties", tables=(table,)
    )


def _risks(project: Project) -> SheetSection:
    table = SheetTable(
        name="risks",
        title=Words("Risks", "风险"),
        heads=(
            head("what", ("risk", "风险")),
            head("likelihood", ("likelihood", "可能性")),
            head("effect", ("effect", "影响")),
            head("answer", ("what is done", "应对")),
        ),
        rows=tuple(
            (
                Words(one.what, one.what),
                code_words(offer_codes.RISK_LEVELS, one.likelihood),
                code_words(offer_codes.RISK_LEVELS, one.effect),
                Words(one.answer, one.answer) if one.answer else None,
            )
            for one in project.risks
        ),
        why=Words("nobody has written down a risk yet", "尚未登记风险"),
    )
    return SheetSection(code="risks", title=Words("Risks", "风险"), field="risks", tables=(table,))


def _documents(project: Project) -> SheetSection:
    """Documents that are marked public; others are counted."""
    shown = [one for one in project.documents if one.public]
    hidden = len(project.documents) - len(shown)
    table = SheetTable(
        name="documents",
        title=Words("Documents", "文件"),
        heads=(
            head("title", ("document", "文件")),
            head("kind", ("kind", "类型")),
            head("day", ("day", "日期")),
            head("where", ("where", "位置")),
        ),
        rows=tuple(
            (
                Words(one.title, one.title),
                Words(one.kind, one.kind),
                one.day,
                Words(*(one.address or one.sha256[:12],) * 2)
                if one.address or one.sha256
                else None,
            )
            for one in shown
        ),
        why=Words("no public document", "无公开文件"),
    )
    kept = Words(f"{hidden} documents are not public.", f"另有{hidden}份文件未公开。")
    return SheetSection(
        code="documents",
        title=Words("Documents", "文件"),
        tables=(table,),
        notes=(kept,) if hidden else (),
    )
