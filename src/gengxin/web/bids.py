"""Sealed bids: handed in as they are, receipts, given out after closing, opened by two holders."""

import asyncio
from functools import partial
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field
from starlette.requests import ClientDisconnect

from gengxin.terms import InputError
from gengxin.terms.records import Offer, SealedBid, StateError
from gengxin.web.offers import Word, not_ready
from gengxin.web.parties import Ref, doer, kept
from gengxin.web.problem import Problem
from gengxin.web.route import Here, Need, Route, Visit
from gengxin.web.sessions import Body
from gengxin.web.uploads import PIECE_BYTES, pieces
from gengxin.workbench.offers import asking, bids, course, keying, telling
from gengxin.workbench.offers.doer import NotReadyError
from gengxin.workbench.records import FORMS, shown
from gengxin.workbench.sealed import (
    MOST_SEALED_BYTES,
    ArrivingBid,
    offer_key_of,
    read_ciphertext,
    receipt_key,
)
from gengxin.workbench.uploads import TooLargeError

__all__ = ["ROUTES"]

# each holds a file open and a piece of it; who sends slowly must not keep others out at closing
MOST_AT_ONCE = 64
MOST_SECONDS = 900.0
OPENED_BYTES = 16_000_000
KEY_BYTES = 100_000
AGE = "application/octet-stream"
Number = Annotated[int, Path(ge=1, le=1_000_000)]
Answer = Annotated[str, Field(max_length=200)]
Recipient = Annotated[str, Field(max_length=200)]
PartyAsked = Annotated[str, Query(max_length=40, description="the party that bids")]


class PackageSaid(Body):
    """What two holders found in one sealed bid: its manifest, or the code of why there is none."""

    number: Annotated[int, Field(ge=1, le=1_000_000)]
    manifest: dict[str, Any] | None = None
    reason: Word = ""


class FindingsSaid(Body):
    """What was found, of every bid of the offer."""

    packages: Annotated[list[PackageSaid], Field(max_length=10_000)]


class OpenedSaid(FindingsSaid):
    """What two holders found, with the answer of each by its name to what it was asked."""

    answers: Annotated[dict[Word, Answer], Field(max_length=3)] = Field(default_factory=dict)


class KeyShare(Body):
    """A part of the key, wrapped for two holders."""

    first: Word
    second: Word
    sealed: Annotated[str, Field(max_length=10_000)]


class KeySaid(Body):
    """An offer's key as ``gengxin bid`` writes it."""

    format: Word
    offer: Word
    recipients: Annotated[list[Recipient], Field(max_length=3)]
    sha256: Word
    holders: Annotated[dict[Word, Recipient], Field(max_length=3)]
    shares: Annotated[list[KeyShare], Field(max_length=9)]


async def handed_in(visit: Here, request: Request, ref: Ref, party: PartyAsked) -> Response:
    """Take a sealed bid: its bytes are the body, as they are; nobody here can read them."""
    visit.refuse_strange(
        SealedBid(
            offer=ref,
            party=party,
            number=0,
            sha256="",
            bytes_count=0,
            received_at=visit.served.now(),
            receipt="",
            signature="",
        )
    )
    coming = _coming(request)
    if len(coming) >= MOST_AT_ONCE or (ref, party) in coming:
        msg = "another bid of this party, or too many others, come in just now"
        raise Problem(503, f"{msg}; send this one in a while", headers={"Retry-After": "5"})
    coming.add((ref, party))
    try:
        async with asyncio.timeout(MOST_SECONDS):
            bid = await _taken(visit, request, ref, party)
    except TimeoutError as error:
        raise Problem(
            408, f"the bid took over {MOST_SECONDS:g} s to come; send it again"
        ) from error
    except NotReadyError as error:
        raise not_ready(error) from error
    except TooLargeError as error:
        raise Problem(413, str(error)) from error
    except ClientDisconnect as error:
        raise Problem(400, "the bid broke off; send it again") from error
    finally:
        coming.discard((ref, party))
    headers = {"Location": f"/api/offers/{ref}/bids/{bid.number}"}
    return JSONResponse(shown(bid, visit.actor), status_code=201, headers=headers)


def receipts(visit: Here, ref: Ref) -> dict[str, Any]:
    """The receipts of an offer: hashes for every party, all texts once bids were opened."""
    offer = course.settled(doer(visit), ref)
    if offer.state == "draft":
        raise Problem(409, f"offer {ref} is a draft; it has receipts once it is open")
    asking.note_access(doer(visit), ref, "receipts")
    key = receipt_key(visit.served.folder.path)
    with visit.served.records.reading() as reading:
        book = bids.book(reading, offer, key=key, now=visit.served.now())
    mine = visit.actor.within.get("party", ())
    office = bool({"coordinator", "auditor"} & (visit.actor.roles | set(visit.actor.within)))
    return telling.receipts_document(book, offer, mine=mine, whole=office)


