"""The slots that each option would take from each receptor, so that options can be judged together.

Two sites can each leave a receptor its sun and take it together. A receptor keeps what is lit while
all sites are empty, less the union of what the chosen options take.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.sun.blocks import Blocks
from gengxin.engines.sun.compiled import kernel
from gengxin.engines.sun.counting import Rule, counted
from gengxin.engines.sun.faults import raise_faults
from gengxin.engines.sun.path import SunPath
from gengxin.engines.sun.receptors import Receptors
from gengxin.engines.sun.scene import Scene, cluster_of
from gengxin.engines.sun.sites import Requirement, need_of, of_columns, of_scene
from gengxin.engines.sun.taking import Bits, Town, found_by

Whole = npt.NDArray[np.int32]
Position = npt.NDArray[np.int64]

_COLUMNS_A_PART: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Options:
    """What may be built: blocks of options, options of sites.

    ``parts`` are all blocks of all options, those of one option in a row; ``of_part`` is the option
    of each, ``of_option`` the site of each option. Keeping what stands is an option like another,
    with the standing blocks as its parts. ``of_block`` tells on which site each block number of the
    scene stands, and goes unless an option names it; -1 for none.
    """

    parts: Blocks
    of_part: Whole
    of_option: Whole
    of_block: Whole

    def __post_init__(self) -> None:
        """Refuse parts out of order and of options that are not there."""
        count = len(self.of_option)
        is_odd = (self.of_part < 0) | (self.of_part >= count)
        is_odd[1:] |= self.of_part[1:] < self.of_part[:-1]
        raise_faults(
            "parts must name their options, in growing order; mend of_part",
            [
                f"part {p}: option {self.of_part[p]}, of 0 to {count - 1}"
                for p in np.flatnonzero(is_odd)
            ],
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShadowSlots:
    """Receptors at risk, and what the options would take from them.

    Receptors that keep enough whatever is built are left out. Sets of slots are bits, a row each,
    slot t of the path in bit t % 8 of byte t // 8.

    ``receptor`` is the row of each receptor at risk, ``need`` the slots that it must keep, ``lit``
    those lit while all sites are empty (but its own, which keeps its blocks). Row r says that
    option ``option[r]`` takes the slots ``taken[r]`` from the receptor at risk ``at[r]``; pairs
    that take nothing have no row, and an option none for receptors on its own site. ``of_option``
    is the site of every option asked about.
    """

    receptor: Position
    need: Position
    lit: Bits
    option: Whole
    at: Position
    taken: Bits
    of_option: Whole
    slot_count: int
    rule: Rule


def shadow_slots(
    scene: Scene,
    receptors: Receptors,
    path: SunPath,
    *,
    options: Options,
    requirement: Requirement,
    threads: int = 2,
) -> ShadowSlots:
    """Find the receptors at risk and what each option takes from them.

    Against *today*, a receptor is held to the sun that all of today's blocks leave it; against
    *cleared*, to the sun that it has while all sites are empty. The result does not depend on
    ``threads``.
    """
    town = Town(
        scene=scene,
        site_of=of_scene(options.of_block, scene),
        parts=cluster_of(options.parts, np.arange(options.parts.count, dtype=np.int32)),
        of_part=options.of_part,
        of_option=options.of_option,
        receptors=receptors.arrays,
        own_site=of_columns(options.of_block, receptors),
        slots=path.slots,
        need=need_of(requirement, receptors, path),
    )
    columns = np.arange(len(receptors.block))
    parts = np.split(columns, range(_COLUMNS_A_PART, len(columns), _COLUMNS_A_PART))
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(lambda part: found_by(town, part), parts))
    before = np.cumsum([0] + [len(part.receptor) for part in found])
    return ShadowSlots(
        receptor=np.concatenate([part.receptor for part in found]),
        need=np.concatenate([part.need for part in found]),
        lit=np.concatenate([part.lit for part in found]),
        option=np.concatenate([part.option for part in found]),
        at=np.concatenate([part.at + n for part, n in zip(found, before[:-1], strict=True)]),
        taken=np.concatenate([part.taken for part in found]),
        of_option=options.of_option,
        slot_count=path.slot_count,
        rule=town.need.rule,
    )


def slots_left(shadows: ShadowSlots, options: npt.ArrayLike) -> Position:
    """Slots that count for each receptor at risk when these options are chosen together."""
    chosen = np.isin(shadows.option, options)
    left = shadows.lit.copy()
    np.bitwise_and.at(left, shadows.at[chosen], ~shadows.taken[chosen])
    return slots_counted(shadows, left)


def slots_counted(shadows: ShadowSlots, lit: Bits) -> Position:
    """Slots that count in each set of lit slots, a row of bits each."""
    return _counted_bits(lit, shadows.slot_count, shadows.rule)


def slots_left_by_each(shadows: ShadowSlots, *, standing: npt.ArrayLike) -> Position:
    """For each pair of option and receptor, the slots left when only that option is carried out.

    All other sites stay as the options in ``standing`` say, one a site at most. Where fewer are
    left than ``need[at]``, the option alone breaks the requirement.
    """
    order = np.argsort(shadows.at, kind="stable")
    first = np.searchsorted(shadows.at[order], np.arange(len(shadows.receptor) + 1))
    stands = np.isin(shadows.option, standing)
    left: Position = _left_by_each(shadows.lit, first, order, _pairs_of(shadows), stands)
    return left


class Pairs(NamedTuple):
    """Pairs of option and receptor as the kernel reads them."""

    site: Whole
    taken: Bits
    slot_count: int
    rule: Rule


def _pairs_of(shadows: ShadowSlots) -> Pairs:
    site = shadows.of_option[shadows.option]
    return Pairs(site, shadows.taken, shadows.slot_count, shadows.rule)


@kernel()
def _left_by_each(
    lit: Bits, first: Position, order: Position, pairs: Pairs, stands: npt.NDArray[np.bool_]
) -> Position:
    found, bits = np.empty(len(order), np.int64), np.empty((1, lit.shape[1]), np.uint8)
    for receptor in range(len(lit)):
        rows = order[first[receptor] : first[receptor + 1]]
        for row in rows:
            for byte in range(lit.shape[1]):
                bits[0, byte] = lit[receptor, byte] & ~pairs.taken[row, byte]
            for other in rows:
                if stands[other] and pairs.site[other] != pairs.site[row]:
                    for byte in range(lit.shape[1]):
                        bits[0, byte] &= ~pairs.taken[other, byte]
            found[row] = _counted_bits(bits, pairs.slot_count, pairs.rule)[0]
    return found


@kernel()
def _counted_bits(lit: Bits, slot_count: int, rule: Rule) -> Position:
    """Number of slots that count in each row of bits."""
    found, shade = np.empty(len(lit), np.int64), np.empty(slot_count)
    in_time = np.arange(slot_count).astype(np.int32)
    for row in range(len(lit)):
        for slot in range(slot_count):
            shade[slot] = 1.0 - ((lit[row, slot >> 3] >> (slot & 7)) & 1)
        found[row] = counted(shade, 0.0, in_time, rule)
    return found
