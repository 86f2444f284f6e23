"""Give a district's tables and buildings to other programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import geopandas as gpd

from gengxin.store import DistrictFolder, read_run
from gengxin.terms import District, InputError

if TYPE_CHECKING:
    from gengxin.publish.massing import Chosen

__all__ = ["Format", "Massing", "MassingFormat", "export_district", "export_massing"]

Format = Literal["gpkg", "geojson", "xlsx"]
MassingFormat = Literal["cityjson", "glb"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Massing:
    """A file of solids: how many masses it holds, and what is left out, by reason.

    ``left_out`` maps a reason, in English and Chinese, to refs of buildings.
    """

    path: Path
    mass_count: int
    left_out: Mapping[tuple[str, str], tuple[str, ...]]


def export_district(district: District, to: Format, path: str | Path) -> Path:
    """Write every table: one GeoPackage, one workbook, or one GeoJSON a table into a folder."""
    from gengxin import publish

    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    if to == "gpkg":
        publish.write_geopackage(district, target)
    elif to == "xlsx":
        publish.write_tables(district, target)
    else:
        publish.write_geojson(district, target)
    return target


def export_massing(
    folder: str | Path, to: MassingFormat, path: str | Path, *, options: Sequence[str] = ()
) -> Massing:
    """Write a folder's buildings as solids; with ``options``, what these leave and build instead.

    Options are refs of the newest options run of the folder, at most one a site. Buildings without
    a footprint or height are left out and named.

    Raises
    ------
    InputError
        Where an option is not in that run, has no drawing, or shares its site with another.

    """
    from gengxin.publish import massing

    home = DistrictFolder(Path(folder))
    scene = massing.scene_of(home.load(), _chosen(home, options) if options else None)
    write = massing.write_cityjson if to == "cityjson" else massing.write_glb
    write(scene, Path(path))
    return Massing(
        path=Path(path),
        mass_count=len(scene.masses),
        left_out={massing.LEFT_OUT[reason]: refs for reason, refs in scene.left_out.items()},
    )


def _chosen(home: DistrictFolder, refs: Sequence[str]) -> "Chosen":
    """The options named, with their masses, from the newest run."""
    from gengxin.publish.massing import Chosen

    run = home.newest_run("options")
    if run is None:
        msg = f"{home.path} has no options yet; make them by: gengxin options {home.path}"
        raise InputError(msg)
    every = read_run(run, "option")
    own = every[every["ref"].isin(list(refs))]
    faults = [
        f"option {ref!r} is not in {run.name}; a site's options are listed by: "
        f"gengxin why {home.path} --site REF"
        for ref in sorted(set(refs) - set(own["ref"]))
    ]
    undrawn = own[(own["drawn_as"] == "") & (own["floor_built_m2_x100"] > 0)]
    faults += [
        f"option {ref!r} has no drawing: the planner stated its floor; name the option it varies"
        for ref in undrawn["ref"]
    ]
    faults += [
        f"site {site!r} has {len(refs)} options: {', '.join(refs)}; name one"
        for site, refs in own.groupby("site")["ref"].agg(list).items()
        if len(refs) > 1
    ]
    if faults:
        raise InputError("\n".join(faults))
    masses = read_run(run, "option_mass")
    return Chosen(options=own, masses=gpd.GeoDataFrame(masses, geometry="geometry"))
