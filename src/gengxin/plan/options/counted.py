"""Options that are considered, as drawn; and some of them counted and priced."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gengxin import appraisal
from gengxin.plan.options.carriers import Carried
from gengxin.plan.options.drafts import drafts_of
from gengxin.plan.options.drawn import Drawn, Town
from gengxin.plan.options.edited import with_quantities, with_stated
from gengxin.plan.options.edited_costs import with_costs
from gengxin.plan.options.edits import Edits
from gengxin.plan.options.light import Light
from gengxin.plan.options.quantities import Floors, floors_of, homes_of
from gengxin.plan.options.services import Lacking
from gengxin.plan.options.tables import Made
from gengxin.plan.options.walks import Walks
from gengxin.terms import District, FactorPack

__all__ = ["Considered", "counted", "refuse_edits"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Considered:
    """All options of a district, drawn and with their services; ``refs`` are their names.

    This is what is held of a whole district, so nothing here has a row an option but what must:
    floor, homes and money of each are counted when it is their turn.
    """

    district: District
    town: Town
    refs: pd.Index
    carried: Carried
    drawn: Drawn
    light: Light
    edits: Edits
    factors: FactorPack
    walks: Walks | None
    lacking: list[Lacking]


def counted(of: Considered, rows: slice, lacks: appraisal.Lacks) -> Made:
    """Some options, whose rows follow each other, with floor, homes, households and account.

    ``lacks`` counts on what their accounts lack.
    """
    refs, edits = of.refs[rows], of.edits.of(rows)
    carried, drawn = of.carried.of(rows), of.drawn.of(rows)
    floors, drawn, drafts = _counted(of, carried, drawn, edits)
    drafts.index = refs
    own = of.town.sites.iloc[np.unique(carried.proposals.site)]
    account = appraisal.appraise(drafts, own, of.factors, money=of.district.meta.money, lacks=lacks)
    return Made(
        district=of.district,
        sites=of.town.sites,
        practice=of.town.practice,
        carried=carried,
        drafts=drafts,
        drawn=drawn,
        standing=of.town.standing,
        floors=floors,
        account=with_costs(account, edits, of.factors, refs=refs),
        lacking=of.lacking,
        caps=of.town.caps,
        light=of.light,
        edits=edits,
    )


def refuse_edits(of: Considered) -> None:
    """Raise one error with all quantities that the planner can't mean, before anything is told."""
    rows, option = np.unique(of.edits.option, return_inverse=True)
    if len(rows):
        edits = Edits(option=option.astype(np.int64), table=of.edits.table)
        _counted(of, of.carried.of(rows), of.drawn.of(rows), edits)


def _counted(
    of: Considered, carried: Carried, drawn: Drawn, edits: Edits
) -> tuple[Floors, Drawn, pd.DataFrame]:
    """Floor of each option and its building, the planner's edits in, as rules and account read."""
    sites, practice, proposals = of.town.sites, of.town.practice, carried.proposals
    floors = floors_of(
        sites,
        proposals,
        practice,
        built_m2=drawn.built_m2,
        demolished_share=drawn.demolished_share,
        service_m2=carried.service_m2,
    )
    floors, drawn = with_quantities(edits, floors, drawn, proposals=proposals, practice=practice)
    homes = homes_of(sites, proposals, practice, floors, demolished_share=drawn.demolished_share)
    drafts = drafts_of(
        sites, proposals, practice, drawn=drawn, counted=(floors, homes), caps=of.town.caps
    ).assign(**of.light.measures(carried.base))
    return floors, drawn, with_stated(edits, drafts)
