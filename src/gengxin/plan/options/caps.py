"""What rules ask of a building on each site, before it is drawn."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.plan.options.planes import PLANE
from gengxin.rules import ESTIMATED, basis_zh, with_unit
from gengxin.terms import Practice
from gengxin.terms.rules import OPTION_MEASURES

__all__ = ["Caps", "caps_of"]

Real = NDArray[np.float64]
# what caps how much is built on a site
_SIZES = ("far", "height_m", "storeys")
_BASIS_ZH = {"not verified in its source": "未核实"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Caps:
    """A row a site. inf where nothing caps; ``is_estimated`` where a cap is no more than that.

    ``far_is_stated`` where the cap on floor area is no estimate of ours: a right to it is known.
    ``far_received`` is the floor area ratio that rules let the site receive from others, 0 where
    none says so. ``rules`` are the codes of the rules behind estimated floor area, height and
    storeys, parted by blanks; ``doubts_en`` and ``doubts_zh`` say them in words.
    """

    far: Real
    lot_coverage: Real
    height_m: Real
    storeys: Real
    far_received: Real
    far_is_stated: NDArray[np.bool_]
    green_share: Real
    setback_m: Real
    spacing_m: Real
    is_estimated: NDArray[np.bool_]
    rules: NDArray[np.object_]
    doubts_en: NDArray[np.object_]
    doubts_zh: NDArray[np.object_]

    def of(self, rows: NDArray[np.int64]) -> "Caps":
        """The caps of some sites, in their order."""
        return Caps(**{one.name: getattr(self, one.name)[rows] for one in fields(self)})


def caps_of(limits: pd.DataFrame, sites: pd.Index, practice: Practice) -> Caps:
    """The strictest limit of each kind on each site; of rules that wait for the drawing, none.

    What these ask shows when the drawn option is checked. Where rules say nothing of setbacks the
    practice's are kept, and its spacing where rules ask less.
    """
    # planes that rise from the edge bind what is drawn, not its height as a whole
    ready = limits[(limits["depends_on"] == "") & (limits["kind"] != PLANE)]
    far = _strictest(ready, "far", "at_most", sites)
    setback_m = _strictest(ready, "setback_m", "at_least", sites)
    spacing_m = _strictest(ready, "spacing_m", "at_least", sites)
    return Caps(
        far=far,
        far_received=_far_received(ready, far, sites),
        storeys=_strictest(ready, "storeys", "at_most", sites),
        lot_coverage=_strictest(ready, "lot_coverage", "at_most", sites),
        height_m=_strictest(ready, "height_m", "at_most", sites),
        green_share=_strictest(ready, "green_share", "at_least", sites),
        setback_m=np.where(setback_m > 0.0, setback_m, practice.setback_m),
        spacing_m=np.maximum(spacing_m, practice.spacing_m),
        **_doubts(ready, sites),
    )


def _doubts(ready: pd.DataFrame, sites: pd.Index) -> dict[str, Any]:
    """Which of the caps on floor, height and storeys are no verdict alone, and why."""
    binds = ready["measure"].isin(_SIZES) & (ready["effect"] == "at_most")
    rows = ready[binds & ready["value"].notna()]
    firm = rows["verified"].astype(bool)
    doubted, of_floor = rows[~firm], rows[rows["measure"] == "far"]
    at = sites.get_indexer(pd.Index(doubted["site"]))
    names = ("measure", "value", "basis")
    told = [_told(*one) for one in zip(*(doubted[name].to_list() for name in names), strict=True)]
    words = {
        "rules": _joined(at, doubted["rules"].to_list(), " ", count=len(sites)),
        "doubts_en": _joined(at, [en for en, _ in told], "; ", count=len(sites)),
        "doubts_zh": _joined(at, [zh for _, zh in told], "；", count=len(sites)),
    }
    ours = of_floor["rules"].astype("str").str.startswith(ESTIMATED).to_numpy(bool)
    of_site = sites.get_indexer(pd.Index(of_floor["site"]))
    stated = np.zeros(len(sites), bool)
    stated[of_site] = True
    stated[of_site[ours]] = False
    return {"is_estimated": words["rules"] != "", "far_is_stated": stated, **words}


def _joined(
    at: NDArray[np.intp], words: list[str], joint: str, *, count: int
) -> NDArray[np.object_]:
    """Of each of ``count`` sites its words in their order; empty where it has none."""
    found = np.full(count, "", object)
    for site, word in zip(at.tolist(), words, strict=True):
        found[site] = f"{found[site]}{joint}{word}" if found[site] else word
    return found


def _told(measure: str, value: float, basis: str) -> tuple[str, str]:
    """A doubtful cap in words: what, how much, and on what it stands."""
    en, zh, _ = OPTION_MEASURES[measure]
    how = basis if basis.startswith("estimated") else "not verified in its source"
    most_en, most_zh = with_unit(value, measure)
    return (
        # storeys are counted in storeys
        f"{en} at most {most_en.removesuffix(f' {en}')}, {how}",
        f"{zh}不超过{most_zh}（{_BASIS_ZH.get(how) or basis_zh(how)}）",
    )


def _far_received(limits: pd.DataFrame, far: Real, sites: pd.Index) -> Real:
    """What each site may receive from others, as a ratio; without a limit to it, nothing."""
    ratio = _strictest(limits, "far_received", "at_most", sites)
    share = _strictest(limits, "far_received_share", "at_most", sites)
    least = np.fmin(ratio, np.where(np.isinf(share), np.inf, share * far))
    return np.where(np.isinf(least), 0.0, least)


def _strictest(limits: pd.DataFrame, measure: str, effect: str, sites: pd.Index) -> Real:
    """The strictest value on each site; where there is none, what binds nothing."""
    own = (limits["measure"] == measure) & (limits["effect"] == effect) & limits["value"].notna()
    at = sites.get_indexer(pd.Index(limits["site"][own]))
    strictest, nothing = (np.minimum, np.inf) if effect == "at_most" else (np.maximum, 0.0)
    # of what is asked at least, less than nothing may be the most
    found = np.full(len(sites), np.inf if effect == "at_most" else -np.inf)
    strictest.at(found, at, limits["value"][own].to_numpy(np.float64))
    return np.where(np.isinf(found), nothing, found)
