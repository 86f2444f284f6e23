"""Deliberation: briefs that planners share, programmes that people judge, adopt and seal."""
