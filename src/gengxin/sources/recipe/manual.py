"""The manual of recipes as Markdown, made from the model, so that it can't fall behind it."""

import re
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from gengxin.sources.recipe import model
from gengxin.sources.recipe.units import UNITS

__all__ = ["recipe_reference"]

PARTS = (
    model.DistrictRule,
    model.Input,
    model.Fill,
    model.Join,
    model.ColumnRule,
    model.MergeRule,
    model.SitesRule,
    model.SiteRule,
    model.PeopleRule,
    model.WalkRule,
    model.MissingRule,
)


def recipe_reference() -> str:
    """Every word that may stand in a recipe, part by part, with what it means and its default."""
    units = ", ".join(f"`{name}`" for name in UNITS)
    parts = [_part(part) for part in PARTS]
    return "\n\n".join([*parts, f"Units: {units}. Shared translations stand under `[codes.NAME]`."])


def _part(part: type[BaseModel]) -> str:
    heading, _, meaning = (part.__doc__ or "").partition(": ")
    rows = [_row(name, field) for name, field in part.model_fields.items()]
    table = ["| word | meaning | left out |", "|---|---|---|", *rows]
    title = heading.replace("``", "`") if meaning else "`[fill.columns]`"
    text = _plain(meaning or part.__doc__ or "")
    return "\n".join([f"### {title}", "", text[:1].upper() + text[1:], "", *table])


def _row(name: str, field: Any) -> str:  # noqa: ANN401
    default = field.default
    if default is PydanticUndefined:
        shown = "needed"
    elif default in (None, "", (), {}):
        shown = ""
    else:
        shown = f"`{str(default).lower() if isinstance(default, bool) else default}`"
    return f"| `{field.alias or name}` | {_plain(field.description or '')} | {shown} |"


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("``", "`")).strip().replace("|", "\\|")
