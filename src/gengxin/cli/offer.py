"""The commands ``gengxin offer``: the office's side of offers, and bids to and from a server."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gengxin.cli.show import as_json, say

if TYPE_CHECKING:
    from gengxin.workbench.offers.by_http import Office

__all__ = ["offer"]

TOKEN = "GENGXIN_TOKEN"  # noqa: S105 - the variable's name

offer = typer.Typer(
    help="Offers to parties: list, answer, award; hand in and open sealed bids on a server.",
    no_args_is_help=True,
)

Where = Annotated[
    str, typer.Argument(metavar="DISTRICT", help="folder of the district, or postgresql://…")
]
Ref = Annotated[str, typer.Argument(metavar="OFFER", help="ref of the offer")]
Url = Annotated[str, typer.Argument(metavar="URL", help="the server's address, https://…")]
By = Annotated[str, typer.Option("--by", metavar="MAIL", help="who does it, for the log")]
Reason = Annotated[str, typer.Option(help="the reason, which is told to those concerned")]
Found = Annotated[Path, typer.Argument(metavar="FOLDER", help="what gengxin bid open wrote")]
Json = Annotated[bool, typer.Option("--json", help="print one JSON document")]


@offer.command("list")
def list_(where: Where, *, json: Json = False) -> None:
    """List the offers of a district."""
    from gengxin.workbench.offers.by_records import doer_of, listed

    with doer_of(where) as doer:
        told = listed(doer)
    if json:
        as_json(told)
        return
    for one in told:
        made_up = "  made up 虚构" if one["made_up"] else ""
        closes = one["closes_at"] or "when closed by hand"
        say(f"{one['ref']}  {one['state']:10}  {one['name_en']} {one['name_zh']}{made_up}")
        counts = f"{one['interest_count']} interested, {one['receipts_count']} sealed bids"
        say(f"    closes {closes}; {counts}")
    if not told:
        say("no offers yet: planners draft them in the workbench")


@offer.command()
def show(where: Where, ref: Ref, *, json: Json = False) -> None:
    """Show an offer as its page does."""
    from gengxin.workbench.offers.by_records import doer_of, told

    with doer_of(where) as doer:
        page = told(doer, ref)
    if json:
        as_json(page)
        return
    say(f"{page['name_en']} {page['name_zh']} ({page['state']})")
    for project in page["projects"]:
        say(f"  project {project['code']}  {project['name_en']} {project['name_zh']}")
    for role in page["roles"]:
        say(f"  wanted: {role['role']}, load {role['load_units']}")
    for one in page["criteria"]:
        say(f"  criterion {one['code']}: weight {one['weight']:g}, {one['scoring']}")
    for name in ("opens_at", "questions_until", "closes_at", "award_by"):
        say(f"  {name}: {page[name] or 'not set'}")
    say(f"  sealed bids: {page['receipts_count']}" if page["sealed"] else "  bids aren't sealed")


@offer.command()
def questions(where: Where, ref: Ref, *, json: Json = False) -> None:
    """List the questions about an offer; who asked isn't told."""
    from gengxin.workbench.offers.by_records import doer_of, questions_of

    with doer_of(where) as doer:
        told = questions_of(doer, ref)
    if json:
        as_json(told)
        return
    for one in told:
        say(f"{one['ref']}  {one['text']}")
        say(f"    {one['answer'] or 'not answered yet'}")


@offer.command()
def answer(
    where: Where,
    ref: Annotated[str, typer.Argument(metavar="QUESTION", help="ref of the question")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="the answer")],
    *,
    by: By = "",
) -> None:
    """Answer a question to all."""
    from gengxin.workbench.offers import asking
    from gengxin.workbench.offers.by_records import doer_of

    with doer_of(where, by_mail=by) as doer:
        asking.answer(doer, ref, text)
    say(f"answered {ref}; all see it")


@offer.command("open")
def open_(where: Where, ref: Ref, *, by: By = "") -> None:
    """Open a drafted offer, or say everything that it lacks."""
    from gengxin.terms.records import Offer
    from gengxin.workbench.offers import course
    from gengxin.workbench.offers.by_records import doer_of

    with doer_of(where, by_mail=by) as doer:
        _say_state(course.open_offer(doer, doer.records.one(Offer, ref)).state, ref)


@offer.command()
def close(where: Where, ref: Ref, *, by: By = "") -> None:
    """Close an offer that has no closing time."""
    from gengxin.workbench.offers import course
    from gengxin.workbench.offers.by_records import doer_of

    with doer_of(where, by_mail=by) as doer:
        _say_state(course.close(doer, ref).state, ref)


