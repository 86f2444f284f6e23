"""Bundle the sites that a programme changes into projects, by plain rules, with the reasons.

Sites of one place (their renewal unit; outside units their sub-district) that lie near each other
stand together; then those whose people move into homes on the other, those of which one pays for
the other, and what would be too small alone. No step joins more sites than a project may have.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, hypot

from gengxin.terms.offer import Bundle, Bundling, Rehousing, SiteWorks
from gengxin.terms.records import Why
from gengxin.terms.words import Words

__all__ = ["Ground", "bundles"]

SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where sites lie: pairs of neighbours, the middle of each in metres, and names of places."""

    near: tuple[tuple[str, str], ...]
    middle_m: Mapping[str, tuple[float, float]]
    names: Mapping[str, Words]


@dataclass(slots=True, kw_only=True, eq=False)
class _Cluster:
    """Sites that stand together so far."""

    place: str
    unit: str
    sites: list[str]
    why: list[Why] = field(default_factory=list)


def bundles(
    works: Mapping[str, SiteWorks],
    ground: Ground,
    rehousing: Iterable[Rehousing],
    settings: Bundling,
) -> tuple[Bundle, ...]:
    """Bundles of sites, every one in exactly one, in the order of place and first site."""
    clusters = [
        cluster
        for (place, unit), sites in sorted(_places(works).items())
        for cluster in _adjacent(place, unit, sites, ground, settings)
    ]
    _share_homes(clusters, rehousing, settings)
    _share_money(clusters, works, ground, settings)
    _join_small(clusters, ground, settings)
    clusters.sort(key=lambda one: (one.place, min(one.sites)))
    return tuple(
        Bundle(
            unit=one.unit,
            place=one.place,
            mode="area_wide" if one.unit else "scattered",
            sites=tuple(sorted(one.sites)),
            why=(_belonging(one, ground), *one.why),
        )
        for one in clusters
    )


