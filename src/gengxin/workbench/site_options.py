"""Make the options of a district, keep the run, and say why or why not."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from gengxin.store import DistrictFolder, RunTables, read_run
from gengxin.terms import CheckUp, District, InputError, OptionSet
from gengxin.workbench.beside import in_turn_beside
from gengxin.workbench.check_ups import shortfalls
from gengxin.workbench.option_files import files_for, write_options
from gengxin.workbench.pack_marks import mark_of
from gengxin.workbench.progress import Progress, quiet
from gengxin.workbench.software import software
from gengxin.workbench.sweeping import seldom_swept

if TYPE_CHECKING:
    from gengxin.plan.options import Books

__all__ = ["Packs", "Why", "options", "options_folder", "why"]

# factor packs by the currency that a district counts in
_FACTORS = {"CNY": "cny-2025-illustrative", "USD": "usd-2014-illustrative"}
KIND = "options"


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """All options considered for a site, and the clauses that each passed, failed or waits for.

    ``checks`` say each clause in ``said_en`` and ``said_zh``: the value beside the limit, and the
    rule's own text. ``sun`` has a row where the sun of homes caps what is built there: how high,
    and which window and hour bind.
    """

    site: str
    options: pd.DataFrame
    checks: pd.DataFrame
    origins: pd.DataFrame
    sun: pd.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Packs:
    """By which files options are made: names of packs that are shipped, or files of one's own.

    ``factors`` is by the district's currency where it isn't given. ``standards`` are those of the
    check-up that options answer. ``edits`` is a sheet of options (XLSX or CSV) in which a planner
    fixed, withdrew, changed or added some.
    """

    rules: str | Path = "cn-default"
    factors: str | Path | None = None
    practice: str | Path = "default"
    standards: str | Path = "cn-default"
    edits: str | Path | None = None


def options(
    district: District, check_up: CheckUp, *, packs: Packs | None = None, report: Progress = quiet
) -> OptionSet:
    """Everything that could be done with each site: legal, priced and weighed, or why not."""
    return _made(district, check_up, _read(district, packs or Packs()), report)


def options_folder(
    folder: str | Path,
    *,
    packs: Packs | None = None,
    out: str | Path | None = None,
    report: Progress = quiet,
) -> tuple[OptionSet, Path]:
    """Make the options of a folder's district and keep the run; the run's folder comes second.

    ``out`` is what to write besides: a sheet that a planner edits and gives back (XLSX or CSV), a
    report (HTML), or a folder for both. The run is written while it is made, so that a district is
    not bounded by the memory that its tables take; they are read again when they are asked for.
    """
    files, asked = files_for(out), packs or Packs()
    with seldom_swept():
        home = DistrictFolder(Path(folder))
        district = home.load()
        read = _read(district, asked)
        made, kept = _run_of(home, district, (read, asked), report=report)
        write_options(
            made,
            district,
            files,
            books=(read[0].factors, read[0].practice),
            edits=read[1],
            report=lambda doing, share: report(doing, 0.8 + 0.15 * share),
        )
    return made, kept


def _run_of(
    home: DistrictFolder,
    district: District,
    by: "tuple[tuple[Books, pd.DataFrame | None], Packs]",
    *,
    report: Progress,
) -> tuple[OptionSet, Path]:
    """Make the options of a district, and keep the run in its folder."""
    from gengxin.plan.options import Asked, options_in_parts

    (books, edits), packs = by
    short = shortfalls(district, standards=packs.standards)
    with home.new_run(KIND) as run:
        with in_turn_beside(run.add) as into:
            asked = Asked(
                day=datetime.now(UTC).date(),
                software=software(),
                edits=edits,
                report=lambda doing, share: report(doing, 0.8 * share),
            )
            made = options_in_parts(district, short, books, asked=asked, into=into)
        report("keeping the run", 0.8)
        kept = home.keep(run, facts={**_facts(made), **_stands_on(books, short.found())})
    return replace(made, tables=RunTables(kept)), kept


def _read(district: District, packs: Packs) -> "tuple[Books, pd.DataFrame | None]":
    """What options are made by, and the planner's edits; read first, so faults tell at once."""
    from gengxin.plan.options import Books
    from gengxin.sources.factors import read_factors
    from gengxin.sources.practices import read_practice
    from gengxin.sources.rules import read_rules

    _refuse_without_sites(district)
    books = Books(
        rules=read_rules(packs.rules),
        factors=read_factors(packs.factors or _factors_for(district)),
        practice=read_practice(packs.practice),
    )
    if packs.edits is None:
        return books, None
    from gengxin.sources.option_edits import read_option_edits

    return books, read_option_edits(packs.edits)


