"""When works of a phase start and end, by the programme's brief."""

from datetime import date
from math import ceil

from gengxin.terms.phases import start_months
from gengxin.terms.words import Words
from gengxin.workbench.catalogue.ground import Ground

__all__ = ["ends_of", "opens_on", "phase_words", "starts_on", "years_between"]

MONTHS = 12


def phase_words(ground: Ground, phase: int) -> Words:
    """What a phase is called."""
    told = ground.programme.brief.phases[phase - 1]
    en, zh = told.name_en or told.name_zh, told.name_zh or told.name_en
    return Words(en, zh) if en else Words(f"phase {phase}", f"第{phase}期")


def starts_on(ground: Ground, phase: int) -> date:
    """First day of a phase."""
    return ground.programme.brief.phases[phase - 1].starts_on


def ends_of(ground: Ground, phase: int) -> date:
    """The day after a phase's last."""
    phases = ground.programme.brief.phases
    return phases[phase].starts_on if phase < len(phases) else ground.programme.brief.ends_on


def opens_on(ground: Ground, phase: int, works_months: float | None) -> date | None:
    """The first day after works that start with the phase; ``None`` where nobody knows how long."""
    if works_months is None:
        return None
    first = starts_on(ground, phase)
    months = first.year * MONTHS + first.month - 1 + ceil(works_months)
    return date(months // MONTHS, months % MONTHS + 1, 1)


def years_between(ground: Ground, phase: int, later: int) -> int:
    """Whole years from the start of a phase to that of a later one."""
    months = start_months(ground.programme.brief)
    return (months[later - 1] - months[phase - 1]) // MONTHS
