"""What ``gengxin options`` writes for people: a sheet to edit, a report to read, or both."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from gengxin.terms import District, FactorPack, InputError, OptionSet, Practice, Rule
from gengxin.terms.sun import SunMap
from gengxin.workbench.progress import Progress
from gengxin.workbench.software import software

__all__ = ["OptionFiles", "files_for", "write_options"]

SHEETS = (".xlsx", ".csv")
PAGES = (".html", ".htm")
# what the sun of homes is held against where the rules ask nothing of it
ASKED_HOURS, DAY, FROM_HOUR, TO_HOUR = 2.0, "great_cold", 8.0, 16.0
STEP_MIN = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionFiles:
    """Where the sheet and the report go; ``None`` where it isn't asked for."""

    sheet: Path | None = None
    report: Path | None = None


def files_for(out: str | Path | None) -> OptionFiles:
    """Which files ``out`` asks for: a sheet or a report by its ending, both for a folder.

    Raises
    ------
    InputError
        For an ending that is none of them.

    """
    if out is None:
        return OptionFiles()
    path = Path(out)
    ending = path.suffix.lower()
    if path.is_dir() or not ending:
        return OptionFiles(sheet=path / "options.xlsx", report=path / "options.html")
    if ending in SHEETS:
        return OptionFiles(sheet=path)
    if ending in PAGES:
        return OptionFiles(report=path)
    msg = (
        f"{path} ends in {ending}; write a sheet to edit ({', '.join(SHEETS)}), "
        f"a report ({', '.join(PAGES)}), or name a folder for both"
    )
    raise InputError(msg)


def write_options(
    made: OptionSet,
    district: District,
    files: OptionFiles,
    *,
    books: tuple[FactorPack, Practice],
    edits: pd.DataFrame | None,
    report: Progress,
) -> None:
    """Write the files that are asked for."""
    from gengxin import publish

    if files.sheet is not None:
        report("writing the sheet", 0.0)
        publish.write_option_sheet(made, files.sheet, edits=edits)
    if files.report is not None:
        report("counting hours of sun", 0.3)
        sun = _sun(made, district)
        report("writing the report", 0.6)
        publish.write_option_report(
            made,
            district,
            files.report,
            books=publish.OptionBooks(factors=books[0], practice=books[1]),
            sun=sun,
        )


def _sun(made: OptionSet, district: District) -> SunMap | None:
    """The sun of homes on the day that the rules ask for; ``None`` where it can't be counted."""
    from gengxin.plan.sunlight import sun_map
    from gengxin.plan.windows import SunDay

    rule = next((one for one in made.law.rules if _asks_sun(one, made.provenance.day)), None)
    told = {} if rule is None else rule.parameters
    day = SunDay(
        day=str(told.get("day", DAY)),
        from_hour=float(told.get("from_hour", FROM_HOUR)),
        to_hour=float(told.get("to_hour", TO_HOUR)),
        count=str(told.get("count", "sum")),
    )
    asked = ASKED_HOURS if rule is None or rule.value is None else rule.value
    try:
        return sun_map(
            district,
            day=day,
            asked_hours=asked,
            step_min=STEP_MIN,
            made_on=made.provenance.day,
            software=software(),
        )
    except InputError:
        # no building has a footprint and a height: the report says so
        return None


def _asks_sun(rule: Rule, day: date) -> bool:
    """Whether a rule asks so many hours of sun on that day."""
    if rule.kind != "sunlight" or rule.effect != "at_least" or rule.value is None:
        return False
    return (rule.since is None or rule.since <= day) and (rule.until is None or day < rule.until)
