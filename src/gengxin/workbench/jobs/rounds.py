"""The rounds of a search, kept while it goes on: how value and bound drew near each other."""

import json
from collections.abc import Mapping
from pathlib import Path

from gengxin.workbench.jobs.claiming import JOBS

__all__ = ["note_round", "rounds_of"]

FILE = "rounds.jsonl"


def note_round(scratch: Path, known: Mapping[str, float]) -> None:
    """Add what is known after a round to the rounds in the job's own folder."""
    with (scratch / FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(dict(known)) + "\n")


def rounds_of(folder: Path, job: str) -> list[dict[str, float]]:
    """The rounds of a job that goes on, each once, in their order; none once it has ended.

    A round that was searched again after an interruption is as it was found last.
    """
    try:
        text = (folder / JOBS / job / FILE).read_text(encoding="utf-8")
    except OSError:
        return []
    # what follows the last line's end is being written
    whole = text[: text.rfind("\n") + 1].splitlines()
    found = {one["round"]: one for one in map(json.loads, whole)}
    return [found[number] for number in sorted(found)]
