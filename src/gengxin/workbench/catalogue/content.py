"""A project's sheet, filled from its record, its programme's file and options, and the district."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from gengxin.publish.page import attributions
from gengxin.store.records import RecordStore
from gengxin.terms.records import (
    AnyOf,
    Is,
    KeptProgramme,
    Milestone,
    Party,
    Project,
    SpaceUnit,
    codes,
    offer_codes,
)
from gengxin.terms.sheet import (
    READERS,
    SheetBar,
    SheetBlock,
    SheetContent,
    SheetNumber,
    SheetPoint,
    SheetSection,
)
from gengxin.terms.words import Words
from gengxin.workbench.catalogue.designer import designer_sections
from gengxin.workbench.catalogue.developer import developer_sections
from gengxin.workbench.catalogue.everybody import everybody_sections
from gengxin.workbench.catalogue.facts import named, number_of, of_option, of_sites
from gengxin.workbench.catalogue.financier import (
    financier_sections,
    project_flows,
    project_returns,
)
from gengxin.workbench.catalogue.ground import Ground, Works
from gengxin.workbench.catalogue.operator import operator_sections
from gengxin.workbench.catalogue.residents import residents_sections
from gengxin.workbench.catalogue.times import ends_of, opens_on, phase_words, starts_on

__all__ = ["Beside", "beside", "programme_hash", "sheet_content"]

HEAD = ("npv_amount", "funding_gap_amount")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Records that stand beside a project on its sheet."""

    milestones: tuple[Milestone, ...] = ()
    parties: tuple[Party, ...] = ()
    units: tuple[SpaceUnit, ...] = ()


def beside(store: RecordStore, project: Project) -> Beside:
    """What stands beside a project on its sheet."""
    refs = {one.party for one in project.parties}
    if project.lead_party:
        refs.add(project.lead_party)
    found = store.list(Party, AnyOf("ref", tuple(sorted(refs)))) if refs else ()
    return Beside(
        milestones=tuple(store.list(Milestone, Is("project", project.ref))),
        parties=tuple(found),
        units=tuple(store.list(SpaceUnit, Is("project", project.ref))),
    )


def programme_hash(store: RecordStore, project: Project) -> str:
    """The content hash of the file of a project's programme."""
    return store.one(KeptProgramme, project.programme).content_hash


def sheet_content(project: Project, ground: Ground, near: Beside) -> SheetContent:
    """All that a project's sheet says; what is withheld is marked, and still there.

    Raises
    ------
    InputError
        Where a work of the project isn't in the programme.

    """
    works = Works.of(project, ground)
    district, money = ground.district.meta, ground.money
    return SheetContent(
        project=project.ref,
        code=project.code,
        version=project.version,
        name=_both(project.name_en, project.name_zh),
        about=_both(project.about_en, project.about_zh),
        why=tuple(Words(one.en, one.zh) for one in project.why),
        stage=project.stage,
        stage_words=Words(*offer_codes.STAGES[project.stage]),
        unit=_unit(works),
        mode=Words(*codes.RENEWAL_MODES[project.mode]),
        district=_both(district.name_en, district.name_zh),
        made_up=district.made_up or project.made_up,
        prices_made_up=ground.prices_made_up,
        currency="" if money is None else money.currency,
        price_day=None if money is None else money.price_day,
        data_day=district.data_day,
        programme=ground.content_hash,
        runs=(ground.programme_run, ground.run),
        sites=tuple(map(str, works.rows.index)),
        numbers=_head(works),
        phases=_phases(works),
        bars=_bars(works),
        points=_points(near.milestones),
        blocks=_blocks(works, near),
        withheld=project.withheld,
        attributions=tuple(attributions(ground.district)),
    )


def _blocks(works: Works, near: Beside) -> tuple[SheetBlock, ...]:
    made = {
        "developer": developer_sections(works),
        "operator": operator_sections(works, near.units),
        "designer": designer_sections(works),
        "financier": financier_sections(works),
        "residents": residents_sections(works),
        "everybody": everybody_sections(
            works, near.milestones, {one.ref: one for one in near.parties}
        ),
    }
    return tuple(
        SheetBlock(
            reader=reader,
            title=title,
            sections=tuple(_marked(one, works.project.withheld) for one in made[reader]),
        )
        for reader, title in READERS.items()
    )


def _marked(section: SheetSection, withheld: Sequence[str]) -> SheetSection:
    return replace(section, withheld=bool(section.field) and section.field in withheld)


def _head(works: Works) -> tuple[SheetNumber, ...]:
    """The few numbers of the head: ground, floor, homes, who moves, cost, worth."""
    returns = {one.name: one for one in project_returns(works, project_flows(works))}
    costs = of_option(works, "public_cost_amount_x100")
    return (
        of_sites(works, "area_m2"),
        of_option(works, "gross_floor_area_m2_x100"),
        of_option(works, "homes_after_count"),
        of_option(works, "households_out_temporarily_count"),
        costs,
        *(returns[name] for name in HEAD),
    )


def _phases(works: Works) -> tuple[tuple[Words, date, date], ...]:
    ground = works.ground
    return tuple(
        (phase_words(ground, at), starts_on(ground, at), ends_of(ground, at))
        for at in range(1, len(ground.programme.brief.phases) + 1)
    )


def _bars(works: Works) -> tuple[SheetBar, ...]:
    made = []
    names = works.site_names
    for name, row in zip(names, works.work_rows, strict=True):
        phase = int(row["phase"])
        start = starts_on(works.ground, phase)
        end = opens_on(works.ground, phase, number_of(row["works_months"]))
        made.append(
            SheetBar(
                site=str(row["site"]),
                label=name,
                action=str(row["action"]),
                phase=phase,
                starts_on=start,
                ends_on=end or ends_of(works.ground, phase),
            )
        )
    return tuple(made)


def _points(milestones: Sequence[Milestone]) -> tuple[SheetPoint, ...]:
    """Milestones of the whole project; those of single sites are in the table."""
    return tuple(
        SheetPoint(
            label=_both(one.name_en, one.name_zh),
            kind=one.kind,
            planned_on=one.planned_on,
            forecast_on=one.forecast_on,
            achieved_on=one.achieved_on,
        )
        for one in sorted(milestones, key=lambda one: (one.planned_on, one.ref))
        if not one.site
    )


def _unit(works: Works) -> Words:
    unit = works.project.unit
    return named(works.ground.district.table("areas"), [unit])[0] if unit else Words("", "")


def _both(en: str, zh: str) -> Words:
    return Words(en or zh, zh or en)
