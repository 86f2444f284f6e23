"""What floor is worth in a district whose values were assessed: its own prices, with their fit."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from gengxin.appraisal import ValueFit, fit_values, with_values
from gengxin.plan.options.facts import numbers, words
from gengxin.rules import FAR_NOT_CREDIBLE
from gengxin.terms import DistrictMeta, FactorPack, Note

__all__ = ["Priced", "priced"]

# a fit to fewer sites says too little of a use in a zone
FEWEST_SITES = 300


class Priced(NamedTuple):
    """The factors with the district's own prices; ``fit`` is ``None`` where they are the pack's."""

    factors: FactorPack
    fit: ValueFit | None
    notes: tuple[Note, ...]

    @property
    def parameters(self) -> Mapping[str, str]:
        """By which fit prices were made, in a sentence; nothing where they are the pack's."""
        return {} if self.fit is None else {"values": self.fit.told}


def priced(factors: FactorPack, sites: pd.DataFrame, meta: DistrictMeta) -> Priced:
    """Sale prices and rents by regression on the values assessed on the district's sites.

    Only values that were given count, and those of sites whose floor is credible; a district of
    less than 300 keeps the prices of the pack.
    """
    far = numbers(sites, "gross_floor_area_m2") / sites["area_m2"]
    odd = far > FAR_NOT_CREDIBLE
    notes = _odd_sites(sites.index[odd])
    given = words(sites, "assessed_value_amount_basis") == "given"
    rows = sites[given & numbers(sites, "assessed_value_amount").notna() & ~odd]
    if len(rows) < FEWEST_SITES or meta.money is None:
        return Priced(factors, None, notes)
    asked = pd.DataFrame(
        {
            "use_class": words(rows, "use_class").replace("", np.nan),
            "zone_code": words(rows, "zone_code").replace("", np.nan),
            **{
                name: numbers(rows, name)
                for name in (
                    *("assessed_value_amount", "gross_floor_area_m2", "area_m2"),
                    "year_built",
                )
            },
        }
    )
    if asked["zone_code"].isna().all():
        return Priced(factors, None, notes)
    fit = fit_values(asked, year=meta.money.price_day.year)
    return Priced(with_values(factors, fit), fit, notes)


def _odd_sites(refs: pd.Index) -> tuple[Note, ...]:
    if not len(refs):
        return ()
    named = ", ".join(map(str, refs[:10]))
    return (
        Note(
            table="sites",
            action="left_out",
            count=len(refs),
            en=(
                f"sites whose floor area ratio is above {FAR_NOT_CREDIBLE:g}, which no place is "
                f"built to: left out of estimated caps and values: {named}"
            ),
            zh=f"容积率超过{FAR_NOT_CREDIBLE:g}、不可信的地块，未计入限值与价值估算：{named}",
            next_step_en="correct their floor area or their parcels",
            next_step_zh="更正其建筑面积或地块边界",
        ),
    )
