"""Rows of runs as their collections show them: by area, by site, by place."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from gengxin.store import read_run
from gengxin.terms import OPTION_TABLES, RANKING, Column, codes

__all__ = [
    "CHOICES",
    "GAP_COLUMNS",
    "MASSES",
    "OFFERS",
    "RANKS",
    "chosen_masses",
    "chosen_options",
    "gaps_by_place",
    "offers_by_site",
    "with_rank_and_values",
]

_OPTION = OPTION_TABLES["option"].by_name
_MASS = OPTION_TABLES["option_mass"].by_name
_CENTS, _HUNDREDTHS = 100.0, 100.0

RANKS = tuple(one for one in RANKING.columns if one.name not in {"level", "area"})
GAP_COLUMNS = (
    Column(name="ref", kind="text", en="ref of the demand point or building", zh="地点编号"),
    Column(
        name="lacked_count", kind="whole", en="services lacked", zh="缺少服务数", unit="services"
    ),
)


def _text(name: str, en: str, zh: str) -> Column:
    return Column(name=name, kind="text", en=en, zh=zh)


def _whole(name: str, en: str, zh: str, unit: str) -> Column:
    return Column(name=name, kind="whole", en=en, zh=zh, unit=unit)


def _number(name: str, en: str, zh: str, unit: str) -> Column:
    return Column(name=name, kind="number", en=en, zh=zh, unit=unit)


def _action(name: str, en: str, zh: str) -> Column:
    return Column(name=name, kind="code", en=en, zh=zh, codes=tuple(codes.ACTIONS))


# what an option comes to, in plain units: column → (column of the run, its scale)
_SUMS = {
    "npv_mid_amount": ("npv_mid_amount_x100", _CENTS),
    "public_cost_amount": ("public_cost_amount_x100", _CENTS),
    "gross_floor_area_m2": ("gross_floor_area_m2_x100", _HUNDREDTHS),
    "homes_after_count": ("homes_after_count", 1.0),
    "far": ("far", 1.0),
    "height_m": ("height_m", 1.0),
}


def _sums(prefix: str) -> tuple[Column, ...]:
    """The columns of what an option comes to."""
    units = {"npv_mid_amount": "currency", "public_cost_amount": "currency"}
    units |= {"gross_floor_area_m2": "m²", "homes_after_count": "homes"}
    return tuple(
        _number(prefix + name, _OPTION[of].en, _OPTION[of].zh, units.get(name, _OPTION[of].unit))
        for name, (of, _) in _SUMS.items()
    )


OFFERS = (
    _whole("offered_count", "options offered", "可选方案数", "options"),
    *(
        _whole(f"{action}_count", f"options offered: {en}", f"可选方案数：{zh}", "options")
        for action, (en, zh) in codes.ACTIONS.items()
    ),
    _text("best_option", "offered option of greatest middle net present value", "净现值最优方案"),
    _action("best_action", "what it does", "其更新方式"),
    _text("best_name_en", "its name", "其名称（英文）"),
    _text("best_name_zh", "its name, in Chinese", "其名称"),
    *_sums("best_"),
)
CHOICES = (
    _text("option", "ref of the chosen option", "选定方案"),
    _action("action", "what is done", "更新方式"),
    _text("option_name_en", "name of the option", "方案名称（英文）"),
    _text("option_name_zh", "name of the option, in Chinese", "方案名称"),
    _whole("phase", "phase in which works start; empty: kept", "启动分期", "number"),
    _whole("opens", "period in which it opens; empty: kept", "启用时段", "number"),
    *_sums(""),
)
MASSES = (
    _text("option", "ref of the chosen option", "选定方案"),
    _text("site", "ref of the site", "地块编号"),
    _whole("phase", "phase in which works start", "启动分期", "number"),
    *(_MASS[name] for name in ("part", "work", "building", "bottom_m", "top_m", "basis")),
)


def with_rank_and_values(
    areas: gpd.GeoDataFrame, run: Path, measured: tuple[str, ...]
) -> gpd.GeoDataFrame:
    """Areas with their rank and a column an indicator; missing is unavailable."""
    seen = read_run(run, "observations")
    seen = seen[seen["area"].isin(areas["ref"])]
    wide = seen.pivot_table(index="area", columns="indicator", values="value", dropna=False)
    ranking = read_run(run, "ranking").set_index("area").drop(columns="level")
    own = wide.reindex(columns=list(measured))
    return gpd.GeoDataFrame(areas.join(ranking, on="ref").join(own, on="ref"))


def offers_by_site(run: Path) -> pd.DataFrame:
    """By site: how many options of each action are offered, and the best of them."""
    from gengxin.publish.option_report.best import best_rows

    options = read_run(run, "option")
    offered = options[options["state"] == "offered"]
    counts = pd.crosstab(offered["site"], offered["action"]).reindex(
        columns=list(codes.ACTIONS), fill_value=0
    )
    counts.columns = [f"{action}_count" for action in counts.columns]
    sites = pd.Index(options["site"].unique(), name="site")
    counts = counts.reindex(sites, fill_value=0)
    counts.insert(0, "offered_count", counts.sum(axis=1))
    best = options.iloc[best_rows(options).to_numpy()].set_index("site")
    names = {"ref": "option", "action": "action", "name_en": "name_en", "name_zh": "name_zh"}
    told = pd.concat([best[list(names)].rename(columns=names), _amounts(best)], axis=1)
    return counts.join(told.add_prefix("best_"))


def chosen_options(run: Path, options: Path | None) -> pd.DataFrame:
    """By site: the chosen option, its phase, and what it comes to where its run is known."""
    choice = read_run(run, "choice").set_index("site")
    if options is None:
        return choice
    every = read_run(options, "option").set_index("ref")
    chosen = every.reindex(choice["option"])
    told = pd.concat([chosen[["action"]], _amounts(chosen)], axis=1)
    told["option_name_en"], told["option_name_zh"] = chosen["name_en"], chosen["name_zh"]
    told.index = choice.index
    return choice.join(told)


def chosen_masses(run: Path, options: Path) -> gpd.GeoDataFrame:
    """What the chosen options build and which buildings go; options of one form share pieces."""
    choice = read_run(run, "choice").dropna(subset=["phase"])
    drawn = read_run(options, "option").set_index("ref")["drawn_as"]
    chosen = choice.assign(drawn_as=drawn.reindex(choice["option"]).to_numpy())
    masses = gpd.GeoDataFrame(read_run(options, "option_mass"))
    pieces = masses.rename(columns={"option": "drawn_as"})
    joined = chosen[["option", "site", "phase", "drawn_as"]].merge(pieces, on="drawn_as")
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=masses.crs)


def gaps_by_place(run: Path, services: tuple[str, ...]) -> gpd.GeoDataFrame:
    """Each place that lacks a service: how many, and the cause and the people of each."""
    gaps = gpd.GeoDataFrame(read_run(run, "gaps"))
    place, refs = pd.factorize(gaps["people"])
    first = np.unique(place, return_index=True)[1]
    made: dict[str, object] = {"ref": np.asarray(refs, dtype=object)}
    made["lacked_count"] = np.bincount(place, minlength=len(refs))
    standard, cause = gaps["standard"].to_numpy(object), gaps["cause"].to_numpy(object)
    unserved = gaps["unserved_people"].to_numpy(dtype="float64")
    for service in services:
        rows = np.flatnonzero(standard == service)
        causes, people = np.full(len(refs), None, dtype=object), np.full(len(refs), np.nan)
        causes[place[rows]], people[place[rows]] = cause[rows], unserved[rows]
        made[f"{service}_cause"], made[f"{service}_people"] = causes, people
    return gpd.GeoDataFrame(made, geometry=gaps.geometry.to_numpy()[first], crs=gaps.crs)


def _amounts(options: pd.DataFrame) -> pd.DataFrame:
    """What options come to, in plain units."""
    return pd.DataFrame(
        {
            name: options[of].astype("Float64").to_numpy(dtype="float64", na_value=np.nan) / scale
            for name, (of, scale) in _SUMS.items()
        },
        index=options.index,
    )