@offer.command()
def scores(where: Where, ref: Ref, *, json: Json = False) -> None:
    """Show interest in an opened offer with points, reasons and places."""
    from gengxin.workbench.offers.by_records import doer_of, scores_of

    with doer_of(where) as doer:
        told = scores_of(doer, ref)
    if json:
        as_json(told)
        return
    for row in told["rows"]:
        name = told["names"].get(row["party"], {}).get("name_en", row["party"])
        say(f"{row['ref']}  {name}  {row['state']}  {_total(row)}")
        for one in row["scores"]:
            points = "unavailable" if one["points"] is None else f"{one['points']:.3f}"
            say(f"    {one['criterion']}: {points} ({one['reason']})")


@offer.command()
def award(
    where: Where,
    ref: Ref,
    interest: Annotated[str, typer.Argument(metavar="INTEREST", help="ref of the interest")],
    *,
    reason: Reason,
    by: By = "",
) -> None:
    """Choose an interest; the others are refused, each with its total and place."""
    from gengxin.workbench.offers import course
    from gengxin.workbench.offers.by_records import doer_of

    with doer_of(where, by_mail=by) as doer:
        _say_state(course.award(doer, ref, interest, reason=reason).state, ref)


@offer.command()
def contract(
    where: Where, ref: Ref, *, note: Annotated[str, typer.Option()] = "", by: By = ""
) -> None:
    """Note that the contract is made: those chosen get their roles in the projects."""
    from gengxin.workbench.offers import course
    from gengxin.workbench.offers.by_records import doer_of

    with doer_of(where, by_mail=by) as doer:
        _say_state(course.contract(doer, ref, note=note).state, ref)


@offer.command()
def lapse(where: Where, ref: Ref, *, reason: Reason, by: By = "") -> None:
    """Let an offer lapse; sealed bids that nobody opened stay sealed."""
    from gengxin.workbench.offers import course
    from gengxin.workbench.offers.by_records import doer_of

    with doer_of(where, by_mail=by) as doer:
        _say_state(course.lapse(doer, ref, reason=reason).state, ref)


@offer.command()
def submit(
    url: Url,
    ref: Ref,
    bid: Annotated[Path, typer.Argument(metavar="BID.age", help="the sealed bid")],
    *,
    party: Annotated[str, typer.Option(help="ref of the party that bids")],
    out: Annotated[Path, typer.Option("-o", "--out", help="file to write the receipt to")],
) -> None:
    """Hand in a sealed bid on a server (token in GENGXIN_TOKEN), and keep its receipt."""
    from gengxin.workbench.offers.by_http import hand_in

    receipt = hand_in(_office(url), ref, bid, out, party=party)
    say(f"bid {receipt.number} was received at {receipt.received_at.isoformat()}")
    say(f"wrote {out}: keep it, gengxin bid check --mine holds all receipts against it")


@offer.command()
def fetch(
    url: Url,
    ref: Ref,
    *,
    out: Annotated[Path, typer.Option("-o", "--out", help="folder to write")],
) -> None:
    """Fetch an offer's key, receipts and sealed bids from a server, as far as one may."""
    from gengxin.workbench.offers.by_http import fetch as fetched

    told = fetched(_office(url), ref, out)
    say(f"wrote {out}: the key, {told['receipts']} receipts, {told['bids']} sealed bids")


@offer.command("ask-holders")
def ask_holders(url: Url, ref: Ref, folder: Found) -> None:
    """Ask a server what holders are to confirm of what was found in the sealed bids."""
    from gengxin.workbench.offers.by_http import ask_holders as asked

    count = asked(_office(url), ref, folder)
    say(f"wrote {folder / 'to-confirm.json'}: what was found in {count} bids, to be confirmed")
    say(f"  two holders, each: gengxin bid confirm {folder} --holder NAME=FILE")
    say(f"  then: gengxin offer opened {url} {ref} {folder}")


@offer.command()
def opened(url: Url, ref: Ref, folder: Found) -> None:
    """Tell a server what was found in the sealed bids, which two holders confirm."""
    from gengxin.workbench.offers.by_http import report

    say(f"the offer is opened, as {' and '.join(report(_office(url), ref, folder))} confirm")


def _office(url: str) -> "Office":
    from gengxin.terms import InputError
    from gengxin.workbench.offers.by_http import Office

    token = os.environ.get(TOKEN, "")
    if not token:
        msg = f"{TOKEN} is not set, must hold a token with the roles that this asks"
        raise InputError(f"{msg}; make one in the workbench, under your name")
    return Office(address=url, token=token)


def _say_state(state: str, ref: str) -> None:
    say(f"offer {ref} is {state}")


def _total(row: dict[str, float | None]) -> str:
    if row["total"] is None:
        return f"total unavailable, {row['least']:.3f} to {row['most']:.3f}"
    return f"total {row['total']:.3f}, place {row['place_first']}"
