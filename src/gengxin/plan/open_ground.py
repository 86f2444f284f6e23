"""The sun on open ground: parks, playgrounds, the courts of homes, at points in a grid."""

from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gengxin.engines import sun
from gengxin.plan.options.facts import words
from gengxin.plan.windows import HOMES
from gengxin.terms import District, Note
from gengxin.terms.sun import SUN_GROUND_KINDS, SUN_GROUND_POINTS, SUN_GROUND_SUMS, SUN_GROUNDS

__all__ = ["GROUND_POINTS", "SkyToday", "ground_sun", "grounds_of"]

Real = NDArray[np.float64]
Rows = NDArray[np.int64]
Shapes = NDArray[np.object_]

# facilities that are open ground, and what they are as such
_FACILITIES: Final = {"playground": "playground", "pitch": "sports_ground"}
# points of a place: enough for a share within some hundredths, and for squares on a map
_POINTS: Final = 100
_COURT_POINTS: Final = 40
_SPACING_M: Final = (2.0, 20.0)
# a thread of ground across a whole map has a box of millions of points, nearly none of them on it
_MOST_IN_BOX: Final = 1_000_000
GROUND_POINTS: Final = (
    f"a grid of {_SPACING_M[0]:g} to {_SPACING_M[1]:g} m on the ground, about {_POINTS} points a "
    f"place and {_COURT_POINTS} on the open ground of a site with homes"
)
# between buildings that stand apart by the crookedness of their outlines
_SMALLEST_COURTYARD_M2: Final = 20.0
_ALIKE: Final = 1e-9  # hours are sums of steps


class SkyToday(NamedTuple):
    """What stands, the way of the sun, and which stretches of it count."""

    scene: sun.Scene
    path: sun.SunPath
    counting: sun.Counting


