"""Projects of a district for whoever administers its machine: by folder, programme and code."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from gengxin.store.records import RecordStore, open_records
from gengxin.terms import InputError
from gengxin.terms.records import SYSTEM, GatePassed, Is, KeptProgramme, Project
from gengxin.workbench.projects import drafting, following, keeping, stages, told
from gengxin.workbench.projects.planned import planned_of

__all__ = ["ProjectDesk", "desk_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectDesk:
    """What commands do with the projects of a district."""

    records: RecordStore
    folder: Path
    day: date

    def board(self) -> dict[str, Any]:
        """Projects by stage."""
        return told.board_document(self.records, day=self.day)

    def drafts(self, programme: str = "") -> list[dict[str, Any]]:
        """Drafts of what no project has yet; nothing is kept."""
        adopted = self._adopted(programme)
        found = drafting.project_drafts(self.records, self.folder, adopted)
        return [told.draft_document(one) for one in found]

    def keep(self, programme: str = "", *, codes: tuple[str, ...] = ()) -> list[Project]:
        """Keep the drafts of these codes, or all.

        Raises
        ------
        InputError
            Where no draft has such a code.

        """
        adopted = self._adopted(programme)
        asked = None
        if codes:
            asked = self._asked(adopted, codes)
        made = keeping.keep_projects(self.records, self.folder, adopted, asked, by=SYSTEM)
        return list(made)

    def shown(self, name: str) -> dict[str, Any]:
        """A project: figures, gates, course."""
        project = self.project(name)
        course = following.course_of(self.records, self.folder, project, day=self.day)
        gates = stages.open_gates(self.records, self.folder, project)
        return {
            "ref": project.ref,
            "code": project.code,
            "name_en": project.name_en,
            "name_zh": project.name_zh,
            "made_up": project.made_up,
            "stage": project.stage,
            "sites": [work.site for work in project.works],
            "figures": told.figure_documents(project.figures),
            "gates": [told.gate_document(one) for one in gates],
            "course": told.course_document(course),
        }

    def pass_on(self, name: str, stage: str, *, ground: str) -> Project:
        """Pass a gate, or be told all that is missing."""
        passed = GatePassed(stage=stage, on=self.day, by=SYSTEM, ground=ground)
        return stages.pass_gate(self.records, self.folder, self.project(name), passed)

    def slip(self, name: str, slip: following.Slip, *, keep: bool) -> dict[str, Any]:
        """What a slip does and whom it hurts; kept where asked."""
        project = self.project(name)
        if keep:
            done = following.keep_slip(self.records, self.folder, project, slip, by=SYSTEM)
        else:
            done = following.try_slip(self.records, self.folder, project, slip)
        return {**told.slip_document(*done), "kept": keep}

    def project(self, name: str) -> Project:
        """The project of that ref or code.

        Raises
        ------
        InputError
            Where there is none, or several programmes have one of that code.

        """
        every = self.records.list(Project)
        found = [one for one in every if name in {one.ref, one.code}]
        if len(found) == 1:
            return found[0]
        if found:
            refs = ", ".join(one.ref for one in found)
            raise InputError(f"{len(found)} projects have the code {name}; name one: {refs}")
        codes = ", ".join(one.code for one in every) or "none; keep some: gengxin projects keep"
        raise InputError(f"there is no project {name!r}; there are {codes}")

    def _adopted(self, programme: str) -> KeptProgramme:
        if programme:
            return drafting.adopted_programme(self.records, programme)
        found = self.records.list(KeptProgramme, Is("state", "adopted"), newest_first=True, limit=1)
        if not found:
            msg = f"{self.folder} has no adopted programme; put one to adoption: gengxin serve"
            raise InputError(msg)
        return found[0]

    def _asked(self, programme: KeptProgramme, codes: tuple[str, ...]) -> list[drafting.DraftAsked]:
        planned = planned_of(self.folder, programme)
        found = drafting.project_bundles(self.records, planned, programme)
        known = {named.code: (named, sites) for named, sites in found}
        strange = [code for code in codes if code not in known]
        if strange:
            msg = f"no draft has the code {', '.join(strange)}; there are: {', '.join(known)}"
            raise InputError(msg)
        return [
            drafting.DraftAsked(
                code=code, name_en=named.name.en, name_zh=named.name.zh, sites=sites
            )
            for code in codes
            for named, sites in (known[code],)
        ]


@contextlib.contextmanager
def desk_of(
    folder: str | Path, *, records: str = "", day: date | None = None
) -> Iterator[ProjectDesk]:
    """The projects of a district's folder; ``records`` is empty where they lie in the folder."""
    opened = open_records(records or folder)
    try:
        today = day or datetime.now(UTC).date()
        yield ProjectDesk(records=opened, folder=Path(folder).resolve(), day=today)
    finally:
        opened.close()
