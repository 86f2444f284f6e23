"""What a matching takes from the records, so that whoever does it opens none itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from gengxin.store.records import RecordStore
from gengxin.terms import InputError
from gengxin.terms.records import (
    AnyOf,
    ExpressionOfInterest,
    Is,
    KeptProgramme,
    Milestone,
    Offer,
    Party,
    Project,
    SpaceMatch,
    SpaceRequest,
    SpaceUnit,
)

__all__ = [
    "MatchInputs",
    "adopted_programme",
    "inputs_from_json",
    "inputs_to_json",
    "match_inputs",
    "programme_path",
    "space_inputs",
    "team_inputs",
]

# before closing nobody's interest is looked at; sealed bids must be open
READY = ("closed", "opened")
# the later says better when space opens
OPENINGS = ("works_end", "opening")
_OVER = ("completed", "cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchInputs:
    """Records that a matching reads; those that it doesn't need are empty.

    ``openings`` say of sites in projects when they open as is foreseen now.
    """

    requests: tuple[SpaceRequest, ...] = ()
    units: tuple[SpaceUnit, ...] = ()
    accepted: tuple[SpaceMatch, ...] = ()
    openings: tuple[tuple[str, date], ...] = ()
    offers: tuple[Offer, ...] = ()
    parties: tuple[Party, ...] = ()
    interests: tuple[ExpressionOfInterest, ...] = ()


def space_inputs(records: RecordStore, *, programme: str = "") -> MatchInputs:
    """What a matching of space takes; ``programme`` is the content hash of the one that opens it.

    Milestones of that programme's projects say when their sites open, where they were forecast.
    """
    with records.reading() as reading:
        kept = reading.list(KeptProgramme, Is("content_hash", programme)) if programme else ()
        projects = reading.list(Project, AnyOf("programme", tuple(one.ref for one in kept)))
        going = [one for one in projects if one.stage not in _OVER]
        milestones = reading.list(Milestone, AnyOf("project", tuple(one.ref for one in going)))
        return MatchInputs(
            requests=reading.list(SpaceRequest),
            units=reading.list(SpaceUnit),
            accepted=reading.list(SpaceMatch, Is("state", "accepted")),
            openings=tuple(sorted(_openings(going, milestones).items())),
        )


def team_inputs(records: RecordStore, *, offers: Sequence[str] = ()) -> MatchInputs:
    """What a matching of teams takes: of the offers named, else of all whose time is over.

    Raises
    ------
    InputError
        Where an offer is still open, or its bids are sealed still; all such at once.

    """
    with records.reading() as reading:
        if offers:
            chosen = [reading.one(Offer, ref) for ref in offers]
        else:
            chosen = [one for one in reading.list(Offer, AnyOf("state", READY)) if not _fault(one)]
        faults = [fault for one in chosen if (fault := _fault(one))]
        if faults:
            raise InputError("offers can't be matched yet:\n- " + "\n- ".join(faults))
        refs = tuple(one.ref for one in chosen)
        interests = reading.list(ExpressionOfInterest, AnyOf("offer", refs))
        return MatchInputs(
            offers=tuple(chosen),
            parties=reading.list(Party),
            interests=tuple(one for one in interests if one.state in {"submitted", "scored"}),
        )


def match_inputs(
    records: RecordStore,
    folder: str | Path,
    *,
    what: str,
    programme: str | Path = "",
    offers: Sequence[str] = (),
) -> tuple[str, MatchInputs]:
    """Which programme opens space, and what a matching takes from the records.

    ``programme`` is a file, a run, a content hash or ``none``; empty: the one adopted last.

    Raises
    ------
    InputError
        Where there is no such programme, or an offer may not be matched yet.

    """
    from gengxin.store.programme_file import content_hash

    if what == "teams":
        return "", team_inputs(records, offers=offers)
    named = "" if programme == "none" else programme or adopted_programme(records)
    if not named:
        return "", space_inputs(records)
    path = programme_path(folder, named)
    return str(path), space_inputs(records, programme=content_hash(path))


def programme_path(folder: str | Path, named: str | Path) -> Path:
    """Where a programme's file lies: a file, a run's name, or a content hash.

    Raises
    ------
    InputError
        Where it is none of these.

    """
    from gengxin.workbench.deliberation.files import FILE, kept_file

    path = Path(named)
    if path.suffix == ".zip":
        return path
    run = Path(folder) / "runs" / path.name / FILE
    return run if run.is_file() else kept_file(folder, str(named)).path


def adopted_programme(records: RecordStore) -> str:
    """The content hash of the programme adopted last; empty where none is."""
    found = records.list(KeptProgramme, Is("state", "adopted"), newest_first=True, limit=1)
    return found[0].content_hash if found else ""


def inputs_to_json(inputs: MatchInputs) -> bytes:
    """The inputs as a file keeps them."""
    content: bytes = _adapter().dump_json(inputs, fallback=dict)
    return content


def inputs_from_json(content: bytes) -> MatchInputs:
    """The inputs that a file keeps."""
    found: MatchInputs = _adapter().validate_json(content)
    return found


def _adapter() -> Any:  # noqa: ANN401 - pydantic is slow to load
    from pydantic import TypeAdapter

    return TypeAdapter(MatchInputs)


def _fault(offer: Offer) -> str:
    """Why an offer's interests may not be looked at; empty where they may."""
    name = offer.name_en or offer.name_zh
    if offer.recipient and offer.state != "opened":
        return f"{name}: is {offer.state}, its bids are sealed; have two holders open them"
    if offer.state not in READY:
        return f"{name}: is {offer.state}, must be closed or opened"
    return ""


def _openings(projects: Iterable[Project], milestones: Iterable[Milestone]) -> Mapping[str, date]:
    """When each site of the projects opens, where that was forecast or has happened."""
    sites = {one.ref: tuple(work.site for work in one.works) for one in projects}
    found: dict[str, tuple[int, date]] = {}
    for one in milestones:
        day = one.achieved_on or one.forecast_on
        if one.kind not in OPENINGS or day is None:
            continue
        said = (OPENINGS.index(one.kind), day)
        for site in (one.site,) if one.site else sites[one.project]:
            found[site] = max(found.get(site, said), said)
    return {site: day for site, (_, day) in found.items()}
