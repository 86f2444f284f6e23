"""The command line: parses, calls the workbench, prints."""

from gengxin.cli.app import main

__all__ = ["main"]
