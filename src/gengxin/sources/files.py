"""Which of the files that are given is which input of a recipe; their digests."""

import hashlib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from gengxin.sources.recipe import Input
from gengxin.terms import InputError, InputFile

__all__ = ["digest_of", "located", "refuse_absent"]

CHUNK_BYTES = 2**20
LISTED_FILES = 10_000


def refuse_absent(sources: Sequence[Path]) -> None:
    """Raise one ``InputError`` that names every source that is not there."""
    absent = [str(path) for path in sources if not path.exists()]
    if not sources:
        raise InputError("no source was given; name at least one file or folder")
    if absent:
        raise InputError(f"not there: {', '.join(absent)}; check the names")


def located(inputs: Mapping[str, Input], sources: Sequence[Path]) -> dict[str, Path]:
    """Find the file of each input below the folders and among the files given.

    Raises
    ------
    InputError
        Naming every input whose file is not there, with the nearest name that is, and every file
        that was given but that no input asks for.

    """
    found: dict[str, Path] = {}
    faults: list[str] = []
    for name, one in inputs.items():
        path = _find(one.file, sources)
        if path is None:
            faults.append(f"input {name}: no file {one.file}{_hint(one.file, sources)}")
        else:
            found[name] = path
    if inputs and not found:
        first = next(iter(inputs.values())).file
        msg = (
            f"none of the {len(inputs)} files that the recipe asks for is in "
            f"{', '.join(map(str, sources))}; give the folder that holds {first}"
        )
        raise InputError(msg)
    asked = {path.resolve() for path in found.values()}
    faults += [
        f"{path}: no input of the recipe asks for this file; add one, or leave it out"
        for path in sources
        if path.is_file() and path.resolve() not in asked
    ]
    if faults:
        listed = "\n- ".join(faults)
        msg = f"the sources don't fit the recipe:\n- {listed}"
        raise InputError(msg)
    return found


def digest_of(path: Path, declared: Input | None, *, licence: str, attribution: str) -> InputFile:
    """Name, sha256 and terms of use of one file."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            digest.update(chunk)
    return InputFile(
        name=declared.file if declared else path.name,
        sha256=digest.hexdigest(),
        kind=declared.kind if declared else "layer",
        licence=(declared.licence if declared else "") or licence,
        attribution=(declared.attribution if declared else "") or attribution,
        day=declared.day if declared else None,
    )


def _find(file: str, sources: Sequence[Path]) -> Path | None:
    parts = Path(file).parts
    for source in sources:
        if source.is_dir() and (source / file).is_file():
            return source / file
        if source.is_file() and source.name == parts[-1]:
            return source
    return None


def _hint(file: str, sources: Sequence[Path]) -> str:
    """The nearest name among the files that are there."""
    names: dict[str, str] = {}
    for source in sources:
        if source.is_dir():
            listed = (path for path in source.rglob("*") if path.is_file())
            for path in islice(listed, LISTED_FILES):
                names[path.relative_to(source).as_posix()] = source.name
    near = get_close_matches(file, names, n=1)
    return f" → did you mean {near[0]}?" if near else f" in {', '.join(map(str, sources))}"
