"""How often Python looks for garbage while a command holds tables of millions of cells."""

import contextlib
import gc
from collections.abc import Iterator

__all__ = ["seldom_swept"]

# things made, less those let go, after which Python looks for garbage that it can't count
SWEPT_AFTER = 200_000


@contextlib.contextmanager
def seldom_swept() -> Iterator[None]:
    """Let Python look for circles of garbage seldom: lists of millions of cells hold none.

    At its usual pace it walks them again and again, a tenth of the time of a check-up.
    """
    before = gc.get_threshold()
    gc.set_threshold(SWEPT_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
