"""Read a recipe and refuse it with all its faults at once, each with the nearest word that fits."""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gengxin.sources.recipe.hints import nearest_word, raise_faults
from gengxin.sources.recipe.model import Recipe
from gengxin.sources.recipe.words import recipe_faults
from gengxin.terms import InputError, InputFile

__all__ = ["Loaded", "load_recipe", "shipped_recipes"]

RECIPE_BYTES = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A recipe and the file that it was read from."""

    recipe: Recipe
    file: InputFile


def shipped_recipes() -> tuple[str, ...]:
    """Names of the recipes that come with gengxin; ``template`` is one to copy and fill in."""
    folder = resources.files("gengxin.sources") / "recipes"
    names = (entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(name.removesuffix(".toml") for name in names))


def load_recipe(name_or_path: str | Path) -> Loaded:
    """Read a recipe, given as a file or by the name of a shipped one.

    Raises
    ------
    InputError
        Listing every fault: what is not TOML, unknown words, values of the wrong kind, names of
        inputs, tables, columns and codes that don't exist.

    """
    name, content = _content(name_or_path)
    try:
        written = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"recipe {name} is not TOML: {error} → mend that place") from error
    try:
        recipe = Recipe.model_validate(written)
    except ValidationError as error:
        raise_faults(f"recipe {name}", _model_faults(error, written))
        raise
    raise_faults(f"recipe {name}", recipe_faults(recipe))
    digest = hashlib.sha256(content).hexdigest()
    return Loaded(recipe=recipe, file=InputFile(name=name, sha256=digest, kind="recipe"))


def _content(name_or_path: str | Path) -> tuple[str, bytes]:
    path = Path(name_or_path)
    if path.suffix == ".toml" or path.is_file():
        if not path.is_file():
            raise InputError(f"no recipe {path}; check the name, or copy the shipped template")
        if path.stat().st_size > RECIPE_BYTES:
            raise InputError(f"recipe {path.name} is larger than 1 MiB; is it a recipe?")
        return path.name, path.read_bytes()
    shipped = shipped_recipes()
    if str(name_or_path) not in shipped:
        hint = nearest_word(str(name_or_path), shipped)
        raise InputError(f"no recipe {name_or_path!r}{hint}; or give the path of a .toml file")
    folder = resources.files("gengxin.sources") / "recipes"
    return f"{name_or_path}.toml", (folder / f"{name_or_path}.toml").read_bytes()


def _model_faults(error: ValidationError, written: dict[str, Any]) -> Iterator[str]:
    """Each fault of the model in a planner's words: where, what, what would fit."""
    for fault in error.errors():
        path = tuple(part for part in fault["loc"] if part not in {"function-before", "tuple"})
        where = _where(path, written)
        if fault["type"] == "extra_forbidden":
            hint = nearest_word(str(path[-1]), _fields_beside(path))
            yield f"{where}: no such word{hint}"
        elif fault["type"] == "missing":
            yield f"{where}: is missing"
        else:
            yield f"{where}: {fault['msg'].removeprefix('Value error, ')}; is {fault['input']!r}"


def _where(path: tuple[int | str, ...], written: dict[str, Any]) -> str:
    """Name a place as a planner would: the third fill is ``fill 3 (facilities from clinics)``."""
    words: list[str] = []
    here: Any = written
    for part in path:
        if isinstance(here, dict):
            here = here.get(str(part))
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
        if isinstance(part, int) and words:
            words[-1] += f" {part + 1}{_title(here)}"
        else:
            words.append(str(part))
    return ", ".join(words)


def _title(here: object) -> str:
    if isinstance(here, dict) and "table" in here:
        return f" ({here['table']}" + (f" from {here['input']})" if "input" in here else ")")
    return ""


def _fields_beside(path: tuple[int | str, ...]) -> list[str]:
    """The words that may stand where an unknown one does."""
    model: Any = Recipe
    for part in path[:-1]:
        if isinstance(part, int) or model is None:
            continue
        field = model.model_fields.get(str(part))
        model = _model_of(field.annotation) if field is not None else model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_of(annotation: Any) -> Any:  # noqa: ANN401
    """The part of a recipe that an annotation such as ``tuple[Fill, ...]`` is about."""
    if hasattr(annotation, "model_fields"):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_of(inner)
        if found is not None:
            return found
    return None
