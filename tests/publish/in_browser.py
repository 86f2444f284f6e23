"""Opens a page in Chromium as a reader does, and watches what goes wrong on it."""

from pathlib import Path

from playwright.sync_api import Browser, Page

__all__ = ["ARGUMENTS", "CHROMIUM", "FIRST", "PATIENCE_MS", "Watched", "opened", "unable", "wide"]

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-first-run",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # a machine without a graphics card draws in software
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
PATIENCE_MS = 120_000
# the view of each report to which a test brings it back, by the fixture that writes it
FIRST = {
    "report": "lang=en&theme=light&indicator=reach.edu.kg&level=neighbourhood",
    "option_report": "lang=en&theme=light&by=best",
    "programme_report": "lang=en&theme=light&phase=0",
}


class Watched:
    """A page and what went wrong on it: messages, and requests that left the file."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                message.type in {"error", "warning"} and self.complaints.append(message.text)
            ),
        )
        page.on(
            "request",
            lambda request: (
                not request.url.startswith(("file:", "blob:", "data:"))
                and self.requests.append(request.url)
            ),
        )


def opened(browser: Browser, report: Path, *, address: str = "", **view: object) -> Watched:
    """Open the report and wait for its map."""
    settings = {
        "viewport": {"width": 1280, "height": 800},
        "locale": "en-GB",
        "reduced_motion": "reduce",
        **view,
    }
    page = browser.new_context(**settings).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE_MS)
    watched = Watched(page)
    page.goto(report.as_uri() + address)
    page.wait_for_selector("html[data-map=drawn]", state="attached")
    return watched


def unable(browser: Browser, report: Path, *, address: str) -> Page:
    """The report in a browser that can't draw a map (it has no WebGL)."""
    page = browser.new_context(locale="en-GB").new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(report.as_uri() + "#" + address)
    page.locator("#explore-app").get_by_text("needs WebGL").wait_for()
    return page


def wide(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))