def given_out(visit: Here, ref: Ref, number: Number) -> Response:
    """A sealed bid as it came, once the offer has closed."""
    bid = bids.downloadable(doer(visit), ref, number)
    asking.note_access(doer(visit), ref, f"sealed bid {number}")
    content = read_ciphertext(visit.served.folder.path, ref, bid.sha256)
    named = {"Content-Disposition": f'attachment; filename="{bid.sha256}.age"'}
    return Response(content, media_type=AGE, headers=named)


def to_confirm(visit: Here, ref: Ref, body: FindingsSaid) -> dict[str, Any]:
    """What each holder is asked to confirm of these findings; nothing is kept yet."""
    key = receipt_key(visit.served.folder.path)
    return bids.to_confirm(doer(visit), ref, _packages(body), key=key)


def opened(visit: Here, ref: Ref, body: OpenedSaid) -> Response:
    """Keep what two holders found in the sealed bids, where both confirm it."""
    key = receipt_key(visit.served.folder.path).public
    told = bids.open_bids_of(
        doer(visit), ref, _packages(body), answers=body.answers, public_key=key
    )
    return kept(visit, told)


def keyed(visit: Here, ref: Ref, body: KeySaid) -> Response:
    """Enter the first part of an offer's key, or one part more."""
    visit.refuse_strange(visit.served.records.one(Offer, ref))
    key = offer_key_of(body.model_dump_json())
    return kept(visit, keying.put_key(doer(visit), ref, key))


def _packages(body: FindingsSaid) -> list[bids.Package]:
    return [bids.Package(**one.model_dump()) for one in body.packages]


def _coming(request: Request) -> set[tuple[str, str]]:
    """The bids that come in just now to this process: of which offer and party."""
    state = request.app.state
    if not hasattr(state, "bids_coming"):
        state.bids_coming = set()
    coming: set[tuple[str, str]] = state.bids_coming
    return coming


async def _taken(visit: Visit, request: Request, ref: str, party: str) -> SealedBid:
    """The bid that comes in, kept with its receipt; refused before its bytes where it can be."""
    served, who = visit.served, doer(visit)
    await run_sync(bids.expected, who, ref, party)
    arriving = await run_sync(ArrivingBid, served.folder.path, ref)
    with arriving:
        waiting = bytearray()
        try:
            async for piece in pieces(request):
                waiting += piece
                if len(waiting) >= PIECE_BYTES:
                    await run_sync(arriving.add, bytes(waiting))
                    waiting.clear()
            await run_sync(arriving.add, bytes(waiting))
            at = served.now()
            _ = arriving.kept
        except (TooLargeError, StateError):
            raise
        except InputError as error:
            raise Problem(415, str(error)) from error
        key = await run_sync(receipt_key, served.folder.path)
        return await run_sync(
            partial(bids.receive, who, arriving, offer=ref, party=party, at=at, key=key)
        )


_RAW_BODY = {
    "requestBody": {
        "required": True,
        "content": {AGE: {"schema": {"type": "string", "format": "binary"}}},
    }
}
_AT = "/api/offers/{ref}"
_OPEN = Need("adopt", "sealed_bid")

ROUTES = (
    Route(
        method="POST",
        path=f"{_AT}/bids",
        name="hand_in_bid",
        endpoint=handed_in,
        needs=Need("add", "sealed_bid"),
        summary="Hand in a sealed bid",
        tag="bids",
        answer=FORMS["sealed_bid"].shown,
        status=201,
        faults=(404, 408, 409, 415),
        body_bytes=MOST_SEALED_BYTES,
        streams=True,
        more=_RAW_BODY,
    ),
    Route(
        method="GET",
        path=f"{_AT}/receipts",
        name="offer_receipts",
        endpoint=receipts,
        needs=Need("read", "receipt"),
        summary="The receipts of sealed bids",
        tag="bids",
        answer=dict[str, Any],
        faults=(404, 409),
    ),
    Route(
        method="GET",
        path=f"{_AT}/bids/{{number}}",
        name="sealed_bid_file",
        endpoint=given_out,
        needs=_OPEN,
        summary="A sealed bid, after closing",
        tag="bids",
        media=(AGE,),
        faults=(404, 409),
    ),
    Route(
        method="PUT",
        path=f"{_AT}/key",
        name="enter_offer_key",
        endpoint=keyed,
        needs=Need("add", "offer_key"),
        summary="Enter a part of the key of sealed bids",
        tag="bids",
        answer=FORMS["offer"].shown,
        faults=(404, 409),
        body_bytes=KEY_BYTES,
    ),
    Route(
        method="POST",
        path=f"{_AT}/to-confirm",
        name="opening_to_confirm",
        endpoint=to_confirm,
        needs=_OPEN,
        summary="What each holder is asked to confirm",
        tag="bids",
        answer=dict[str, Any],
        faults=(404, 409),
        body_bytes=OPENED_BYTES,
    ),
    Route(
        method="POST",
        path=f"{_AT}/opened",
        name="open_bids",
        endpoint=opened,
        needs=_OPEN,
        summary="Keep what two holders found and confirm",
        tag="bids",
        answer=FORMS["offer"].shown,
        faults=(404, 409),
        body_bytes=OPENED_BYTES,
    ),
)
