"""The space that a programme opens, and the requests that the district's table holds."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pandas as pd

from gengxin.offer.letting import LettingPolicy
from gengxin.offer.shortage import Span
from gengxin.store import DistrictFolder, RunTables
from gengxin.terms import District, InputError, Practice, Programme
from gengxin.terms.records import SpaceRequest, SpaceUnit

__all__ = ["Opening", "district_requests", "gained_floor", "located", "opening_of", "spaces_of"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Opening:
    """A programme and what it opens: ``floor`` has a row for each site and use that gains floor.

    Columns: site, use_class, functional_zone, gain_m2 (gross), phase, opens (period).
    """

    made: Programme
    content_hash: str
    run: str
    floor: pd.DataFrame
    practice: Practice

    @property
    def starts(self) -> tuple[date, ...]:
        """The first day of each phase, and after the last of the end state."""
        return (*(one.starts_on for one in self.made.brief.phases), self.made.brief.ends_on)

    def spans(self) -> tuple[Span, ...]:
        """The programme's phases."""
        return tuple(Span(phase=at, until=day) for at, day in enumerate(self.starts[1:], start=1))


def opening_of(folder: str | Path, path: Path, district: District) -> Opening:
    """What a programme opens, by the options run that it was made of.

    Gained is what the chosen option has of a use beyond what keeping the site has, as the plan
    counts it.

    Raises
    ------
    InputError
        Where the folder no longer has that run.

    """
    from gengxin.sources.practices import read_practice
    from gengxin.store.programme_file import content_hash, read_programme

    made, home = read_programme(path), DistrictFolder(Path(folder))
    run = _options_run(home, made)
    facts = tomllib.loads((run / "run.toml").read_text(encoding="utf-8"))
    return Opening(
        made=made,
        content_hash=content_hash(path),
        run=run.name,
        floor=gained_floor(made, RunTables(run), district.table("sites")["functional_zone"]),
        practice=read_practice(facts["parameters"]["practice"]),
    )


def gained_floor(
    made: Programme, options: Mapping[str, pd.DataFrame], zones: pd.Series
) -> pd.DataFrame:
    """The column ``floor`` of an ``Opening``; ``zones`` are the sites' functional zones."""
    listed, floors = options["option"], options["option_floor"]
    choice = made.tables["choice"].astype({"site": "str", "option": "str"})
    works = choice[choice["phase"].notna()]
    kept = listed[(listed["action"] == "keep") & listed["site"].isin(works["site"])]
    after = floors.merge(works[["site", "option"]], on="option")
    before = floors.merge(kept[["site", "ref"]].rename(columns={"ref": "option"}), on="option")
    before["floor_area_m2_x100"] = -before["floor_area_m2_x100"]
    rows = pd.concat([after, before]).groupby(["site", "use_class"], as_index=False, observed=True)
    gain = rows.agg(gain_m2=("floor_area_m2_x100", "sum"))
    gain = gain[gain["gain_m2"] > 0].assign(gain_m2=lambda frame: frame["gain_m2"] / 100.0)
    zone = zones.astype("object")
    gain["functional_zone"] = [_word(zone.get(site)) for site in gain["site"]]
    return gain.join(works.set_index("site")[["phase", "opens"]], on="site")


def spaces_of(
    opening: Opening | None,
    units: Sequence[SpaceUnit],
    *,
    openings: Mapping[str, date],
    slips: Mapping[int, int],
    policy: LettingPolicy,
) -> tuple[SpaceUnit, ...]:
    """All space there is: recorded, and what the programme opens.

    A recorded unit whose area was computed from a programme has the area and the day that the
    programme gives it now, none where it opens nothing there. ``openings`` say of sites when they
    open as foreseen now; ``slips`` by how many months the works of a phase are late.
    """
    given = [one for one in units if one.basis != "computed"]
    computed = {(one.site, one.use_class): one for one in units if one.basis == "computed"}
    found = [] if opening is None else list(_opened(opening, openings, slips, policy))
    now = {(one.site, one.use_class): one for one in found}
    kept = [
        replace(
            one,
            net_area_m2=now[key].net_area_m2 if key in now else 0.0,
            gross_area_m2=now[key].gross_area_m2 if key in now else 0.0,
            opens_on=now[key].opens_on if key in now else one.opens_on,
        )
        for key, one in computed.items()
    ]
    return (*given, *kept, *(one for key, one in now.items() if key not in computed))


def located(units: Sequence[SpaceUnit], district: District) -> tuple[SpaceUnit, ...]:
    """The units, in the functional zone of their site where they name none themselves."""
    zone = district.table("sites")["functional_zone"].astype("object")
    return tuple(
        one if one.functional_zone else replace(one, functional_zone=_word(zone.get(one.site)))
        for one in units
    )


def district_requests(
    district: District, recorded: Sequence[SpaceRequest]
) -> tuple[SpaceRequest, ...]:
    """The requests of the district's table that no record stands for."""
    known = {one.request for one in recorded}
    table = district.table("space_requests")
    return tuple(
        SpaceRequest(
            request=str(ref),
            use_class=row["use_class"],
            floor_area_low_m2=float(row["floor_area_low_m2"]),
            floor_area_high_m2=float(row["floor_area_high_m2"]),
            functional_zone=_word(row.get("functional_zone")),
            growth_stage=_word(row.get("growth_stage")),
            budget_amount=_number(row.get("budget_amount")),
            need_by=None if pd.isna(row.get("need_by")) else row["need_by"].date(),
            term_years=_number(row.get("term_years")),
            weight=1.0 if pd.isna(row.get("weight")) else float(row["weight"]),
        )
        for ref, row in table.to_dict("index").items()
        if str(ref) not in known
    )


def _opened(
    opening: Opening, openings: Mapping[str, date], slips: Mapping[int, int], policy: LettingPolicy
) -> Iterator[SpaceUnit]:
    """The space that a programme opens, one for each site and use."""
    for row in opening.floor.to_dict("records"):
        share = opening.practice.floor_types[row["use_class"]].efficiency_share
        planned = opening.starts[int(row["opens"]) - 1]
        yield SpaceUnit(
            site=str(row["site"]),
            use_class=str(row["use_class"]),
            net_area_m2=round(row["gain_m2"] * share, 2),
            gross_area_m2=row["gain_m2"],
            smallest_part_m2=policy.smallest_part_m2,
            functional_zone=str(row["functional_zone"]),
            opens_on=openings.get(
                str(row["site"]), _later(planned, slips.get(int(row["phase"]), 0))
            ),
            basis="computed",
            run=opening.run,
        )


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _options_run(home: DistrictFolder, made: Programme) -> Path:
    """The options run that a programme was made of."""
    named = made.hashes.get("options", "")
    for path in sorted(home.path.glob("runs/options-*/run.toml")):
        if sha256(path.read_bytes()).hexdigest() == named:
            return path.parent
    msg = (
        f"{home.path} holds no options run that this programme was made of (options {named[:12]}); "
        "give the district it was planned for"
    )
    raise InputError(msg)


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: float | None) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
