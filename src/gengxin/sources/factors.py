"""Read a pack of factors: one of ours by its name, or a planner's own file."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from gengxin.appraisal import grids_of
from gengxin.sources.packs import pack_file, pack_toml, shipped
from gengxin.terms import FACTOR_KINDS, WHERE_KEYS, Factor, FactorPack, InputError, Money, codes

__all__ = ["read_factors", "shipped_factors"]

LEVELS = ("low", "mid", "high")
FIELDS = {
    *("code", *LEVELS, "unit", "where", "parties", "source", "source_zh"),
    *("basis", "since", "leave_out"),
}
KNOWN_CODES = {
    "use": codes.FLOOR_USES,
    "tenure": codes.TENURES,
    "size": codes.HOME_SIZES,
    "party": codes.PARTIES,
    "action": codes.ACTIONS,
    "height": codes.HEIGHT_BANDS,
    "structure": codes.STRUCTURES,
    "condition": codes.CONDITIONS,
    "heritage_class": codes.HERITAGE_CLASSES,
}
# shares are written with a few digits; thirds needn't be exact
SHARE_TOLERANCE = 1e-6

Faults = list[str]
Row = dict[str, Any]


def read_factors(name_or_path: str | Path) -> FactorPack:
    """The pack of that name, else the pack in that file: ``.toml``, or ``.csv`` by row a factor.

    A TOML pack that says ``extends = "cny-2025-illustrative"`` starts from that pack: a row of the
    same code and place replaces the other's, ``leave_out = true`` drops it, further rows are added.
    Fields under ``[defaults]`` hold for each row of the file that doesn't say otherwise. In a CSV
    the columns ``where.use``, ``where.action`` … list codes parted by spaces, ``parties.public`` …
    hold shares, and ``currency`` and ``price_day`` stand in each row.

    Raises
    ------
    InputError
        With every fault of the file: row, field, value, bound.

    """
    packed = _packed(str(name_or_path), seen=())
    faults: Faults = []
    money = _money(packed, faults)
    rows = packed.get("factors", [])
    factors = tuple(
        factor
        for number, row in enumerate(rows, start=1)
        if (factor := _factor(number, row, money, faults)) is not None
    )
    if not rows:
        faults.append("factors: none; must hold at least one factor")
    if faults or money is None:
        listed = "\n- ".join(faults)
        msg = f"factors {name_or_path} have {len(faults)} faults; mend them:\n- {listed}"
        raise InputError(msg)
    name = str(packed.get("name", Path(str(name_or_path)).stem))
    pack = FactorPack(
        name=name,
        name_en=str(packed.get("name_en", name)),
        name_zh=str(packed.get("name_zh", name)),
        money=money,
        factors=factors,
    )
    grids_of(pack)  # refuses rows that contradict one another
    return pack


def shipped_factors() -> tuple[str, ...]:
    """Names of the packs that come with the program."""
    return tuple(_ours())


def _ours() -> dict[str, Path]:
    return shipped("appraisal", "packs")


def _packed(name_or_path: str, *, seen: tuple[str, ...]) -> Row:
    """The pack as plain tables, upon what it extends."""
    if name_or_path in seen:
        way = " → ".join((*seen, name_or_path))
        msg = f"factors extend themselves: {way}; end the circle"
        raise InputError(msg)
    path = pack_file(name_or_path, _ours(), what="factors")
    own = _csv(path) if path.suffix.lower() == ".csv" else pack_toml(path, what="factors")
    defaults = own.pop("defaults", {})
    own["factors"] = [_with_defaults(row, defaults) for row in own.get("factors", [])]
    base_name = own.pop("extends", None)
    if base_name is None:
        return own
    where = base_name if base_name in _ours() else str(path.parent / str(base_name))
    return _upon(_packed(where, seen=(*seen, name_or_path)), own)


def _with_defaults(row: Row, defaults: Row) -> Row:
    """A row upon the defaults; another source isn't told in the default's Chinese."""
    kept = {name: value for name, value in defaults.items() if name != "source_zh"}
    return {**(kept if "source" in row else defaults), **row}


def _csv(path: Path) -> Row:
    """One factor a row; empty cells are left out."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = list(csv.DictReader(stream))
    except (UnicodeDecodeError, csv.Error) as error:
        msg = f"factors {path}: not readable as CSV ({error}); save it as CSV in UTF-8"
        raise InputError(msg) from error
    moneys = {(line.pop("currency", ""), line.pop("price_day", "")) for line in lines}
    if len(moneys) != 1:
        told = ", ".join(f"{currency} of {day}" for currency, day in sorted(moneys)) or "none"
        msg = f"factors {path}: {told}; all rows must state one currency and one price_day"
        raise InputError(msg)
    currency, day = moneys.pop()
    rows = [_cells(line) for line in lines]
    return {"name": path.stem, "currency": currency, "price_day": _day(day), "factors": rows}


