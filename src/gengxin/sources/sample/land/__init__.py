"""The land of the sample: main streets, what cuts through it, blocks, lots and their fabric."""
