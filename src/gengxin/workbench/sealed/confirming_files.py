"""What holders confirm of an opening, by files in the folder of what was found."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gengxin.store.atomic import write_file
from gengxin.terms import InputError
from gengxin.workbench.sealed.by_files import OPENING
from gengxin.workbench.sealed.confirming import answer_to, findings_sha256

__all__ = ["QUESTIONS", "answers_in", "confirm_folder"]

QUESTIONS = "to-confirm.json"


def confirm_folder(folder: Path, identities: Mapping[str, str]) -> str:
    """Confirm, by holders' secret keys, what was found as it stands in a folder.

    Their answers come to lie beside it. The fingerprint of what was found.

    Raises
    ------
    InputError
        Where the server asks about something else than what lies there.

    """
    questions, found = _document(folder / QUESTIONS), _document(folder / OPENING)
    try:
        found_sha256 = findings_sha256(found["packages"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        msg = f"{folder / OPENING} isn't what gengxin bid open wrote"
        raise InputError(f"{msg}; open the bids anew") from error
    for holder, identity in identities.items():
        answer = answer_to(questions, found_sha256, holder=holder, identity=identity)
        write_file(_path(folder, holder), json.dumps({holder: answer}).encode())
    return found_sha256


def answers_in(folder: Path) -> dict[str, str]:
    """The answers of holders that lie in a folder."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("confirmed-*.json")):
        found |= {name: str(answer) for name, answer in _document(path).items()}
    return found


def _path(folder: Path, holder: str) -> Path:
    return folder / f"confirmed-{holder}.json"


def _document(path: Path) -> dict[str, Any]:
    if not path.is_file():
        msg = f"{path} is absent"
        raise InputError(f"{msg}; gengxin bid open and gengxin offer ask-holders write it")
    try:
        told = json.loads(path.read_bytes())
    except ValueError as error:
        raise InputError(f"{path} isn't JSON: {error}; take it anew") from error
    if not isinstance(told, dict):
        raise InputError(f"{path} holds no JSON object; take it anew")
    return told
