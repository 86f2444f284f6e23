"""What the browser's code seals, wraps and opens, this does too, and the other way round.

The browser's code runs in Node.js, with another library (age-encryption) than ours (pyrage).
"""

import base64
import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.workbench.sealed.conftest import OFFER, PARTIES, Server, bid_of

from gengxin.terms.sealed import Bid, OfferKey
from gengxin.workbench.sealed import (
    HOLDERS,
    REFUSALS,
    answer_to,
    book_document,
    confirmed_by,
    findings_sha256,
    key_document,
    make_holder,
    offer_key_of,
    open_bids,
    packed,
    pair_of,
    peel_shares,
    questions_document,
    read_ciphertext,
    read_identity,
    seal,
    unpacked,
    unseal,
    unwrap_identities,
    verified_receipts,
)
from gengxin.workbench.sealed.age import recipient_of
from gengxin.workbench.sealed.keys import peeled_document, peeled_of

UI = Path(__file__).resolve().parents[3] / "workbench-ui"
BUNDLER = UI / "node_modules" / ".bin" / "rolldown"
PHRASE = "five words drawn at random"

HEAD = """
import * as sealed from './sealed.mjs'
import { readFileSync } from 'node:fs'
const given = JSON.parse(readFileSync(0, 'utf8'))
const bytes = (text) => Uint8Array.from(Buffer.from(text, 'base64'))
const text = (content) => Buffer.from(content).toString('base64')
const filesOf = (files) => new Map(Object.entries(files).map(([name, file]) => [name, bytes(file)]))
const bidOf = (bid) => ({ ...bid, files: filesOf(bid.files) })
const toldOf = (bid) => ({
  ...bid,
  files: Object.fromEntries([...bid.files].map(([name, file]) => [name, text(file)])),
})
const tell = (told) => process.stdout.write(JSON.stringify(told))
"""

Script = Callable[[str, Any], Any]


