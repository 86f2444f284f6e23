"""Offers in Chromium on both stores: a party's whole way from registering to the award."""

import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib import resources
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from tests.web.offers.offering import Clock, project_of
from tests.web.test_browser_workbench import (
    MAIL,
    PASSWORD,
    in_english,
    kept,
    serious,
    with_account,
)

from gengxin.store.records import RecordStore, open_records
from gengxin.terms.records import SYSTEM, Criterion, Offer, Person, RoleGrant, RoleWanted
from gengxin.web.app import create_app
from gengxin.workbench.people.passwords import hashed
from gengxin.workbench.sealed import HOLDERS, make_holder
from gengxin.workbench.serving import Limits, Settings, open_served

pytestmark = pytest.mark.browser

AUDITOR = "wu@example.org"
PHRASE = "a phrase that a holder keeps"
SCHEME = "the lane stays 里弄不拆"
OFTEN = Limits(requests_per_minute=10**9, public_requests_per_minute=10**9, sign_ins_per_minute=99)


@dataclass(frozen=True, kw_only=True)
class At:
    """Where the server answers, its clock, its folder, and the draft of an offer."""

    address: str
    clock: Clock
    folder: Path
    offer: str

    def room(self, words: str = "") -> str:
        return f"{self.address}/#/offers?lang=en{words and '&'}{words}"


@pytest.fixture(params=["embedded", "server"])
def at(request: pytest.FixtureRequest, sampled: Path, tmp_path: Path) -> Iterator[At]:
    """A server whose clock is set forward, with one account for the office."""
    if not resources.files("gengxin.web").joinpath("assets", "index.html").is_file():
        pytest.skip("the workbench is not built; run `make setup`")
    folder, clock = tmp_path / "district", Clock()
    shutil.copytree(sampled, folder)
    where = "" if request.param == "embedded" else request.getfixturevalue("cluster").made("ui")
    with_account(open_records(where or folder))
    with_auditor(open_records(where or folder))
    served = open_served(Settings(folder=str(folder), records=where, limits=OFTEN), now=clock)
    project = project_of(served)
    with served.records.change(by=SYSTEM) as change:
        offer = change.add(drafted(project.ref, clock))
    config = uvicorn.Config(
        create_app(served),
        log_level="warning",
        ws="none",
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.05)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield At(address=address, clock=clock, folder=folder, offer=offer.ref)
        server.should_exit = True
        thread.join()
    served.close()


def with_auditor(records: RecordStore) -> None:
    """Keep a second person of the office: nobody makes a key or opens bids alone."""
    with records.change(by=SYSTEM) as change:
        person = change.add(Person(name="Wu", mail=AUDITOR, language="en"))
        change.put(replace(person, state="active", password_hash=hashed(PASSWORD, mail=AUDITOR)))
        change.add(RoleGrant(person=person.ref, role="auditor"))
    records.close()


