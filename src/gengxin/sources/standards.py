"""Read a pack of service standards: one of ours by its name, or a planner's own file."""

import csv
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from gengxin.sources.packs import pack_file, pack_toml, shipped
from gengxin.terms import InputError, NotMeasured, ServiceStandard, StandardPack, Threshold, codes

__all__ = ["read_standards", "shipped_packs"]

FARTHEST_WALK_M = 20_000.0
USERS = ("residents_people", *codes.AGE_GROUPS)
NUMBERS = (
    "tier_min",
    "max_network_m",
    "lenient_network_m",
    "size_low_m2",
    "capacity_default",
    "area_per_person_m2",
)
TEXTS = ("name_en", "name_zh", "group", "users", "jurisdiction", "source")
FIELDS = {*NUMBERS, *TEXTS, "source_zh", "table", "facility_kinds", "since", "verified"}

Faults = list[str]


def read_standards(name_or_path: str | Path) -> StandardPack:
    """The pack of that name, else the pack in that file: ``.toml``, or ``.csv`` by row a service.

    A TOML pack that says ``extends = "cn-default"`` starts from that pack: its rows change the
    fields they name, ``leave_out = true`` drops a row, further rows are added.

    Raises
    ------
    InputError
        With every fault of the file: row, field, value, bound.

    """
    packed = _tables(str(name_or_path), seen=())
    faults: Faults = []
    services = tuple(
        service
        for code, row in packed.get("services", {}).items()
        if (service := _service(code, row, faults)) is not None
    )
    thresholds = _thresholds(packed, faults)
    not_measured = _not_measured(packed, faults)
    if not packed.get("services"):
        faults.append("services: none; must hold at least one service")
    if faults:
        listed = "\n- ".join(faults)
        msg = f"standards {name_or_path} have {len(faults)} faults; mend them:\n- {listed}"
        raise InputError(msg)
    name = str(packed.get("name", Path(str(name_or_path)).stem))
    return StandardPack(
        name=name,
        name_en=str(packed.get("name_en", name)),
        name_zh=str(packed.get("name_zh", name)),
        services=services,
        thresholds=thresholds,
        not_measured=not_measured,
    )


def shipped_packs() -> tuple[str, ...]:
    """Names of the packs that come with the program."""
    return tuple(_ours())


def _ours() -> dict[str, Path]:
    return shipped("rules", "packs")


def _tables(name_or_path: str, *, seen: tuple[str, ...]) -> dict[str, Any]:
    """The pack as plain tables, upon what it extends."""
    if name_or_path in seen:
        way = " → ".join((*seen, name_or_path))
        msg = f"standards extend themselves: {way}; end the circle"
        raise InputError(msg)
    path = pack_file(name_or_path, _ours(), what="standards")
    is_csv = path.suffix.lower() == ".csv"
    own = _csv(path) if is_csv else pack_toml(path, what="standards")
    base_name = own.pop("extends", None)
    if base_name is None:
        return own
    where = base_name if base_name in _ours() else str(path.parent / str(base_name))
    return _upon(_tables(where, seen=(*seen, name_or_path)), own)


def _csv(path: Path) -> dict[str, Any]:
    """One service a row; ``code`` names it, kinds are parted by spaces, empty cells are unknown."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (UnicodeDecodeError, csv.Error) as error:
        msg = f"standards {path}: not readable as CSV ({error}); save it as CSV in UTF-8"
        raise InputError(msg) from error
    if rows and "code" not in rows[0]:
        msg = f"standards {path}: no column 'code'; its columns are {', '.join(map(str, rows[0]))}"
        raise InputError(msg)
    services = {}
    for row in rows:
        code = row.pop("code")
        services[code] = {name: _cell(name, value) for name, value in row.items() if value}
    return {"name": path.stem, "services": services}


def _cell(name: str, text: str) -> object:
    """A cell as TOML would have given it; what can't be read stays as it is, to be refused."""
    readers: dict[str, Callable[[str], object]] = {
        **dict.fromkeys(NUMBERS, float),
        "facility_kinds": str.split,
        "since": date.fromisoformat,
        "verified": lambda word: {"true": True, "false": False}.get(word.lower(), word),
    }
    try:
        return readers.get(name, str)(text)
    except ValueError:
        return text


