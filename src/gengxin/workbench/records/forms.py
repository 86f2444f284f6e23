"""The form of each kind of record: what is sent to add or change one, and what is shown."""

import dataclasses
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, cast

import shapely
from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.json_schema import SkipJsonSchema
from shapely.geometry import MultiPolygon, Polygon

from gengxin.store.records.fields import KEPT_BY_STORE
from gengxin.terms import InputError
from gengxin.terms.records import (
    KINDS,
    OneOf,
    Passing,
    Personal,
    Record,
    States,
    name_of,
)
from gengxin.workbench.people import Actor

__all__ = ["FORMS", "SECRET", "Form", "Place", "place_of"]

# never told to anybody
SECRET = frozenset({"password_hash", "secret_hash"})
# kinds that have doors of their own, or whose content is a secret
_APART = frozenset({"session", "token", "invitation", "job", "upload"})
# kinds that are added, and that are changed, by hand; the others are read
_ADDED = frozenset(
    {"area", "option_edit", "consent_round", "kept_brief", "comment", "agreement"}
    | {"publication", "role_grant"}
    | {"milestone", "achievement", "space_unit", "space_request"}
)
# milestones slip and are reached by routes that look at what they wait for
_CHANGED = (_ADDED - {"milestone"}) | {"person"}
# the field with the person who says it: whoever asks, and nobody else
_SPEAKER = types.MappingProxyType({"comment": "author", "agreement": "person"})
_PERSON_CHANGES = frozenset({"name", "language", "organisation"})
LONGEST_TEXT = 20_000
_UNSENT: Any = SkipJsonSchema[None]  # type: ignore[misc]

Number = Annotated[float, Field(allow_inf_nan=False)]
Corner = Annotated[list[Number], Field(min_length=2, max_length=2)]
Ring = Annotated[list[Corner], Field(min_length=4)]


class Place(BaseModel):
    """Polygons in longitude and latitude, as GeoJSON has them."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["MultiPolygon"]
    coordinates: Annotated[list[Annotated[list[Ring], Field(min_length=1)]], Field(min_length=1)]


class _Sent(BaseModel):
    """What is sent: no field more than there is."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The form of one kind; ``new`` or ``change`` is ``None`` where none is taken by hand."""

    kind: type[Record]
    name: str
    shown: type[BaseModel]
    new: type[BaseModel] | None
    change: type[BaseModel] | None

    def record(self, sent: BaseModel, actor: Actor) -> Record:
        """The record that somebody sent to be added."""
        values = _values(sent)
        if self.name in _SPEAKER:
            values[_SPEAKER[self.name]] = actor.person
        values["organisation"] = values.get("organisation") or actor.organisation
        return self.kind(**values)

    def changed(self, current: Record, sent: BaseModel, *, version: int) -> Record:
        """The record as somebody who saw that version changed it."""
        return dataclasses.replace(current, **_values(sent), version=version)

    def with_version(self, current: Record, version: int) -> Record:
        """The record as somebody saw it in that version."""
        return dataclasses.replace(current, version=version)


def place_of(place: Place) -> MultiPolygon:
    """The place as it is kept.

    Raises
    ------
    InputError
        Where a ring isn't one.

    """
    try:
        return MultiPolygon([Polygon(rings[0], rings[1:]) for rings in place.coordinates])
    except (ValueError, TypeError, shapely.errors.GEOSException) as error:
        raise InputError(f"place can't be read ({error}); draw it again") from error


def _values(sent: BaseModel) -> dict[str, Any]:
    """The fields that were sent, as a record has them."""
    values = {name: getattr(sent, name) for name in sent.model_fields_set}
    for name, value in values.items():
        if isinstance(value, Place):
            values[name] = place_of(value)
        elif isinstance(value, dict):
            values[name] = types.MappingProxyType(value)
    return values


def _form(kind: type[Record]) -> Form:
    name = name_of(kind)
    hints = typing.get_type_hints(kind, include_extras=True)
    fields = {field.name: field for field in dataclasses.fields(kind)}
    sent = {one: _hint(one, hints[one]) for one in fields if _is_sent(name, one, hints[one])}
    new = {one: (hint, _default(fields[one], hints[one])) for one, hint in sent.items()}
    if name == "person":
        sent = {one: hint for one, hint in sent.items() if one in _PERSON_CHANGES}
    change = {one: (hint | _UNSENT, None) for one, hint in sent.items()}
    title = kind.__name__
    return Form(
        kind=kind,
        name=name,
        shown=_model(
            title,
            BaseModel,
            {one: (_hint(one, hints[one]), ...) for one in fields if one not in SECRET},
        ),
        new=_model(f"New{title}", _Sent, new) if name in _ADDED else None,
        change=_model(f"Change{title}", _Sent, change) if name in _CHANGED else None,
    )


def _model(title: str, base: type[BaseModel], fields: Mapping[str, Any]) -> type[BaseModel]:
    make = cast("Any", create_model)  # its overloads don't know fields made at run time
    return cast("type[BaseModel]", make(title, __base__=base, **fields))


def _is_sent(kind: str, name: str, hint: Any) -> bool:  # noqa: ANN401
    """Whether a field is for people to fill in."""
    marks = getattr(hint, "__metadata__", ())
    own = name in KEPT_BY_STORE or name in SECRET or name == _SPEAKER.get(kind)
    return not own and not any(isinstance(mark, States | Passing) for mark in marks)


def _hint(name: str, hint: Any) -> Any:  # noqa: ANN401
    """The type of a field in JSON: codes by name, places as GeoJSON, numbers within bounds."""
    marks = getattr(hint, "__metadata__", ())
    bare = hint.__origin__ if marks else hint
    for mark in marks:
        if isinstance(mark, OneOf):
            return Literal[tuple(mark.codes)]
        if isinstance(mark, States):
            return Literal[tuple(mark.moves)]
    if bare is MultiPolygon:
        return Place
    if typing.get_origin(bare) is Mapping:
        return dict[str, Number]
    optional = isinstance(bare, types.UnionType)
    inner = typing.get_args(bare)[0] if optional else bare
    bounds = _bounds(name, inner)
    bounded = Annotated[inner, bounds] if bounds else inner
    return bounded | None if optional else bounded


def _bounds(name: str, inner: Any) -> Any:  # noqa: ANN401
    """What its name says of a number: shares are 0 to 1, counts not below 0; texts have an end."""
    if inner is str:
        return Field(max_length=LONGEST_TEXT)
    if name.endswith("_share"):
        return Field(ge=0, le=1)
    return Field(ge=0) if name.endswith("_count") else None


def _default(field: "dataclasses.Field[Any]", hint: Any) -> Any:  # noqa: ANN401
    """The value where none is sent; ``...`` where one must be."""
    personal = any(isinstance(mark, Personal) for mark in getattr(hint, "__metadata__", ()))
    if field.default is not dataclasses.MISSING and not personal:
        return field.default
    if field.default_factory is not dataclasses.MISSING:
        made = field.default_factory()
        return dict(made) if isinstance(made, Mapping) else made
    return None if personal and field.default is None else ...


FORMS: Mapping[str, Form] = types.MappingProxyType(
    {name_of(kind): _form(kind) for kind in KINDS if name_of(kind) not in _APART}
)
