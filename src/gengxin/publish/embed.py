"""What travels inside the report for its map, tables and charts: plain numbers and words."""

from typing import Any

import numpy as np
import pandas as pd

from gengxin.publish.answer import first_shown
from gengxin.publish.colours import breaks
from gengxin.publish.embed_gaps import embedded_gaps
from gengxin.publish.page import attributions
from gengxin.publish.plain import records, rounded
from gengxin.publish.report_tables import theme_words
from gengxin.publish.words import LEVELS, Names, source_words
from gengxin.terms import CheckUp, District, Indicator, ServiceStandard, codes

__all__ = ["embedded"]

# a value of a map needs no more digits than this; tables and exports have them all
DIGITS = 6
# findings that a page carries; all of them are in the workbook
FINDING_LIMIT = 3_000


def embedded(check_up: CheckUp, district: District, names: Names) -> dict[str, Any]:
    """All that the front end draws but the layers, in the form that ``workbench-ui`` reads."""
    return {
        "district": {
            "name": names.district,
            "madeUp": district.meta.made_up,
            "crs": district.meta.crs,
            "day": district.meta.data_day.isoformat(),
            "attribution": attributions(district),
        },
        "levels": {level: words for level, words in LEVELS.items() if level != "district"},
        "causes": codes.CAUSES,
        "themes": {i.theme: theme_words(i.theme) for i in check_up.indicators},
        "indicators": [_indicator(i) for i in check_up.indicators],
        "standards": [_standard(s) for s in check_up.pack.services],
        "values": _values(check_up),
        "siteValues": _site_values(check_up, district),
        "breaks": _breaks(check_up),
        "findings": _findings(check_up),
        "findingCount": len(check_up.findings),
        "start": first_shown(check_up),
        "gaps": embedded_gaps(check_up, district),
        "ranking": _ranking(check_up),
    }


def _number(value: float | None) -> float | None:
    """One number for the page."""
    return None if value is None else rounded(np.array([value]), DIGITS)[0]


def _indicator(indicator: Indicator) -> dict[str, Any]:
    """One indicator's definition."""
    return {
        "code": indicator.code,
        "theme": indicator.theme,
        "name": (indicator.name_en, indicator.name_zh),
        "unit": indicator.unit,
        "direction": indicator.direction,
        "threshold": _number(indicator.threshold),
        "standard": indicator.standard,
        "verified": indicator.verified,
        "proxy": indicator.is_proxy,
        "numerator": (indicator.numerator_en, indicator.numerator_zh),
        "denominator": (indicator.denominator_en, indicator.denominator_zh),
        "source": source_words(indicator),
    }


def _standard(service: ServiceStandard) -> dict[str, Any]:
    """One service standard, as much as the map needs of it."""
    return {
        "code": service.code,
        "name": (service.name_en, service.name_zh),
        "table": service.table,
        "kinds": service.facility_kinds,
        "metres": service.max_network_m,
        "verified": service.verified,
    }


def _values(check_up: CheckUp) -> dict[str, Any]:
    """The observations but those of sites: by level, then by indicator, a number an area.

    An indicator that is available nowhere at a level is left out there. What the values stand on is
    listed once; ``evidence`` holds positions in that list.
    """
    seen = check_up.observations
    evidence = pd.MultiIndex.from_frame(seen[["evidence_en", "evidence_zh"]].fillna(""))
    positions, words = evidence.factorize()
    statuses = pd.Categorical(seen["status"], categories=list(codes.STATUSES)).codes
    numbered = seen.assign(evidence=positions, status=statuses)
    levels = {
        str(level): _across(numbered[numbered["level"] == level], check_up)
        for level in seen["level"].unique()
        if level != "site"
    }
    return {"levels": levels, "evidenceWords": words.tolist()}


