"""Elements out of a raw Overpass reply (JSON), with or without the places written into its ways."""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from gengxin.sources.osm.days import overpass_day
from gengxin.sources.osm.ragged import Ragged, first_of_counts
from gengxin.sources.osm.raw import NODE, RELATION, WAY, RawElements, RawKind, RawTags, Words
from gengxin.terms import InputError

__all__ = ["overpass_elements"]

Element = Mapping[str, Any]

_KINDS: Final = {"node": NODE, "way": WAY, "relation": RELATION}


def overpass_elements(path: Path) -> RawElements:
    """Everything in a reply of ``[out:json]``, by ``out body``, ``out skel`` or ``out geom``.

    Raises
    ------
    InputError
        For a file that is no reply, and for one that Overpass broke off.

    """
    reply = _reply(path)
    by_kind: dict[str, list[Element]] = {kind: [] for kind in _KINDS}
    for element in reply["elements"]:
        if element.get("type") in by_kind:
            by_kind[element["type"]].append(element)
    nodes, ways, relations = by_kind.values()
    members = [relation.get("members", ()) for relation in relations]
    words = Words(_words([*nodes, *ways, *relations], members))
    nodes = [*(node for node in nodes if "lat" in node), *_written_places(ways, members)]
    return RawElements(
        words=words,
        nodes=RawKind(
            ids=_ids(nodes),
            tags=_tags(nodes, words),
            numbers=(
                np.array([node["lon"] for node in nodes], np.float64),
                np.array([node["lat"] for node in nodes], np.float64),
            ),
        ),
        ways=RawKind(
            ids=_ids(ways),
            tags=_tags(ways, words),
            lists=(_ragged([way.get("nodes", ()) for way in ways]),),
        ),
        relations=RawKind(
            ids=_ids(relations), tags=_tags(relations, words), lists=_members(members, words)
        ),
        day=overpass_day(path),
    )


def _reply(path: Path) -> dict[str, Any]:
    """The document, refused when it is not a whole reply."""
    packed = path.suffix.lower() == ".gz"
    try:
        reply = json.loads(gzip.decompress(path.read_bytes()) if packed else path.read_bytes())
    except (ValueError, RecursionError) as error:
        msg = f"{path.name} is not whole JSON ({error}); fetch it again"
        raise InputError(msg) from error
    if not isinstance(reply, dict) or not isinstance(reply.get("elements"), list):
        msg = f"{path.name} is no Overpass reply: it has no list of elements; ask with [out:json]"
        raise InputError(msg)
    if "remark" in reply:
        msg = (
            f"{path.name} is a reply that Overpass broke off: {reply['remark']}; ask again for a "
            f"smaller area or with a longer [timeout:…]"
        )
        raise InputError(msg)
    return reply


def _words(elements: Iterable[Element], members: Iterable[Iterable[Element]]) -> Iterator[str]:
    """Every key, value and role."""
    for element in elements:
        for key, value in element.get("tags", {}).items():
            yield key
            yield value
    for listed in members:
        for member in listed:
            yield member.get("role", "")


def _written_places(
    ways: Iterable[Element], members: Iterable[Iterable[Element]]
) -> Iterator[Element]:
    """Nodes whose places ``out geom`` wrote into ways and members."""
    for way in ways:
        for number, place in zip(way.get("nodes", ()), way.get("geometry", ()), strict=False):
            if place is not None:
                yield {"id": number, **place}
    for listed in members:
        for member in listed:
            if member.get("type") == "node" and "lat" in member:
                yield {"id": member["ref"], "lat": member["lat"], "lon": member["lon"]}


def _ids(elements: list[Element]) -> np.ndarray:
    return np.array([element["id"] for element in elements], np.int64)


def _tags(elements: list[Element], words: Words) -> RawTags:
    """The tags of elements, as numbers of words."""
    tags = [element.get("tags", {}) for element in elements]
    return RawTags(
        row=np.repeat(np.arange(len(tags)), [len(one) for one in tags]),
        key=words.numbers(key for one in tags for key in one),
        value=words.numbers(value for one in tags for value in one.values()),
    )


def _members(members: list[Iterable[Element]], words: Words) -> tuple[Ragged, Ragged, Ragged]:
    """Kinds, ids and words for roles of the members of relations."""
    known = [[one for one in listed if one.get("type") in _KINDS] for listed in members]
    roles = _ragged([words.numbers(one.get("role", "") for one in listed) for listed in known])
    return (
        _ragged([[_KINDS[one["type"]] for one in listed] for listed in known]),
        _ragged([[one["ref"] for one in listed] for listed in known]),
        roles,
    )


def _ragged(lists: list[Any]) -> Ragged:
    """Lists of whole numbers, end to end."""
    counts = np.array([len(one) for one in lists], np.int64)
    values = np.array([value for one in lists for value in one], np.int64)
    return Ragged(first_of_counts(counts), values)
