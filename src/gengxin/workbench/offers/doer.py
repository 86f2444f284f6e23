"""Who does something with offers: in which records, and by which clock."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from gengxin.store.records import Change, RecordStore
from gengxin.terms.records import StateError

__all__ = ["Doer", "NotReadyError"]


class NotReadyError(StateError):
    """Something can't be opened or handed in as it stands; ``faults`` says all that is missing."""

    def __init__(self, what: str, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{what}; mend it and try again:\n- " + "\n- ".join(self.faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class Doer:
    """A person, or ``SYSTEM``, who does something; ``now`` is the server's clock (UTC)."""

    records: RecordStore
    by: str
    now: Callable[[], datetime]

    def change(self, why: str) -> AbstractContextManager[Change]:
        """One change by this doer, for this reason."""
        return self.records.change(by=self.by, why=why)
