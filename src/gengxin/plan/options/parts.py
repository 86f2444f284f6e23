"""Options counted, priced, judged and told so many sites at a time: no table is held as a whole."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from gengxin import appraisal, rules
from gengxin.plan.options.counted import Considered, counted
from gengxin.plan.options.proposals import by_site
from gengxin.plan.options.reach import Changes, changes_of, reach_of, suppliers_of
from gengxin.plan.options.slots import service_slots
from gengxin.plan.options.states import lost, states_of, unmet
from gengxin.plan.options.tables import Judged, Made, tables_of, typed
from gengxin.terms import OPTION_TABLES, CheckUp, Note, RulePack

__all__ = ["SITES_AT_ONCE", "Asked", "Into", "told_in_parts"]

# takes the name of a table and some of its rows, in their order
Into = Callable[[str, pd.DataFrame], None]
# tables of so many sites take some 200 MB
SITES_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """How options are made: as of which day, with which edits, so many sites at a time."""

    day: date
    software: str
    edits: pd.DataFrame | None
    report: Callable[[str, float], None]
    sites_at_once: int = SITES_AT_ONCE


def told_in_parts(
    every: Considered,
    check_up: CheckUp,
    law: RulePack,
    *,
    asked: Asked,
    into: Into,
    lacks: appraisal.Lacks,
) -> tuple[Note, ...]:
    """Tell all tables of a run; the notes name options that must be chosen and are not offered.

    ``lacks`` counts on what the accounts lack.
    """
    bears = rules.bearing(law, every.town.sites, asked.day)
    into("option_rule", typed(bears, OPTION_TABLES["option_rule"]))
    changes, left, count = [], [], len(every.refs)
    for rows in by_site(every.carried.proposals.site, asked.sites_at_once):
        asked.report("counting, pricing and judging", 0.5 + 0.4 * rows.start / max(count, 1))
        # nothing of a part is held while the next is counted
        changed, refused = _told(counted(every, rows, lacks), (check_up, law), asked.day, into)
        changes.append(changed)
        left += refused
    asked.report("telling who reaches whom", 0.9)
    for name, table in _of_the_district(every, check_up, changes):
        into(name, typed(table, OPTION_TABLES[name]))
    return unmet(left)


def _told(
    part: Made, by: tuple[CheckUp, RulePack], day: date, into: Into
) -> tuple[Changes, list[str]]:
    """Tell the tables of some options: what these change, and which must be chosen and can't be."""
    check_up, law = by
    judged = _judged(part, law, day)
    for name, table in tables_of(part, judged, check_up):
        into(name, table)
    return _changes(part, judged.slots), lost(judged.states, part.edits, part.drafts.index)


def _judged(part: Made, law: RulePack, day: date) -> Judged:
    """Some options held against the law and against each other."""
    own = part.sites.iloc[np.unique(part.carried.proposals.site)]
    checks = rules.check(law, part.drafts, own, day)
    slots = service_slots(part)
    return Judged(checks, slots, states_of(part, law, checks=checks, slots=slots))


def _changes(part: Made, slots: pd.DataFrame) -> Changes:
    """What some options open and close."""
    row = part.drafts.index.get_indexer(pd.Index(slots["option"].astype("object")))
    site = part.carried.proposals.site[row]
    return changes_of(slots, site, part.district.table("facilities").index)


def _of_the_district(
    every: Considered, check_up: CheckUp, changes: list[Changes]
) -> Iterator[tuple[str, pd.DataFrame]]:
    """The tables that list no options, in parts where they are large."""
    district, sites = every.district, every.town.sites.index
    suppliers = suppliers_of(district, check_up)
    yield from every.light.tables(sites).items()
    yield "supplier", suppliers.table
    people, facilities = (district.table(name).index for name in ("people", "facilities"))
    for table in reach_of(
        every.walks,
        suppliers,
        check_up=check_up,
        lacking=every.lacking,
        changes=changes,
        refs=(people, facilities, sites),
    ):
        yield "reach", table
