"""Planes that rise from the edge of sites, and how far buildings rise above them."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gengxin.engines import form
from gengxin.terms import RulePack

if TYPE_CHECKING:
    from gengxin.plan.options.drawn import Drawn

__all__ = ["PLANE", "Planes", "note_planes", "planes_of"]

Real = NDArray[np.float64]
PLANE = "sky_exposure_plane"


class Planes(NamedTuple):
    """A row a site: height at the edge (inf where no plane binds), where it rises, how steeply.

    Nearer to the edge than ``setback_m`` the height at the edge holds; ``slope`` is metres up by
    metre inward.
    """

    base_m: Real
    setback_m: Real
    slope: Real

    def of(self, rows: NDArray[np.int64]) -> "Planes":
        """The planes of some sites, in their order."""
        return Planes(*(values[rows] for values in self))


def planes_of(limits: pd.DataFrame, sites: pd.Index, law: RulePack) -> Planes:
    """The plane over each site; of those that wait for facts of an option none."""
    found = Planes(np.full(len(sites), np.inf), np.zeros(len(sites)), np.full(len(sites), np.inf))
    own = limits[(limits["kind"] == PLANE) & (limits["depends_on"] == "") & limits["value"].notna()]
    rules = {one.code: one.parameters for one in law.rules}
    at = sites.get_indexer(pd.Index(own["site"]))
    for row, codes, base_m in zip(at, own["rules"], own["value"], strict=True):
        parameters = rules[codes.split()[0]]
        found.base_m[row] = base_m
        found.setback_m[row] = float(parameters["initial_setback_m"])
        found.slope[row] = float(parameters["slope"])
    return found


def note_planes(
    drawn: "Drawn",
    option: NDArray[np.int64],
    masses: form.Masses,
    *,
    planes: Planes,
    outline: NDArray[np.object_],
) -> None:
    """Write down how far what drafts build rises above the plane of its site; 0 below it.

    ``option``, ``planes`` and ``outline`` (of the site) have a row a draft. What stands there
    already is not held against the option.
    """
    bound = np.flatnonzero(np.isfinite(planes.base_m)[masses.draft])
    if not len(bound):
        return
    draft, shape, top_m = masses.draft[bound], masses.shape[bound], masses.top_m[bound]
    from_edge_m = shapely.distance(shapely.boundary(outline[draft]), shape)
    base_m, setback_m, slope = planes.of(draft)
    rise_m = np.where(from_edge_m < setback_m - 1e-6, 0.0, slope * from_edge_m)
    over_m = np.maximum(top_m - base_m - rise_m, 0.0)
    drawn.plane_over_m[option[draft]] = np.fmax(drawn.plane_over_m[option[draft]], 0.0)
    np.maximum.at(drawn.plane_over_m, option[draft], over_m)
