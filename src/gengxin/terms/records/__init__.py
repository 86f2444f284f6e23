"""Records that people keep together: each kind a frozen dataclass, written once."""

from collections.abc import Mapping
from types import MappingProxyType

from gengxin.terms.records import codes
from gengxin.terms.records.audit import Anchor, Break, ChainReport, Event
from gengxin.terms.records.choices import (
    Agreement,
    Certificate,
    Comment,
    ConsentRound,
    KeptBrief,
    KeptProgramme,
    OptionEdit,
    Publication,
)
from gengxin.terms.records.errors import (
    ConflictError,
    RecordAbsentError,
    SealedError,
    StateError,
    TakenError,
)
from gengxin.terms.records.filters import AnyOf, Before, Ended, Filter, Intersects, Is, Since
from gengxin.terms.records.ground import Area, Layer, LayerVersion
from gengxin.terms.records.people import Invitation, Person, RoleGrant, Session, Token
from gengxin.terms.records.record import (
    SYSTEM,
    OneOf,
    Passing,
    Personal,
    Record,
    RefersTo,
    States,
    name_of,
)
from gengxin.terms.records.work import Job, Upload

# a kind stands after those it refers to
KINDS: tuple[type[Record], ...] = (
    Person,
    RoleGrant,
    Session,
    Token,
    Invitation,
    Layer,
    LayerVersion,
    Area,
    OptionEdit,
    ConsentRound,
    KeptBrief,
    KeptProgramme,
    Agreement,
    Comment,
    Publication,
    Job,
    Upload,
)
KINDS_BY_NAME: Mapping[str, type[Record]] = MappingProxyType(
    {name_of(kind): kind for kind in KINDS}
)

__all__ = [
    "KINDS",
    "KINDS_BY_NAME",
    "SYSTEM",
    "Agreement",
    "Anchor",
    "AnyOf",
    "Area",
    "Before",
    "Break",
    "Certificate",
    "ChainReport",
    "Comment",
    "ConflictError",
    "ConsentRound",
    "Ended",
    "Event",
    "Filter",
    "Intersects",
    "Invitation",
    "Is",
    "Job",
    "KeptBrief",
    "KeptProgramme",
    "Layer",
    "LayerVersion",
    "OneOf",
    "OptionEdit",
    "Passing",
    "Person",
    "Personal",
    "Publication",
    "Record",
    "RecordAbsentError",
    "RefersTo",
    "RoleGrant",
    "SealedError",
    "Session",
    "Since",
    "StateError",
    "States",
    "TakenError",
    "Token",
    "Upload",
    "codes",
    "name_of",
]
