"""Packs of standards: ours are whole, a planner's own is read or refused with every fault."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from gengxin.sources.standards import read_standards, shipped_packs
from gengxin.terms import InputError, StandardPack

# a standard as it is cited, such as TD/T 1062-2021
NUMBERED = re.compile(r"[A-Z/]+ \d+-\d+")

OWN = """
name = "ours"
extends = "cn-default"

[services."edu.kg"]
max_network_m = 250
lenient_network_m = 400

[services."comm.1+N"]
leave_out = true

[services.ferry]
name_en = "ferry"
name_zh = "轮渡"
group = "transport"
max_network_m = 900
users = "residents_people"
table = "stops"
facility_kinds = ["ferry"]
jurisdiction = "CN-SH"
since = 2020-01-01
source = "our own rule"
verified = true

[[thresholds]]
indicator = "people_covered_share"
value = 0.9
source = "our own target"
verified = true
"""


def codes(pack: StandardPack) -> list[str]:
    return [service.code for service in pack.services]


def test_every_row_of_the_starting_table_is_a_service_a_threshold_or_named_as_not_measured(
    shared_data: Path,
) -> None:
    with (shared_data / "standards" / "service-standards.csv").open(encoding="utf-8") as stream:
        rows = {row["code"]: row for row in csv.DictReader(stream)}
    pack = read_standards("cn-default")
    tiers, as_threshold = {"tier15", "tier10", "tier5"}, {"tran.block"}
    known = {*codes(pack), *(row.code for row in pack.not_measured), *tiers, *as_threshold}
    assert known == set(rows)
    for service in pack.services:
        assert service.verified is ("M" not in rows[service.code]["evidence"])
        assert f"{service.max_network_m:g}" in rows[service.code]["max_network_m"]
        assert f"{service.lenient_network_m:g}" in rows[service.code]["max_network_m"]


def test_the_general_pack_has_twelve_kinds_within_1_000_m() -> None:
    pack = read_standards("generic-15min")
    assert len(pack.services) == 12
    assert {service.max_network_m for service in pack.services} == {1_000.0}


@pytest.mark.parametrize("name", shipped_packs())
def test_every_row_of_ours_says_its_source_in_chinese(name: str) -> None:
    pack = read_standards(name)
    for row in (*pack.services, *pack.thresholds):
        assert re.search("[一-鿿]", row.source_zh), row
        assert NUMBERED.findall(row.source_zh) == NUMBERED.findall(row.source)


def test_a_source_of_ones_own_is_not_told_by_the_chinese_one_of_the_pack_below(
    tmp_path: Path,
) -> None:
    file = tmp_path / "ours.toml"
    sizes = '[services."edu.kg"]\nsize_low_m2 = 2_000\n'
    own = '[services."edu.middle"]\nsource = "our own rule"\n'
    file.write_text(f'extends = "cn-default"\n{sizes}{own}', encoding="utf-8")
    by_code = {service.code: service for service in read_standards(file).services}
    assert by_code["edu.middle"].source_zh == ""
    assert by_code["edu.kg"].source_zh.startswith("GB 50180-2018《城市居住区规划设计标准》")


def test_a_file_may_extend_a_pack_change_add_and_leave_out_rows(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(OWN, encoding="utf-8")
    pack, base = read_standards(file), read_standards("cn-default")
    by_code = {service.code: service for service in pack.services}
    assert set(codes(base)) - set(codes(pack)) == {"comm.1+N"}
    assert set(codes(pack)) - set(codes(base)) == {"ferry"}
    assert by_code["ferry"].since == date(2020, 1, 1)
    kindergarten = by_code["edu.kg"]
    assert (kindergarten.max_network_m, kindergarten.lenient_network_m) == (250.0, 400.0)
    assert kindergarten.size_low_m2 == 3_150.0
    assert [t.value for t in pack.thresholds if t.indicator == "people_covered_share"] == [0.9]


def test_a_table_of_a_spreadsheet_is_a_pack_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "village.csv"
    file.write_text(
        "code,name_en,name_zh,group,max_network_m,users,facility_kinds,size_low_m2,"
        "jurisdiction,source,verified\n"
        "shop,shop,商店,shop,400,residents_people,convenience supermarket,,here,rule 2024,true\n",
        encoding="utf-8",
    )
    pack = read_standards(str(file))
    assert pack.name == "village"
    (shop,) = pack.services
    assert shop.facility_kinds == ("convenience", "supermarket")
    assert (shop.max_network_m, shop.lenient_network_m, shop.size_low_m2) == (400.0, 400.0, None)


def test_all_the_faults_of_a_file_come_at_once(tmp_path: Path) -> None:
    file = tmp_path / "odd.toml"
    file.write_text(
        OWN.replace("max_network_m = 250", "max_network_m = -1")
        .replace('users = "residents_people"', 'users = "everybody"')
        .replace('"ferry"]', '"spaceship"]')
        .replace("value = 0.9", 'value = "most"\nsource_zh = 5')
        .replace('source = "our own rule"', 'source = "our own rule"\nsource_zh = 4'),
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        read_standards(file)
    told = str(caught.value)
    for words in ("'edu.kg', max_network_m: is -1", "'everybody'", "'spaceship'", "'most'"):
        assert words in told
    for words in ("'ferry', source_zh: is 4", "thresholds 1, source_zh: is 5"):
        assert words in told


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "must hold at least one service"),
        ("name = [", "not readable as TOML"),
        ('extends = "odd.toml"', "end the circle"),
        ('extends = "nowhere.toml"', "no such file"),
        ("[services.x]\nname_en = 'x'", "'x', source: absent"),
        ("[services.x]\ncolour = 'red'", "'x', colour: no such field"),
    ],
)
def test_a_file_that_is_no_pack_is_refused(tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "odd.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_standards(file)


def test_a_name_that_nobody_knows_lists_the_names_that_are_known() -> None:
    with pytest.raises(InputError, match="cn-default, generic-15min"):
        read_standards("mars-default")
    assert shipped_packs() == ("cn-default", "generic-15min")
