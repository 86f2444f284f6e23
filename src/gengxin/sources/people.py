"""People where nobody counted them: homes × household size, scaled to a total with a source."""

import geopandas as gpd
import pandas as pd
import shapely

from gengxin.sources.notes import NoteBook
from gengxin.sources.recipe.model import PeopleRule
from gengxin.terms import with_basis

__all__ = ["people_from_homes", "residents_on_sites"]


def people_from_homes(
    dwellings: gpd.GeoDataFrame, rule: PeopleRule, *, of: str, book: NoteBook
) -> gpd.GeoDataFrame:
    """One demand point on each building or site (``of``) with homes, inside its shape.

    ``dwellings`` has ``ref`` and ``homes_count``; where homes are unknown nobody is placed. Age
    groups are not made up.
    """
    lived_in = dwellings[dwellings["homes_count"] > 0].reset_index(drop=True)
    unscaled_people = float(lived_in["homes_count"].sum()) * rule.household_people
    scale = rule.total_people / unscaled_people if unscaled_people else 1.0
    words = (
        f"estimated: homes × {rule.household_people:g} people a household "
        f"({rule.household_source}), scaled by {scale:.3f} to {rule.total_people:,.0f} residents "
        f"({rule.total_source})"
    )
    people = pd.DataFrame(
        {
            "ref": "people-" + lived_in["ref"].astype("str"),
            "source": rule.total_source,
            "residents_people": lived_in["homes_count"] * (rule.household_people * scale),
        }
    )
    if of == "buildings":
        people["building"] = lived_in["ref"]
        if "site" in lived_in.columns:
            people["site"] = lived_in["site"]
    else:
        people["site"] = lived_in["ref"]
    book.add(
        "people",
        "estimated",
        len(people),
        en=f"demand points: {words.removeprefix('estimated: ')}",
        zh=f"需求点：住房套数 × 户均 {rule.household_people:g} 人，"
        f"按系数 {scale:.3f} 缩放至总人口 {rule.total_people:,.0f} 人（{rule.total_source}）",
    )
    people = with_basis(people, {"residents_people": words})
    places = shapely.point_on_surface(lived_in.geometry.to_numpy())
    return gpd.GeoDataFrame(people, geometry=places, crs=dwellings.crs)


def residents_on_sites(sites: gpd.GeoDataFrame, people: pd.DataFrame) -> gpd.GeoDataFrame:
    """Sum the residents of each site from the demand points that name it; without any, missing."""
    if "site" not in people.columns or "residents_people" in sites.columns:
        return sites
    named = people[people["site"].notna()]
    by_site = named.groupby("site")["residents_people"].sum()
    summed = sites.assign(residents_people=sites["ref"].map(by_site))
    rule = "computed: sum of the demand points on the site"
    estimated = named["residents_people_basis"].astype("str").str.startswith("estimated")
    if estimated.any():
        rule = "estimated: sum of the demand points on the site, which are estimated"
    return gpd.GeoDataFrame(with_basis(summed, {"residents_people": rule}))
