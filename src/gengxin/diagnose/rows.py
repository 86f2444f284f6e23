"""One row of the findings."""

from typing import Any, NamedTuple

import numpy as np
from shapely.geometry.base import BaseGeometry

from gengxin.indicators import Measured, Words, Zones

__all__ = ["Finding", "finding_row"]


class Finding(NamedTuple):
    """What is found in one zone: why, and what would help; ``cause`` is a code or ``None``."""

    zone: int
    cause: str | None
    why: Words
    cure: Words
    affected_people: float
    place: BaseGeometry | None


def finding_row(found: Finding, measured: Measured, zones: Zones) -> dict[str, Any]:
    """The finding with the columns of ``terms.FINDINGS``, and its place."""
    indicator, value = measured.indicator, float(measured.value[found.zone])
    level, area = zones.labels[found.zone]
    threshold = np.nan if indicator.threshold is None else indicator.threshold
    return {
        "ref": f"{indicator.code}/{area}/{found.cause or 'below'}",
        "indicator": indicator.code,
        "level": level,
        "area": area,
        "value": value,
        "threshold": threshold,
        "shortfall_share": abs(threshold - value) / threshold if threshold else np.nan,
        "affected_people": found.affected_people,
        "cause": found.cause,
        "cause_en": found.why.en,
        "cause_zh": found.why.zh,
        "cure_en": found.cure.en,
        "cure_zh": found.cure.zh,
        "verified": indicator.verified,
        "geometry": found.place,
    }
