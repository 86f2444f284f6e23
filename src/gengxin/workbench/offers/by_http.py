"""Offers on somebody's server, asked by a program: bids handed in, taken out, told of as opened."""

import hashlib
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from gengxin.store.atomic import write_file
from gengxin.terms import InputError
from gengxin.terms.sealed import Receipt
from gengxin.workbench.sealed import MOST_SEALED_BYTES
from gengxin.workbench.sealed.by_files import OPENING
from gengxin.workbench.sealed.confirming_files import QUESTIONS, answers_in

__all__ = ["Office", "ask_holders", "fetch", "hand_in", "report"]

PATIENCE_SECONDS = 300.0
MOST_ANSWER_BYTES = MOST_SEALED_BYTES
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class ServerRefusalError(InputError):
    """What a server says against what was asked of it, with its status."""

    def __init__(self, status: int, detail: str) -> None:
        self.status = status
        super().__init__(f"the server refuses ({status}): {detail}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A server, and the token with which one asks it."""

    address: str
    token: str

    def asked(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> bytes:
        """What the server answers.

        Raises
        ------
        InputError
            What it says against it; or that it can't be reached, or isn't asked over https.

        """
        url = f"{self.address.rstrip('/')}{path}"
        parts = urlsplit(url)
        near = parts.scheme == "http" and parts.hostname in LOOPBACK
        if parts.scheme != "https" and not near:
            msg = f"{self.address} isn't https, so that others could read the token"
            raise InputError(f"{msg}; give the address that begins with https://")
        headers = {"Authorization": f"Bearer {self.token}"}
        if kind:
            headers["Content-Type"] = kind
        # the scheme was looked at above
        request = urllib.request.Request(url, data=body, method=method, headers=headers)  # noqa: S310
        try:
            with _OPENER.open(request, timeout=PATIENCE_SECONDS) as answer:
                content: bytes = answer.read(MOST_ANSWER_BYTES + 1)
        except urllib.error.HTTPError as error:
            raise ServerRefusalError(error.code, _detail(error)) from error
        except OSError as error:
            raise InputError(f"{self.address} can't be reached ({error}); try again") from error
        if len(content) > MOST_ANSWER_BYTES:
            raise InputError(f"{url} answers with more than {MOST_ANSWER_BYTES >> 20} MiB; ask why")
        return content

    def document(self, path: str) -> dict[str, Any]:
        """What the server answers, as JSON."""
        return _json(self.asked("GET", path))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A token is for the server that was named, and no other."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""
        return


_OPENER = urllib.request.build_opener(_NoRedirect)


def hand_in(office: Office, offer: str, sealed: Path, receipt: Path, *, party: str) -> Receipt:
    """Hand in a sealed bid, and keep its receipt in a new file.

    Raises
    ------
    InputError
        Where the server refuses it, or gives a receipt for something else.

    """
    if receipt.exists():
        raise InputError(f"{receipt} is there already and isn't written over; name another")
    content = sealed.read_bytes()
    path = f"/api/offers/{quote(offer, safe='')}/bids?party={quote(party, safe='')}"
    told = _json(office.asked("POST", path, content, "application/octet-stream"))
    text, signature = str(told.get("receipt")), str(told.get("signature"))
    write_file(receipt, json.dumps({"text": text, "signature": signature}, indent=1).encode())
    found = Receipt.of(text)
    mine = (offer, party, hashlib.sha256(content).hexdigest(), len(content))
    if (found.offer, found.party, found.sha256, found.bytes_count) != mine:
        msg = f"the receipt in {receipt} is for another file, party or offer"
        raise InputError(f"{msg}; keep it, and tell the auditor")
    return found


def fetch(office: Office, offer: str, out: Path) -> dict[str, int]:
    """The key and, as far as one may have them, the receipts and sealed bids, in a new folder.

    How many of each. Sealed bids are given out once the offer has closed, to those who open them.
    """
    out.mkdir(parents=True)
    at = f"/api/offers/{quote(offer, safe='')}"
    write_file(out / "key.json", office.asked("GET", f"{at}/key"))
    receipts = office.document(f"{at}/receipts")
    rows: list[dict[str, Any]] = receipts["receipts"]
    if receipts["book"] is None:
        return {"key": 1, "receipts": 0, "bids": 0}
    write_file(out / "receipts.json", json.dumps(receipts["book"]).encode())
    bids = out / "bids"
    bids.mkdir()
    count = 0
    for row in rows if receipts["closing"] else ():
        try:
            content = office.asked("GET", f"{at}/bids/{row['number']}")
        except ServerRefusalError as error:
            # withdrawn, or not for this reader: opening says that it is missing
            if error.status not in {403, 409}:
                raise
            continue
        write_file(bids / f"{hashlib.sha256(content).hexdigest()}.age", content)
        count += 1
    return {"key": 1, "receipts": len(rows), "bids": count}


def ask_holders(office: Office, offer: str, opened: Path) -> int:
    """Ask the server what holders are to confirm of what ``gengxin bid open`` found in a folder.

    The questions come to lie in the folder, for ``gengxin bid confirm``. Of how many bids.
    """
    found = _findings(opened)
    content = json.dumps({"packages": found["packages"]}).encode()
    at = f"/api/offers/{quote(offer, safe='')}/to-confirm"
    told = office.asked("POST", at, content, "application/json")
    write_file(opened / QUESTIONS, told)
    return len(found["packages"])


def report(office: Office, offer: str, opened: Path) -> tuple[str, ...]:
    """Tell the server what was found and who confirms it, as it stands in a folder; who does.

    Raises
    ------
    InputError
        Where the folder lacks something, or the server refuses it.

    """
    found = _findings(opened)
    answers = answers_in(opened)
    content = json.dumps({"packages": found["packages"], "answers": answers}).encode()
    at = f"/api/offers/{quote(offer, safe='')}/opened"
    office.asked("POST", at, content, "application/json")
    return tuple(sorted(answers))


def _findings(opened: Path) -> dict[str, Any]:
    path = opened / OPENING
    if not path.is_file():
        raise InputError(f"{path} is absent; name the folder that gengxin bid open wrote")
    found = _json(path.read_bytes())
    if not isinstance(found.get("packages"), list):
        raise InputError(f"{path} names no packages; name the folder that gengxin bid open wrote")
    return found


def _detail(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.loads(error.read(1_000_000))["detail"])
    except (ValueError, KeyError, TypeError):
        return str(error.reason)


def _json(content: bytes) -> dict[str, Any]:
    try:
        told = json.loads(content)
    except ValueError as error:
        raise InputError("what was read isn't JSON; take the right address or folder") from error
    if not isinstance(told, dict):
        raise InputError("what was read is no JSON object; take the right address or folder")
    return told
