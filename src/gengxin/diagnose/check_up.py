"""The check-up: a district and a pack of standards in; indicators, findings and causes out."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from gengxin import rules
from gengxin.diagnose.cures import cures_of
from gengxin.diagnose.demand import demand_of
from gengxin.diagnose.findings import ServiceGaps, bare_findings, service_findings
from gengxin.diagnose.gaps import Gaps, find_gaps
from gengxin.diagnose.groups import groups_of
from gengxin.diagnose.levels import told_columns
from gengxin.diagnose.names import Names
from gengxin.diagnose.other_findings import missing_data, missing_tables, not_joined, wide_streets
from gengxin.diagnose.problem_list import causes_table, findings_table, worst_first
from gengxin.diagnose.rows import Finding
from gengxin.diagnose.tables import GapRows, GapsTable, ranking_table
from gengxin.indicators import (
    Ground,
    Measured,
    Near,
    Service,
    ServiceFacts,
    Zones,
    ground,
    measure_district,
    measure_joined,
    measure_service,
    nearby,
    observations,
    places,
    room_for,
    site_values,
)
from gengxin.terms import CheckUp, District, StandardPack

__all__ = ["Diagnosis", "Found", "check_up"]

Report = Callable[[str, float], None]
Variant = Literal["strict", "lenient"]


def check_up(
    district: District,
    pack: StandardPack,
    *,
    variant: Variant = "strict",
    day: date,
    software: str,
    report: Report | None = None,
) -> CheckUp:
    """Measure every indicator, find where the district falls short, and say why.

    ``report`` is told what is being done, and what share of all is behind. What can't be measured
    is unavailable and says what is missing.
    """
    begun = Diagnosis(district, pack, variant=variant, report=report)
    return begun.check_up(begun.of_services(), day=day, software=software)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is found of one service, or of all else: indicators, what falls short, and who lacks it.

    ``gaps`` is ``None`` where nobody can be said to lack it.
    """

    measured: list[Measured]
    findings: list[Finding]
    gaps: GapRows | None = None


