"""What projects of a programme are made from, read from its file, its options and the district."""

from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from gengxin.offer.bundling import Ground
from gengxin.offer.drafts import Planned
from gengxin.offer.figures import plain_money
from gengxin.offer.rehousing import rehoused_sites
from gengxin.offer.works import site_works
from gengxin.store import DistrictFolder, read_run
from gengxin.store.programme_file import read_programme
from gengxin.terms.offer import Bundling, SiteWorks
from gengxin.terms.records import KeptProgramme
from gengxin.terms.words import Words
from gengxin.workbench.deliberation.documents import options_run
from gengxin.workbench.deliberation.files import kept_file

__all__ = ["planned_of"]

MOST_READ = 4
READ = ("option", "option_floor", "option_home", "option_money")


def planned_of(folder: Path, programme: KeptProgramme) -> Planned:
    """What projects of a programme are made from.

    Raises
    ------
    InputError
        Where its file, or the options run that it was made of, is gone.

    """
    kept = kept_file(folder, programme.content_hash)
    return _planned(folder, kept.path, kept.run, DistrictFolder(folder).content_hash())


@lru_cache(maxsize=MOST_READ)
def _planned(folder: Path, path: Path, run: str, district: str) -> Planned:
    """The same, read once for each state of the district: files of runs never change."""
    made = read_programme(path)
    options = options_run(folder, made)
    tables = {name: read_run(options, name) for name in READ}
    home = DistrictFolder(folder).load()
    sites = home.places("sites")
    works = site_works(made, tables, sites)
    settings = Bundling()
    return Planned(
        works=works,
        rehousing=rehoused_sites(made, tables["option_home"], works),
        ground=_ground(sites, home.table("areas"), works, settings),
        money=plain_money(tables["option_money"], works, made.brief),
        runs={"options": options.name, "programme": run, "district": district},
        settings=settings,
    )


def _ground(
    sites: gpd.GeoDataFrame,
    areas: pd.DataFrame,
    works: dict[str, SiteWorks],
    settings: Bundling,
) -> Ground:
    """Where the sites that change lie; those that the district knows no more are left out."""
    own = sites[sites.index.isin(list(works))]
    shapes, refs = own.geometry.to_numpy(), own.index.astype("str").tolist()
    pairs = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=settings.near_m)
    near = sorted((refs[one], refs[other]) for one, other in pairs.T if one < other)
    middle = shapely.centroid(shapes)
    xs, ys = shapely.get_x(middle).tolist(), shapely.get_y(middle).tolist()
    return Ground(
        near=tuple(near),
        middle_m=dict(zip(refs, zip(xs, ys, strict=True), strict=True)),
        names=_names(areas),
    )


def _names(areas: pd.DataFrame) -> dict[str, Words]:
    """What areas are called; where a language is missing, in the other, else by ref."""
    found = {}
    for ref, en, zh in areas.reindex(columns=["name_en", "name_zh"]).itertuples():
        known = [one for one in (en, zh, str(ref)) if isinstance(one, str) and one]
        found[str(ref)] = Words(
            en if isinstance(en, str) and en else known[0],
            zh if isinstance(zh, str) and zh else known[0],
        )
    return found
