"""Records as they are shown: without secrets, and without what is only the person's own."""

from typing import Any

import shapely
from shapely.geometry import MultiPolygon

from gengxin.store.records.fields import plan_of
from gengxin.terms.records import KINDS_BY_NAME, Event, Person, Record
from gengxin.workbench.people import Actor
from gengxin.workbench.records.forms import SECRET

__all__ = ["shown", "shown_event"]


def shown(record: Record, actor: Actor) -> dict[str, Any]:
    """The record in JSON, as this actor may see it.

    A mail is shown to its person and to administrators; passwords and secrets to nobody.
    """
    plan = plan_of(type(record))
    told = {
        field.name: _told(field.to_plain(value), value)
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


def _told(plain: Any, value: Any) -> Any:  # noqa: ANN401
    return shapely.geometry.mapping(value) if isinstance(value, MultiPolygon) else plain


def _sees_mail(person: Person, actor: Actor) -> bool:
    return "admin" in actor.roles or person.ref == actor.person
