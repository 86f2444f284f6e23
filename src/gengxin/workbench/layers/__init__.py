"""Layers and tables served: what a folder holds, asked in a closed grammar, written for others."""

from gengxin.workbench.layers.catalogue import Catalogue, Layers, open_layers
from gengxin.workbench.layers.collection import Collection
from gengxin.workbench.layers.first_tiles import cut_first_tiles
from gengxin.workbench.layers.versions import note_versions

__all__ = [
    "Catalogue",
    "Collection",
    "Layers",
    "cut_first_tiles",
    "note_versions",
    "open_layers",
]
