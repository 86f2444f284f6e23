"""A page that is one file: templates, scripts and styles put together, with the data inside."""

import base64
import contextlib
import hashlib
import json
import math
import os
import zlib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from gengxin.publish.numbers import in_table, signed, unit_words, with_unit
from gengxin.publish.origins import file_words, licence_words, parameter_rows
from gengxin.publish.whole_file import whole_file
from gengxin.publish.words import LEVELS, Words, source_words
from gengxin.terms import District, InputError

__all__ = ["as_text", "attributions", "compile_page", "templates", "write_page"]


def compile_page(template: str) -> None:
    """Compile a template, so that its page is written sooner."""
    templates().get_template(template)


def write_page(path: Path, template: str, *, script: str, data: object, **told: object) -> None:
    """Write a page as one self-contained HTML file.

    ``script`` names the built script that wakes the page, ``data`` is what travels inside for it,
    ``told`` what the template sets; ``layers`` among that is a part of the data, already as text.
    """
    scripts = {name: _asset(name) for name in ("boot.js", script)}
    page = (
        templates()
        .get_template(template)
        .render(
            **told,
            Words=Words,
            data=as_text(data),
            style=Markup(_asset(script.replace(".js", ".css")).replace("</style", "<\\/style")),  # noqa: S704 - our own build
            boot=Markup(scripts["boot.js"]),  # noqa: S704 - our own build
            script=Markup(scripts[script]),  # noqa: S704 - our own build
            script_hashes=[_hash(text) for text in scripts.values()],
        )
    )
    with whole_file(Path(path)) as work:
        work.write_text(page, encoding="utf-8")


def as_text(document: object) -> str:
    """The document as base64 of deflated JSON: no character of it means anything to HTML."""
    plain = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(zlib.compress(plain.encode(), 4)).decode()


def attributions(district: District) -> list[str]:
    """Who must be named beside a map of the district: once each, in the order of the inputs."""
    named = [one.attribution for one in district.meta.inputs if one.attribution]
    return list(dict.fromkeys(named))


@cache
def templates() -> jinja2.Environment:
    """The page's templates: everything put into them is escaped unless it is marked up here."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("gengxin.publish"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        bytecode_cache=_compiled(),
    )
    made.globals.update(LEVELS=LEVELS, Words=Words, unit_words=unit_words, t=_both, w=_pair)
    made.filters.update(in_table=in_table, with_unit=with_unit, grouped=_grouped, whole=_whole)
    made.filters.update(source_words=source_words, file_words=file_words)
    made.filters.update(licence_words=licence_words, parameter_rows=parameter_rows)
    return made


def _compiled() -> jinja2.BytecodeCache | None:
    """Where compiled templates are kept, beside them as Python keeps its own; ``None`` for nowhere.

    Compiling them again would take a fifth of the time that a page takes.
    """
    folder = Path(__file__).parent / "templates" / "__pycache__"
    with contextlib.suppress(OSError):
        folder.mkdir(exist_ok=True)
    return jinja2.FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


def _both(words: Sequence[str]) -> Markup:
    """Both languages of one text; the style sheet shows the page's one."""
    return _pair(*words)


def _pair(en: str, zh: str) -> Markup:
    """English and Chinese of one text; the style sheet shows the page's one."""
    return Markup(  # noqa: S704 - both are escaped here
        f'<span class="en" lang="en">{escape(en)}</span>'
        f'<span class="zh" lang="zh-CN">{escape(zh)}</span>'
    )


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


def _whole(value: float) -> str:
    """A number without what is less than one; nothing for a missing one."""
    return signed(f"{value:,.0f}") if math.isfinite(value) else ""


def _grouped(value: int) -> str:
    """A whole number with its thousands apart."""
    return f"{int(value):,}"
