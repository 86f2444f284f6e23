"""Read the world: maps, tables, recipes, packs and a made-up sample; hand over plain tables."""

from gengxin.sources.read import read_district
from gengxin.sources.recipe import recipe_reference, shipped_recipes

__all__ = ["read_district", "recipe_reference", "shipped_recipes"]
