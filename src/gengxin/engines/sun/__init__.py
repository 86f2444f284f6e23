"""Hours of direct sun on walls and open ground, and the tallest block that leaves enough of it.

Lengths are metres, heights are above one level that blocks and receptors share, hours are true
solar time (noon is when the sun is highest), normals and directions are (east, north). Blocks are
footprints drawn straight up; the ground is flat, and no terrain or tree takes sun.

=================== ================================================================ ===============
to have             ask                                                              rows
=================== ================================================================ ===============
a day in slots      ``sun_path(latitude_deg, declination_deg, band_hours, step_min)`` a slot
its declination     ``declination_at_term_deg(GREAT_COLD_DEG)``,
                    ``solar_declination_deg(day)``
buildings           ``blocks(footprints, top_m, ground_m)``, then ``scene_of(blocks)`` a block
places              ``facade_receptors(blocks, spacing_m, storey_m)``,
                    ``point_receptors(place, height_m)``                              a receptor
hours of sun        ``sunlight_hours(scene, receptors, path, counting)``              a receptor
… after an edit     ``with_more(without(scene, numbers), blocks, numbers)``, then
                    ``hours_after(before, after, receptors, path)``                   those touched
tallest block       ``tallest(scene, receptors, path, sites, requirement)``           a site
stepped envelope    ``cells_of(footprints)``, then
                    ``stepped(scene, receptors, path, cells, requirement)``           a cell, a site
what options take   ``shadow_slots(scene, receptors, path, options, requirement)``    a pair
… of each alone     ``slots_left_by_each(shadows, standing)``                         a pair
… of them together  ``slots_left(shadows, options)``                                  one at risk
=================== ================================================================ ===============

All sites are answered in one call. Blocks have numbers: their rows in the scene, or those given to
:func:`with_more`. ``of_block[number]`` is the site on which a block stands, -1 for none; when its
site is built on, a block goes, and its receptors with it. A receptor inside a block, as on a party
wall, has no outside: its hours are NaN and it asks for nothing. Where nothing binds, ``receptor``
is -1 and ``hour`` NaN. Sets of slots are bits, slot t of the path in bit t % 8 of byte t // 8.
Columns of receptors belong together, as one look at the sky serves all the floors of a column.

A limit on sun is a :class:`Requirement`: hours, how stretches of sun count (:class:`Counting`: all,
the longest, the k longest, none shorter than so many minutes), and what the hours are held against
(nothing, today, or the cleared site; all of it or a share).

Examples
--------
>>> import numpy as np, shapely
>>> day = sun_path(31.2, declination_at_term_deg(GREAT_COLD_DEG), band_hours=(8, 16))
>>> town = blocks([shapely.box(0, 0, 90, 10), shapely.box(0, 40, 90, 50)], [9.0, 18.0])
>>> windows = facade_receptors(town, storey_m=3.0)
>>> hours = sunlight_hours(scene_of(town), windows, day)
>>> hours.shape == (windows.count,)
True

How tall may the southern house become, if the northern one keeps two hours or what it has today,
and in which minute would it lose its sun next?

>>> south = Sites(envelope=blocks([shapely.box(0, 0, 90, 10)], 80.0), of_block=np.array([0, -1]))
>>> two_hours = Requirement(hours=2.0, baseline="today")
>>> found = tallest(scene_of(town), windows, day, sites=south, requirement=two_hours)
>>> [round(float(x), 1) for x in (found.top_m[0], found.hour[0])]
[24.4, 11.1]
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
from gengxin.engines.sun.shadows import (
    Options,
    ShadowSlots,
    shadow_slots,
    slots_counted,
    slots_left,
    slots_left_by_each,
)
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
    "slots_counted",
    "slots_left",
    "slots_left_by_each",
    "solar_declination_deg",
    "stepped",
    "sun_path",
    "sunlight_hours",
    "tallest",
    "with_more",
    "without",
]
