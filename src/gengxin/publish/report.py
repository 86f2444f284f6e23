"""The report: one HTML file that opens from disk, asks the net for nothing, and prints."""

import base64
import hashlib
from importlib import resources
from pathlib import Path

import jinja2
from markupsafe import Markup

from gengxin.publish.answer import answer
from gengxin.publish.embed import as_text, attributions, embedded
from gengxin.publish.numbers import in_table, unit_words, with_unit
from gengxin.publish.readiness import table_states
from gengxin.publish.report_tables import (
    finding_rows,
    indicator_groups,
    note_rows,
    standard_rows,
    unavailable_rows,
)
from gengxin.publish.still_map import still_map
from gengxin.publish.whole_file import whole_file
from gengxin.publish.words import LEVELS, Names, Words
from gengxin.terms import CheckUp, District, InputError

__all__ = ["write_report"]


def write_report(check_up: CheckUp, district: District, path: Path) -> None:
    """Write the report of a check-up as one self-contained HTML file."""
    page = _page(check_up, district)
    with whole_file(Path(path)) as work:
        work.write_text(page, encoding="utf-8")


def _page(check_up: CheckUp, district: District) -> str:
    """The report as text."""
    names = Names(check_up, district)
    scripts = {name: _asset(name) for name in ("boot.js", "report.js")}
    return (
        _templates()
        .get_template("report.html.j2")
        .render(
            names=names,
            meta=district.meta,
            check_up=check_up,
            headlines=answer(check_up, district, names),
            still=still_map(check_up, district, names),
            findings=finding_rows(check_up, names),
            indicator_groups=indicator_groups(check_up),
            unavailable=unavailable_rows(check_up),
            tables=table_states(district),
            notes=note_rows(district),
            standards=standard_rows(check_up),
            attributions=attributions(district),
            data=as_text(embedded(check_up, district, names)),
            style=Markup(_asset("report.css").replace("</style", "<\\/style")),  # noqa: S704 - our own build
            scripts={name: Markup(text) for name, text in scripts.items()},  # noqa: S704 - our own build
            script_hashes=[_hash(text) for text in scripts.values()],
        )
    )


def _templates() -> jinja2.Environment:
    """The page's templates: everything put into them is escaped unless it is marked up here."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("gengxin.publish"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    made.globals.update(LEVELS=LEVELS, Words=Words, unit_words=unit_words)
    made.filters.update(in_table=in_table, with_unit=with_unit, grouped=_grouped)
    return made


def _asset(name: str) -> str:
    """One file of the built front end; a script can't end the element that holds it."""
    file = resources.files("gengxin.publish").joinpath("assets", name)
    if not file.is_file():
        raise InputError(
            f"the report's front end is not built: {name} is absent from the program's assets; "
            "run `make setup`, or `npm ci && npm run build` in workbench-ui"
        )
    text = file.read_text("utf-8")
    return text.replace("</script", "<\\/script") if name.endswith(".js") else text


def _hash(script: str) -> str:
    """What a browser compares an inline script with before it runs it."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _grouped(value: int) -> str:
    """A whole number with its thousands apart."""
    return f"{int(value):,}"
