"""How long work says what it is doing and how far it is."""

from typing import Protocol

__all__ = ["Progress", "part_of", "quiet"]


class Progress(Protocol):
    """Called with what is being done and the share done so far, 0 to 1."""

    def __call__(self, doing: str, share_done: float, /) -> None:
        """Show it, or not."""


def quiet(_doing: str, _share_done: float, /) -> None:
    """Say nothing."""


def part_of(report: Progress, at: int, of: int) -> Progress:
    """The part of a longer work's progress that one of its steps fills, the first being 0."""
    return lambda doing, share: report(f"{at + 1} of {of}: {doing}", (at + share) / of)
