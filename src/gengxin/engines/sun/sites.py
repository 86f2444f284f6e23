"""Sites that may be built on, and the sun that building there must leave to others."""

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.sun.blocks import Blocks
from gengxin.engines.sun.counting import EVERYTHING, Counting, Rule, rule_of, slots_for
from gengxin.engines.sun.faults import raise_faults
from gengxin.engines.sun.path import SunPath
from gengxin.engines.sun.receptors import Receptors
from gengxin.engines.sun.scene import Scene

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]
Position = npt.NDArray[np.int64]

Baseline = Literal["absolute", "cleared", "today"]
ABSOLUTE: Final = 0
CLEARED: Final = 1
TODAY: Final = 2
_BASELINES: Final = {"absolute": ABSOLUTE, "cleared": CLEARED, "today": TODAY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """The sun that a receptor must keep.

    Parameters
    ----------
    hours
        Hours a day, one for all or one a receptor; 0 asks nothing. May be inf where the baseline
        is not absolute.
    baseline
        What the hours are held against. *absolute*: nothing; a receptor that lacks them even when
        the site is empty lets nothing be built. *today*: no worse than today; who has less today
        keeps what it has. *cleared*: who has less when the site is empty keeps that.
    share
        How much of the baseline's hours is enough: 1 for all of them, less for a ratio.
    counting
        Which stretches of sun count.

    Examples
    --------
    >>> great_cold = Requirement(hours=2.0, baseline="today")
    >>> four_fifths_of_before = Requirement(hours=float("inf"), baseline="today", share=0.8)
    """

    hours: npt.ArrayLike
    baseline: Baseline
    share: float = 1.0
    counting: Counting = EVERYTHING

    def __post_init__(self) -> None:
        """Refuse what can't be required."""
        hours = np.atleast_1d(np.asarray(self.hours, np.float64))
        endless = self.baseline == "absolute" and bool(np.isinf(hours).any())
        raise_faults(
            "no sun can be required so; mend it",
            [f"baseline is {self.baseline!r}, must be absolute, cleared or today"]
            * (self.baseline not in _BASELINES),
            [
                f"hours is {hours[r]} in row {r}, must be 0 or more"
                for r in np.where(~(hours >= 0))[0]
            ],
            ["hours is inf, which no receptor has; with it the baseline must be cleared or today"]
            * endless,
            [f"share is {self.share}, must be above 0 and at most 1"] * (not 0 < self.share <= 1),
        )


class Need(NamedTuple):
    """A requirement as the kernels read it, in slots; one row a receptor."""

    slots: Position
    baseline: int
    share: float
    rule: Rule


def need_of(requirement: Requirement, receptors: Receptors, path: SunPath) -> Need:
    """Slots that each receptor must keep, before it is held against the baseline."""
    hours = np.asarray(requirement.hours, np.float64)
    if hours.shape not in {(), (receptors.count,)}:
        msg = (
            f"hours has shape {hours.shape}; give one for all or {receptors.count}, one a receptor"
        )
        raise ValueError(msg)
    # more than a day has is as good as inf
    most = np.minimum(hours, 48.0)
    return Need(
        slots=np.broadcast_to(slots_for(most, path), (receptors.count,)).copy(),
        baseline=_BASELINES[requirement.baseline],
        share=requirement.share,
        rule=rule_of(requirement.counting, path),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sites:
    """Land that may be built on.

    ``envelope`` holds a block a site: where one may build, up to the greatest height of interest.
    ``of_block`` tells, for each block number of the scene, on which site it stands and with which
    it goes; -1 for none.
    """

    envelope: Blocks
    of_block: Whole

    def __post_init__(self) -> None:
        """Refuse sites that are not there."""
        odd = np.flatnonzero((self.of_block < -1) | (self.of_block >= self.envelope.count))
        raise_faults(
            "blocks stand on sites that are not there; mend of_block",
            [
                f"block {b}: site {self.of_block[b]}, must be -1 to {self.envelope.count - 1}"
                for b in odd
            ],
        )


def of_scene(of_block: Whole, scene: Scene) -> tuple[Whole, Whole]:
    """Site of each block of the scene's two clusters, in the order in which they lie there."""
    made, added = (_looked_up(of_block, part.number) for part in scene)
    return made, added


def of_columns(of_block: Whole, receptors: Receptors) -> Whole:
    """Site on which each column stands: that of its block, -1 for none."""
    return _looked_up(of_block, receptors.block)


def _looked_up(of_block: Whole, number: Whole) -> Whole:
    highest = int(number.max(initial=-1))
    if highest >= len(of_block):
        msg = (
            f"there is a block {highest}, of_block ends at {len(of_block) - 1};"
            " give every block number its site, or -1"
        )
        raise ValueError(msg)
    return np.append(of_block, -1)[number].astype(np.int32)
