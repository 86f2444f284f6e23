"""What was written of a run for people to open: report, workbook, GeoPackage."""

from pathlib import Path

from gengxin.terms.records import RecordAbsentError
from gengxin.workbench.layers.runs import Run

__all__ = ["FILES", "file_of", "files_of"]

# ending → media type
FILES = {
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "gpkg": "application/geopackage+sqlite3",
}
_REPORTS = "reports"


def files_of(folder: Path, run: Run) -> dict[str, Path]:
    """The files of a run that are there, by ending."""
    home = folder / _REPORTS / run.name
    found = {ending: sorted(home.glob(f"*.{ending}")) for ending in FILES}
    return {ending: paths[0] for ending, paths in found.items() if paths}


def file_of(folder: Path, run: Run, ending: str) -> Path:
    """The file of that ending.

    Raises
    ------
    RecordAbsentError
        Where it was never written; jobs that the server does write them.

    """
    found = files_of(folder, run).get(ending)
    if found is None:
        raise RecordAbsentError("file", f"{run.name}/report.{ending}")
    return found
