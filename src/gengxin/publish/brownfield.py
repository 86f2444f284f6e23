"""Sites of projects as a UK brownfield-land table (digital-land's columns, one row a site)."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from gengxin.publish.exported import ProjectFacts
from gengxin.publish.plain import records
from gengxin.terms.spreadsheets import unrun

__all__ = ["COLUMNS", "brownfield_csv"]

# the fields that the brownfield-land specification asks of a register; GeoX is the longitude
COLUMNS = (
    *("OrganisationURI", "OrganisationLabel", "SiteReference", "SiteNameAddress", "SiteplanURL"),
    *("GeoX", "GeoY", "Hectares", "OwnershipStatus", "Deliverable", "PlanningStatus"),
    *("PermissionType", "PermissionDate", "PlanningHistory", "MinNetDwellings"),
    *("NetDwellingsRangeFrom", "NetDwellingsRangeTo", "HazardousSubstances", "Notes"),
    *("FirstAddedDate", "LastUpdatedDate", "EndDate"),
)
PUBLIC_SHARE, NO_SHARE = 0.999, 0.001
HECTARE_M2 = 10_000.0
STATUS = {
    "designed": "pending decision",
    **dict.fromkeys(("built", "operated", "completed"), "permissioned"),
}


def brownfield_csv(
    projects: Iterable[ProjectFacts], *, organisation: str, organisation_uri: str = ""
) -> str:
    """The table as text, with a row for each site of each project."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for facts in projects:
        both = zip(facts.works.index, records(facts.works), records(facts.sites), strict=True)
        for ref, work, site in both:
            row = _row(facts, (str(ref), work, site))
            row |= {"OrganisationLabel": organisation, "OrganisationURI": organisation_uri}
            writer.writerow([_plain(row.get(name)) for name in COLUMNS])
    return text.getvalue()


def _row(
    facts: ProjectFacts, place: tuple[str, Mapping[str, Any], Mapping[str, Any]]
) -> dict[str, object]:
    project, (ref, work, site) = facts.project, place
    shape = facts.shapes.get(ref)
    point = None if shape is None or shape.is_empty else shape.representative_point()
    net, area_m2 = _net_homes(work), site.get("area_m2")
    return {
        "SiteReference": ref,
        "SiteNameAddress": site.get("name_en") or site.get("name_zh") or ref,
        "GeoX": None if point is None else round(point.x, 6),
        "GeoY": None if point is None else round(point.y, 6),
        "Hectares": None if area_m2 is None else round(area_m2 / HECTARE_M2, 2),
        "OwnershipStatus": _ownership(site.get("state_owned_share"), facts),
        "Deliverable": "yes" if project.stage not in {"prepared", "cancelled"} else None,
        "PlanningStatus": STATUS.get(project.stage, "not permissioned"),
        "MinNetDwellings": net,
        "NetDwellingsRangeFrom": net,
        "NetDwellingsRangeTo": net,
        "Notes": _notes(facts, work),
        "FirstAddedDate": _day(project.entered_at),
        "LastUpdatedDate": _day(project.changed_at or project.entered_at),
        "EndDate": _day(project.ended_at),
    }


def _notes(facts: ProjectFacts, work: Mapping[str, Any]) -> str:
    made_up = "; made up: an example" if facts.made_up else ""
    return f"{work['name_en']}; project {facts.project.code}, phase {work['phase']}{made_up}"


def _net_homes(work: Mapping[str, Any]) -> int | None:
    """Homes more than today; nothing where they are fewer: the register has no such number."""
    after, before = work.get("homes_after_count"), work.get("homes_before_count")
    if after is None or before is None or after < before:
        return None
    return int(after) - int(before)


def _ownership(share: float | None, facts: ProjectFacts) -> str | None:
    """Owned by a public authority or not; nothing where title is withheld or unknown."""
    if "title" in facts.hidden or share is None:
        return None
    if share >= PUBLIC_SHARE:
        return "owned by a public authority"
    return "not owned by a public authority" if share <= NO_SHARE else "mixed ownership"


def _day(moment: date | None) -> str | None:
    return None if moment is None else moment.strftime("%Y-%m-%d")


def _plain(value: object) -> str:
    """A cell; one that a spreadsheet would take for a formula begins with a quote mark."""
    if value is None:
        return ""
    return unrun(value) if isinstance(value, str) else str(value)
