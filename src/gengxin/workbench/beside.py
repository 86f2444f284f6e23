"""Work done in a thread beside this one, call after call."""

import contextlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec

__all__ = ["in_turn_beside"]

P = ParamSpec("P")


@contextlib.contextmanager
def in_turn_beside(do: Callable[P, None], *, waiting: int = 8) -> Iterator[Callable[P, None]]:
    """A twin of ``do`` that returns at once, while the calls are done beside in their order.

    So many calls may wait; the next one waits for the first of them, so that what is to be done
    can't pile up. What a call raises is raised by a later one, or at the end of the block.
    """
    calls: deque[Future[None]] = deque()

    def later(*args: P.args, **kwargs: P.kwargs) -> None:
        while len(calls) >= waiting or (calls and calls[0].done()):
            calls.popleft().result()
        calls.append(pool.submit(do, *args, **kwargs))

    with ThreadPoolExecutor(1) as pool:
        try:
            yield later
            for call in calls:
                call.result()
        finally:
            pool.shutdown(cancel_futures=True)
