"""What the reader says about tables: read, mended, left out, with counts and the next step."""

from datetime import date

from gengxin.terms import Note

__all__ = [
    "counted",
    "cut_kept",
    "cut_left_out",
    "day_of_file",
    "doubled",
    "mended",
    "outside",
    "read",
    "stray",
]


def counted(*notes: Note) -> tuple[Note, ...]:
    """The notes that count something."""
    return tuple(note for note in notes if note.count)


def read(table: str, count: int) -> Note:
    """Rows that a table got."""
    return Note(
        table=table,
        action="read",
        count=count,
        en="read from OpenStreetMap",
        zh="读自 OpenStreetMap",
    )


def mended(table: str, count: int) -> Note:
    """Outlines that crossed themselves."""
    return Note(
        table=table,
        action="mended",
        count=count,
        en="outlines that crossed themselves, made valid",
        zh="自相交轮廓，已修正",
    )


def cut_left_out(table: str, count: int) -> Note:
    """Objects of which the file holds too little to draw them."""
    return Note(
        table=table,
        action="left_out",
        count=count,
        en="the file holds only a part of their outline",
        zh="文件只含其部分轮廓",
        next_step_en="import an extract that reaches farther beyond the district",
        next_step_zh="导入范围更大的数据",
    )


def cut_kept(table: str, count: int) -> Note:
    """Objects cut at the edge of the file that keep a place without an outline."""
    return Note(
        table=table,
        action="mended",
        count=count,
        en="the file holds only a part of their outline; kept as a point without area",
        zh="文件只含其部分轮廓；以点保留、面积不可用",
        next_step_en="import an extract that reaches farther beyond the district",
        next_step_zh="导入范围更大的数据",
    )


def doubled(count: int) -> Note:
    """Elements that stood in the file more than once."""
    return Note(
        table="",
        action="merged",
        count=count,
        en="elements that stood in the file more than once",
        zh="文件中重复出现的要素",
    )


def outside(table: str, count: int) -> Note:
    """Rows beyond the boundary."""
    return Note(
        table=table,
        action="left_out",
        count=count,
        en="outside the boundary",
        zh="在边界之外",
    )


def stray(count: int) -> Note:
    """Nodes that lie nowhere near the district."""
    return Note(
        table="",
        action="left_out",
        count=count,
        en="nodes without a place on Earth, or half a world away",
        zh="没有有效坐标或远离本区的节点",
    )


def day_of_file(day: date) -> Note:
    """The day of the data, where neither the file's header nor its elements state one."""
    return Note(
        table="",
        action="estimated",
        count=1,
        en=f"the file does not say of which day it is; taken: its own date, {day}",
        zh=f"文件未注明数据日期，取文件日期 {day}",
    )
