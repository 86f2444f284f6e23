"""Made-up names of streets, in Chinese and in English."""

import numpy as np

from gengxin.sources.sample.arrays import Ints, Words

__all__ = ["street_names"]

FIRST = (
    ("枫", "Feng"), ("澄", "Cheng"), ("淞", "Song"), ("桂", "Gui"), ("漾", "Yang"), ("宛", "Wan"),
    ("芷", "Zhi"), ("槐", "Huai"), ("澜", "Lan"), ("楠", "Nan"), ("沁", "Qin"), ("樟", "Zhang"),
    ("荷", "He"), ("汀", "Ting"), ("桐", "Tong"), ("溪", "Xi"), ("榆", "Yu"), ("芳", "Fang"),
    ("莲", "Lian"), ("岚", "Lan"), ("梧", "Wu"), ("芦", "Lu"), ("杉", "Shan"), ("潼", "Tong"),
    ("柏", "Bai"), ("菱", "Ling"), ("棠", "Tang"), ("泾", "Jing"), ("萍", "Ping"),
)  # fmt: skip
SECOND = (
    ("安", "an"), ("泽", "ze"), ("宁", "ning"), ("川", "chuan"), ("和", "he"), ("平", "ping"),
    ("源", "yuan"), ("华", "hua"), ("林", "lin"), ("亭", "ting"), ("德", "de"), ("庆", "qing"),
    ("吉", "ji"), ("阳", "yang"), ("江", "jiang"), ("山", "shan"), ("谷", "gu"), ("州", "zhou"),
    ("水", "shui"), ("门", "men"), ("城", "cheng"), ("康", "kang"), ("丰", "feng"), ("益", "yi"),
    ("乐", "le"), ("寿", "shou"), ("兴", "xing"), ("仁", "ren"), ("善", "shan"), ("坊", "fang"),
    ("浦", "pu"),
)  # fmt: skip


def street_names(number: Ints) -> tuple[Words, Words]:
    """A name for each number, the same for the same number; the first 899 differ."""
    first, second = number % len(FIRST), number % len(SECOND)
    zh = np.array([[f"{a}{b}路（样例）" for b, _ in SECOND] for a, _ in FIRST], dtype=object)
    en = np.array([[f"{a}{b} Road (made up)" for _, b in SECOND] for _, a in FIRST], dtype=object)
    return zh[first, second], en[first, second]
