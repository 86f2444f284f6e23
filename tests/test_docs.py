"""The documents say what the code does: generated pages are fresh, shown code runs."""

import contextlib
import importlib.util
import io
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"


def test_the_pages_made_from_the_code_are_fresh() -> None:
    spec = importlib.util.spec_from_file_location("make", DOCS / "reference" / "make.py")
    assert spec is not None
    assert spec.loader is not None
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    for name, text in make.pages().items():
        page = (DOCS / "reference" / name).read_text("utf-8")
        assert page == text, f"{name} is stale; run: python docs/reference/make.py"


@pytest.mark.parametrize("page", sorted(DOCS.glob("tutorial/*.md")), ids=lambda page: page.stem)
def test_the_code_of_a_tutorial_runs_and_prints_what_it_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```(python|text)\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    assert blocks
    names: dict[str, object] = {}
    printed = ""
    for kind, block in blocks:
        if kind == "text":
            assert printed.strip() == block.strip()
            continue
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(block, str(page), "exec"), names)  # noqa: S102
        printed = out.getvalue()


def test_each_link_in_the_documents_leads_somewhere() -> None:
    broken = []
    for page in [*DOCS.rglob("*.md"), *DOCS.parent.glob("*.md")]:
        targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))
        broken += [f"{page.name}: {to}" for to in targets if not (page.parent / to).exists()]
    assert not broken
