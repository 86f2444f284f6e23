"""Who moves where: the households of each site, and the homes on other sites that they move into.

A programme says how many households of a unit are rehoused in which other, phase by phase. Which
site's homes they take is not the programme's to decide; here it is settled by one plain rule, so
that a project knows what it waits for: who is there stays, then homes that opened first, by ref.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from gengxin.terms import Programme
from gengxin.terms.offer import Rehousing, SiteWorks

__all__ = ["rehoused_sites"]

Flows = dict[tuple[str, str], int]


@dataclass(slots=True, kw_only=True)
class _Homes:
    """Homes of one size on one site; empty ``site``: they stand empty today."""

    site: str
    unit: str
    opens: int
    count: int
    held: dict[str, int] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=dict)

    @property
    def free(self) -> int:
        return self.count - sum(self.held.values())

    def after(self) -> tuple[str, ...]:
        """Sites whose households must have left these homes before all who come find room."""
        new = sum(count for site, count in self.held.items() if site not in self.before)
        if new <= self.count - sum(self.before.values()):
            return ()
        return tuple(sorted(set(self.before) - set(self.held)))


def rehoused_sites(
    programme: Programme, homes: pd.DataFrame, works: Mapping[str, SiteWorks]
) -> tuple[Rehousing, ...]:
    """For each site whose people move, the homes that they move into when its works start.

    ``homes`` is the run's table ``option_home``. Households that arrange a home by themselves, and
    those for whom the programme names none, are left out.
    """
    sizes = _by_size(homes, works)
    flows = _flows(programme)
    found: list[Rehousing] = []
    for size in sorted(sizes):
        stock = [*_standing(programme, size), *_built(sizes[size], works)]
        for phase in range(1, len(programme.brief.phases) + 1):
            for one in stock:
                one.before, one.held = one.held, {}
            asked = _asking(sizes[size], works, phase, programme.brief.self_arranged_share)
            _settle(asked, dict(flows.get((phase, size), {})), _open(stock, phase), works)
            found += _of_phase(stock, works, phase, size)
    return tuple(sorted(found, key=lambda one: (one.site, one.home, one.size)))


def _by_size(
    homes: pd.DataFrame, works: Mapping[str, SiteWorks]
) -> dict[str, dict[str, tuple[int, int, int]]]:
    """By size and site: households out for the works, out for good, homes committed."""
    site_of = {one.option: one.site for one in works.values()}
    own = homes[homes["option"].astype("str").isin(site_of)]
    counts = ("out_temporarily_count", "out_for_good_count", "committed_count")
    table = own[list(counts)].astype("Float64").fillna(0.0).astype("int64")
    size = own["size"].astype("object").where(own["size"].notna(), "").astype("str")
    sums = table.groupby([size, own["option"].astype("str").map(site_of)]).sum()
    found: dict[str, dict[str, tuple[int, int, int]]] = {}
    for (one, site), *three in sums.itertuples():
        found.setdefault(str(one), {})[str(site)] = (three[0], three[1], three[2])
    return found


def _flows(programme: Programme) -> dict[tuple[int, str], Flows]:
    """By phase and size: households of one unit rehoused in another."""
    found: dict[tuple[int, str], Flows] = {}
    table = programme.tables["auxiliary"]
    own = table[table["key"].str.startswith("rehoused/") & (table["amount"] > 0)]
    for key, amount in own[["key", "amount"]].itertuples(index=False):
        _, unit, other, phase, size = str(key).split("/")
        found.setdefault((int(phase), size), {})[unit, other] = int(amount)
    return found


def _standing(programme: Programme, size: str) -> Iterator[_Homes]:
    for one in programme.brief.existing_homes:
        if one.size == size:
            yield _Homes(site="", unit=one.unit, opens=0, count=one.homes_count)


def _built(
    counts: Mapping[str, tuple[int, int, int]], works: Mapping[str, SiteWorks]
) -> list[_Homes]:
    """Homes committed to rehousing on each site, those that open first first."""
    built = [
        _Homes(site=site, unit=works[site].place, opens=works[site].opens_phase, count=committed)
        for site, (_, _, committed) in counts.items()
        if committed > 0
    ]
    return sorted(built, key=lambda one: (one.opens, one.site))


def _open(stock: Iterable[_Homes], phase: int) -> list[_Homes]:
    return [one for one in stock if one.opens <= phase]


def _asking(
    counts: Mapping[str, tuple[int, int, int]],
    works: Mapping[str, SiteWorks],
    phase: int,
    self_arranged_share: float,
) -> dict[str, int]:
    """Households of each site that need a home in a phase, as the plan counts them."""
    found = {}
    for site, (away, gone, _) in counts.items():
        one = works[site]
        if one.phase > phase:
            continue
        asks = int(np.rint(away * (1.0 - self_arranged_share))) if phase < one.opens_phase else 0
        if asks + gone:
            found[site] = asks + gone
    return found


def _settle(
    asked: Mapping[str, int], flows: Flows, stock: list[_Homes], works: Mapping[str, SiteWorks]
) -> None:
    """Let every household in: first who is there already, as far as the programme lets them."""
    order = sorted(asked, key=lambda site: (works[site].phase, site))
    left = dict(asked)
    for site in order:
        for homes in stock:
            left[site] -= _let_in(site, min(left[site], homes.before.get(site, 0)), homes, flows,
                                  works[site].place)  # fmt: skip
    for site in order:
        own = works[site].place
        for homes in sorted(stock, key=lambda one: (one.unit != own, one.unit)):
            left[site] -= _let_in(site, left[site], homes, flows, own)


def _let_in(site: str, most: int, homes: _Homes, flows: Flows, unit: str) -> int:
    """Let at most so many households in, as the unit's flow and the room allow; how many."""
    way = (unit, homes.unit)
    count = min(most, homes.free, flows.get(way, 0))
    if count <= 0:
        return 0
    flows[way] -= count
    homes.held[site] = homes.held.get(site, 0) + count
    return count


def _of_phase(
    stock: Iterable[_Homes], works: Mapping[str, SiteWorks], phase: int, size: str
) -> Iterator[Rehousing]:
    """Those who move in this phase because their site's works start."""
    for homes in stock:
        for site, count in homes.held.items():
            if works[site].phase == phase:
                yield Rehousing(
                    site=site,
                    home=homes.site,
                    size=size,
                    households_count=count,
                    after=tuple(one for one in homes.after() if _returned(works[one], phase)),
                )


def _returned(one: SiteWorks, phase: int) -> bool:
    """Whether a site's people are back by a phase; who left for good may only have moved on."""
    return one.opens_phase <= phase and bool(one.amounts.get("households_out_temporarily_count"))