def drafted(project: str, clock: Clock) -> Offer:
    """An offer of two roles, decided by a number and by an assessment."""
    months = Criterion(
        code="months",
        name_en="Time to build",
        name_zh="工期",
        weight=0.6,
        scoring="number",
        worst=36.0,
        best=24.0,
        unit="months",
    )
    scheme = Criterion(
        code="scheme", name_en="Scheme", name_zh="方案", weight=0.4, scoring="assessed"
    )
    return Offer(
        kind="project_implementer",
        projects=(project,),
        name_en="River lanes",
        name_zh="河湾里弄",
        about_en="Two lanes are repaired and let.",
        about_zh="修缮两条里弄并出租。",
        roles=(
            RoleWanted(role="developer", load_units=3),
            RoleWanted(role="operator", load_units=1),
        ),
        criteria=(months, scheme),
        questions_until=clock() + timedelta(hours=3),
        closes_at=clock() + timedelta(hours=6),
        made_up=True,
    )


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Give pages of new browsers, on which nothing may go wrong; a busy machine may be slow."""
    faults: list[str] = []
    contexts: list[BrowserContext] = []

    def opened(**view: object) -> Page:
        contexts.append(in_english(browser, **view))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def test_a_party_goes_from_registering_to_the_award(
    at: At, opened: Callable[..., Page], tmp_path: Path
) -> None:
    office = opened()
    auditor = opened()
    signed_in(office, at)
    signed_in(auditor, at, mail=AUDITOR, name="Wu")
    holders_make_the_key(office, at, tmp_path)
    another_part_is_added(office, auditor, at)
    first = opened()
    second = opened(viewport={"width": 360, "height": 740})
    registered(first, at, "Riverside")
    asked_and_answered(first, office, at)
    interest_begun(first)
    registered(second, at, "Lanes to let")
    joined(second)
    taken_in(first, second)
    in_both_languages(first)
    bid_sealed(first, at, tmp_path)
    closed_and_opened(office, at, tmp_path)
    scored_and_awarded(office)
    first.reload()
    expect(first.locator(".one")).to_contain_text("Chosen: Riverside (developer), Lanes to let")
    expect(first.locator(".one")).to_contain_text("the quickest, with the best scheme")
    first.get_by_role("button", name="My parties and bids").click()
    expect(first.locator(".one tbody tr")).to_contain_text("awarded")
    kept(first, "offer-desk")


def signed_in(page: Page, at: At, *, mail: str = MAIL, name: str = "Lin") -> None:
    """Somebody of the office signs in."""
    page.goto(f"{at.address}/#/sign-in?lang=en")
    page.get_by_label("Mail address").fill(mail)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").last.click()
    expect(page.get_by_role("button", name=f"Account: {name}")).to_be_visible()


def holders_make_the_key(page: Page, at: At, home: Path) -> None:
    """The auditor makes a key in the page, the others on their own; the offer gets one part."""
    page.goto(at.room(f"offer={at.offer}"))
    office = page.get_by_role("region", name="The office")
    expect(office).to_contain_text("Key of sealed bids")
    office.get_by_text("A holder without a key makes one here").click()
    office.get_by_label("Passphrase").fill(PHRASE)
    with page.expect_download() as taken:
        office.get_by_role("button", name="Make a holder’s key file").click()
    taken.value.save_as(home / "auditor.age")
    recipients = {"auditor": office.locator("details code").inner_text()}
    for name in set(HOLDERS) - {"auditor"}:
        recipients[name], file = make_holder(PHRASE)
        (home / f"{name}.age").write_bytes(file)
    for name, label in zip(HOLDERS, ("coordinator", "auditor", "bidders’ delegate"), strict=True):
        office.get_by_label(label, exact=True).fill(recipients[name])
    kept(page, "offer-key")
    assert serious(page) == []
    office.get_by_role("button", name="Make the offer’s key").click()
    expect(office).to_contain_text("The key has one part; whoever made it could open bids alone")
    office.get_by_role("button", name="Open the offer").click()
    expect(office.get_by_role("alert")).to_contain_text("let another holder add one")
    expect(page.locator(".one h2 .state")).to_have_text("draft")


def another_part_is_added(office: Page, auditor: Page, at: At) -> None:
    """The auditor adds a part on a machine of the auditor's own; then the offer is opened."""
    auditor.goto(at.room(f"offer={at.offer}"))
    region = auditor.get_by_role("region", name="The office")
    expect(region.locator("dl code")).to_have_count(3)
    kept(auditor, "offer-part")
    assert serious(auditor) == []
    region.get_by_role("button", name="Add a part on this machine").click()
    expect(region).to_contain_text("Bids to this offer are sealed now · 2 parts")
    office.reload()
    office.get_by_role("button", name="Open the offer").click()
    expect(office.locator(".one h2 .state")).to_have_text("open")


def registered(page: Page, at: At, name: str) -> None:
    """A newcomer registers a party, and stands before the open offer signed in."""
    page.goto(at.room())
    page.locator("nav li button").filter(has_text="River lanes").click()
    expect(page.locator(".one h2")).to_contain_text("River lanes")
    page.locator(".one").get_by_role("button", name="Register as a party").click()
    page.get_by_label("Your name").fill(f"Somebody of {name}")
    page.get_by_label("Mail address").fill(f"{name.split(maxsplit=1)[0].lower()}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Its name in English").fill(name)
    page.get_by_label("Its name in Chinese").fill(f"{name}公司")
    for role, units in (("developer", "5"), ("operator", "4")):
        page.get_by_label(role, exact=True).check()
        page.get_by_label(f"{role}: load units at a time").fill(units)
    narrow(page)
    assert serious(page) == []
    kept(page, f"offer-register-{page.evaluate('innerWidth')}")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_role("button", name=f"Account: Somebody of {name}")).to_be_visible()
    page.locator("nav li button").filter(has_text="River lanes").click()
    expect(page.get_by_role("button", name="Show interest")).to_be_visible()


def asked_and_answered(party: Page, office: Page, at: At) -> None:
    """A question goes to the office, its answer to all."""
    party.get_by_label("Your question").fill("May the yard be closed at night?")
    party.get_by_role("button", name="Ask", exact=True).click()
    expect(party.locator(".one")).to_contain_text("1 wait for an answer")
    office.goto(at.room(f"offer={at.offer}"))
    office.reload()
    office.get_by_label("May the yard be closed at night?").fill("No; it is a way for all.")
    office.get_by_role("button", name="Answer to all").click()
    expect(office.locator(".one dl")).to_contain_text(["", "No; it is a way for all."])
    party.reload()
    expect(party.locator(".one")).to_contain_text("No; it is a way for all.")


def interest_begun(page: Page) -> None:
    """The first party shows interest as developer and looks for an operator."""
    page.get_by_label("Our role").select_option("developer")
    page.get_by_label("operator", exact=True).check()
    page.get_by_label("Note to partners").fill("We build; who lets?")
    page.get_by_role("button", name="Show interest").click()
    expect(mine(page)).to_contain_text("Partners we look for: operator")


