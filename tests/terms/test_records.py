"""Kinds of record: each says what the store needs, in both languages where people read it."""

import re
import typing
from dataclasses import FrozenInstanceError, fields
from types import ModuleType

import pytest

from gengxin.terms.records import (
    KINDS,
    KINDS_BY_NAME,
    Anchor,
    Break,
    ChainReport,
    Job,
    OneOf,
    Personal,
    Record,
    RefersTo,
    States,
    codes,
    name_of,
    offer_codes,
)


def marks(kind: type[Record]) -> dict[str, object]:
    hints = typing.get_type_hints(kind, include_extras=True)
    return {
        name: hint.__metadata__[0] for name, hint in hints.items() if hasattr(hint, "__metadata__")
    }


@pytest.mark.parametrize(
    ("module", "name"),
    [(codes, name) for name in codes.__all__]
    + [(offer_codes, name) for name in offer_codes.__all__ if name != "OC4IDS_STATUS"],
)
def test_each_code_speaks_both_languages_and_each_move_leads_to_a_state(
    module: ModuleType, name: str
) -> None:
    listed = getattr(module, name)
    if name.endswith("_MOVES"):
        of = "STAGES" if name == "STAGE_MOVES" else name.replace("_MOVES", "_STATES")
        states = set(getattr(module, of))
        assert set(listed) == states
        assert all(set(follow) <= states for follow in listed.values())
        return
    for code, (en, zh) in listed.items():
        assert en, f"{name}.{code}"
        assert re.search(r"[一-鿿]", zh), f"{name}.{code}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_refers_to_kinds_that_stand_before_it_or_to_its_own(kind: type[Record]) -> None:
    known = [name_of(one) for one in KINDS[: KINDS.index(kind) + 1]]
    for name, mark in marks(kind).items():
        if isinstance(mark, RefersTo):
            assert mark.kind in known, f"{name_of(kind)}.{name}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_s_own_words_name_its_fields(kind: type[Record]) -> None:
    names = {field.name for field in fields(kind)}
    assert {name for together in kind.unique for name in together} <= names
    assert set(kind.sought) <= names
    for name, mark in marks(kind).items():
        default = kind.__dataclass_fields__[name].default
        if isinstance(mark, States):
            assert default == mark.first
            assert mark.first in mark.moves
        if isinstance(mark, Personal):
            assert mark.of in names
        if isinstance(mark, OneOf) and isinstance(default, str):
            assert default in mark.codes


def test_names_of_kinds_are_plain_words() -> None:
    assert KINDS_BY_NAME["kept_programme"].__name__ == "KeptProgramme"
    assert len(KINDS_BY_NAME) == len(KINDS)


def test_a_record_is_frozen() -> None:
    job = Job(kind="plan")
    with pytest.raises(FrozenInstanceError):
        job.state = "done"  # type: ignore[misc]


def test_a_report_holds_when_nothing_is_broken_and_nothing_astray() -> None:
    facts = {"entries_count": 1, "head": Anchor(number=1, hash="a"), "erased_people_count": 0}
    assert ChainReport(**facts, broken=None, astray=()).holds
    assert not ChainReport(**facts, broken=None, astray=(("area", "A"),)).holds
    assert not ChainReport(**facts, broken=Break(number=1, en="x", zh="某"), astray=()).holds
