"""The sun of one run: what caps sites, what options take from windows, and what is kept of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.plan.options.caps import Caps
from gengxin.plan.options.proposals import Proposals
from gengxin.plan.options.quantities import treatment_number
from gengxin.plan.options.shadows import Shadows, shadows_of
from gengxin.plan.options.shapes import Drawn
from gengxin.plan.options.standing import Standing
from gengxin.plan.options.sun import SunCaps, Sunlit, asked_of, no_caps, sun_caps, sunlit_of
from gengxin.terms import District, Note, Practice, RulePack

__all__ = ["Light", "light_of"]

Rows = NDArray[np.int64]
Words = NDArray[np.object_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Light:
    """The sun as rules ask for it; where they ask nothing, nothing is capped or counted.

    ``shadows`` are there once options are drawn.
    """

    sunlit: Sunlit | None
    standing: Standing
    caps: SunCaps
    notes: tuple[Note, ...]
    shadows: Shadows | None = None

    def with_drawn(self, proposals: Proposals, practice: Practice, drawn: Drawn) -> "Light":
        """The same with the shadows of what was drawn; of windows, those that anything names."""
        if self.sunlit is None:
            return self
        found = shadows_of(self.sunlit, self.standing, proposals, practice, drawn)
        at_risk, binding = found.slots.receptor, self.caps.receptor
        binds = binding >= 0
        sunlit, row = self.sunlit.told(np.concatenate([at_risk, binding[binds]]))
        receptor = binding.copy()
        receptor[binds] = row[len(at_risk) :]
        return replace(
            self,
            sunlit=sunlit,
            caps=replace(self.caps, receptor=receptor),
            shadows=replace(found, slots=replace(found.slots, receptor=row[: len(at_risk)])),
        )

    def measures(self, base: Rows) -> dict[str, NDArray[np.generic]]:
        """What rules ask of each option, drawn as ``base`` says: the sun that it leaves alone."""
        if self.shadows is None:
            nothing = np.full(len(base), np.nan)
            return {"sun_hours_least": nothing, "sun_lost": np.full(len(base), None, object)}
        return self.shadows.measures(base)

    def shadow_as(self, options: Words, base: Rows) -> Words:
        """The option under which the shadows of each are listed; empty where there are none."""
        if self.shadows is None:
            return np.full(len(base), "", object)
        first = np.append(self.shadows.first_option(base), -1)[self.shadows.of_draft[base]]
        named: Words = np.append(options, "")[first]
        return named

    def shadow_table(self, options: Words, base: Rows) -> pd.DataFrame:
        """The slots that options take from windows at risk."""
        if self.sunlit is None or self.shadows is None:
            return _SHADOWS
        windows = self.sunlit.windows.refs(self.sunlit.ref, self.shadows.slots.receptor)
        return self.shadows.table(options, base, windows)

    def tables(self, sites: pd.Index) -> dict[str, pd.DataFrame]:
        """The tables of a run that tell of the sun of the district as a whole."""
        if self.sunlit is None or self.shadows is None:
            return {"sun_receptor": _RECEPTORS, "sun_cap": _CAPS}
        refs = sites.to_numpy(object)
        return {
            "sun_receptor": self.shadows.windows_table(self.sunlit, refs, self.standing.site),
            "sun_cap": _caps_table(self.sunlit, self.caps, refs),
        }

    @property
    def parameters(self) -> Mapping[str, str]:
        """By what conventions sun was counted."""
        return {} if self.sunlit is None else self.sunlit.parameters


def light_of(
    district: District,
    sites: gpd.GeoDataFrame,
    standing: Standing,
    proposals: Proposals,
    *,
    asks: tuple[RulePack, pd.DataFrame, Caps, Practice, date],
) -> Light:
    """What the law asks of the sun, and how high it lets each site be built all over.

    ``asks`` are the law, its limits on the sites, the caps that follow from these, the practice and
    the day.
    """
    law, limits, caps, practice, day = asks
    asked, notes = asked_of(law, limits, sites.index, day=day)
    if asked is None:
        return Light(sunlit=None, standing=standing, caps=no_caps(len(sites)), notes=notes)
    sunlit = sunlit_of(district, sites, standing, asked)
    if sunlit.knows_nothing:
        told = (*notes, *sunlit.notes)
        return Light(sunlit=None, standing=standing, caps=no_caps(len(sites)), notes=told)
    builds = treatment_number(
        proposals, practice, lambda one: (one.intensity_share or 0.0) + (one.storeys_added or 0.0)
    )
    rows = np.unique(proposals.site[(builds > 0) & (proposals.reason_en == "")])
    found = sun_caps(sunlit, sites, standing, caps=caps, rows=rows)
    return Light(sunlit=sunlit, standing=standing, caps=found, notes=(*notes, *sunlit.notes))


def _caps_table(sunlit: Sunlit, caps: SunCaps, sites: Words) -> pd.DataFrame:
    """The sites that sun caps, with the window and the hour that bind, in words too."""
    at = np.flatnonzero(caps.receptor >= 0)
    window = sunlit.windows.refs(sunlit.ref, caps.receptor[at])
    hour, rule = caps.hour[at], sunlit.asked.rule[at]
    told = [_told(*one) for one in zip(window, hour, strict=True)]
    return pd.DataFrame(
        {
            "site": sites[at],
            "rule": rule,
            "asked_hours": sunlit.asked.hours[at],
            "sun_cap_m": caps.top_m[at],
            "receptor": window,
            "binds_at_hours": hour,
            "binds_en": [en for en, _ in told],
            "binds_zh": [zh for _, zh in told],
        }
    )


def _told(window: str, hour: float) -> tuple[str, str]:
    """What binds, in English and Chinese."""
    if np.isnan(hour):
        return (
            f"window {window} lacks the sun that it needs even with the site empty",
            f"即使地块腾空，窗位{window}仍无所需日照",
        )
    minutes = round(hour * 60)
    clock = f"{minutes // 60}:{minutes % 60:02d}"
    return (
        f"any higher, window {window} loses the sun that it needs at {clock} true solar time",
        f"再高则窗位{window}将失去真太阳时{clock}的必要日照",
    )


def _empty(*names: str) -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in names})


_SHADOWS = _empty("option", "receptor", "slots")
_RECEPTORS = _empty("ref", "building", "site", "height_m", "need_count", "lit")
_CAPS = _empty(
    *("site", "rule", "asked_hours", "sun_cap_m", "receptor", "binds_at_hours"),
    *("binds_en", "binds_zh"),
)
