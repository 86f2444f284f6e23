"""Pass a project from stage to stage: what gates ask is looked up, who passed them is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from gengxin.offer.course import gate, gates
from gengxin.offer.drafts import Planned
from gengxin.store.records import Reading, RecordStore
from gengxin.terms import GengxinError, InputError
from gengxin.terms.offer import GateAnswer, GateFacts, SiteWorks
from gengxin.terms.records import (
    AnyOf,
    ConsentRound,
    GatePassed,
    KeptProgramme,
    Offer,
    Project,
)
from gengxin.workbench.projects.course_records import milestones_of
from gengxin.workbench.projects.planned import planned_of

__all__ = ["GateShutError", "gate_into", "open_gates", "pass_gate"]

AWARDED = ("awarded", "contracted")


class GateShutError(GengxinError):
    """A gate can't be passed: ``answer`` lists all that is missing."""

    def __init__(self, project: Project, answer: GateAnswer) -> None:
        self.answer = answer
        lines = "".join(f"\n- {one.en}" for one in answer.missing)
        super().__init__(
            f"project {project.code} can't pass into {answer.stage}; what is missing:{lines}"
        )


def open_gates(records: RecordStore, folder: Path, project: Project) -> tuple[GateAnswer, ...]:
    """Every gate that a project stands before, with all that is missing."""
    with records.reading() as reading:
        return gates(project, _facts(reading, folder, project))


def gate_into(records: RecordStore, folder: Path, project: Project, stage: str) -> GateAnswer:
    """The gate into a stage: who may pass it, and what is missing.

    Raises
    ------
    InputError
        Where the project doesn't stand before it.

    """
    with records.reading() as reading:
        return gate(project, stage, _facts(reading, folder, project))


def pass_gate(records: RecordStore, folder: Path, seen: Project, passed: GatePassed) -> Project:
    """Pass a project on into a stage; who did, when and on what ground stays with it.

    Raises
    ------
    GateShutError
        Where something is missing, with all of it.
    InputError
        Where it doesn't stand before that gate, or no ground is given.
    ConflictError
        Where somebody changed it since it was seen.

    """
    if not passed.ground.strip():
        raise InputError("ground is empty; say on what ground the gate is passed")
    with records.change(by=passed.by, why=f"passes a project into {passed.stage}") as change:
        answer = gate(seen, passed.stage, _facts(change, folder, seen))
        if answer.missing:
            raise GateShutError(seen, answer)
        return change.put(replace(seen, stage=passed.stage, gates=(*seen.gates, passed)))


def _facts(reading: Reading, folder: Path, project: Project) -> GateFacts:
    """What the gates ask of the programme, consent, offers and milestones."""
    programme = reading.one(KeptProgramme, project.programme)
    works = _works(planned_of(folder, programme), project)
    moving = [one for one in works if one.consent_needed or one.households_out_count != 0]
    offers = reading.list(Offer, AnyOf("state", AWARDED))
    listed = milestones_of(reading, [project])
    first = min((one.phase for one in works), default=0)
    return GateFacts(
        programme_state=programme.state,
        moving=tuple(one.site for one in moving),
        consented=_consented(reading, moving),
        awarded=any(project.ref in one.projects for one in offers),
        reached=tuple((one.kind, one.site) for one in listed if one.achieved_on),
        open=tuple((one.kind, one.site) for one in listed if not one.achieved_on),
        first_homes=tuple(
            one.site for one in works if one.phase == first and one.households_out_count != 0
        ),
    )


def _works(planned: Planned, project: Project) -> list[SiteWorks]:
    return [planned.works[work.site] for work in project.works]


def _consented(reading: Reading, moving: Sequence[SiteWorks]) -> tuple[str, ...]:
    """Sites whose people were asked and agreed by as many as must, in their last round."""
    sites = tuple(one.site for one in moving)
    rounds = reading.list(ConsentRound, AnyOf("site", sites)) if sites else ()
    last: Mapping[str, ConsentRound] = {
        one.site: one for one in sorted(rounds, key=lambda one: one.round)
        if one.state != "not_asked"
    }  # fmt: skip
    return tuple(one.site for one in moving if _agreed(one, last.get(one.site)))


def _agreed(site: SiteWorks, asked: ConsentRound | None) -> bool:
    """Whether as many agreed as must; where no number binds, whether they were asked at all."""
    if asked is not None and asked.state == "refused":
        return False
    share = site.consent_share if asked is None else asked.agreed_share
    if share is None:
        return False
    return site.consent_threshold_share is None or share >= site.consent_threshold_share
