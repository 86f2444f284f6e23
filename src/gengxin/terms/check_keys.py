"""Check the keys: references unique in their table, and naming rows that exist."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from gengxin.terms.codes import AGE_GROUPS, AREA_LEVELS
from gengxin.terms.columns import Table
from gengxin.terms.dictionary import TABLES
from gengxin.terms.errors import Fault

__all__ = ["key_faults", "relation_faults"]

# people are counted in whole or estimated in parts; a hundredth of a person is rounding
AGE_SUM_TOLERANCE_PEOPLE = 0.01


def key_faults(table: Table, frame: pd.DataFrame) -> Iterator[Fault]:
    """Faults of ``ref``: absent, empty, or given twice."""
    if "ref" not in frame.columns:
        yield _fault(table.name, "", "ref", "absent", "present and unique", "map a key to ref")
        return
    refs = frame["ref"]
    empty = (refs.isna() | (refs.astype("str").str.strip() == "")).to_numpy()
    for number in np.flatnonzero(empty) + 1:
        yield _fault(table.name, f"row {number}", "ref", "is empty", "a reference", "give it one")
    twice = refs.duplicated().to_numpy() & ~empty
    for ref in refs[twice].unique():
        yield _fault(
            table.name,
            f"row {ref!r}",
            "ref",
            "stands twice",
            "unique",
            "dissolve or rename the rows",
        )


def relation_faults(tables: Mapping[str, pd.DataFrame]) -> list[Fault]:
    """Faults between tables: absent rows named, areas of the wrong level, ages beyond totals."""
    faults: list[Fault] = []
    for name, frame in tables.items():
        for column in TABLES[name].columns:
            if column.refers_to and column.name in frame.columns:
                faults += _references(name, frame[column.name].dropna(), column.refers_to, tables)
    faults += _wrong_levels(tables)
    faults += _reasons(tables)
    faults += _ages(tables)
    return faults


def _references(
    name: str, keys: pd.Series, target: str, tables: Mapping[str, pd.DataFrame]
) -> Iterator[Fault]:
    """Name the rows whose key names nothing, or two areas of one level."""
    known = set(tables[target].index) if target in tables else set()
    for ref, key in keys[~keys.astype("object").isin(known)].items():
        parts = [part.strip() for part in str(key).split(";")]
        if target == "areas" and len(parts) > 1 and all(part in known for part in parts):
            yield _fault(
                name,
                f"row {ref!r}",
                str(keys.name),
                f"names {len(parts)} areas of one level: {key!r}",
                "one area",
                "keep one, or leave it empty for the one of largest overlap",
            )
        else:
            yield _fault(
                name,
                f"row {ref!r}",
                str(keys.name),
                f"names {key!r}",
                f"a ref of {target}",
                f"add that row to {target}, or leave the key empty",
            )


def _wrong_levels(tables: Mapping[str, pd.DataFrame]) -> Iterator[Fault]:
    """Name the rows whose area exists but is of another level than the column says."""
    if "areas" not in tables or "level" not in tables["areas"].columns:
        return
    levels = tables["areas"]["level"]
    for name, frame in tables.items():
        for level in AREA_LEVELS:
            if level not in frame.columns or name == "areas":
                continue
            keys = frame[level].dropna()
            found = keys.map(levels)
            for ref, key in keys[found.notna() & (found != level)].items():
                yield _fault(
                    name,
                    f"row {ref!r}",
                    level,
                    f"names {key!r}, a {levels[key]}",
                    f"a {level}",
                    "correct it",
                )


def _reasons(tables: Mapping[str, pd.DataFrame]) -> Iterator[Fault]:
    """A site that may not be renewed says why."""
    sites = tables.get("sites")
    if sites is None:
        return
    stuck = sites[~sites["renewable"]]
    if "not_renewable_reason" in stuck.columns:
        stuck = stuck[stuck["not_renewable_reason"].isna()]
    for ref in stuck.index:
        yield _fault(
            "sites",
            f"row {ref!r}",
            "not_renewable_reason",
            "is empty",
            "a reason",
            "say why, or set renewable",
        )


def _ages(tables: Mapping[str, pd.DataFrame]) -> Iterator[Fault]:
    """The age groups of a place may not exceed its residents."""
    people = tables.get("people")
    if people is None:
        return
    groups = [name for name in AGE_GROUPS if name in people.columns]
    total = people[groups].sum(axis="columns")
    residents = people["residents_people"]
    for ref in people.index[total > residents + AGE_SUM_TOLERANCE_PEOPLE]:
        yield _fault(
            "people",
            f"row {ref!r}",
            "age groups",
            f"sum to {total[ref]:g}",
            f"at most the {residents[ref]:g} residents",
            "correct the groups or the total",
        )


def _fault(table: str, row: str, column: str, value: str, bound: str, next_step: str) -> Fault:  # noqa: PLR0917
    return Fault(table=table, row=row, column=column, value=value, bound=bound, next_step=next_step)
