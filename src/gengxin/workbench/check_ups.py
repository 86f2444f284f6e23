"""Check a district up, keep the run, and write what people open."""

import contextlib
import gc
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from gengxin.store import DistrictFolder, write_file
from gengxin.terms import CheckUp, District, StandardPack
from gengxin.workbench.progress import Progress, quiet
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
    from gengxin import diagnose

    return diagnose.check_up(
        district,
        _pack(standards),
        variant=variant,
        day=datetime.now(UTC).date(),
        software=software(),
        report=report,
    )


def check_up_folder(
    folder: str | Path,
    *,
    standards: str | Path = "cn-default",
    variant: Variant = "strict",
    out: str | Path | None = None,
    report: Progress = quiet,
) -> tuple[CheckUp, CheckUpFiles]:
    """Check up the district of a folder; the files go to ``out``, else to ``<folder>/reports``."""
    home = DistrictFolder(Path(folder))
    target = Path(out) if out is not None else Path(folder) / "reports"
    with _seldom_swept():
        district = home.load()
        made = check_up(
            district,
            standards=standards,
            variant=variant,
            report=lambda doing, share: report(doing, 0.1 + 0.6 * share),
        )
        run = home.keep_run("check-up", tables=_tables(made), facts=_facts(made))
        files = write_check_up(
            made,
            district,
            target,
            run=run,
            report=lambda doing, share: report(doing, 0.7 + 0.3 * share),
        )
    return made, files


def write_check_up(
    made: CheckUp,
    district: District,
    folder: str | Path,
    *,
    run: Path | None = None,
    report: Progress = quiet,
) -> CheckUpFiles:
    """Write the report (HTML), the workbook, the GeoPackage and the JSON document."""
    import json
    from concurrent.futures import ThreadPoolExecutor

    from gengxin import publish

    target = Path(folder)
    files = CheckUpFiles(
        report=target / "check-up.html",
        workbook=target / "check-up.xlsx",
        geopackage=target / "check-up.gpkg",
        document=target / "check-up.json",
        run=run,
    )
    target.mkdir(parents=True, exist_ok=True)
    # GDAL writes its file beside the others: it works outside of Python, for the most part
    with ThreadPoolExecutor(max_workers=1) as beside:
        report("writing GeoPackage and report", 0.0)
        written = beside.submit(publish.write_geopackage, district, files.geopackage, check_up=made)
        publish.write_report(made, district, files.report)
        report("writing the workbook", 0.5)
        publish.write_workbook(made, district, files.workbook)
        report("writing JSON", 0.8)
        document = publish.as_document(made, district)
        write_file(files.document, json.dumps(document, ensure_ascii=False).encode())
        written.result()
    report("written", 1.0)
    return files


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


def _pack(standards: str | Path) -> StandardPack:
    from gengxin.sources.standards import read_standards

    return read_standards(standards)


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
