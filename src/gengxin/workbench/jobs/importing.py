"""Import files for a job: by a recipe in JSON, into a new district or beside what is there."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import tomli_w

from gengxin.store import DistrictFolder, write_file
from gengxin.terms import TABLES, District, DistrictMeta, InputError, PlainDistrict, checked
from gengxin.workbench.progress import Progress, quiet

if TYPE_CHECKING:
    from gengxin.sources.notes import NoteBook

__all__ = ["imported"]


def imported(
    task: Mapping[str, Any], home: DistrictFolder, *, report: Progress = quiet
) -> District:
    """The district as it is once the files are read.

    A recipe without ``district`` is one of the district that is there. With ``keep_others`` the
    tables that the files don't fill stay as they are.

    Raises
    ------
    InputError, DistrictFaultsError
        As ``import_district``: every fault by file, row and column.

    """
    from gengxin.sources import read_district

    asks = task["asks"]
    there = home.load() if asks["keep_others"] or _is_partial(asks["recipe"]) else None
    report("reading files", 0.0)
    boundary = task.get("boundary")
    plain = read_district(
        [Path(source) for source in task["sources"]],
        recipe=_recipe(asks["recipe"], Path(task["scratch"]), there),
        boundary=None if boundary is None else Path(boundary),
        accept_loss=asks["accept_loss"],
    )
    report("checking", 0.7)
    if there is not None and asks["keep_others"]:
        plain = _beside(there, plain)
    district = checked(plain)
    report("checked", 0.95)
    return district


def _is_partial(recipe: object) -> bool:
    return isinstance(recipe, Mapping) and "district" not in recipe


def _recipe(recipe: Any, scratch: Path, there: District | None) -> str | Path | None:  # noqa: ANN401
    """The name of a shipped recipe, or a file with the one that was told as JSON."""
    if not isinstance(recipe, Mapping):
        return recipe  # type: ignore[no-any-return]
    whole = dict(recipe)
    if there is not None and "district" not in whole:
        whole["district"] = _about(there.meta)
    path = scratch / "recipe.toml"
    try:
        write_file(path, tomli_w.dumps(whole).encode())
    except (TypeError, ValueError) as error:
        msg = f"the recipe holds what a recipe can't ({error}); leave out what is null"
        raise InputError(msg) from error
    return path


def _about(meta: DistrictMeta) -> dict[str, Any]:
    """What a recipe says of the whole, as it is of the district that is there."""
    about: dict[str, Any] = {
        "name_en": meta.name_en,
        "name_zh": meta.name_zh,
        "data_day": meta.data_day,
        "crs": meta.crs,
    }
    if meta.money is not None:
        about |= {"currency": meta.money.currency, "price_day": meta.money.price_day}
    return about


def _beside(there: District, read: PlainDistrict) -> PlainDistrict:
    """What was read, with the other tables as they are there; inputs and notes of both.

    Where rows of the others name one that is no more, the key is emptied, or where it must be
    there the row left out; both are counted.
    """
    from gengxin.sources.notes import NoteBook
    from gengxin.sources.tables import loosen_keys

    if read.meta.crs != there.meta.crs:
        msg = (
            f"the files are read in {read.meta.crs}, the district is in {there.meta.crs}; "
            f'say crs = "{there.meta.crs}" in the recipe'
        )
        raise InputError(msg)
    others = {
        name: there.table(name).reset_index() for name in there.given if name not in read.tables
    }
    together, book = {**others, **read.tables}, NoteBook()
    for name in others:
        together[name] = _without_orphans(together, name, book)
    loosen_keys(together, book)
    kept = tuple(one for one in there.meta.notes if one.table.partition(".")[0] in others)
    meta = replace(
        there.meta,
        inputs=(*there.meta.inputs, *read.meta.inputs),
        parameters={**there.meta.parameters, **read.meta.parameters},
        notes=(*kept, *(one for one in read.meta.notes if one.action != "missing"), *book.notes),
    )
    money = {} if there.meta.money is None else dict.fromkeys(others, there.meta.money)
    return PlainDistrict(meta=meta, tables=together, money={**money, **read.money})


def _without_orphans(
    tables: Mapping[str, pd.DataFrame], name: str, book: "NoteBook"
) -> pd.DataFrame:
    """The rows of a table without those that must name a row which is no more."""
    frame = tables[name]
    for column in TABLES[name].columns:
        if column.required and column.refers_to in tables:
            orphaned = ~frame[column.name].isin(tables[column.refers_to]["ref"])
            book.add(
                name,
                "left_out",
                int(orphaned.sum()),
                en=f"rows whose {column.name} is no more among {column.refers_to}",
                zh=f"所属的 {column.refers_to} 行已不存在的行",
            )
            frame = frame[~orphaned]
    return frame.reset_index(drop=True)
