"""``district.toml``: what is true of a whole district, as a person can read and edit it."""

import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

import tomli_w

from gengxin.terms import DistrictMeta, InputError, InputFile, Money, Note

__all__ = ["FORMAT", "meta_from_toml", "meta_to_toml"]

# raised when a folder written by this version can't be read by the one before
FORMAT = 1


def meta_to_toml(meta: DistrictMeta, layers: Mapping[str, Mapping[str, Any]]) -> str:
    """Write the meta and the list of layers (table → rows, sha256) as TOML."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "name_en": meta.name_en,
        "name_zh": meta.name_zh,
        "made_up": meta.made_up,
        "crs": meta.crs,
        "data_day": meta.data_day,
    }
    if meta.seed is not None:
        document["seed"] = meta.seed
    if meta.money is not None:
        document["money"] = {"currency": meta.money.currency, "price_day": meta.money.price_day}
    document["parameters"] = dict(meta.parameters)
    document["layers"] = {name: dict(facts) for name, facts in layers.items()}
    document["inputs"] = [_input_to_toml(one) for one in meta.inputs]
    document["notes"] = [_note_to_toml(note) for note in meta.notes]
    return tomli_w.dumps(document, multiline_strings=False)


def meta_from_toml(text: str, *, named: str) -> tuple[DistrictMeta, dict[str, dict[str, Any]]]:
    """Read the meta and the list of layers; ``named`` is the file as the user knows it.

    Raises
    ------
    InputError
        Where the text is no TOML, is of a later format, or lacks a field.

    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        msg = f"{named} can't be read: {error}; mend that line or import the district again"
        raise InputError(msg) from error
    if document.get("format") != FORMAT:
        msg = (
            f"{named} has format {document.get('format')!r}, this version reads {FORMAT}; "
            "import the district again, or use the version that wrote it"
        )
        raise InputError(msg)
    try:
        return _meta(document), document["layers"]
    except (KeyError, TypeError) as error:
        msg = f"{named} lacks or misspells a field: {error}; add it or import the district again"
        raise InputError(msg) from error


def _meta(document: Mapping[str, Any]) -> DistrictMeta:
    money = document.get("money")
    return DistrictMeta(
        name_en=document["name_en"],
        name_zh=document["name_zh"],
        crs=document["crs"],
        data_day=_day(document["data_day"]),
        money=None if money is None else Money(**money),
        made_up=document["made_up"],
        seed=document.get("seed"),
        inputs=tuple(InputFile(**one) for one in document["inputs"]),
        parameters=document["parameters"],
        notes=tuple(Note(**note) for note in document["notes"]),
    )


def _day(value: object) -> date:
    if not isinstance(value, date):
        msg = f"data_day is {value!r}, must be a day such as 2026-11-22"
        raise TypeError(msg)
    return value


def _input_to_toml(one: InputFile) -> dict[str, Any]:
    """One input, without the fields that were not stated (TOML has no empty value)."""
    fields = {
        "name": one.name,
        "sha256": one.sha256,
        "kind": one.kind,
        "licence": one.licence,
        "attribution": one.attribution,
        "day": one.day,
    }
    return {name: value for name, value in fields.items() if value not in {None, ""}}


def _note_to_toml(note: Note) -> dict[str, Any]:
    fields = {
        "table": note.table,
        "action": note.action,
        "count": note.count,
        "en": note.en,
        "zh": note.zh,
        "next_step_en": note.next_step_en,
        "next_step_zh": note.next_step_zh,
    }
    return {name: value for name, value in fields.items() if value != ""}
