"""Keep our records: a district is a folder that a person can read."""
