"""One indicator in every zone: its value, what that is made of, and what it stands on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.indicators.zones import Members, Real, Zones
from gengxin.terms import OBSERVATIONS, District, Indicator
from gengxin.terms.basis import kind_of_word

__all__ = [
    "Measure",
    "Measured",
    "Missing",
    "Part",
    "Ratio",
    "Words",
    "measured",
    "observations",
    "site_values",
]

STATUSES = pd.array(["ready", "partial", "unavailable"], dtype="str")
READY, PARTIAL, UNAVAILABLE = 0, 1, 2


class Words(NamedTuple):
    """The same in English and in Chinese."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """One number a row; NaN is unknown.

    ``thing`` is what a row is, ``lacks`` what those are short of that are left out; ``rule`` is the
    one by which numbers were estimated.
    """

    members: Members
    values: Real
    thing: Words
    lacks: Words
    rule: str = ""

    @classmethod
    def column(cls, zones: Zones, table: str, name: str, *, thing: Words) -> "Part":
        """The numbers of one column of a table, with the rule of those that are estimates."""
        frame = zones.district.table(table)
        values = frame[name].to_numpy(np.float64) if name in frame else np.full(len(frame), np.nan)
        lacks = Words(f"{table}.{name} empty", f"{table}.{name} 为空")
        rule = estimate_rule(frame, name)
        return cls(
            members=zones.of_table(table), values=values, thing=thing, lacks=lacks, rule=rule
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ratio:
    """An indicator as a sum, or as a sum over a sum.

    Where ``rows_match`` both parts have the same rows, and a row counts only if both numbers are
    known. ``none_is_zero``: where a sum has no rows, it is 0 and not unknown. Where ``barred_by``
    sums to more than 0, the indicator is unavailable. ``stands_on`` says what it is made of.
    """

    top: Part
    bottom: Part | None = None
    rows_match: bool = True
    none_is_zero: bool = False
    barred_by: Part | None = None
    scale: float = 1.0
    stands_on: Words = field(default_factory=lambda: Words("", ""))


UNMAPPED = Words(
    "the area has no polygon, and nothing names it", "该分区没有边界，也没有数据指明属于它"
)


class Missing(NamedTuple):
    """Why an indicator can't be measured anywhere."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measured:
    """An indicator in the district and each area; ``value`` is NaN where it is unavailable.

    ``status`` numbers ``STATUSES``. ``site_value`` has a row a site; it is empty where the
    indicator is not for sites.
    """

    indicator: Indicator
    value: Real
    numerator: Real
    denominator: Real
    status: NDArray[np.int8]
    evidence_en: NDArray[np.object_]
    evidence_zh: NDArray[np.object_]
    site_value: Real


Measure = Callable[[District, Zones], Ratio | Missing]


def measured(indicator: Indicator, zones: Zones, found: Ratio | Missing) -> Measured:
    """Sum an indicator up in every zone."""
    if isinstance(found, Missing):
        return _nowhere(indicator, zones, found)
    sums = _sums(found, zones)
    top = sums[0].total
    if found.bottom is None:
        bottom, value = np.full(zones.count, np.nan), top.copy()
    else:
        bottom = sums[-1].total
        value = np.full(zones.count, np.nan)
        np.divide(found.scale * top, bottom, out=value, where=bottom > 0)
    count = sums[-1].known
    if found.none_is_zero:
        count = np.maximum(count, zones.is_mapped)
    is_barred = _is_barred(found, zones)
    value[(count == 0) | is_barred] = np.nan
    left = np.max([one.left for one in sums], axis=0)
    status = np.where(np.isnan(value), UNAVAILABLE, np.where(left > 0, PARTIAL, READY))
    en, zh = _evidence(found, zones, sums=sums, status=status, is_barred=is_barred)
    areas = len(zones.areas)
    return Measured(
        indicator=indicator,
        value=value[:areas],
        numerator=np.where(count > 0, top, np.nan)[:areas],
        denominator=np.where(count > 0, bottom, np.nan)[:areas],
        status=status[:areas].astype(np.int8),
        evidence_en=en,
        evidence_zh=zh,
        site_value=value[areas:].copy() if "site" in indicator.levels else np.zeros(0),
    )


def observations(found: list[Measured], zones: Zones) -> pd.DataFrame:
    """All indicators in all areas, as ``terms.OBSERVATIONS`` has them; sites have another table."""
    areas = zones.areas
    count, times = len(areas), len(found)
    # words are taken by their number: to look at each of them again would take longer
    code = pd.array([one.indicator.code for one in found], dtype="str")
    area = np.tile(np.arange(count), times)
    status = np.concatenate([one.status for one in found])
    frame = pd.DataFrame(
        {
            "indicator": code.take(np.repeat(np.arange(times), count)),
            "level": areas["level"].array.take(area),
            "area": areas["area"].array.take(area),
            "value": np.concatenate([one.value for one in found]),
            "numerator": np.concatenate([one.numerator for one in found]),
            "denominator": np.concatenate([one.denominator for one in found]),
            "status": STATUSES.take(status),
            "evidence_en": np.concatenate([one.evidence_en for one in found]),
            "evidence_zh": np.concatenate([one.evidence_zh for one in found]),
        }
    )
    return frame[[column.name for column in OBSERVATIONS.columns]]


