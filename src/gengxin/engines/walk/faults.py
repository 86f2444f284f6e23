"""One error for everything wrong with an input."""

from collections.abc import Callable
from itertools import islice
from typing import Final

import numpy as np
import numpy.typing as npt

Faulty = tuple[npt.ArrayLike, Callable[[int], str]]

_MOST_TOLD: Final = 20


def refuse(headline: str, *groups: Faulty) -> None:
    """Raise one ``ValueError`` that tells the faulty rows; nothing when there are none.

    Each group is a mask of faulty rows and what to say of a row.
    """
    count = sum(np.count_nonzero(faulty) for faulty, _ in groups)
    if count == 0:
        return
    told = [
        tell(row)
        for faulty, tell in groups
        for row in islice(np.flatnonzero(faulty).tolist(), _MOST_TOLD)
    ]
    told = told[:_MOST_TOLD]
    if count > len(told):
        told.append(f"and {count - len(told)} more")
    raise ValueError(headline + ":\n- " + "\n- ".join(told))
