"""Search for a programme: when to stop, what was found in which round, where to go on."""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from gengxin.store import write_file
from gengxin.terms import Conflict, InputError, ProgrammeRound
from gengxin.workbench.executors import Processes
from gengxin.workbench.progress import Progress, quiet
from gengxin.workbench.software import software

if TYPE_CHECKING:
    from gengxin.engines.solve import Plan, Snapshot, State
    from gengxin.plan.model import Posed

__all__ = ["EachRound", "Search", "Until", "until", "unwatched"]

SECONDS_BETWEEN_CHECKPOINTS = 10.0
# sooner where keeping takes no more than this share of the time
KEEPING_SHARE = 0.02
STATE = "state_"
# raised when what a state holds changes, so that none of an older engine is taken up
STATE_FORMAT = 3
# a search that has no plan yet goes on beyond its time, so many times as long at most
PATIENCE = 5.0
EachRound = Callable[[ProgrammeRound], None]
UNITS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """When a search stops, at the end of a round: at a gap, after a time, after so many rounds."""

    gap: float = 0.005
    seconds: float | None = 60.0
    rounds: int | None = None


def unwatched(_: ProgrammeRound) -> None:
    """Nobody wants to know each round."""


def until(*, gap: str, time: str | None, rounds: int | None) -> Until:
    """When to stop, as a person writes it: ``0.5%``, ``90s``, ``40``.

    Raises
    ------
    InputError
        Where one can't be read, or is below 0.

    """
    if rounds is not None and rounds < 1:
        msg = f"--rounds {rounds}: at least 1 round is needed"
        raise InputError(msg)
    seconds = None if rounds is not None else 60.0
    if time is not None:
        found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smh]?)", time.strip())
        if found is None or float(found[1]) == 0.0:
            msg = f"--time {time!r} is no length of time; write 90s, 5m or 1h"
            raise InputError(msg)
        seconds = float(found[1]) * UNITS[found[2]]
    share = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(%?)", gap.strip())
    if share is None:
        msg = f"--gap {gap!r} is no share; write 0.5% or 0.005"
        raise InputError(msg)
    return Until(gap=float(share[1]) / (100.0 if share[2] else 1.0), seconds=seconds, rounds=rounds)


