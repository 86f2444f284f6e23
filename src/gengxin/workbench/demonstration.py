"""The whole way on the made-up district, from the sample to a verified programme's report."""

from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from gengxin.store import DistrictFolder
from gengxin.terms import CheckUp, Front, InputError, Programme, Verdict, WeightRun
from gengxin.workbench.check_ups import CheckUpFiles, check_up_folder
from gengxin.workbench.districts import sample_district
from gengxin.workbench.plan_inputs import plan_inputs
from gengxin.workbench.programme_report import programme_report
from gengxin.workbench.programmes import Asked, plan_folder
from gengxin.workbench.progress import Progress, quiet
from gengxin.workbench.questions import front_folder
from gengxin.workbench.search import Until
from gengxin.workbench.site_options import options_folder
from gengxin.workbench.verification import verify_file
from gengxin.workbench.weights import weight_runs

__all__ = ["Demo", "demo"]

# how long is searched: for the programme itself, and for each of those that it is compared with
OWN = Until(gap=0.005, seconds=90.0)
COMPARED = Until(gap=0.02, seconds=8.0)
FRONT = ("net_present_value", "people_served")
POINTS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What the demonstration made.

    ``front`` is ``None`` where none was found in its time, or where one search takes too long for
    many of them.
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
    asked = Asked(until=OWN, seed=seed)
    began = monotonic()
    made = plan_folder(home.path, out=programme, asked=asked, report=_part(report, 0.25, 0.45))
    quick = _is_quick(made, monotonic() - began)
    verdict = verify_file(programme, home.path, report=_part(report, 0.45, 0.47))
    runs, front = (
        _compared(home.path, made, seed, _part(report, 0.47, 0.95)) if quick else ((), None)
    )
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
    )


def _is_quick(made: Programme, seconds: float) -> bool:
    """Whether a first plan is found within the time that each comparison has."""
    first = next(one.number for one in made.rounds if one.value is not None)
    return COMPARED.seconds is not None and seconds * first / len(made.rounds) < COMPARED.seconds


def _compared(
    folder: Path, made: Programme, seed: int, report: Progress
) -> tuple[tuple[WeightRun, ...], Front | None]:
    """The programme at other weights, and the front."""
    asked = Asked(until=COMPARED, seed=seed)
    inputs = plan_inputs(folder)
    runs = weight_runs(inputs, made.brief, made, asked=asked, report=_part(report, 0.0, 0.6))
    return runs, _front(folder, asked, _part(report, 0.6, 1.0))


def _front(folder: Path, asked: Asked, report: Progress) -> Front | None:
    """The front; ``None`` where a step of it found nothing in its time."""
    try:
        return front_folder(folder, terms=FRONT, points=POINTS, asked=asked, report=report)
    except InputError:
        return None


def _part(report: Progress, start: float, end: float) -> Progress:
    """The part of the whole way that one of its steps fills."""
    return lambda doing, share: report(doing, start + (end - start) * share)
