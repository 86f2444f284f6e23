"""Layers and tables served: what a folder holds, asked in a closed grammar, written for others."""

from gengxin.workbench.layers.catalogue import Catalogue, Layers, open_layers
from gengxin.workbench.layers.collection import Collection

__all__ = ["Catalogue", "Collection", "Layers", "open_layers"]
