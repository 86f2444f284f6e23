"""The elements of a file on the district's metric plane: their places, names and references."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyproj
import shapely

from gengxin.sources.osm.columns import placed_table
from gengxin.sources.osm.elements import Elements
from gengxin.sources.osm.multipolygons import relation_areas
from gengxin.sources.osm.ragged import Flags, Ragged, Real, Shapes, Whole, first_of_counts
from gengxin.sources.osm.raw import NODE, WAY, Texts
from gengxin.sources.osm.shapes import points_at
from gengxin.sources.osm.tags import Tags

__all__ = ["DEGREES", "SOURCE", "OsmMap", "Shapes", "constant", "joined_words"]

DEGREES: Final = "EPSG:4326"
SOURCE: Final = "OpenStreetMap"
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")
_NEIGHBOURS: Final = re.compile("[\u3040-\u30ff\uac00-\ud7a3]")
_KINDS: Final = ("node", "way", "relation")
_ZH_KEYS: Final = ("name:zh-Hans", "name:zh", "name:zh-CN")


@dataclass(frozen=True)
class OsmMap:
    """Elements in ``crs``; objects as in ``Elements``."""

    elements: Elements
    crs: pyproj.CRS

    @property
    def xy_m(self) -> Real:
        """The place of every node, by row."""
        return self.elements.xy_m

    @property
    def tags(self) -> Tags:
        """The tags of all objects."""
        return self.elements.tags

    @cached_property
    def kind(self) -> Whole:
        """``NODE``, ``WAY`` or ``RELATION`` of every object."""
        return self.elements.kind(np.arange(self.tags.count))

    @cached_property
    def is_ring(self) -> Flags:
        """Which objects are closed ways."""
        flags = np.zeros(self.tags.count, np.bool_)
        flags[self.elements.first_way : self.elements.first_relation] = self.elements.is_closed()
        return flags

    @cached_property
    def is_area_relation(self) -> Flags:
        """Which objects are relations that stand for areas."""
        flags = self.tags.among("type", {"multipolygon", "boundary"})
        flags[: self.elements.first_relation] = False
        return flags

    def known_part(self, objects: Whole) -> Shapes:
        """A point amid the nodes that the file holds of each object; ``None`` where it holds none.

        For areas of which the file holds only a part: the outline would be wrong, the place isn't.
        """
        points = np.full(len(objects), None)
        nodes = self.outlines(objects)
        known = nodes.counts > 0
        middles = [
            np.bincount(nodes.owner, weights=self.xy_m[nodes.items, axis], minlength=len(objects))
            for axis in (0, 1)
        ]
        points[known] = shapely.points(np.column_stack(middles)[known] / nodes.counts[known, None])
        return points

    def outlines(self, objects: Whole) -> Ragged:
        """Rows of the nodes of each way or relation's ways, as far as the file holds them."""
        ways = self.ways_of(objects)
        nodes = self.elements.way_nodes.take(ways.items)
        known = nodes.items >= 0
        owner = ways.owner[nodes.owner[known]]
        counts = np.bincount(owner, minlength=len(objects))
        return Ragged(first_of_counts(counts), nodes.items[known])

    def ways_of(self, objects: Whole) -> Ragged:
        """Rows of the way that each object is, or of the ways that are a relation's members."""
        elements = self.elements
        relation = objects >= elements.first_relation
        rows = objects[relation] - elements.first_relation
        members = elements.member_row.take(rows)
        is_way = (elements.member_kind.take(rows).items == WAY) & (members.items >= 0)
        counts = np.ones(len(objects), np.int64)
        counts[relation] = np.bincount(members.owner[is_way], minlength=len(rows))
        ways = np.empty(counts.sum(), np.int64)
        of_relation = np.repeat(relation, counts)
        ways[of_relation] = members.items[is_way]
        ways[~of_relation] = objects[~relation] - elements.first_way
        return Ragged(first_of_counts(counts), ways)

    def degrees(self, xy_m: Real) -> tuple[Real, Real]:
        """Longitude and latitude (WGS 84) of places in the district's CRS."""
        lon_deg, lat_deg = pyproj.Transformer.from_crs(self.crs, DEGREES, always_xy=True).transform(
            xy_m[:, 0], xy_m[:, 1]
        )
        return np.asarray(lon_deg), np.asarray(lat_deg)

    def points(self, objects: Whole) -> Shapes:
        """The places of objects that are nodes."""
        return points_at(self.xy_m[self.elements.node_of_object[objects]])

    def lines(self, objects: Whole) -> Shapes:
        """The lines of objects that are ways, over the nodes that the file holds; else ``None``."""
        nodes = self.elements.way_nodes.take(objects - self.elements.first_way)
        known = nodes.items >= 0
        owner = nodes.owner[known]
        drawn = np.bincount(owner, minlength=len(objects)) >= 2
        shapes = np.full(len(objects), None)
        of_drawn = drawn[owner]
        shapes[drawn] = shapely.linestrings(
            self.xy_m[nodes.items[known][of_drawn]],
            indices=np.unique(owner[of_drawn], return_inverse=True)[1],
        )
        return shapes

    def areas(self, objects: Whole) -> Shapes:
        """The areas of closed ways and of relations; ``None`` for all else. May be invalid."""
        shapes = np.full(len(objects), None)
        ring = self.is_ring[objects]
        if ring.any():
            nodes = self.elements.way_nodes.take(objects[ring] - self.elements.first_way)
            rings = shapely.linearrings(self.xy_m[nodes.items], indices=nodes.owner)
            shapes[ring] = shapely.polygons(rings)
        relation = self.is_area_relation[objects]
        if relation.any():
            rows = objects[relation] - self.elements.first_relation
            shapes[relation] = relation_areas(self.elements, rows)
        return shapes

    def shapes(self, objects: Whole, *, area: Flags) -> Shapes:
        """Nodes as points, objects of ``area`` as areas if they bound one, other ways as lines."""
        shapes = np.full(len(objects), None)
        shapes[area] = self.areas(objects[area])
        open_way = (self.kind[objects] == WAY) & shapely.is_missing(shapes)
        shapes[open_way] = self.lines(objects[open_way])
        node = self.kind[objects] == NODE
        shapes[node] = self.points(objects[node])
        return shapes

    def refs(self, objects: Whole) -> Texts:
        """Stable references, such as ``way/4711``."""
        kinds = pa.DictionaryArray.from_arrays(
            pa.array(self.kind[objects], pa.int8()), pa.array(_KINDS, pa.large_string())
        )
        return joined_words(kinds.dictionary_decode(), self.elements.osm_id(objects))

    def record(self, objects: Whole) -> dict[str, Texts]:
        """The columns that every table has: ref, names, source."""
        return {"ref": self.refs(objects), **self.names(objects)}

    def names(self, objects: Whole) -> dict[str, Texts]:
        """Names in Chinese and English, and the source; −1 is an object without a name."""
        texts = self.tags.words.texts
        chinese, english = (np.append(words, -1)[objects] for words in self._name_words)
        return {
            "name_zh": texts(chinese),
            "name_en": texts(english),
            "source": constant(SOURCE, len(objects)),
        }

    @cached_property
    def _name_words(self) -> tuple[Whole, Whole]:
        """Words for the Chinese and the English name of every object.

        A name without a language counts as Chinese when it has Chinese characters, else as English:
        it is what the sign says.
        """
        word = self.tags.word
        name, is_chinese = word("name"), self.tags.where("name", _has_chinese)
        chinese = np.where(is_chinese, name, -1)
        for key in reversed(_ZH_KEYS):
            given = word(key)
            chinese = np.where(given >= 0, given, chinese)
        english = word("name:en")
        return chinese, np.where(english >= 0, english, np.where(is_chinese, -1, name))

    def frame(
        self, objects: Whole, shapes: Shapes, columns: Mapping[str, object]
    ) -> gpd.GeoDataFrame:
        """A table of objects with their places."""
        return placed_table({**self.record(objects), **columns}, shapes, self.crs)


def joined_words(*parts: object) -> Texts:
    """Texts made of the parts of each row with ``/`` between."""
    columns = [pc.cast(pa.array(part), pa.large_string()) for part in parts]
    joined = pc.binary_join_element_wise(*columns, pa.scalar("/", pa.large_string()))
    texts: Texts = pd.array(joined, dtype="str")
    return texts


def constant(word: str, count: int) -> Texts:
    """The same word in every row."""
    texts: Texts = pd.array(pa.repeat(pa.scalar(word, pa.large_string()), count), dtype="str")
    return texts


def _has_chinese(word: str) -> bool:
    """Whether a word has characters of Chinese script, and no Japanese kana or Korean."""
    if word.isascii():
        return False
    return bool(_CHINESE.search(word)) and not _NEIGHBOURS.search(word)
