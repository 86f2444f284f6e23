"""What can be built on plots of ground: floor plates by storey, and floor area by use.

Arrays in, arrays out; metres and square metres; heights above the plot's own ground. Every step
keeps what the one before allowed:

``plots`` (outlines, streets) → ``Plots``: which edges face a street;
``envelope`` (plots, limits) → ``Steps``: what setbacks, planes and caps leave, stepping back;
``around``, ``apart``, ``over`` (steps, buildings) → ``Steps``: what existing buildings leave;
``perimeter``, ``slabs``, ``tower`` (steps) → ``Steps``: a kind of building;
``fill`` (steps, uses, wanted) → ``Form``: storeys and floor by use of any number of drafts;
``masses``, ``footprints`` (steps, form) → shapes, drawn only for the drafts that are looked at;
``floor_below_m2`` (form, heights) → floor of the drafts that stands below each height.

``Steps`` has n rows, a row a plot (a row a building after ``over``) and k plates in all;
``Wanted`` names the row that each of d drafts fills; ``Form`` has d rows and s storeys. What can't
be built has no storeys and says why in ``Form.nothing``; what keeps a draft from more stands in
``Form.binds``. Wrong input raises one ``ValueError`` that names every fault.
"""

from gengxin.engines.form.assumed import assumed_footprints
from gengxin.engines.form.codes import Limit, Nothing
from gengxin.engines.form.drawn import (
    Masses,
    floor_below_m2,
    footprints,
    least_setback_m,
    least_spacing_m,
    masses,
)
from gengxin.engines.form.envelope import envelope
from gengxin.engines.form.existing import apart, around, over
from gengxin.engines.form.fill import Form, fill
from gengxin.engines.form.limits import Cells, Limits, Views
from gengxin.engines.form.perimeter import perimeter
from gengxin.engines.form.plots import FRONT, REAR, SIDE, Plots, plots
from gengxin.engines.form.slabs import Rows, slabs
from gengxin.engines.form.steps import Steps
from gengxin.engines.form.tower import tower
from gengxin.engines.form.uses import Uses, Wanted, main_depth_m

__all__ = [
    "FRONT",
    "REAR",
    "SIDE",
    "Cells",
    "Form",
    "Limit",
    "Limits",
    "Masses",
    "Nothing",
    "Plots",
    "Rows",
    "Steps",
    "Uses",
    "Views",
    "Wanted",
    "apart",
    "around",
    "assumed_footprints",
    "envelope",
    "fill",
    "floor_below_m2",
    "footprints",
    "least_setback_m",
    "least_spacing_m",
    "main_depth_m",
    "masses",
    "over",
    "perimeter",
    "plots",
    "slabs",
    "tower",
]
