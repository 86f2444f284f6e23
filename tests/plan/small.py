"""Sites and ways of renewing them, small enough to count by hand, without shapes."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from gengxin.plan.options.proposals import Proposals
from gengxin.terms import FloorType, Practice, Treatment

__all__ = ["USES", "practice_of", "proposals_of", "sites_of"]

USES = ("residential", "commercial", "office", "research", "industrial", "public")


def practice_of(*treatments: Mapping[str, object]) -> Practice:
    """A practice with these treatments; homes of 60, 90 and 120 m², half, half and none."""
    floor = FloorType(storey_m=3.0, ground_storey_m=3.0, efficiency_share=0.8, depth_m=14.0)
    return Practice(
        name="small",
        name_en="small",
        name_zh="小",
        source="made up for tests",
        made_up=True,
        committed_share=0.5,
        new_home_shares={"small": 0.5, "medium": 0.5, "large": 0.0},
        new_home_m2={"small": 60.0, "medium": 90.0, "large": 120.0},
        floor_types=dict.fromkeys(USES, floor),
        setback_m=4.0,
        spacing_m=9.0,
        slab_spacing_ratio=1.2,
        tower_plate_m2=1500.0,
        least_built_m2=100.0,
        paved_share=0.3,
        parking_per_home=1.0,
        parking_per_100_m2=0.6,
        services_per_site=1,
        treatments=tuple(
            Treatment(**{"name_en": "way", "name_zh": "做法", "variant": "one", **one})
            for one in treatments
        ),
    )


def sites_of(*rows: Mapping[str, object]) -> pd.DataFrame:
    """Sites of 1,000 m²; floor of uses that a row doesn't name is 0."""
    blank = {f"{use}_floor_area_m2": 0.0 for use in USES}
    return pd.DataFrame(
        [{"area_m2": 1000.0, "use_class": "residential", **blank, **row} for row in rows],
        index=[f"s{at}" for at in range(1, len(rows) + 1)],
    )


def proposals_of(*pairs: tuple[int, int]) -> Proposals:
    """Options as pairs of rows of sites and of treatments."""
    blank = np.full(len(pairs), "", object)
    return Proposals(
        site=np.array([site for site, _ in pairs], np.int64),
        treatment=np.array([treatment for _, treatment in pairs], np.int64),
        service=blank,
        reason_en=blank,
        reason_zh=blank,
    )
