"""Read the world: maps, tables, recipes, packs and a made-up sample; hand over plain tables."""
