"""Records as they are shown: without secrets, and without what is only the person's own."""

from typing import Any

import shapely
from shapely.geometry import MultiPolygon

from gengxin.offer.withheld import as_public
from gengxin.store.records.fields import FieldPlan, plan_of
from gengxin.terms.records import KINDS_BY_NAME, Event, Person, Project, Record
from gengxin.workbench.people import Actor, permitted
from gengxin.workbench.records.forms import SECRET

__all__ = ["shown", "shown_event"]


def shown(record: Record, actor: Actor) -> dict[str, Any]:
    """The record in JSON, as this actor may see it.

    A mail is shown to its person and to administrators; passwords and secrets to nobody. Of a
    project the public sees nothing that is withheld.
    """
    if isinstance(record, Project) and permitted(actor, "read", "project") != ():
        record = as_public(record)
    plan = plan_of(type(record))
    told = {
        field.name: _told(field, value)
        for field in plan.fields.values()
        if field.name not in SECRET
        for value in (getattr(record, field.name),)
    }
    if isinstance(record, Person) and not _sees_mail(record, actor):
        told["mail"] = None
    return told


def shown_event(event: Event, actor: Actor) -> dict[str, Any]:
    """What happened to a record, as its history tells: personal values are left out."""
    plan = plan_of(KINDS_BY_NAME[event.kind])
    return {
        "number": event.number,
        "at": event.at.isoformat(),
        "by": event.by,
        "action": event.action,
        "version": event.version,
        "why": event.why,
        "record": shown(plan.from_content(event.content), actor),
    }


def _told(field: FieldPlan, value: Any) -> Any:  # noqa: ANN401
    is_place = isinstance(value, MultiPolygon)
    return shapely.geometry.mapping(value) if is_place else field.to_plain(value)


def _sees_mail(person: Person, actor: Actor) -> bool:
    return "admin" in actor.roles or person.ref == actor.person
