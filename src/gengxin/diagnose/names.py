"""What things are called in sentences, in both languages."""

from functools import cached_property

import pandas as pd

from gengxin.indicators import Words
from gengxin.terms import District
from gengxin.terms.codes import BARRIER_KINDS

__all__ = ["NO_NAME", "Names", "amount", "heads", "names_of"]

NO_NAME = Words("", "")


def amount(value: float) -> str:
    """A number for a sentence: whole from 10 up, else with at most one decimal."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}".removesuffix(".0")


def heads(value: float) -> str:
    """A count of people or buildings for a sentence: whole, and at least one."""
    return f"{max(value, 1.0):,.0f}"


def names_of(frame: pd.DataFrame) -> list[Words]:
    """The name of each row in each language, else in the other; empty where it has none."""
    en, zh = (_texts(frame, name) for name in ("name_en", "name_zh"))
    return [Words(one or other, other or one) for one, other in zip(en, zh, strict=True)]


class Names:
    """Looks up what to call the barriers, and the places where people live."""

    def __init__(self, district: District) -> None:
        self._district = district

    @cached_property
    def barriers(self) -> list[Words]:
        """The name of each barrier; its kind where it has none."""
        table = self._district.table("barriers")
        kinds = [BARRIER_KINDS[kind] for kind in table["kind"]]
        return [
            name if name.en else Words(_unnamed(en), f"无名{zh}")
            for name, (en, zh) in zip(names_of(table), kinds, strict=True)
        ]

    @cached_property
    def barrier_kinds(self) -> list[str]:
        """The kind of each barrier."""
        return [str(kind) for kind in self._district.table("barriers")["kind"]]

    def place(self, ref: str) -> Words:
        """Where a demand point or building is: by its site, its building, else by its own name."""
        site, building = self._keys.get(ref, ("", ""))
        for table, key in (("sites", site), ("buildings", building), ("people", ref)):
            found = self._named[table].get(key, NO_NAME)
            if found.en:
                return found
        if ref in self._named["people"]:
            return Words(f"point {ref}", f"{ref}处")
        return Words(f"building {ref}", f"建筑{ref}")

    @cached_property
    def _keys(self) -> dict[str, tuple[str, str]]:
        """Site and building of each demand point and of each building."""
        people, buildings = self._district.table("people"), self._district.table("buildings")
        building_refs, people_refs = buildings.index.to_list(), people.index.to_list()
        of_buildings = zip(_texts(buildings, "site"), building_refs, strict=True)
        of_people = zip(_texts(people, "site"), _texts(people, "building"), strict=True)
        return {
            **dict(zip(building_refs, of_buildings, strict=True)),
            **dict(zip(people_refs, of_people, strict=True)),
        }

    @cached_property
    def _named(self) -> dict[str, dict[str, Words]]:
        """The names in each table by ref."""
        tables = {name: self._district.table(name) for name in ("sites", "buildings", "people")}
        return {
            name: dict(zip(table.index.to_list(), names_of(table), strict=True))
            for name, table in tables.items()
        }


def _unnamed(kind: str) -> str:
    """A barrier without a name, by its kind; water can't be counted."""
    return f"unnamed {kind}" if kind == "water" else f"an unnamed {kind}"


def _texts(frame: pd.DataFrame, column: str) -> list[str]:
    """A column of texts; empty where it has none."""
    if column not in frame.columns:
        return [""] * len(frame)
    texts = frame[column].to_numpy(object)
    return [text.strip() if isinstance(text, str) else "" for text in texts]
