"""People: who somebody is, how they are let in, and what each may do."""

from gengxin.workbench.people.accounts import Accounts, Grant, NewPerson, RefusedError
from gengxin.workbench.people.actor import NOTHING_PUBLISHED, PUBLIC, Actor, Published
from gengxin.workbench.people.permission import (
    ACTIONS,
    MATRIX,
    ROLES,
    THINGS,
    passes,
    permissions_reference,
    permitted,
)
from gengxin.workbench.people.standing import Standing, Standings

__all__ = [
    "ACTIONS",
    "MATRIX",
    "NOTHING_PUBLISHED",
    "PUBLIC",
    "ROLES",
    "THINGS",
    "Accounts",
    "Actor",
    "Grant",
    "NewPerson",
    "Published",
    "RefusedError",
    "Standing",
    "Standings",
    "passes",
    "permissions_reference",
    "permitted",
]
