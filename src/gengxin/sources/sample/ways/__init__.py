"""Where people walk in the sample: pavements, streets, crossings, paths and their gates."""
