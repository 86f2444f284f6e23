"""The shapes of options: what each builds, piece by piece, and which buildings go for it."""

from collections.abc import Iterator
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gengxin.engines import form
from gengxin.plan.options.carriers import Carried
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
        *_built(drawn, carried.base, own, site_is_assumed=_leans(standing, site, share)),
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
    builds = np.zeros(_count_of(drawn, base), bool)
    for part in drawn.parts:
        builds[part.option[part.form.storeys > 0]] = True
    shows = builds[base]
    shows[edits.option[edits.shapes]] = False
    first = np.full(len(builds), -1, np.int64)
    rows = np.flatnonzero(shows)[::-1]
    first[base[rows]] = rows
    return np.where(shows, first[base], -1)


def _count_of(drawn: Drawn, base: Rows) -> int:
    """One more than the last row that was drawn; parts hold those of all options."""
    return 1 + max(int(rows.max(initial=-1)) for rows in (base, *(p.option for p in drawn.parts)))


def _leans(standing: Standing, site: Rows, share: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each option stands on or around buildings whose footprint is assumed."""
    assumed = np.unique(standing.site[standing.is_assumed])
    return np.isin(site, assumed) & (share < 1.0)


def _built(
    drawn: Drawn, base: Rows, own: Rows, *, site_is_assumed: NDArray[np.bool_]
) -> Iterator[pd.DataFrame]:
    """The masses of each part drawn, a row a polygon."""
    row_of_base = np.full(_count_of(drawn, base), -1, np.int64)
    row_of_base[base[own]] = own
    for part in drawn.parts:
        row_of_draft = row_of_base[part.option]
        made = form.masses(part.steps, part.form, np.flatnonzero(row_of_draft >= 0))
        polygon, mass = shapely.get_parts(made.shape, return_index=True)
        flat = shapely.get_dimensions(polygon) == 2
        polygon, mass = polygon[flat], mass[flat]
        row = row_of_draft[made.draft[mass]]
        yield pd.DataFrame(
            {
                "row": row,
                "work": "built",
                "building": "",
                "bottom_m": made.bottom_m[mass],
                "top_m": made.top_m[mass],
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
