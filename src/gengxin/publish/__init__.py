"""Write for people: report, workbook, GeoPackage, JSON document, tables to exchange."""

from gengxin.publish.document import as_document
from gengxin.publish.geopackage import check_up_geopackage, write_geojson, write_geopackage
from gengxin.publish.option_report import OptionBooks, write_option_report
from gengxin.publish.option_sheet import write_option_sheet
from gengxin.publish.report import write_report
from gengxin.publish.workbook import write_tables, write_workbook

__all__ = [
    "OptionBooks",
    "as_document",
    "check_up_geopackage",
    "write_geojson",
    "write_geopackage",
    "write_option_report",
    "write_option_sheet",
    "write_report",
    "write_tables",
    "write_workbook",
]
