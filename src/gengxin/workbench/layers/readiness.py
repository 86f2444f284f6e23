"""What is known of a district at a glance: its tables, its box, and what each indicator lacks."""

from functools import lru_cache
from typing import Any

import pandas as pd

from gengxin.sources.missing import FILLED_BY
from gengxin.store import read_run
from gengxin.terms import TABLES
from gengxin.workbench.layers.catalogue import Catalogue
from gengxin.workbench.layers.runs import Run

__all__ = ["district_facts"]


@lru_cache(maxsize=2)
def district_facts(catalogue: Catalogue) -> dict[str, Any]:
    """The district's facts as one document.

    ``readiness`` is of the newest check-up of the district as it stands now; ``None`` where there
    is none yet. Tables that are absent come with the file that would fill them.
    """
    meta, money = catalogue.meta, catalogue.meta.money
    absent = [name for name in TABLES if name not in catalogue.files]
    return {
        "name_en": meta.name_en,
        "name_zh": meta.name_zh,
        "made_up": meta.made_up,
        "content_hash": catalogue.content_hash,
        "crs": meta.crs,
        "bounds_deg": catalogue.bounds_deg,
        "data_day": meta.data_day.isoformat(),
        "currency": None if money is None else money.currency,
        "price_day": None if money is None else money.price_day.isoformat(),
        "counts": {name: file.row_count for name, file in catalogue.files.items()},
        "absent_tables": [_absent(name) for name in absent],
        "inputs": [
            {"name": one.name, "kind": one.kind, "sha256": one.sha256, "licence": one.licence}
            | {"attribution": one.attribution}
            for one in meta.inputs
        ],
        "notes": [
            {"table": note.table, "action": note.action, "count": note.count}
            | {"text": (note.en, note.zh), "next_step": (note.next_step_en, note.next_step_zh)}
            for note in meta.notes
        ],
        "readiness": _readiness(catalogue),
    }


def _absent(name: str) -> dict[str, Any]:
    """A table that isn't there, and what would fill it."""
    return {"table": name, "words": (TABLES[name].en, TABLES[name].zh), "fill_by": FILLED_BY[name]}


def _readiness(catalogue: Catalogue) -> dict[str, Any] | None:
    """Each indicator for the whole district: whether it is available, and what it lacks."""
    runs = (run for run in catalogue.runs.values() if run.kind == "check-up" and run.is_current)
    run = next(runs, None)
    if run is None or "indicators" not in run.tables:
        return None
    return {"run": run.name, "indicators": _indicators(catalogue, run)}


def _indicators(catalogue: Catalogue, run: Run) -> list[dict[str, Any]]:
    seen = read_run(run.path, "observations")
    whole = seen[seen["level"] == "district"].set_index("indicator")
    defined = read_run(run.path, "indicators")
    told = defined.join(whole[["value", "status", "evidence_en", "evidence_zh"]], on="code")
    return [_indicator(catalogue, row) for _, row in told.iterrows()]


def _indicator(catalogue: Catalogue, row: "pd.Series[Any]") -> dict[str, Any]:
    status = row["status"] if isinstance(row["status"], str) else "unavailable"
    is_there = status != "unavailable" and pd.notna(row["value"])
    needs = row["needs"].split()
    evidence = [one if isinstance(one, str) else "" for one in row[["evidence_en", "evidence_zh"]]]
    return {
        "code": row["code"],
        "theme": row["theme"],
        "name": (row["name_en"], row["name_zh"]),
        "unit": row["unit"],
        "status": status,
        "value": float(row["value"]) if is_there else None,
        "evidence": evidence,
        "needs": needs,
        "lacks": []
        if status == "ready"
        else [
            {"need": need, **_absent(_table_of(need))}
            for need in needs
            if not _has(catalogue, need)
        ],
    }


def _has(catalogue: Catalogue, need: str) -> bool:
    """Whether a need is there: ``table`` or ``table.column``, or one of several parted by ``|``."""
    for one in need.split("|"):
        table, _, column = one.partition(".")
        file = catalogue.files.get(table)
        if file is not None and (not column or column in file.columns):
            return True
    return False


def _table_of(need: str) -> str:
    """The table that would best fill a need."""
    return need.split("|", maxsplit=1)[0].partition(".")[0]
