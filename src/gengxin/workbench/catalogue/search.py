"""Search the catalogue: words in either language and filters, after what may be seen."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gengxin.store.records import RecordStore
from gengxin.terms import InputError
from gengxin.terms.records import Offer, RecordAbsentError
from gengxin.workbench.catalogue.index import Box, Entry, Index, index_of
from gengxin.workbench.people import Actor, passes, permitted

__all__ = ["Asked", "box_of", "entry_of", "search", "sees_withheld", "visible_entries"]

MOST_SHOWN = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is searched for; an empty word filters nothing. ``kind`` is project or offer.

    ``box`` is west, south, east, north in degrees; ``after`` the ref of the last entry seen.
    """

    q: str = ""
    stage: str = ""
    zone: str = ""
    use: str = ""
    role: str = ""
    kind: str = ""
    box: Box | None = None
    limit: int = 100
    after: str = ""


def box_of(text: str) -> Box | None:
    """The box that four numbers say; ``None`` for an empty text.

    Raises
    ------
    InputError
        Where they are no box.

    """
    if not text:
        return None
    try:
        west, south, east, north = (float(one) for one in text.split(","))
    except ValueError as error:
        msg = f"bbox is {text!r}; write west,south,east,north in degrees"
        raise InputError(msg) from error
    if not (west <= east and south <= north):
        msg = f"bbox {text!r} has its west beyond its east, or south beyond north; change them"
        raise InputError(msg)
    return west, south, east, north


def search(store: RecordStore, folder: Path, actor: Actor, asked: Asked) -> dict[str, Any]:
    """Entries that pass, by ref: ``entries``, how many in ``total``, ``next`` to go on after."""
    index, words = index_of(store, folder), asked.q.casefold().split()
    found = [one for one in _visible(index, actor) if _passes(one, asked, words)]
    rest = [one for one in found if one.record.ref > asked.after] if asked.after else found
    limit = min(max(asked.limit, 1), MOST_SHOWN)
    shown = rest[:limit]
    return {
        "entries": [index.documents[one.record.ref] for one in shown],
        "total": len(found),
        "next": shown[-1].record.ref if len(rest) > limit else None,
    }


def visible_entries(store: RecordStore, folder: Path, actor: Actor) -> list[Entry]:
    """What an actor may see, ordered by ref; offers that are no longer open only to the office."""
    return _visible(index_of(store, folder), actor)


def entry_of(store: RecordStore, folder: Path, actor: Actor, ref: str) -> Entry:
    """The project of that ref, or of that code where it is the only one.

    Raises
    ------
    RecordAbsentError
        Where there is none, or it isn't seen.

    """
    index, allowed = index_of(store, folder), permitted(actor, "read", "project")
    entry = index.projects.get(ref)
    if entry is None:
        coded = [one for one in index.projects.values() if one.code == ref]
        entry = coded[0] if len(coded) == 1 else None
    if entry is None or allowed is None or not passes(entry.record, allowed):
        raise RecordAbsentError("project", ref)
    return entry


def sees_withheld(actor: Actor) -> bool:
    """Whether somebody sees what sheets withhold: who may read every project."""
    return permitted(actor, "read", "project") == ()


def _visible(index: Index, actor: Actor) -> list[Entry]:
    projects, offers = (permitted(actor, "read", kind) for kind in ("project", "offer"))
    seen: list[Entry] = []
    if projects is not None:
        seen += [one for one in index.projects.values() if passes(one.record, projects)]
    if offers is not None:
        seen += [one for one in index.offers.values() if passes(one.record, offers) and _is_on(one)]
    seen.sort(key=lambda one: one.record.ref)
    return seen


def _is_on(entry: Entry) -> bool:
    return isinstance(entry.record, Offer) and entry.record.state not in {"draft", "lapsed"}


def _passes(entry: Entry, asked: Asked, words: list[str]) -> bool:
    if asked.kind and entry.kind != asked.kind:
        return False
    if asked.stage and entry.stage != asked.stage:
        return False
    listed = ((asked.zone, entry.zones), (asked.use, entry.uses), (asked.role, entry.roles))
    if any(wanted and wanted not in there for wanted, there in listed):
        return False
    if asked.box is not None and not _meets(entry.box, asked.box):
        return False
    return all(word in entry.text for word in words)


def _meets(one: Box | None, other: Box) -> bool:
    if one is None:
        return False
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
