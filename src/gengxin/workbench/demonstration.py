"""The whole way on the made-up district: sample → check-up → what people open."""

from dataclasses import dataclass
from pathlib import Path

from gengxin.store import DistrictFolder
from gengxin.terms import CheckUp
from gengxin.workbench.check_ups import CheckUpFiles, check_up_folder
from gengxin.workbench.districts import sample_district
from gengxin.workbench.progress import Progress, quiet

__all__ = ["Demo", "demo"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What the demonstration made."""

    district: Path
    check_up: CheckUp
    files: CheckUpFiles


def demo(out: str | Path, *, sites: int = 3_000, seed: int = 1, report: Progress = quiet) -> Demo:
    """Make the sample under ``out/district``, check it up, write the report to ``out``."""
    home = DistrictFolder(Path(out) / "district")
    district = sample_district(
        sites=sites, seed=seed, report=lambda doing, share: report(doing, 0.4 * share)
    )
    home.save(district)
    made, files = check_up_folder(
        home.path, out=out, report=lambda doing, share: report(doing, 0.4 + 0.6 * share)
    )
    return Demo(district=home.path, check_up=made, files=files)
