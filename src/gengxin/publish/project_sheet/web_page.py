"""A sheet as a page: one file without a script, which prints and asks the net nothing."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from gengxin.publish.page import templates

__all__ = ["sheet_page"]


def sheet_page(sheet: Mapping[str, Any], drawings: Mapping[str, Any]) -> str:
    """The page of a sheet that was told in one language (``told_sheet``) with its drawings."""
    # the drawings are ours, and every text in them is escaped where it is drawn
    drawn = {
        name: Markup(drawings[name])  # noqa: S704
        for name in ("map", "massing", "chart", "flows")
    }
    return (
        templates()
        .get_template("sheet/sheet.html.j2")
        .render(sheet=sheet, t=sheet["texts"], drawings=drawn, legend=drawings["legend"])
    )
