"""The tables of the sample, each from the drawn city and its building stock."""
