"""Rows in the words in which they are sent, written once as long as their version is served."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

from gengxin.store.layers import Asked, LayerStore, Page, TableVersion
from gengxin.workbench.layers.collection import shown
from gengxin.workbench.layers.writing import features_of, records_of

__all__ = ["WrittenRows"]

# memory that words may take before those of the version written longest ago are let go
MOST_BYTES = 128_000_000
# what a row takes beside its words: an object, its number, an entry
_BESIDE_BYTES = 150


class WrittenRows:
    """Rows of a store with their usual columns: as GeoJSON where they have places, else as JSON.

    Versions never change, so that threads may share it.
    """

    def __init__(self, store: LayerStore, *, most_bytes: int = MOST_BYTES) -> None:
        self.store, self._most_bytes = store, most_bytes
        self._words: OrderedDict[str, dict[int, bytes]] = OrderedDict()
        self._sizes: dict[str, int] = {}
        self._lock = threading.Lock()

    def page(self, table: TableVersion, asked: Asked) -> tuple[Page, list[bytes]]:
        """A page of the store, and its rows as they are sent."""
        page = self.store.page(table, _numbers_of(table, asked))
        return page, self._told(table, asked, page)

    def pages(self, table: TableVersion, asked: Sequence[Asked]) -> list[tuple[Page, list[bytes]]]:
        """As ``page``, for several questions."""
        pages = self.store.pages(table, [_numbers_of(table, one) for one in asked])
        return [
            (page, self._told(table, one, page)) for one, page in zip(asked, pages, strict=True)
        ]

    def page_at_once(self, table: TableVersion, asked: Asked) -> tuple[Page, list[bytes]] | None:
        """As ``page``, where the store has it at once; else ``None``."""
        page = self.store.page_at_once(table, _numbers_of(table, asked))
        return None if page is None else (page, self._told(table, asked, page))

    def keep_only(self, versions: frozenset[str]) -> None:
        """Let go of all other versions."""
        with self._lock:
            for version in [one for one in self._words if one not in versions]:
                self._let_go(version)

    def _told(self, table: TableVersion, asked: Asked, page: Page) -> list[bytes]:
        return (
            self._known(table, page.numbers) if _is_usual(table, asked) else _written(table, page)
        )

    def _known(self, table: TableVersion, numbers: Sequence[int]) -> list[bytes]:
        """The rows of those numbers, in that order."""
        words = self._words.get(table.version, {})
        absent = [number for number in numbers if number not in words]
        if not absent:
            return [words[number] for number in numbers]
        page = self.store.rows(table, absent, shown(table.columns))
        fresh = dict(zip(page.numbers, _written(table, page), strict=True))
        self._keep(table.version, fresh)
        return [fresh.get(number) or words[number] for number in numbers]

    def _keep(self, version: str, fresh: dict[int, bytes]) -> None:
        with self._lock:
            words = self._words.setdefault(version, {})
            new = [one for number, one in fresh.items() if number not in words]
            words.update(fresh)
            size = sum(map(len, new)) + len(new) * _BESIDE_BYTES
            self._sizes[version] = self._sizes.get(version, 0) + size
            self._words.move_to_end(version)
            while sum(self._sizes.values()) > self._most_bytes:
                self._let_go(next(iter(self._words)))

    def _let_go(self, version: str) -> None:
        del self._words[version], self._sizes[version]


def _is_usual(table: TableVersion, asked: Asked) -> bool:
    """Whether the columns are asked for that most ask for."""
    return asked.places == table.has_places and asked.columns == shown(table.columns)


def _numbers_of(table: TableVersion, asked: Asked) -> Asked:
    """The question by which rows are found whose words may be known."""
    return replace(asked, columns=(), places=False) if _is_usual(table, asked) else asked


def _written(table: TableVersion, page: Page) -> list[bytes]:
    return features_of(table, page) if table.has_places else records_of(page)
