"""The command line: parses, calls the workbench, prints."""
