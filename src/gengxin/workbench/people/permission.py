"""Who may do what: one table, and the one function that asks it, to check as to list."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from gengxin.terms.records import AnyOf, Before, Ended, Filter, Intersects, Is, Record, codes
from gengxin.workbench.people.actor import IN_PERSON, PUBLIC_ROLE, SIGNED_IN, Actor

__all__ = ["ACTIONS", "MATRIX", "ROLES", "THINGS", "passes", "permissions_reference", "permitted"]

ACTIONS = ("read", "add", "change", "end", "ask", "adopt", "publish", "administer", "audit")
ROLES = (PUBLIC_ROLE, SIGNED_IN, IN_PERSON, *codes.ROLES)

EVERYTHING = "everything"
OWN = "own"
OF_PARTY = "of the party"
PUBLISHED = "published"
PUBLIC_RECORDS = "public"

# what lies within an area or an organisation is told by this field; where none is named, by the
# record's organisation
_WITHIN_FIELD = MappingProxyType({"area": "ref"})
# a role held within something reads and asks as it does everywhere, and changes only what is within
_NARROWED = frozenset({"add", "change", "end"})
_NEVER_WITHIN = frozenset({"adopt", "publish", "administer", "audit"})

Scope = tuple[str, str]  # everything, own, of the party, published, public; the field that tells
Cells = Mapping[str, Scope]

_ALL: Scope = (EVERYTHING, "")
_SHOWN: Scope = (PUBLIC_RECORDS, "visibility")
_PLANNERS = ("planner", "coordinator")
_READERS = ("planner", "coordinator", "auditor", "field_worker")
_OFFICE = ("planner", "coordinator", "auditor")


def _allow(
    action: str, things: str, to: Iterable[str], scope: Scope = _ALL
) -> list[tuple[str, str, str, Scope]]:
    """Cells of the table: an action on things (words apart by spaces) for roles."""
    return [(action, thing, role, scope) for thing in things.split() for role in to]


def _own(field: str) -> Scope:
    return (OWN, field)


def _of_party(field: str) -> Scope:
    return (OF_PARTY, field)


def _published(what: str, field: str) -> Scope:
    return (f"{PUBLISHED} {what}", field)


_CELLS = [
    # the front door: landing page, health, signing in
    *_allow("read", "front_door", [PUBLIC_ROLE]),
    *_allow("add", "front_door", [PUBLIC_ROLE]),
    *_allow("read", "account", [SIGNED_IN]),
    *_allow("change", "account", [IN_PERSON]),
    *_allow("read", "token", [IN_PERSON], _own("person")),
    *_allow("add", "token", [IN_PERSON], _own("person")),
    *_allow("end", "token", [IN_PERSON], _own("person")),
    # the ground and what was found out about it
    *_allow("read", "district", _READERS),
    *_allow("read", "layer", _READERS),
    *_allow("read", "layer", [PUBLIC_ROLE], _published("layers", "name")),
    *_allow("read", "layer_version", _READERS),
    *_allow("read", "layer_version", [PUBLIC_ROLE], _published("layer_versions", "ref")),
    *_allow("read", "run", _READERS),
    *_allow("read", "run", [PUBLIC_ROLE], _published("runs", "name")),
    # what planners lay down
    *_allow("read", "area consent_round", _READERS),
    *_allow("read", "option_edit kept_brief", _OFFICE),
    *_allow("add", "area option_edit kept_brief consent_round", _PLANNERS),
    *_allow("change", "area option_edit kept_brief consent_round", _PLANNERS),
    *_allow("end", "area option_edit kept_brief consent_round", _PLANNERS),
    *_allow("add", "consent_round", ["field_worker"]),
    *_allow("change", "consent_round", ["field_worker"]),
    # programmes, and what people say of them
    *_allow("read", "kept_programme agreement comment", _OFFICE),
    *_allow("read", "kept_programme", [PUBLIC_ROLE], _published("programmes", "ref")),
    *_allow("read", "comment", ["resident", "party"], _published("programmes", "programme")),
    *_allow("add", "kept_programme", _PLANNERS),
    *_allow("change", "kept_programme", _PLANNERS),
    *_allow("end", "kept_programme", _PLANNERS),
    *_allow("adopt", "kept_programme", ["coordinator"]),
    *_allow("add", "agreement", _PLANNERS, _own("person")),
    *_allow("change", "agreement", _PLANNERS, _own("person")),
    *_allow("end", "agreement", _PLANNERS, _own("person")),
    *_allow("add", "comment", _PLANNERS),
    *_allow("add", "comment", ["resident", "party"], _published("programmes", "programme")),
    *_allow("change", "comment", [SIGNED_IN], _own("author")),
    *_allow("end", "comment", [SIGNED_IN], _own("author")),
    *_allow("ask", "what_if", _PLANNERS),
    # long work
    *_allow("read", "job", _OFFICE),
    *_allow("ask", "job", _PLANNERS),
    *_allow("change", "job", _PLANNERS),
    *_allow("read", "upload", _PLANNERS),
    *_allow("add", "upload", _PLANNERS),
    *_allow("end", "upload", _PLANNERS),
    # what the public sees
    *_allow("read", "publication", [PUBLIC_ROLE]),
    *_allow("publish", "publication", ["coordinator"]),
    # parties, and what is offered to them
    *_allow("read", "party", [*_READERS, "party"]),
    *_allow("add", "party", [IN_PERSON]),
    *_allow("change", "party", _PLANNERS),
    *_allow("change", "party", ["party"], _of_party("ref")),
    *_allow("add", "colleague", ["party"], _of_party("within")),
    *_allow("administer", "party", ["coordinator"]),
    *_allow("read", "project offer space_unit", _READERS),
    *_allow("read", "project offer space_unit", [PUBLIC_ROLE], _SHOWN),
    *_allow("read", "milestone achievement project_sheet", _READERS),
    *_allow("add", "project milestone achievement offer space_unit", _PLANNERS),
    *_allow("change", "project milestone achievement offer space_unit", _PLANNERS),
    *_allow("end", "project milestone achievement offer space_unit", _PLANNERS),
    *_allow("publish", "project offer", ["coordinator"]),
    *_allow("adopt", "project offer", ["coordinator"]),
    *_allow("read", "offer_question", _OFFICE),
    *_allow("read", "offer_question", ["party"], _of_party("party")),
    *_allow("add", "offer_question", ["party"], _of_party("party")),
    *_allow("change", "offer_question", _PLANNERS),
    *_allow("read", "offer_access score", ["coordinator", "auditor"]),
    *_allow("read", "partner_wanted receipt", ["party", "coordinator", "auditor"]),
    # interest and sealed bids: the office sees who and when, never what is sealed
    *_allow("read", "expression_of_interest sealed_bid", ["coordinator", "auditor"]),
    *_allow("read", "expression_of_interest sealed_bid", ["party"], _of_party("party")),
    *_allow("add", "expression_of_interest sealed_bid", ["party"], _of_party("party")),
    *_allow("change", "expression_of_interest", ["coordinator"]),
    *_allow("change", "expression_of_interest", ["party"], _of_party("party")),
    *_allow("add", "offer_key", _OFFICE),
    *_allow("adopt", "sealed_bid", ["coordinator", "auditor"]),
    # space asked for and matched
    *_allow("read", "space_request", _OFFICE),
    *_allow("read", "space_request", ["party"], _of_party("party")),
    *_allow("add", "space_request", _PLANNERS),
    *_allow("add", "space_request", ["party"], _of_party("party")),
    *_allow("change", "space_request", _PLANNERS),
    *_allow("change", "space_request", ["party"], _of_party("party")),
    *_allow("end", "space_request", _PLANNERS),
    *_allow("end", "space_request", ["party"], _of_party("party")),
    *_allow("read", "space_match", _OFFICE),
    *_allow("add", "space_match", _PLANNERS),
    *_allow("change", "space_match", _PLANNERS),
    # people
    *_allow("read", "person", [*_OFFICE, "admin"]),
    *_allow("read", "person", [SIGNED_IN], _own("ref")),
    *_allow("change", "person", ["admin"]),
    *_allow("change", "person", [IN_PERSON], _own("ref")),
    *_allow("administer", "person role_grant", ["admin"]),
    *_allow("read", "role_grant", ["admin", "auditor"]),
    *_allow("read", "role_grant", [SIGNED_IN], _own("person")),
    *_allow("audit", "audit_log", ["auditor", "admin"]),
]


def _matrix() -> Mapping[tuple[str, str], Cells]:
    table: dict[tuple[str, str], dict[str, Scope]] = {}
    for action, thing, role, scope in _CELLS:
        table.setdefault((action, thing), {})[role] = scope
    return MappingProxyType({key: MappingProxyType(cells) for key, cells in table.items()})


MATRIX = _matrix()
THINGS = tuple(sorted({thing for _, thing in MATRIX}))


def permitted(actor: Actor, action: str, thing: str) -> tuple[Filter, ...] | None:
    """What of a thing an actor may do this to; whatever the table doesn't name, nobody may.

    ``None``: nothing of it. Without filters: everything. With filters: only what passes them;
    a list asks the store with them, a check of one record asks ``passes``.
    """
    cells = MATRIX.get((action, thing), {})
    found: dict[str, set[str]] = {}
    for role, scope in cells.items():
        held = role in actor.stands_as
        within = role in actor.within and action not in _NEVER_WITHIN
        if not held and not within:
            continue
        if scope != _ALL:
            found.setdefault(scope[1], set()).update(_values(actor, scope))
        elif held or action not in _NARROWED:
            return ()
        else:
            field = _WITHIN_FIELD.get(thing, "organisation")
            found.setdefault(field, set()).update(actor.within[role])
    return _widest(found)


def passes(record: Record, filters: Iterable[Filter]) -> bool:
    """Whether a record passes every filter, as the store would tell."""
    return all(_holds(record, one) for one in filters)


def permissions_reference() -> str:
    """The table for people: a row for each action on a thing."""
    lines = ["| action | thing | who |", "|---|---|---|"]
    for (action, thing), cells in MATRIX.items():
        who = ", ".join(_told(role, scope) for role, scope in cells.items())
        lines.append(f"| {action} | {thing.replace('_', ' ')} | {who} |")
    return "\n".join(lines)


def _told(role: str, scope: Scope) -> str:
    word = role.replace("_", " ")
    if scope == _ALL:
        return word
    return f"{word} ({scope[0].partition(' ')[0] if scope[0] != OF_PARTY else scope[0]})"


def _values(actor: Actor, scope: Scope) -> tuple[str, ...]:
    """The values of the scope's field that lie within it."""
    kind, _, what = scope[0].partition(" ")
    if kind == OWN:
        return () if actor.person is None else (actor.person,)
    if scope[0] == OF_PARTY:
        return actor.within.get("party", ())
    if kind == PUBLIC_RECORDS:
        return ("public",)
    values: tuple[str, ...] = getattr(actor.published, what)
    return values


def _widest(found: Mapping[str, set[str]]) -> tuple[Filter, ...] | None:
    """One filter for all that was found; of two fields, the one that lets more pass."""
    if not found:
        return None
    field = max(found, key=lambda name: (len(found[name]), name))
    return (AnyOf(field, tuple(sorted(found[field]))),)


def _holds(record: Record, asked: Filter) -> bool:
    if isinstance(asked, Ended | Intersects):
        return True
    value = getattr(record, asked.field)
    if isinstance(asked, Is):
        return bool(value == asked.value)
    if isinstance(asked, AnyOf):
        return value in asked.values
    if value is None:
        return False
    return bool(value < asked.value if isinstance(asked, Before) else value >= asked.value)
