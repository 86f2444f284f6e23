"""The sha256 of a pack as it was read: of rules, factors, practice or standards."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

__all__ = ["mark_of"]


def mark_of(pack: object) -> str:
    """The sha256 of all that a pack says, wherever it was read: packs that say the same share it.

    Of what a pack is read into, not of its file: one that extends another says that one's too, and
    a remark in a file changes nothing.
    """
    text = json.dumps(pack, default=_plain, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> Any:  # noqa: ANN401 - what JSON can tell
    """A record, mapping or day as JSON tells it."""
    if is_dataclass(value):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    msg = f"{type(value).__name__} in a pack: no way to tell it"
    raise TypeError(msg)
