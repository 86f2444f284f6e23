"""Every project and offer ready to be searched, and renewed by what the log says has changed."""

import threading
import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from gengxin.store import DistrictFolder
from gengxin.store.records import Reading, RecordStore
from gengxin.terms import InputError
from gengxin.terms.records import Anchor, AnyOf, KeptProgramme, Offer, Project
from gengxin.terms.words import NO_WORDS, Words
from gengxin.workbench.catalogue.ground import ground_of
from gengxin.workbench.catalogue.places import SitePlaces, places_of
from gengxin.workbench.catalogue.times import ends_of, starts_on

__all__ = ["Entry", "Index", "index_of"]

KINDS = {"project": Project, "offer": Offer}
# a log that grew by more is read from its beginning
MOST_EVENTS = 1_000
Box = tuple[float, float, float, float]
# programme → the uses of each of its options, and its phases' first and last days
Programmes = Callable[[str], "Planned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What the index takes of a programme: uses by option, first day and end of each phase."""

    uses: Mapping[str, tuple[str, ...]]
    phases: tuple[tuple[date, date], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A project or an offer as a list shows it; ``text`` is what words are looked for in.

    ``box`` and ``at`` are in degrees; ``None`` where no site has a shape.
    """

    kind: str
    record: Project | Offer
    name: Words
    code: str
    stage: str
    unit: Words
    zones: tuple[str, ...]
    uses: tuple[str, ...]
    roles: tuple[str, ...]
    sites: tuple[str, ...]
    starts_on: date | None
    ends_on: date | None
    box: Box | None
    at: tuple[float, float] | None
    text: str

    @property
    def document(self) -> Mapping[str, Any]:
        """The entry as JSON."""
        return {
            "kind": self.kind,
            "ref": self.record.ref,
            "code": self.code,
            "name": list(self.name),
            "stage": self.stage,
            "unit": list(self.unit),
            "uses": list(self.uses),
            "zones": list(self.zones),
            "roles": list(self.roles),
            "sites_count": len(self.sites),
            "starts_on": None if self.starts_on is None else self.starts_on.isoformat(),
            "ends_on": None if self.ends_on is None else self.ends_on.isoformat(),
            "lng": None if self.at is None else self.at[0],
            "lat": None if self.at is None else self.at[1],
            "made_up": self.record.made_up,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """All entries by ref, and where the log ended when they were read.

    ``documents`` is each entry as JSON, made once: an answer of a thousand that made its own would
    often set off a sweep of all that the server holds.
    """

    head: Anchor
    state: str
    projects: Mapping[str, Entry]
    offers: Mapping[str, Entry]
    documents: Mapping[str, Mapping[str, Any]]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Projects, then offers, each by their ref."""
        return (*self.projects.values(), *self.offers.values())


_KNOWN: "weakref.WeakKeyDictionary[RecordStore, Index]" = weakref.WeakKeyDictionary()
_LOCK = threading.Lock()


def index_of(store: RecordStore, folder: Path) -> Index:
    """The index as records and district stand now."""
    state = DistrictFolder(folder).content_hash()
    known = _KNOWN.get(store)
    if known is not None and known.state == state and known.head == store.head():
        return known
    with _LOCK, store.reading() as reading:
        known = _KNOWN.get(store)
        head = reading.head()
        if known is None or known.state != state or known.head != head:
            same = known if known is not None and known.state == state else None
            known = _renewed(reading, folder, same, state)
            _KNOWN[store] = known
    return known


def _renewed(reading: Reading, folder: Path, known: Index | None, state: str) -> Index:
    """The index with what has changed since; all of it where nothing is known."""
    head, places = reading.head(), places_of(folder)
    planned = _planned_by(reading, folder)
    touched = None if known is None else _touched(reading, known.head)
    if known is None or touched is None:
        projects = {one.ref: _project(one, places, planned) for one in reading.list(Project)}
        offers = {one.ref: _offer(one, projects) for one in reading.list(Offer)}
        return _index(head, state, _with_roles(projects, offers), offers, known=None)
    changed = reading.list(Project, AnyOf("ref", tuple(sorted(touched["project"]))))
    left = {ref: one for ref, one in known.projects.items() if ref not in touched["project"]}
    new = {one.ref: _project(one, places, planned) for one in changed}
    projects = dict(sorted({**left, **new}.items()))
    if touched["project"] or touched["offer"]:
        offers = {one.ref: _offer(one, projects) for one in reading.list(Offer)}
        projects = _with_roles(projects, offers)
    else:
        offers = dict(known.offers)
    return _index(head, state, projects, offers, known=known)


def _index(
    head: Anchor,
    state: str,
    projects: Mapping[str, Entry],
    offers: Mapping[str, Entry],
    *,
    known: Index | None,
) -> Index:
    """The index; entries that are as they were keep their documents."""
    before = {} if known is None else {**known.projects, **known.offers}
    documents = {
        ref: known.documents[ref] if known and before.get(ref) is entry else entry.document
        for ref, entry in (*projects.items(), *offers.items())
    }
    return Index(head=head, state=state, projects=projects, offers=offers, documents=documents)


def _touched(reading: Reading, since: Anchor) -> dict[str, set[str]] | None:
    """Refs of projects and offers that changed; ``None`` where too much did, or another log."""
    events = reading.events(after=since.number, limit=MOST_EVENTS)
    if len(events) >= MOST_EVENTS or reading.head().number < since.number:
        return None
    return {kind: {one.ref for one in events if one.kind == kind} for kind in KINDS}


def _planned_by(reading: Reading, folder: Path) -> Programmes:
    """Give what is known of a programme by its ref; nothing where its file is gone."""
    found: dict[str, Planned] = {}

    def planned(ref: str) -> Planned:
        if ref not in found:
            try:
                ground = ground_of(folder, reading.one(KeptProgramme, ref).content_hash)
            except InputError:
                found[ref] = Planned(uses={}, phases=())
                return found[ref]
            phases = range(1, len(ground.programme.brief.phases) + 1)
            found[ref] = Planned(
                uses=ground.uses,
                phases=tuple((starts_on(ground, at), ends_of(ground, at)) for at in phases),
            )
        return found[ref]

    return planned


def _project(project: Project, places: SitePlaces, planned: Programmes) -> Entry:
    sites = tuple(one.site for one in project.works)
    plan = planned(project.programme)
    uses = {use for one in project.works for use in plan.uses.get(one.option, ())}
    at = [plan.phases[one.phase - 1] for one in project.works if 0 < one.phase <= len(plan.phases)]
    zones = places.areas_of(sites, "functional_zone")
    box = _box(places, sites)
    unit = places.name(project.unit) if project.unit else NO_WORDS
    words = (
        *(project.code, project.name_en, project.name_zh, project.about_en, project.about_zh),
        *unit,
        *(word for zone in zones for word in places.name(zone)),
        *(word for part in places.areas_of(sites, "sub_district") for word in places.name(part)),
    )
    return Entry(
        kind="project",
        record=project,
        name=Words(project.name_en or project.name_zh, project.name_zh or project.name_en),
        code=project.code,
        stage=project.stage,
        unit=unit,
        zones=zones,
        uses=tuple(sorted(uses or set(places.areas_of(sites, "use_class")))),
        roles=(),
        sites=sites,
        starts_on=min((first for first, _ in at), default=None),
        ends_on=max((last for _, last in at), default=None),
        box=box,
        at=None if box is None else ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2),
        text="\n".join(words).casefold(),
    )


def _box(places: SitePlaces, sites: Iterable[str]) -> Box | None:
    bounds = [shape.bounds for shape in places.shapes_of(sites).values() if not shape.is_empty]
    if not bounds:
        return None
    west, south, east, north = zip(*bounds, strict=True)
    return min(west), min(south), max(east), max(north)


def _offer(offer: Offer, projects: Mapping[str, Entry]) -> Entry:
    own = [projects[ref] for ref in offer.projects if ref in projects]
    boxes = [one.box for one in own if one.box is not None]
    box = (
        (
            min(one[0] for one in boxes),
            min(one[1] for one in boxes),
            max(one[2] for one in boxes),
            max(one[3] for one in boxes),
        )
        if boxes
        else None
    )
    words = (offer.name_en, offer.name_zh, offer.about_en, offer.about_zh)
    return Entry(
        kind="offer",
        record=offer,
        name=Words(offer.name_en or offer.name_zh, offer.name_zh or offer.name_en),
        code=own[0].code if own else "",
        stage=own[0].stage if own else "",
        unit=own[0].unit if own else NO_WORDS,
        zones=tuple(sorted({zone for one in own for zone in one.zones})),
        uses=tuple(sorted({use for one in own for use in one.uses})),
        roles=tuple(one.role for one in offer.roles),
        sites=tuple(site for one in own for site in one.sites),
        starts_on=min((one.starts_on for one in own if one.starts_on), default=None),
        ends_on=max((one.ends_on for one in own if one.ends_on), default=None),
        box=box,
        at=None if box is None else ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2),
        text="\n".join(words).casefold(),
    )


def _with_roles(projects: Mapping[str, Entry], offers: Mapping[str, Entry]) -> dict[str, Entry]:
    """Projects with the roles that open offers to everybody want for them."""
    wanted: dict[str, set[str]] = {}
    for entry in offers.values():
        offer = entry.record
        if isinstance(offer, Offer) and offer.state == "open" and offer.visibility == "public":
            for ref in offer.projects:
                wanted.setdefault(ref, set()).update(entry.roles)
    return {
        ref: entry
        if set(entry.roles) == wanted.get(ref, set())
        else replace(entry, roles=tuple(sorted(wanted.get(ref, set()))))
        for ref, entry in projects.items()
    }