def _upon(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """One pack laid upon another: services field by field, thresholds by indicator."""
    services = dict(base.get("services", {}))
    for code, row in own.get("services", {}).items():
        below = dict(services.get(code, {}))
        if "source" in row:
            # the Chinese source below is of another source
            below.pop("source_zh", None)
        services[code] = {**below, **row}
    kept = {code: row for code, row in services.items() if not row.pop("leave_out", False)}
    thresholds = {
        row.get("indicator"): row
        for row in (*base.get("thresholds", ()), *own.get("thresholds", ()))
    }
    return {**base, **own, "services": kept, "thresholds": list(thresholds.values())}


def _service(code: str, row: Mapping[str, Any], faults: Faults) -> ServiceStandard | None:
    """One service, or ``None`` with what is wrong with it added to the faults."""
    before = len(faults)
    where = f"service {code!r}"
    filled = {
        "table": "facilities",
        "source_zh": "",
        "lenient_network_m": row.get("max_network_m"),
        **dict.fromkeys(("tier_min", "size_low_m2", "capacity_default"), None),
        **dict.fromkeys(("area_per_person_m2", "since"), None),
        **row,
    }
    faults += [f"{where}, {name}: no such field" for name in sorted(set(row) - FIELDS)]
    faults += [f"{where}, {name}: absent" for name in sorted(FIELDS - set(filled))]
    if len(faults) > before:
        return None
    _check_words(where, filled, faults)
    _check_numbers(where, filled, faults)
    if len(faults) > before:
        return None
    numbers = {n: None if filled[n] is None else float(filled[n]) for n in NUMBERS}
    kinds = tuple(filled["facility_kinds"])
    return ServiceStandard(code=code, **{**filled, **numbers, "facility_kinds": kinds})


def _check_words(where: str, row: Mapping[str, Any], faults: Faults) -> None:
    """Texts, codes, day and flag of a service."""
    for name in TEXTS:
        if not isinstance(row[name], str) or not row[name].strip():
            faults.append(f"{where}, {name}: is {row[name]!r}; must be a text")
    _check_source_zh(where, row, faults)
    for name, allowed in (
        ("users", USERS),
        ("group", tuple(codes.THEMES)),
        ("table", ("facilities", "stops")),
    ):
        if row[name] not in allowed:
            faults.append(f"{where}, {name}: is {row[name]!r}; must be one of {', '.join(allowed)}")
    kinds = codes.STOP_MODES if row["table"] == "stops" else codes.FACILITY_KINDS
    if not isinstance(row["facility_kinds"], list) or not row["facility_kinds"]:
        faults.append(
            f"{where}, facility_kinds: is {row['facility_kinds']!r}; must be a list of kinds"
        )
    else:
        odd = [kind for kind in row["facility_kinds"] if kind not in kinds]
        faults += [
            f"{where}, facility_kinds: {k!r}; must be one of {', '.join(kinds)}" for k in odd
        ]
    if row["since"] is not None and not isinstance(row["since"], date):
        faults.append(f"{where}, since: is {row['since']!r}; must be a day such as 2021-07-01")
    if not isinstance(row["verified"], bool):
        faults.append(f"{where}, verified: is {row['verified']!r}; must be true or false")


def _check_source_zh(where: str, row: Mapping[str, Any], faults: Faults) -> None:
    """The source in Chinese, which a row may leave out."""
    told = row.get("source_zh", "")
    if not isinstance(told, str):
        faults.append(f"{where}, source_zh: is {told!r}; must be a text, or left out")


def _check_numbers(where: str, row: Mapping[str, Any], faults: Faults) -> None:
    """Numbers of a service: above 0, distances within a day's sense, strict before lenient."""
    for name in NUMBERS:
        value = row[name]
        if value is None and name not in {"max_network_m", "lenient_network_m"}:
            continue
        high = FARTHEST_WALK_M if name.endswith("network_m") else float("inf")
        if not _is_number(value) or not 0 < value <= high:
            bound = f"a number above 0 and at most {high:,g}"
            faults.append(f"{where}, {name}: is {value!r}; must be {bound}")
            return
    if row["lenient_network_m"] < row["max_network_m"]:
        faults.append(
            f"{where}, lenient_network_m: is {row['lenient_network_m']}; "
            f"must be at least max_network_m, {row['max_network_m']}"
        )


def _thresholds(packed: Mapping[str, Any], faults: Faults) -> tuple[Threshold, ...]:
    """What indicators should reach."""
    fields = ("indicator", "value", "source", "verified")
    rows = _rows_of(packed, "thresholds", fields, faults, optional=("source_zh",))
    for number, row in enumerate(rows, start=1):
        _check_source_zh(f"thresholds {number}", row, faults)
        if not _is_number(row["value"]):
            faults.append(f"thresholds {number}, value: is {row['value']!r}; must be a number")
        if not isinstance(row["verified"], bool):
            faults.append(
                f"thresholds {number}, verified: is {row['verified']!r}; must be true or false"
            )
    if faults:
        return ()
    return tuple(Threshold(**{**row, "value": float(row["value"])}) for row in rows)


def _not_measured(packed: Mapping[str, Any], faults: Faults) -> tuple[NotMeasured, ...]:
    """Rows of the standards that no indicator measures."""
    names = ("code", "name_en", "name_zh", "reason_en", "reason_zh")
    return tuple(
        NotMeasured(**{name: str(row[name]) for name in names})
        for row in _rows_of(packed, "not_measured", names, faults)
    )


def _rows_of(
    packed: Mapping[str, Any],
    name: str,
    fields: tuple[str, ...],
    faults: Faults,
    *,
    optional: tuple[str, ...] = (),
) -> list[dict[str, Any]]:
    """The rows of a list with every field asked for and no unknown one; the rest become faults."""
    sound = []
    for number, row in enumerate(packed.get(name, ()), start=1):
        absent = [field for field in fields if field not in row]
        odd = sorted(set(row) - {*fields, *optional})
        faults += [f"{name} {number}, {field}: absent" for field in absent]
        faults += [f"{name} {number}, {field}: no such field" for field in odd]
        if not absent and not odd:
            sound.append(dict(row))
    return sound


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
