"""Planes that bind sites: a section and a plan of each, with the building nearest to it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from markupsafe import Markup

from gengxin.publish.option_report.section import View, plan_of, section_of
from gengxin.publish.plain import rounded
from gengxin.publish.words import Words, names_of
from gengxin.terms import District, OptionSet, Rule, codes

__all__ = ["PLANES", "PlaneFigure", "embedded_planes", "plane_figures"]

PLANES = ("sky_exposure_plane", "view_plane")
FIGURES = 6
WALL_STEP_M = 5.0
DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaneFigure:
    """One plane drawn at the site where an option comes nearest to it.

    ``margin_m`` is how far that option stays below the plane, less than 0 where it rises above;
    counts are of options that the plane was asked about, and of their sites.
    """

    rule: Rule
    kind: Words
    site: Words
    option: Words
    state: Words
    margin_m: float
    option_count: int
    site_count: int
    failed_count: int
    section: Markup
    plan: Markup


def plane_figures(options: OptionSet, district: District) -> list[PlaneFigure]:
    """A figure for each plane that binds a drawn option, those that bind most sites first."""
    law = {rule.code: rule for rule in options.law.rules if rule.kind in PLANES}
    near = _nearest(options, district, law) if law else pd.DataFrame()
    if not len(near):
        return []
    told = [_figure(own, law[str(code)], options, district) for code, own in near.groupby("rule")]
    return sorted(told, key=lambda one: (-one.site_count, one.rule.code))[:FIGURES]


def embedded_planes(options: OptionSet, district: District) -> dict[str, Any] | None:
    """For the page: the numbers of each plane, and how deep each piece lies within its site.

    ``from`` and ``to`` are metres from the edge of the site to the nearest and the deepest point
    of each piece, in the order of the masses; ``None`` where the law has no plane.
    """
    planes = {
        rule.code: {"kind": rule.kind, **{n: float(v) for n, v in rule.parameters.items()}}
        for rule in options.law.rules
        if rule.kind in PLANES
    }
    if not planes:
        return None
    pieces = _pieces(options, district)
    order = np.argsort(
        pd.Index(options.tables["option"]["ref"]).get_indexer(pd.Index(pieces["option"])),
        kind="stable",
    )
    return {
        "rules": planes,
        "from": rounded(pieces["from_m"].iloc[order], DIGITS),
        "to": rounded(pieces["to_m"].iloc[order], DIGITS),
    }


def _pieces(options: OptionSet, district: District) -> pd.DataFrame:
    """Every piece with how near to the edge of its site it comes, and how deep it lies; m."""
    pieces = pd.DataFrame(options.tables["option_mass"])
    site = options.tables["option"].set_index("ref")["site"].reindex(pieces["option"])
    outline = np.asarray(district.places("sites").geometry.reindex(site))
    return pieces.assign(**_depths(pieces["geometry"].to_numpy(), outline))


def _depths(shapes: np.ndarray, outline: np.ndarray) -> dict[str, np.ndarray]:
    """How far the nearest and about the deepest point of each shape lie from the outline's edge; m.

    The deepest is looked for along the shape's own edge and at its middle.
    """
    edge = shapely.boundary(outline)
    walls, wall_of = shapely.get_coordinates(
        shapely.segmentize(shapes, WALL_STEP_M), return_index=True
    )
    of = np.concatenate([wall_of, np.arange(len(shapes))])
    middle = shapely.get_coordinates(shapely.point_on_surface(shapes))
    spots = shapely.points(np.concatenate([walls, middle]))
    deep_m = np.zeros(len(shapes))
    np.maximum.at(deep_m, of, shapely.distance(edge[of], spots))
    return {"from_m": np.asarray(shapely.distance(edge, shapes)), "to_m": deep_m}


def _staying(site: str, gone: set[str], district: District) -> pd.DataFrame:
    """What stands on a site and isn't pulled down, of known footprint and height."""
    every = district.places("buildings")
    if not {"site", "height_m"} <= set(every.columns):
        every = every.iloc[:0].assign(site="", height_m=0.0)
    own = every[(every["site"] == site) & ~every.index.isin(gone) & (every["height_m"] > 0)]
    own = own[shapely.get_dimensions(own.geometry.to_numpy()) == 2]
    outline = np.full(len(own), district.places("sites").geometry[site], object)
    stands = pd.DataFrame({"geometry": own.geometry.to_numpy(), "bottom_m": 0.0})
    stands = stands.assign(top_m=own["height_m"].to_numpy(dtype="float64"))
    return stands.assign(**_depths(own.geometry.to_numpy(), outline))


