"""What a district holds: rows by table, where its numbers come from, what is missing."""

from collections import Counter
from typing import Any

from gengxin.terms import TABLES, District, basis_kind

__all__ = ["describe"]


def describe(district: District) -> dict[str, Any]:
    """Give the district's facts as one document, ready for JSON."""
    meta = district.meta
    return {
        "name": {"en": meta.name_en, "zh": meta.name_zh},
        "made_up": meta.made_up,
        "crs": meta.crs,
        "data_day": meta.data_day.isoformat(),
        "money": None
        if meta.money is None
        else {"currency": meta.money.currency, "price_day": meta.money.price_day.isoformat()},
        "tables": {name: len(district.table(name)) for name in district.given},
        "absent_tables": [name for name in TABLES if name not in district.given],
        "basis": {name: _bases(district, name) for name in district.given},
        "inputs": [
            {"name": one.name, "kind": one.kind, "sha256": one.sha256, "licence": one.licence}
            for one in meta.inputs
        ],
        "notes": [
            {"table": note.table, "action": note.action, "count": note.count, "en": note.en}
            | {"zh": note.zh, "next_step": {"en": note.next_step_en, "zh": note.next_step_zh}}
            for note in meta.notes
        ],
    }


def _bases(district: District, name: str) -> dict[str, int]:
    """How many numbers of the table are measured, given, estimated, computed."""
    frame = district.table(name)
    counts: Counter[str] = Counter()
    for column in TABLES[name].quantities:
        if column.basis_name in frame.columns:
            kinds = basis_kind(frame[column.basis_name]).value_counts()
            counts.update({str(kind): int(count) for kind, count in kinds.items()})
    return dict(sorted(counts.items()))
