"""Read the world: maps, tables, recipes, packs and a made-up sample; hand over plain tables."""

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
