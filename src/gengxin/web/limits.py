"""How often somebody may ask: a bucket for each, that fills again as time passes."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from gengxin.web.problem import Problem

__all__ = ["Pace", "Paces"]

MOST_KNOWN = 20_000


@dataclass
class Pace:
    """So many a minute for each key, as many at once; in one process."""

    per_minute: int
    clock: Callable[[], float] = time.monotonic
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def refuse_haste(self, key: str, doing: str) -> None:
        """Count one; refuse it where there were too many.

        Raises
        ------
        Problem
            429, with the seconds to wait.

        """
        now, per_second = self.clock(), self.per_minute / 60
        left, at = self._left.get(key, (float(self.per_minute), now))
        left = min(float(self.per_minute), left + (now - at) * per_second)
        if left < 1:
            wait_seconds = math.ceil((1 - left) / per_second)
            msg = f"{doing} more than {self.per_minute} times a minute; wait {wait_seconds} s"
            raise Problem(429, msg, headers={"Retry-After": str(wait_seconds)})
        if len(self._left) >= MOST_KNOWN:
            self._forget_the_idle(now, per_second)
        self._left[key] = (left - 1, now)

    def give_back(self, key: str) -> None:
        """Take back what was counted: it went well."""
        if key in self._left:
            left, at = self._left[key]
            self._left[key] = (left + 1, at)

    def _forget_the_idle(self, now: float, per_second: float) -> None:
        """Forget those whose bucket is full again; all, where that is too few."""
        idle = self.per_minute / per_second
        self._left = {key: told for key, told in self._left.items() if now - told[1] < idle}
        if len(self._left) >= MOST_KNOWN:
            self._left.clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paces:
    """How often a person, the public from one address, and those who sign in may ask."""

    person: Pace
    public: Pace
    sign_in_by_mail: Pace
    sign_in_by_address: Pace
