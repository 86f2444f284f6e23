"""Packs of factors: ours are whole, a planner's own is read or refused with every fault."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from gengxin.sources.factors import read_factors, shipped_factors
from gengxin.terms import FACTOR_KINDS, InputError, codes

OWN = """
name = "ours"
extends = "cny-2025-illustrative"

[[factors]]
code = "discount"
low = 0.06
mid = 0.06
high = 0.06
unit = "a year"
source = "our treasury"
basis = "given"

[[factors]]
code = "far_transfer"
where = { action = ["redevelop", "partial"] }
leave_out = true

[[factors]]
code = "repair"
low = 900
mid = 1_000
high = 1_100
unit = "CNY/m²"
where = { use = ["office"], structure = ["timber"], condition = ["poor"] }
parties = { public = 0.333333, owner = 0.666667 }
source = "offers of three builders, 2024"
basis = "given"
since = 2024-06-01
"""

ROW = """
[[factors]]
code = "sale"
low = 1
mid = 2
high = 3
unit = "EUR/m²"
parties = { developer = 1.0 }
source = "a test"
basis = "given"
"""
HEAD = 'currency = "EUR"\nprice_day = 2020-01-01\n'


@pytest.mark.parametrize("name", shipped_factors())
def test_each_row_of_ours_has_a_range_a_basis_and_a_source(name: str) -> None:
    pack = read_factors(name)
    assert pack.made_up
    assert pack.name == name
    for row in pack.factors:
        assert row.low <= row.mid <= row.high
        assert row.source
        if row.basis == "made_up":
            assert row.source.startswith(("made up", "a choice"))
        elif row.basis == "estimated":
            assert "R² =" in row.source
            assert "n =" in row.source
        if row.parties:
            assert sum(row.parties.values()) == pytest.approx(1.0, abs=1e-12)
        wide = not FACTOR_KINDS[row.code].choice and row.high > 0.0
        assert (row.low < row.high) == wide, row
    assert {row.code for row in pack.factors} == set(FACTOR_KINDS)


@pytest.mark.parametrize("name", shipped_factors())
def test_ours_price_each_use_that_can_be_built(name: str) -> None:
    rows = read_factors(name).factors
    for code in ("construction", "repair", "retrofit", "conversion", "operating_new"):
        used = {use for row in rows if row.code == code for use in row.where.get("use", ())}
        assert used == set(codes.FLOOR_USES), code


def test_a_file_may_extend_a_pack_change_add_and_leave_out_rows(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(OWN, encoding="utf-8")
    pack, base = read_factors(file), read_factors("cny-2025-illustrative")
    assert len(pack.factors) == len(base.factors)
    assert pack.money == base.money
    (rate,) = [row for row in pack.factors if row.code == "discount"]
    assert (rate.mid, rate.source, rate.price_day) == (0.06, "our treasury", None)
    assert len([row for row in pack.factors if row.code == "far_transfer"]) == 1
    (timber,) = [row for row in pack.factors if row.where.get("condition") == ("poor",)]
    assert timber.parties == pytest.approx({"public": 1 / 3, "owner": 2 / 3}, abs=1e-6)
    assert sum(timber.parties.values()) == 1.0
    assert (timber.since, timber.price_day) == (date(2024, 6, 1), date(2025, 1, 1))


def test_a_table_with_a_factor_a_row(tmp_path: Path) -> None:
    file = tmp_path / "prices.csv"
    columns = (
        *("code", "low", "mid", "high", "unit", "where.use", "where.action"),
        *("parties.owner", "parties.public", "source", "basis", "since", "currency", "price_day"),
    )
    rows = [
        ("repair", 1, 2, 3, "EUR/m²", "office public", "repair", 0.5, 0.5, "s", "given", ""),
        ("fees", 0.1, 0.1, 0.2, "share", "", "", "", "", "s", "made_up", "2024-01-01"),
    ]
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(
            [columns, *((*row, "EUR", "2024-01-01") for row in rows)],
        )
    pack = read_factors(file)
    assert (pack.name, pack.money.currency) == ("prices", "EUR")
    repair, fees = pack.factors
    assert repair.where == {"use": ("office", "public"), "action": ("repair",)}
    assert repair.parties == {"owner": 0.5, "public": 0.5}
    assert (fees.where, fees.since) == ({}, date(2024, 1, 1))
    text = file.read_text("utf-8").replace("EUR,2024-01-01\nfees", "USD,2024-01-01\nfees")
    file.write_text(text, "utf-8")
    with pytest.raises(InputError, match="EUR of 2024-01-01, USD of 2024-01-01; all rows must"):
        read_factors(file)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (('code = "sale"', 'code = "sail"'), "factor 1, sail: no such factor"),
        (("low = 1", "low = 5"), "must be low ≤ mid ≤ high"),
        (("low = 1", "low = -1"), "low: is -1; must be a number, 0 to inf"),
        (("low = 1", 'low = "1"'), "low: is '1'; must be a number"),
        (("low = 1", "low = nan"), "low: is nan; must be a number"),
        (("low = 1", ""), "low: absent"),
        (("EUR/m²", "USD/m²"), "unit: is 'USD/m²'; must be 'EUR/m²'"),
        (("= 1.0", "= 0.9"), "parties: sum to 0.9; must sum to 1"),
        (("developer", "builder"), "must be shares of public, owner, developer"),
        (('"given"', '"guess"'), "basis: is 'guess'; must be one of given, estimated, made_up"),
        (('"a test"', '" "'), "source: is ' '; must be a text"),
        (('basis = "given"', 'basis = "given"\nwhy = 1'), "why: no such field"),
        (
            ('basis = "given"', 'basis = "given"\nwhere = { use = ["barn"] }'),
            "where use: 'barn'; must be one of residential",
        ),
        (
            ('basis = "given"', 'basis = "given"\nwhere = { tenure = ["owner"] }'),
            "'tenure'; it may differ by use, action, zone_code",
        ),
        (
            ('basis = "given"', 'basis = "given"\nsince = "May"'),
            "since: is 'May'; must be a day",
        ),
        (('currency = "EUR"', 'currency = "euro"'), "currency: is 'euro'; must be three capitals"),
        (("price_day = 2020-01-01", ""), "price_day: is None; must be a day"),
        ((ROW, ""), "factors: none; must hold at least one"),
        ((ROW, ROW + ROW), "hold at one place"),
    ],
)
def test_each_fault_is_told(tmp_path: Path, change: tuple[str, str], fault: str) -> None:
    file = tmp_path / "bad.toml"
    text = HEAD + ROW
    assert change[0] in text
    file.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(InputError, match="mend") as told:
        read_factors(file)
    assert fault in str(told.value)


@pytest.mark.parametrize("name", shipped_factors())
def test_every_row_of_ours_says_its_source_in_chinese(name: str) -> None:
    for factor in read_factors(name).factors:
        assert re.search("[一-鿿]", factor.source_zh), factor
        numbers = re.findall(r"\d+", factor.source)
        assert set(re.findall(r"\d+", factor.source_zh)) <= set(numbers), factor


def test_a_source_of_ones_own_is_not_told_by_the_chinese_one_of_the_defaults(
    tmp_path: Path,
) -> None:
    file = tmp_path / "ours.toml"
    default = '[defaults]\nsource = "ours"\nsource_zh = "自有"\n'
    second = ROW.replace('source = "a test"\n', "").replace('"sale"', '"rent"')
    second = second.replace("EUR/m²", "EUR/m² a year")
    file.write_text(HEAD + ROW + second + default, encoding="utf-8")
    sources = {one.code: (one.source, one.source_zh) for one in read_factors(file).factors}
    assert sources == {"sale": ("a test", ""), "rent": ("ours", "自有")}


def test_a_choice_has_no_range(tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    row = ROW.replace("sale", "horizon").replace("EUR/m²", "years")
    file.write_text(HEAD + row.replace("parties = { developer = 1.0 }", ""), encoding="utf-8")
    with pytest.raises(InputError, match="a choice has no range"):
        read_factors(file)


def test_a_pack_of_other_money_can_not_be_extended(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text('extends = "cny-2025-illustrative"\n' + HEAD + ROW, encoding="utf-8")
    with pytest.raises(InputError, match="currency is EUR, of the pack extended CNY"):
        read_factors(file)


def test_what_is_no_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file, nor a pack of that name; ours are cny-"):
        read_factors("nowhere")
    noise = tmp_path / "noise.toml"
    noise.write_bytes(b"\x00\xff\xfe = [")
    with pytest.raises(InputError, match="not readable as TOML"):
        read_factors(noise)
    one, two = tmp_path / "one.toml", tmp_path / "two.toml"
    one.write_text('extends = "two.toml"')
    two.write_text('extends = "one.toml"')
    with pytest.raises(InputError, match="extend themselves"):
        read_factors(one)
