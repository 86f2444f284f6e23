"""The check-up: a district and a pack of standards in; indicators, findings and causes out."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Literal

from gengxin import rules
from gengxin.diagnose.cures import cures_of
from gengxin.diagnose.demand import demand_of
from gengxin.diagnose.findings import ServiceGaps, service_findings
from gengxin.diagnose.gaps import find_gaps
from gengxin.diagnose.groups import groups_of
from gengxin.diagnose.levels import told_columns
from gengxin.diagnose.names import Names
from gengxin.diagnose.other_findings import missing_data, missing_tables, not_joined, wide_streets
from gengxin.diagnose.problem_list import causes_table, findings_table, worst_first
from gengxin.diagnose.rows import Finding
from gengxin.diagnose.tables import GapsTable, ranking_table
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
from gengxin.terms import CheckUp, District, Provenance, StandardPack

__all__ = ["check_up"]

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
    work = _Work(district, pack, variant=variant, report=report or _to_nobody)
    work.measure_the_district()
    for facts in work.services():
        work.measure_a_service(facts)
    work.report("writing it down", 0.97)
    zones, measured, found = work.zones, work.measured, worst_first(work.findings)
    return CheckUp(
        indicators=tuple(one.indicator for one in measured),
        pack=pack,
        variant=variant,
        observations=observations(measured, zones),
        findings=findings_table(found, zones),
        causes=causes_table(found, zones),
        gaps=work.gaps.frame(),
        ranking=ranking_table(zones, measured, work.gaps.people_per_zone),
        site_values=site_values(measured, zones),
        provenance=Provenance(
            inputs=district.meta.inputs,
            software=software,
            day=day,
            parameters={"standards": pack.name, "variant": variant},
        ),
    )


class _Work:
    """A check-up under way: what was measured and found so far."""

    def __init__(
        self, district: District, pack: StandardPack, *, variant: Variant, report: Report
    ) -> None:
        self.district = district
        self.pack = pack
        self.variant = variant
        self.report = report
        self.zones = Zones(district=district)
        self.told = told_columns(self.zones)
        self.names = Names(district)
        self.measured: list[Measured] = []
        self.findings: list[Finding] = []
        self.gaps = GapsTable(district, pack, self.zones)
        report("joining places to the walking network", 0.02)
        self.on: Ground | None = ground(district)
        self.living = None if self.on is None else places(district, self.on)
        self.barriers = district.places("barriers")

    def measure_the_district(self) -> None:
        """All that is of no service."""
        self.report("measuring streets, land and homes", 0.1)
        found = [self._bound(one) for one in measure_district(self.district, self.zones)]
        joined = self._bound(measure_joined(self.district, self.zones, self.living))
        self.measured += [*found, joined]
        by_code = {one.indicator.code: one for one in found}
        residents = by_code["residents_people"]
        self.findings += missing_tables(residents, joined, self.zones)
        self.findings += wide_streets(by_code["street_spacing_m"], residents, self.zones)
        if self.living is not None:
            self.findings += not_joined(joined, self.zones, self.living)

    def services(self) -> Iterator[ServiceFacts]:
        """Each service with who is near it, where anybody can walk."""
        services = tuple(
            Service(
                standard=standard,
                max_network_m=rules.reach_m(standard, self.variant),
                suppliers=rules.suppliers(self.district, standard),
            )
            for standard in self.pack.services
        )
        found: Iterator[Near | None] = (None for _ in services)
        if self.on is not None and self.living is not None:
            found = nearby(self.district, self.on, living=self.living, services=services)
        for number, (service, near) in enumerate(zip(services, found, strict=True)):
            share = 0.2 + 0.75 * number / len(services)
            self.report(f"service {number + 1} of {len(services)}: {service.standard.code}", share)
            yield self._facts(service, near)

    def measure_a_service(self, facts: ServiceFacts) -> None:
        """Its indicators, its gaps, and what is found of both."""
        measured = [self._bound(one) for one in measure_service(facts)]
        self.measured += measured
        self.findings += missing_data(facts, measured)
        near, on = facts.near, self.on
        if near is None or on is None or facts.no_suppliers is not None:
            return
        gaps = find_gaps(
            near,
            demand_of(facts, near.places),
            served=facts.served,
            barriers=self.barriers,
        )
        self.gaps.add(gaps)
        groups = groups_of(gaps, self.told)
        found = ServiceGaps(
            gaps=gaps,
            groups=groups,
            cures=cures_of(gaps, groups, on=on, barriers=self.barriers),
            names=self.names,
        )
        by_stem = {one.indicator.code.partition(".")[0]: one for one in measured}
        self.findings += service_findings(found, measured=by_stem)

    def _facts(self, service: Service, near: Near | None) -> ServiceFacts:
        """One service with who finds room, where anything is known of that."""
        facts = ServiceFacts(
            district=self.district,
            zones=self.zones,
            service=service,
            near=near,
            is_proxy=self.on is not None and self.on.is_proxy,
        )
        capacity_known = bool(service.suppliers["capacity_people"].notna().any())
        if near is None or not capacity_known or facts.no_users is not None:
            return facts
        return replace(facts, served=room_for(near, facts.users))

    def _bound(self, measured: Measured) -> Measured:
        """The indicator with the value that the pack asks of it."""
        indicator = measured.indicator
        threshold = rules.target(self.pack, indicator.code)
        if threshold is None:
            return measured
        verified = indicator.verified and threshold.verified
        return replace(
            measured,
            indicator=replace(indicator, threshold=threshold.value, verified=verified),
        )


def _to_nobody(_: str, __: float) -> None:
    """Progress that nobody asked for."""
