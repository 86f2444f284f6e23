"""A run at a glance: what it is, what it stands on, what it comes to."""

from functools import lru_cache
from typing import Any

import pandas as pd

from gengxin.store import RunTables, read_run
from gengxin.terms import codes
from gengxin.workbench.layers.runs import KINDS, Run, run_tables
from gengxin.workbench.matching.summary import match_summary

__all__ = ["run_document", "run_summary"]

_NOT_FACTS = ("kind", "district", "tables", "money", "parameters", "inputs", "day")


def run_document(run: Run) -> dict[str, Any]:
    """What a run is: its kind, when it was kept, the district and runs it stands on, its tables."""
    stands_on = {
        name: str(run.facts[name])
        for name in ("district", "options", "check_up")
        if name in run.facts
    }
    return {
        "id": run.name,
        "kind": run.kind,
        "kind_words": KINDS[run.kind],
        "made_at": run.kept_at.isoformat(),
        "day": run.facts.get("day"),
        "is_current": run.is_current,
        "stands_on": stands_on,
        "inputs": list(run.facts.get("inputs", ())),
        "money": None
        if run.money is None
        else dict(zip(("currency", "price_day"), run.money, strict=True)),
        "parameters": dict(run.facts.get("parameters", {})),
        "facts": {name: one for name, one in run.facts.items() if name not in _NOT_FACTS},
        "tables": {
            name: {"row_count": one.row_count, "title": one.title, "words": one.description}
            for name, one in run_tables(run).items()
        },
    }


@lru_cache(maxsize=64)
def run_summary(run: Run) -> dict[str, Any]:
    """What a run comes to, by its kind."""
    makers = {
        "check-up": _of_check_up,
        "options": _of_options,
        "programme": _of_programme,
        "match": _of_match,
    }
    return {"id": run.name, "kind": run.kind, **makers[run.kind](run)}


def _of_check_up(run: Run) -> dict[str, Any]:
    """Indicators for the whole district, counts of findings, people without each service."""
    seen, found = read_run(run.path, "observations"), read_run(run.path, "findings")
    gaps = pd.DataFrame(read_run(run.path, "gaps")[["standard", "cause", "unserved_people"]])
    sums = gaps.groupby(["standard", "cause"], as_index=False, observed=True).agg(
        places_count=("unserved_people", "size"), unserved_people=("unserved_people", "sum")
    )
    whole = seen[seen["level"] == "district"]
    statuses = whole["status"].value_counts()
    return {
        "statuses": {name: int(statuses.get(name, 0)) for name in codes.STATUSES},
        "indicators": _rows(whole[["indicator", "value", "numerator", "denominator", "status"]]),
        "definitions": _rows(read_run(run.path, "indicators"))
        if "indicators" in run.tables
        else [],
        "findings_by_level": {
            str(level): int(count) for level, count in found["level"].value_counts().items()
        },
        "gaps": _rows(sums),
        "ranking": _rows(read_run(run.path, "ranking")),
    }


def _of_options(run: Run) -> dict[str, Any]:
    """Options by action and state, and rules by how many options they forbid."""
    options = read_run(run.path, "option")
    counts = options.groupby(["action", "state"], as_index=False).size()
    forbids = options.loc[options["rule"].fillna("") != "", "rule"].value_counts()
    return {
        "sites_count": int(options["site"].nunique()),
        "options_count": len(options),
        "by_action": _rows(counts.rename(columns={"size": "options_count"})),
        "forbidden_by": {str(rule): int(count) for rule, count in forbids.items()},
    }


def _of_programme(run: Run) -> dict[str, Any]:
    """What a programme's facts tell; all of it is in its document."""
    choice = read_run(run.path, "choice")
    phases = choice["phase"].dropna().astype(int).value_counts().sort_index()
    return {
        "facts": {name: one for name, one in run.facts.items() if name not in _NOT_FACTS},
        "sites_by_phase": {str(phase): int(count) for phase, count in phases.items()},
        "kept_sites_count": int(choice["phase"].isna().sum()),
    }


def _of_match(run: Run) -> dict[str, Any]:
    """How many were matched, why others weren't, what is short; value and bound."""
    numbers = {name: run.facts.get(name) for name in ("value", "bound", "gap_certified")}
    what = run.facts["what"]
    return {"what": what, **numbers, **match_summary(what, RunTables(run.path))}


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON has them; a missing value is ``None``."""
    plain = frame.astype("object")
    records = plain.where(frame.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in records]