class Search:
    """A search with its history; kept in a file between rounds, if there is one.

    ``warm`` is the state of a search for a problem of the same shape, where this one begins;
    ``known`` a plan of this problem, which stands until a better one is found. Parts of the problem
    are answered by two threads, or by so many ``processes``.
    """

    def __init__(
        self,
        problem: "Posed",
        *,
        seed: int,
        keep: Path | None = None,
        warm: "State | None" = None,
        known: "Plan | None" = None,
        processes: int | None = None,
    ) -> None:
        self.posed = problem
        self._processes = processes
        self._warm = warm
        self._known = known
        self.rounds: list[ProgrammeRound] = []
        self._seed = seed
        self._keep = keep
        self._key = _key(problem, seed)

    def run(
        self, until: Until, report: Progress = quiet, each_round: EachRound = unwatched
    ) -> "Snapshot":
        """Search until told to stop, and give what is known then.

        Raises
        ------
        InputError
            Where no programme was found that meets every demand.

        """
        began = kept_at = monotonic()
        wait = 0.0
        last: Snapshot | None = None
        for last in self._snapshots(until):
            self._note(last)
            each_round(self.rounds[-1])
            now = monotonic()
            report(_words(last, self.rounds[-1]), 0.05 + 0.9 * _share(until, last, now - began))
            if self._keep is not None and now - kept_at > wait:
                self.save(last)
                kept_at = monotonic()
                wait = min((kept_at - now) / KEEPING_SHARE, SECONDS_BETWEEN_CHECKPOINTS)
            if self._is_enough(until, now - began) or _is_impossible(last):
                break
        if last is None:
            msg = f"--rounds {until.rounds}: this search begins after more rounds than that; ask 20"
            raise InputError(msg)
        if last.plan is None:
            report("looking for demands that clash", 0.97)
            raise InputError(self._nothing(last))
        return last

    def _snapshots(self, until: Until) -> "Iterator[Snapshot]":
        from gengxin.engines.solve import Threads, run

        executor = Threads(2) if self._processes is None else Processes(self._processes)
        try:
            for found in run(
                self.posed.problem,
                rounds=until.rounds,
                seed=self._seed,
                start=self._taken_up(),
                executor=executor,
                separate=self.posed.separate,
                warm=self._warm,
            ):
                yield self._or_known(found)
        finally:
            executor.close()

    def _or_known(self, found: "Snapshot") -> "Snapshot":
        known = self._known
        if known is None or (found.plan is not None and found.plan.value >= known.value):
            return found
        return found._replace(plan=known)

    def _note(self, snapshot: "Snapshot") -> None:
        today = self.posed.today.worth
        self.rounds.append(
            ProgrammeRound(
                number=snapshot.round,
                stage=snapshot.stage,
                value=None if snapshot.plan is None else snapshot.plan.value - today,
                bound=snapshot.bound - today,
            )
        )

    def _is_enough(self, until: Until, seconds: float) -> bool:
        last = self.rounds[-1]
        patience = 1.0 if last.value is not None else PATIENCE
        if until.seconds is not None and seconds >= patience * until.seconds:
            return True
        if until.rounds is not None or last.value is None or last.value <= 0.0:
            return False
        return (last.bound - last.value) / last.value <= until.gap

    def _nothing(self, last: "Snapshot") -> str:
        from gengxin.plan.conflicts import conflict_of, missed_by

        conflict = conflict_of(self.posed)
        if conflict is not None:
            if self._keep is not None:
                self._keep.unlink(missing_ok=True)
            return _clash(conflict, self.posed.brief.name)
        msg = (
            "no programme was found that meets every demand of the brief (after "
            f"{last.round} rounds); make a demand soft (hard = false, with a price), raise a "
            "limit, or search longer"
        )
        lines = [msg]
        if last.shortfall is not None:
            shortfall = last.shortfall
            missed = missed_by(self.posed, shortfall.row, shortfall.amount)
            lines += ["what came nearest misses these (not proven: that they can't hold together):"]
            lines += [f"- {one.says.en}" for one in missed]
        return "\n".join(lines)

    def save(self, snapshot: "Snapshot") -> None:
        """Keep where the search stands, so that the same search can go on from there."""
        history = [(one.number, one.value, one.bound) for one in self.rounds]
        numbers = np.array(
            [
                (number, np.nan if value is None else value, bound)
                for number, value, bound in history
            ]
        )
        stages = np.array([one.stage for one in self.rounds])
        if self._keep is None:
            return
        content = io.BytesIO()
        arrays: dict[str, Any] = {
            "history": numbers,
            "stages": stages,
            "key": np.array(self._key),
            **{f"{STATE}{name}": array for name, array in snapshot.state.items()},
        }
        np.savez(content, **arrays)
        write_file(self._keep, content.getvalue())

    def _taken_up(self) -> Mapping[str, Any] | None:
        """The state of an earlier search for the same, if it was kept and can be read."""
        if self._keep is None or not self._keep.is_file():
            return None
        with self._keep.open("rb") as file:
            try:
                kept = np.load(file, allow_pickle=False)
            except (EOFError, OSError, ValueError, BadZipFile):
                return None  # it only saves time: a damaged one is written anew
            if not isinstance(kept, np.lib.npyio.NpzFile) or "key" not in kept.files:
                return None
            if str(kept["key"]) != self._key:
                return None
            self.rounds = [
                ProgrammeRound(
                    number=int(number),
                    stage=str(stage),
                    value=None if np.isnan(value) else float(value),
                    bound=float(bound),
                )
                for (number, value, bound), stage in zip(
                    kept["history"], kept["stages"], strict=True
                )
            ]
            return {
                name.removeprefix(STATE): kept[name]
                for name in kept.files
                if name.startswith(STATE)
            }


def _is_impossible(snapshot: "Snapshot") -> bool:
    """Whether it is proven that no programme meets every demand."""
    return snapshot.shortfall is not None and snapshot.shortfall.proven


def _clash(conflict: Conflict, brief: str) -> str:
    """What can't hold together, and the nearest way out."""
    lines = [
        f"no programme can meet every demand of brief {brief}; these can't hold together:",
        *(f"- {one.says.en}" for one in conflict.demands),
    ]
    if not conflict.is_smallest:
        lines.append("(one of these more might be spared; that wasn't found out)")
    if conflict.relaxation:
        price = conflict.relaxed_price
        cost = "" if price is None else f", {price:,.0f} by the brief's prices"
        lines.append(f"the nearest way out that was found{cost}:")
        lines += [f"- {one.says.en}" for one in conflict.relaxation]
    return "\n".join(lines)


def _key(problem: "Posed", seed: int) -> str:
    """What tells one search from another: the problem's numbers, the seed, the software."""
    found = sha256(f"{software()} {STATE_FORMAT} {seed}".encode())
    for array in problem.problem:
        found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()


def _share(until: Until, snapshot: "Snapshot", seconds: float) -> float:
    if until.rounds is not None:
        return snapshot.round / until.rounds
    return 0.0 if until.seconds is None else min(seconds / until.seconds, 1.0)


def _words(snapshot: "Snapshot", known: ProgrammeRound) -> str:
    if known.value is None:
        return f"searching: {snapshot.stage}"
    if known.value <= 0.0:
        return "searching: nothing better than keeping yet"
    return f"searching: gap {(known.bound - known.value) / known.value:.1%}"
