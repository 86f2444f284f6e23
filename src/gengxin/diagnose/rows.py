"""A finding: what falls short in one place, its causes, and what would help."""

from typing import NamedTuple

from shapely.geometry.base import BaseGeometry

from gengxin.indicators import Measured, Words

__all__ = ["Cause", "Finding"]


class Cause(NamedTuple):
    """One cause of a finding, whom it concerns, and what would help how many of them.

    ``code`` is empty where it is no gap of a service; numbers unknown are NaN.
    """

    code: str
    why: Words
    cure: Words
    affected_people: float
    helped_people: float
    place: BaseGeometry | None


class Finding(NamedTuple):
    """An indicator that falls short in one zone; its causes, that of most people first."""

    measured: Measured
    zone: int
    causes: tuple[Cause, ...]
