"""The errors a planner may meet: each names the thing, the value, the bound and the next step."""

from dataclasses import dataclass

__all__ = ["DistrictFaultsError", "Fault", "GengxinError", "InputError"]

SHOWN_PER_KIND = 10


class GengxinError(Exception):
    """Something a user can mend; the doors print it without a traceback and exit with 2."""


class InputError(GengxinError):
    """A file, an argument or a setting can't be used as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in one place of the tables."""

    table: str
    row: str
    column: str
    value: str
    bound: str
    next_step: str

    def __str__(self) -> str:
        """One line: table, row, column, value, bound, next step."""
        where = ", ".join(part for part in (self.table, self.row, self.column) if part)
        return f"{where}: {self.value}; must be {self.bound} → {self.next_step}"


class DistrictFaultsError(GengxinError):
    """Every fault of a district's tables at once; ``faults`` holds them all."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(_as_text(faults))


def _as_text(faults: tuple[Fault, ...]) -> str:
    """List the faults; of one kind in one column the first ten and the count of the rest."""
    groups: dict[tuple[str, str, str], list[Fault]] = {}
    for fault in faults:
        groups.setdefault((fault.table, fault.column, fault.bound), []).append(fault)
    lines = [f"the district has faults ({len(faults)} in all); mend them and load it again:"]
    for group in groups.values():
        lines += [f"- {fault}" for fault in group[:SHOWN_PER_KIND]]
        if len(group) > SHOWN_PER_KIND:
            lines.append(f"- … and {len(group) - SHOWN_PER_KIND} more of this kind")
    return "\n".join(lines)
