"""What a recipe did, in words: one note for each thing that happened to rows."""

from gengxin.sources.notes import NoteBook
from gengxin.sources.recipe.model import Fill, Join
from gengxin.terms import Column

__all__ = ["say_filter", "say_join", "say_lacking", "say_merge", "say_odd", "say_read"]

ODD = {
    "untranslated": (
        "missing",
        "values of {name} have no translation in the recipe and were left empty",
        "{name} 有 {count} 个值在配方中无对照,留空",
    ),
    "unreadable": (
        "missing",
        "values of {name} can't be read as {kind} and were left empty",
        "{name} 有 {count} 个值无法识别,留空",
    ),
    "out_of_bounds": (
        "missing",
        "values of {name} lie beyond the recipe's bounds and were left empty",
        "{name} 有 {count} 个值超出配方界限,留空",
    ),
    "number_like": (
        "mended",
        "values of {name} were numbers written as text (1,234) and were read",
        "{name} 有 {count} 个以文本书写的数,已识别",
    ),
    "recomputed": (
        "mended",
        "values of {name} were zero or negative and were computed from the shape",
        "{name} 有 {count} 个零或负值,已按图形重算",
    ),
}


def say_read(book: NoteBook, fill: Fill, rows: int) -> None:
    """Say how many rows a fill gave to its table."""
    book.add(
        fill.table,
        "read",
        rows,
        en=f"{rows:,} rows from {fill.input}",
        zh=f"来自 {fill.input} 的 {rows:,} 行",
    )


def say_filter(book: NoteBook, fill: Fill, left: int) -> None:
    """Say how many rows the recipe's own filter left out."""
    book.add(
        fill.table,
        "left_out",
        left,
        en=f"{left:,} rows of {fill.input} are not meant for {fill.table} by the recipe",
        zh=f"按配方,{fill.input} 有 {left:,} 行不入 {fill.table}",
    )


def say_merge(book: NoteBook, fill: Fill, rows: int, keys: int) -> None:
    """Say how many rows were united by key."""
    book.add(
        fill.table,
        "merged",
        rows - keys,
        en=f"{rows:,} rows of {fill.input} became {keys:,}, one for each {fill.merge_by}",
        zh=f"{fill.input} 的 {rows:,} 行按 {fill.merge_by} 合并为 {keys:,} 行",
    )


def say_join(book: NoteBook, join: Join, *, matched: int, unmatched: int, alone: int) -> None:
    """Say how a join by key went on either side."""
    name = f"{join.input} by {join.key}"
    book.add(
        join.input,
        "joined",
        matched,
        en=f"{name}: {matched:,} rows were joined by key",
        zh=f"{name}:{matched:,} 行按键连接",
    )
    book.add(
        join.input,
        "left_out",
        unmatched,
        en=f"{name}: {unmatched:,} rows name a key that the map doesn't have",
        zh=f"{name}:{unmatched:,} 行的键在图上不存在",
    )
    book.add(
        join.input,
        "missing",
        alone,
        en=f"{name}: {alone:,} places on the map have no row; what it would say is unavailable",
        zh=f"{name}:图上 {alone:,} 处没有对应行,相应信息不可用",
    )


def say_odd(book: NoteBook, fill: Fill, column: Column, fault: str, count: int) -> None:
    """Say how many values of a column could not be taken as they stand."""
    action, en, zh = ODD[fault]
    words = {"name": column.name, "kind": column.kind, "count": f"{count:,}"}
    book.add(
        fill.table,
        action,
        count,
        en=f"{fill.input}: {count:,} {en.format(**words)}",
        zh=f"{fill.input}:{zh.format(**words)}",
    )


def say_lacking(book: NoteBook, fill: Fill, column: Column, count: int) -> None:
    """Say how many rows had to go because they lack what every row needs."""
    book.add(
        fill.table,
        "left_out",
        count,
        en=f"{count:,} rows of {fill.input} lack {column.name} and were left out",
        zh=f"{fill.input} 有 {count:,} 行缺少 {column.name},已略去",
    )
