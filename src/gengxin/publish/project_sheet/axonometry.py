"""The massing of a sheet: what stands, what goes and what is built, seen from the south-west."""

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from markupsafe import Markup
from numpy.typing import NDArray

from gengxin.publish.colours import COLOURS
from gengxin.publish.massing import Chosen, Scene, scene_of
from gengxin.publish.project_sheet.place import Place, beside
from gengxin.publish.project_sheet.site_map import stand_alone

__all__ = ["MASS_COLOURS", "axonometry"]

Floats = NDArray[np.float64]
# what a mass is → its colour; what is built takes that of its work, what stays on a site a tint
MASS_COLOURS = {"standing": "#f0eeec", "kept": "#c9c4bf", "demolished": "#ffffff"}
WIDE, MARGIN = 4000.0, 60.0
# the eye stands south-west: east runs right and down, north right and up
ACROSS, DOWN = np.cos(np.pi / 6), np.sin(np.pi / 6)
# a wall is the darker the more it turns from the light, a roof keeps its colour
SHADES = {"west": 0.80, "south": 0.64, "roof": 1.0}
# how far around the sites buildings are drawn, and how many drawings can hold
NEAR_M, MOST_MASSES = 80.0, 1500
# how much of its work's colour a building has that stays
TINT = 0.45
_SVG = Markup('<svg viewBox="0 0 {:.0f} {:.0f}" role="img">{}</svg>')
_FACE = Markup(
    '<path fill="{}" stroke="#57534e" stroke-width="{}"{} fill-opacity="{}" '
    'fill-rule="evenodd" d="{}"/>'
)
_GROUND = Markup('<path fill="#f5f5f4" stroke="#78716c" stroke-width="6" d="{}"/>')


@dataclass(frozen=True, slots=True)
class _Eye:
    """From metres to steps of the drawing."""

    west: float
    top: float
    step: float

    def path(self, ring: Floats) -> str:
        """A ring (east, north, up) as a closed path."""
        x, y = _turned(ring)
        places = zip(
            np.rint((x - self.west) / self.step + MARGIN).astype(int),
            np.rint((y - self.top) / self.step + MARGIN).astype(int),
            strict=True,
        )
        return "M" + "L".join(f"{a} {b}" for a, b in places) + "z"


def axonometry(place: Place) -> str | None:
    """The masses of a project and of its surroundings as an SVG; ``None`` without any."""
    near = beside(place, NEAR_M)
    if near is None:
        return None
    chosen = place.works.reset_index()[["site", "option", "drawn_as"]]
    chosen = chosen.rename(columns={"option": "ref"})
    scene = scene_of(near, Chosen(options=chosen, masses=place.masses))
    if not 0 < len(scene.solids.plate) <= MOST_MASSES:
        return None
    eye, high = _eye(scene, place.shapes)
    ground = [
        _GROUND.format(eye.path(_flat(np.asarray(part.exterior.coords), scene)))
        for part in shapely.get_parts(place.shapes[~shapely.is_missing(place.shapes)])
        if part.geom_type == "Polygon"
    ]
    actions = {str(site): str(one) for site, one in place.works["action"].items()}
    faces = Markup("").join([*ground, *_faces(scene, actions, eye)])
    return stand_alone(_SVG.format(WIDE, high, faces))


def _turned(corners: Floats) -> tuple[Floats, Floats]:
    """Right and down in the drawing, of corners east, north, up in metres."""
    east, north, up = corners[:, 0], corners[:, 1], corners[:, 2]
    return (east + north) * ACROSS, (east - north) * DOWN - up


def _flat(ring: Floats, scene: Scene) -> Floats:
    """A ring of the district on the ground of the scene."""
    return np.column_stack([ring[:, :2] - np.asarray(scene.origin_m), np.zeros(len(ring))])


def _eye(scene: Scene, sites: np.ndarray) -> tuple[_Eye, float]:
    plates = shapely.get_coordinates(scene.solids.plate) / 1000.0
    tops = np.full(len(plates), scene.solids.top_mm.max() / 1000.0)
    rim = shapely.get_coordinates(sites[~shapely.is_missing(sites)]) - np.asarray(scene.origin_m)
    every = np.concatenate(
        [
            np.column_stack([plates, np.zeros(len(plates))]),
            np.column_stack([plates, tops]),
            np.column_stack([rim, np.zeros(len(rim))]),
        ]
    )
    x, y = _turned(every)
    # a single tower mustn't leave half of the drawing empty
    top = max(float(y.min()), float(np.percentile(y, 0.5)) - 60.0)
    step = float(x.max() - x.min()) / (WIDE - 2 * MARGIN)
    high = float(y.max() - top) / step + 2 * MARGIN
    return _Eye(float(x.min()), top, step), high


def _faces(scene: Scene, actions: dict[str, str], eye: _Eye) -> Iterator[Markup]:
    """The faces of all solids, those behind first."""
    masses = gpd.GeoDataFrame(scene.masses)
    roles = masses["role"].astype("str").to_numpy()[scene.mass]
    sites = masses["site"].astype("object").to_numpy()[scene.mass]
    middle = shapely.get_coordinates(shapely.centroid(scene.solids.plate))
    bottom, top = scene.solids.bottom_mm / 1000.0, scene.solids.top_mm / 1000.0
    # far is north-west of the eye's line; of two at one place the lower goes first
    order = np.lexsort([bottom, middle[:, 0] - middle[:, 1]])
    for at in order.tolist():
        role = str(roles[at])
        work = COLOURS["actions"].get(actions.get(sites[at], ""), MASS_COLOURS["kept"])
        colour = {"new": work, "kept": _tinted(work)}.get(role) or MASS_COLOURS[role]
        yield from _solid(scene.solids.plate[at], (bottom[at], top[at]), (role, colour), eye)


def _solid(
    plate: shapely.Polygon, levels: tuple[float, float], look: tuple[str, str], eye: _Eye
) -> Iterator[Markup]:
    """The walls that face the eye, then the roof."""
    role, colour = look
    goes = role == "demolished"
    stroke = 4 if role in {"new", "demolished"} else 2
    dashes = Markup(' stroke-dasharray="16 12"') if goes else Markup("")
    seen = 0.25 if goes else 1.0
    low, high = levels
    for ring in (plate.exterior, *plate.interiors):
        corners = np.asarray(ring.coords)[:, :2] / 1000.0
        a, b = corners[:-1], corners[1:]
        way = b - a
        # rings run anticlockwise, so the outside is to the right: (dy, −dx)
        facing = way[:, 1] + way[:, 0] > 1e-9
        for one in np.flatnonzero(facing).tolist():
            side = "south" if abs(way[one, 0]) > abs(way[one, 1]) else "west"
            wall = np.array(
                [[*a[one], low], [*b[one], low], [*b[one], high], [*a[one], high]], dtype=float
            )
            yield _FACE.format(_shaded(colour, SHADES[side]), stroke, dashes, seen, eye.path(wall))
    rims = [np.asarray(ring.coords)[:, :2] / 1000.0 for ring in (plate.exterior, *plate.interiors)]
    roof = "".join(eye.path(np.column_stack([rim, np.full(len(rim), high)])) for rim in rims)
    yield _FACE.format(colour, stroke, dashes, seen, roof)


def _shaded(colour: str, by: float) -> str:
    return "#" + "".join(f"{round(int(colour[at : at + 2], 16) * by):02x}" for at in (1, 3, 5))


def _tinted(colour: str) -> str:
    """The colour laid thinly on white."""
    parts = [255 - TINT * (255 - int(colour[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(part):02x}" for part in parts)
