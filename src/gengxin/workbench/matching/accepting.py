"""Accept matches of a run, so that they stay; release one, so that its request is free again."""

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from gengxin.store import read_run
from gengxin.store.records import Change, RecordStore
from gengxin.terms import InputError
from gengxin.terms.records import Is, SpaceMatch, SpaceRequest, SpaceUnit

__all__ = ["accept", "release"]


def accept(
    records: RecordStore, run: Path, requests: Sequence[str], *, by: str, organisation: str = ""
) -> tuple[SpaceMatch, ...]:
    """Accept what a run matched for these requests; all of them or none.

    A request or a space that has no record yet gets one. What is accepted is held by later
    matchings, for as long as it fits.

    Raises
    ------
    InputError
        Which lists every fault: a request that the run doesn't match, or that has an accepted
        match already.

    """
    facts = tomllib.loads((run / "run.toml").read_text(encoding="utf-8"))
    if facts.get("what") != "space":
        msg = f"{run.name} matches {facts.get('what')}; teams are awarded by their offer"
        raise InputError(msg)
    rows = read_run(run, "request").set_index("ref")
    spaces = read_run(run, "space").set_index("ref")
    programme = facts.get("programme", "")
    with records.change(by=by, why=f"accepts matches of {run.name}") as change:
        # since the run was made, a row of the district may have got its record
        known = {one.request: one.ref for one in change.list(SpaceRequest) if one.request}
        rows["record"] = [
            ref or known.get(row, "")
            for ref, row in zip(rows["record"], rows["district_row"], strict=True)
        ]
        held = {one.request for one in change.list(SpaceMatch, Is("state", "accepted"))}
        faults = [fault for ref in requests if (fault := _fault(rows, ref, held))]
        if faults:
            listed = "\n- ".join(faults)
            raise InputError(f"these matches of {run.name} can't be accepted:\n- {listed}")
        made: dict[str, str] = {}
        return tuple(
            _accepted(
                change,
                _row(rows, ref),
                (made, spaces),
                run=run.name,
                organisation=organisation,
                programme=programme,
            )
            for ref in dict.fromkeys(requests)
        )


def release(records: RecordStore, ref: str, *, by: str, why: str) -> SpaceMatch:
    """Release an accepted match; its request takes part in the next matching.

    Raises
    ------
    InputError, RecordAbsentError
        Where it is released already, gives no reason, or isn't there.

    """
    if not why.strip():
        raise InputError("why is empty; say why the match is released")
    with records.change(by=by, why=why) as change:
        match = change.one(SpaceMatch, ref)
        if match.state == "released":
            raise InputError(f"match {ref} is released already; there is nothing to release")
        return change.put(replace(match, state="released"))


def _fault(rows: pd.DataFrame, ref: str, held: set[str]) -> str:
    """Why a request's match can't be accepted; empty where it can."""
    if ref not in rows.index:
        return f"{ref}: the run has no such request"
    row = rows.loc[ref]
    if row["record"] in held or row["state"] == "held":
        return f"{ref}: has an accepted match already; release that first"
    return "" if row["space"] else f"{ref}: isn't matched ({row['reason_en']})"


def _accepted(
    change: Change,
    row: dict[str, Any],
    at: tuple[dict[str, str], pd.DataFrame],
    *,
    run: str,
    organisation: str,
    programme: str,
) -> SpaceMatch:
    """One accepted match, with the records that it stands on."""
    made, spaces = at
    request = row["record"] or _request(change, row, organisation)
    space = row["space"]
    if space not in made:
        made[space] = _unit(change, _row(spaces, space), programme, organisation)
    match = change.add(
        SpaceMatch(
            request=request,
            space=made[space],
            area_m2=row["area_m2"],
            opens_on=row["opens_on"].date(),
            run=run,
            reason=row["reason_en"],
            organisation=organisation,
        )
    )
    return change.put(replace(match, state="accepted"))


def _request(change: Change, row: dict[str, Any], organisation: str) -> str:
    """The record of a request of the district's table."""
    kept = change.add(
        SpaceRequest(
            request=row["district_row"],
            use_class=row["use_class"],
            floor_area_low_m2=row["floor_area_low_m2"],
            floor_area_high_m2=row["floor_area_high_m2"],
            functional_zone=row["functional_zone"],
            growth_stage=row["growth_stage"],
            budget_amount=row["budget_amount"],
            need_by=None if row["need_by"] is None else row["need_by"].date(),
            term_years=row["term_years"],
            weight=row["weight"],
            organisation=organisation,
        )
    )
    return kept.ref


def _unit(change: Change, row: dict[str, Any], programme: str, organisation: str) -> str:
    """The record of a space: as it is known, or one for what a programme opens."""
    if row["record"]:
        return str(row["record"])
    there = change.list(SpaceUnit, Is("site", row["site"]), Is("use_class", row["use_class"]))
    known = [one.ref for one in there if one.basis == "computed"]
    if known:
        return known[0]
    kept = change.add(
        SpaceUnit(
            site=row["site"],
            use_class=row["use_class"],
            net_area_m2=row["net_area_m2"],
            smallest_part_m2=row["smallest_part_m2"],
            functional_zone=row["functional_zone"],
            opens_on=None if row["opens_on"] is None else row["opens_on"].date(),
            basis=row["basis"],
            run=f"programme-{programme[:12]}",
            organisation=organisation,
        )
    )
    return kept.ref


def _row(frame: pd.DataFrame, ref: str) -> dict[str, Any]:
    """A row as plain values; what is missing is ``None``."""
    row = frame.loc[ref]
    return {
        str(name): None if pd.isna(value) else value.item() if hasattr(value, "item") else value
        for name, value in row.items()
    }
