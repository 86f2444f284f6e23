"""What a planner may lay down of options, in a table that goes out and comes back."""

import math
import zlib

from gengxin.terms import codes
from gengxin.terms.columns import Column, Table

__all__ = ["AS_TOLD", "EDITED_FLOORS", "EDITED_NUMBERS", "OPTION_EDITS", "is_as_told", "mark_of"]


def _text(name: str, en: str, zh: str) -> Column:
    return Column(name=name, kind="text", en=en, zh=zh)


def _number(name: str, en: str, zh: str, unit: str) -> Column:
    return Column(name=name, kind="number", en=en, zh=zh, unit=unit, lower=0.0)


EDITED_FLOORS = tuple(
    _number(f"new_{use}_floor_area_m2", f"floor of {en} afterwards", f"建成后{zh}面积", "m²")
    for use, (en, zh) in codes.FLOOR_USES.items()
)
_COSTS = tuple(
    _number(f"new_{party}_cost_amount", f"cost to the {en}", f"{zh}投入", "currency")
    for party, (en, zh) in codes.PARTIES.items()
)
EDITED_NUMBERS = (
    *EDITED_FLOORS,
    _number("new_demolished_m2", "floor demolished", "拆除面积", "m²"),
    _number("new_storeys", "storeys of what is built", "新建层数", "storeys"),
    _number("new_height_m", "height of what is built", "新建高度", "m"),
    _number("new_footprint_m2", "ground under what is built", "新建基底面积", "m²"),
    _number("new_works_months", "length of the works", "施工月数", "months"),
    *_COSTS,
)

OPTION_EDITS = Table(
    name="option_edit",
    en="what the planner lays down: a row an option; without a ref, an option of his own",
    zh="规划人员对方案的修改",
    columns=(
        _text("ref", "option; empty: one that the planner adds", "方案编号（空：新增）"),
        _text("site", "ref of the site", "地块编号"),
        Column(
            name="action", kind="code", en="what is done", zh="更新方式", codes=(*codes.ACTIONS,)
        ),
        _text("variant", "which of the site's options of that action", "方案变体"),
        _text("name_en", "name", "名称（英文）"),
        _text("name_zh", "name in Chinese", "名称"),
        Column(name="fixing", kind="code", en="laid down", zh="指定", codes=(*codes.FIXINGS,)),
        Column(name="withdraw", kind="flag", en="withdraw it", zh="撤回"),
        *EDITED_NUMBERS,
        _text("reason", "why", "理由"),
    ),
)

# a column of the sheet that no one edits: marks of those that only inform
AS_TOLD = _text(
    "as_told",
    "what stood in the columns that only inform; leave it as it is",
    "只读各列的原值（请勿改动）",
)
# a spreadsheet may keep fewer digits of a number than we wrote
_HAIR = 1e-5


def mark_of(cell: str) -> str:
    """A cell in few letters: six digits of a number, a hash of words; nothing of an empty one.

    >>> mark_of("17539.25"), mark_of(""), mark_of("offered")
    ('17539.2', '', '#4ed23ad4')
    """
    number = _number_in(cell)
    if number is not None:
        return f"{number:.6g}"
    # blanks and line ends are not kept alike by all programs
    words = " ".join(cell.split())
    return f"#{zlib.crc32(words.encode()):08x}" if words else ""


def is_as_told(cell: str, mark: str) -> bool:
    """Whether a cell still holds what was marked; of numbers to five digits."""
    found, told = _number_in(cell), _number_in(mark)
    if found is None or told is None:
        return mark_of(cell) == mark
    return math.isclose(found, told, rel_tol=_HAIR, abs_tol=0.0)


def _number_in(cell: str) -> float | None:
    try:
        number = float(cell.replace(",", ""))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
