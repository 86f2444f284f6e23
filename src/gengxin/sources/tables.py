"""A recipe applied: inputs in one CRS → the tables of a district, read, merged and derived."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

from gengxin.sources.blocks import block_sites, split_by_building
from gengxin.sources.notes import NoteBook
from gengxin.sources.people import people_from_homes, residents_on_sites
from gengxin.sources.recipe import Recipe, filled, merged
from gengxin.sources.sites import buildings_on_sites, with_renewable
from gengxin.sources.ways import walk_edges
from gengxin.terms import TABLES, Column, InputError

__all__ = ["ReadInputs", "loosen_keys", "tables_of"]

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadInputs:
    """Everything read and in one CRS, before a recipe is applied.

    ``frames`` are the inputs by name; ``ready`` are tables that another reader made
    (OpenStreetMap); ``boundary`` is in the same CRS.
    """

    frames: Mapping[str, pd.DataFrame]
    ready: Mapping[str, pd.DataFrame]
    crs: str
    boundary: shapely.Geometry | None


def tables_of(recipe: Recipe, read: ReadInputs, *, accept_loss: bool, book: NoteBook) -> Tables:
    """Fill every table of the recipe, then derive sites, buildings and people where it says so."""
    pieces: dict[str, list[pd.DataFrame]] = {name: [frame] for name, frame in read.ready.items()}
    for fill in recipe.fill:
        rows = filled(fill, recipe, read.frames, accept_loss=accept_loss, book=book)
        if isinstance(rows, gpd.GeoDataFrame):
            rows = rows.set_crs(read.crs)
        pieces.setdefault(fill.table, []).append(rows)
    drawn = pieces.get("walk_edges", [])
    if "walk_edges" in read.ready and len(drawn) > 1:
        msg = (
            "both OpenStreetMap and a fill give walk_edges; "
            "list the other tables of the OpenStreetMap input under tables"
        )
        raise InputError(msg)
    if drawn and "walk_edges" not in read.ready:
        edges = walk_edges(
            gpd.GeoDataFrame(_stacked(drawn)),
            snap_m=recipe.walk.snap_m,
            crossings_meet=recipe.walk.crossings_meet,
            join_islands_m=recipe.walk.join_islands_m,
            book=book,
        )
        pieces["walk_edges"] = [edges]
    tables = {name: _stacked(parts) for name, parts in pieces.items()}
    for rule in recipe.merge:
        if rule.table in tables:
            tables[rule.table] = merged(tables[rule.table], rule, book)
    _derive_sites(tables, recipe, read.boundary, book)
    _derive_buildings(tables, recipe, book)
    _derive_people(tables, recipe, book)
    loosen_keys(tables, book)
    return {name: tables[name] for name in TABLES if name in tables}


def _stacked(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """One frame of several; bases become plain words, so that categories don't clash."""
    if len(parts) == 1:
        return parts[0]
    plain = [_without_categories(_without_empty(part)) for part in parts]
    together = pd.concat(plain, ignore_index=True)
    places = [part for part in parts if isinstance(part, gpd.GeoDataFrame)]
    if places:
        return gpd.GeoDataFrame(together, geometry="geometry", crs=places[0].crs)
    return together


def _without_empty(frame: pd.DataFrame) -> pd.DataFrame:
    """Drop columns without any value, but never the places."""
    empty = [name for name in frame.columns if name != "geometry" and frame[name].isna().all()]
    return frame.drop(columns=empty)


def _without_categories(frame: pd.DataFrame) -> pd.DataFrame:
    names = frame.select_dtypes("category").columns
    return frame.assign(**{str(name): frame[name].astype("object") for name in names})


def _derive_sites(
    tables: Tables, recipe: Recipe, boundary: shapely.Geometry | None, book: NoteBook
) -> None:
    """Make sites of blocks where the recipe asks for it; say of all sites which are renewable."""
    edges, buildings = tables.get("walk_edges"), tables.get("buildings")
    if "sites" not in tables and recipe.sites.from_blocks and isinstance(edges, gpd.GeoDataFrame):
        smallest_m2 = recipe.sites.smallest_m2
        sites = block_sites(edges, boundary, smallest_m2=smallest_m2, book=book)
        if recipe.sites.split_by_building and isinstance(buildings, gpd.GeoDataFrame):
            sites, site_of = split_by_building(sites, buildings, book)
            tables["buildings"] = buildings.assign(site=site_of)
        tables["sites"] = sites
    known = tables.get("sites")
    if isinstance(known, gpd.GeoDataFrame):
        tables["sites"] = with_renewable(known, recipe.site_rule, tables, book)


def _derive_buildings(tables: Tables, recipe: Recipe, book: NoteBook) -> None:
    sites = tables.get("sites")
    if (
        recipe.sites.building_on_built
        and "buildings" not in tables
        and isinstance(sites, gpd.GeoDataFrame)
    ):
        tables["buildings"] = buildings_on_sites(sites, book)


def _derive_people(tables: Tables, recipe: Recipe, book: NoteBook) -> None:
    """Estimate residents where nobody counted them: on buildings with homes, else on sites."""
    sites = tables.get("sites")
    if recipe.people is not None and "people" not in tables:
        for of in ("buildings", "sites"):
            dwellings = tables.get(of)
            if isinstance(dwellings, gpd.GeoDataFrame) and "homes_count" in dwellings.columns:
                tables["people"] = people_from_homes(dwellings, recipe.people, of=of, book=book)
                break
    if "people" in tables and isinstance(sites, gpd.GeoDataFrame):
        tables["sites"] = residents_on_sites(sites, tables["people"])


def loosen_keys(tables: Tables, book: NoteBook) -> None:
    """Empty, counted, the keys that name a row which was left out on the way."""
    for name in tables:
        for column in TABLES[name].columns:
            named = column.refers_to and column.name in tables[name].columns
            if named and column.refers_to != "areas":
                tables[name] = _loosened(tables, name, column, book)


def _loosened(tables: Tables, name: str, column: Column, book: NoteBook) -> pd.DataFrame:
    frame, target = tables[name], column.refers_to
    known = set(tables[target]["ref"]) if target in tables else set()
    keys = frame[column.name].astype("object")
    loose = keys.notna() & ~keys.isin(known)
    book.add(
        name,
        "mended",
        int(loose.sum()),
        en=f"rows that named a row of {target} which was left out: key emptied",
        zh=f"所指的 {target} 已略去的行，键值留空",
    )
    return frame.assign(**{column.name: keys.mask(loose)}) if loose.any() else frame
