"""The maps of the first page, one a phase: what is under way, what is done, what waits."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from markupsafe import Markup

from gengxin.publish.colours import COLOURS
from gengxin.publish.option_report.still import simple_sites
from gengxin.publish.programme_report.told import Told
from gengxin.publish.still_map import base_layers, extent
from gengxin.publish.still_marks import frame_marks
from gengxin.publish.still_paths import View, layer_path
from gengxin.publish.words import Words
from gengxin.terms import codes

__all__ = ["PhaseMap", "PhaseMaps", "phase_maps"]

_GROUP = Markup('<path id="w{}-{}" class="still-site" style="fill:{}" d="{}"/>')
_REST = Markup('<path id="waits" class="still-waits" d="{}"/>')
_USE = Markup('<use href="#{}"{}/>')
_DEFINED = Markup('<svg class="still-defined" aria-hidden="true"><defs>{}{}{}</defs></svg>')


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseMap:
    """The map of one phase."""

    name: Words
    site_count: int
    svg: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseMaps:
    """The whole programme and its phases, the shapes shared, and the legend: colour → words."""

    shared: Markup
    whole: Markup
    maps: tuple[PhaseMap, ...]
    legend: tuple[tuple[str, Words], ...]


def phase_maps(told: Told) -> PhaseMaps | None:
    """Draw a map a phase; ``None`` where no site has a shape."""
    shapes = np.asarray(told.district.places("sites").geometry.reindex(told.chosen.index))
    view = View.around(extent(told.district))
    if view is None or not (shapely.area(shapes) > 0).any():
        return None
    drawn = simple_sites(shapes, view)
    phase, action = told.chosen["phase"].to_numpy(), told.chosen["action"].to_numpy(object)
    groups = [
        (at, one, (phase == at) & (action == one))
        for at in range(1, told.phase_count + 1)
        for one in codes.ACTIONS
    ]
    groups = [group for group in groups if group[2].any()]
    paths = [
        _GROUP.format(at, one, COLOURS["actions"][one], layer_path(drawn[here], view))
        for at, one, here in groups
    ]
    base = base_layers(told.district, view, with_green=False, with_buildings=False)
    shared = _DEFINED.format(
        Markup('<g id="streets">{}</g>').format(base),
        _REST.format(layer_path(drawn, view)),
        Markup("").join(paths),
    )
    drawn_groups = [(start, one) for start, one, _ in groups]
    maps = [_map(told, at, drawn_groups, view) for at in range(1, told.phase_count + 1)]
    whole = Markup("").join(_USE.format(f"w{start}-{one}", "") for start, one in drawn_groups)
    return PhaseMaps(
        shared=shared,
        whole=_framed(whole, view, "still-title"),
        maps=tuple(maps),
        legend=_legend(told.renewed["action"]),
    )


def _framed(works: Markup, view: View, title: str) -> Markup:
    """Works over what waits and under the streets."""
    body = _USE.format("waits", "") + works + _USE.format("streets", "")
    return frame_marks(body, view, title=title, hatched=False)


def _map(told: Told, at: int, groups: list[tuple[int, str]], view: View) -> PhaseMap:
    """What started before is pale, what starts in the phase is full, the rest waits."""
    uses = [
        _USE.format(f"w{start}-{one}", Markup(' opacity="0.3"') if start < at else "")
        for start, one in groups
        if start <= at
    ]
    return PhaseMap(
        name=told.phase_words(at),
        site_count=int((told.chosen["phase"] == at).sum()),
        svg=_framed(Markup("").join(uses), view, f"phase-map-{at}"),
    )


def _legend(action: pd.Series) -> tuple[tuple[str, Words], ...]:
    counts = action.value_counts()
    return tuple(
        (COLOURS["actions"][one], Words(f"{en} ({counts[one]:,})", f"{zh}（{counts[one]:,}）"))
        for one, (en, zh) in codes.ACTIONS.items()
        if one in counts
    )
