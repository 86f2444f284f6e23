"""Six made-up projects for the demonstration, from an adopted programme of a made-up district."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from gengxin.offer.drafts import Named, Planned
from gengxin.offer.figures import total
from gengxin.store import DistrictFolder
from gengxin.store.records import RecordStore
from gengxin.terms import InputError
from gengxin.terms.records import SYSTEM, GatePassed, KeptProgramme, Project
from gengxin.terms.words import Words
from gengxin.workbench.projects.drafting import DraftAsked, adopted_programme, project_bundles
from gengxin.workbench.projects.keeping import keep_projects
from gengxin.workbench.projects.planned import planned_of
from gengxin.workbench.projects.stages import pass_gate

__all__ = ["demonstration"]

# lanes that nobody has built
LANES = (
    Words("Wutong Lane", "梧桐里"),
    Words("Fengye Yard", "枫叶坊"),
    Words("Yanchuang Yard", "研创坊"),
    Words("Zhanqian Lane", "站前里"),
    Words("Baihua Lane", "百花里"),
    Words("Guanlan Lane", "观澜里"),
)
ABOUT = Words(
    "Made up to show how a project is told: a made-up district's sites, money and dates.",
    "演示用虚构项目：地块、资金与时间均来自虚构样例区。",
)
GROUND = "demonstration · 演示"
# so many of them stand in the project plan already
PLANNED = 3

Proposed = tuple[Named, tuple[str, ...]]


def demonstration(
    records: RecordStore, folder: Path, programme: KeptProgramme
) -> tuple[Project, ...]:
    """Keep six named projects, made up and public: the largest of each renewal unit first.

    Fewer where the programme makes fewer drafts. Half of them are passed into the project plan.

    Raises
    ------
    InputError
        Where the district isn't made up, or no draft is left.
    StateError
        Where the programme isn't adopted.

    """
    if not DistrictFolder(folder).load().meta.made_up:
        raise InputError("the district is a real one; made-up projects are for made-up ones alone")
    adopted = adopted_programme(records, programme.ref)
    planned = planned_of(folder, adopted)
    chosen = _chosen(planned, project_bundles(records, planned, adopted))
    if not chosen:
        raise InputError("every site is in a project already; the demonstration needs some free")
    asked = [
        _asked(bundle, lane, planned.ground.names.get(bundle[0].unit))
        for bundle, lane in zip(chosen, LANES, strict=False)
    ]
    made = keep_projects(
        records, folder, adopted, asked, by=SYSTEM, made_up=True, visibility="public"
    )
    passed = GatePassed(stage="planned", on=datetime.now(UTC).date(), by=SYSTEM, ground=GROUND)
    first = (pass_gate(records, folder, one, passed) for one in made[:PLANNED])
    return (*first, *made[PLANNED:])


def _chosen(planned: Planned, found: Sequence[Proposed]) -> list[Proposed]:
    """The largest bundle of each unit, then the next largest, up to as many as there are lanes."""

    def size(bundle: Proposed) -> tuple[float, str]:
        floor_m2 = total([planned.works[site] for site in bundle[1]], "floor_area_m2")
        return -(floor_m2 or 0.0), bundle[0].code

    in_order = sorted(found, key=size)
    largest = {one[0].unit: one for one in reversed(in_order) if one[0].unit}
    first = sorted(largest.values(), key=lambda one: one[0].unit)
    return [*first, *(one for one in in_order if one not in first)][: len(LANES)]


def _asked(bundle: Proposed, lane: Words, unit: Words | None) -> DraftAsked:
    """The bundle under its made-up name, with that of its unit where it lies in one."""
    en, zh = lane
    if unit is not None:
        en, zh = f"{lane.en}, {unit.en}", f"{unit.zh}·{lane.zh}"
    marked = "made up" in en
    return DraftAsked(
        code=bundle[0].code,
        name_en=en if marked else f"{en} (made up)",
        name_zh=zh if marked else f"{zh}（样例）",
        sites=bundle[1],
        about_en=ABOUT.en,
        about_zh=ABOUT.zh,
    )
