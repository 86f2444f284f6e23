"""What a recipe did, in words: one note for each thing that happened to rows."""

from gengxin.sources.notes import NoteBook
from gengxin.sources.recipe.model import Fill, Join
from gengxin.terms import Column

__all__ = ["say_filter", "say_join", "say_lacking", "say_merge", "say_odd", "say_read"]

ODD = {
    "untranslated": (
        "missing",
        "values of {name} without a translation in the recipe, left empty",
        "{name} 在配方中无对照的值，留空",
    ),
    "unreadable": (
        "missing",
        "values of {name} that are no {kind}, left empty",
        "{name} 无法识别的值，留空",
    ),
    "out_of_bounds": (
        "missing",
        "values of {name} beyond the recipe's bounds, left empty",
        "{name} 超出配方界限的值，留空",
    ),
    "number_like": (
        "mended",
        "values of {name} written as text (1,234), read as numbers",
        "{name} 以文本书写的数，已识别",
    ),
    "recomputed": (
        "mended",
        "values of {name} at or below zero, computed from the shape",
        "{name} 的零值或负值，已按图形重算",
    ),
}


def say_read(book: NoteBook, fill: Fill, rows: int) -> None:
    """Say how many rows a fill gave to its table."""
    book.add(fill.table, "read", rows, en=f"rows from {fill.input}", zh=f"来自 {fill.input} 的行")


def say_filter(book: NoteBook, fill: Fill, left: int) -> None:
    """Say how many rows the recipe's own filter left out."""
    book.add(
        fill.table,
        "left_out",
        left,
        en=f"rows of {fill.input} that the recipe doesn't mean for this table",
        zh=f"{fill.input} 中按配方不入此表的行",
    )


def say_merge(book: NoteBook, fill: Fill, rows: int, keys: int) -> None:
    """Say how many rows were united by key."""
    book.add(
        fill.table,
        "merged",
        rows - keys,
        en=f"rows of {fill.input} united with another of the same {fill.merge_by}",
        zh=f"{fill.input} 中与同一 {fill.merge_by} 的行合并的行",
    )


def say_join(book: NoteBook, join: Join, *, matched: int, unmatched: int, alone: int) -> None:
    """Say how a join by key went on either side."""
    book.add(
        join.input,
        "joined",
        matched,
        en=f"rows joined by {join.other_key}",
        zh=f"按 {join.other_key} 连接的行",
    )
    book.add(
        join.input,
        "left_out",
        unmatched,
        en=f"rows whose {join.other_key} is not on the map",
        zh=f"{join.other_key} 在图上不存在的行",
    )
    book.add(
        join.input,
        "missing",
        alone,
        en=f"places on the map without a row of the same {join.other_key}: what it says is unknown",
        zh=f"图上无同一 {join.other_key} 对应行之处，相应信息不可用",
    )


def say_odd(book: NoteBook, fill: Fill, column: Column, fault: str, count: int) -> None:
    """Say how many values of a column could not be taken as they stand."""
    action, en, zh = ODD[fault]
    words = {"name": column.name, "kind": column.kind}
    name = fill.input
    book.add(
        fill.table,
        action,
        count,
        en=f"{name}: {en.format(**words)}",
        zh=f"{name}：{zh.format(**words)}",
    )


def say_lacking(book: NoteBook, fill: Fill, column: Column, count: int) -> None:
    """Say how many rows had to go because they lack what every row needs."""
    book.add(
        fill.table,
        "left_out",
        count,
        en=f"rows of {fill.input} without {column.name}",
        zh=f"{fill.input} 中缺少 {column.name} 的行",
    )