def joined(page: Page) -> None:
    """The second party finds it among those who look for partners, and asks to join."""
    expect(page.locator(".partners")).to_contain_text("We build; who lets?")
    kept(page, "offer-phone")
    narrow(page)
    assert serious(page) == []
    page.get_by_role("button", name="Ask to join as operator").click()
    expect(mine(page)).to_contain_text("Lanes to let · operator · Ask")


def taken_in(first: Page, second: Page) -> None:
    """Who leads takes the partner in, who agreed by asking."""
    first.reload()
    mine(first).get_by_role("button", name="Take in").click()
    expect(mine(first)).to_contain_text("Lanes to let · operator · agreed")
    for page in (first, second):
        page.reload()
        expect(mine(page)).to_contain_text("Riverside · developer · agreed")
        expect(mine(page)).to_contain_text("Lanes to let · operator · agreed")


def in_both_languages(page: Page) -> None:
    """The offer reads in Chinese too."""
    kept(page, "offer-party")
    page.get_by_role("button", name="中文").click()
    expect(page.locator(".one h2")).to_contain_text("河湾里弄")
    expect(page.get_by_role("region", name="您的意向")).to_contain_text("已同意")
    kept(page, "offer-party-zh")
    assert serious(page) == []
    page.get_by_role("button", name="EN", exact=True).click()


def bid_sealed(page: Page, at: At, home: Path) -> None:
    """The bid is sealed in the page: the server gets bytes in which nothing can be read."""
    (home / "plans.txt").write_text(SCHEME)
    form = mine(page)
    form.get_by_label("Time to build [months]").fill("27")
    form.get_by_label("Scheme").fill(SCHEME)
    form.get_by_label("Files").set_input_files(home / "plans.txt")
    with page.expect_download() as taken:
        form.get_by_role("button", name="Seal and hand in").click()
    assert re.fullmatch(rf"receipt-{at.offer}-1\.json", taken.value.suggested_filename)
    expect(form).to_contain_text("State: submitted")
    expect(form).to_contain_text("Receipt No. 1")
    expect(form).to_contain_text("held sealed")
    kept(page, "offer-sealed")
    assert serious(page) == []
    for path in at.folder.rglob("*"):
        assert not path.is_file() or SCHEME.encode() not in path.read_bytes(), path


def closed_and_opened(page: Page, at: At, home: Path) -> None:
    """After closing, two of the three holders open the bids in the page."""
    at.clock.pass_(hours=7)
    page.reload()
    expect(page.locator(".one h2 .state")).to_have_text("closed")
    for which, holder in (("First holder", "delegate"), ("Second holder", "auditor")):
        page.get_by_label(which, exact=True).select_option(holder)
        page.get_by_label(f"{which}: key file").set_input_files(home / f"{holder}.age")
        page.get_by_label(f"{which}: passphrase of the key file").fill(PHRASE)
    kept(page, "offer-opening")
    assert serious(page) == []
    page.get_by_role("button", name="Open together").click()
    found = page.get_by_role("region", name="The office")
    expect(found.locator("tbody tr")).to_contain_text(["Riverside"])
    expect(found.locator("tbody tr")).to_contain_text(["Time to build: 27 months"])
    hand_over = page.get_by_role("button", name="Hand over to the server")
    page.get_by_label("bidders’ delegate confirms what was found").check()
    expect(hand_over).to_be_disabled()
    page.get_by_label("auditor confirms what was found").check()
    narrow(page)
    kept(page, "offer-found")
    assert serious(page) == []
    hand_over.click()
    expect(page.locator(".one h2 .state")).to_have_text("bids opened")


def scored_and_awarded(page: Page) -> None:
    """27 months of 36 to 24 are 9 / 12; with 0.8 for the scheme 0.6 × 0.75 + 0.4 × 0.8 = 0.77."""
    row = page.get_by_role("region", name="The office").locator("tbody tr").first
    expect(row).to_contain_text("0.750")
    row.get_by_label("points, 0 to 1").fill("0.8")
    row.get_by_label("Reason").fill("keeps the lanes")
    row.get_by_role("button", name="Give points").click()
    expect(row).to_contain_text("0.770")
    kept(page, "offer-scores")
    assert serious(page) == []
    award = page.locator("form").filter(has=page.get_by_role("button", name="Award to Riverside"))
    award.get_by_label("Reason").fill("the quickest, with the best scheme")
    award.get_by_role("button", name="Award to Riverside").click()
    expect(page.locator(".one h2 .state")).to_have_text("awarded")
    kept(page, "offer-awarded")


def mine(page: Page) -> Locator:
    """A party's own interest."""
    return page.get_by_role("region", name="Your interest")


def narrow(page: Page) -> None:
    """Nothing is wider than the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{wide} px wider than the screen"
