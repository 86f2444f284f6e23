"""How commands speak: results on standard output, progress on standard error."""

import contextlib
import json
import sys
from collections.abc import Callable, Iterator

__all__ = ["Report", "as_json", "progress", "say"]

Report = Callable[[str, float], None]


def say(text: str) -> None:
    """Print a line for a person."""
    sys.stdout.write(text + "\n")


def as_json(document: object) -> None:
    """Print one JSON document, the only thing on standard output."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


@contextlib.contextmanager
def progress() -> Iterator[Report]:
    """Give a report to call: a bar on a terminal, else a line when the work changes."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:32}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda doing, share_done: bar.update(task, description=doing, completed=share_done)


def _lines() -> Report:
    """Give a report that writes each new word once."""
    last = ""

    def report(doing: str, _share_done: float) -> None:
        nonlocal last
        if doing != last:
            sys.stderr.write(f"{doing} …\n")
            last = doing

    return report
