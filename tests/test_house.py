"""The rules of the house that no linter knows."""

import ast
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import gengxin
from gengxin.terms import (
    FINDING_CAUSES,
    FINDINGS,
    GAPS,
    OBSERVATIONS,
    OPTION_TABLES,
    RANKING,
    TABLES,
    Table,
    codes,
)

SOURCE = Path(gengxin.__file__).parent
ROOT = Path(__file__).parent.parent

SUFFIXES = (
    *(
        "_m",
        "_m2",
        "_m3",
        "_min",
        "_hours",
        "_years",
        "_months",
        "_people",
        "_jobs",
        "_homes",
        "_count",
    ),
    *("_share", "_rate", "_amount", "_kgco2e", "_kwh", "_deg"),
)
# ratios, and numbers whose name is their unit
FREE_OF_SUFFIX = (
    *("far", "lot_coverage", "cap_rate", "gap", "weight"),
    *("storeys", "year", "year_built"),
)
# results say their unit in the indicator's own record
RESULTS = {
    "limit",
    "part",
    "value",
    "numerator",
    "denominator",
    "threshold",
    "rank",
    "gaps_per_person",
}


def modules() -> list[str]:
    names = ["gengxin"]
    names += [m.name for m in pkgutil.walk_packages(gengxin.__path__, "gengxin.")]
    return [name for name in names if not name.endswith("__main__")]


@pytest.mark.parametrize("name", modules())
def test_each_public_name_is_documented(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__, f"{name} opens with one sentence saying what it knows"
    for public in getattr(module, "__all__", []):
        thing = getattr(module, public)
        if inspect.isclass(thing) or inspect.isfunction(thing):
            assert inspect.getdoc(thing), f"{name}.{public} says what one gets"


RESULT_TABLES = (OBSERVATIONS, FINDINGS, FINDING_CAUSES, GAPS, RANKING, *OPTION_TABLES.values())


@pytest.mark.parametrize("table", [*TABLES.values(), *RESULT_TABLES])
def test_each_number_says_its_unit(table: Table) -> None:
    for column in table.quantities:
        if column.name in RESULTS:
            continue
        plain = re.sub(r"_x10+$", "", column.name)  # fixed point: the scale follows the unit
        named = plain.endswith(SUFFIXES + FREE_OF_SUFFIX)
        assert named, f"{table.name}.{column.name} carries its unit"
        assert column.unit, f"{table.name}.{column.name} states its unit"


@pytest.mark.parametrize("table", [*TABLES.values(), *RESULT_TABLES])
def test_each_column_speaks_both_languages(table: Table) -> None:
    assert table.en
    assert table.zh
    for column in table.columns:
        assert column.en, f"{table.name}.{column.name}"
        assert re.search(r"[一-鿿]", column.zh), f"{table.name}.{column.name}"


def test_each_code_speaks_both_languages() -> None:
    for name in codes.__all__:
        for code, (en, zh) in getattr(codes, name).items():
            assert en, f"{name}.{code}"
            assert re.search(r"[一-鿿]", zh), f"{name}.{code}"


def test_each_reference_names_a_table() -> None:
    for table in TABLES.values():
        for column in table.columns:
            assert column.refers_to in {"", *TABLES}, f"{table.name}.{column.name}"


def test_a_column_of_one_name_has_one_meaning_of_unit() -> None:
    units: dict[str, set[str]] = {}
    for table in TABLES.values():
        for column in table.quantities:
            units.setdefault(column.name, set()).add(column.unit)
    mixed = {name: found for name, found in units.items() if len(found) > 1}
    assert not mixed


def test_no_name_that_says_nothing() -> None:
    vague = {"utils", "common", "helpers", "core", "base", "manager", "misc"}
    found = [path for path in SOURCE.rglob("*") if path.stem in vague]
    assert not found


def test_rooms_are_the_ones_of_the_architecture() -> None:
    rooms = {path.name for path in SOURCE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    loop = {"listen", "diagnose", "plan", "verify", "offer", "review"}
    world = {"cli", "web", "workbench", "sources", "store", "publish"}
    below = {"indicators", "rules", "appraisal", "engines", "terms"}
    known = loop | world | below
    assert rooms <= known


def test_no_room_calls_the_solvers_of_scipy() -> None:
    allowed = ("engines/solve", "engines/match")
    callers = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if re.search(r"scipy\.optimize|from scipy import .*optimize", path.read_text("utf-8"))
    ]
    assert [path for path in callers if not path.startswith(allowed)] == []


def test_files_and_functions_keep_to_a_glance() -> None:
    long = []
    for path in SOURCE.rglob("*.py"):
        text = path.read_text("utf-8")
        if text.count("\n") > 500:
            long.append(f"{path.relative_to(SOURCE)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
                if lines > 60:
                    long.append(f"{path.relative_to(SOURCE)}:{node.name}: {lines} lines")
    assert not long


def test_each_command_stands_in_the_documents() -> None:
    from typer.main import get_command

    from gengxin.cli.app import app

    text = (ROOT / "docs" / "reference" / "commands.md").read_text("utf-8")
    for name in get_command(app).commands:
        assert f"## gengxin {name}\n" in text, (
            f"docs/reference/commands.md has no heading for {name}"
        )


def test_nothing_names_a_host_of_packages_or_a_path_of_a_machine() -> None:
    hosts = re.compile(r"(pypi\.org|pythonhosted|registry\.npmjs|(?<![\w.])/(work|root|home)/\w)")
    kinds = {".py", ".md", ".toml", ".txt", ".json", ".yaml", ".yml", ".ts", ".svelte", ".css"}
    found = []
    for path in ROOT.rglob("*"):
        hidden = {".venv", ".git", ".peers", "node_modules", "demo-out", "assets"} & set(path.parts)
        if hidden or path.suffix not in kinds or not path.is_file() or path == Path(__file__):
            continue
        if hosts.search(path.read_text("utf-8", errors="ignore")):
            found.append(str(path.relative_to(ROOT)))
    assert not found


WESTERN = re.compile(r"[一-鿿][,;:!?()]|[,;:!?()][一-鿿]")


def test_chinese_words_have_chinese_punctuation() -> None:
    # in data files a Chinese value is the one under a name that ends with zh
    told = [
        f"{path.relative_to(SOURCE)}: {line.strip()}"
        for path in SOURCE.rglob("*.toml")
        for line in path.read_text("utf-8").splitlines()
        for value in re.findall(r"zh = \"([^\"]*)\"", line)
        if WESTERN.search(value)
    ]
    told += [
        f"{table.name}.{column.name}"
        for table in (*TABLES.values(), *RESULT_TABLES)
        for column in table.columns
        if WESTERN.search(column.zh)
    ]
    readme = (ROOT / "README.zh-CN.md").read_text("utf-8")
    told += [
        line for line in readme.splitlines() if WESTERN.search(re.sub(r"\]\([^)]*\)", "", line))
    ]
    assert not told
