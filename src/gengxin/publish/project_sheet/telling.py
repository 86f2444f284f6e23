"""A sheet in one language: every number as a text with its unit, every basis as a numbered note."""

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from gengxin.publish.numbers import in_money, in_table, signed, unit_words, with_unit
from gengxin.publish.project_sheet.bases import basis_words
from gengxin.terms import codes
from gengxin.terms.sheet import (
    SheetContent,
    SheetHead,
    SheetNumber,
    SheetSection,
    SheetTable,
    SheetWord,
)
from gengxin.terms.words import Words

__all__ = ["Language", "in_table_money", "money_unit", "told_sheet"]

Language = Literal["zh", "en"]
Say = Callable[[Words], str]
# money of a table, in the unit in which each language counts it
MONEY_IN = {"en": (1e6, "m {}"), "zh": (1e4, "万{}")}
MONEY_DIGITS = {"en": 2, "zh": 0}

TEXTS = {
    "sheet": Words("Project sheet", "项目书"),
    "made_up": Words(
        "Made up: this district and project are an example. No person, place or figure is real.",
        "虚构样例：本区与本项目均为演示，人物、地点与数字皆非真实。",
    ),
    "prices_made_up": Words("Prices are made up to show how it works.", "价格为演示用虚构数据。"),
    "unavailable": Words("unavailable", "不可用"),
    "withheld": Words(
        "Withheld from the public. Ask the coordinating office.", "未公开，请向统筹单位询问。"
    ),
    "map": Words("Where, and what is done", "位置与更新方式"),
    "massing": Words(
        "What stands, what stays (tinted), what is built (full) and what goes (dashed), "
        "from the south-west",
        "现状、保留（浅色）、新建（实色）与拆除（虚线），西南视角",
    ),
    "chart": Words("Works and milestones by phase", "分期工程与里程碑"),
    "flows": Words(
        "Cash flow of all parties by year, not discounted", "各方合计分年现金流（未折现）"
    ),
    "bases": Words("Where the numbers come from", "数字依据"),
    "why": Words("Why these sites together", "为何合并实施"),
    "to": Words("to", "至"),
    "unit": Words("Renewal unit", "更新单元"),
    "stage": Words("Stage", "阶段"),
    "code": Words("Code", "编号"),
    "prices_of": Words("prices of", "价格日期"),
    "data_of": Words("data of", "数据日期"),
    "programme": Words("programme", "更新计划"),
    "runs": Words("computed by", "计算依据"),
    "given_by": Words("Maps: ", "地图数据："),
    "numbered": Words(
        "Sites have these numbers in the chart and in tables too.",
        "地图、进度图与各表中地块编号一致。",
    ),
}


def told_sheet(content: SheetContent, language: Language) -> dict[str, Any]:
    """The sheet as texts alone, which a page or a paper lays out."""
    teller = _Teller(content, language)
    say = teller.say
    blocks = [
        {
            "reader": block.reader,
            "title": say(block.title),
            "sections": [teller.section(one) for one in block.sections],
        }
        for block in content.blocks
    ]
    numbers = [teller.headline(one) for one in content.numbers]
    warnings = [TEXTS["made_up"]] if content.made_up else []
    warnings += [TEXTS["prices_made_up"]] if content.prices_made_up else []
    return {
        "language": language,
        "texts": {name: say(words) for name, words in TEXTS.items()},
        "name": say(content.name),
        "other_name": content.name.zh if language == "en" else content.name.en,
        "district": say(content.district),
        "about": say(content.about),
        "warnings": [say(one) for one in warnings],
        "tags": teller.tags(),
        "why": [say(one) for one in content.why],
        "numbers": numbers,
        "blocks": blocks,
        # after all that is told: the notes are numbered as they are met
        "bases": teller.bases,
        "method": teller.method(),
    }


def money_unit(currency: str, language: Language) -> str:
    """What money of tables and charts is counted in, such as m CNY and 万元."""
    named = currency if language == "en" else codes.CURRENCIES.get(currency, (currency,) * 2)[1]
    return MONEY_IN[language][1].format(named)


def in_table_money(amount: float, language: Language) -> str:
    """An amount of a table or chart in the unit of ``money_unit``."""
    scale, digits = MONEY_IN[language][0], MONEY_DIGITS[language]
    return signed(f"{amount / scale:,.{digits}f}") if amount else "0"