def grounds_of(district: District, footprints: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Open ground of a district, a row a place, by ``table/ref``: its ``kind`` and shape.

    What it maps as green, playgrounds and pitches; sites with homes, whose ground is open where
    nothing stands; and what buildings outside such sites enclose. ``footprints`` have a
    ``use_class``, missing where unknown.
    """
    green, facilities = district.places("green"), district.places("facilities")
    mapped = _named("green", green, words(green, "kind").to_numpy(object))
    kind = words(facilities, "kind").map(_FACILITIES)
    played = _named("facilities", facilities[kind.notna()], kind.dropna().to_numpy(object))
    courts = _sites_with_homes(district, footprints)
    parts = [
        mapped,
        played[~_lies_in(played, mapped)],
        _named("sites", courts, np.full(len(courts), "court", object)),
        _courtyards(footprints, courts),
    ]
    some = pd.concat([one for one in parts if len(one)] or parts[-1:])
    shapes = np.asarray(some.geometry.to_numpy())
    drawn = np.isin(shapely.get_dimensions(shapes), (0, 2)) & ~shapely.is_empty(shapes)
    return gpd.GeoDataFrame(some[drawn], geometry="geometry", crs=footprints.crs)


def ground_sun(
    grounds: gpd.GeoDataFrame, sky: SkyToday, *, asked_hours: float
) -> tuple[dict[str, pd.DataFrame], tuple[Note, ...]]:
    """Hours of sun on open ground: tables ``grounds``, ``ground_points`` and ``ground_sums``.

    Ground under a building isn't open: its points are left out, and so is a place that has no
    other; a note says how many places.
    """
    row, place, spacing_m = _laid(grounds)
    hours = sun.sunlight_hours(
        sky.scene, sun.point_receptors(place, 0.0), sky.path, counting=sky.counting
    )
    open_ = ~np.isnan(hours)
    points = pd.DataFrame(
        {
            "ground": pd.Categorical.from_codes(row[open_], categories=grounds.index),
            "x_m": place[open_, 0].round(2),
            "y_m": place[open_, 1].round(2),
            "sun_hours": hours[open_].round(4),
        }
    )[[one.name for one in SUN_GROUND_POINTS.columns]]
    laid = grounds.assign(spacing_m=spacing_m, laid=np.bincount(row, minlength=len(grounds)))
    told = _by_ground(laid, points, asked_hours)
    lost = len(grounds) - len(told)
    notes = (_built_over(lost),) if lost else ()
    return {"grounds": told, "ground_points": points, "ground_sums": _by_kind(told)}, notes


def _named(table: str, places: gpd.GeoDataFrame, kind: Shapes) -> gpd.GeoDataFrame:
    refs = pd.Index([f"{table}/{ref}" for ref in places.index], name="ref", dtype="str")
    shapes = np.asarray(places.geometry.to_numpy())
    return gpd.GeoDataFrame({"kind": kind}, geometry=shapes, index=refs, crs=places.crs)


def _lies_in(places: gpd.GeoDataFrame, others: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Whether a place lies in another of its kind: it is the same, mapped twice."""
    middle = shapely.point_on_surface(np.asarray(places.geometry.to_numpy()))
    tree = shapely.STRtree(np.asarray(others.geometry.to_numpy()))
    row, other = tree.query(middle, predicate="intersects")
    same = places["kind"].to_numpy(object)[row] == others["kind"].to_numpy(object)[other]
    found = np.zeros(len(places), bool)
    found[row[same]] = True
    return found


def _sites_with_homes(district: District, footprints: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Sites on which homes stand, or which are of homes."""
    sites = district.places("sites")
    homes = words(footprints, "use_class").isin(HOMES).to_numpy()
    built = set(words(footprints, "site").to_numpy(object)[homes])
    use = words(sites, "use_class")
    return sites[(use.isin(HOMES) | sites.index.isin(built)).to_numpy()]


def _courtyards(footprints: gpd.GeoDataFrame, courts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """What buildings enclose that stand on no site with homes, numbered from the south."""
    outside = ~words(footprints, "site").isin(courts.index).to_numpy()
    shapes = np.asarray(footprints.geometry.to_numpy())[outside]
    whole = shapely.get_parts(shapely.union_all(shapely.make_valid(shapes)))
    rings = [shapely.Polygon(ring) for one in whole for ring in getattr(one, "interiors", ())]
    yards = [one for one in rings if one.area >= _SMALLEST_COURTYARD_M2]
    yards.sort(key=lambda one: one.bounds[1::-1])
    refs = pd.Index([f"courtyard/{n + 1}" for n in range(len(yards))], name="ref", dtype="str")
    kind = np.full(len(yards), "courtyard", object)
    return gpd.GeoDataFrame({"kind": kind}, geometry=yards, index=refs, crs=footprints.crs)


def _laid(grounds: gpd.GeoDataFrame) -> tuple[Rows, Real, Real]:
    """Points in a grid on each ground: the ground's row, x and y; and the spacing of each ground.

    A ground too small for a point of its grid, or known by a point alone, has one point; spacing is
    missing where its extent is unknown.
    """
    shapes = np.asarray(grounds.geometry.to_numpy())
    area_m2 = shapely.area(shapes)
    asked = np.where(grounds["kind"] == "court", _COURT_POINTS, _POINTS)
    spacing_m = np.clip(np.sqrt(area_m2 / asked), *_SPACING_M)
    west, south, east, north = shapely.bounds(shapes).reshape(-1, 4).T
    box_m2 = (east - west) * (north - south)
    spacing_m = np.maximum(spacing_m, np.sqrt(box_m2 / _MOST_IN_BOX))
    across = np.ceil((east - west) / spacing_m).astype(np.int64)
    up = np.ceil((north - south) / spacing_m).astype(np.int64)
    count = across * up
    row = np.repeat(np.arange(len(shapes)), count)
    number = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    middle = np.column_stack([west + east, south + north]) / 2
    first = middle - np.column_stack([across - 1, up - 1]) / 2 * spacing_m[:, None]
    step = np.column_stack([number % across[row], number // across[row]])
    place = first[row] + step * spacing_m[row, None]
    shapely.prepare(shapes)
    within = shapely.contains_xy(shapes[row], place[:, 0], place[:, 1])
    alone = np.setdiff1d(np.arange(len(shapes)), row[within])
    inside = shapely.get_coordinates(shapely.point_on_surface(shapes[alone]))
    every = np.concatenate([row[within], alone])
    order = np.argsort(every, kind="stable")
    return (
        every[order],
        np.concatenate([place[within], inside])[order],
        np.where(area_m2 > 0, spacing_m, np.nan),
    )


def _by_ground(
    laid: gpd.GeoDataFrame, points: pd.DataFrame, asked_hours: float
) -> gpd.GeoDataFrame:
    """A row a ground that has an open point; ``laid`` is how many points were laid on each.

    Open is the share of its area that its points have.
    """
    under = points["sun_hours"] < asked_hours - _ALIKE
    sums = (
        points.assign(under=under)
        .groupby("ground", observed=False)
        .agg(
            points_count=("sun_hours", "size"),
            under_count=("under", "sum"),
            least_hours=("sun_hours", "min"),
            median_hours=("sun_hours", "median"),
        )
    )
    count = sums["points_count"].to_numpy()
    open_m2 = (laid.geometry.area * count / laid["laid"]).where(laid["spacing_m"].notna())
    sums = sums.set_axis(laid.index).assign(
        kind=laid["kind"],
        area_m2=open_m2,
        spacing_m=laid["spacing_m"],
        under_share=sums["under_count"].to_numpy() / np.maximum(count, 1),
    )
    names = [one.name for one in SUN_GROUNDS.columns if one.name != "ref"]
    told = gpd.GeoDataFrame(sums[names], geometry=laid.geometry, crs=laid.crs)
    return told[count > 0]


def _by_kind(told: pd.DataFrame) -> pd.DataFrame:
    """The sums of each kind that there is, in the order of the kinds."""
    rows = []
    for kind in SUN_GROUND_KINDS:
        own = told[told["kind"] == kind]
        known = own[own["area_m2"].notna()]
        area_m2 = float(known["area_m2"].sum())
        under_m2 = float((known["area_m2"] * known["under_share"]).sum())
        rows.append(
            {
                "kind": kind,
                "places_count": len(own),
                "places_under_count": int((own["under_share"] > 0.5).sum()),
                "area_m2": area_m2 if len(known) else np.nan,
                "under_share": under_m2 / area_m2 if area_m2 else np.nan,
                "median_hours": own["median_hours"].median(),
            }
        )
    table = pd.DataFrame(rows, columns=[one.name for one in SUN_GROUND_SUMS.columns])
    return table[table["places_count"] > 0].reset_index(drop=True)


def _built_over(count: int) -> Note:
    return Note(
        table="grounds",
        action="left_out",
        count=count,
        en="places on open ground that lie under a building as mapped: no sun is counted there",
        zh="按现有图形位于建筑之下的场地：不计日照",
    )
