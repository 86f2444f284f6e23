"""The second door: HTTP. It translates requests and calls the workbench."""
