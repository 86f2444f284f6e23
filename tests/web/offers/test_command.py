"""``gengxin offer``: the office's side by a folder, and sealed bids by a server on the loopback."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from tests.web.conftest import ClientOf
from tests.web.offers.offering import (
    Clock,
    handed_in,
    interest_of,
    offer_asked,
    party_of,
    seen,
)
from typer.testing import CliRunner

from gengxin.cli.app import app as command
from gengxin.terms import InputError
from gengxin.terms.records import Is, Offer, OfferQuestion, Project
from gengxin.workbench.offers.by_http import Office
from gengxin.workbench.sealed import HOLDERS, key_document, make_offer_key, with_another_part
from gengxin.workbench.sealed.age import new_identity, recipient_of
from gengxin.workbench.serving import Served, Settings


def ran(*words: object) -> str:
    done = CliRunner().invoke(command, [*map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def where(settings: Settings) -> str:
    return settings.records or settings.folder


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    """The app behind a real socket."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    (socket,) = server.servers[0].sockets
    yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    server.should_exit = True
    thread.join()


def test_the_office_opens_answers_and_lets_lapse_by_the_folder(
    client_of: ClientOf,
    app: FastAPI,
    served: Served,
    project: Project,
    clock: Clock,
    where: str,
) -> None:
    planner = client_of("planner")
    ref = planner.post("/api/offers", json=offer_asked(project, clock)).json()["ref"]
    assert "draft" in ran("offer", "list", where)
    mail = "secret-coordinator@example.org"
    client_of("coordinator")
    assert ran("offer", "open", where, ref, "--by", mail) == f"offer {ref} is open\n"
    ann = party_of(app, "Ann")
    ann.post(f"/api/offers/{ref}/questions", {"party": ann.party, "text": "How high?"})
    (question,) = served.records.list(OfferQuestion, Is("offer", ref))
    assert "not answered yet" in ran("offer", "questions", where, ref)
    ran("offer", "answer", where, question.ref, "24 m")
    (told,) = json.loads(ran("offer", "questions", where, ref, "--json"))
    assert told == {"ref": question.ref, "text": "How high?", "answer": "24 m"}
    assert "criterion months: weight 0.6, number" in ran("offer", "show", where, ref)
    ran("offer", "lapse", where, ref, "--reason", "no money")
    history = planner.get(f"/api/records/offer/{ref}/history").json()
    assert history[-1]["why"] == "lets an offer lapse: no money"
    assert history[1]["by"] != history[2]["by"] == "system"


def test_the_office_awards_and_contracts_by_the_folder(
    client_of: ClientOf, app: FastAPI, served: Served, project: Project, clock: Clock, where: str
) -> None:
    asked = offer_asked(project, clock, closes_at=None, questions_until=None)
    asked["criteria"] = [{**asked["criteria"][0], "weight": 1.0}]
    coordinator = client_of("coordinator")
    ref = coordinator.post("/api/offers", json=asked).json()["ref"]
    ran("offer", "open", where, ref)
    interest = handed_in(party_of(app, "Ann"), ref, stated={"months": 27})["ref"]
    assert ran("offer", "close", where, ref) == f"offer {ref} is opened\n"
    shown = ran("offer", "scores", where, ref)
    assert "total 0.750, place 1" in shown
    assert "27 months was stated; 36 months gives 0" in shown
    ran("offer", "award", where, ref, interest, "--reason", "quick")
    ran("offer", "contract", where, ref, "--note", "signed")
    assert served.records.one(Offer, ref).state == "contracted"


def test_a_bid_goes_by_the_command_line_from_sealing_to_opening(
    client_of: ClientOf,
    app: FastAPI,
    address: str,
    project: Project,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    coordinator = client_of("coordinator")
    ref = coordinator.post("/api/offers", json=offer_asked(project, clock)).json()["ref"]
    files = {}
    for name in HOLDERS:
        files[name] = tmp_path / name
        files[name].write_text(new_identity())
    holders = {name: recipient_of(path.read_text()) for name, path in files.items()}
    key = make_offer_key(ref, holders)
    at = f"/api/offers/{ref}"
    coordinator.put(f"{at}/key", json=key_document(key))
    client_of("auditor").put(f"{at}/key", json=key_document(with_another_part(key)))
    assert coordinator.post(f"{at}/open", headers=seen(3)).status_code == 200
    ann = party_of(app, "Ann")
    interest_of(ann, ref)
    token = ann.post("/api/tokens", {"label": "bids", "roles": ["party"]}).json()["secret"]
    monkeypatch.setenv("GENGXIN_TOKEN", token)
    mine = tmp_path / "mine"
    ran("offer", "fetch", address, ref, "-o", mine)
    content = {
        "members": [{"party": ann.party, "role": role} for role in ("developer", "operator")],
        "stated": {"months": 24},
    }
    (tmp_path / "content.json").write_text(json.dumps(content))
    sealed, receipt = tmp_path / "bid.age", tmp_path / "receipt.json"
    words = ("--party", ann.party, "--content", tmp_path / "content.json", "-o", sealed)
    ran("bid", "seal", mine / "key.json", *words)
    told = ran("offer", "submit", address, ref, sealed, "--party", ann.party, "-o", receipt)
    assert told.startswith("bid 1 was received at")
    clock.pass_(hours=7)
    asked = {"label": "opening", "roles": ["coordinator"]}
    monkeypatch.setenv(
        "GENGXIN_TOKEN", coordinator.post("/api/tokens", json=asked).json()["secret"]
    )
    office, found = tmp_path / "office", tmp_path / "found"
    assert "1 receipts, 1 sealed bids" in ran("offer", "fetch", address, ref, "-o", office)
    ran("bid", "check", office / "receipts.json", "--mine", receipt, "--bids", office / "bids")
    two = ("--holder", f"auditor={files['auditor']}", "--holder", f"delegate={files['delegate']}")
    ran(
        *("bid", "open", office / "key.json", office / "receipts.json", office / "bids"),
        *(*two, "-o", found),
    )
    assert "in 1 bids, to be confirmed" in ran("offer", "ask-holders", address, ref, found)
    ran("bid", "confirm", found, "--holder", f"auditor={files['auditor']}")
    with pytest.raises(InputError, match=r"confirmed by 1 holders \(auditor\), must be by 2"):
        ran("offer", "opened", address, ref, found)
    ran("bid", "confirm", found, "--holder", f"delegate={files['delegate']}")
    told = ran("offer", "opened", address, ref, found)
    assert told == "the offer is opened, as auditor and delegate confirm\n"
    (row,) = coordinator.get(f"/api/offers/{ref}/scores").json()["rows"]
    assert row["scores"][0]["points"] == 1.0
    with pytest.raises(InputError, match=r"the server refuses \(409\)"):
        ran("offer", "opened", address, ref, found)


def test_a_token_is_sent_over_https_or_on_the_loopback_alone() -> None:
    for address in ("http://example.org", "ftp://127.0.0.1", "file:///etc"):
        with pytest.raises(InputError, match="isn't https"):
            Office(address=address, token="t").asked("GET", "/api")  # noqa: S106 - of nobody
    with pytest.raises(InputError, match="can't be reached"):
        Office(address="http://127.0.0.1:9", token="t").asked("GET", "/api")  # noqa: S106
