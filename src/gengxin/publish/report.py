"""The report of a check-up: one HTML file that opens from disk, asks nothing, and prints."""

from pathlib import Path

from gengxin.publish.answer import answer
from gengxin.publish.embed import embedded
from gengxin.publish.page import attributions, write_page
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

__all__ = ["write_report"]


def write_report(check_up: CheckUp, district: District, path: Path) -> None:
    """Write the report of a check-up as one self-contained HTML file."""
    names = Names(check_up, district)
    write_page(
        path,
        "report.html.j2",
        script="report.js",
        data=embedded(check_up, district, names),
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
        tables=table_states(district),
        notes=note_rows(district),
        standards=standard_rows(check_up),
    )
