"""A sheet with its drawings, printed in a language: the same content gives the same bytes."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

from gengxin.publish.project_sheet.axonometry import axonometry
from gengxin.publish.project_sheet.chart import phase_chart
from gengxin.publish.project_sheet.flow_chart import flow_chart
from gengxin.publish.project_sheet.paper import sheet_paper
from gengxin.publish.project_sheet.place import Place
from gengxin.publish.project_sheet.site_map import site_map
from gengxin.publish.project_sheet.telling import Language, told_sheet
from gengxin.publish.project_sheet.web_page import sheet_page
from gengxin.terms import codes
from gengxin.terms.sheet import SheetContent

__all__ = ["Printed", "printed_sheet", "sheet_document"]

# raised when the same content is laid out otherwise
FORMAT = 2


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A sheet in one language, ready to be written.

    ``content_hash`` is that of all it says and draws, and of how it is laid out.
    """

    language: Language
    content_hash: str
    told: dict[str, Any]
    drawings: dict[str, Any]

    def pdf(self) -> bytes:
        """The sheet as PDF."""
        return sheet_paper(self.told, self.drawings)

    def html(self) -> str:
        """The sheet as a page in one file."""
        return sheet_page(self.told, self.drawings)


def printed_sheet(content: SheetContent, place: Place, language: Language) -> Printed:
    """A sheet in a language with its map, massing and phase chart."""
    ordered = replace(place, works=place.works.loc[[bar.site for bar in content.bars]])
    drawn = site_map(ordered)
    at = 0 if language == "en" else 1
    drawings = {
        "map": "" if drawn is None else drawn[0],
        "legend": []
        if drawn is None
        else [[colour, codes.ACTIONS[action][at]] for colour, action in drawn[1]],
        "massing": axonometry(ordered) or "",
        "chart": phase_chart(content, language) or "",
        "flows": flow_chart(content, language) or "",
    }
    told = told_sheet(content, language)
    whole = json.dumps([FORMAT, told, drawings], ensure_ascii=False, sort_keys=True)
    return Printed(
        language=language,
        content_hash=sha256(whole.encode()).hexdigest(),
        told=told,
        drawings=drawings,
    )


def sheet_document(content: SheetContent) -> dict[str, Any]:
    """A sheet as JSON says it: words as pairs (English, Chinese), days as texts."""
    document: dict[str, Any] = _plain(asdict(content))
    return document


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON has no narrower type
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
