"""The whole way on the made-up district, from the sample to a verified programme's projects."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from gengxin.store import DistrictFolder
from gengxin.store.programme_file import write_programme
from gengxin.store.records import open_records
from gengxin.terms import CheckUp, Front, Programme, Verdict, WeightRun
from gengxin.terms.records import SYSTEM, Project
from gengxin.workbench.check_ups import CheckUpFiles, check_up_folder
from gengxin.workbench.deliberation.files import KeptFile, keep_programme_file
from gengxin.workbench.deliberation.programmes import NewProgramme, adopt, move, register
from gengxin.workbench.districts import sample_district
from gengxin.workbench.fronts import front_from
from gengxin.workbench.layers.showing import publish_ground
from gengxin.workbench.plan_inputs import plan_inputs
from gengxin.workbench.programme_page import programme_report
from gengxin.workbench.programmes import Asked, Found, read_brief_for, searched
from gengxin.workbench.progress import Progress, quiet
from gengxin.workbench.projects.demonstration import demonstration
from gengxin.workbench.search import Until
from gengxin.workbench.site_options import options_folder
from gengxin.workbench.verification import verdict_document, verify_file
from gengxin.workbench.weights import weight_runs

__all__ = ["Demo", "demo"]

OWN = Until(gap=0.005, seconds=90.0)
"""How long is searched for the programme."""
NAME_EN, NAME_ZH = "Programme for show (made up)", "演示更新计划（样例）"
FOR_SHOW = "adopted and published by the demonstration, by nobody in truth"
FRONT = ("net_present_value", "people_served")
# sites up to which it is compared with others; programmes of the front, rounds of each search
CHOICES = ((300, 12, 20), (1_000, 8, 12))


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What the demonstration made.

    ``front`` is ``None`` where there are too many sites for a dozen searches. ``projects`` were
    made of the programme, adopted for show; none where its recount found something against it.
    """

    district: Path
    check_up: CheckUp
    files: CheckUpFiles
    options: Path
    programme: Path
    made: Programme
    verdict: Verdict
    front: Front | None
    report: Path
    projects: tuple[Project, ...]


def demo(out: str | Path, *, sites: int = 3_000, seed: int = 1, report: Progress = quiet) -> Demo:
    """Make the sample under ``out/district``, go the whole way with it, write the files to ``out``.

    Times bound the searches, so the programme depends on how fast the machine is; its proof
    doesn't.
    """
    home = DistrictFolder(Path(out) / "district")
    home.save(sample_district(sites=sites, seed=seed, report=_part(report, 0.0, 0.05)))
    checked, files = check_up_folder(home.path, out=out, report=_part(report, 0.05, 0.1))
    options = Path(out) / "options.html"
    options_folder(home.path, out=options, report=_part(report, 0.1, 0.25))
    programme = Path(out) / "programme.zip"
    found = _found(home.path, Asked(until=OWN, seed=seed), _part(report, 0.25, 0.45))
    made = found.programme()
    write_programme(made, programme)
    kept = keep_programme_file(home.path, programme)
    verdict = verify_file(programme, home.path, report=_part(report, 0.45, 0.47))
    projects = _projects(home.path, kept, verdict)
    runs, front = _compared(found, seed, _part(report, 0.47, 0.95))
    page = programme_report(
        home.path,
        programme,
        out=Path(out) / "programme.html",
        front=front,
        weights=runs,
        report=_part(report, 0.95, 1.0),
    )
    return Demo(
        district=home.path,
        check_up=checked,
        files=files,
        options=options,
        programme=programme,
        made=made,
        verdict=verdict,
        front=front,
        report=page,
        projects=projects,
    )


def _projects(folder: Path, kept: KeptFile, verdict: Verdict) -> tuple[Project, ...]:
    """Six public projects of the programme, adopted for show, and the map they lie on.

    Those of an earlier time stay.
    """
    with closing(open_records(folder)) as records:
        before = records.list(Project)
        if before or not verdict.holds:
            return tuple(before)
        new = NewProgramme(content_hash=kept.content_hash, name_en=NAME_EN, name_zh=NAME_ZH)
        drafted = register(records, folder, new, by=SYSTEM)
        proposed = move(records, drafted, "propose", by=SYSTEM, why=FOR_SHOW)
        told = verdict_document(verdict, kept.run) | {"content_hash": kept.content_hash}
        adopted = adopt(records, proposed, told, by=SYSTEM, why=FOR_SHOW)
        publish_ground(records, folder, why=FOR_SHOW)
        return demonstration(records, folder, adopted)


def _found(folder: Path, asked: Asked, report: Progress) -> Found:
    inputs = plan_inputs(folder)
    return searched(inputs, read_brief_for(inputs, None), asked=asked, report=report)


def _compared(
    found: Found, seed: int, report: Progress
) -> tuple[tuple[WeightRun, ...], Front | None]:
    """The programme at other weights, and the front; nothing where a search takes too long."""
    sites = len(found.problem.case.columns.sites)
    for most, points, rounds in CHOICES:
        if sites > most:
            continue
        asked = Asked(until=Until(seconds=None, rounds=rounds), seed=seed)
        front = front_from(
            found, terms=FRONT, points=points, asked=asked, report=_part(report, 0.0, 0.5)
        )
        return weight_runs(found, asked=asked, report=_part(report, 0.5, 1.0)), front
    return (), None


def _part(report: Progress, start: float, end: float) -> Progress:
    """The part of the whole way that one of its steps fills."""
    return lambda doing, share: report(doing, start + (end - start) * share)