class Diagnosis:
    """A check-up under way; services are found apart, so that two processes can share them out."""

    def __init__(
        self,
        district: District,
        pack: StandardPack,
        *,
        variant: Variant = "strict",
        report: Report | None = None,
    ) -> None:
        self._district = district
        self._pack = pack
        self._variant = variant
        self._report = report or _to_nobody
        self._zones = Zones(district=district)
        self._told = told_columns(self._zones)
        self._names = Names(district)
        self._gaps = GapsTable(district, pack, self._zones)
        self._report("joining places to the walking network", 0.02)
        self._on: Ground | None = ground(district)
        self._living = None if self._on is None else places(district, self._on)
        self._barriers = district.places("barriers")

    @property
    def on(self) -> Ground | None:
        """The walking network, made ready; ``None`` where the district has none."""
        return self._on

    @property
    def codes(self) -> list[str]:
        """The services of the pack, in their order."""
        return [service.code for service in self._pack.services]

    def of_services(self, codes: Collection[str] | None = None) -> dict[str, Found]:
        """What is found of these services of the pack, by code; of all where none are named."""
        return {
            facts.service.standard.code: self._of_service(facts) for facts in self._services(codes)
        }

    def shortfalls(self, *, day: date, software: str) -> CheckUp:
        """Who lacks which service, and where it falls short: what options are proposed from.

        The gaps have no more columns than that takes, the findings neither words nor cures, and
        only those of services are told; all other tables are empty.
        """
        found = [self._short_of(facts) for facts in self._services(None)]
        listed = worst_first(one for part in found for one in part.findings)
        gaps, nothing = [part.gaps for part in found if part.gaps is not None], pd.DataFrame()
        return CheckUp(
            indicators=(),
            observations=nothing,
            findings=findings_table(listed, self._zones),
            causes=gpd.GeoDataFrame(),
            gaps=gpd.GeoDataFrame(self._gaps.counted(gaps)),
            ranking=nothing,
            site_values=nothing,
            **self._stated(day, software),
        )

    def _services(self, codes: Collection[str] | None) -> Iterator[ServiceFacts]:
        """What is known of each of these services, in the order of the pack."""
        services = tuple(
            Service(
                standard=standard,
                max_network_m=rules.reach_m(standard, self._variant),
                suppliers=rules.suppliers(self._district, standard),
            )
            for standard in self._pack.services
            if codes is None or standard.code in codes
        )
        near: Iterator[Near | None] = (None for _ in services)
        if self._on is not None and self._living is not None:
            near = nearby(self._district, self._on, living=self._living, services=services)
        for number, (service, around) in enumerate(zip(services, near, strict=True)):
            share, code = 0.1 + 0.8 * number / len(services), service.standard.code
            self._report(f"service {number + 1} of {len(services)}: {code}", share)
            yield self._facts(service, around)

    def check_up(self, services: Mapping[str, Found], *, day: date, software: str) -> CheckUp:
        """The whole check-up, with what was found of every service of the pack."""
        parts = [self._of_district(), *(services[code] for code in self.codes)]
        self._report("writing it down", 0.97)
        gaps = [part.gaps for part in parts if part.gaps is not None]
        measured = [one for part in parts for one in part.measured]
        listed = worst_first(one for part in parts for one in part.findings)
        zones = self._zones
        lacked = sum((one.people_per_zone for one in gaps), np.zeros(zones.count))
        return CheckUp(
            indicators=tuple(one.indicator for one in measured),
            observations=observations(measured, zones),
            findings=findings_table(listed, zones),
            causes=causes_table(listed, zones),
            gaps=self._gaps.frame(gaps, self._living),
            ranking=ranking_table(zones, measured, lacked),
            site_values=site_values(measured, zones),
            **self._stated(day, software),
        )

    def _stated(self, day: date, software: str) -> dict[str, Any]:
        """What a check-up says of itself."""
        return {
            "pack": self._pack,
            "variant": self._variant,
            "provenance": self._district.made_into(
                software=software,
                day=day,
                parameters={"standards": self._pack.name, "variant": self._variant},
            ),
        }

    def _of_district(self) -> Found:
        """What is found of no service."""
        self._report("measuring streets, land and homes", 0.9)
        district, zones = self._district, self._zones
        measured = [self._bound(one) for one in measure_district(district, zones)]
        joined = self._bound(measure_joined(district, zones, self._living))
        by_code = {one.indicator.code: one for one in measured}
        residents = by_code["residents_people"]
        findings = [
            *missing_tables(residents, joined, zones),
            *wide_streets(by_code["street_spacing_m"], residents, zones),
        ]
        if self._living is not None:
            findings += not_joined(joined, zones, self._living)
        return Found(measured=[*measured, joined], findings=findings)

    def _of_service(self, facts: ServiceFacts) -> Found:
        """Its indicators, its gaps, and what is found of both."""
        measured = [self._bound(one) for one in measure_service(facts)]
        findings = list(missing_data(facts, measured))
        gaps = self._gaps_of(facts)
        if gaps is None or self._on is None:
            return Found(measured=measured, findings=findings)
        groups = groups_of(gaps, self._told)
        found = ServiceGaps(
            gaps=gaps,
            groups=groups,
            cures=cures_of(gaps, groups, on=self._on, barriers=self._barriers),
            names=self._names,
        )
        findings += service_findings(found, measured=_by_stem(measured))
        return Found(measured=measured, findings=findings, gaps=self._gaps.rows(gaps))

    def _short_of(self, facts: ServiceFacts) -> Found:
        """Its gaps, and which of its indicators fall short where."""
        measured = [
            self._bound(one)
            for one in measure_service(
                facts, asked=lambda code: rules.target(self._pack, code) is not None
            )
        ]
        findings = list(missing_data(facts, measured))
        gaps = self._gaps_of(facts)
        if gaps is None:
            return Found(measured=measured, findings=findings)
        groups = groups_of(gaps, self._told)
        findings += bare_findings(gaps, groups, measured=_by_stem(measured))
        return Found(measured=measured, findings=findings, gaps=self._gaps.rows(gaps))

    def _gaps_of(self, facts: ServiceFacts) -> Gaps | None:
        """Who lacks the service; ``None`` where nobody can be said to."""
        if facts.near is None or facts.no_suppliers is not None:
            return None
        return find_gaps(
            facts.near,
            demand_of(facts, facts.near.places),
            served=facts.served,
            barriers=self._barriers,
        )

    def _facts(self, service: Service, near: Near | None) -> ServiceFacts:
        """One service with who finds room, where anything is known of that."""
        facts = ServiceFacts(
            district=self._district,
            zones=self._zones,
            service=service,
            near=near,
            is_proxy=self._on is not None and self._on.is_proxy,
        )
        capacity_known = bool(service.suppliers["capacity_people"].notna().any())
        if near is None or not capacity_known or facts.no_users is not None:
            return facts
        return replace(facts, served=room_for(near, facts.users))

    def _bound(self, measured: Measured) -> Measured:
        """The indicator with the value that the pack asks of it."""
        indicator = measured.indicator
        threshold = rules.target(self._pack, indicator.code)
        if threshold is None:
            return measured
        verified = indicator.verified and threshold.verified
        return replace(
            measured,
            indicator=replace(indicator, threshold=threshold.value, verified=verified),
        )


def _by_stem(measured: list[Measured]) -> dict[str, Measured]:
    """Indicators by the first part of their codes."""
    return {one.indicator.code.partition(".")[0]: one for one in measured}


def _to_nobody(_: str, __: float) -> None:
    """Progress that nobody asked for."""
