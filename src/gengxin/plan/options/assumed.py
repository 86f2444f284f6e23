"""What an option takes for granted because nobody knows it, in words."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gengxin.plan.options.facts import numbers, words
from gengxin.plan.options.proposals import UNKNOWN
from gengxin.plan.options.standing import STOREY_M
from gengxin.terms import codes

if TYPE_CHECKING:
    from gengxin.plan.options.tables import Made

__all__ = ["assumed_of"]

Words = NDArray[np.object_]
Flags = NDArray[np.bool_]
Sentences = tuple[Words, Words]


def assumed_of(made: "Made") -> dict[str, Words]:
    """Columns of the option table: what was assumed of the site and its limits; empty: nothing."""
    en, zh = np.full((2, len(made.drafts)), "", object)
    for holds, (told_en, told_zh) in (
        _of_use(made),
        _of_what_stands(made, "structure", "structures", ("structure", "结构")),
        _of_what_stands(made, "condition", "conditions", ("condition", "房屋状况")),
        _of_limits(made),
        _of_height(made),
    ):
        en[holds] = en[holds] + told_en[holds] + ". "
        zh[holds] = zh[holds] + told_zh[holds] + "。"
    return {"assumed_en": _trimmed(en), "assumed_zh": zh}


def _trimmed(sentences: Words) -> Words:
    return np.array([one.rstrip() for one in sentences], dtype=object)


def _same(made: "Made", en: str, zh: str) -> Sentences:
    count = len(made.drafts)
    return np.full(count, en, object), np.full(count, zh, object)


def _asks(made: "Made", name: str) -> Flags:
    """Whether each option's treatment asks something by that name."""
    asked = np.array([bool(getattr(one, name)) for one in made.practice.treatments], bool)
    return asked[made.carried.proposals.treatment]


def _of_use(made: "Made") -> tuple[Flags, Sentences]:
    """No plan and no zone says what is permitted: today's use is taken for it."""
    site = made.carried.proposals.site
    holds = _asks(made, "plan_uses") & made.sites["use_is_assumed"].to_numpy(bool)[site]
    use = words(made.sites, "intended_use").to_numpy(object)[site]
    told = [codes.USE_CLASSES.get(one, (one, one)) for one in use]
    en = np.array([f"permitted use not known, taken to be today's: {one}" for one, _ in told])
    zh = np.array([f"许可用途未知，按现状用途：{one}" for _, one in told])
    return holds, (en.astype(object), zh.astype(object))


def _of_what_stands(
    made: "Made", column: str, asked: str, named: tuple[str, str]
) -> tuple[Flags, Sentences]:
    """The site's structure or condition is asked, and nobody knows it."""
    site = made.carried.proposals.site
    silent = (words(made.sites, column) == "").to_numpy()[site]
    bare = (numbers(made.sites, "gross_floor_area_m2") == 0.0).to_numpy()[site]
    holds = _asks(made, asked) & silent & ~bare
    en, zh = named
    return holds, _same(made, f"{en} {UNKNOWN}, taken to allow it", f"{zh}未知，视为可行")


def _of_limits(made: "Made") -> tuple[Flags, Sentences]:
    """What is built leans on limits that are estimated, or not read in their source."""
    site = made.carried.proposals.site
    told = made.caps.doubts_en[site], made.caps.doubts_zh[site]
    return (made.drawn.built_m2 > 0) & (told[0] != ""), told


def _of_height(made: "Made") -> tuple[Flags, Sentences]:
    """What is built on or beside has no known height."""
    site = made.carried.proposals.site
    silent = numbers(made.sites, "height_m").isna().to_numpy()[site]
    stays = (made.drawn.demolished_share < 1.0) & (made.drawn.built_m2 > 0)
    stands = (numbers(made.sites, "gross_floor_area_m2") > 0.0).to_numpy()[site]
    return silent & stays & stands, _same(
        made,
        f"height of what stands not known, taken to be {STOREY_M:g} m a storey",
        f"现状高度未知，按每层{STOREY_M:g}米计",
    )