def _places(works: Mapping[str, SiteWorks]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for site in sorted(works):
        found.setdefault((works[site].place, works[site].unit), []).append(site)
    return found


def _adjacent(
    place: str, unit: str, sites: Sequence[str], ground: Ground, settings: Bundling
) -> Iterator[_Cluster]:
    """Sites that neighbours join, parted where they are too many."""
    for group in _connected(sites, ground.near):
        parts = ceil(len(group) / settings.most_sites_count)
        size = ceil(len(group) / parts)
        for start in range(0, len(group), size):
            part = group[start : start + size]
            yield _Cluster(place=place, unit=unit, sites=part, why=_near_why(part, parts, settings))


def _connected(sites: Sequence[str], near: Iterable[tuple[str, str]]) -> Iterator[list[str]]:
    """Groups that neighbours connect, each in the order of a walk that begins at its first site."""
    links: dict[str, list[str]] = {site: [] for site in sites}
    for one, other in near:
        if one in links and other in links:
            links[one].append(other)
            links[other].append(one)
    seen: set[str] = set()
    for site in sites:
        if site in seen:
            continue
        seen.add(site)
        group, waiting = [], deque([site])
        while waiting:
            here = waiting.popleft()
            group.append(here)
            new = sorted(set(links[here]) - seen)
            seen.update(new)
            waiting.extend(new)
        yield group


def _share_homes(
    clusters: list[_Cluster], rehousing: Iterable[Rehousing], settings: Bundling
) -> None:
    """Join clusters of a place of which one has the homes that the other's people move into."""
    counts: Counter[tuple[str, str]] = Counter()
    for one in rehousing:
        if one.home and one.home != one.site:
            counts[one.site, one.home] += one.households_count
    for (site, home), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        here, there = _with(clusters, site), _with(clusters, home)
        why = Why(
            en=f"{count:,} households of {site} move into new homes on {home}",
            zh=f"{site}的{count:,}户安置到{home}的新房",
        )
        if here is there and here is not None:
            here.why.append(why)
        elif here and there and _fits(here, there, settings):
            _join(clusters, here, there, why)


def _share_money(
    clusters: list[_Cluster],
    works: Mapping[str, SiteWorks],
    ground: Ground,
    settings: Bundling,
) -> None:
    """Join a cluster that costs more than it brings to the nearest of its unit that can pay."""
    balances = {id(one): _balance(one, works) for one in clusters}
    short = [one for one in clusters if one.unit and (balances[id(one)] or 0.0) < 0.0]
    for poor in sorted(short, key=lambda one: (balances[id(one)] or 0.0, min(one.sites))):
        lacking = -(_balance(poor, works) or 0.0)
        rich = [
            one
            for one in clusters
            if _fits(poor, one, settings) and (_balance(one, works) or 0.0) >= lacking > 0.0
        ]
        nearest = _nearest(poor, rich, ground)
        if nearest is not None and poor in clusters:
            why = Why(
                en=f"what {_some(poor.sites).en} lack ({lacking:,.0f}) is paid from the surplus "
                f"of {_some(nearest.sites).en}",
                zh=f"{_some(poor.sites).zh}的资金缺口（{lacking:,.0f}）由"
                f"{_some(nearest.sites).zh}的盈余平衡",
            )
            _join(clusters, nearest, poor, why)


def _join_small(clusters: list[_Cluster], ground: Ground, settings: Bundling) -> None:
    """Join what is too small alone to the nearest of its place that has room."""
    for small in sorted(clusters, key=lambda one: (len(one.sites), min(one.sites))):
        if small not in clusters or len(small.sites) >= settings.least_sites_count:
            continue
        nearest = _nearest(small, [o for o in clusters if _fits(small, o, settings)], ground)
        if nearest is not None:
            why = Why(
                en=f"{_some(small.sites).en}: too few alone, joined to the nearest",
                zh=f"{_some(small.sites).zh}：单独规模过小，并入最近的项目",
            )
            _join(clusters, nearest, small, why)


def _with(clusters: Iterable[_Cluster], site: str) -> _Cluster | None:
    return next((one for one in clusters if site in one.sites), None)


def _fits(one: _Cluster, other: _Cluster, settings: Bundling) -> bool:
    """Whether two clusters are of one place and small enough to be one project."""
    same = one is not other and (one.place, one.unit) == (other.place, other.unit)
    return same and len(one.sites) + len(other.sites) <= settings.most_sites_count


def _join(clusters: list[_Cluster], kept: _Cluster, joined: _Cluster, why: Why) -> None:
    kept.sites += joined.sites
    kept.why += [*(one for one in joined.why if one not in kept.why), why]
    clusters.remove(joined)


def _nearest(
    cluster: _Cluster, others: Iterable[_Cluster], ground: Ground
) -> _Cluster | None:  # nobody may be near enough to be asked
    def away_m(other: _Cluster) -> tuple[float, str]:
        (x, y), (u, v) = _middle_m(cluster, ground), _middle_m(other, ground)
        return hypot(x - u, y - v), min(other.sites)

    return min(others, key=away_m, default=None)


def _middle_m(cluster: _Cluster, ground: Ground) -> tuple[float, float]:
    """The mean of the sites' middles; where none is known, the origin."""
    known = [ground.middle_m[site] for site in cluster.sites if site in ground.middle_m]
    count = max(len(known), 1)
    return sum(x for x, _ in known) / count, sum(y for _, y in known) / count


def _balance(cluster: _Cluster, works: Mapping[str, SiteWorks]) -> float | None:
    """What all years bring less what the works cost; ``None`` where something is unknown."""
    total = 0.0
    for site in cluster.sites:
        brings, costs = (works[site].amounts.get(n) for n in ("received_amount", "spent_amount"))
        if brings is None or costs is None:
            return None
        total += brings - costs
    return total


def _near_why(part: Sequence[str], parts: int, settings: Bundling) -> list[Why]:
    if len(part) == 1:
        return []
    found = [
        Why(
            en=f"{len(part)} sites in a row of neighbours, no more than {settings.near_m:g} m "
            "between one and the next",
            zh=f"{len(part)}个地块依次相邻，间距不超过{settings.near_m:g}米",
        )
    ]
    if parts > 1:
        found.append(
            Why(
                en=f"parted from {parts - 1} more such projects: at most "
                f"{settings.most_sites_count} sites each",
                zh=f"与另外{parts - 1}个项目分开：每个项目不超过{settings.most_sites_count}个地块",
            )
        )
    return found


def _belonging(cluster: _Cluster, ground: Ground) -> Why:
    name = ground.names.get(cluster.place, Words(cluster.place, cluster.place))
    if cluster.unit:
        return Why(en=f"all in {name.en}", zh=f"同属{name.zh}")
    if not cluster.place:
        return Why(en="in no known place", zh="所在区域不详")
    return Why(
        en=f"scattered sites of {name.en}, outside any renewal unit",
        zh=f"{name.zh}内的零星地块，不属于更新单元",
    )


def _some(sites: Sequence[str]) -> Words:
    """A few refs by name, the rest by number."""
    shown, more = ", ".join(sorted(sites)[:SHOWN]), len(sites) - SHOWN
    if more <= 0:
        return Words(shown, shown.replace(", ", "、"))
    return Words(f"{shown} and {more} more", f"{shown.replace(', ', '、')}等{len(sites)}个地块")
