"""Where a district and its results come from: inputs, software, parameters, days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

__all__ = ["InputFile", "Money", "Note", "Provenance"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """One file that was read."""

    name: str
    sha256: str
    kind: str
    licence: str = "not stated"
    attribution: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing that the import did or found: ``action`` on ``count`` rows of ``table``.

    Actions: ``read``, ``mended``, ``joined``, ``left_out``, ``merged``, ``estimated``, ``missing``.
    For ``missing``, ``next_step`` names the file that would fill the gap.
    """

    table: str
    action: str
    count: int
    en: str
    zh: str
    next_step_en: str = ""
    next_step_zh: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A currency and the day of its prices."""

    currency: str
    price_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Which inputs, which software and which parameters made a result."""

    inputs: tuple[InputFile, ...]
    software: str
    day: date
    parameters: Mapping[str, str] = field(default_factory=dict)
