"""What a map of the whole town asks for first is there before anybody asks."""

from collections.abc import Iterator

import pytest

from gengxin.store import DistrictFolder
from gengxin.workbench.layers import Layers, cut_first_tiles, open_layers


@pytest.fixture
def layers(folder: DistrictFolder) -> Iterator[Layers]:
    opened = open_layers(folder)
    yield opened
    opened.close()


def test_tiles_of_the_whole_town_are_kept(layers: Layers, folder: DistrictFolder) -> None:
    count = cut_first_tiles(layers)
    kept = list((folder.path / "cache" / "tiles").rglob("*.mvt.gz"))
    # 400 m of sites fit into one to four squares of each zoom from 10 and of areas from 8
    assert count == len(kept) >= 7 + 9
    zooms = {int(one.parts[-3]) for one in kept}
    assert {8, 9, 10, 11, 12} <= zooms


def test_what_is_kept_is_not_cut_again(
    layers: Layers, folder: DistrictFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_first_tiles(layers)
    again = open_layers(folder)
    monkeypatch.setattr("gengxin.store.layers.embedded.HeldTable", None)
    assert cut_first_tiles(again) == cut_first_tiles(layers)
    again.close()
