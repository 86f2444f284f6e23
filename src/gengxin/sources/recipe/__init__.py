"""Recipes: which file fills which table, column by column, as data that a planner writes in TOML.

A recipe never holds an expression: rows are chosen by lists of values, numbers change by units and
factors, codes by tables. ``recipe_reference`` is its manual; ``template`` is a recipe to copy.
"""

from gengxin.sources.recipe.columns import column_faults
from gengxin.sources.recipe.fill import filled
from gengxin.sources.recipe.load import Loaded, load_recipe, shipped_recipes
from gengxin.sources.recipe.manual import recipe_reference
from gengxin.sources.recipe.merge import merged
from gengxin.sources.recipe.model import Input, PeopleRule, Recipe, SiteRule

__all__ = [
    "Input",
    "Loaded",
    "PeopleRule",
    "Recipe",
    "SiteRule",
    "column_faults",
    "filled",
    "load_recipe",
    "merged",
    "recipe_reference",
    "shipped_recipes",
]
