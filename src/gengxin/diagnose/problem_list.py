"""The problem list: the findings and their causes as tables, the worst first."""

from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gengxin.diagnose.rows import Finding
from gengxin.indicators import Words, Zones
from gengxin.terms import FINDING_CAUSES, FINDINGS, Table

__all__ = ["causes_table", "findings_table", "worst_first"]


def worst_first(found: Iterable[Finding]) -> list[Finding]:
    """The district's findings and then those of its places, those of most people first.

    What can't be told for want of data comes after what is known.
    """

    def key(one: Finding) -> tuple[bool, bool, float]:
        is_missing = one.causes[0].code == "data_missing"
        return one.zone > 0, is_missing, -float(np.nan_to_num(_people(one), nan=-1.0))

    return sorted(found, key=key)


def findings_table(found: Sequence[Finding], zones: Zones) -> gpd.GeoDataFrame:
    """One row a finding, in the order given; it lies where its first cause does."""
    rows = []
    for one in found:
        indicator, value = one.measured.indicator, float(one.measured.value[one.zone])
        threshold = np.nan if indicator.threshold is None else indicator.threshold
        why, cure = _why(one), _joined([cause.cure for cause in one.causes])
        rows.append(
            (
                _ref(one, zones),
                indicator.code,
                *zones.labels[one.zone],
                value,
                threshold,
                abs(threshold - value) / threshold if threshold else np.nan,
                _people(one),
                one.causes[0].code or None,
                *(*why, *cure),
                indicator.verified,
            )
        )
    return _placed(rows, FINDINGS, [one.causes[0].place for one in found], zones)


def causes_table(found: Sequence[Finding], zones: Zones) -> gpd.GeoDataFrame:
    """One row a cause, in the order of the findings."""
    listed = [(_ref(one, zones), cause) for one in found for cause in one.causes]
    rows = [
        (
            ref,
            cause.code or None,
            cause.affected_people,
            cause.helped_people,
            *(*cause.why, *cause.cure),
        )
        for ref, cause in listed
    ]
    return _placed(rows, FINDING_CAUSES, [cause.place for _, cause in listed], zones)


def _ref(one: Finding, zones: Zones) -> str:
    """What a finding is known by: its indicator and its place."""
    return f"{one.measured.indicator.code}/{zones.labels[one.zone][1]}"


def _people(one: Finding) -> float:
    """The people behind all causes; NaN where none of them is known."""
    known = [c.affected_people for c in one.causes if not np.isnan(c.affected_people)]
    return float(sum(known)) if known else np.nan


def _why(one: Finding) -> Words:
    """All causes in words; what stands on an unverified standard says so first."""
    why = _joined([cause.why for cause in one.causes])
    # what lacks data issues no verdict by any standard
    if one.measured.indicator.verified or one.causes[0].code == "data_missing":
        return why
    return Words(f"By an unverified standard: {why.en}", f"按未核实的标准：{why.zh}")


def _joined(words: Sequence[Words]) -> Words:
    """Sentences one after another."""
    return Words(" ".join(one.en for one in words), "".join(one.zh for one in words))


def _placed(
    rows: list[tuple[Any, ...]], table: Table, places: list[Any], zones: Zones
) -> gpd.GeoDataFrame:
    """The rows with the columns of a table, and their places."""
    frame = pd.DataFrame(rows, columns=[column.name for column in table.columns])
    geometry = gpd.GeoSeries(places, index=frame.index, crs=zones.district.meta.crs)
    return gpd.GeoDataFrame(frame, geometry=geometry)
