"""A question from an address: a closed grammar, whose every field and value is checked here.

``field=`` (again for others), ``field.in=a,b``, ``field.min=``, ``field.max=``,
``field.null=true|false``, ``bbox=``, ``sort=field`` or ``-field``, ``fields=a,b``, ``limit=``,
``after=``, ``skipGeometry=true`` (rows without their places). Whatever else is asked is refused
with the names that there are.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from gengxin.store.layers import Asked, AtLeast, AtMost, Box, Missing, OneOf, TableVersion, Test
from gengxin.store.layers.asking import Value
from gengxin.terms import Column, InputError
from gengxin.workbench.layers.collection import shown

__all__ = ["CRS84", "MOST_ROWS", "asked_of", "box_of", "mark_of"]

Query = Sequence[tuple[str, str]]

# longitude and latitude, in which all places are
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
MOST_ROWS = 1_000
USUAL_ROWS = 100
MOST_VALUES = 1_000
MOST_LETTERS = 1_000
_ENDINGS = ("in", "min", "max", "null")
_ONCE = (
    "bbox",
    "limit",
    "after",
    "sort",
    "fields",
    "f",
    "datetime",
    "lang",
    "skipGeometry",
    "crs",
    "bbox-crs",
)
_WHOLE = 2**63


def asked_of(table: TableVersion, query: Query, *, whole: bool = False) -> Asked:
    """What a query asks of a table; ``whole``: without a limit, all rows are asked for.

    Raises
    ------
    InputError
        Where a field or value isn't one there can be; it names those that there are.

    """
    once = _once(query)
    sort = once.get("sort", "")
    columns = _columns(table, once["fields"]) if "fields" in once else shown(table.columns)
    for name in ("crs", "bbox-crs"):
        if once.get(name, CRS84) != CRS84:
            raise InputError(f"{name} is {once[name]!r}, must be {CRS84}; ask in degrees")
    if "datetime" in once:
        _refuse_odd_time(once["datetime"])
    return Asked(
        tests=_tests(table, query),
        box=_box(table, once["bbox"]) if "bbox" in once else None,
        sort=_column(table, sort.removeprefix("-")).name if sort else "",
        descending=sort.startswith("-"),
        columns=columns,
        places=table.has_places and not _skips(once.get("skipGeometry", "false")),
        limit=_limit(once.get("limit"), whole=whole),
        after=_after(table, once["after"]) if "after" in once else None,
    )


def mark_of(table: TableVersion, number: int) -> str:
    """The ``after`` with which the next page is asked for."""
    return f"{table.version[:8]}-{number}"


def box_of(text: str) -> Box:
    """A box from four numbers: west, south, east, north.

    Raises
    ------
    InputError
        Where it isn't one.

    """
    try:
        sides = [float(part) for part in text.split(",")]
    except ValueError:
        sides = []
    # with heights, which no place here has, there are six
    sides = [*sides[:2], *sides[3:5]] if len(sides) == 6 else sides
    if len(sides) != 4 or not all(map(math.isfinite, sides)):
        msg = f"bbox is {text!r}, must be west,south,east,north in degrees; mend it"
        raise InputError(msg)
    west, south, east, north = sides
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        msg = f"bbox is {text!r}, must lie in -180,-90,180,90, west and south first; mend it"
        raise InputError(msg)
    return Box(west_deg=west, south_deg=south, east_deg=east, north_deg=north)


def _skips(told: str) -> bool:
    """Whether rows are asked for without their places."""
    if told not in {"true", "false"}:
        raise InputError(f"skipGeometry is {told!r}, must be true or false; mend it")
    return told == "true"


def _once(query: Query) -> dict[str, str]:
    """The fields that are not of a column, each at most once."""
    found: dict[str, str] = {}
    for name, value in query:
        if name in _ONCE:
            if name in found:
                raise InputError(f"{name} is asked twice; ask it once")
            found[name] = value
    return found


def _tests(table: TableVersion, query: Query) -> tuple[Test, ...]:
    """A test for each field of a column."""
    same: dict[str, list[str]] = {}
    tests: list[Test] = []
    by_name = table.by_name
    for name, value in query:
        if name in by_name and name not in _ONCE:
            same.setdefault(name, []).append(value)
        elif name not in _ONCE:
            stem, _, ending = name.rpartition(".")
            tests.append(_test(_known(table, stem, ending, name), ending, value))
    tests += [OneOf(name, _values(by_name[name], listed)) for name, listed in same.items()]
    return tuple(tests)


def _known(table: TableVersion, stem: str, ending: str, name: str) -> Column:
    """The column that a field names."""
    if ending in _ENDINGS and stem in table.by_name:
        return table.by_name[stem]
    names = ", ".join(column.name for column in table.columns)
    msg = (
        f"unknown query field {name!r}; there are {', '.join(_ONCE)}, and for each column "
        f"itself and .in, .min, .max, .null; columns: {names}"
    )
    raise InputError(msg)


def _test(column: Column, ending: str, text: str) -> Test:
    if ending == "null":
        return Missing(column.name, missing=_flag(column.name, text))
    if ending == "in":
        return OneOf(column.name, _values(column, text.split(",")))
    if column.kind == "flag":
        raise InputError(f"{column.name} is yes or no; ask {column.name}=true or false")
    value = _value(column, text, coded=False)
    return AtLeast(column.name, value) if ending == "min" else AtMost(column.name, value)


def _values(column: Column, texts: Sequence[str]) -> tuple[Value, ...]:
    if len(texts) > MOST_VALUES:
        msg = f"{column.name} is compared with {len(texts)} values, at most {MOST_VALUES}; split it"
        raise InputError(msg)
    return tuple(_value(column, text) for text in texts)


def _value(column: Column, text: str, *, coded: bool = True) -> Value:
    """A value in the type of its column."""
    if column.kind == "flag":
        return _flag(column.name, text)
    if column.kind in {"whole", "number"}:
        return _number(column, text)
    if column.kind == "day":
        return _day(column.name, text)
    if "\0" in text or len(text) > MOST_LETTERS or not text.isprintable():
        msg = f"{column.name} is compared with odd text, must be at most {MOST_LETTERS} letters"
        raise InputError(f"{msg}, all of them printable; mend it")
    if coded and column.codes and text not in column.codes:
        msg = f"{column.name} is {text!r}, must be one of {', '.join(column.codes)}; mend it"
        raise InputError(msg)
    return text


def _number(column: Column, text: str) -> int | float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise InputError(f"{column.name} is {text!r}, must be a number; mend it")
    if column.kind == "number":
        return number
    if number != int(number) or abs(number) >= _WHOLE:
        raise InputError(f"{column.name} is {text!r}, must be a whole number; mend it")
    return int(number)


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{name} is {text!r}, must be a day such as 2026-11-23") from error


def _flag(name: str, text: str) -> bool:
    known: Mapping[str, bool] = {"true": True, "false": False}
    if text not in known:
        raise InputError(f"{name} is {text!r}, must be true or false; mend it")
    return known[text]


def _box(table: TableVersion, text: str) -> Box:
    if not table.has_places:
        raise InputError(f"{table.name} has no places; ask without bbox")
    return box_of(text)


def _column(table: TableVersion, name: str) -> Column:
    if name not in table.by_name:
        names = ", ".join(column.name for column in table.columns)
        raise InputError(f"unknown column {name!r}; there are {names}")
    return table.by_name[name]


def _columns(table: TableVersion, text: str) -> tuple[str, ...]:
    """The columns named, each once; of a table with keys the key too, by which rows are known."""
    names = [_column(table, name).name for name in text.split(",") if name]
    key = [table.key] if table.key else []
    return tuple(dict.fromkeys([*key, *names]))


def _limit(text: str | None, *, whole: bool) -> int | None:
    if text is None:
        return None if whole else USUAL_ROWS
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text) >= 1):
        raise InputError(f"limit is {text!r}, must be 1 to {MOST_ROWS}; mend it")
    # OGC API: more than there may be is answered with as many as there may be
    return min(int(text), MOST_ROWS)


def _after(table: TableVersion, text: str) -> int:
    version, _, number = text.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        raise InputError(f"after is {text!r}, must be what the page before gave; begin anew")
    if version != table.version[:8]:
        raise InputError(f"{table.name} has changed since the page before; begin anew")
    return int(number)


def _refuse_odd_time(text: str) -> None:
    """Refuse what is no time or span of times; rows have none, so that all of them pass."""
    for part in text.split("/", 1):
        if part not in {"", ".."}:
            try:
                datetime.fromisoformat(part)
            except ValueError as error:
                msg = f"datetime is {text!r}, must be a time in ISO 8601, or two parted by /"
                raise InputError(msg) from error
