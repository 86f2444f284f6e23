"""What became of what was planned: achieved, late, and whom a slip hurts."""
