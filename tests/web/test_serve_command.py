"""``gengxin serve`` and ``gengxin people``, as a person types them."""

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from gengxin.cli.app import app
from gengxin.workbench.people.roll import accounts_of

PATIENCE_SECONDS = 120


@pytest.fixture
def district(sampled: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sampled, tmp_path / "district")


def started(*words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "gengxin.cli", "serve", *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def people(*words: object) -> str:
    done = CliRunner().invoke(app, ["people", *map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_it_serves_until_it_is_told_to_stop(district: Path) -> None:
    server = started(district, "--port", 0)
    try:
        assert server.stdout
        address = server.stdout.readline().split(" at ")[1].strip()
        link = server.stdout.readline()
        told = httpx.get(f"{address}/api", timeout=PATIENCE_SECONDS).json()
        assert told["first_account"] is True
        secret = re.fullmatch(rf"make .* once: {address}/#/first/(\S+)\n", link)
        assert secret
        made = httpx.post(
            f"{address}/api/first-account",
            json={
                "secret": secret[1],
                "name": "Ann",
                "mail": "ann@example.org",
                "password": "correct horse battery staple",
            },
            timeout=PATIENCE_SECONDS,
        )
        assert made.status_code == 201
    finally:
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=PATIENCE_SECONDS)
    assert (server.returncode, out.splitlines()[-1], err) == (0, "stopped", "")
    assert "ann@example.org" in people("list", district)


def test_a_port_in_use_is_told(district: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = started(district, "--port", taken.getsockname()[1])
        _, err = server.communicate(timeout=PATIENCE_SECONDS)
    assert server.returncode == 2
    assert re.fullmatch(r"gengxin: port \d+ of 127.0.0.1 can't be listened at .*--port\n", err)


def test_a_folder_that_is_no_district_is_told(tmp_path: Path) -> None:
    server = started(tmp_path, "--port", 0)
    _, err = server.communicate(timeout=PATIENCE_SECONDS)
    assert server.returncode == 2
    assert "is no district" in err


def test_people_are_invited_granted_and_locked_from_the_command_line(district: Path) -> None:
    mail = "bo@example.org"
    link = people("invite", district, mail, "--name", "Bo", "--role", "planner")
    secret = link.strip().removeprefix("/#/invited/")
    with accounts_of(district) as accounts:
        assert accounts.invited(secret).mail == mail
        accounts.accept(secret, "correct horse battery staple")
    assert (
        people("grant", district, mail, "party", "--within", "Z1") == f"{mail} is party within Z1\n"
    )
    assert people("lock", district, mail) == f"{mail} is locked\n"
    (told,) = json.loads(people("list", district, "--json"))
    assert (told["mail"], told["state"]) == (mail, "locked")
    assert [(role["role"], role["within"]) for role in told["roles"]] == [
        ("planner", ""),
        ("party", "Z1"),
    ]
    assert people("lock", district, mail, "--unlock") == f"{mail} is active\n"
