"""What rules ask of a building on each site, before it is drawn."""

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.terms import Practice

__all__ = ["Caps", "caps_of"]

Real = NDArray[np.float64]
# sides of a site, as the setback rules of a pack name them
SIDES = ("front", "side", "rear")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Caps:
    """A row a site. inf where nothing caps; ``is_estimated`` where a cap is no more than that.

    ``far_is_firm`` where the floor area is capped by a rule that may issue a verdict alone.
    ``far_received`` is the floor area ratio that rules let the site receive from others, 0 where
    none says so. ``rules`` are the codes of the rules behind estimated floor area, height and
    storeys, parted by blanks.
    """

    far: Real
    lot_coverage: Real
    height_m: Real
    storeys: Real
    far_received: Real
    far_is_firm: NDArray[np.bool_]
    green_share: Real
    setback_m: Real
    spacing_m: Real
    is_estimated: NDArray[np.bool_]
    rules: NDArray[np.object_]

    def of(self, rows: NDArray[np.int64]) -> "Caps":
        """The caps of some sites, in their order."""
        return Caps(**{one.name: getattr(self, one.name)[rows] for one in fields(self)})


def caps_of(limits: pd.DataFrame, sites: pd.Index, practice: Practice) -> Caps:
    """The strictest limit of each kind on each site; of rules that wait for the drawing, none.

    What these ask shows when the drawn option is checked. Setback and spacing are the practice's
    where rules ask less.
    """
    ready = limits[limits["depends_on"] == ""]
    bounding = ready[
        ready["measure"].isin(("far", "height_m", "storeys"))
        & (ready["effect"] == "at_most")
        & ready["value"].notna()
    ]
    firm = bounding.groupby("site")["verified"].all().reindex(sites)
    of_floor = bounding[bounding["measure"] == "far"]
    firm_floor = of_floor.groupby("site")["verified"].all().reindex(sites)
    named = (
        bounding[~bounding["verified"].astype(bool)]
        .groupby("site")["rules"]
        .agg(" ".join)
        .reindex(sites)
    )
    setback_m = _strictest(ready, "setback_m", "at_least", sites)
    spacing_m = _strictest(ready, "spacing_m", "at_least", sites)
    far = _strictest(ready, "far", "at_most", sites)
    return Caps(
        far=far,
        far_received=_far_received(ready, far, sites),
        far_is_firm=(firm_floor == True).to_numpy(bool),  # noqa: E712 - missing is not firm
        storeys=_strictest(ready, "storeys", "at_most", sites),
        lot_coverage=_strictest(ready, "lot_coverage", "at_most", sites),
        height_m=_strictest(ready, "height_m", "at_most", sites),
        green_share=_strictest(ready, "green_share", "at_least", sites),
        setback_m=np.maximum(setback_m, practice.setback_m),
        spacing_m=np.maximum(spacing_m, practice.spacing_m),
        is_estimated=(firm == False).to_numpy(bool),  # noqa: E712 - missing is not estimated
        rules=named.fillna("").to_numpy(object),
    )


def _far_received(limits: pd.DataFrame, far: Real, sites: pd.Index) -> Real:
    """What each site may receive from others, as a ratio; without a limit to it, nothing."""
    ratio = _strictest(limits, "far_received", "at_most", sites)
    share = _strictest(limits, "far_received_share", "at_most", sites)
    least = np.fmin(ratio, np.where(np.isinf(share), np.inf, share * far))
    return np.where(np.isinf(least), 0.0, least)


def _strictest(limits: pd.DataFrame, measure: str, effect: str, sites: pd.Index) -> Real:
    """The strictest value on each site; where there is none, what binds nothing."""
    own = limits[(limits["measure"] == measure) & (limits["effect"] == effect)]
    by_site = own.groupby("site")["value"]
    found = by_site.min() if effect == "at_most" else by_site.max()
    nothing = np.inf if effect == "at_most" else 0.0
    return found.reindex(sites).fillna(nothing).to_numpy(np.float64)
