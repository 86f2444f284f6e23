"""What chance gives of the end town: the draws of the method's prototype, in the same order.

So a size and seed mean one instance in both. ``end_town`` says what each draw becomes.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

__all__ = [
    "SERVICES",
    "USES",
    "ZONES",
    "Around",
    "Drawn",
    "Floats",
    "Ground",
    "Ints",
    "Ways",
    "drawn",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

ZONES, SERVICES = 5, 6
USES = ("residential", "commercial", "office", "research", "industrial", "public")


class Ground(NamedTuple):
    """What stands on S sites."""

    xy: Floats
    zone: Ints
    area_m2: Floats
    floor_m2: Floats
    households: Floats
    worn: Floats
    """0 to 1: how much there is to make good."""
    heritage: npt.NDArray[np.bool_]
    standards: Ints
    """(S, 2) the two services that a site may hold."""
    use_today: Ints
    use_after: Ints


class Ways(NamedTuple):
    """What the six options of each site take and give, (S, 6)."""

    cost: Floats
    """Millions."""
    displaced: Floats
    rehousing: Floats
    embodied: Floats
    """Carbon of works, tens of tonnes."""
    saved: Floats
    """Carbon of use saved to the horizon by a start in phase 1, tens of tonnes."""
    received_m2: Floats
    sent_m2: Floats
    gain: Floats
    floor_m2: Floats
    worked_m2: Floats
    supplied_m2: Floats
    capacity: Floats
    """(S, 6, 2) people whom the two slots can serve."""


class Around(NamedTuple):
    """Who needs services, and what there is of them."""

    xy: Floats
    people: Ints
    need_weight: Floats
    facility_xy: Floats
    facility_service: Ints
    facility_capacity: Ints


class Drawn(NamedTuple):
    """What chance gave."""

    ground: Ground
    ways: Ways
    around: Around
    after: Ints
    """(n, 2) sites of which the first starts no earlier than the second."""
    wanted_m2: Floats
    """(5, 6) floor area wanted of each zone and use."""


def drawn(sites: int, seed: int) -> Drawn:
    """Draw a town, in the prototype's order."""
    rng = np.random.default_rng(1_000 + sites + seed)
    side = np.sqrt(sites)
    ground = _ground(rng, sites, side)
    ways = _ways(rng, ground)
    around = _around(rng, sites, side)
    nearest = cKDTree(ground.xy).query(ground.xy, 2)[1][:, 1]
    bound = rng.random(sites) < 0.1
    waits = np.flatnonzero(bound & ~bound[nearest])
    wanted = np.zeros((ZONES, len(USES)))
    np.add.at(wanted, (ground.zone, ground.use_after), 0.35 * ground.floor_m2)
    wanted *= rng.uniform(0.4, 1.6, wanted.shape)
    return Drawn(ground, ways, around, np.stack([waits, nearest[waits]], 1), wanted)


def _ground(rng: np.random.Generator, sites: int, side: float) -> Ground:
    xy = rng.uniform(0, side, (sites, 2))
    centre = np.array([[0.2, 0.2], [0.8, 0.2], [0.5, 0.5], [0.2, 0.8], [0.8, 0.8]]) * side
    area = 1_000 * rng.lognormal(0, 0.6, sites)
    floor = area * rng.uniform(0.8, 2.5, sites)
    lived_in = rng.random(sites) < 0.6
    households = np.where(lived_in, floor * rng.uniform(0.4, 0.9, sites) / 35, 0.0).round()
    worn, heritage = rng.random(sites), rng.random(sites) < 0.12
    first = rng.integers(0, SERVICES, sites)
    second = (first + 1 + rng.integers(0, SERVICES - 1, sites)) % SERVICES
    use_today, use_after = rng.integers(0, len(USES), sites), rng.integers(0, len(USES), sites)
    return Ground(
        xy=xy,
        zone=cKDTree(centre).query(xy)[1],
        area_m2=area,
        floor_m2=floor,
        households=households,
        worn=worn,
        heritage=heritage,
        standards=np.stack([first, second], 1),
        use_today=use_today,
        use_after=use_after,
    )


def _ways(rng: np.random.Generator, ground: Ground) -> Ways:
    sites, area, floor = len(ground.xy), ground.area_m2[:, None], ground.floor_m2[:, None]
    after = floor + area * np.array([0, 0, 0, 0.5, 1.0, 2.0])
    worked = np.where(np.arange(6) < 3, floor, after)
    dear = np.array([0.3, 0.8, 1.0, 1.6, 3.5, 4.2]) * rng.uniform(0.9, 1.1, (sites, 6))
    people = rng.uniform(0.8, 1.2, sites) * np.clip(ground.area_m2 / 1_000, 0.5, 3) * 1_000
    # of each option's two slots
    able = np.array([[0, 0], [0, 0], [0.8, 0], [0, 1], [1.8, 0], [2, 2]])
    gives = np.where(ground.heritage, 0.6, 0.02)[:, None]
    none = np.zeros((sites, 1))
    return Ways(
        cost=dear * worked / 1_000,
        displaced=(ground.households[:, None] * np.array([0, 0.1, 0.3, 0.2, 1, 1])).round(),
        rehousing=_rehousing(ground),
        embodied=after * np.array([0.01, 0.03, 0.08, 0.2, 0.6, 0.65]) / 10,
        saved=floor * np.array([0.0, 0.06, 0.03, 0.02, 0.05, 0.05]) / 10,
        received_m2=area * np.array([0, 0, 0, 0, 0.3, 1.0]),
        sent_m2=area * gives * np.array([0, 1, 0.5, 0, 0, 0]),
        gain=floor
        / 1_000
        * np.array([0.2, 0.5, 0.4, 0.7, 1.2, 1.6])
        * (0.3 + ground.worn[:, None]),
        floor_m2=after,
        worked_m2=worked,
        supplied_m2=np.concatenate([none, none, floor, 0.5 * area, after[:, 4:]], 1),
        capacity=(people[:, None, None] * able).round(),
    )


def _rehousing(ground: Ground) -> Floats:
    """Homes that each option gives to those who must move; more where none stood."""
    homes = (ground.households[:, None] * np.array([0, 0, 0, 0.25, 1.3, 1.8])).round()
    more = np.where(ground.use_today == 0, 20, 0)[:, None] * np.array([0, 0, 0, 0, 1, 2])
    return np.asarray(homes + more)


def _around(rng: np.random.Generator, sites: int, side: float) -> Around:
    points, facilities = 5 * sites, max(SERVICES, sites // 5)
    return Around(
        xy=rng.uniform(0, side, (points, 2)),
        people=rng.integers(10, 80, points),
        need_weight=rng.uniform(0.6, 1.6, points).round(3),
        facility_xy=rng.uniform(0, side, (facilities, 2)),
        facility_service=rng.integers(0, SERVICES, facilities),
        facility_capacity=rng.integers(1_000, 5_000, facilities),
    )
