"""Records of the ground: layers and their versions, areas that planners drew."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from shapely.geometry import MultiPolygon

from gengxin.terms.brief import Target
from gengxin.terms.records.codes import AREA_KINDS, RENEWAL_MODES
from gengxin.terms.records.record import OneOf, Record, RefersTo

__all__ = ["Area", "Layer", "LayerVersion"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer(Record):
    """A map layer: a table of the district, or what a run made of it."""

    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("name",),)

    name: str
    name_en: str
    name_zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerVersion(Record):
    """What a layer held since it was last made anew: ``content_hash`` is its file's sha256."""

    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("layer", "number"),)

    layer: Annotated[str, RefersTo("layer")]
    number: int
    content_hash: str
    row_count: int
    source: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area(Record):
    """An area that a planner drew, in longitude and latitude (WGS 84).

    ``targets`` are what it is to reach, in the words of a brief; ``lead_party`` answers for a
    renewal unit.
    """

    sought: ClassVar[tuple[str, ...]] = ("kind",)

    kind: Annotated[str, OneOf(AREA_KINDS)]
    name_en: str
    name_zh: str
    place: MultiPolygon
    role_en: str = ""
    role_zh: str = ""
    lead_party: str = ""
    mode: Annotated[str, OneOf(RENEWAL_MODES)] = ""
    targets: tuple[Target, ...] = ()
    source: str = ""
