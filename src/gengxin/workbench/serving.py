"""What a server of one district has open: its folder, its records, its limits, its clock."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from gengxin.store import DistrictFolder
from gengxin.store.records import RecordStore, open_records
from gengxin.terms import InputError
from gengxin.terms.records import Person
from gengxin.workbench.deliberation.held_programmes import HeldProgrammes
from gengxin.workbench.layers import Layers, cut_first_tiles, note_versions, open_layers
from gengxin.workbench.people import Accounts, Standings
from gengxin.workbench.people.secrets import hash_of, new_secret

__all__ = [
    "SETTINGS",
    "Limits",
    "Served",
    "Settings",
    "ended",
    "open_served",
    "prepared",
    "settings_of",
]

# the variable by which a server tells its processes what to serve
SETTINGS = "GENGXIN_SERVED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a caller may ask of the server at most."""

    body_bytes: int = 2_000_000
    upload_bytes: int = 4_000_000_000
    address_bytes: int = 8_000
    seconds: float = 30.0
    requests_per_minute: int = 6_000
    public_requests_per_minute: int = 1_200
    sign_ins_per_minute: int = 5
    vertices: int = 20_000
    page: int = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What to serve, and how; ``records`` is empty where they lie in the folder.

    ``proxies`` are the addresses whose word on who asks and by which scheme is taken.
    ``first_secret_hash`` is the sha256 of the secret with which the first account is made.
    """

    folder: str
    records: str = ""
    proxies: tuple[str, ...] = ()
    first_secret_hash: str = ""
    limits: Limits = field(default_factory=Limits)

    def as_variable(self) -> str:
        """One line for the variable ``SETTINGS``."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What a request needs; made once a process, closed when it ends."""

    settings: Settings
    folder: DistrictFolder
    records: RecordStore
    now: Callable[[], datetime]
    standings: Standings
    accounts: Accounts
    layers: Layers

    @property
    def limits(self) -> Limits:
        """What a caller may ask at most."""
        return self.settings.limits

    def close(self) -> None:
        """Let go of everything."""
        self.records.close()
        self.layers.close()


def open_served(settings: Settings, *, now: Callable[[], datetime] | None = None) -> Served:
    """Open a district to serve it.

    Raises
    ------
    InputError
        Where the folder is no district, or the records can't be opened.

    """
    folder = DistrictFolder(Path(settings.folder))
    folder.content_hash()
    clock = now or _now
    records = open_records(settings.records or settings.folder)
    standings = Standings(records, clock)
    return Served(
        settings=settings,
        folder=folder,
        records=records,
        now=clock,
        standings=standings,
        accounts=Accounts(
            records=records,
            now=clock,
            changed=standings.forget,
            first_secret_hash=settings.first_secret_hash,
        ),
        layers=open_layers(
            folder, records=settings.records, changed=partial(note_versions, records)
        ),
    )


def prepared(
    folder: str, *, records: str = "", proxies: tuple[str, ...] = ()
) -> tuple[Settings, str]:
    """Settings that can be served, and the secret for the first account; empty where there is one.

    The tiles of the whole district are cut, so that nobody waits for them.

    Raises
    ------
    InputError
        As for ``open_served``; the records are brought to this version's tables.

    """
    settings = Settings(folder=str(Path(folder).resolve()), records=records, proxies=proxies)
    opened = open_served(settings)
    try:
        note_versions(opened.records, opened.layers.catalogue())
        cut_first_tiles(opened.layers)
        if opened.records.list(Person, limit=1):
            return settings, ""
    finally:
        opened.close()
    secret = new_secret()
    return replace(settings, first_secret_hash=hash_of(secret)), secret


def ended(settings: Settings) -> None:
    """Let go of what all processes of a server shared: the programmes that were held open."""
    HeldProgrammes(Path(settings.folder)).close()


def settings_of(variables: Mapping[str, str] | None = None) -> Settings:
    """The settings that a server told its processes.

    Raises
    ------
    InputError
        Where it told none.

    """
    told = (os.environ if variables is None else variables).get(SETTINGS)
    if told is None:
        raise InputError(f"{SETTINGS} is not set; start the server by gengxin serve DISTRICT")
    said = json.loads(told)
    said["limits"] = Limits(**said["limits"])
    said["proxies"] = tuple(said["proxies"])
    return Settings(**said)


def _now() -> datetime:
    return datetime.now(UTC)
