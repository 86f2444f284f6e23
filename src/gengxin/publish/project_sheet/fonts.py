"""The fonts in which sheets are set, and what to do where there are none for Chinese."""

from functools import cache
from typing import TYPE_CHECKING

from gengxin.terms import InputError

if TYPE_CHECKING:
    import typst

__all__ = ["CHINESE", "families_for", "fonts"]

# families with Chinese letters, by what systems bring along: Linux, macOS, Windows
CHINESE = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC"),
    *("Microsoft YaHei", "WenQuanYi Zen Hei", "SimHei"),
)
LATIN = ("Liberation Sans", "Arial", "DejaVu Sans", "Libertinus Serif")


@cache
def fonts() -> "typst.Fonts":
    """The fonts of this machine; looked for once a process."""
    import typst

    return typst.Fonts()


def families_for(language: str, there: list[str]) -> tuple[str, ...]:
    """The families to set a sheet in, of those that are there.

    Raises
    ------
    InputError
        Where a Chinese sheet is asked for and no font has its letters.

    """
    chinese = tuple(one for one in CHINESE if one in there)
    if language == "zh" and not chinese:
        msg = (
            "no font with Chinese letters is installed, so a Chinese sheet would be empty boxes; "
            "install one (Debian and Ubuntu: apt install fonts-noto-cjk; Fedora: dnf install "
            "google-noto-sans-cjk-fonts), or ask for the sheet in English"
        )
        raise InputError(msg)
    return (*chinese[:1], *(one for one in LATIN if one in there))
