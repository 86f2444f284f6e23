"""Read the world: maps, tables, recipes, packs and a made-up sample; hand over plain tables."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gengxin.sources.read import read_district
    from gengxin.sources.recipe import recipe_reference, shipped_recipes
    from gengxin.sources.rule_words import rule_reference
    from gengxin.sources.rules import read_rules, shipped_rule_packs

__all__ = [
    "read_district",
    "read_rules",
    "recipe_reference",
    "rule_reference",
    "shipped_recipes",
    "shipped_rule_packs",
]

# each is fetched when it is first asked for: who reads a pack of standards need not wait for the
# libraries that read maps
_HOMES = {
    "read_district": "read",
    "read_rules": "rules",
    "recipe_reference": "recipe",
    "rule_reference": "rule_words",
    "shipped_recipes": "recipe",
    "shipped_rule_packs": "rules",
}


def __getattr__(name: str) -> object:
    """What the room hands over, from the file where it lives."""
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
