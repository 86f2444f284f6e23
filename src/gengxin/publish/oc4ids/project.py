"""One project in OC4IDS: a code of ours is said in the standard's, where it has one."""

from collections.abc import Iterable, Mapping
from typing import Any

import shapely

from gengxin.publish.exported import NUMBERS, ProjectFacts
from gengxin.publish.oc4ids.plain import instant, kept, money, period
from gengxin.terms.records import Document, Milestone, Offer, Party, offer_codes
from gengxin.terms.words import Words

__all__ = ["oc4ids_project"]

# by the greatest change that a project makes
TYPES = (
    (("redevelop", "partial"), "replacement"),
    (("extend",), "expansion"),
    (("convert", "retrofit", "repair"), "rehabilitation"),
)
SECTORS = {
    "residential": "socialHousing",
    "commercial": "economy",
    "office": "economy",
    "research": "economy",
    "industrial": "economy",
    "public": "governance",
}
ROLES = {
    "platform": ("publicAuthority",),
    "implementer": ("administrativeEntity",),
    "developer": ("supplier",),
    "designer": ("supplier",),
    "builder": ("supplier",),
    "operator": ("supplier",),
    "financier": ("funder",),
    "rehouser": ("supplier",),
}
NATURES = {"designer": "design", "builder": "construction", "implementer": "construction"}
MILESTONES = {
    "consent": "engagement",
    "replacement": "delivery",
    "moving_out": "delivery",
    "permit": "approval",
    "award": "procurement",
    "works_start": "delivery",
    "works_end": "delivery",
    "return": "delivery",
    "opening": "delivery",
    "other": "reporting",
}
DOCUMENTS = {
    "survey": "technicalSpecifications",
    "consent": "hearingNotice",
    "permit": "policy",
    "contract": "contractSigned",
    "environment": "environmentalImpact",
    "resettlement": "resettlementPlan",
    "design": "designReport",
    "feasibility": "feasibilityStudy",
}
CONTRACTS = {
    "draft": "pre-award",
    "open": "pre-award",
    "closed": "pre-award",
    "opened": "pre-award",
    "awarded": "active",
    "contracted": "active",
    "lapsed": "closed",
}
MADE_UP = Words("Made up: an example, not a real project. ", "虚构样例，并非真实项目。")
METRES = {"m²": "MTK"}


def oc4ids_project(facts: ProjectFacts, *, prefix: str, language: str) -> dict[str, Any]:
    """The project, with fields that nothing is known of left out."""
    project = facts.project
    teller = _Teller(language)
    about = teller.both(project.about_en, project.about_zh)
    made: dict[str, Any] = kept(
        {
            "id": f"{prefix}-{project.ref}",
            "updated": instant(project.changed_at or project.entered_at),
            "language": language,
            "identifiers": [{"id": project.code}],
            "title": teller.both(project.name_en, project.name_zh),
            "description": (teller.say(MADE_UP) if facts.made_up else "") + about,
            "status": offer_codes.OC4IDS_STATUS[project.stage],
            "type": _type(facts),
            "sector": _sectors(facts.uses),
            "purpose": "; ".join(teller.say(Words(one.en, one.zh)) for one in project.why),
            "period": period(facts.starts_on, facts.ends_on),
            "locations": _locations(facts, teller),
            "budget": _budget(facts, teller),
            "parties": _parties(facts, teller),
            "publicAuthority": _authority(facts, teller),
            "milestones": [_milestone(one, teller) for one in facts.milestones],
            "forecasts": _forecasts(facts, teller),
            "documents": _documents(project.documents),
            "contractingProcesses": [_process(one, prefix, teller) for one in facts.offers],
            "environment": _environment(facts),
        }
    )
    return made


class _Teller:
    """Says words in the package's language, or in the other where there are none."""

    def __init__(self, language: str) -> None:
        self._is_english = language == "en"

    def say(self, words: Words) -> str:
        return self.both(words.en, words.zh)

    def both(self, en: str, zh: str) -> str:
        return (en or zh) if self._is_english else (zh or en)


def _type(facts: ProjectFacts) -> str | None:
    actions = set(facts.works["action"].astype("str")) if len(facts.works) else set()
    if facts.numbers.get("homes_before_count") == 0 and "redevelop" in actions:
        return "construction"
    return next((code for listed, code in TYPES if actions & set(listed)), None)


def _sectors(uses: Iterable[str]) -> list[str]:
    return sorted({SECTORS.get(use, use) for use in uses})


def _locations(facts: ProjectFacts, teller: _Teller) -> list[dict[str, Any]]:
    """A place a site: its shape in degrees."""
    made = []
    for ref, shape in facts.shapes.items():
        if shape is None or shape.is_empty:
            continue
        row = facts.sites.loc[ref]
        name = teller.both(_text(row.get("name_en")), _text(row.get("name_zh")))
        drawn: Mapping[str, Any] = shapely.geometry.mapping(shapely.set_precision(shape, 1e-7))
        made.append(
            {
                "id": ref,
                "description": name,
                "geometry": {"type": drawn["type"], "coordinates": _listed(drawn["coordinates"])},
            }
        )
    return made


