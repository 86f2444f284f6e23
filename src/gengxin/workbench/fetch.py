"""Fetch an extract of OpenStreetMap for those who have the net."""

from pathlib import Path

from gengxin.workbench.progress import Progress, quiet

__all__ = ["fetch_extract"]


def fetch_extract(
    place: str, target: str | Path, *, base_address: str | None = None, report: Progress = quiet
) -> Path:
    """Fetch a place by name, or a file by its address; a broken transfer resumes."""
    from gengxin.sources.fetch import fetch

    for doing, share_done in fetch(place, Path(target), base_address=base_address):
        report(doing, share_done)
    return Path(target)
