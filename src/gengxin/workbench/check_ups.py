"""Check a district up, keep the run, and write what people open.

What takes long to load is imported where it is needed: the second process starts before that.
"""

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from gengxin.workbench.progress import Progress, quiet
from gengxin.workbench.second_process import SecondProcess
from gengxin.workbench.software import software
from gengxin.workbench.sweeping import seldom_swept

if TYPE_CHECKING:
    from gengxin.diagnose import Diagnosis, Found
    from gengxin.plan.options import Underway
    from gengxin.terms import CheckUp, District

__all__ = ["CheckUpFiles", "check_up", "check_up_folder", "shortfalls", "write_check_up"]

Variant = Literal["strict", "lenient"]
# of four services the second process finds one: it has maps to make ready meanwhile
SHARED_OUT = slice(3, None, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckUpFiles:
    """What a check-up wrote, and where its run is kept."""

    report: Path
    workbook: Path
    geopackage: Path
    document: Path
    run: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a check-up goes by."""

    standards: str | Path
    variant: Variant
    day: date


def check_up(
    district: "District",
    *,
    standards: str | Path = "cn-default",
    variant: Variant = "strict",
    report: Progress = quiet,
) -> "CheckUp":
    """Measure every indicator, find where the district falls short, and say why."""
    asked = _Asked(standards=standards, variant=variant, day=_today())
    begun = _begun(district, asked, report=report)
    return _ended(begun, begun.of_services(), asked)


def shortfalls(district: "District", *, standards: str | Path = "cn-default") -> "Underway":
    """What options ask of a check-up: who lacks which service, and where it falls short.

    It is found when it is asked for, and once. Standards that can't be read are refused at once.
    """
    from gengxin.diagnose import Diagnosis
    from gengxin.plan.options import Underway
    from gengxin.sources.standards import read_standards

    pack = read_standards(standards)
    begun = cache(lambda: Diagnosis(district, pack))

    @cache
    def found() -> "CheckUp":
        short = begun().shortfalls(day=_today(), software=software())
        # what it was found by is let go
        begun.cache_clear()
        return short

    # the network is held by whoever asked for it, and no longer
    return Underway(on=lambda: begun().on, found=found)


def check_up_folder(
    folder: str | Path,
    *,
    standards: str | Path = "cn-default",
    variant: Variant = "strict",
    out: str | Path | None = None,
    report: Progress = quiet,
    processes: int = 1,
) -> "tuple[CheckUp, CheckUpFiles]":
    """Check up the district of a folder; the files go to ``out``, else to ``<folder>/reports``.

    With two ``processes`` the second one finds a part of the services, and writes the report and
    the GeoPackage: the same files, sooner, for twice the memory.
    """
    asked = _Asked(standards=standards, variant=variant, day=_today())
    files = _files(Path(out) if out is not None else Path(folder) / "reports")
    beside = SecondProcess(_beside, Path(folder), asked, files) if processes > 1 else None
    with seldom_swept(), _no_empty_folder(files), beside or contextlib.nullcontext():
        from gengxin.store import DistrictFolder

        home = DistrictFolder(Path(folder))
        district, read = home.load(), home.content_hash()
        begun = _begun(
            district, asked, report=lambda doing, share: report(doing, 0.1 + 0.6 * share)
        )
        if beside is None:
            made = _ended(begun, begun.of_services(), asked)
        else:
            services = _found_by_both(begun, beside, folder=Path(folder), read=read)
            made = _ended(begun, services, asked)
            beside.tell(made)
        run = home.keep_run("check-up", tables=_tables(made), facts=_facts(made))
        _write_tables(made, district, files, report=report)
        if beside is None:
            _write_maps(made, district, files, report=report)
        else:
            beside.answer()
    report("written", 1.0)
    return made, replace(files, run=run)


def write_check_up(
    made: "CheckUp",
    district: "District",
    folder: str | Path,
    *,
    report: Progress = quiet,
) -> CheckUpFiles:
    """Write the report (HTML), the workbook, the GeoPackage and the JSON document."""
    files = _files(Path(folder))
    _write_tables(made, district, files, report=report)
    _write_maps(made, district, files, report=report)
    report("written", 1.0)
    return files


def _begun(district: "District", asked: _Asked, *, report: Progress = quiet) -> "Diagnosis":
    """A check-up that has begun."""
    from gengxin.diagnose import Diagnosis
    from gengxin.sources.standards import read_standards

    pack = read_standards(asked.standards)
    return Diagnosis(district, pack, variant=asked.variant, report=report)


def _ended(begun: "Diagnosis", services: "dict[str, Found]", asked: _Asked) -> "CheckUp":
    """The check-up, its services being found."""
    return begun.check_up(services, day=asked.day, software=software())


def _found_by_both(
    begun: "Diagnosis", beside: SecondProcess, *, folder: Path, read: str
) -> "dict[str, Found]":
    """What both processes find of the services, of the same state of the folder."""
    from gengxin.terms import InputError

    own = begun.of_services([code for code in begun.codes if code not in _shared_out(begun)])
    read_there, found_there = beside.answer()
    if read_there != read:
        msg = f"{folder} was changed while it was checked up; check it up again"
        raise InputError(msg)
    return {**own, **found_there}


def _shared_out(begun: "Diagnosis") -> list[str]:
    """The services that the second process finds, by code."""
    return begun.codes[SHARED_OUT]


def _beside(
    told: Callable[[], "CheckUp"], folder: Path, asked: _Asked, files: CheckUpFiles
) -> "Iterator[tuple[str, dict[str, Found]] | None]":
    """What the second process does: find its services; make maps ready, and write them."""
    from gengxin import publish
    from gengxin.store import DistrictFolder

    home = DistrictFolder(folder)
    with seldom_swept():
        district, read = home.load(), home.content_hash()
        begun = _begun(district, asked)
        yield read, begun.of_services(_shared_out(begun))
        with publish.check_up_geopackage(district, files.geopackage, day=asked.day) as add:
            write = publish.check_up_report(district, files.report)
            made = told()
            add(made)
        write(made)
    yield None


def _files(folder: Path) -> CheckUpFiles:
    return CheckUpFiles(
        report=folder / "check-up.html",
        workbook=folder / "check-up.xlsx",
        geopackage=folder / "check-up.gpkg",
        document=folder / "check-up.json",
    )


def _write_tables(
    made: "CheckUp", district: "District", files: CheckUpFiles, *, report: Progress
) -> None:
    """Write what tells of the check-up alone: the workbook, and the JSON document."""
    from gengxin import publish
    from gengxin.store import write_file

    report("writing workbook and JSON", 0.7)
    publish.write_workbook(made, district, files.workbook)
    document = publish.as_document(made, district)
    write_file(files.document, json.dumps(document, ensure_ascii=False).encode())


def _write_maps(
    made: "CheckUp", district: "District", files: CheckUpFiles, *, report: Progress
) -> None:
    """Write what shows the district too: the report, and the GeoPackage."""
    from gengxin import publish

    report("writing report and GeoPackage", 0.8)
    publish.write_geopackage(district, files.geopackage, check_up=made)
    publish.write_report(made, district, files.report)


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


def _today() -> date:
    return datetime.now(UTC).date()


def _tables(made: "CheckUp") -> dict[str, Any]:
    import pandas as pd

    from gengxin.terms import INDICATORS

    defined = [
        {**asdict(one), "levels": " ".join(one.levels), "needs": " ".join(one.needs)}
        for one in made.indicators
    ]
    return {
        "indicators": pd.DataFrame(defined)[[one.name for one in INDICATORS.columns]],
        "observations": made.observations,
        "findings": made.findings,
        "finding_causes": made.causes,
        "gaps": made.gaps,
        "ranking": made.ranking,
        "site_values": made.site_values,
    }


def _facts(made: "CheckUp") -> dict[str, Any]:
    """What the run stands on; the day it was made is left out, so that equal runs are one."""
    return {
        "software": made.provenance.software,
        "standards": made.pack.name,
        "variant": made.variant,
        "parameters": dict(made.provenance.parameters),
        "inputs": [one.sha256 for one in made.provenance.inputs],
    }
