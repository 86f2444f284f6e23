"""What a run names its packs by."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest

from gengxin.sources.factors import read_factors
from gengxin.sources.practices import read_practice
from gengxin.sources.rules import read_rules
from gengxin.sources.standards import read_standards
from gengxin.workbench.pack_marks import mark_of


@dataclass(frozen=True)
class Row:
    since: date
    where: MappingProxyType[str, tuple[str, ...]]


def test_the_mark_is_the_sha256_of_what_the_pack_says() -> None:
    row = Row(date(2020, 6, 1), MappingProxyType({"zone": ("R6", "R7")}))
    text = '{"since": "2020-06-01", "where": {"zone": ["R6", "R7"]}}'
    assert mark_of(row) == hashlib.sha256(text.encode()).hexdigest()


def test_a_remark_changes_nothing_and_a_limit_does(tmp_path: Path) -> None:
    plain, noted = tmp_path / "p.toml", tmp_path / "noted" / "p.toml"
    noted.parent.mkdir()
    plain.write_text('name = "mine"\nextends = "cn-default"\n', encoding="utf-8")
    noted.write_text('# mine alone\nname = "mine"\nextends = "cn-default"\n', encoding="utf-8")
    pack = read_rules(plain)
    assert mark_of(pack) == mark_of(read_rules(noted))
    first = replace(pack.rules[0], clause_en="otherwise")
    assert mark_of(pack) != mark_of(replace(pack, rules=(first, *pack.rules[1:])))


@pytest.mark.parametrize(
    "pack",
    [
        read_rules("nyc-contextual"),
        read_factors("usd-2014-illustrative"),
        read_practice("default"),
        read_standards("cn-default"),
    ],
    ids=["rules", "factors", "practice", "standards"],
)
def test_packs_of_every_kind_have_one(pack: object) -> None:
    assert len(mark_of(pack)) == 64