def _listed(value: Any) -> Any:  # noqa: ANN401 - nested as deep as a geometry is
    return [_listed(one) for one in value] if isinstance(value, list | tuple) else float(value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _budget(facts: ProjectFacts, teller: _Teller) -> dict[str, Any] | None:
    """The cost to all parties, and where money comes from, source by source."""
    withheld = {"costs", "finance"} & set(facts.hidden)
    if withheld:
        return {"description": teller.both("withheld by the coordinating office", "统筹单位未公开")}
    lines = [one for one in facts.project.finance if one.side == "source"]
    finance = [
        {
            "id": f"{one.kind}-{one.phase}-{at}",
            "title": one.kind,
            "description": f"{teller.both('phase', '分期')} {one.phase}; {one.basis}",
            "value": money(one.amount, facts.currency),
        }
        for at, one in enumerate(lines)
    ]
    return {"amount": money(facts.cost_amount, facts.currency), "finance": finance}


def _parties(facts: ProjectFacts, teller: _Teller) -> list[dict[str, Any]]:
    """Each party once, with all its roles."""
    roles: dict[str, list[str]] = {}
    if facts.project.lead_party:
        roles.setdefault(facts.project.lead_party, []).append("publicAuthority")
    for one in facts.project.parties:
        own = roles.setdefault(one.party, [])
        own += [role for role in ROLES[one.role] if role not in own]
    return [
        {"id": ref, "roles": own, **_organisation(facts.parties.get(ref), ref, teller)}
        for ref, own in roles.items()
    ]


def _organisation(party: Party | None, ref: str, teller: _Teller) -> dict[str, Any]:
    if party is None:
        return {"name": ref}
    name = teller.both(party.name_en, party.name_zh)
    legal = {"id": party.legal_id, "legalName": name} if party.legal_id else None
    return {"name": name, "identifier": legal}


def _authority(facts: ProjectFacts, teller: _Teller) -> dict[str, Any] | None:
    lead = facts.project.lead_party
    if not lead:
        return None
    return {"id": lead, "name": _organisation(facts.parties.get(lead), lead, teller)["name"]}


def _milestone(one: Milestone, teller: _Teller) -> dict[str, Any]:
    return {
        "id": one.ref,
        "title": teller.both(one.name_en, one.name_zh),
        "type": MILESTONES[one.kind],
        "code": one.kind,
        "description": one.note,
        "dueDate": instant(one.forecast_on or one.planned_on),
        "dateMet": instant(one.achieved_on),
        "status": "met" if one.achieved_on else "scheduled",
    }


def _forecasts(facts: ProjectFacts, teller: _Teller) -> list[dict[str, Any]]:
    """The plan's numbers, each a metric with one observation."""
    made = []
    for name, (words, unit, _) in NUMBERS.items():
        value = facts.numbers.get(name)
        if value is None:
            continue
        observation: dict[str, Any] = {"id": "1", "period": period(facts.starts_on, facts.ends_on)}
        if unit == "currency":
            observation["value"] = money(value, facts.currency)
        else:
            observation |= {"measure": value, "unit": {"name": unit, "id": METRES.get(unit, "")}}
        made.append({"id": name, "title": teller.say(words), "observations": [observation]})
    return made


def _documents(listed: Iterable[Document]) -> list[dict[str, Any]]:
    return [_document(one, at) for at, one in enumerate(listed) if one.public]


def _document(one: Document, at: int) -> dict[str, Any]:
    is_address = one.address.startswith(("https://", "http://"))
    return {
        "id": one.sha256 or str(at + 1),
        "documentType": DOCUMENTS.get(one.kind, one.kind),
        "title": one.title,
        "url": one.address if is_address else "",
        "datePublished": instant(one.day),
    }


def _process(offer: Offer, prefix: str, teller: _Teller) -> dict[str, Any]:
    """An offer as a contracting process: what is sought, since when, until when."""
    natures = sorted({NATURES[one.role] for one in offer.roles if one.role in NATURES})
    return {
        "id": f"{prefix}-offer-{offer.ref}",
        "summary": {
            "externalReference": offer.ref,
            "title": teller.both(offer.name_en, offer.name_zh),
            "description": teller.both(offer.about_en, offer.about_zh),
            "nature": natures,
            "status": CONTRACTS[offer.state],
            "tender": {
                "procurementMethod": "open",
                "datePublished": instant(offer.opens_at),
            },
        },
    }


def _environment(facts: ProjectFacts) -> dict[str, Any] | None:
    """That works mitigate climate change where they keep the fabric; nothing else is known."""
    actions = set(facts.works["action"].astype("str")) if len(facts.works) else set()
    keeps = bool(actions) and actions <= {"repair", "retrofit", "convert"}
    return {"goals": ["climateChangeMitigation"]} if keeps else None


assert set(MILESTONES) == set(offer_codes.MILESTONE_KINDS)  # noqa: S101 - a new kind must be said
assert set(ROLES) == set(offer_codes.OFFER_ROLES)  # noqa: S101
assert set(CONTRACTS) == set(offer_codes.OFFER_STATES)  # noqa: S101
