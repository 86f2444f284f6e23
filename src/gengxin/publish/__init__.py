"""Write for people: report, workbook, GeoPackage, JSON document, tables to exchange."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gengxin.publish.clause_words import with_sentences
    from gengxin.publish.document import as_document
    from gengxin.publish.geopackage import check_up_geopackage, write_geojson, write_geopackage
    from gengxin.publish.option_report import OptionBooks, write_option_report
    from gengxin.publish.option_sheet import write_option_sheet
    from gengxin.publish.programme_report import Told, write_programme_report
    from gengxin.publish.report import check_up_report, write_report
    from gengxin.publish.workbook import write_tables, write_workbook

__all__ = [
    "OptionBooks",
    "Told",
    "as_document",
    "check_up_geopackage",
    "check_up_report",
    "with_sentences",
    "write_geojson",
    "write_geopackage",
    "write_option_report",
    "write_option_sheet",
    "write_programme_report",
    "write_report",
    "write_tables",
    "write_workbook",
]

_HOMES = {
    "OptionBooks": "option_report",
    "Told": "programme_report",
    "as_document": "document",
    "check_up_geopackage": "geopackage",
    "check_up_report": "report",
    "with_sentences": "clause_words",
    "write_geojson": "geopackage",
    "write_geopackage": "geopackage",
    "write_option_report": "option_report",
    "write_option_sheet": "option_sheet",
    "write_programme_report": "programme_report",
    "write_report": "report",
    "write_tables": "workbook",
    "write_workbook": "workbook",
}


def __getattr__(name: str) -> object:
    """Load a writer when it is first asked for: each needs libraries that the others do without."""
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
