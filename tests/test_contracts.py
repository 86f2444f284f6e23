"""Each import contract is proven once by a deliberate violation."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

VIOLATIONS = {
    "Data flows one way": ("terms/stray.py", "import gengxin.store\n"),
    "No cycles anywhere": (
        "terms/stray.py",
        "import gengxin.terms.strayed\n",
        "terms/strayed.py",
        "import gengxin.terms.stray\n",
    ),
    "Engines stand alone": ("engines/walk/stray.py", "import gengxin.engines.cover\n"),
    "The core does no input or output": ("diagnose/stray.py", "import pathlib\n"),
    "Only the solving engines talk to a solver": (
        "engines/cover/stray.py",
        "import highspy\n",
    ),
    "The checker stands alone": ("verify/stray.py", "import gengxin.engines.cover\n"),
    "Doors speak to the workbench only": ("cli/stray.py", "import gengxin.sources\n"),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    ignored = shutil.ignore_patterns("__pycache__", "assets")
    shutil.copytree(ROOT / "src" / "gengxin", tmp_path / "gengxin", ignore=ignored)
    return tmp_path


def lint(folder: Path) -> str:
    command = "from importlinter.cli import lint_imports_command as run; run()"
    done = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("contract", VIOLATIONS)
def test_a_violation_breaks_its_contract(contract: str, copy: Path) -> None:
    files = VIOLATIONS[contract]
    for name, content in zip(files[::2], files[1::2], strict=True):
        (copy / "gengxin" / name).write_text(f'"""Stray."""\n\n{content}', "utf-8")
    assert f"{contract} BROKEN" in lint(copy)


def test_the_code_as_it_stands_keeps_every_contract(copy: Path) -> None:
    told = lint(copy)
    assert "0 broken" in told, told
