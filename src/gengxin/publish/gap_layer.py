"""The gaps as a layer: one row a place, two columns a service, however many of them it lacks."""

import geopandas as gpd
import numpy as np
import pandas as pd

from gengxin.publish.qgis_style import categorised, cause_looks, style
from gengxin.terms import CheckUp, codes

__all__ = ["gap_styles", "gaps_by_place"]

# the dot of the place where most people lack the service
MOST_MM = 4.0


def gaps_by_place(check_up: CheckUp) -> gpd.GeoDataFrame:
    """Each place that lacks a service: how many it lacks, then the cause and the people of each.

    ``<service>_cause`` is empty where the service is not lacked, ``<service>_people`` too where
    nobody knows how many live there. Which facility or barrier each gap is about, and the metres to
    it, are in the table ``gaps`` of the run.
    """
    gaps = check_up.gaps
    place, refs = pd.factorize(gaps["people"])
    first = np.unique(place, return_index=True)[1]
    columns: dict[str, object] = {"people": np.asarray(refs, dtype=object)}
    columns["lacked_count"] = np.bincount(place, minlength=len(refs))
    causes = gaps["cause"].to_numpy(dtype=object)
    unserved = gaps["unserved_people"].to_numpy(dtype="float64")
    service, codes_found = pd.factorize(gaps["standard"])
    for code in _lacked(check_up):
        rows = np.flatnonzero(service == codes_found.get_loc(code))
        cause, people = np.full(len(refs), None, dtype=object), np.full(len(refs), np.nan)
        cause[place[rows]], people[place[rows]] = causes[rows], unserved[rows]
        columns[f"{_stem(code)}_cause"] = cause
        if not np.isnan(people).all():
            columns[f"{_stem(code)}_people"] = people
    return gpd.GeoDataFrame(columns, geometry=gaps.geometry.to_numpy()[first], crs=gaps.crs)


def gap_styles(check_up: CheckUp, *, first: str) -> list[tuple[str, str, bool]]:
    """A style a service: dots coloured by cause, their area in proportion to the people.

    ``first`` is the service that QGIS shows first.
    """
    lacked = _lacked(check_up)
    gaps = pd.DataFrame(check_up.gaps[["standard", "unserved_people"]])
    greatest = gaps.groupby("standard", observed=True)["unserved_people"].max().fillna(1.0)
    shown = first if first in lacked else next(iter(lacked), "")
    return [
        (
            _stem(code),
            style(
                categorised(
                    f"{_stem(code)}_cause",
                    cause_looks(
                        codes.CAUSES,
                        people := f"{_stem(code)}_people",
                        most_people=float(greatest.get(code, 1.0)),
                        most_mm=MOST_MM,
                    ),
                    largest_first=people,
                )
            ),
            code == shown,
        )
        for code in lacked
    ]


def _lacked(check_up: CheckUp) -> list[str]:
    """The services that somebody lacks, in the order of the standards."""
    found = set(check_up.gaps["standard"].unique())
    return [service.code for service in check_up.pack.services if service.code in found]


def _stem(code: str) -> str:
    """A service's code as the beginning of a column's name."""
    return code.replace(".", "_").replace("+", "_")
