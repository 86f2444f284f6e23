"""Caps where a zone's limits are not known: what is built there, until somebody types them."""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from gengxin.terms.rules import Rule

__all__ = [
    "ESTIMATED",
    "FAR_NOT_CREDIBLE",
    "LEAST_SITES",
    "basis_zh",
    "estimated_limits",
    "zones_too_small",
]

# below this many built sites the ninth decile hangs on one or two of them
LEAST_SITES = 20
PERCENTILE = 90.0
# nothing is built so densely: such a site's floor or ground is recorded wrongly (the floor of a
# whole campus on one parcel, a sliver of a parcel under a tower)
FAR_NOT_CREDIBLE = 20.0
# how the codes of these rows begin
ESTIMATED = "estimated."
NEW_FORM = ("extend", "partial", "redevelop")
_BASIS = "estimated: 90th percentile built on {count} sites of zone {zone}"
_BASIS_WORDS = _BASIS.format(count=r"(\d+)", zone="(.+)")


def estimated_limits(sites: pd.DataFrame, *, known: pd.DataFrame | None = None) -> tuple[Rule, ...]:
    """Caps on floor area ratio and height: the 90th percentile built among a zone's sites.

    ``sites`` have ``zone_code``, ``area_m2``, ``gross_floor_area_m2`` and ``height_m``, else
    ``storeys``: without heights the cap is in storeys, for no height of a storey is assumed. Only
    sites with a building count, but for those above ``FAR_NOT_CREDIBLE``, and a zone needs
    ``LEAST_SITES`` of them; ``zones_too_small``
    names the others. ``known`` is what ``limits`` gave: a zone of which a site has a known cap of
    the kind gets none. The rows are estimated and unverified, so they issue no verdict alone.
    """
    caps = []
    for (kind, name), numbers in _built(sites).items():
        has_limit = _zones_known(sites, known, kind)
        caps += [
            _cap(kind, name, str(zone), built)
            for zone, built in _by_zone(sites, numbers)
            if zone not in has_limit
        ]
    return tuple(caps)


def basis_zh(basis: str) -> str:
    """The basis of a cap in Chinese; of one that is not ours, only that it is estimated.

    >>> basis_zh("estimated: 90th percentile built on 40 sites of zone C-1")
    '估算：C-1分区40个已建地块的第90百分位'
    """
    found = re.fullmatch(_BASIS_WORDS, basis)
    if found:
        return f"估算：{found[2]}分区{found[1]}个已建地块的第90百分位"
    return re.sub("^estimated: *", "估算：", basis)


def zones_too_small(sites: pd.DataFrame) -> dict[str, int]:
    """Zones with too few built sites for a cap on floor area ratio, with their number."""
    far = _built(sites)["far", "far"]
    counts = far.groupby(sites["zone_code"]).count()
    return {str(zone): int(n) for zone, n in counts.items() if n < LEAST_SITES}


def _built(sites: pd.DataFrame) -> dict[tuple[str, str], pd.Series]:
    """Kind and measure → what stands on each site; missing where nothing stands or is known."""
    far = sites["gross_floor_area_m2"].astype("float64") / sites["area_m2"].astype("float64")
    far = far.where(far <= FAR_NOT_CREDIBLE)
    has_heights = "height_m" in sites.columns and sites["height_m"].notna().any()
    height = "height_m" if has_heights else "storeys"
    numbers = {("far", "far"): far}
    if height in sites.columns:
        numbers["height", height] = sites[height].astype("float64")
    return {key: found.where(np.isfinite(found) & (found > 0.0)) for key, found in numbers.items()}


def _by_zone(sites: pd.DataFrame, numbers: pd.Series) -> Iterable[tuple[object, pd.Series]]:
    """What is built in each zone that has enough of it."""
    known = numbers.dropna()
    zone = sites["zone_code"].reindex(known.index)
    enough = zone.map(zone.value_counts()) >= LEAST_SITES
    return known[enough].groupby(zone[enough], sort=True)


def _zones_known(sites: pd.DataFrame, known: pd.DataFrame | None, kind: str) -> set[object]:
    if known is None:
        return set()
    is_told = (known["kind"] == kind) & (known["effect"] == "at_most") & known["value"].notna()
    told = sites.index.isin(known["site"][is_told].unique())
    return set(sites["zone_code"][told].dropna())


def _cap(kind: str, measure: str, zone: str, built: pd.Series) -> Rule:
    percentile = float(np.percentile(built.to_numpy(), PERCENTILE))
    value = round(percentile, 2)
    return Rule(
        code=f"{ESTIMATED}{kind}.{zone}",
        kind=kind,
        effect="at_most",
        value=value,
        measure=measure,
        where={"zone_code": (zone,)},
        when={"action": NEW_FORM},
        jurisdiction="",
        source="what stands on the district's own sites",
        clause_en=(
            f"Estimated for zone {zone}, whose limits are not in the data: the 90th percentile "
            f"built on its {len(built)} built sites."
        ),
        clause_zh=(f"分区{zone}的指标不在数据中：按其{len(built)}个已建地块现状的第90百分位估算。"),
        verified=False,
        basis=_BASIS.format(count=len(built), zone=zone),
    )
