"""What a reader did to its inputs, kept as notes while it works: nothing is dropped silently."""

from dataclasses import dataclass, field

from gengxin.terms import Note

__all__ = ["LOSS_SHARE", "NoteBook"]

# a layer that loses more than this share of its rows is refused, unless the loss is accepted
LOSS_SHARE = 0.05


@dataclass(slots=True)
class NoteBook:
    """Notes in the order in which they were made; what happened to no row is not noted."""

    notes: list[Note] = field(default_factory=list)

    def add(self, table: str, action: str, count: int, *, en: str, zh: str) -> None:
        """Note that ``action`` happened to ``count`` rows of a table or an input."""
        if count:
            self.notes.append(Note(table=table, action=action, count=int(count), en=en, zh=zh))
