"""What a programme is planned from: a district, and the options made of it."""

import json
import tomllib
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from gengxin.store import DistrictFolder, read_run
from gengxin.terms import InputError, Money, PlanInputs, StandardPack

__all__ = ["plan_inputs"]

KIND = "options"
# tables of a run that the planning model reads
READ = (
    *("option", "option_origin", "option_floor", "option_service", "option_money", "option_home"),
    *("option_shadow", "sun_receptor", "supplier", "reach"),
)
SITES = ("functional_zone", "renewal_unit", "sub_district", "consent_state", "consent_share")
PEOPLE = ("site", "functional_zone", "sub_district", "residents_people")
REQUESTS = ("use_class", "functional_zone", "floor_area_high_m2", "need_by")
DAYS = ("need_by",)
WORDS = (*SITES[:4], *PEOPLE[:3], *REQUESTS[:2])
# kinds of rules that bind a whole renewal unit: whether the least or the greatest number is strict
UNIT_KINDS = {"demolition_share": min, "built_to_demolished": min, "rehoused_nearby": max}


def plan_inputs(
    folder: str | Path,
    *,
    run: str | None = None,
    standards: str | Path | None = None,
    rules: str | Path | None = None,
) -> PlanInputs:
    """What a folder's district and an options run of it give the planning model.

    ``run`` names a run, such as ``options-0123456789ab``; else the newest is taken. ``standards``
    and ``rules`` are those that the options were made by, unless others are named.

    Raises
    ------
    InputError
        Where there is no such run, or it was made of another state of the district.

    """
    home = DistrictFolder(Path(folder))
    district = home.load()
    path = _run(home, run)
    facts = tomllib.loads((path / "run.toml").read_text(encoding="utf-8"))
    if facts["district"] != home.content_hash():
        msg = (
            f"{path.name} was made of another state of {folder}; "
            f"make options of this one: gengxin options {folder}"
        )
        raise InputError(msg)
    pack = _standards(standards or facts["parameters"]["standards"])
    return PlanInputs(
        sites=_columns(district.table("sites"), SITES),
        people=_columns(
            district.table("people"), (*PEOPLE, *dict.fromkeys(one.users for one in pack.services))
        ),
        needs=_columns(district.table("needs"), ("supporters_count",)),
        space_requests=_columns(district.table("space_requests"), REQUESTS),
        options={name: read_run(path, name) for name in READ},
        users={one.code: one.users for one in pack.services},
        limits=_limits(rules or facts["parameters"]["rules"], date.fromisoformat(facts["day"])),
        money=_money(facts),
        hashes={
            "district": facts["district"],
            "options": sha256((path / "run.toml").read_bytes()).hexdigest(),
        },
        names=_names(district.table("areas"))
        | {one.code: (one.name_en, one.name_zh) for one in pack.services},
    )


def _run(home: DistrictFolder, name: str | None) -> Path:
    if name is None:
        newest = home.newest_run(KIND)
        if newest is None:
            msg = f"{home.path} has no options yet; make them by: gengxin options {home.path}"
            raise InputError(msg)
        return newest
    path = home.path / "runs" / name
    if not name.startswith(f"{KIND}-") or not (path / "run.toml").is_file():
        known = sorted(one.name for one in home.path.glob(f"runs/{KIND}-*"))
        msg = f"{name!r} is no options run of {home.path}; there are {', '.join(known) or 'none'}"
        raise InputError(msg)
    return path


def _names(areas: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """What areas are called; where one language is missing, in the other, else by ref."""
    called = pd.DataFrame(index=areas.index)
    for own, other in (("name_en", "name_zh"), ("name_zh", "name_en")):
        words = areas[own].astype("object").replace("", None)
        called[own] = words.fillna(areas[other].astype("object")).replace("", None)
        called[own] = called[own].fillna(areas.index.to_series().astype("object"))
    return {str(ref): (str(en), str(zh)) for ref, en, zh in called.itertuples()}


def _columns(table: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    """Some columns of a table; one that it hasn't got is missing in every row."""
    found = {}
    for name in dict.fromkeys(names):
        if name in table.columns:
            found[name] = table[name]
        else:
            kind = "datetime64[ns]" if name in DAYS else "object" if name in WORDS else "float64"
            found[name] = pd.Series(index=table.index, dtype=kind)
    return pd.DataFrame(found, index=table.index)


def _standards(name_or_path: str | Path) -> StandardPack:
    from gengxin.sources.standards import read_standards

    return read_standards(name_or_path)


def _limits(name_or_path: str | Path, day: date) -> dict[str, float]:
    """The law's numbers for whole renewal units, the strictest of each kind."""
    from gengxin.rules import unit_rules
    from gengxin.sources.rules import read_rules

    found: dict[str, float] = {}
    for rule in unit_rules(read_rules(name_or_path), day):
        strict = UNIT_KINDS.get(rule.kind)
        if strict is not None and rule.value is not None:
            found[rule.kind] = strict(rule.value, found.get(rule.kind, rule.value))
    return found


def _money(facts: Mapping[str, Any]) -> Money | None:
    told = json.loads(facts["money"])
    return None if told is None else Money(currency=told[0], price_day=date.fromisoformat(told[1]))
