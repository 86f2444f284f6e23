"""Hours of direct sun on walls and open ground, and the tallest block that leaves enough of it."""

from gengxin.engines.sun.blocks import Blocks, blocks
from gengxin.engines.sun.counting import EVERYTHING, Counting
from gengxin.engines.sun.day import (
    GREAT_COLD_DEG,
    WINTER_SOLSTICE_DEG,
    declination_at_term_deg,
    solar_declination_deg,
)
from gengxin.engines.sun.hours import sunlight_hours
from gengxin.engines.sun.path import SunPath, sun_path
from gengxin.engines.sun.receptors import Receptors, facade_receptors, point_receptors
from gengxin.engines.sun.scene import Scene, scene_of

__all__ = [
    "EVERYTHING",
    "GREAT_COLD_DEG",
    "WINTER_SOLSTICE_DEG",
    "Blocks",
    "Counting",
    "Receptors",
    "Scene",
    "SunPath",
    "blocks",
    "declination_at_term_deg",
    "facade_receptors",
    "point_receptors",
    "scene_of",
    "solar_declination_deg",
    "sun_path",
    "sunlight_hours",
]
