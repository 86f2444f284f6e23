"""What is measured: one definition each, with unit, direction and source."""
