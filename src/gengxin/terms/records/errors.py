"""The errors of keeping records; each carries what a door needs to answer well."""

from gengxin.terms.errors import GengxinError, InputError
from gengxin.terms.records.record import Record, name_of

__all__ = ["ConflictError", "RecordAbsentError", "SealedError", "StateError", "TakenError"]


class RecordAbsentError(GengxinError):
    """There is no record of this kind with this ref."""

    def __init__(self, kind: str, ref: str) -> None:
        self.kind, self.ref = kind, ref
        super().__init__(f"there is no {kind} {ref!r}; list the {kind} records for their refs")


class ConflictError(GengxinError):
    """Somebody else changed the record first: ``mine`` was not kept, ``current`` is what is."""

    def __init__(self, mine: Record, current: Record) -> None:
        self.mine, self.current = mine, current
        kind = name_of(type(mine))
        super().__init__(
            f"{kind} {mine.ref}: you saw version {mine.version}, it has {current.version} now; "
            "look at what changed and make your change again"
        )


class TakenError(InputError):
    """A record must be the only one of its kind in some fields, and another is there already."""


class StateError(InputError):
    """The record is in a state after which this one can't follow."""


class SealedError(GengxinError):
    """The record is in a state from which nothing of it changes any more, or has ended."""

    def __init__(self, current: Record, state: str) -> None:
        self.current, self.state = current, state
        super().__init__(
            f"{name_of(type(current))} {current.ref} is {state}, and stays as it is; "
            "make your change in a copy"
        )
