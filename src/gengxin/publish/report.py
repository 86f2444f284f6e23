"""The report of a check-up: one HTML file that opens from disk, asks nothing, and prints."""

from collections.abc import Callable
from pathlib import Path

from gengxin.publish.answer import answer
from gengxin.publish.embed import embedded
from gengxin.publish.embed_layers import embedded_layers
from gengxin.publish.page import as_text, attributions, compile_page, write_page
from gengxin.publish.readiness import table_states
from gengxin.publish.report_tables import (
    finding_rows,
    indicator_groups,
    note_rows,
    standard_rows,
    unavailable_rows,
)
from gengxin.publish.still_map import still_map
from gengxin.publish.words import Names
from gengxin.terms import CheckUp, District

__all__ = ["check_up_report", "write_report"]

TEMPLATE = "report.html.j2"


def write_report(check_up: CheckUp, district: District, path: Path) -> None:
    """Write the report of a check-up as one self-contained HTML file."""
    check_up_report(district, path)(check_up)


def check_up_report(district: District, path: Path) -> Callable[[CheckUp], None]:
    """Make ready what a report needs of the district; call what you get with its check-up.

    The file appears at that call, the same as from ``write_report``.
    """
    layers, left_out = embedded_layers(district)
    packed = as_text({"layers": layers, "leftOut": left_out})
    tables = table_states(district)
    compile_page(TEMPLATE)

    def write(check_up: CheckUp) -> None:
        names = Names(check_up, district)
        write_page(
            path,
            TEMPLATE,
            script="report.js",
            data=embedded(check_up, district, names),
            layers=packed,
            district=names.district,
            meta=district.meta,
            provenance=check_up.provenance,
            attributions=attributions(district),
            check_up=check_up,
            names=names,
            headlines=answer(check_up, district, names),
            still=still_map(check_up, district, names),
            findings=finding_rows(check_up, names),
            indicator_groups=indicator_groups(check_up),
            unavailable=unavailable_rows(check_up),
            tables=tables,
            notes=note_rows(district),
            standards=standard_rows(check_up),
        )

    return write