def _made(
    district: District,
    found: CheckUp,
    asked: "tuple[Books, pd.DataFrame | None]",
    report: Progress,
) -> OptionSet:
    from gengxin.plan import options as room

    books, edits = asked
    return room.options(
        district,
        found,
        books,
        day=datetime.now(UTC).date(),
        software=software(),
        edits=edits,
        report=report,
    )


def why(folder: str | Path, *, site: str) -> Why:
    """Every option considered for a site in the newest options run of a folder.

    Raises
    ------
    InputError
        Where there is no such run yet, or no such site in it.

    """
    from gengxin import publish

    home = DistrictFolder(Path(folder))
    run = home.newest_run(KIND)
    if run is None:
        msg = f"{folder} has no options yet; make them by: gengxin options {folder}"
        raise InputError(msg)
    every = read_run(run, "option")
    own = every[every["site"] == site]
    if not len(own):
        known = ", ".join(map(str, every["site"].drop_duplicates().head(3)))
        msg = f"site {site!r} is not in {run.name}; its sites are such as {known}"
        raise InputError(msg)
    checks, origins = read_run(run, "option_check"), read_run(run, "option_origin")
    caps, rules = read_run(run, "sun_cap"), read_run(run, "option_rule")
    own_checks = checks[checks["option"].isin(own["ref"])]
    return Why(
        sun=caps[caps["site"] == site],
        site=site,
        options=own,
        checks=publish.with_sentences(own_checks, rules),
        origins=origins[origins["option"].isin(own["ref"])],
    )


def _refuse_without_sites(district: District) -> None:
    if not len(district.table("sites")):
        msg = (
            f"{district.meta.name_en} has no sites; options are made for sites: "
            "import parcels, or let the recipe make sites of blocks"
        )
        raise InputError(msg)


def _factors_for(district: District) -> str:
    money = district.meta.money
    currency = "CNY" if money is None and district.meta.made_up else money and money.currency
    if currency not in _FACTORS:
        msg = (
            f"{district.meta.name_en} counts in {currency or 'no stated currency'}, for which no "
            f"factor pack is shipped ({', '.join(sorted(_FACTORS))}); name one: --factors FILE"
        )
        raise InputError(msg)
    return _FACTORS[str(currency)]


def _stands_on(books: "Books", found: CheckUp) -> Mapping[str, Any]:
    """The packs as they were read, by sha256, and how the check-up read its standards."""
    return {
        "packs": {
            "rules": {"name": books.rules.name, "sha256": mark_of(books.rules)},
            "factors": {"name": books.factors.name, "sha256": mark_of(books.factors)},
            "practice": {"name": books.practice.name, "sha256": mark_of(books.practice)},
            "standards": {"name": found.pack.name, "sha256": mark_of(found.pack)},
        },
        "check_up": {"standards": found.pack.name, "variant": found.variant},
    }


def _facts(made: OptionSet) -> Mapping[str, Any]:
    """What the run stands on; the day is a parameter, since rules come into force on days."""
    return {
        "software": made.provenance.software,
        "day": made.provenance.day.isoformat(),
        "parameters": dict(made.provenance.parameters),
        "inputs": [one.sha256 for one in made.provenance.inputs],
        "money": json.dumps(
            None if made.money is None else [made.money.currency, made.money.price_day.isoformat()]
        ),
        "unavailable": [note.en for note in made.unavailable],
    }
