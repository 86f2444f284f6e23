"""A sheet for everybody: the course by milestones, parties, risks, documents."""

from collections.abc import Mapping, Sequence

from gengxin.terms.records import Milestone, Party, Project, offer_codes
from gengxin.terms.sheet import SheetSection, SheetTable
from gengxin.terms.words import Words
from gengxin.workbench.catalogue.facts import code_words, head

__all__ = ["everybody_sections"]


def everybody_sections(
    project: Project, milestones: Sequence[Milestone], parties: Mapping[str, Party]
) -> tuple[SheetSection, ...]:
    """The sections, in their order; ``parties`` by ref."""
    return (
        _course(milestones),
        _parties(project, parties),
        _risks(project),
        _documents(project),
    )


def _course(milestones: Sequence[Milestone]) -> SheetSection:
    ordered = sorted(milestones, key=lambda one: (one.planned_on, one.ref))
    table = SheetTable(
        name="milestones",
        title=Words("Milestones", "里程碑"),
        heads=(
            head("name", ("milestone", "里程碑")),
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
            (
                Words(one.name_en or one.name_zh, one.name_zh or one.name_en),
                one.planned_on,
                one.forecast_on or Words("as planned", "按计划"),
                one.achieved_on or Words("not yet", "尚未"),
            )
            for one in ordered
        ),
        why=Words("no milestone is kept yet", "尚无里程碑"),
    )
    return SheetSection(code="course", title=Words("Course", "进程"), tables=(table,))


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
        title=Words("Parties and their roles", "参与主体与角色"),
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
