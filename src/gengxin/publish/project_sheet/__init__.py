"""A project's sheet for people: as PDF, and as a page of its own, from one content."""