def _cells(line: Mapping[str, str]) -> Row:
    """A line of CSV as TOML would have given it; what can't be read stays, to be refused."""
    row: Row = {"where": {}, "parties": {}}
    for name, text in line.items():
        table, _, key = (name or "").partition(".")
        if not text:
            continue
        if table == "where":
            row["where"][key] = text.split()
        elif table == "parties":
            row["parties"][key] = _float(text)
        else:
            row[name] = _float(text) if name in LEVELS else text
    if "since" in row:
        row["since"] = _day(row["since"])
    return row


def _float(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


def _day(text: str) -> object:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _upon(base: Row, own: Row) -> Row:
    """One pack laid upon another, row by code and place; both must be in one money."""
    for name in ("currency", "price_day"):
        if own.get(name, base.get(name)) != base.get(name):
            msg = (
                f"factors: {name} is {own[name]}, of the pack extended {base.get(name)}; "
                "leave it out, or extend no pack of other money"
            )
            raise InputError(msg)
    rows = {_place(row): row for row in (*base["factors"], *own["factors"])}
    kept = [row for row in rows.values() if not row.get("leave_out", False)]
    return {**base, **own, "factors": kept}


def _place(row: Row) -> tuple[object, ...]:
    where = row.get("where", {})
    parts = sorted((key, tuple(words)) for key, words in where.items())
    return (row.get("code"), *parts)


def _money(packed: Row, faults: Faults) -> Money | None:
    currency, day = packed.get("currency"), packed.get("price_day")
    if not isinstance(currency, str) or not (len(currency) == 3 and currency.isupper()):
        faults.append(f"currency: is {currency!r}; must be three capitals such as CNY")
    elif not isinstance(day, date):
        faults.append(f"price_day: is {day!r}; must be a day such as 2025-01-01")
    else:
        return Money(currency=currency, price_day=day)
    return None


def _factor(number: int, row: Row, money: Money | None, faults: Faults) -> Factor | None:
    """One factor, or ``None`` with what is wrong with it added to the faults."""
    code = str(row.get("code"))
    where = f"factor {number}, {code}"
    if code not in FACTOR_KINDS:
        faults.append(f"{where}: no such factor; must be one of {', '.join(FACTOR_KINDS)}")
        return None
    needed = {"code", *LEVELS, "unit", "source", "basis"}
    found = [f"{where}, {name}: no such field" for name in sorted(set(row) - FIELDS)]
    found += [f"{where}, {name}: absent" for name in sorted(needed - set(row))]
    if not found:
        _check_words(where, row, money, found)
        _check_levels(where, row, found)
        _check_where(where, row, found)
        _check_parties(where, row, found)
    faults += found
    if found or money is None:
        return None
    shares = row.get("parties", {})
    total = sum(shares.values())
    return Factor(
        **{level: float(row[level]) for level in LEVELS},
        code=code,
        unit=row["unit"],
        where={key: tuple(words) for key, words in row.get("where", {}).items()},
        parties={party: float(share) / total for party, share in shares.items()},
        source=row["source"],
        source_zh=row.get("source_zh", ""),
        basis=row["basis"],
        since=row.get("since"),
        price_day=money.price_day if "amount" in FACTOR_KINDS[code].unit else None,
    )


def _check_words(where: str, row: Row, money: Money | None, faults: Faults) -> None:
    kind = FACTOR_KINDS[row["code"]]
    if money is not None:
        unit = kind.unit.replace("amount", money.currency)
        if row["unit"] != unit:
            faults.append(f"{where}, unit: is {row['unit']!r}; must be {unit!r}")
    if not isinstance(row["source"], str) or not row["source"].strip():
        faults.append(f"{where}, source: is {row['source']!r}; must be a text")
    if not isinstance(row.get("source_zh", ""), str):
        faults.append(f"{where}, source_zh: is {row['source_zh']!r}; must be a text, or left out")
    if row["basis"] not in codes.FACTOR_BASES:
        bases = ", ".join(codes.FACTOR_BASES)
        faults.append(f"{where}, basis: is {row['basis']!r}; must be one of {bases}")
    since = row.get("since")
    if since is not None and not isinstance(since, date):
        faults.append(f"{where}, since: is {since!r}; must be a day such as 2025-01-01")


def _check_levels(where: str, row: Row, faults: Faults) -> None:
    kind = FACTOR_KINDS[row["code"]]
    values = [row[level] for level in LEVELS]
    for level, value in zip(LEVELS, values, strict=True):
        if not _is_number(value) or not 0.0 <= value <= kind.upper or value == float("inf"):
            faults.append(f"{where}, {level}: is {value!r}; must be a number, 0 to {kind.upper:g}")
            return
    low, mid, high = values
    if not low <= mid <= high:
        faults.append(f"{where}: is {low}, {mid}, {high}; must be low ≤ mid ≤ high")
    if kind.choice and not low == mid == high:
        faults.append(f"{where}: is {low}, {mid}, {high}; a choice has no range: give one value")


def _check_where(where: str, row: Row, faults: Faults) -> None:
    kind = FACTOR_KINDS[row["code"]]
    given = row.get("where", {})
    if not isinstance(given, Mapping):
        faults.append(f"{where}, where: is {given!r}; must be a table of keys and lists of codes")
        return
    for key, words in given.items():
        if key not in kind.keys or key not in WHERE_KEYS:
            allowed = ", ".join(kind.keys) or "none"
            faults.append(f"{where}, where: {key!r}; it may differ by {allowed}")
        elif not isinstance(words, list) or not words:
            faults.append(f"{where}, where {key}: is {words!r}; must be a list of codes")
        else:
            known = KNOWN_CODES.get(key)
            odd = [word for word in words if known is not None and word not in known]
            faults += [
                f"{where}, where {key}: {word!r}; must be one of {', '.join(known or ())}"
                for word in odd
            ]


def _check_parties(where: str, row: Row, faults: Faults) -> None:
    shares = row.get("parties", {})
    if not FACTOR_KINDS[row["code"]].paid:
        if shares:
            faults.append(f"{where}, parties: is {shares!r}; nobody pays it by itself: leave out")
        return
    known = ", ".join(codes.PARTIES)
    if not isinstance(shares, Mapping) or set(shares) - set(codes.PARTIES):
        faults.append(f"{where}, parties: is {shares!r}; must be shares of {known}")
    elif not all(_is_number(share) and share >= 0.0 for share in shares.values()):
        faults.append(f"{where}, parties: is {shares!r}; must be numbers of at least 0")
    elif abs(sum(shares.values()) - 1.0) > SHARE_TOLERANCE:
        faults.append(f"{where}, parties: sum to {sum(shares.values()):g}; must sum to 1")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
