"""A page seals a bid and keeps a draft, in Chromium itself."""

import base64
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page
from tests.publish.in_browser import PATIENCE_MS
from tests.workbench.sealed.conftest import bid_of

from gengxin.terms.sealed import OfferKey
from gengxin.workbench.sealed import key_document, unpacked, unseal
from gengxin.workbench.sealed.age import unlocked

pytestmark = pytest.mark.browser

UI = Path(__file__).resolve().parents[3] / "workbench-ui"
BUNDLER = UI / "node_modules" / ".bin" / "rolldown"
PHRASE = "five words drawn at random"

SEAL = """async ({ key, stated, name, text }) => {
  const sealed = await import('/sealed.mjs')
  const files = new Map([[name, new TextEncoder().encode(text)]])
  const { recipients } = await sealed.checkedKey(key)
  const file = await sealed.sealBid(files, stated, recipients)
  return btoa(Array.from(file, (byte) => String.fromCharCode(byte)).join(''))
}"""

DRAFT = """async ({ stated, phrase }) => {
  const sealed = await import('/sealed.mjs')
  const file = await sealed.lockDraft(new Map(), stated, phrase)
  return btoa(Array.from(file, (byte) => String.fromCharCode(byte)).join(''))
}"""


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page with the browser's code beside it; no request leaves this process."""
    if shutil.which("node") is None or not BUNDLER.exists():
        pytest.skip("Node.js or the browser's libraries are absent: run make setup")
    bundle = tmp_path_factory.mktemp("chromium") / "sealed.mjs"
    command = [BUNDLER, UI / "src" / "sealed" / "index.ts", "--format", "esm", "--file", bundle]
    subprocess.run(command, cwd=UI, check=True, capture_output=True)
    context = browser.new_context()
    context.route(
        "**/*",
        lambda route: route.fulfill(
            content_type="text/javascript" if "mjs" in route.request.url else "text/html",
            body=bundle.read_text("utf-8") if "mjs" in route.request.url else "<p>a page</p>",
        ),
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    yield page
    context.close()


def test_a_bid_is_sealed_in_the_page(
    page: Page, key: OfferKey, secrets_of: Callable[[str, str], tuple[str, ...]]
) -> None:
    page.goto("https://district.example/")
    bid = bid_of("ANNA")
    stated = {"offer": bid.offer, "party": bid.party, "content": dict(bid.content)}
    given = {"key": key_document(key), "stated": stated, "name": "方案.txt", "text": "a scheme"}
    file = base64.b64decode(page.evaluate(SEAL, given))
    found = unpacked(unseal(file, secrets_of("coordinator", "auditor")))
    assert (found.party, found.content) == ("ANNA", bid.content)
    assert found.files == {"方案.txt": b"a scheme"}


def test_a_draft_is_locked_in_the_page(page: Page) -> None:
    page.goto("https://district.example/")
    stated = {"offer": "OFFER1", "party": "ANNA", "content": {"scheme": "MARKER"}}
    file = base64.b64decode(page.evaluate(DRAFT, {"stated": stated, "phrase": PHRASE}))
    assert b"MARKER" not in file
    assert unpacked(unlocked(file, PHRASE)).content == {"scheme": "MARKER"}


def test_a_page_that_came_without_https_doesnt_seal(page: Page, key: OfferKey) -> None:
    page.goto("http://district.example/")
    stated = {"offer": "OFFER1", "party": "ANNA", "content": {}}
    given = {"key": key_document(key), "stated": stated, "name": "a", "text": ""}
    with pytest.raises(Error, match="didn’t come over https"):
        page.evaluate(SEAL, given)
