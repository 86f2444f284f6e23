"""The runs of a district: what each is, what it stands on, and its tables."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gengxin.store import DistrictFolder, read_run
from gengxin.store.layers import TableVersion, as_rows
from gengxin.terms import (
    FINDING_CAUSES,
    FINDINGS,
    GAPS,
    INDICATORS,
    MATCH_TABLES,
    OBSERVATIONS,
    OPTION_TABLES,
    PROGRAMME_TABLES,
    RANKING,
    Column,
    Table,
)
from gengxin.workbench.layers.collection import Collection
from gengxin.workbench.layers.district_layers import version_of

__all__ = ["KINDS", "Run", "columns_of", "run_of", "run_tables", "runs_of"]

# kind of run → what it is called
KINDS = {
    "check-up": ("check-up", "体检"),
    "options": ("options", "更新方案"),
    "programme": ("programme", "更新计划"),
    "match": ("match", "匹配"),
}
_CHECK_UP = (INDICATORS, OBSERVATIONS, FINDINGS, FINDING_CAUSES, GAPS, RANKING)
_TABLES: dict[str, Mapping[str, Table]] = {
    "check-up": {table.name: table for table in _CHECK_UP},
    "options": OPTION_TABLES,
    "programme": PROGRAMME_TABLES,
    "match": MATCH_TABLES,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Run:
    """A run: its name, its kind, when it was kept, what ``run.toml`` says of it.

    ``is_current`` tells whether it was made of the district as it stands now.
    """

    name: str
    kind: str
    path: Path
    kept_at: datetime
    is_current: bool
    facts: Mapping[str, Any]

    @property
    def tables(self) -> Mapping[str, str]:
        """Its tables: name → sha256 of the file."""
        listed = self.facts.get("tables", {})
        return {name.removesuffix(".parquet"): told for name, told in listed.items()}

    @property
    def money(self) -> tuple[str, str] | None:
        """Currency and price day of its amounts."""
        told = json.loads(self.facts.get("money", "null"))
        return None if told is None else (told[0], told[1])


def runs_of(folder: DistrictFolder, district_hash: str) -> dict[str, Run]:
    """Every run of a folder by name, the newest first."""
    paths = [path.parent for path in folder.path.glob("runs/*/run.toml")]
    found = [run_of(path, district_hash) for path in paths if path.name.rpartition("-")[0] in KINDS]
    found.sort(key=lambda run: (run.kept_at, run.name), reverse=True)
    return {run.name: run for run in found}


def run_of(path: Path, district_hash: str) -> Run:
    """A run by its folder."""
    file = path / "run.toml"
    facts = tomllib.loads(file.read_text(encoding="utf-8"))
    return Run(
        name=path.name,
        kind=facts["kind"],
        path=path,
        kept_at=datetime.fromtimestamp(file.stat().st_mtime, UTC),
        is_current=facts.get("district") == district_hash,
        facts=facts,
    )


@lru_cache(maxsize=64)
def run_tables(run: Run) -> Mapping[str, Collection]:
    """The tables of a run, without their places, by name; they never change."""
    return {name: _table(run, name, sha256) for name, sha256 in run.tables.items()}


def columns_of(run: Run, table: str, present: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns of a run's table that are there: by the dictionary, or by the file's types."""
    known = _TABLES[run.kind].get(table)
    if known is not None:
        return tuple(column for column in known.columns if column.name in present)
    return tuple(
        Column(name=name, kind="text" if name == "ref" else "number", en=name, zh=name)
        for name in present
        if name != "geometry"
    )


def _table(run: Run, name: str, sha256: str) -> Collection:
    file = pq.ParquetFile(run.path / f"{name}.parquet")
    columns = columns_of(run, name, tuple(file.schema_arrow.names))
    known = _TABLES[run.kind].get(name)
    words = (known.en, known.zh) if known else ("values by site", "各地块指标值")
    return Collection(
        table=TableVersion(
            name=f"{run.name}.{name}",
            version=version_of(sha256, run.name, name),
            columns=columns,
            read=partial(_read, run.path, name, columns),
            key="ref" if "ref" in {column.name for column in columns} else "",
            has_places=False,
        ),
        title=(name.replace("_", " "), words[1]),
        description=words,
        row_count=file.metadata.num_rows,
        content_hash=sha256,
        run=run.name,
        source_name=name,
        is_current=run.is_current,
    )


def _read(path: Path, name: str, columns: tuple[Column, ...]) -> pa.Table:
    frame = read_run(path, name)
    return as_rows(frame.drop(columns="geometry", errors="ignore"), columns)
