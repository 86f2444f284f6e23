"""Fast and pure: arrays in, arrays out; each engine stands alone and knows no city."""
