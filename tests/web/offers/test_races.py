"""What two do at once with an offer: one of them is told so, and nothing is half done."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from fastapi import FastAPI
from httpx import Response
from tests.web.conftest import ClientOf
from tests.web.offers.offering import (
    Clock,
    handed_in,
    interest_of,
    offer_asked,
    opened_offer,
    party_of,
)

from gengxin.terms.records import ExpressionOfInterest, Is, Project
from gengxin.workbench.serving import Served

CODES = [{"code": "months", "name_en": "months", "name_zh": "工期", "weight": 1.0}]
NUMBERS = [{**CODES[0], "scoring": "number", "worst": 36, "best": 24}]


def at_once(*calls: Callable[[], Response]) -> Sequence[Response]:
    """What each is answered when all ask in the same moment."""
    barrier = Barrier(len(calls))

    def asked(call: Callable[[], Response]) -> Response:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(asked, calls))


def test_of_two_awards_at_once_one_holds(
    app: FastAPI, client_of: ClientOf, served: Served, project: Project, clock: Clock
) -> None:
    coordinator = client_of("coordinator")
    asked = offer_asked(project, clock, criteria=NUMBERS)
    ref = opened_offer(coordinator, asked)["ref"]
    rivals = [
        handed_in(party_of(app, name), ref, stated={"months": 30})["ref"] for name in ("Ann", "Bo")
    ]
    clock.pass_(hours=7)
    told = at_once(
        *(
            lambda one=one: coordinator.post(
                f"/api/offers/{ref}/award", json={"interest": one, "reason": "best"}
            )
            for one in (*rivals, *rivals)
        )
    )
    assert sorted(one.status_code for one in told) == [200, 409, 409, 409]
    states = [served.records.one(ExpressionOfInterest, one).state for one in rivals]
    assert sorted(states) == ["awarded", "refused"]
    assert served.records.verify().holds


def test_interest_handed_in_as_the_offer_closes_is_in_or_out(
    app: FastAPI, client_of: ClientOf, served: Served, project: Project, clock: Clock
) -> None:
    asked = offer_asked(project, clock, criteria=NUMBERS)
    ref = opened_offer(client_of("coordinator"), asked)["ref"]
    parties = [party_of(app, name) for name in ("Ann", "Bo", "Cai")]
    begun = [interest_of(one, ref, stated={"months": 30}) for one in parties]

    def close() -> Response:
        clock.pass_(hours=7)
        return client_of("public").get(f"/api/offers/{ref}/page")

    told = at_once(
        close,
        *(
            lambda who=who, one=one: who.post(f"/api/interest/{one['ref']}/submit", version=1)
            for who, one in zip(parties, begun, strict=True)
        ),
    )
    assert told[0].json()["state"] == "opened"
    for one, answer in zip(begun, told[1:], strict=True):
        state = served.records.one(ExpressionOfInterest, one["ref"]).state
        assert (answer.status_code, state) in {(200, "scored"), (409, "draft")}


def test_nobody_joins_what_is_withdrawn(app: FastAPI, served: Served, ref: str) -> None:
    ann, bo = party_of(app, "Ann"), party_of(app, "Bo")
    body = {"party": ann.party, "looking_for": ["operator"]}
    one = ann.post(f"/api/offers/{ref}/interest", body).json()["ref"]
    joined, withdrawn = at_once(
        lambda: bo.post(f"/api/interest/{one}/join", {"party": bo.party, "role": "operator"}),
        lambda: ann.post(f"/api/interest/{one}/withdraw"),
    )
    assert withdrawn.status_code == 200
    assert joined.status_code in {200, 409}
    kept = served.records.one(ExpressionOfInterest, one)
    assert (kept.state, kept.asks) == ("withdrawn", ())


def test_interest_of_one_party_begun_twice_at_once_is_one(
    app: FastAPI, served: Served, ref: str
) -> None:
    ann = party_of(app, "Ann")
    told = at_once(*[lambda: ann.post(f"/api/offers/{ref}/interest", {"party": ann.party})] * 3)
    assert sorted(one.status_code for one in told) == [201, 409, 409]
    assert len(served.records.list(ExpressionOfInterest, Is("offer", ref))) == 1
    assert json.loads(told[0].content)