def _across(seen: pd.DataFrame, check_up: CheckUp) -> dict[str, Any]:
    """The indicators across the areas of one level."""
    listed_codes = [indicator.code for indicator in check_up.indicators]
    row = pd.Index(listed_codes).get_indexer(pd.Index(seen["indicator"]))
    column, areas = pd.factorize(seen["area"])
    spread = {
        name: np.full((len(listed_codes), len(areas)), fill) for name, fill in _SPREAD.items()
    }
    for name, matrix in spread.items():
        matrix[row, column] = seen[name].to_numpy()
    known = np.isfinite(spread["value"]).any(axis=1) | (len(areas) == 1)
    plain = {name: _by_row(matrix) for name, matrix in spread.items()}
    rows = {
        code: {name: listed[place] for name, listed in plain.items()}
        for place, code in enumerate(listed_codes)
        if known[place]
    }
    return {"areas": list(areas), "rows": rows}


def _by_row(matrix: np.ndarray) -> list[list[Any]]:
    """The rows of a matrix: positions as they are, numbers rounded."""
    if matrix.dtype.kind == "i":
        return list(matrix.tolist())
    wide = matrix.shape[1]
    flat = rounded(matrix.ravel(), DIGITS)
    return [flat[start : start + wide] for start in range(0, len(flat), wide)]


# what is spread, and what stands where an indicator was not observed: status 2 is unavailable
_SPREAD: dict[str, float | int] = {
    "value": np.nan,
    "numerator": np.nan,
    "denominator": np.nan,
    "status": 2,
    "evidence": 0,
}


def _site_values(check_up: CheckUp, district: District) -> dict[str, list[float | None]]:
    """For each indicator with a value at any site: its value at every site, in their order."""
    seen = check_up.site_values.reindex(district.table("sites").index)
    return {
        str(code): rounded(seen[code], DIGITS) for code in seen.columns if seen[code].notna().any()
    }


def _breaks(check_up: CheckUp) -> dict[str, dict[str, list[float]]]:
    """Class bounds of each indicator at each level at which it is available somewhere."""
    found: dict[str, dict[str, list[float]]] = {}
    seen = check_up.observations
    seen = seen[seen["value"].notna() & ~seen["level"].isin(["district", "site"])]
    for (code, level), known in seen.groupby(["indicator", "level"], sort=False)["value"]:
        found.setdefault(str(code), {})[str(level)] = breaks(known.to_numpy(dtype="float64"))
    for code in check_up.site_values.columns:
        numbers = check_up.site_values[code].to_numpy(dtype="float64")
        if np.isfinite(numbers).any():
            found.setdefault(str(code), {})["site"] = breaks(numbers)
    return found


def _findings(check_up: CheckUp) -> list[dict[str, Any]]:
    """The first findings in their order, each with its causes and a place to fly to."""
    found = check_up.findings.iloc[:FINDING_LIMIT]
    places = found.geometry.representative_point().to_crs(4326)
    known = places.notna() & ~places.is_empty
    at = np.round(np.column_stack([places.x, places.y]), 6).tolist()
    numbers = {
        key: rounded(found[column], DIGITS)
        for key, column in (
            ("value", "value"),
            ("threshold", "threshold"),
            ("people", "affected_people"),
        )
    }
    rows = records(pd.DataFrame(found[["ref", "indicator", "level", "area", "cause", "verified"]]))
    parts = _parts(check_up)
    return [
        {
            **row,
            **{key: column[place] for key, column in numbers.items()},
            "parts": parts.get(row["ref"], []),
            "at": at[place] if known.iloc[place] else None,
        }
        for place, row in enumerate(rows)
    ]


def _parts(check_up: CheckUp) -> dict[str, list[dict[str, Any]]]:
    """The causes of each finding by its reference, that of most people first."""
    parts: dict[str, list[dict[str, Any]]] = {}
    people = rounded(check_up.causes["affected_people"], DIGITS)
    rows = records(pd.DataFrame(check_up.causes.drop(columns="geometry")))
    for row, count in zip(rows, people, strict=True):
        part = {
            "cause": row["cause"],
            "people": count,
            "why": (row["cause_en"], row["cause_zh"]),
            "cure": (row["cure_en"], row["cure_zh"]),
        }
        parts.setdefault(row["finding"], []).append(part)
    return parts


def _ranking(check_up: CheckUp) -> list[dict[str, Any]]:
    """The ranking row by row."""
    return records(check_up.ranking)
