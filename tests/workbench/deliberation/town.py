"""A made-up town with options and a programme, for what is done with programmes."""

from pathlib import Path

import gengxin as gx
from gengxin.workbench.programmes import Asked, plan_folder
from gengxin.workbench.search import Until

SITES, ROUNDS = 100, 11


def planned_town(home: Path) -> tuple[Path, Path]:
    """The town's folder, and the file of a programme of it, both in ``home``."""
    folder, programme = home / "town", home / "programme.zip"
    gx.save_district(gx.sample_district(sites=SITES, seed=1), folder)
    gx.options_folder(folder)
    asked = Asked(until=Until(seconds=None, rounds=ROUNDS))
    plan_folder(folder, out=programme, asked=asked)
    return folder, programme
