"""Words in both languages, and the names by which people know areas, indicators and codes."""

import pandas as pd

from gengxin.publish.plain import values
from gengxin.terms import (
    CheckUp,
    Column,
    District,
    Factor,
    Indicator,
    Practice,
    Rule,
    ServiceStandard,
    codes,
)
from gengxin.terms.words import Words

__all__ = ["LEVELS", "Names", "Words", "code_words", "names_of", "source_words"]


LEVELS: dict[str, Words] = {
    "district": Words("whole district", "全区"),
    **{level: Words(*words) for level, words in codes.AREA_LEVELS.items()},
    "site": Words("site", "更新地块"),
}

_CODE_LISTS: dict[tuple[str, ...], dict[str, tuple[str, str]]] = {
    tuple(listed): listed
    for listed in vars(codes).values()
    if isinstance(listed, dict) and listed and all(isinstance(key, str) for key in listed)
}


def code_words(column: Column) -> dict[str, Words]:
    """What each code of a column is called; a code without words stands for itself."""
    listed = _CODE_LISTS.get(column.codes, {})
    return {code: Words(*listed.get(code, (code, code))) for code in column.codes}


def source_words(one: Indicator | ServiceStandard | Rule | Factor | Practice) -> Words:
    """Where it comes from; in Chinese as in English where no Chinese source is given."""
    return Words(one.source, one.source_zh or one.source)


def names_of(rows: pd.DataFrame) -> list[Words]:
    """Name of each row: its own in each language, else in the other, else its reference."""
    refs = [str(ref) for ref in rows.index.tolist()]
    en, zh = (values(rows[c]) if c in rows else [None] * len(rows) for c in ("name_en", "name_zh"))
    return [Words(e or z or ref, z or e or ref) for e, z, ref in zip(en, zh, refs, strict=True)]


class Names:
    """Looks up what a reader calls an area, an indicator, a standard."""

    def __init__(self, check_up: CheckUp, district: District) -> None:
        meta = district.meta
        self.district = Words(meta.name_en or meta.name_zh, meta.name_zh or meta.name_en)
        self._places = {**_named(district, "sites"), **_named(district, "areas")}
        self._indicators = {i.code: Words(i.name_en, i.name_zh) for i in check_up.indicators}
        self._standards = {s.code: Words(s.name_en, s.name_zh) for s in check_up.pack.services}

    def place(self, level: str, area: str) -> Words:
        """Name of an area or site; of the district for ``level='district'``."""
        return self.district if level == "district" else self._places.get(area, Words(area, area))

    def indicator(self, code: str) -> Words:
        """Name of an indicator."""
        return self._indicators.get(code, Words(code, code))

    def standard(self, code: str) -> Words:
        """Name of a service standard."""
        return self._standards.get(code, Words(code, code))


def _named(district: District, table: str) -> dict[str, Words]:
    """Names of the rows of one table by their references."""
    frame = district.table(table)
    return dict(zip(map(str, frame.index.tolist()), names_of(frame), strict=True))
