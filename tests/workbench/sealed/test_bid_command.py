"""``gengxin bid``: from three holders' keys to opened bids, by files alone."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from tests.workbench.sealed.conftest import OFFER, Server
from typer.testing import CliRunner

from gengxin.cli.app import app
from gengxin.terms import InputError
from gengxin.workbench.sealed import book_document, offer_key_of, receipt_key
from gengxin.workbench.sealed.age import new_identity, recipient_of

PHRASE = "five words drawn at random\n"


def run(*words: object, code: int = 0, typed: str = "") -> str:
    done = CliRunner().invoke(app, ["bid", *map(str, words)], input=typed)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done.stdout


@pytest.fixture
def holders(tmp_path: Path) -> dict[str, Path]:
    """Keys as age-keygen writes them; making locked ones takes a second each."""
    found = {}
    for name in ("coordinator", "auditor", "delegate"):
        found[name] = tmp_path / f"{name}.txt"
        found[name].write_text(f"{new_identity()}\n", "ascii")
    return found


def recipients(holders: dict[str, Path]) -> list[str]:
    return [
        word
        for name, path in holders.items()
        for word in ("--holder", f"{name}={recipient_of(path.read_text('ascii'))}")
    ]


@pytest.fixture
def key(holders: dict[str, Path], tmp_path: Path) -> Path:
    out = tmp_path / "key.json"
    told = run("make-key", out, "--offer", OFFER, *recipients(holders))
    assert "let another holder run" in told
    told = run("add-part", out)
    assert "a key of 2 parts" in told
    assert "let another" not in told
    return out


@pytest.fixture
def sealed_file(key: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "our bid"
    (folder / "drawings").mkdir(parents=True)
    (folder / "drawings" / "方案.txt").write_text("MARKER drawing", "utf-8")
    (tmp_path / "content.json").write_text('{"price_amount": 12.5}', "utf-8")
    out = tmp_path / "bid.age"
    words = ("seal", key, folder, "--offer", OFFER, "--party", "ANNA", "-o", out)
    told = json.loads(run(*words, "--content", tmp_path / "content.json", "--json"))
    assert told["files"] == 1
    assert told["key_sha256"] == offer_key_of(key.read_bytes()).sha256
    assert told["bytes"] == out.stat().st_size
    assert b"MARKER" not in out.read_bytes()
    return out


@pytest.fixture
def closed(key: Path, sealed_file: Path, tmp_path: Path) -> Path:
    """What the server gives out after closing: receipts, and the folder of sealed files."""
    folder = tmp_path / "server"
    folder.mkdir()
    told = offer_key_of(key.read_bytes())
    server = Server(folder=folder, key=told, signs=receipt_key(folder), receipts=[])
    mine = server.hand_in("ANNA", sealed_file.read_bytes())
    document = {"text": mine.text, "signature": mine.signature}
    (folder / "mine.json").write_text(json.dumps(document), "utf-8")
    (folder / "receipts.json").write_text(json.dumps(book_document(server.book())), "utf-8")
    return folder


def holder(name: str, holders: dict[str, Path]) -> list[str]:
    return ["--holder", f"{name}={holders[name]}"]


def is_opened(out: Path) -> None:
    bid = out / "001-ANNA"
    assert json.loads((bid / "stated.json").read_text("utf-8")) == {"price_amount": 12.5}
    assert (bid / "files" / "drawings" / "方案.txt").read_text("utf-8") == "MARKER drawing"
    assert out.stat().st_mode & 0o077 == 0


def test_two_holders_open_on_two_machines(
    key: Path, holders: dict[str, Path], closed: Path, tmp_path: Path
) -> None:
    peeled, out = tmp_path / "peeled.json", tmp_path / "opened"
    mine = f"coordinator={holders['coordinator']}"
    assert "delegate" in run("peel", key, peeled, "--holder", mine, "--with", "delegate")
    words = ("open", key, closed / "receipts.json", closed / "sealed" / OFFER, "-o", out)
    other = f"delegate={holders['delegate']}"
    told = run(*words, "--holder", other, "--peeled", peeled)
    assert "opened 1 bid, refused 0" in told
    is_opened(out)
    # nobody but the second holder can use what the first peeled
    third = f"auditor={holders['auditor']}"
    with pytest.raises(InputError, match="must be delegate's"):
        run(*words[:-1], tmp_path / "o2", "--holder", third, "--peeled", peeled)
    false = f"delegate={holders['auditor']}"
    with pytest.raises(InputError, match="sealed for another key"):
        run(*words[:-1], tmp_path / "o2", "--holder", false, "--peeled", peeled)


def test_two_holders_open_on_one_machine_and_altered_files_are_refused(
    key: Path, holders: dict[str, Path], closed: Path, tmp_path: Path
) -> None:
    both = [*holder("delegate", holders), *holder("auditor", holders)]
    words = ("open", key, closed / "receipts.json", closed / "sealed" / OFFER, *both)
    told = json.loads(run(*words, "-o", tmp_path / "opened", "--json"))
    assert (told["opened"], told["refused"]) == ([1], {})
    is_opened(tmp_path / "opened")
    (file,) = (closed / "sealed" / OFFER).glob("*.age")
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    told = json.loads(run(*words, "-o", tmp_path / "again", "--json"))
    assert (told["opened"], told["refused"]) == ([], {"1": "altered"})
    assert "refused: the sealed file isn't" in run(*words, "-o", tmp_path / "words")


def test_nothing_is_opened_before_closing_nor_by_receipts_that_dont_hold(
    key: Path, holders: dict[str, Path], closed: Path, tmp_path: Path
) -> None:
    both = [*holder("delegate", holders), *holder("auditor", holders)]
    book = json.loads((closed / "receipts.json").read_text("utf-8"))
    spoilt = {
        "have no closing": book | {"closing": None},
        "don't hold": book | {"receipts": []},
    }
    for said, told in spoilt.items():
        (tmp_path / "receipts.json").write_text(json.dumps(told), "utf-8")
        words = ("open", key, tmp_path / "receipts.json", closed / "sealed" / OFFER, *both)
        with pytest.raises(InputError, match=said):
            run(*words, "-o", tmp_path / "opened")
    assert not (tmp_path / "opened").exists()


def test_check_says_who_came_when_and_ends_with_1_where_it_doesnt_hold(closed: Path) -> None:
    book, mine, bids = closed / "receipts.json", closed / "mine.json", closed / "sealed" / OFFER
    told = run("check", book, "--mine", mine, "--bids", bids)
    assert "2026-12-01T08:00:00+00:00  ANNA" in told
    assert "everything holds" in told
    document = json.loads(run("check", book, "--json"))
    assert (document["holds"], document["closed"], document["receipts"]) == (True, True, 1)
    run("check", book, "--public-key", document["public_key"])
    # as the server answers
    answer, kept = closed / "answer.json", closed / "kept.json"
    answer.write_text(json.dumps({"book": json.loads(book.read_text("utf-8"))}), "utf-8")
    told = json.loads(mine.read_text("utf-8"))
    kept.write_text(json.dumps({"receipt": told["text"], "signature": told["signature"]}), "utf-8")
    run("check", answer, "--mine", kept)
    assert "must be ffff" in run("check", book, "--public-key", "f" * 64, code=1)
    (file,) = bids.glob("*.age")
    file.unlink()
    assert "missing or altered" in run("check", book, "--bids", bids, code=1)


def test_a_bid_that_was_left_out_is_found_by_its_own_receipt(
    key: Path, closed: Path, tmp_path: Path
) -> None:
    signs = receipt_key(closed)
    anew = Server(folder=closed, key=offer_key_of(key.read_bytes()), signs=signs, receipts=[])
    (tmp_path / "anew.json").write_text(json.dumps(book_document(anew.book())), "utf-8")
    told = run("check", tmp_path / "anew.json", "--mine", closed / "mine.json", code=1)
    assert "a bid was left out" in told
    other = Server(folder=closed, key=anew.key, signs=receipt_key(tmp_path), receipts=[])
    (tmp_path / "other.json").write_text(json.dumps(book_document(other.book())), "utf-8")
    told = run("check", tmp_path / "other.json", "--mine", closed / "mine.json", code=1)
    assert "isn't signed by the key" in told


def test_a_bidder_checks_before_bids_are_opened(closed: Path) -> None:
    book = json.loads((closed / "receipts.json").read_text("utf-8"))
    rows = [
        {"receipt_sha256": sha256(one["text"].encode()).hexdigest()} for one in book["receipts"]
    ]
    told = book | {"receipts": rows, "book": None}
    (closed / "hashes.json").write_text(json.dumps(told), "utf-8")
    said = run("check", closed / "hashes.json", "--mine", closed / "mine.json")
    assert "1 receipt; who bid is told once opened" in said
    assert "everything holds" in said
    assert "ANNA" not in said


def test_a_holders_key_is_made_once_and_locked(tmp_path: Path) -> None:
    out = tmp_path / "mine.age"
    told = json.loads(run("keys", out, "--json", typed=PHRASE))
    assert told["recipient"].startswith("age1")
    assert out.stat().st_mode & 0o077 == 0
    with pytest.raises(InputError, match="isn't written over"):
        run("keys", out, typed=PHRASE)
    with pytest.raises(InputError, match="passphrase isn't right"):
        run("peel", out, tmp_path / "x", "--holder", f"auditor={out}", "--with", "delegate")


def test_words_that_cant_be_are_named(
    key: Path, holders: dict[str, Path], sealed_file: Path, tmp_path: Path
) -> None:
    out, pdf = tmp_path / "out.age", tmp_path / "content.json"
    with pytest.raises(InputError, match=r"holders are \['coordinator'\]"):
        run("make-key", out, "--offer", OFFER, *recipients(holders)[:2])
    with pytest.raises(InputError, match="NAME=VALUE"):
        run("make-key", out, "--offer", OFFER, "--holder", "coordinator")
    words = ("make-key", out, "--offer", OFFER, *recipients(holders)[:4])
    with pytest.raises(InputError, match="recipient is 'age1x'"):
        run(*words, "--holder", "delegate=age1x")
    with pytest.raises(InputError, match="the key is of offer OFFER1, must be of OFFER2"):
        run("seal", key, pdf, "--offer", "OFFER2", "--party", "ANNA", "-o", out)
    with pytest.raises(InputError, match="nothing was given to seal"):
        run("seal", key, "--party", "ANNA", "-o", out)
    with pytest.raises(InputError, match="two attachments are named"):
        run("seal", key, pdf, pdf, "--party", "ANNA", "-o", out)
    with pytest.raises(InputError, match="isn't JSON"):
        run("seal", key, "--content", sealed_file, "--party", "ANNA", "-o", out)
    with pytest.raises(InputError, match="coordinator peels and auditor opens"):
        run("peel", key, out, "--with", "coordinator", *holder("auditor", holders))
    assert not out.exists()


def test_a_mistake_ends_with_2_and_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gengxin.cli", "bid", "seal", "no-key.json", "no-file"]
    done = subprocess.run(
        [*command, "--party", "ANNA", "-o", "out.age", "--json"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 2
    assert "no-key.json" in json.loads(done.stdout)["error"]
    assert done.stderr.count("\n") == 1
