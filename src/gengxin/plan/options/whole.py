"""From a district and its check-up to all options of all sites."""

import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from gengxin import appraisal, rules
from gengxin.indicators import Ground, ground
from gengxin.plan.options.caps import Caps, caps_of
from gengxin.plan.options.carriers import Carried, with_services
from gengxin.plan.options.counted import Considered, refuse_edits
from gengxin.plan.options.edits import edits_of, proposed_too
from gengxin.plan.options.facts import USES, metro_m, numbers, site_facts
from gengxin.plan.options.light import Light, light_of
from gengxin.plan.options.parts import Asked, Into, told_in_parts
from gengxin.plan.options.paying import paying_for, without_the_same
from gengxin.plan.options.planes import planes_of
from gengxin.plan.options.prices import Priced, priced
from gengxin.plan.options.proposals import Proposals, option_refs, propose
from gengxin.plan.options.quantities import mix_of
from gengxin.plan.options.services import Lacking, lacking_around, most_lacking
from gengxin.plan.options.shapes import Drawn, Town, draw
from gengxin.plan.options.standing import Standing, standing_of
from gengxin.plan.options.walks import Walks, walks_of
from gengxin.terms import (
    OPTION_TABLES,
    CheckUp,
    District,
    FactorPack,
    Note,
    OptionSet,
    Practice,
    Provenance,
    RulePack,
)

