"""Where a pack lies (one of ours by its name, or a planner's own file), and its TOML."""

import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic_core import ErrorDetails

from gengxin.terms import InputError

__all__ = ["pack_file", "pack_toml", "shipped", "told_fault"]


def shipped(*folder: str) -> dict[str, Path]:
    """The packs that come with the program in a folder of the package, by name."""
    home = Path(str(resources.files("gengxin"))).joinpath(*folder)
    return {file.stem: file for file in sorted(home.glob("*.toml"))}


def pack_file(name_or_path: str, ours: dict[str, Path], *, what: str) -> Path:
    """The pack of that name among ours, else the file at that path.

    Raises
    ------
    InputError
        Where there is neither; ``what`` says what kind of pack was asked for.

    """
    if name_or_path in ours:
        return ours[name_or_path]
    path = Path(name_or_path)
    if not path.is_file():
        known = ", ".join(ours)
        msg = f"{what} {name_or_path!r}: no such file, nor a pack of that name; ours are {known}"
        raise InputError(msg)
    return path


def pack_toml(path: Path, *, what: str) -> dict[str, Any]:
    """The file as TOML.

    Raises
    ------
    InputError
        Where it isn't readable as TOML.

    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"{what} {path}: not readable as TOML ({error}); correct that line"
        raise InputError(msg) from error


def told_fault(fault: ErrorDetails) -> str:
    """A fault that pydantic found in a pack: where, what stands there, what is wrong with it."""
    where = ".".join(map(str, fault["loc"]))
    if fault["type"] == "missing":
        return f"{where}: absent"
    return f"{where}: is {str(fault['input'])[:60]!r}; {fault['msg']}"
