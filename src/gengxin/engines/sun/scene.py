"""Blocks made ready to cast shadows, and what becomes of them in an edit."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.sun.blocks import Blocks
from gengxin.engines.sun.faults import raise_faults
from gengxin.engines.sun.tree import Tree, along_curve, tree_of

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]
Position = npt.NDArray[np.int64]


class Cluster(NamedTuple):
    """Blocks under a tree, neighbours near each other in memory.

    Block ``i`` has the walls ``first[i] : first[i + 1]``, rows as in :class:`Blocks`; ``number`` is
    what the caller calls it. A top of -inf means that it is gone.
    """

    tree: Tree
    walls: Real
    first: Position
    top_m: Real
    number: Whole


class Scene(NamedTuple):
    """All that casts shadows: what stood when the scene was made, and what edits have added."""

    made: Cluster
    added: Cluster


def scene_of(blocks: Blocks) -> Scene:
    """Make a scene of blocks, whose numbers are their rows."""
    return Scene(cluster_of(blocks, _rows(blocks)), _EMPTY)


def without(scene: Scene, numbers: npt.ArrayLike) -> Scene:
    """The scene when the blocks of these numbers are gone; numbers it has not are a fault."""
    unknown = np.setdiff1d(numbers, _standing(scene, numbers))
    raise_faults(
        "blocks that the scene has not can't leave it; mend these numbers",
        [f"number {number}" for number in unknown],
    )
    # the trees keep their boxes: a few looks too many, never one too few
    made, added = (
        part._replace(top_m=np.where(np.isin(part.number, numbers), -np.inf, part.top_m))
        for part in scene
    )
    return Scene(made, added)


def with_more(scene: Scene, blocks: Blocks, *, numbers: npt.ArrayLike) -> Scene:
    """The scene with more blocks, which get the numbers given; numbers in use are a fault.

    Examples
    --------
    >>> import shapely
    >>> from gengxin.engines.sun.blocks import blocks
    >>> city = scene_of(blocks([shapely.box(0, 0, 9, 9)], 6.0))
    >>> rebuilt = with_more(without(city, [0]), blocks([shapely.box(0, 0, 9, 5)], 9.0), numbers=[0])
    """
    new_numbers = np.asarray(numbers, np.int32)
    if new_numbers.shape != (blocks.count,):
        msg = f"there are {blocks.count} blocks and {new_numbers.size} numbers; give one a block"
        raise ValueError(msg)
    named = np.append(_standing(scene, new_numbers), new_numbers)
    names, times = np.unique(named, return_counts=True)
    raise_faults(
        "numbers are in use already; choose others, or take their blocks out first",
        [f"number {name}" for name in names[times > 1]],
    )
    return scene._replace(added=_joined(scene.added, cluster_of(blocks, new_numbers)))


def cluster_of(blocks: Blocks, numbers: Whole) -> Cluster:
    """Put blocks under a tree."""
    order = along_curve(blocks.bounds)
    lined_up = blocks.only(order)
    return Cluster(
        tree=tree_of(lined_up.bounds, lined_up.top_m),
        walls=lined_up.walls,
        first=lined_up.first,
        top_m=lined_up.top_m,
        number=numbers[order],
    )


def _standing(scene: Scene, numbers: npt.ArrayLike) -> Whole:
    """Those of the numbers whose blocks stand."""
    found = [np.isin(part.number, numbers) & (part.top_m > -np.inf) for part in scene]
    return np.concatenate([part.number[is_it] for part, is_it in zip(scene, found, strict=True)])


def _joined(one: Cluster, other: Cluster) -> Cluster:
    """Both clusters in one; where a search leaves the first tree, the second begins."""
    items, rows = len(one.number), len(one.tree.skip)
    item = np.where(other.tree.item >= 0, other.tree.item + items, -1)
    return Cluster(
        tree=Tree(
            box=np.concatenate([one.tree.box, other.tree.box]),
            skip=np.concatenate([one.tree.skip, other.tree.skip + rows]),
            item=np.concatenate([one.tree.item, item]),
        ),
        walls=np.concatenate([one.walls, other.walls]),
        first=np.concatenate([one.first[:-1], one.first[-1] + other.first]),
        top_m=np.concatenate([one.top_m, other.top_m]),
        number=np.concatenate([one.number, other.number]),
    )


def _rows(blocks: Blocks) -> Whole:
    return np.arange(blocks.count, dtype=np.int32)


_EMPTY = Cluster(
    tree=tree_of(np.empty((0, 4)), np.empty(0)),
    walls=np.empty((0, 6)),
    first=np.zeros(1, np.int64),
    top_m=np.empty(0),
    number=np.empty(0, np.int32),
)
