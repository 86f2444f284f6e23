"""The use cases, one verb a file; the only room that knows rooms and store."""
