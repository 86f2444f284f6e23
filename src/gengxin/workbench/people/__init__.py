"""People: who somebody is, and what each may do."""

from gengxin.workbench.people.actor import NOTHING_PUBLISHED, PUBLIC, Actor, Published
from gengxin.workbench.people.permission import ACTIONS, MATRIX, ROLES, THINGS, passes, permitted

__all__ = [
    "ACTIONS",
    "MATRIX",
    "NOTHING_PUBLISHED",
    "PUBLIC",
    "ROLES",
    "THINGS",
    "Actor",
    "Published",
    "passes",
    "permitted",
]
