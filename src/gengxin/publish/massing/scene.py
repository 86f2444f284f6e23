"""What stands in a scene: the buildings of a district, and in the place of some, options."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gengxin.publish.massing.solids import Solids, on_grid
from gengxin.terms import District, DistrictMeta, basis_kind

__all__ = ["LEFT_OUT", "ROLES", "Chosen", "Scene", "scene_of"]

Rows = NDArray[np.int64]
# what a mass is in a scene
ROLES = ("standing", "kept", "demolished", "new")
LEFT_OUT = {
    "no_height": ("height is not known", "高度未知"),
    "no_footprint": ("footprint is not known, only a point", "仅有点位，无建筑轮廓"),
    "not_solid": ("outline crosses itself or vanishes on a grid of 1 mm", "轮廓自相交或过小"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Options that take the place of what stands on their sites.

    ``options`` are rows of the table ``option``, ``masses`` the table ``option_mass``.
    """

    options: pd.DataFrame
    masses: gpd.GeoDataFrame


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """Masses with their facts, their solids, and what could not be drawn.

    ``masses`` has a row a building or a piece of an option: ``ref``, ``role`` (of ``ROLES``),
    ``bottom_m``, ``top_m``, ``height_basis``, ``is_estimated``, ``site``, ``option`` and what is
    known of the building; its shapes are polygons or multipolygons in the district's CRS. Heights
    are above each mass's own ground. ``mass`` is the row of ``masses`` that each solid is of;
    solids are counted from ``origin_m``, the middle on a whole metre. ``left_out`` lists refs by
    the reasons of ``LEFT_OUT``.
    """

    meta: DistrictMeta
    masses: gpd.GeoDataFrame
    solids: Solids
    mass: Rows
    origin_m: tuple[float, float]
    left_out: Mapping[str, tuple[str, ...]]

    @property
    def title(self) -> str:
        """The district's name, and whether it is made up."""
        name = f"{self.meta.name_en} · {self.meta.name_zh}"
        return f"{name} · made up · 虚构数据" if self.meta.made_up else name


def scene_of(district: District, chosen: Chosen | None = None) -> Scene:
    """The buildings that stand; with ``chosen``, on the sites of options what these leave or build.

    Buildings without footprint or height are left out and named.
    """
    buildings = _standing(district)
    shapes = np.asarray(buildings.geometry.to_numpy(), object)
    flat = shapely.get_dimensions(shapes) == 2
    high = (buildings["top_m"] > 0).to_numpy(bool)
    sound = flat & high & shapely.is_valid(shapes)
    drawn = buildings[sound]
    parts = [drawn.assign(role="standing") if chosen is None else _with_roles(drawn, chosen)]
    if chosen is not None:
        parts.append(_built(chosen, district))
    masses = gpd.GeoDataFrame(
        pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True),
        geometry="geometry",
        crs=district.meta.crs,
    )
    origin_m = _middle_m(masses)
    solids, mass = on_grid(
        np.asarray(masses.geometry.to_numpy(), object),
        (masses["bottom_m"].to_numpy(), masses["top_m"].to_numpy()),
        origin_m=origin_m,
    )
    vanished = np.isin(np.arange(len(masses)), mass, invert=True)
    reasons = {
        "no_footprint": buildings["ref"][~flat],
        "no_height": buildings["ref"][flat & ~high],
        "not_solid": [*buildings["ref"][flat & high & ~sound], *masses["ref"][vanished]],
    }
    return Scene(
        meta=district.meta,
        masses=masses,
        solids=solids,
        mass=mass,
        origin_m=origin_m,
        left_out={reason: tuple(map(str, refs)) for reason, refs in reasons.items() if len(refs)},
    )


def _middle_m(masses: gpd.GeoDataFrame) -> tuple[float, float]:
    if not len(masses):
        return (0.0, 0.0)
    west, south, east, north = masses.total_bounds
    return (float(np.rint((west + east) / 2)), float(np.rint((south + north) / 2)))


def _standing(district: District) -> gpd.GeoDataFrame:
    """The buildings of a district in the columns of a scene."""
    buildings = district.places("buildings")

    def column(name: str) -> pd.Series:
        if name in buildings.columns:
            return buildings[name].astype("object")
        return pd.Series(None, index=buildings.index, dtype="object")

    basis = column("height_m_basis")
    facts = {
        "ref": buildings.index.to_numpy(object),
        "bottom_m": 0.0,
        "top_m": pd.to_numeric(column("height_m")).astype("float64"),
        "height_basis": basis,
        "is_estimated": (basis_kind(basis) == "estimated").to_numpy(bool),
        "option": None,
        **{name: column(name) for name in ("site", "use_class", "year_built", "storeys")},
    }
    frame = pd.DataFrame(facts, index=buildings.index).reset_index(drop=True)
    return gpd.GeoDataFrame(frame, geometry=buildings.geometry.to_numpy(), crs=district.meta.crs)


def _with_roles(buildings: gpd.GeoDataFrame, chosen: Chosen) -> gpd.GeoDataFrame:
    """The buildings with what the chosen options do to them."""
    option_of = chosen.options.set_index("site")["ref"]
    option = buildings["site"].map(option_of)
    gone = _pieces(chosen, "demolished")
    goes = buildings["ref"].isin(gone["building"])
    role = np.select([goes, option.notna()], ["demolished", "kept"], "standing")
    return buildings.assign(role=role, option=option.astype("object"))


def _built(chosen: Chosen, district: District) -> gpd.GeoDataFrame:
    """What the chosen options build."""
    built = _pieces(chosen, "built")
    facts = {
        "ref": built["option"] + "/" + built["part"].astype(str),
        "bottom_m": built["bottom_m"],
        "top_m": built["top_m"],
        "height_basis": np.where(
            built["basis"] == "assumed",
            "estimated: stands on an assumed footprint",
            "computed: drawn within limits",
        ),
        "is_estimated": built["basis"] == "assumed",
        "option": built["option"],
        "site": built["site"],
        "role": "new",
    }
    return gpd.GeoDataFrame(
        pd.DataFrame(facts), geometry=built.geometry.to_numpy(), crs=district.meta.crs
    )


def _pieces(chosen: Chosen, work: str) -> gpd.GeoDataFrame:
    """The pieces of the chosen options, each under its option's own name, with its site."""
    own = chosen.options[["ref", "site", "drawn_as"]].rename(columns={"ref": "named"})
    masses = chosen.masses[chosen.masses["work"] == work]
    joined = own.merge(pd.DataFrame(masses), left_on="drawn_as", right_on="option")
    joined = joined.assign(option=joined["named"]).drop(columns=["named", "drawn_as"])
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=masses.crs)
