"""A check-up as one JSON document: every number in full, every missing one ``null``."""

from dataclasses import asdict
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gengxin.publish.plain import records, values
from gengxin.terms import CheckUp, District

__all__ = ["as_document"]

VERSION = 1


def as_document(check_up: CheckUp, district: District) -> dict[str, Any]:
    """The check-up and what it stands on, in plain lists, words and numbers.

    Each finding holds its causes. Gaps, which are as many as demand points times services, are
    summed by service and cause; each single one is in the run's table ``gaps``. Places are
    longitude and latitude.
    """
    return {
        "version": VERSION,
        "district": {
            "name_en": district.meta.name_en,
            "name_zh": district.meta.name_zh,
            "crs": district.meta.crs,
            "data_day": district.meta.data_day.isoformat(),
            "made_up": district.meta.made_up,
            "tables": {name: len(district.table(name)) for name in district.given},
            "notes": [_plain(asdict(note)) for note in district.meta.notes],
        },
        "standards": {
            "name": check_up.pack.name,
            "variant": check_up.variant,
            "services": [_plain(asdict(service)) for service in check_up.pack.services],
            "thresholds": [_plain(asdict(one)) for one in check_up.pack.thresholds],
        },
        "indicators": [_plain(asdict(one)) for one in check_up.indicators],
        "observations": _observations(check_up),
        "findings": _finding_rows(check_up),
        "gaps": records(gap_sums(check_up)),
        "ranking": records(check_up.ranking),
        "provenance": {
            "software": check_up.provenance.software,
            "day": check_up.provenance.day.isoformat(),
            "parameters": dict(check_up.provenance.parameters),
            "inputs": [_plain(asdict(one)) for one in check_up.provenance.inputs],
        },
    }


def gap_sums(check_up: CheckUp) -> pd.DataFrame:
    """People without a service by service and cause, with the number of demand points."""
    gaps = pd.DataFrame(check_up.gaps[["standard", "cause", "unserved_people"]])
    each = gaps.groupby(["standard", "cause"], sort=False, observed=True)["unserved_people"]
    sums = pd.DataFrame({"demand_points": each.size(), "unserved_people": each.sum(min_count=1)})
    return sums.reset_index()


def _observations(check_up: CheckUp) -> dict[str, Any]:
    """The observations, which are many, as columns and rows; ``evidence`` is listed once."""
    seen = check_up.observations
    evidence = pd.MultiIndex.from_frame(seen[["evidence_en", "evidence_zh"]].fillna(""))
    positions, words = evidence.factorize()
    names = ["indicator", "level", "area", "value", "numerator", "denominator", "status"]
    columns = [*(values(seen[name]) for name in names), positions.tolist()]
    return {
        "columns": [*names, "evidence"],
        "rows": [list(row) for row in zip(*columns, strict=True)],
        "evidence": [{"en": en, "zh": zh} for en, zh in words],
    }


def _finding_rows(check_up: CheckUp) -> list[dict[str, Any]]:
    """The findings with the causes of each, and its place, where it has one."""
    causes: dict[str, list[dict[str, Any]]] = {}
    for row in _placed(check_up.causes):
        causes.setdefault(row.pop("finding"), []).append(row)
    return [{**row, "causes": causes.get(row["ref"], [])} for row in _placed(check_up.findings)]


def _placed(found: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """The rows with the place of each in degrees; ``None`` where it has none."""
    places = found.geometry.representative_point().to_crs(4326)
    at = np.round(np.column_stack([places.x, places.y]), 7)
    rows = records(pd.DataFrame(found.drop(columns="geometry")))
    return [
        {**row, "place": place.tolist() if np.isfinite(place).all() else None}
        for row, place in zip(rows, at, strict=True)
    ]


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """A value as JSON takes it: missing numbers and words are ``None``."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()[:10]
    if value is None or value is pd.NA or (isinstance(value, float) and not np.isfinite(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value