class _Teller:
    """Says things in a language, and numbers the bases of what it says."""

    def __init__(self, content: SheetContent, language: Language) -> None:
        self._content, self._language = content, language
        self._at: dict[tuple[str, str], int] = {}
        self.bases: list[str] = []

    def say(self, words: Words) -> str:
        """The words in the sheet's language."""
        return words.en if self._language == "en" else words.zh

    def tags(self) -> list[list[str]]:
        """What the project is called and belongs to, as pairs of name and value."""
        content = self._content
        pairs = [
            (TEXTS["code"], content.code),
            (TEXTS["unit"], self.say(content.unit)),
            (TEXTS["stage"], self.say(content.stage_words)),
            (Words("Mode", "模式"), self.say(content.mode)),
        ]
        return [[self.say(name), told] for name, told in pairs if told]

    def headline(self, number: SheetNumber) -> dict[str, Any]:
        """A number of the head."""
        return {**self.number(number), "label": self.say(number.label)}

    def section(self, section: SheetSection) -> dict[str, Any]:
        """One section."""
        return {
            "code": section.code,
            "title": self.say(section.title),
            "withheld": section.withheld,
            "says": self.say(section.says),
            "facts": [
                self.number(one) if isinstance(one, SheetNumber) else self.word(one)
                for one in section.facts
            ],
            "tables": [
                {**self.table(one), "title": self._title_within(one, section)}
                for one in section.tables
            ],
            "notes": [self.say(one) for one in section.notes],
        }

    def _title_within(self, table: SheetTable, section: SheetSection) -> str:
        """The table's title; none where it would repeat that of its section."""
        return "" if table.title == section.title else self.say(table.title)

    def number(self, number: SheetNumber) -> dict[str, Any]:
        """A number with its unit, its range, the number of its note; or what would give it."""
        if number.value is None:
            told, note = self.say(TEXTS["unavailable"]), self.say(number.why)
        else:
            told, note = self._told(number.value, number.unit), self._range(number)
        return {
            "label": self.say(number.label),
            "value": told,
            "missing": number.value is None,
            "note": note,
            "basis": self._basis(number.basis, number.run),
        }

    def word(self, word: SheetWord) -> dict[str, Any]:
        """Something said in words."""
        there = word.text is not None
        return {
            "label": self.say(word.label),
            "value": self.say(word.text)
            if word.text is not None
            else self.say(TEXTS["unavailable"]),
            "missing": not there,
            "note": "" if there else self.say(word.why),
            "basis": self._basis(word.basis, word.run) if there else "",
        }

    def table(self, table: SheetTable) -> dict[str, Any]:
        """A table; what is missing in it is said beneath."""
        empty = any(cell is None for row in table.rows for cell in row)
        return {
            "title": self.say(table.title),
            "heads": [self._head(one, table, at) for at, one in enumerate(table.heads)],
            "rows": [
                [self._cell(cell, head) for cell, head in zip(row, table.heads, strict=True)]
                for row in table.rows
            ],
            "why": self.say(table.why) if empty or not table.rows else "",
        }

    def method(self) -> list[str]:
        """What the sheet stands on, in a few lines."""
        content, say = self._content, self.say
        lines = [f"{say(TEXTS['data_of'])} {content.data_day.isoformat()}"]
        if content.price_day is not None:
            lines.append(
                f"{content.currency}, {say(TEXTS['prices_of'])} {content.price_day.isoformat()}"
            )
        lines.append(f"{say(TEXTS['programme'])} {content.programme[:12]}")
        lines.append(f"{say(TEXTS['runs'])} {', '.join(content.runs)}")
        if content.attributions:
            lines.append(say(TEXTS["given_by"]) + "; ".join(content.attributions))
        return lines

    def _told(self, value: float, unit: str) -> str:
        if unit == "currency":
            return self.say(Words(*in_money(value, self._content.currency)))
        return self.say(Words(*with_unit(value, unit)))

    def _range(self, number: SheetNumber) -> str:
        if number.low is None or number.high is None or number.low == number.high:
            return ""
        ends = [self._told(one, number.unit) for one in (number.low, number.high)]
        return f"{ends[0]} {self.say(TEXTS['to'])} {ends[1]}"

    def _head(self, head: SheetHead, table: SheetTable, at: int) -> dict[str, Any]:
        unit = self.say(Words(*unit_words(head.unit)))
        if head.unit == "currency":
            unit = money_unit(self._content.currency, self._language)
        cells = [row[at] for row in table.rows]
        return {
            "label": self.say(head.label),
            "unit": unit,
            "number": any(isinstance(one, float | int) for one in cells),
            "basis": self._basis(head.basis, head.run),
        }

    def _cell(self, cell: Words | float | date | None, head: SheetHead) -> str:
        if cell is None:
            return ""
        if isinstance(cell, Words):
            return self.say(cell)
        if isinstance(cell, date):
            return cell.isoformat()
        if head.unit == "currency":
            return in_table_money(cell, self._language)
        return in_table(cell, head.unit)

    def _basis(self, basis: str, run: str) -> str:
        """The number of a note that says basis and run; empty where nothing is known of them."""
        if not basis and not run:
            return ""
        key = (basis, run)
        if key not in self._at:
            self._at[key] = len(self._at) + 1
            told = self.say(basis_words(basis)) if basis else ""
            self.bases.append(" · ".join(one for one in (told, run) if one))
        return str(self._at[key])
