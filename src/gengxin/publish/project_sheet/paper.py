"""A sheet as PDF: the data goes to the typesetter as JSON, so that none of it is read as markup."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import resources
from typing import Any

from gengxin.publish.project_sheet.fonts import families_for, fonts
from gengxin.terms import InputError

__all__ = ["sheet_paper", "sheet_pictures"]

# a sheet with the same content has the same bytes: it tells no other day than its content
CREATED = datetime(2000, 1, 1, tzinfo=UTC)


def sheet_paper(sheet: Mapping[str, Any], drawings: Mapping[str, Any]) -> bytes:
    """The PDF of a sheet that was told in one language (``told_sheet``) with its drawings.

    Raises
    ------
    InputError
        Where no font has the letters of its language.

    """
    made = _compiler(sheet, drawings).compile(format="pdf", timestamp=CREATED)
    return _whole(made)


def sheet_pictures(
    sheet: Mapping[str, Any], drawings: Mapping[str, Any], *, dots_per_inch: float
) -> list[bytes]:
    """The same page by page as PNG."""
    made = _compiler(sheet, drawings).compile(format="png", ppi=dots_per_inch)
    return list(made) if isinstance(made, list) else [_whole(made)]


def _compiler(sheet: Mapping[str, Any], drawings: Mapping[str, Any]) -> Any:  # noqa: ANN401 - the library is loaded when it is asked for
    import typst

    held = fonts()
    families = families_for(sheet["language"], held.families())
    template = resources.files("gengxin.publish").joinpath("templates", "sheet", "sheet.typ")
    given = {"sheet": sheet, "drawings": drawings, "fonts": families}
    return typst.Compiler(
        input=template.read_bytes(),
        font_paths=held,
        sys_inputs={name: json.dumps(one, ensure_ascii=False) for name, one in given.items()},
    )


def _whole(made: object) -> bytes:
    if not isinstance(made, bytes):
        raise InputError("the typesetter gave no document; report this with the project's code")
    return made
