"""Made-up towns with options and a programme, each made once for all who test side by side."""

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

import gengxin as gx
from gengxin.workbench.programmes import Asked, plan_folder
from gengxin.workbench.search import Until

SITES, ROUNDS = 100, 11


class Towns:
    """Copies of towns of 100 sites; the first process that asks makes one, the others wait."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def sampled(self, at: Path) -> Path:
        """The sample district alone, copied to ``at``."""
        return Path(shutil.copytree(self._once("sampled", _sample), at))

    def with_options(self, at: Path) -> Path:
        """The town with its options, copied to ``at``."""
        return Path(shutil.copytree(self._once("with_options", self._optioned), at))

    def planned(self, home: Path) -> tuple[Path, Path]:
        """The town's folder, and the file of a programme of it, both copied into ``home``."""
        made = self._once("planned", self._planned)
        town, programme = home / "town", home / "programme.zip"
        shutil.copytree(made / town.name, town)
        shutil.copyfile(made / programme.name, programme)
        return town, programme

    def _optioned(self, folder: Path) -> None:
        gx.options_folder(self.sampled(folder))

    def _planned(self, folder: Path) -> None:
        asked = Asked(until=Until(seconds=None, rounds=ROUNDS))
        folder.mkdir()
        plan_folder(self.with_options(folder / "town"), out=folder / "programme.zip", asked=asked)

    def _once(self, name: str, make: Callable[[Path], None]) -> Path:
        """What ``make`` made, in a folder that stands where it is whole, and nobody changes."""
        self._folder.mkdir(exist_ok=True)
        made, part = self._folder / name, self._folder / f"{name}.part"
        # a lock that goes with its process
        with (self._folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                shutil.rmtree(part, ignore_errors=True)
                make(part)
                part.rename(made)
        return made


def _sample(folder: Path) -> None:
    gx.save_district(gx.sample_district(sites=SITES, seed=1), folder)
