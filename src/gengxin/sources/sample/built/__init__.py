"""What stands on the lots of the sample: fronts, rows, footprints, running tracks, ponds."""
