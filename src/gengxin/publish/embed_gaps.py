"""The gaps for the map: for each service, where how many people lack it, and why."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gengxin.publish.pack import packed
from gengxin.publish.plain import rounded
from gengxin.terms import CheckUp, District, codes

__all__ = ["embedded_gaps"]

# rows that a page may carry; beyond it people are summed on a grid, ever coarser
ROW_LIMIT = 250_000
# a dot of a map needs no more digits than this
DIGITS = 3
GRIDS_M = (0, 100, 200, 400, 800, 1600)
CAUSES = tuple(codes.CAUSES)


def embedded_gaps(check_up: CheckUp, district: District) -> dict[str, Any]:
    """Gaps by service: positions in ``shapes``, people, position of the cause, metres.

    Where nobody knows the people, each gap is a building and counts as one, and ``counts`` of the
    service says so. ``gridMetres`` is 0 where each demand point stands for itself, else the side of
    the cells on which people were summed. Rows without a place are counted in ``withoutPlace``.
    """
    gaps = check_up.gaps[["standard", "cause", "unserved_people", "nearest_m", "geometry"]]
    of_buildings = set(gaps.loc[gaps["unserved_people"].isna(), "standard"].unique())
    gaps = gaps.assign(unserved_people=gaps["unserved_people"].fillna(1.0))
    placed = gaps[gaps.geometry.notna() & ~gaps.geometry.is_empty]
    summed, grid_m = _summed(placed)
    corners = summed[["x", "y"]].drop_duplicates()
    position = pd.Series(range(len(corners)), index=pd.MultiIndex.from_frame(corners))
    at = position.loc[pd.MultiIndex.from_frame(summed[["x", "y"]])].to_numpy()
    points = gpd.GeoSeries.from_xy(corners["x"], corners["y"], crs=district.meta.crs)
    services = {
        str(standard): {
            "counts": "buildings" if standard in of_buildings else "people",
            **_service(rows, at[rows.index]),
        }
        for standard, rows in summed.groupby("standard", sort=False, observed=True)
    }
    return {
        "gridMetres": grid_m,
        "withoutPlace": len(gaps) - len(placed),
        "shapes": packed(points),
        "services": services,
    }


def _service(rows: pd.DataFrame, at: np.ndarray) -> dict[str, Any]:
    """One service's gaps, in the order of their places."""
    order = np.argsort(at, kind="stable")
    cause = pd.Categorical(rows["cause"], categories=CAUSES).codes[order]
    return {
        "at": np.diff(at[order], prepend=0).tolist(),
        "people": rounded(rows["unserved_people"].to_numpy()[order], DIGITS),
        "cause": cause.tolist(),
        "metres": rounded(rows["nearest_m"].to_numpy()[order], DIGITS),
    }


def _summed(gaps: gpd.GeoDataFrame) -> tuple[pd.DataFrame, int]:
    """People by service, cause and place, on the finest grid that the page can carry."""
    places = shapely.get_coordinates(gaps.geometry.to_numpy())
    plain = pd.DataFrame(gaps.drop(columns="geometry")).reset_index(drop=True)
    for grid_m in GRIDS_M:
        snapped = places if grid_m == 0 else (np.floor(places / grid_m) + 0.5) * grid_m
        rows = plain.assign(x=snapped[:, 0], y=snapped[:, 1])
        if grid_m:
            keys = ["standard", "cause", "x", "y"]
            rows = rows.groupby(keys, as_index=False, sort=False, observed=True).agg(
                {"unserved_people": "sum", "nearest_m": "mean"}
            )
        if len(rows) <= ROW_LIMIT:
            break
    return rows, grid_m
