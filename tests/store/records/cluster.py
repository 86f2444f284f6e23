"""A PostgreSQL of the tests' own: made in a temporary folder, on a free port of this machine."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from random import Random

import psycopg

from gengxin.store.records.tables import METADATA
from gengxin.store.records.upgrading import STEPS

INSTALL = "apt-get install postgresql-15 postgresql-15-postgis-3"
TEMPLATE = "gengxin_template"
PATIENCE_SECONDS = 120
# below the ports that a system gives to whoever connects, which may be taken at any moment
PORTS = range(15_000, 32_000)
# a new database costs a thousand files, so tests take turns with a few
EMPTYING = (
    "ALTER TABLE gengxin.event DISABLE TRIGGER USER",
    f"TRUNCATE {', '.join(f'gengxin.{table.name}' for table in METADATA.sorted_tables)}",
    "ALTER TABLE gengxin.event ENABLE TRIGGER USER",
    f"UPDATE gengxin.alembic_version SET version_num = '{STEPS[-1]}'",  # noqa: S608
)


def why_not() -> str:
    """Why there can be no cluster; empty where there can."""
    if not list(Path("/usr/share/postgresql").glob("*/extension/postgis.control")):
        return f"PostgreSQL with PostGIS is absent: {INSTALL}"
    return ""


def _programs() -> Path:
    with_postgis = Path("/usr/share/postgresql").glob("*/extension/postgis.control")
    version = max(path.parent.parent.name for path in with_postgis)
    return Path("/usr/lib/postgresql") / version / "bin"


def _free_port() -> int:
    """A port that nothing listens at; drawn by chance, as several look at once."""
    while True:
        port = Random().choice(PORTS)
        with socket.socket() as tried, contextlib.suppress(OSError):
            tried.bind(("127.0.0.1", port))
            return port


class Cluster:
    """PostgreSQL running; every program of it belongs to this object and ends with it."""

    def __init__(self, *, fsync: str = "off") -> None:
        self._fsync = fsync
        self._made: set[str] = set()
        self.folder = Path(tempfile.mkdtemp(prefix="gengxin-postgres-"))
        self.port = _free_port()
        # PostgreSQL refuses to run as root
        self._as = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}
        if self._as:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        command = [_programs() / "initdb", "-D", self.folder / "data", "-U", "gengxin"]
        command += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(
            command, check=True, capture_output=True, cwd=self.folder, extra_groups=[], **self._as
        )
        self.start()

    def start(self) -> None:
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": 200,
            "fsync": self._fsync,
            "shared_buffers": "64MB",
        }
        command = [str(_programs() / "postgres"), "-D", str(self.folder / "data")]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                extra_groups=[] if self._as else None,
                **self._as,
            )
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                psycopg.connect(self.address("postgres")).close()
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """End every process of it at once, as a power cut would."""
        server = self._process.pid
        own = [server, *_children(server)]
        for pid in own:
            _end(pid)
        self._process.wait()
        while any(_runs(pid) for pid in own):
            time.sleep(0.01)

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)
        self._process.wait(PATIENCE_SECONDS)
        shutil.rmtree(self.folder)

    def address(self, database: str) -> str:
        return f"postgresql://gengxin@127.0.0.1:{self.port}/{database}"

    def made(self, database: str) -> str:
        """The address of a database with our tables and no records; one of before is emptied."""
        if database in self._made:
            for statement in EMPTYING:
                self.run(statement, database=database)
        else:
            self.run(f"CREATE DATABASE {database} TEMPLATE {TEMPLATE}")
            self._made.add(database)
        return self.address(database)

    def run(self, statement: str, *, database: str = "postgres") -> None:
        with psycopg.connect(self.address(database), autocommit=True) as connection:
            connection.execute(statement)


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _runs(pid: int) -> bool:
    """Whether a process still does anything: one whose parent has ended may wait to be counted."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] not in "ZX"
    except OSError:
        return False


def _end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
