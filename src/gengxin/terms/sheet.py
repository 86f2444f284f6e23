"""What a project's sheet says: blocks for each reader, every number with its basis and its run."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from gengxin.terms.words import NO_WORDS, Words

__all__ = [
    "READERS",
    "SheetBar",
    "SheetBlock",
    "SheetContent",
    "SheetHead",
    "SheetNumber",
    "SheetPoint",
    "SheetSection",
    "SheetTable",
    "SheetWord",
    "for_public",
]

# who reads a sheet, in the order of its blocks
READERS: Mapping[str, Words] = MappingProxyType(
    {
        "developer": Words("For those who build", "致开发主体"),
        "operator": Words("For those who run it", "致运营主体"),
        "designer": Words("For those who design", "致设计机构"),
        "financier": Words("For those who finance", "致金融机构"),
        "residents": Words("For residents", "致居民"),
        "everybody": Words("Course, parties, risks", "进程、主体与风险"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetNumber:
    """A number of a sheet; ``value`` is ``None`` where it is unavailable.

    ``unit`` is written as in the data dictionary, ``currency`` for money. ``basis`` is a code of
    ``BASES`` with its rule, empty where there is no value; ``run`` the run or table that it is of.
    ``why`` says of a missing one which file or table would give it.
    """

    name: str
    label: Words
    value: float | None
    unit: str
    basis: str = ""
    run: str = ""
    low: float | None = None
    high: float | None = None
    why: Words = NO_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWord:
    """Something a sheet says in words; ``text`` is ``None`` where it is unavailable."""

    name: str
    label: Words
    text: Words | None
    basis: str = ""
    run: str = ""
    why: Words = NO_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetHead:
    """A column of a sheet's table: its words, its unit, whence its numbers come."""

    name: str
    label: Words
    unit: str = ""
    basis: str = ""
    run: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTable:
    """A table of a sheet; a cell is words, a number, a day, or ``None``: unavailable.

    ``why`` says of a table without rows, or of missing cells, what would give them.
    """

    name: str
    title: Words
    heads: tuple[SheetHead, ...]
    rows: tuple[tuple[Words | float | date | None, ...], ...]
    why: Words = NO_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSection:
    """One subject; ``field`` is the code of ``SHEET_FIELDS`` by which it may be withheld."""

    code: str
    title: Words
    field: str = ""
    says: Words = NO_WORDS
    facts: tuple[SheetNumber | SheetWord, ...] = ()
    tables: tuple[SheetTable, ...] = ()
    notes: tuple[Words, ...] = ()
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetBlock:
    """The sections for one of ``READERS``."""

    reader: str
    title: Words
    sections: tuple[SheetSection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetBar:
    """Works of one site in time; the map numbers sites in the order of the bars."""

    site: str
    label: Words
    action: str
    phase: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPoint:
    """A milestone; ``forecast_on`` is empty where it stands as planned."""

    label: Words
    kind: str
    planned_on: date
    forecast_on: date | None = None
    achieved_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetContent:
    """All that a project's sheet says, before it is drawn in any language.

    ``numbers`` are the few of its head. ``withheld`` names what of ``SHEET_FIELDS`` the public
    isn't shown. Phases are (words, first day, day after the last). ``programme`` is the content
    hash of the programme's file, ``runs`` what numbers were computed by.
    """

    project: str
    code: str
    version: int
    name: Words
    about: Words
    why: tuple[Words, ...]
    stage: str
    stage_words: Words
    unit: Words
    mode: Words
    district: Words
    made_up: bool
    prices_made_up: bool
    currency: str
    price_day: date | None
    data_day: date
    programme: str
    runs: tuple[str, ...]
    sites: tuple[str, ...]
    numbers: tuple[SheetNumber, ...]
    phases: tuple[tuple[Words, date, date], ...]
    bars: tuple[SheetBar, ...]
    points: tuple[SheetPoint, ...]
    blocks: tuple[SheetBlock, ...]
    withheld: tuple[str, ...] = ()
    attributions: tuple[str, ...] = ()


def for_public(content: SheetContent) -> SheetContent:
    """The sheet as the public sees it: withheld sections keep their title and nothing else."""
    blocks = tuple(
        replace(block, sections=tuple(_shown(one) for one in block.sections))
        for block in content.blocks
    )
    numbers = tuple(
        _blank(one) if HEAD_FIELDS.get(one.name) in content.withheld else one
        for one in content.numbers
    )
    return replace(content, blocks=blocks, numbers=numbers)


# numbers of a sheet's head that go with a withheld section
HEAD_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "public_cost_amount": "costs",
        "npv_amount": "returns",
        "funding_gap_amount": "returns",
        "households_out_temporarily_count": "moving",
    }
)
WITHHELD = Words("withheld from the public", "未公开")


def _shown(section: SheetSection) -> SheetSection:
    if not section.withheld:
        return section
    return replace(section, says=NO_WORDS, facts=(), tables=(), notes=())


def _blank(number: SheetNumber) -> SheetNumber:
    return replace(number, value=None, low=None, high=None, basis="", run="", why=WITHHELD)