@pytest.fixture(scope="session")
def in_node(tmp_path_factory: pytest.TempPathFactory) -> Script:
    """Run a script on the browser's code: what it is given, and what it tells."""
    node = shutil.which("node")
    if node is None or not BUNDLER.exists():
        pytest.skip("Node.js or the browser's libraries are absent: run make setup")
    folder = tmp_path_factory.mktemp("node")
    entry, bundle = UI / "src" / "sealed" / "index.ts", folder / "sealed.mjs"
    command = [BUNDLER, entry, "--format", "esm", "--platform", "node", "--file", bundle]
    subprocess.run(command, cwd=UI, check=True, capture_output=True)

    def run(script: str, given: Any) -> Any:
        path = folder / "script.mjs"
        path.write_text(HEAD + script, "utf-8")
        done = subprocess.run(
            [node, path], input=json.dumps(given), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def bid_document(party: str) -> dict[str, Any]:
    bid = bid_of(party)
    return {
        "offer": bid.offer,
        "party": bid.party,
        "nonce": bid.nonce,
        "content": dict(bid.content) | {"10": "十", "9": None, "1.5": [True, 0.25]},
        "files": {name: text(file) for name, file in (*bid.files.items(), ("b.txt", b""))},
    }


def test_a_package_has_the_same_bytes(in_node: Script) -> None:
    told = bid_document("ANNA")
    bid = Bid(**told | {"files": {n: base64.b64decode(f) for n, f in told["files"].items()}})
    made = in_node("tell(text(await sealed.packed(bidOf(given))))", told)
    assert base64.b64decode(made) == packed(bid)
    script = "tell(toldOf(await sealed.unpacked(bytes(given))))"
    assert in_node(script, text(packed(bid))) == told


def test_what_the_browser_seals_is_opened_here(
    in_node: Script, key: OfferKey, secrets_of: Callable[[str, str], tuple[str, ...]]
) -> None:
    script = """
    const { recipients } = await sealed.checkedKey(given.key)
    tell(text(await sealed.sealBid(filesOf(given.bid.files), given.bid, recipients)))
    """
    made = in_node(script, {"key": key_document(key), "bid": bid_document("BO")})
    bid = unpacked(unseal(base64.b64decode(made), secrets_of("coordinator", "delegate")))
    assert (bid.offer, bid.party, len(bid.nonce)) == (OFFER, "BO", 32)
    assert bid.content == bid_document("BO")["content"]
    assert bid.files == bid_of("BO").files | {"b.txt": b""}


def test_a_key_made_in_the_browser_is_one_here(in_node: Script) -> None:
    script = """
    const holders = {}, files = {}
    for (const name of sealed.HOLDERS) {
      const made = await sealed.makeHolder(given)
      holders[name] = made.recipient
      files[name] = text(made.file)
    }
    const key = await sealed.withAnotherPart(await sealed.makeOfferKey('OFFER9', holders))
    tell({ files, key })
    """
    made = in_node(script, PHRASE)
    key = offer_key_of(json.dumps(made["key"]))
    assert key.offer == "OFFER9"
    # one passphrase takes a second: two holders are enough to see that files are read
    mine = {
        name: read_identity(base64.b64decode(made["files"][name]), PHRASE)
        for name in ("auditor", "delegate")
    }
    assert recipient_of(mine["auditor"]) == key.holders["auditor"]
    peeled = peel_shares(key, ("auditor", "delegate"), mine["auditor"])
    secrets = unwrap_identities(key, peeled, mine["delegate"])
    assert unpacked(unseal(seal(packed(bid_of("CAI")), key.recipients), secrets)) == bid_of("CAI")


def test_a_holders_file_made_here_is_read_in_the_browser(in_node: Script) -> None:
    recipient, file = make_holder(PHRASE)
    script = "tell(await sealed.recipientOf(await sealed.readIdentity(bytes(given[0]), given[1])))"
    assert in_node(script, [text(file), PHRASE]) == recipient


def test_a_holder_peels_here_and_one_opens_in_the_browser_and_the_other_way_round(
    in_node: Script, key: OfferKey, identities: Mapping[str, str]
) -> None:
    first, second = pair_of(key, "delegate", "coordinator")
    assert (first, second) == (HOLDERS[0], HOLDERS[2])
    shares = peel_shares(key, (first, second), identities[first])
    peeled = peeled_document(key, (first, second), shares)
    given = {
        "key": key_document(key),
        "peeled": peeled,
        "pair": [first, second],
        "first": identities[first],
        "second": identities[second],
    }
    script = """
    const secrets = await sealed.unwrapPeeled(given.key, given.peeled, given.second)
    tell({ secrets, peeled: await sealed.peel(given.key, given.pair, given.first) })
    """
    told = in_node(script, given)
    assert told["peeled"] == peeled
    assert peeled_of(key, json.dumps(told["peeled"])) == ((first, second), shares)
    assert unwrap_identities(key, shares, identities[second]) == tuple(told["secrets"])


def test_the_browser_checks_and_opens_as_this_does(
    in_node: Script,
    server: Server,
    sealed_bids: Mapping[str, bytes],
    key: OfferKey,
    secrets_of: Callable[[str, str], tuple[str, ...]],
) -> None:
    for party, file in sealed_bids.items():
        server.hand_in(party, file)
    server.hand_in("BO", seal(packed(bid_of("ANNA")), key.recipients))
    receipts = verified_receipts(server.book())
    files = {one.sha256: read_ciphertext(server.folder, OFFER, one.sha256) for one in receipts}
    files[receipts[2].sha256] = b"altered"
    secrets = secrets_of("auditor", "delegate")
    found = open_bids(secrets, files, receipts)
    script = """
    const { receipts, faults } = await sealed.checkedReceipts(given.book)
    const found = await sealed.openBids(given.secrets, filesOf(given.files), receipts)
    const altered = { ...given.book, receipts: given.book.receipts.slice(1) }
    tell({
      faults,
      gaps: (await sealed.checkedReceipts(altered)).faults.length,
      opened: found.opened.map(({ receipt }) => receipt.number),
      refused: found.refused.map(({ receipt, reason }) => [receipt.number, reason]),
    })
    """
    given = {
        "book": book_document(server.book()),
        "secrets": secrets,
        "files": {name: text(file) for name, file in files.items()},
    }
    told = in_node(script, given)
    assert told["faults"] == []
    assert told["gaps"] > 0
    assert told["opened"] == [one.receipt.number for one in found.opened] == [1, 2]
    expected = [[one.receipt.number, one.reason] for one in found.refused]
    assert told["refused"] == expected == [[3, "altered"], [4, "other_party"]]
    assert len(receipts) == len(PARTIES) + 1


def test_both_say_the_same_reasons(in_node: Script) -> None:
    told = in_node("tell(sealed.REFUSALS)", None)
    assert {name: words[1] for name, words in told.items()} == {
        name: zh for name, (_, zh) in REFUSALS.items()
    }
    assert {name: words[0].replace("’", "'") for name, words in told.items()} == {
        name: en for name, (en, _) in REFUSALS.items()
    }


def test_the_browser_answers_what_the_server_asks(
    in_node: Script, server: Server, key: OfferKey, identities: Mapping[str, str]
) -> None:
    found = findings_sha256([{"number": 1, "manifest": {"stated": {"months": 27.5}}}])
    asked = questions_document(key, found, signer=server.signs)
    script = "tell(await sealed.answerTo(given.asked, given.holder, given.identity))"
    answers = {}
    for holder in ("auditor", "delegate"):
        given = {"asked": asked, "holder": holder, "identity": identities[holder]}
        answers[holder] = in_node(script, given)
        assert answers[holder] == answer_to(
            asked, found, holder=holder, identity=identities[holder]
        )
    told = confirmed_by(key, found, answers, public_key=server.signs.public)
    assert told == ("auditor", "delegate")
