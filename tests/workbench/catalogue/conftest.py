"""A made-up town with an adopted programme and two projects of it, one public."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from tests.town.towns import Towns

from gengxin.store.records import RecordStore, open_records
from gengxin.terms.records import (
    SYSTEM,
    KeptProgramme,
    Milestone,
    Party,
    PartyRole,
    Project,
    Risk,
    Why,
    Work,
)
from gengxin.workbench.catalogue.ground import ground_of
from gengxin.workbench.deliberation.files import keep_programme_file
from gengxin.workbench.people import PUBLIC, Actor

PLANNER = Actor(person="P", roles=frozenset({"planner"}))
__all__ = ["PLANNER", "PUBLIC", "Town"]


@dataclass(frozen=True, slots=True)
class Town:
    """The town's folder and records, its public project and the other one."""

    folder: Path
    records: RecordStore
    shown: Project
    hidden: Project


@pytest.fixture(scope="package")
def town(tmp_path_factory: pytest.TempPathFactory, towns: Towns) -> Iterator[Town]:
    """A town nobody changes; its projects are of the first works of its programme."""
    folder, file = towns.planned(tmp_path_factory.mktemp("catalogue"))
    kept = keep_programme_file(folder, file)
    store = open_records(str(folder))
    works = works_of(folder, kept.content_hash)
    with store.change(by=SYSTEM) as change:
        programme = change.add(
            KeptProgramme(name_en="First", name_zh="初稿", content_hash=kept.content_hash)
        )
        lead = change.add(Party(name_en="Renewal office", name_zh="更新办", kind="agency"))
        plain = Project(
            programme=programme.ref,
            code="P-01",
            name_en="Willow quarter",
            name_zh="柳岸片区",
            works=works[:3],
            why=(Why(en="they touch", zh="地块相邻"),),
            about_en="Three sites by the canal.",
            lead_party=lead.ref,
            parties=(PartyRole(party=lead.ref, role="platform"),),
            risks=(Risk(what="flood", likelihood="low", effect="high"),),
            visibility="public",
            made_up=True,
        )
        shown = change.add(plain)
        hidden = change.add(
            dataclasses.replace(
                plain,
                code="P-02",
                name_en="Mill quarter",
                name_zh="磨坊片区",
                about_en="",
                works=works[3:5],
                visibility="restricted",
            )
        )
        change.add(
            Milestone(
                project=shown.ref,
                kind="consent",
                name_en="consent of residents",
                name_zh="居民征询",
                planned_on=date(2026, 3, 1),
            )
        )
    yield Town(folder, store, shown, hidden)
    store.close()


def works_of(folder: Path, content_hash: str) -> tuple[Work, ...]:
    """The first five works of a programme."""
    choice = ground_of(folder, content_hash).choice
    begun = choice[choice["phase"].notna()].head(5)
    return tuple(
        Work(site=str(site), option=str(row["option"]), phase=int(row["phase"]))
        for site, row in begun.iterrows()
    )
