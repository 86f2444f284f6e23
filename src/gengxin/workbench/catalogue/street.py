"""What happens at somebody's place: sites near it, their project, who moves when, what arrives."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gengxin.publish.plain import records
from gengxin.store.records import RecordStore
from gengxin.terms import InputError, codes
from gengxin.terms.records import KeptProgramme, Project
from gengxin.terms.words import NO_WORDS, Words
from gengxin.workbench.catalogue.facts import number_of
from gengxin.workbench.catalogue.ground import Works, ground_of
from gengxin.workbench.catalogue.index import Entry
from gengxin.workbench.catalogue.places import SitePlaces, places_of
from gengxin.workbench.catalogue.search import sees_withheld, visible_entries
from gengxin.workbench.catalogue.times import opens_on, phase_words, starts_on
from gengxin.workbench.people import Actor

__all__ = ["Street", "at_place", "at_street"]

MOST_SITES = 40
THOUSANDTHS = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """Whose question it is, and upon what ground it is answered."""

    store: RecordStore
    folder: Path
    actor: Actor


def at_place(street: Street, longitude: float, latitude: float) -> dict[str, Any]:
    """What happens at a place: works on the sites there and within a short walk, nearest first.

    Only what stands in a project that may be seen is told; other sites are left out.
    """
    places = places_of(street.folder)
    return {
        "name": list(NO_WORDS),
        "lng": longitude,
        "lat": latitude,
        "sites": _told(street, places, places.near(longitude, latitude)),
    }


def at_street(street: Street, words: str) -> dict[str, Any]:
    """What happens at sites whose name, or whose area's name, has these words.

    Raises
    ------
    InputError
        Where nothing is asked.

    """
    asked = words.casefold().split()
    if not asked:
        raise InputError("name a street, an estate or a sub-district, or give lon and lat")
    places = places_of(street.folder)
    project_of = _by_site(street)
    found = [site for site in project_of if _named(places, site, asked)][:MOST_SITES]
    point = None
    if found:
        shape = places.shapes_of(found[:1]).get(found[0])
        point = None if shape is None else shape.representative_point()
    return {
        "name": [words, words],
        "lng": None if point is None else point.x,
        "lat": None if point is None else point.y,
        "sites": _told(street, places, [(site, 0.0) for site in found]),
    }


def _named(places: SitePlaces, site: str, asked: list[str]) -> bool:
    parts = [*places.name(site), site]
    for level in ("sub_district", "renewal_unit"):
        parts += [word for area in places.areas_of([site], level) for word in places.name(area)]
    text = "\n".join(parts).casefold()
    return all(word in text for word in asked)


def _by_site(street: Street) -> dict[str, Entry]:
    """The project of each site, of those that may be seen."""
    seen = visible_entries(street.store, street.folder, street.actor)
    return {
        site: entry
        for entry in seen
        if isinstance(entry.record, Project)
        and entry.stage != "cancelled"
        and entry.record.ended_at is None
        for site in entry.sites
    }


def _told(
    street: Street, places: SitePlaces, near: list[tuple[str, float]]
) -> list[dict[str, Any]]:
    project_of = _by_site(street)
    works: dict[str, Works] = {}
    made = []
    for site, metres in near[:MOST_SITES]:
        entry = project_of.get(site)
        if entry is None or not isinstance(entry.record, Project):
            continue
        project = entry.record
        if project.ref not in works:
            kept = street.store.one(KeptProgramme, project.programme)
            works[project.ref] = Works.of(project, ground_of(street.folder, kept.content_hash))
        hides = "moving" in project.withheld and not sees_withheld(street.actor)
        made.append(
            _site(works[project.ref], entry, (site, metres, places.name(site)), hides=hides)
        )
    return made


def _site(
    works: Works, entry: Entry, at: tuple[str, float, Words], *, hides: bool
) -> dict[str, Any]:
    site, metres, name = at
    (row,) = records(works.rows.loc[[site]])
    phase, months = int(row["phase"]), number_of(row["works_months"])
    opens = opens_on(works.ground, phase, months)
    moving = None if hides else _moving(row)
    return {
        "site": site,
        "name": list(name),
        "distance_m": metres,
        "project": {
            "ref": entry.record.ref,
            "code": entry.code,
            "name": list(entry.name),
            "stage": entry.stage,
        },
        "action": str(row["action"]),
        "option": [str(row["name_en"]), str(row["name_zh"])],
        "phase": list(phase_words(works.ground, phase)),
        "starts_on": starts_on(works.ground, phase).isoformat(),
        "opens_on": None if opens is None else opens.isoformat(),
        "moving": None if moving is None else list(moving),
        "moving_withheld": hides,
        "arrives": [list(one) for one in _arrives(works, site, row)],
    }


def _moving(row: dict[str, Any]) -> Words | None:
    """Who moves for the works; ``None`` for nobody, words of the lack where nobody knows."""
    out = number_of(row["households_out_temporarily_count"])
    gone = number_of(row["households_out_for_good_count"])
    if out is None or gone is None:
        return Words("unavailable: nobody has counted the households", "不可用：尚无户数数据")
    if out == 0 and gone == 0:
        return None
    return Words(
        f"{out:,.0f} households move out for the works and come back, {gone:,.0f} move for good",
        f"过渡安置{out:,.0f}户，永久搬迁{gone:,.0f}户",
    )


def _arrives(works: Works, site: str, row: dict[str, Any]) -> list[Words]:
    """New homes, homes made good, new services."""
    made = []
    good, after, before = (
        number_of(row[f"homes_{name}_count"]) for name in ("made_good", "after", "before")
    )
    if good:
        made.append(
            Words(f"{good:,.0f} homes brought to a good standard", f"{good:,.0f}套住房达标")
        )
    if after is not None and before is not None and after > before:
        more = after - before
        made.append(Words(f"{more:,.0f} homes more than today", f"新增住房{more:,.0f}套"))
    services = works.child("option_service").astype({"effect": "str", "facility_kind": "str"})
    own = services[(services["site"] == site) & (services["effect"] == "opens")]
    for one in records(own):
        en, zh = codes.FACILITY_KINDS.get(one["facility_kind"], (one["facility_kind"],) * 2)
        room = number_of(one["capacity_people_x1000"])
        told = "" if room is None else f" ({room / THOUSANDTHS:,.0f})"
        made.append(Words(f"{en}{told}", f"{zh}{told}"))
    return made
