"""The programmes that are held open: a few, each of which answers one question at a time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gengxin.workbench.deliberation.files import kept_file
from gengxin.workbench.held import Answer, Edit
from gengxin.workbench.progress import Progress
from gengxin.workbench.what_if import Opened, opened

__all__ = ["MOST_HELD", "HeldPool", "Place"]

# one of 3,000 sites takes 1.3 GB, and 2.0 GB once a programme of an edit was made
MOST_HELD = 2
SECONDS_BETWEEN_WORDS = 1.0


@dataclass(slots=True)
class Place:
    """Where a programme is held: who uses it now, what was answered last, what was found once."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    opened: Opened | None = None
    last: tuple[Edit, Answer] | None = None
    found: dict[str, Any] = field(default_factory=dict)

    @property
    def open(self) -> Opened:
        """The programme, held open."""
        assert self.opened is not None  # noqa: S101 the pool opens it before it lends the place
        return self.opened


class HeldPool:
    """Programmes of one district, held open; the one asked least lately gives way to a new one."""

    def __init__(self, folder: Path, *, most: int = MOST_HELD) -> None:
        self.folder, self._most = folder, most
        self._places: dict[str, Place] = {}
        self._lock = threading.Lock()

    @contextmanager
    def lent(self, content_hash: str, report: Progress) -> Iterator[Place]:
        """The place of a programme, opened where it isn't yet, for one who asks.

        Raises
        ------
        InputError
            Where there is no such file.

        """
        path = kept_file(self.folder, content_hash).path
        with self._lock:
            # taken out and put in again: the last place is the one asked last
            place = self._places.pop(content_hash, None) or Place()
            self._places[content_hash] = place
        while not place.lock.acquire(timeout=SECONDS_BETWEEN_WORDS):
            report("waiting for another question", 0.0)
        try:
            if place.opened is None:
                self._make_room(content_hash)
                place.opened = opened(path, self.folder, report=report)
            yield place
        finally:
            place.lock.release()

    def _make_room(self, content_hash: str) -> None:
        with self._lock:
            held = [name for name, one in self._places.items() if one.opened is not None]
            for name in held[: max(len(held) - self._most + 1, 0)]:
                if name != content_hash:
                    self._let_go(name)

    def _let_go(self, content_hash: str) -> None:
        """Close a place, unless somebody is asking there."""
        place = self._places[content_hash]
        if not place.lock.acquire(blocking=False):
            return
        try:
            if place.opened is not None:
                place.opened.close()
            place.opened = place.last = None
            del self._places[content_hash]
        finally:
            place.lock.release()