def site_values(found: list[Measured], zones: Zones) -> pd.DataFrame:
    """One row a site, one column an indicator that is available at any; missing is unavailable."""
    columns = {one.indicator.code: one.site_value for one in found if len(one.site_value)}
    return pd.DataFrame(
        {code: values for code, values in columns.items() if not np.isnan(values).all()},
        index=zones.sites,
    )


def estimate_rule(frame: pd.DataFrame, name: str) -> str:
    """The commonest rule by which numbers of a column were estimated; empty where none was."""
    column = f"{name}_basis"
    if column not in frame.columns:
        return ""
    basis = frame[column].astype("category").cat
    rows = np.bincount(basis.codes.to_numpy() + 1, minlength=len(basis.categories) + 1)[1:]
    is_estimate = [kind_of_word(word) == "estimated" for word in basis.categories]
    count = np.where(is_estimate, rows, 0)
    if not count.any():
        return ""
    return str(basis.categories[int(count.argmax())]).partition(":")[2].strip()


def _sums(found: Ratio, zones: Zones) -> list["Sum"]:
    """The sums of top and bottom, in each zone."""
    top = ~np.isnan(found.top.values)
    if found.bottom is None:
        return [_sum(found.top, zones, top)]
    bottom = ~np.isnan(found.bottom.values)
    if found.rows_match:
        top = bottom = top & bottom
    return [_sum(found.top, zones, top), _sum(found.bottom, zones, bottom)]


class Sum(NamedTuple):
    """In each zone: the sum of the known values, how many rows it has, how many were left out."""

    part: Part
    total: Real
    known: Real
    left: Real


def _sum(part: Part, zones: Zones, known: NDArray[np.bool_]) -> Sum:
    rows = zones.sums(part.members, np.ones(len(known)))
    left = np.zeros(zones.count)
    if not known.all():
        left = zones.sums(part.members, (~known).astype(np.float64))
    total = zones.sums(part.members, np.where(known, part.values, 0.0))
    return Sum(part=part, total=total, known=rows - left, left=left)


def _is_barred(found: Ratio, zones: Zones) -> NDArray[np.bool_]:
    """The zones where something bars the indicator."""
    if found.barred_by is None:
        return np.zeros(zones.count, bool)
    return zones.sums(found.barred_by.members, found.barred_by.values) > 0


def _evidence(
    found: Ratio,
    zones: Zones,
    *,
    sums: list[Sum],
    status: NDArray[np.int64],
    is_barred: NDArray[np.bool_],
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """What each area's value stands on, and what was left out; or why there is no value."""
    area_count = len(zones.areas)
    en = np.full(
        area_count, _with_rules(found.stands_on.en, found, ("; ", "estimated: ")), dtype=object
    )
    zh = np.full(area_count, _with_rules(found.stands_on.zh, found, ("；", "估算：")), dtype=object)
    # rows that match are left out together, for want of what the top lacks
    told = sums[:1] if found.rows_match else sums
    for zone in np.flatnonzero(status[:area_count] != READY):
        without = [_left_out(one, zone) for one in told if one.left[zone] > 0]
        if status[zone] == PARTIAL:
            words = Words(en[zone], zh[zone])
        elif found.barred_by is not None and is_barred[zone]:
            words, without = found.barred_by.lacks, []
        elif not zones.is_mapped[zone]:
            words, without = UNMAPPED, []
        else:
            thing = sums[-1].part.thing
            words = Words(f"nothing known of {thing.en} here", f"此处没有已知的{thing.zh}")
        en[zone] = "; ".join([words.en, *(one.en for one in without)])
        zh[zone] = "；".join([words.zh, *(one.zh for one in without)])
    return en, zh


def _left_out(one: Sum, zone: np.intp) -> Words:
    """How many rows of a zone are left out, and why."""
    left, here = int(one.left[zone]), int(one.left[zone] + one.known[zone])
    thing, lacks = one.part.thing, one.part.lacks
    return Words(
        f"{left:,} of {here:,} {thing.en} left out: {lacks.en}",
        f"{here:,}个{thing.zh}中{left:,}个未计：{lacks.zh}",
    )


def _with_rules(words: str, found: Ratio, told: tuple[str, str]) -> str:
    """The words, and by which rules numbers were estimated; ``told`` joins them and heads each."""
    parts = (found.top,) if found.bottom is None else (found.top, found.bottom)
    rules = dict.fromkeys(part.rule for part in parts if part.rule)
    joint, heading = told
    return joint.join((words, *(f"{heading}{rule}" for rule in rules)))


def _nowhere(indicator: Indicator, zones: Zones, missing: Missing) -> Measured:
    areas = len(zones.areas)
    nothing = np.full(areas, np.nan)
    return Measured(
        indicator=indicator,
        value=nothing,
        numerator=nothing,
        denominator=nothing,
        status=np.full(areas, UNAVAILABLE, np.int8),
        evidence_en=np.full(areas, missing.en, dtype=object),
        evidence_zh=np.full(areas, missing.zh, dtype=object),
        site_value=np.zeros(0),
    )
