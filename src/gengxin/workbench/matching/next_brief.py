"""The brief of the next plan: what space a matching left short, as floor by zone and phase."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import tomli_w

from gengxin.store import DistrictFolder, RunTables, write_file
from gengxin.terms import Brief, InputError, MatchAnswer, Note

__all__ = ["NextBrief", "brief_names", "brief_toml", "next_brief", "write_brief"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NextBrief:
    """A brief with the floor asked of the next plan, and what couldn't be asked."""

    brief: Brief
    notes: tuple[Note, ...]


def next_brief(
    folder: str | Path,
    run: Path,
    *,
    brief: str | Path | None = None,
    programme: str | Path = "",
    practice: str = "default",
) -> NextBrief:
    """The brief of the next plan by a kept matching of space.

    Floor targets are added to ``brief``, a file or one of ours, else to that of the programme
    whose space was matched (``programme``: its file, where the district keeps none). What the plan
    counts by itself, the district's table of requests, is not asked twice.

    Raises
    ------
    InputError
        Where the run matches no space, the brief gives floor space no worth, or none is named and
        the programme's has floor targets already, which may be an earlier matching's.

    """
    from gengxin.offer.shortage import NextPlan, next_targets
    from gengxin.sources.briefs import read_brief
    from gengxin.sources.practices import read_practice

    facts = tomllib.loads((run / "run.toml").read_text(encoding="utf-8"))
    if facts.get("what") != "space":
        raise InputError(f"{run.name} matches {facts.get('what')}; name a matching of space")
    base = read_brief(brief) if brief else _brief_of(folder, programme or facts.get("programme"))
    _refuse_worthless(base)
    tables = RunTables(run)
    district = DistrictFolder(Path(folder)).load()
    zones = district.table("sites")["functional_zone"].dropna().astype("str")
    spaces = tables["space"]
    known = _records_of_district(tables["request"], district.table("space_requests").index)
    plan = NextPlan(
        starts=(*(one.starts_on for one in base.phases), base.ends_on),
        zones=frozenset(zones),
        counted=known,
        opened=frozenset(spaces.loc[spaces["basis"] == "computed", "ref"].astype("str")),
        efficiency_shares={
            use: one.efficiency_share for use, one in read_practice(practice).floor_types.items()
        },
    )
    answer = MatchAnswer(
        what="space",
        tables=tables,
        value_points=facts["value"],
        bound_points=facts["bound"],
        rounds_count=facts["rounds_count"],
        facts={},
    )
    targets, notes = next_targets(answer, plan)
    named = replace(
        base,
        name=f"{base.name}-next",
        source=f"{base.source}; floor targets by {run.name}",
        floor_targets=(*base.floor_targets, *targets),
    )
    return NextBrief(brief=named, notes=notes)


def brief_toml(made: NextBrief) -> str:
    """A brief as a file that ``gengxin plan --brief`` reads; what couldn't be asked as comments."""
    from pydantic import TypeAdapter

    # pydantic doesn't know read-only mappings, and reading the file checks it all
    plain = TypeAdapter(Brief).dump_python(made.brief, mode="python", fallback=dict, warnings=False)
    notes = "".join(f"# {note.en}\n# {note.zh}\n" for note in made.notes)
    return notes + tomli_w.dumps(_without_nothing(plain))


def write_brief(made: NextBrief, path: str | Path) -> None:
    """Write a brief's file, whole or not at all."""
    write_file(Path(path), brief_toml(made).encode())


def brief_names() -> tuple[str, ...]:
    """Names of the briefs that come with the program."""
    from gengxin.sources.briefs import shipped_briefs

    return shipped_briefs()


def _brief_of(folder: str | Path, programme: str | Path | None) -> Brief:
    """The brief of the programme whose space was matched."""
    from gengxin.store.programme_file import read_programme
    from gengxin.workbench.matching.inputs import programme_path

    if not programme:
        raise InputError("the matching names no programme; name the brief to add to: --brief")
    found = read_programme(programme_path(folder, programme)).brief
    if found.floor_targets:
        msg = (
            f"the programme's brief has {len(found.floor_targets)} floor targets already; "
            "name the brief that they shall be added to: --brief"
        )
        raise InputError(msg)
    return found


def _refuse_worthless(brief: Brief) -> None:
    """Refuse a brief in which no floor target counts."""
    row, term = brief.rows.get("floor_space"), brief.terms.get("floor_space")
    if row is None or not row.on:
        msg = f"brief {brief.name}: rows.floor_space is off, so that no target counts; turn it on"
        raise InputError(msg)
    if term is None or term.weight == 0.0:
        msg = (
            f"brief {brief.name}: terms.floor_space.weight is 0, so that no target counts; "
            "say what a square metre is worth"
        )
        raise InputError(msg)


def _records_of_district(requests: Any, listed: Any) -> frozenset[str]:  # noqa: ANN401 tables
    """Requests that stand in the district's table, by what the matching calls them."""
    rows = {str(ref) for ref in listed}
    own = requests["district_row"].astype("str")
    return frozenset(requests.loc[own.isin(rows), "ref"].astype("str"))


def _without_nothing(value: Any) -> Any:  # noqa: ANN401 what TOML holds
    """The same without what is ``None``: TOML has no word for it."""
    if isinstance(value, Mapping):
        return {name: _without_nothing(one) for name, one in value.items() if one is not None}
    return [_without_nothing(one) for one in value] if isinstance(value, list | tuple) else value
