"""A district on disk: ``district.toml``, ``layers/*.parquet`` and ``runs/<kind>-<hash>/``."""

import contextlib
import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import tomli_w

from gengxin.store.atomic import change_folder, finish_change, keep_folder, new_folder
from gengxin.store.frames import from_parquet, to_parquet
from gengxin.store.meta import meta_from_toml, meta_to_toml
from gengxin.store.new_run import HASH_SHOWN, NewRun
from gengxin.terms import TABLES, District, InputError, Money, PlainDistrict, checked

__all__ = ["DistrictFolder", "RunTables", "read_run"]

META = "district.toml"


@dataclass(frozen=True, slots=True)
class DistrictFolder:
    """The folder of one district, at ``path``."""

    path: Path

    def save(self, district: District) -> bool:
        """Write the district; whether anything changed. A kill leaves the old or the new state."""
        files = _as_files(district)
        if not self.path.exists():
            with new_folder(self.path) as work:
                for name, content in files.items():
                    (work / name).parent.mkdir(exist_ok=True)
                    (work / name).write_bytes(content)
            return True
        self._refuse_other_folders()
        finish_change(self.path)
        changed = {
            name: content
            for name, content in files.items()
            if not (self.path / name).exists() or (self.path / name).read_bytes() != content
        }
        there = {f"layers/{layer.name}" for layer in self.path.glob("layers/*.parquet")}
        gone = tuple(sorted(there - set(files)))
        if changed or gone:
            change_folder(self.path, changed, without=gone)
        return bool(changed or gone)

    def load(self) -> District:
        """Read the district. Layers that somebody edited by hand are checked again as a whole."""
        meta, layers = meta_from_toml(self._read(META).decode(), named=str(self.path / META))
        tables, untouched = {}, True
        for name, facts in layers.items():
            content = self._read(f"layers/{name}.parquet")
            untouched &= hashlib.sha256(content).hexdigest() == facts.get("sha256")
            tables[name] = from_parquet(content, named=str(self.path / "layers" / name))
        if not untouched:
            # amounts were in the district's money when it was imported, and there is but one
            return checked(
                PlainDistrict(meta=meta, tables=tables, money=_all_in(meta.money, tables))
            )
        return District.of(meta, {name: tables[name].set_index("ref") for name in tables})

    def content_hash(self) -> str:
        """The sha256 of ``district.toml``, which holds that of every layer."""
        return hashlib.sha256(self._read(META)).hexdigest()

    def keep_run(
        self, kind: str, *, tables: Mapping[str, pd.DataFrame], facts: Mapping[str, Any]
    ) -> Path:
        """Keep what a run made in ``runs/<kind>-<hash>``; an equal result is the same folder."""
        files = {f"{name}.parquet": to_parquet(frame) for name, frame in tables.items()}
        sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        about = {"kind": kind, "district": self.content_hash(), **facts, "tables": sums}
        files["run.toml"] = tomli_w.dumps(about).encode()
        name = f"{kind}-{hashlib.sha256(files['run.toml']).hexdigest()[:HASH_SHOWN]}"
        target = self.path / "runs" / name
        if not target.exists():
            with new_folder(target) as work:
                for file, content in files.items():
                    (work / file).write_bytes(content)
        return target

    @contextlib.contextmanager
    def new_run(self, kind: str) -> Iterator[NewRun]:
        """A run to write while it is made; nothing of it stays unless ``keep`` is told to."""
        runs = self.path / "runs"
        runs.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{kind}.", dir=runs) as work:
            folder = Path(work) / kind
            folder.mkdir()
            with NewRun(folder, kind=kind) as run:
                yield run

    def keep(self, run: NewRun, *, facts: Mapping[str, Any]) -> Path:
        """Keep a run that was written, as ``keep_run`` keeps one that is held."""
        number = run.close({"kind": run.kind, "district": self.content_hash(), **facts})
        target = self.path / "runs" / f"{run.kind}-{number}"
        if not target.exists():
            keep_folder(run.folder, target)
        return target

    def newest_run(self, kind: str) -> Path | None:
        """The run of this kind that was kept last; ``None`` where there is none."""
        runs = [path for path in self.path.glob(f"runs/{kind}-*") if (path / "run.toml").is_file()]
        return max(runs, key=lambda path: (path / "run.toml").stat().st_mtime_ns, default=None)

    def _read(self, name: str) -> bytes:
        finish_change(self.path)
        try:
            return (self.path / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError) as error:
            msg = (
                f"{self.path} is no district: {name} is absent; "
                "make one by gengxin import … -o DISTRICT or gengxin sample … -o DISTRICT"
            )
            raise InputError(msg) from error

    def _refuse_other_folders(self) -> None:
        """Never write into a folder that is something else."""
        if self.path.is_dir() and not any(self.path.iterdir()):
            return
        if not (self.path / META).is_file() and not (self.path / "commit.toml").is_file():
            msg = f"{self.path} exists and is no district; name a new folder or a district's"
            raise InputError(msg)


class RunTables(Mapping[str, pd.DataFrame]):
    """The tables of a run, each read when it is first asked for."""

    def __init__(self, run: Path) -> None:
        self._run = run
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """One table."""
        if name not in self._read:
            self._read[name] = read_run(self._run, name)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        """The names of all tables."""
        return (path.stem for path in sorted(self._run.glob("*.parquet")))

    def __len__(self) -> int:
        """Number of tables."""
        return sum(1 for _ in self)


def read_run(run: Path, table: str) -> pd.DataFrame:
    """One table of a run.

    Raises
    ------
    InputError
        Where the run has no such table, or it is not readable.

    """
    path = run / f"{table}.parquet"
    try:
        return from_parquet(path.read_bytes(), named=str(path))
    except FileNotFoundError as error:
        msg = f"{run} has no table {table}; make the run again"
        raise InputError(msg) from error


def _all_in(money: Money | None, tables: Mapping[str, pd.DataFrame]) -> dict[str, Money]:
    return {} if money is None else dict.fromkeys(tables, money)


def _as_files(district: District) -> dict[str, bytes]:
    """Every file of the folder, by relative name, in the order of the dictionary."""
    layers = {name: to_parquet(district.table(name)) for name in TABLES if name in district.given}
    facts = {
        name: {
            "rows": len(district.table(name)),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        for name, content in layers.items()
    }
    files = {f"layers/{name}.parquet": content for name, content in layers.items()}
    return {**files, META: meta_to_toml(district.meta, facts).encode()}
