"""Match by a district's folder, as the command does: open the records, match, write a brief."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from gengxin.terms import InputError, Note
from gengxin.workbench.matching.inputs import match_inputs
from gengxin.workbench.matching.matching import KeptMatch, MatchAsked, matched
from gengxin.workbench.progress import Progress, quiet

__all__ = ["brief_folder", "match_folder", "slips_of"]

MOST_MONTHS = 600


def match_folder(
    folder: str | Path,
    asked: MatchAsked,
    *,
    records: str = "",
    offers: Sequence[str] = (),
    report: Progress = quiet,
) -> KeptMatch:
    """Match what a district's records hold; ``records`` is where they lie, else the folder.

    Space that opens is that of the programme asked for, else of the one adopted last; ``none``:
    recorded space alone.

    Raises
    ------
    InputError
        Where there is nothing to match, or an offer may not be matched yet.

    """
    from gengxin.store.records import open_records

    kept = open_records(records or Path(folder))
    try:
        programme, inputs = match_inputs(
            kept, folder, what=asked.what, programme=asked.programme, offers=offers
        )
    finally:
        kept.close()
    asked = replace(asked, programme=programme)
    return matched(folder, inputs, asked, report=report)


def brief_folder(
    folder: str | Path,
    kept: KeptMatch,
    *,
    brief: str | Path | None,
    programme: str | Path,
    out: str | Path,
) -> tuple[Note, ...]:
    """Write the brief by which the next plan opens what is short; what it couldn't ask.

    Raises
    ------
    InputError
        Where the file's name doesn't end in .toml, or no brief can be added to.

    """
    from gengxin.workbench.matching.next_brief import next_brief, write_brief

    if Path(out).suffix != ".toml":
        raise InputError(f"{out}: a brief is written as a .toml file; name it so")
    named = "" if programme == "none" else programme
    made = next_brief(folder, kept.path, brief=brief, programme=named)
    write_brief(made, out)
    return made.notes


def slips_of(texts: Sequence[str]) -> Mapping[int, int]:
    """Months by which phases are late, as a person writes it: ``2=12``.

    Raises
    ------
    InputError
        Where one can't be read, or is too long; all such at once.

    """
    found, faults = {}, []
    for text in texts:
        said = re.fullmatch(r"(\d{1,3})=(\d{1,3})", text.strip())
        if said is None or int(said[2]) > MOST_MONTHS:
            faults.append(f"{text!r} is no slip of a phase; write PHASE=MONTHS, such as 2=12")
        else:
            found[int(said[1])] = int(said[2])
    if faults:
        raise InputError("\n- ".join(["slips can't be read:", *faults]))
    return found