def _nearest(options: OptionSet, district: District, law: dict[str, Rule]) -> pd.DataFrame:
    """Each drawn option and plane that binds it, with its margin below; a row a pair."""
    checks = options.tables["option_check"]
    asked = checks[checks["rule"].isin(list(law))][["option", "rule", "limit", "state"]]
    table = options.tables["option"].set_index("ref")
    drawn = table["drawn_as"].reindex(asked["option"]).to_numpy(object)
    asked = asked.assign(drawn=drawn, site=table["site"].reindex(asked["option"]).to_numpy())
    pieces = _pieces(options, district)
    built = pieces[pieces["work"] == "built"]
    pairs = asked.merge(built, left_on="drawn", right_on="option", suffixes=("", "_drawn"))
    if not len(pairs):
        return pairs
    limit_m = [
        _limit_m(law[str(code)], float(limit), float(from_m))
        for code, limit, from_m in zip(pairs["rule"], pairs["limit"], pairs["from_m"], strict=True)
    ]
    pairs = pairs.assign(margin_m=np.array(limit_m) - pairs["top_m"])
    least = pairs.groupby(["option", "rule"])["margin_m"].transform("min")
    found = pairs[pairs["margin_m"] == least].drop_duplicates(["option", "rule"])
    return found[found["margin_m"].notna()]


def _limit_m(rule: Rule, limit: float, from_m: float) -> float:
    """How high the plane lies above a place so far from the edge; a view plane is level there."""
    if rule.kind == "view_plane":
        return limit
    inside = from_m >= float(rule.parameters["initial_setback_m"]) - 1e-6
    rise_m = float(rule.parameters["slope"]) * from_m if inside else 0.0
    return float(rule.parameters["base_height_m"]) + rise_m


def _figure(pairs: pd.DataFrame, rule: Rule, options: OptionSet, district: District) -> PlaneFigure:
    """The figure of one plane, at the option that comes nearest to it."""
    row = pairs.sort_values(["margin_m", "option"], kind="stable").iloc[0]
    pieces = _pieces(options, district)
    own_pieces = pieces[pieces["option"] == row["drawn"]]
    built = own_pieces["work"] == "built"
    table = options.tables["option"]
    option = table[table["ref"] == row["option"]].iloc[0]
    sites = district.places("sites")
    own = sites.loc[[row["site"]]]
    gone = set(own_pieces.loc[~built, "building"])
    view = View(
        rule=rule,
        limit_m=float(row["limit"]),
        pieces=own_pieces[built],
        stands=_staying(str(row["site"]), gone, district),
        site=own.geometry.iloc[0],
    )
    return PlaneFigure(
        rule=rule,
        kind=Words(*codes.RULE_KINDS[rule.kind]),
        site=names_of(own)[0],
        option=Words(str(option["name_en"]), str(option["name_zh"])),
        state=Words(*codes.RULE_STATES[str(row["state"])]),
        margin_m=float(row["margin_m"]),
        option_count=len(pairs),
        site_count=int(pairs["site"].nunique()),
        failed_count=int((pairs["state"] == "failed").sum()),
        section=section_of(view),
        plan=plan_of(view),
    )
