"""Check a district up, keep the run, and write what people open."""

import contextlib
import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from gengxin.store import DistrictFolder, write_file
from gengxin.terms import CheckUp, District, InputError
from gengxin.workbench.progress import Progress, quiet
from gengxin.workbench.second_process import SecondProcess
from gengxin.workbench.software import software

__all__ = ["CheckUpFiles", "check_up", "check_up_folder", "write_check_up"]

Variant = Literal["strict", "lenient"]
# things made, less those let go, after which Python looks for garbage that it can't count
SWEPT_AFTER = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckUpFiles:
    """What a check-up wrote, and where its run is kept."""

    report: Path
    workbook: Path
    geopackage: Path
    document: Path
    run: Path | None = None


def check_up(
    district: District,
    *,
    standards: str | Path = "cn-default",
    variant: Variant = "strict",
    report: Progress = quiet,
) -> CheckUp:
    """Measure every indicator, find where the district falls short, and say why."""
    return _check_up(district, standards, variant=variant, day=_today(), report=report)


def check_up_folder(
    folder: str | Path,
    *,
    standards: str | Path = "cn-default",
    variant: Variant = "strict",
    out: str | Path | None = None,
    report: Progress = quiet,
    processes: int = 1,
) -> tuple[CheckUp, CheckUpFiles]:
    """Check up the district of a folder; the files go to ``out``, else to ``<folder>/reports``.

    With two ``processes`` the second one writes the GeoPackage and the workbook: the same files,
    sooner, for twice the memory.
    """
    home, day = DistrictFolder(Path(folder)), _today()
    files = _files(Path(out) if out is not None else home.path / "reports")
    with _seldom_swept(), _no_empty_folder(files), _beside(home, files, day, processes) as beside:
        district = home.load()
        read = home.content_hash()
        made = _check_up(
            district,
            standards,
            variant=variant,
            day=day,
            report=lambda doing, share: report(doing, 0.1 + 0.6 * share),
        )
        if beside is not None:
            beside.tell((read, made))
        run = home.keep_run("check-up", tables=_tables(made), facts=_facts(made))
        _write_pages(made, district, files, report=report)
        if beside is not None:
            beside.answer()
        else:
            _write_map_and_workbook(made, district, files)
    report("written", 1.0)
    return made, replace(files, run=run)


def write_check_up(
    made: CheckUp,
    district: District,
    folder: str | Path,
    *,
    report: Progress = quiet,
) -> CheckUpFiles:
    """Write the report (HTML), the workbook, the GeoPackage and the JSON document."""
    files = _files(Path(folder))
    _write_pages(made, district, files, report=report)
    _write_map_and_workbook(made, district, files)
    report("written", 1.0)
    return files


def _check_up(
    district: District,
    standards: str | Path,
    *,
    variant: Variant,
    day: date,
    report: Progress,
) -> CheckUp:
    from gengxin import diagnose
    from gengxin.sources.standards import read_standards

    return diagnose.check_up(
        district,
        read_standards(standards),
        variant=variant,
        day=day,
        software=software(),
        report=report,
    )


def _files(folder: Path) -> CheckUpFiles:
    return CheckUpFiles(
        report=folder / "check-up.html",
        workbook=folder / "check-up.xlsx",
        geopackage=folder / "check-up.gpkg",
        document=folder / "check-up.json",
    )


def _write_pages(
    made: CheckUp, district: District, files: CheckUpFiles, *, report: Progress
) -> None:
    """Write what needs no file of its kind to be there: the report, and the JSON document."""
    import json

    from gengxin import publish

    report("writing the report", 0.7)
    publish.write_report(made, district, files.report)
    report("writing JSON, GeoPackage and workbook", 0.9)
    document = publish.as_document(made, district)
    write_file(files.document, json.dumps(document, ensure_ascii=False).encode())


def _write_map_and_workbook(made: CheckUp, district: District, files: CheckUpFiles) -> None:
    from gengxin import publish

    publish.write_geopackage(district, files.geopackage, check_up=made)
    publish.write_workbook(made, district, files.workbook)


def _map_and_workbook_beside(
    told: Callable[[], tuple[str, CheckUp]], folder: Path, files: CheckUpFiles, day: date
) -> None:
    """The same in the second process: what lies beneath is written before the check-up is made."""
    from gengxin import publish

    home = DistrictFolder(folder)
    with _seldom_swept():
        district = home.load()
        own = home.content_hash()
        with publish.check_up_geopackage(district, files.geopackage, day=day) as add:
            read, made = told()
            if read != own:
                msg = f"{folder} was changed while it was checked up; check it up again"
                raise InputError(msg)
            add(made)
        publish.write_workbook(made, district, files.workbook)


@contextlib.contextmanager
def _beside(
    home: DistrictFolder, files: CheckUpFiles, day: date, processes: int
) -> Iterator[SecondProcess | None]:
    """Give the second process, which has begun; ``None`` where there is to be but one."""
    if processes < 2:
        yield None
        return
    with SecondProcess(_map_and_workbook_beside, home.path, files, day) as beside:
        yield beside


@contextlib.contextmanager
def _no_empty_folder(files: CheckUpFiles) -> Iterator[None]:
    """Take the folder of the files away again where an error keeps it empty."""
    folder = files.report.parent
    was_there = folder.exists()
    try:
        yield
    except BaseException:
        if not was_there:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


@contextlib.contextmanager
def _seldom_swept() -> Iterator[None]:
    """Let Python look for circles of garbage seldom: lists of millions of cells hold none.

    At its usual pace it walks them again and again, a tenth of the time of a check-up.
    """
    before = gc.get_threshold()
    gc.set_threshold(SWEPT_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _today() -> date:
    return datetime.now(UTC).date()


def _tables(made: CheckUp) -> dict[str, Any]:
    return {
        "observations": made.observations,
        "findings": made.findings,
        "finding_causes": made.causes,
        "gaps": made.gaps,
        "ranking": made.ranking,
        "site_values": made.site_values,
    }


def _facts(made: CheckUp) -> dict[str, Any]:
    """What the run stands on; the day it was made is left out, so that equal runs are one."""
    return {
        "software": made.provenance.software,
        "standards": made.pack.name,
        "variant": made.variant,
        "parameters": dict(made.provenance.parameters),
        "inputs": [one.sha256 for one in made.provenance.inputs],
    }