__all__ = ["Books", "Underway", "options", "options_in_parts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """The packs that options are made by: law, prices, practice."""

    rules: RulePack
    factors: FactorPack
    practice: Practice


class Underway(NamedTuple):
    """A check-up under way: the network that it walks on, and what it finds.

    Both are asked for once and in this order, in a thread beside the reading of the sites.
    """

    on: Callable[[], Ground | None]
    found: Callable[[], CheckUp]


def options(  # noqa: PLR0913 - all that options are made of, and who is told
    district: District,
    check_up: CheckUp,
    books: Books,
    *,
    day: date,
    software: str,
    edits: pd.DataFrame | None = None,
    report: Callable[[str, float], None] | None = None,
) -> OptionSet:
    """Everything that could be done with each site: legal, priced and weighed, or why not.

    ``check_up`` says where services are short, ``day`` which rules are in force, ``edits`` what the
    planner lays down (columns of ``OPTION_EDITS``, indexed by the row of his sheet). What can't be
    made for want of data is unavailable, and the notes say so.
    """
    held: dict[str, list[pd.DataFrame]] = {}
    asked = Asked(
        day=day,
        software=software,
        edits=edits,
        report=report or _to_nobody,
        sites_at_once=max(len(district.table("sites")), 1),
    )
    made = options_in_parts(
        district, check_up, books, asked=asked, into=lambda name, rows: _hold(held, name, rows)
    )
    tables = {
        name: parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
        for name, parts in held.items()
    }
    return replace(made, tables={name: tables[name] for name in OPTION_TABLES})


def _hold(held: dict[str, list[pd.DataFrame]], name: str, rows: pd.DataFrame) -> None:
    """Put rows with those of the same table; none where some are there."""
    parts = held.setdefault(name, [])
    if len(parts) == 1 and not len(parts[0]):
        parts.clear()
    if len(rows) or not parts:
        parts.append(rows)


def options_in_parts(
    district: District, check_up: CheckUp | Underway, books: Books, *, asked: Asked, into: Into
) -> OptionSet:
    """The same as ``options``, its tables told to ``into`` in parts and held by nobody.

    Rows of a table are told in their order, so many sites at a time; how many changes nothing in
    them. What is returned has no tables.
    """
    if isinstance(check_up, CheckUp):
        known = check_up
        check_up = Underway(on=lambda: ground(district), found=lambda: known)
    every, by = _drawn_by(district, check_up, books, asked)
    lacks = appraisal.Lacks()
    told = told_in_parts(every, by.check_up, by.law, asked=asked, into=into, lacks=lacks)
    before = (*lacks.notes, *by.missing, *every.light.notes)
    stated = {**every.light.parameters, **by.prices.parameters, **_mark_of(asked.edits)}
    return OptionSet(
        tables={},
        rules=by.law.name,
        factors=by.books.factors.name,
        practice=by.books.practice.name,
        law=by.law,
        money=by.books.factors.money,
        unavailable=(*before, *told, *by.prices.notes),
        provenance=_provenance(district, asked, by, stated),
    )


class _Afoot(NamedTuple):
    """The walking network, who and what is on it, and who lacks a service around which site."""

    on: Ground | None
    walks: Walks | None
    lacking: list[Lacking]


class _Weighed(NamedTuple):
    """What is known before anything is drawn: the town, the ways proposed, the sun, the law."""

    town: Town
    bare: Proposals
    light: Light
    law: RulePack
    books: Books
    prices: Priced


class _Begun(NamedTuple):
    """The same, with the check-up and who is near, which are found in another thread."""

    town: Town
    bare: Proposals
    light: Light
    law: RulePack
    books: Books
    prices: Priced
    found: Future[CheckUp]
    afoot: Future[_Afoot]


class _By(NamedTuple):
    """What the options of a district stand on, and what could not be made for want of data."""

    law: RulePack
    books: Books
    prices: Priced
    check_up: CheckUp
    missing: tuple[Note, ...]


def _drawn_by(
    district: District, check_up: Underway, books: Books, asked: Asked
) -> tuple[Considered, _By]:
    """All options drawn, and what they stand on; what took part in the drawing is let go."""
    with ThreadPoolExecutor(1) as beside:
        begun = _begun(district, check_up, books, asked, beside=beside)
        every = _considered(district, begun, asked)
    missing = _missing(district, begun.afoot.result())
    return every, _By(begun.law, begun.books, begun.prices, begun.found.result(), missing)


def _begun(
    district: District,
    check_up: Underway,
    books: Books,
    asked: Asked,
    *,
    beside: ThreadPoolExecutor,
) -> _Begun:
    """What may be proposed on which site, what rules, sun and neighbours ask there, who is near.

    What is asked of the walking network is found in a thread ``beside``: drawing needn't wait.
    """
    asked.report("reading the sites", 0.0)
    network, found = beside.submit(check_up.on), beside.submit(check_up.found)
    sites = site_facts(district)
    standing = standing_of(district, sites)
    sites["metro_m"] = metro_m(sites, district, network.result())
    given = (district, sites, network.result())
    afoot = beside.submit(_afoot, *given, found=found, practice=books.practice)
    return _Begun(*_weighed(district, (sites, standing), books, asked), found, afoot)


def _afoot(
    district: District,
    sites: gpd.GeoDataFrame,
    on: Ground | None,
    *,
    found: Future[CheckUp],
    practice: Practice,
) -> _Afoot:
    walks, check_up = walks_of(district, sites, on), found.result()
    return _Afoot(on, walks, lacking_around(district, walks, check_up=check_up, practice=practice))


def _weighed(
    district: District,
    known: tuple[gpd.GeoDataFrame, Standing],
    books: Books,
    asked: Asked,
) -> _Weighed:
    """The same but for the check-up and who is near."""
    sites, standing = known
    prices = priced(books.factors, sites, district.meta)
    books = replace(books, factors=prices.factors)
    law, limits, caps = _law(sites, books, asked.day)
    sites = sites.assign(**_rights(sites, caps))
    ways = propose(sites, books.practice)
    bare, practice = proposed_too(asked.edits, ways, sites, books.practice)
    paying = paying_for(sites, practice, books.factors)
    bare = without_the_same(bare, practice, paying, caps)
    asked.report("looking for the sun", 0.1)
    asks = (law, limits, caps, practice, asked.day)
    light = light_of(district, sites, standing, bare, asks=asks)
    town = Town(
        sites=sites,
        standing=standing,
        practice=practice,
        caps=caps,
        planes=planes_of(limits, sites.index, law),
        sun_m=light.caps.top_m,
        paying=paying,
    )
    books = replace(books, practice=practice)
    return _Weighed(town, bare, light, law, books, prices)


def _considered(district: District, begun: _Begun, asked: Asked) -> Considered:
    """All options drawn, with their services, and what the planner lays down of them."""
    asked.report("drawing buildings", 0.2)
    town, books = begun.town, begun.books
    carried, drawn, light = _drawn(town, begun)
    asked.report("counting floor, homes and households", 0.5)
    afoot = begun.afoot.result()
    refs = option_refs(carried.proposals, town.sites, books.practice)
    found = Considered(
        district=district,
        town=town,
        refs=refs,
        carried=carried,
        drawn=drawn,
        light=light,
        edits=edits_of(asked.edits, refs),
        factors=books.factors,
        walks=afoot.walks,
        lacking=afoot.lacking,
    )
    refuse_edits(found)
    return found


def _provenance(
    district: District,
    asked: Asked,
    by: _By,
    stated: Mapping[str, str],
) -> Provenance:
    """What the options stand on."""
    return district.made_into(
        software=asked.software,
        day=asked.day,
        parameters={
            "rules": by.law.name,
            "factors": by.books.factors.name,
            "practice": by.books.practice.name,
            "standards": by.check_up.pack.name,
            **stated,
        },
    )


def _intended_floor(sites: gpd.GeoDataFrame) -> dict[str, object]:
    """New homes where these are intended, and none elsewhere: rules for homes bind them alone."""
    homes = sites["intended_use"].isin(("residential", "mixed")).to_numpy(np.float64)
    other = {f"{use}_floor_built_m2": 1.0 - homes for use in USES if use != "residential"}
    converted = {f"{use}_floor_converted_m2": 0.0 for use in USES}
    return {"residential_floor_built_m2": homes, **other, **converted}


def _mark_of(edits: pd.DataFrame | None) -> Mapping[str, str]:
    """The planner's edits as a hash, so that a run tells by which it was made."""
    if edits is None:
        return {}
    text = edits.to_csv(lineterminator="\n").encode()
    return {"edits": f"sha256 {hashlib.sha256(text).hexdigest()}"}


def _rights(sites: gpd.GeoDataFrame, caps: Caps) -> dict[str, pd.Series]:
    """The floor area that each site may have, receive and, where its right is no estimate, send."""
    permitted_m2 = caps.far * sites["area_m2"]
    unused_m2 = (permitted_m2 - numbers(sites, "gross_floor_area_m2")).clip(lower=0.0)
    return {
        "far_limit": pd.Series(caps.far, index=sites.index),
        "far_received_limit": pd.Series(caps.far_received, index=sites.index),
        "far_to_send_m2": unused_m2.where(caps.far_is_stated),
    }


def _law(sites: gpd.GeoDataFrame, books: Books, day: date) -> tuple[RulePack, pd.DataFrame, Caps]:
    """The law book with estimated caps for zones without limits, and what it asks of buildings."""
    # caps are those of a site that moves no floor; what is received comes on top of them
    intended = {
        "action": "redevelop",
        "far_received_m2": 0.0,
        "far_sent_m2": 0.0,
        **_intended_floor(sites),
    }
    known = rules.limits(books.rules, sites, day, intended=intended)
    estimated = rules.estimated_limits(sites, known=known)
    law = replace(books.rules, rules=(*books.rules.rules, *estimated))
    limits = rules.limits(law, sites, day, intended=intended) if estimated else known
    return law, limits, caps_of(limits, sites.index, books.practice)


def _drawn(town: Town, begun: _Begun) -> tuple[Carried, Drawn, Light]:
    """The options with their services, what each would build, and the sun that it would take."""
    sites, practice, bare = town.sites, town.practice, begun.bare
    drawn = draw(town, bare, mix=mix_of(sites, bare, practice))
    light = begun.light.with_drawn(bare, practice, drawn)
    lacking = begun.afoot.result().lacking
    carried = with_services(
        bare,
        practice,
        drawn=drawn,
        sites=sites,
        lacking=lacking,
        wanted=most_lacking(lacking, per_site=practice.services_per_site),
    )
    return carried, drawn.of(carried.base), light


def _missing(district: District, afoot: _Afoot) -> tuple[Note, ...]:
    """What options could not be made for want of data."""
    notes = []
    if afoot.on is None or not len(district.table("people")):
        notes.append(
            Note(
                table="option_service",
                action="missing",
                count=0,
                en="no walking network or no people: options for services are unavailable",
                zh="缺少步行网络或人口：无法提出服务类方案",
                next_step_en="import a walking network and people",
                next_step_zh="导入步行网络与人口数据",
            )
        )
    elif not afoot.lacking:
        notes.append(
            Note(
                table="option_service",
                action="missing",
                count=0,
                en="nobody lacks a service for which the practice states the room it takes",
                zh="没有居民缺少做法文件中列有面积的服务",
            )
        )
    return tuple(notes)


def _to_nobody(_: str, __: float) -> None:
    """Progress that nobody asked for."""
