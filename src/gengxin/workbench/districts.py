"""Get a district: import it from real data, make a sample, open or keep a folder."""

from collections.abc import Sequence
from pathlib import Path

from gengxin.store import DistrictFolder
from gengxin.terms import District, InputError, checked
from gengxin.workbench.progress import Progress, quiet
from gengxin.workbench.sweeping import seldom_swept

__all__ = ["import_district", "open_district", "sample_district", "save_district"]

FEWEST_SITES = 100
MOST_SITES = 300_000


def import_district(
    sources: Sequence[str | Path],
    *,
    recipe: str | Path | None = None,
    boundary: str | Path | None = None,
    accept_loss: bool = False,
    report: Progress = quiet,
) -> District:
    """Read files of the world into a checked district.

    ``recipe`` is a TOML file or the name of one that is shipped; ``boundary`` a layer whose
    polygons clip what is read. A layer that would lose more than 5 % of its rows is refused unless
    ``accept_loss``.
    """
    from gengxin.sources import read_district

    report("reading", 0.0)
    with seldom_swept():
        plain = read_district(
            [Path(source) for source in sources],
            recipe=recipe,
            boundary=None if boundary is None else Path(boundary),
            accept_loss=accept_loss,
        )
        report("checking", 0.7)
        district = checked(plain)
    report("checked", 1.0)
    return district


def sample_district(*, sites: int = 3_000, seed: int = 1, report: Progress = quiet) -> District:
    """Make up a district of about so many sites; the same seed makes the same district."""
    from gengxin.sources.sample import sample_district as make_up

    if not FEWEST_SITES <= sites <= MOST_SITES:
        msg = f"sites is {sites}, must be {FEWEST_SITES} to {MOST_SITES}; choose a number between"
        raise InputError(msg)
    report("making up a district", 0.0)
    plain = make_up(sites=sites, seed=seed)
    report("checking", 0.8)
    district = checked(plain)
    report("checked", 1.0)
    return district


def open_district(folder: str | Path) -> District:
    """Read a district from its folder."""
    return DistrictFolder(Path(folder)).load()


def save_district(district: District, folder: str | Path) -> bool:
    """Write a district to its folder; whether anything there changed."""
    return DistrictFolder(Path(folder)).save(district)
