"""Matching in a district: kept as a run, recounted, accepted, held, lost by a slip, released."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from tests.town.towns import Towns
from typer.testing import CliRunner

import gengxin as gx
from gengxin.cli.app import app
from gengxin.store.records import KeptRecords, open_records
from gengxin.terms import InputError
from gengxin.terms.records import (
    Capability,
    ExpressionOfInterest,
    Is,
    Member,
    Offer,
    Party,
    RoleWanted,
    SpaceMatch,
    SpaceRequest,
    SpaceUnit,
)
from gengxin.workbench.matching import (
    KeptMatch,
    MatchAsked,
    inputs_from_json,
    inputs_to_json,
    match_document,
    matched,
    space_inputs,
    team_inputs,
)
from gengxin.workbench.matching.accepting import accept, release
from gengxin.workbench.matching.by_folder import slips_of
from gengxin.workbench.matching.recount import recounted

DAY = date(2026, 1, 1)
BY = "planner"
ASKED = MatchAsked(what="space", day=DAY)


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory, towns: Towns) -> Path:
    return towns.sampled(tmp_path_factory.mktemp("matching") / "district")


@pytest.fixture
def home(sampled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sampled, tmp_path / "district"))


@pytest.fixture
def records(home: Path) -> Iterator[KeptRecords]:
    kept = open_records(home)
    yield kept
    kept.close()


@pytest.fixture
def unit(home: Path, records: KeptRecords) -> SpaceUnit:
    """Space enough for every request of the sample that wants offices."""
    row = office_requests(home).iloc[0]
    new = SpaceUnit(
        site="S-000001",
        use_class="office",
        net_area_m2=10_000.0,
        smallest_part_m2=50.0,
        functional_zone=row["functional_zone"],
        opens_on=date(2026, 3, 1),
    )
    with records.change(by=BY) as change:
        return change.add(new)


def office_requests(home: Path) -> pd.DataFrame:
    table = gx.open_district(home).table("space_requests")
    return table[table["use_class"] == "office"]


def match(home: Path, records: KeptRecords) -> KeptMatch:
    return matched(home, space_inputs(records), ASKED)


def rows(kept: KeptMatch, table: str = "request") -> list[dict]:
    return match_document(kept)[table]


def test_a_run_is_kept_once_and_holds_when_recounted(
    home: Path, records: KeptRecords, unit: SpaceUnit
) -> None:
    kept = match(home, records)
    assert match(home, records).run == kept.run
    verdict = recounted(kept.path)
    assert verdict.holds
    assert verdict.value_points == kept.answer.value_points
    assert verdict.bound_points == kept.answer.bound_points
    wanted = len(office_requests(home))
    states = [row["state"] for row in rows(kept) if row["use_class"] == "office"]
    assert states == ["matched"] * wanted
    others = [row for row in rows(kept) if row["use_class"] != "office"]
    assert {row["reason"] for row in others} == {"no_use"}
    assert unit.ref in {row["ref"] for row in rows(kept, "space")}


@pytest.mark.parametrize("table", ["made_area", "request"])
def test_a_changed_table_is_found_out(
    table: str, home: Path, records: KeptRecords, unit: SpaceUnit
) -> None:
    assert unit.version
    kept = match(home, records)
    path = kept.path / f"{table}.parquet"
    frame = pd.read_parquet(path)
    frame.iloc[:-1].to_parquet(path, index=False)
    verdict = recounted(kept.path)
    assert not verdict.holds
    assert f"{table}.parquet" in verdict.faults[0]


def test_a_run_that_states_more_than_its_prices_prove_is_found_out(
    home: Path, records: KeptRecords, unit: SpaceUnit
) -> None:
    assert unit.version
    kept = match(home, records)
    file = kept.path / "run.toml"
    text = file.read_text("utf-8")
    bound = kept.answer.bound_points
    file.write_text(text.replace(f"bound = {bound}", f"bound = {bound - 1}"), "utf-8")
    assert f"its prices prove {bound:,}" in recounted(kept.path).faults[0]


def test_a_story_of_accepting_slipping_and_releasing(
    home: Path, records: KeptRecords, unit: SpaceUnit
) -> None:
    row = next(row for row in rows(match(home, records)) if row["state"] == "matched")
    assert row["reason_zh"].startswith("地块S-000001的办公空间")
    assert row["reason_en"].endswith("of office at site S-000001 serve the whole matching best.")
    (made,) = accept(records, match(home, records).path, [row["ref"]], by=BY)
    assert (made.state, made.space, made.area_m2) == ("accepted", unit.ref, row["area_m2"])
    asked = records.one(SpaceRequest, made.request)
    assert f"district:{asked.request}" == row["ref"]

    held = match(home, records)
    told = {one["ref"]: one for one in rows(held)}
    assert row["ref"] not in told  # it has a record now, by which it is known
    assert told[made.request]["state"] == "held"
    assert told[made.request]["reason_zh"].startswith("此前已接受且仍成立")
    assert recounted(held.path).holds
    with pytest.raises(InputError, match="accepted match already"):
        accept(records, held.path, [made.request], by=BY)

    with records.change(by=BY, why="the phase slips") as change:
        change.put(replace(change.one(SpaceUnit, unit.ref), opens_on=date(2029, 1, 1)))
    slipped = match(home, records)
    (lost,) = rows(slipped, "lost")
    assert (lost["match"], lost["reason"]) == (made.ref, "late")
    assert lost["reason_zh"] == "不再成立：空间推迟至2029-01启用，晚于约定和需要的日期。"
    assert "2029-01" in lost["reason_en"]
    # nobody released it but a planner
    assert records.one(SpaceMatch, made.ref).state == "accepted"

    release(records, made.ref, by=BY, why="the works slip by three years")
    assert rows(match(home, records), "lost") == []
    with pytest.raises(InputError, match="released already"):
        release(records, made.ref, by=BY, why="again")


def test_all_matches_of_a_call_are_accepted_or_none(
    home: Path, records: KeptRecords, unit: SpaceUnit
) -> None:
    assert unit.version
    kept = match(home, records)
    fine = next(row["ref"] for row in rows(kept) if row["state"] == "matched")
    refused = next(row["ref"] for row in rows(kept) if row["state"] == "refused")
    with pytest.raises(InputError) as error:
        accept(records, kept.path, [fine, refused, "nobody"], by=BY)
    assert f"{refused}: isn't matched" in str(error.value)
    assert "nobody: the run has no such request" in str(error.value)
    assert records.list(SpaceMatch) == ()
    assert records.list(SpaceRequest) == ()


def test_inputs_come_back_from_their_file_as_they_were(
    home: Path, records: KeptRecords, unit: SpaceUnit
) -> None:
    assert unit.version
    ref = rows(match(home, records))[0]["ref"]
    told = [row for row in rows(match(home, records)) if row["state"] == "matched"]
    accept(records, match(home, records).path, [told[0]["ref"]], by=BY)
    inputs = space_inputs(records)
    assert ref
    assert inputs_from_json(inputs_to_json(inputs)) == inputs


def test_teams_are_matched_once_an_offer_is_closed(home: Path, records: KeptRecords) -> None:
    with records.change(by=BY) as change:
        parties = [
            change.add(
                Party(
                    name_en=f"Party {name}",
                    name_zh=f"主体{name}",
                    kind="designer",
                    capabilities=(Capability(role="designer", capacity_units=2),),
                )
            )
            for name in "AB"
        ]
        offer = change.add(
            Offer(
                kind="scattered",
                projects=(),
                name_en="Corner",
                name_zh="街角",
                roles=(RoleWanted(role="designer", load_units=1),),
                opens_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )
        interest = change.add(
            ExpressionOfInterest(
                offer=offer.ref,
                party=parties[1].ref,
                members=(Member(party=parties[1].ref, role="designer"),),
            )
        )
        change.put(replace(interest, state="submitted"))
    with pytest.raises(InputError, match="Corner: is draft, must be closed or opened"):
        team_inputs(records, offers=[offer.ref])
    for state in ("open", "closed"):
        with records.change(by=BY) as change:
            change.put(replace(change.one(Offer, offer.ref), state=state))
    kept = matched(home, team_inputs(records), MatchAsked(what="teams", day=DAY))
    assert [row["party"] for row in rows(kept, "member")] == [parties[1].ref]
    verdict = recounted(kept.path)
    assert verdict.holds
    assert verdict.gap_certified == 0.0


def test_a_sealed_offer_is_not_matched_before_two_holders_opened_it(records: KeptRecords) -> None:
    with records.change(by=BY) as change:
        offer = change.add(
            Offer(kind="scattered", projects=(), name_en="Sealed", name_zh="密封", recipient="age1")
        )
    for state in ("open", "closed"):
        with records.change(by=BY) as change:
            change.put(replace(change.one(Offer, offer.ref), state=state))
    with pytest.raises(InputError, match="its bids are sealed; have two holders open them"):
        team_inputs(records, offers=[offer.ref])
    assert team_inputs(records).offers == ()


def test_the_command_matches_and_verify_recounts(home: Path, unit: SpaceUnit) -> None:
    assert unit.version
    run = CliRunner().invoke
    done = run(app, ["match", str(home), "--day", "2026-01-01", "--json"])
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert document["states"]["matched"] == len(office_requests(home))
    checked = run(app, ["verify", document["run"], str(home), "--json"])
    assert checked.exit_code == 0, checked.output
    assert json.loads(checked.stdout)["holds"] is True
    told = run(app, ["verify", str(home / "runs" / document["run"]), str(home)])
    assert "everything holds" in told.stdout
    path = home / "runs" / document["run"] / "made_offer.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    assert run(app, ["verify", document["run"], str(home)]).exit_code == 1


def test_slips_are_read_as_people_write_them() -> None:
    assert slips_of(["2=12", " 3=6"]) == {2: 12, 3: 6}
    with pytest.raises(InputError, match="'late' is no slip"):
        slips_of(["2=12", "late"])


def test_nothing_asked_says_what_to_do(home: Path, records: KeptRecords) -> None:
    with pytest.raises(InputError, match="no offer that is closed states its roles"):
        matched(home, team_inputs(records), MatchAsked(what="teams", day=DAY))
    assert records.list(SpaceUnit, Is("site", "S-000001")) == ()
