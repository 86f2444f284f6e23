"""From programme to practice: who builds, who moves in, and what is short."""
