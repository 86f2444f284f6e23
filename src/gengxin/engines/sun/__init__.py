"""Hours of direct sun on walls and open ground, and the tallest block that leaves enough of it.

All heights are above one level that a scene and its receptors share; hours are true solar time.
"""

from gengxin.engines.sun.blocks import Blocks, blocks
from gengxin.engines.sun.cells import cells_of
from gengxin.engines.sun.counting import EVERYTHING, Counting
from gengxin.engines.sun.day import (
    GREAT_COLD_DEG,
    WINTER_SOLSTICE_DEG,
    declination_at_term_deg,
    solar_declination_deg,
)
from gengxin.engines.sun.hours import hours_after, sunlight_hours
from gengxin.engines.sun.path import SunPath, sun_path
from gengxin.engines.sun.receptors import Receptors, facade_receptors, point_receptors
from gengxin.engines.sun.scene import Scene, scene_of, with_more, without
from gengxin.engines.sun.shadows import Options, ShadowSlots, shadow_slots, slots_left
from gengxin.engines.sun.sites import Baseline, Requirement, Sites
from gengxin.engines.sun.stepped import Cells, Stepped, stepped
from gengxin.engines.sun.tallest import Tallest, tallest

__all__ = [
    "EVERYTHING",
    "GREAT_COLD_DEG",
    "WINTER_SOLSTICE_DEG",
    "Baseline",
    "Blocks",
    "Cells",
    "Counting",
    "Options",
    "Receptors",
    "Requirement",
    "Scene",
    "ShadowSlots",
    "Sites",
    "Stepped",
    "SunPath",
    "Tallest",
    "blocks",
    "cells_of",
    "declination_at_term_deg",
    "facade_receptors",
    "hours_after",
    "point_receptors",
    "scene_of",
    "shadow_slots",
    "slots_left",
    "solar_declination_deg",
    "stepped",
    "sun_path",
    "sunlight_hours",
    "tallest",
    "with_more",
    "without",
]
