"""The catalogue: what each project's sheet says, who may see it, how it is found and exported."""
