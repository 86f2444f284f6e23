"""Project drafts: bundles of an adopted programme's sites with figures, finance and milestones."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from gengxin.offer.bundling import Ground, bundles
from gengxin.offer.figures import figures, finance_lines
from gengxin.offer.milestones import milestones
from gengxin.terms.offer import Bundle, Bundling, ProjectDraft, Rehousing, SiteWorks
from gengxin.terms.records import Why, Work
from gengxin.terms.words import Words

__all__ = ["Named", "Planned", "bundled", "drafts", "drafts_of"]


@dataclass(frozen=True, kw_only=True)
class Planned:
    """All that projects of one programme are made from.

    ``works`` are by site, ``money`` as ``plain_money`` tells it; ``runs`` names what figures are
    computed from.
    """

    works: Mapping[str, SiteWorks]
    rehousing: tuple[Rehousing, ...]
    ground: Ground
    money: pd.DataFrame
    runs: Mapping[str, str]
    settings: Bundling

    @cached_property
    def moves(self) -> dict[str, list[Rehousing]]:
        """Where people move, by the site that they leave."""
        found: dict[str, list[Rehousing]] = {}
        for one in self.rehousing:
            found.setdefault(one.site, []).append(one)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a project is called, what it belongs to, and why its sites stand together."""

    code: str
    name: Words
    unit: str
    mode: str
    why: tuple[Why, ...] = ()


def bundled(
    planned: Planned, *, taken: Iterable[str] = (), codes: Iterable[str] = ()
) -> tuple[tuple[Named, tuple[str, ...]], ...]:
    """Bundles of all sites that no project has, each with its name: what drafts are made of.

    ``taken`` are sites that a project has, ``codes`` those of projects that there are: a new one is
    none of them.
    """
    gone = set(taken)
    free = {site: one for site, one in planned.works.items() if site not in gone}
    found = bundles(free, planned.ground, planned.rehousing, planned.settings)
    names = _names(found, planned.ground)
    fresh = _fresh(set(codes), len(found))
    return tuple(
        (Named(code=code, name=name, unit=one.unit, mode=one.mode, why=one.why), one.sites)
        for one, name, code in zip(found, names, fresh, strict=True)
    )


def drafts(
    planned: Planned, *, taken: Iterable[str] = (), codes: Iterable[str] = ()
) -> tuple[ProjectDraft, ...]:
    """Drafts of all sites that no project has; ``taken`` and ``codes`` as of ``bundled``."""
    return drafts_of(planned, bundled(planned, taken=taken, codes=codes))


def drafts_of(
    planned: Planned, asked: Sequence[tuple[Named, Sequence[str]]]
) -> tuple[ProjectDraft, ...]:
    """The drafts of these sites under these names, each of its own code, figures computed anew."""
    named = {one.code: one for one, _ in asked}
    groups = {one.code: [planned.works[site] for site in sorted(sites)] for one, sites in asked}
    finance = finance_lines(groups, planned.money, planned.runs["options"])
    return tuple(
        ProjectDraft(
            code=code,
            name=named[code].name,
            unit=named[code].unit,
            mode=named[code].mode,
            works=tuple(Work(site=one.site, option=one.option, phase=one.phase) for one in works),
            why=named[code].why,
            figures=figures(works, planned.money, planned.runs),
            finance=finance[code],
            milestones=milestones(code, works, planned.moves, planned.works, planned.settings),
        )
        for code, works in groups.items()
    )


def _fresh(codes: set[str], count: int) -> list[str]:
    """So many codes that none has, in a row."""
    found: list[str] = []
    number = 0
    while len(found) < count:
        number += 1
        code = f"P{number:03d}"
        if code not in codes:
            found.append(code)
    return found


def _names(found: Sequence[Bundle], ground: Ground) -> list[Words]:
    """Names by place, numbered where a place has several."""
    counts = Counter((one.place, one.mode) for one in found)
    numbers: Counter[tuple[str, str]] = Counter()
    names = []
    for one in found:
        key = (one.place, one.mode)
        numbers[key] += 1
        en, zh = ground.names.get(one.place, Words(one.place or "elsewhere", one.place or "其他"))
        number = f" {numbers[key]}" if counts[key] > 1 else ""
        kinds = ("renewal project", "更新项目")
        if one.mode == "scattered":
            kinds = ("scattered renewal", "零星更新项目")
        names.append(Words(f"{en}: {kinds[0]}{number}", f"{zh}{kinds[1]}{number.strip()}"))
    return names
