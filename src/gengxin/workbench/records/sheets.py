"""Records as a sheet: CSV that a spreadsheet opens and doesn't run."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from gengxin.terms.spreadsheets import unrun

__all__ = ["as_csv"]


def as_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Rows with a head; what is nested is JSON, what is absent empty.

    A text that a spreadsheet would run as a formula has an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return unrun(value)
    return "" if value is None else value
