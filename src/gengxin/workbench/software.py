"""Which software made a result."""

from importlib.metadata import version

__all__ = ["software"]


def software() -> str:
    """Name and version, as provenance records it."""
    return f"gengxin {version('gengxin')}"
