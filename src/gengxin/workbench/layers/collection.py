"""What a collection is: a table that is served, with what a reader must know of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from gengxin.store.layers import TableVersion
from gengxin.terms import Column
from gengxin.terms.columns import BASIS_SUFFIX

__all__ = ["Collection", "shown"]

Words = tuple[str, str]
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Collection:
    """A table that is served: of the district, or of a run of it.

    ``run`` names the run (empty: a layer of the district) and ``source_name`` its table.
    ``content_hash`` is the sha256 of what it is made of; ``row_count`` is ``None`` until that is
    read. ``is_current`` tells whether it was made of the district as it stands now. ``bounds_deg``
    is the box of its layer, west, south, east, north; ``None`` where it has no places. Pairs of
    words are English, Chinese.
    """

    table: TableVersion
    title: Words
    description: Words
    row_count: int | None
    content_hash: str
    run: str = ""
    source_name: str = ""
    is_current: bool = True
    bounds_deg: Bounds | None = None
    titles: Mapping[str, Words] | None = None

    @property
    def name(self) -> str:
        """The collection's id in addresses."""
        return self.table.name

    def title_of(self, column: Column) -> Words:
        """What a column is called."""
        return (self.titles or {}).get(column.name, (column.en, column.zh))


def shown(columns: tuple[Column, ...]) -> tuple[str, ...]:
    """The columns of a list where none are named: all but the bases of numbers."""
    names = {column.name for column in columns}
    return tuple(
        column.name
        for column in columns
        if not (
            column.name.endswith(BASIS_SUFFIX) and column.name.removesuffix(BASIS_SUFFIX) in names
        )
    )
