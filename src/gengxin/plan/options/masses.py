"""The shapes of options: what each builds, piece by piece, and which buildings go for it."""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gengxin.plan.options.carriers import Carried
from gengxin.plan.options.drawn import Masses
from gengxin.plan.options.edits import Edits
from gengxin.plan.options.quantities import treatment_number
from gengxin.plan.options.shapes import Drawn
from gengxin.plan.options.standing import Standing
from gengxin.terms import District, Practice

__all__ = ["Pieces", "pieces_of"]

Rows = NDArray[np.int64]
Words = NDArray[np.object_]


class Pieces(NamedTuple):
    """``drawn_as``: under which option each one's pieces are listed, empty: none; ``table``."""

    drawn_as: Words
    table: gpd.GeoDataFrame


def pieces_of(
    district: District,
    drawn: Drawn,
    standing: Standing,
    *,
    named: tuple[Words, Carried, Practice],
    edits: Edits,
) -> Pieces:
    """The pieces of all options that build, listed once for options drawn as one.

    ``named`` are the refs of the options, what they are, and how they are done. Where the planner
    stated another form, what was drawn does not hold, and nothing is listed.
    """
    refs, carried, practice = named
    first = _first_of_each(carried.base, drawn, edits)
    own = np.unique(first[first >= 0])
    share = treatment_number(carried.proposals, practice, lambda t: t.demolished_share)
    site = carried.proposals.site
    frames = [
        _built(drawn.masses, carried.base, own, site_is_assumed=_leans(standing, site, share)),
        _demolished(standing, own, (site, share), district.places("buildings").index),
    ]
    table = pd.concat(frames, ignore_index=True).sort_values("row", kind="stable")
    row = table["row"].to_numpy(np.int64)
    listed = table.assign(option=refs[row], part=table.groupby("row").cumcount() + 1)
    return Pieces(
        drawn_as=np.append(refs, "")[first],
        table=gpd.GeoDataFrame(listed, geometry="geometry", crs=district.meta.crs),
    )


def _first_of_each(base: Rows, drawn: Drawn, edits: Edits) -> Rows:
    """For each option the first that is drawn as it is; -1 where it builds or shows nothing."""
    shows = np.isin(base, drawn.masses.option[_of(drawn.masses, base)])
    shows[edits.option[edits.shapes]] = False
    first = np.full(int(base.max(initial=-1)) + 1, -1, np.int64)
    rows = np.flatnonzero(shows)[::-1]
    first[base[rows]] = rows
    return np.where(shows, first[base], -1)


def _of(masses: Masses, base: Rows) -> Rows:
    """The rows of the masses of options that are drawn as ``base`` says."""
    return masses.of_options(int(base[:1].sum()), int(base.max(initial=-1)))


def _leans(standing: Standing, site: Rows, share: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each option stands on or around buildings whose footprint is assumed."""
    assumed = np.unique(standing.site[standing.is_assumed])
    return np.isin(site, assumed) & (share < 1.0)


def _built(
    masses: Masses, base: Rows, own: Rows, *, site_is_assumed: NDArray[np.bool_]
) -> pd.DataFrame:
    """The masses of what options build, a row a polygon."""
    row_of_base = np.full(int(base.max(initial=-1)) + 1, -1, np.int64)
    row_of_base[base[own]] = own
    drawn = _of(masses, base)
    drawn = drawn[row_of_base[masses.option[drawn]] >= 0]
    polygon, mass = shapely.get_parts(masses.shape(drawn), return_index=True)
    flat = shapely.get_dimensions(polygon) == 2
    polygon, mass = polygon[flat], drawn[mass[flat]]
    row = row_of_base[masses.option[mass]]
    return pd.DataFrame(
        {
            "row": row,
            "work": "built",
            "building": "",
            "bottom_m": masses.bottom_m[mass],
            "top_m": masses.top_m[mass],
            "basis": np.where(site_is_assumed[row], "assumed", "drawn"),
            "geometry": polygon,
        }
    )


def _demolished(
    standing: Standing, own: Rows, asked: tuple[Rows, NDArray[np.float64]], refs: pd.Index
) -> pd.DataFrame:
    """The buildings that go for each option."""
    site, share = asked
    pairs = [np.zeros((0, 2), np.int64)]
    for one in np.unique(share[own]):
        gone = np.flatnonzero(standing.gone_for(one))
        rows = pd.DataFrame({"site": site[own][share[own] == one], "row": own[share[own] == one]})
        goes = pd.DataFrame({"site": standing.site[gone], "stands": gone})
        pairs.append(rows.merge(goes, on="site")[["row", "stands"]].to_numpy(np.int64))
    row, stands = np.concatenate(pairs).T
    return pd.DataFrame(
        {
            "row": row,
            "work": "demolished",
            "building": np.append(refs.to_numpy(object), "")[standing.building[stands]],
            "bottom_m": 0.0,
            "top_m": standing.height_m[stands],
            "basis": np.where(standing.is_assumed[stands], "assumed", "drawn"),
            "geometry": standing.shape[stands],
        }
    )
