"""How long work says what it is doing and how far it is."""

from typing import Protocol

__all__ = ["Progress", "quiet"]


class Progress(Protocol):
    """Called with what is being done and the share done so far, 0 to 1."""

    def __call__(self, doing: str, share_done: float, /) -> None:
        """Show it, or not."""


def quiet(_doing: str, _share_done: float, /) -> None:
    """Say nothing."""
