"""Hold layers and tables to be served: in memory from the folder, or as tables of PostGIS."""

from gengxin.store.layers.asking import Asked, AtLeast, AtMost, Box, Missing, OneOf, Test, Value
from gengxin.store.layers.embedded import EmbeddedLayers
from gengxin.store.layers.protocol import LayerStore, Page, TableFacts
from gengxin.store.layers.rows import as_rows
from gengxin.store.layers.squares import Square
from gengxin.store.layers.table_version import PLACE, TableVersion, Tiling

__all__ = [
    "PLACE",
    "Asked",
    "AtLeast",
    "AtMost",
    "Box",
    "EmbeddedLayers",
    "LayerStore",
    "Missing",
    "OneOf",
    "Page",
    "Square",
    "TableFacts",
    "TableVersion",
    "Test",
    "Tiling",
    "Value",
    "as_rows",
]
