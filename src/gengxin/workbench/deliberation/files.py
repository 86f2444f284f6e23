"""Where a district's programmes lie: ``runs/programme-<hash>/``, each known by its content hash.

The folder holds ``programme.zip``, the file that a stranger can check, ``choice.parquet``, what is
done with each site, and ``run.toml``, what is known of it at a glance. It is never changed.
"""

import json
import re
import shutil
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import tomli_w

from gengxin.store import DistrictFolder
from gengxin.store.atomic import keep_folder
from gengxin.terms import InputError, Programme

__all__ = ["FILE", "KeptFile", "keep_programme", "keep_programme_file", "kept_file", "kept_files"]

KIND = "programme"
FILE = "programme.zip"
HASH_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A programme's file in a district: name of its run, where it lies, and facts of it."""

    run: str
    path: Path
    content_hash: str
    facts: Mapping[str, Any]


def keep_programme(folder: str | Path, programme: Programme) -> KeptFile:
    """Keep a programme in its district; an equal one is the same run."""
    from gengxin.store.programme_file import write_programme

    with tempfile.TemporaryDirectory() as work:
        path = Path(work) / FILE
        write_programme(programme, path)
        return keep_programme_file(folder, path)


def keep_programme_file(folder: str | Path, path: str | Path) -> KeptFile:
    """Keep a programme's file in its district.

    Raises
    ------
    InputError
        Where it is torn, or was made of another state of the district.

    """
    from gengxin.store.programme_file import content_hash, read_programme

    home = DistrictFolder(Path(folder))
    made, seal = read_programme(Path(path)), content_hash(Path(path))
    if made.hashes.get("district") != home.content_hash():
        msg = (
            f"{Path(path).name} plans another district, or another state of {home.path.name}; "
            "plan this one"
        )
        raise InputError(msg)
    name = f"{KIND}-{seal[:HASH_SHOWN]}"
    target = home.path / "runs" / name
    if not target.exists():
        _write(target, Path(path), made, seal)
    return kept_file(folder, seal)


def _write(target: Path, path: Path, made: Programme, seal: str) -> None:
    """Write the run's folder, whole or not at all."""
    target.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{KIND}.", dir=target.parent) as work:
        folder = Path(work) / KIND
        folder.mkdir()
        shutil.copyfile(path, folder / FILE)
        made.tables["choice"].to_parquet(folder / "choice.parquet", index=False)
        (folder / "run.toml").write_bytes(tomli_w.dumps(_facts(folder, made, seal)).encode())
        # another process may have kept the same meanwhile
        if not target.exists():
            keep_folder(folder, target)


def _facts(folder: Path, made: Programme, seal: str) -> dict[str, Any]:
    """What ``run.toml`` says: the same fields as of every run, and what the programme comes to."""
    choice = made.tables["choice"]
    money = made.money
    told = None if money is None else [money.currency, money.price_day.isoformat()]
    numbers = {"value": made.value, "bound": made.bound, "gap_certified": made.gap_certified}
    return {
        "kind": KIND,
        "district": made.hashes["district"],
        "options": made.hashes["options"],
        "content_hash": seal,
        "software": made.software,
        "money": json.dumps(told),
        "brief": made.brief.name,
        "brief_name_en": made.brief.name_en,
        "brief_name_zh": made.brief.name_zh,
        "phases_count": len(made.brief.phases),
        "sites_count": len(choice),
        "renewed_sites_count": int(choice["phase"].notna().sum()),
        **{name: one for name, one in numbers.items() if one is not None},
        "tables": {"choice.parquet": sha256((folder / "choice.parquet").read_bytes()).hexdigest()},
    }


def kept_file(folder: str | Path, content_hash: str) -> KeptFile:
    """The file with that content hash.

    Raises
    ------
    InputError
        Where the district keeps none such.

    """
    if re.fullmatch(r"[0-9a-f]{64}", content_hash):
        path = Path(folder) / "runs" / f"{KIND}-{content_hash[:HASH_SHOWN]}"
        if (path / "run.toml").is_file():
            found = _kept(path)
            if found.content_hash == content_hash:
                return found
    msg = (
        f"the district keeps no programme file {content_hash[:HASH_SHOWN]}…; "
        "plan it again, or give the file to the server"
    )
    raise InputError(msg)


def kept_files(folder: str | Path) -> tuple[KeptFile, ...]:
    """Every programme's file of a district, the newest first."""
    found = [path for path in Path(folder).glob(f"runs/{KIND}-*") if (path / "run.toml").is_file()]
    found.sort(key=lambda path: (path / "run.toml").stat().st_mtime_ns, reverse=True)
    return tuple(_kept(path) for path in found)


def _kept(path: Path) -> KeptFile:
    facts = tomllib.loads((path / "run.toml").read_text(encoding="utf-8"))
    return KeptFile(
        run=path.name, path=path / FILE, content_hash=facts["content_hash"], facts=facts
    )
