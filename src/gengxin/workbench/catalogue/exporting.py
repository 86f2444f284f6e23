"""The catalogue to take along: what each export tells of the projects that somebody may see."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from gengxin.offer.withheld import as_public
from gengxin.publish.brownfield import brownfield_csv
from gengxin.publish.exported import NUMBERS, ProjectFacts
from gengxin.publish.oc4ids import Publisher, project_package
from gengxin.publish.project_pool import write_project_pool
from gengxin.publish.words import names_of
from gengxin.store import DistrictFolder, read_run
from gengxin.store.records import RecordStore
from gengxin.terms import District, InputError
from gengxin.terms.records import AnyOf, KeptProgramme, Milestone, Offer, Party, Project
from gengxin.terms.words import Words
from gengxin.workbench.catalogue.ground import Ground, Works, ground_of
from gengxin.workbench.catalogue.index import Entry
from gengxin.workbench.catalogue.places import SitePlaces, places_of
from gengxin.workbench.catalogue.times import opens_on, starts_on

__all__ = ["Exporter"]

TOLD = ("option", "action", "phase", "name_en", "name_zh")
WHOLE = ("homes_before_count", "homes_after_count", "gross_floor_area_m2_x100")
SCALES = {"_x100": 100.0, "": 1.0}
DIGITS = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter:
    """Exports of the catalogue for somebody: ``is_public`` leaves out what is withheld."""

    store: RecordStore
    folder: Path
    is_public: bool

    def oc4ids(
        self, entries: Iterable[Entry], *, uri: str, now: datetime, language: str
    ) -> dict[str, Any]:
        """The projects as an OC4IDS package, which lies at ``uri``.

        Raises
        ------
        InputError
            Where there is none: the standard has no empty package.

        """
        district = self._places.district
        name = district.en if language == "en" else district.zh
        publisher = Publisher(name=name, uri=uri)
        made = project_package(self._facts(entries), publisher, now=now, language=language)
        if made is None:
            raise InputError("no project is here to be exported; publish one, or widen the search")
        return made

    def brownfield(self, entries: Iterable[Entry]) -> str:
        """The sites of projects as a UK brownfield-land register."""
        return brownfield_csv(self._facts(entries), organisation=self._places.district.en)

    def pool(self, entries: Iterable[Entry], path: Path) -> None:
        """The project pool as a workbook."""
        home = DistrictFolder(self.folder)
        district = home.load()
        run = home.newest_run("check-up")
        write_project_pool(
            self._facts(entries),
            path,
            problems=pd.DataFrame() if run is None else _problems(run, district),
            day=district.meta.data_day,
            currency=self._places.currency,
        )

    def geojson(self, entries: Iterable[Entry]) -> dict[str, Any]:
        """The sites of projects as GeoJSON, a feature a site."""
        places = self._places
        features = []
        for entry in entries:
            if not isinstance(entry.record, Project):
                continue
            shapes = places.shapes_of(entry.sites)
            works = {one.site: one for one in entry.record.works}
            features += [
                {
                    "type": "Feature",
                    "id": f"{entry.record.ref}/{site}",
                    "geometry": json.loads(
                        shapely.to_geojson(shapely.set_precision(shape, DIGITS))
                    ),
                    "properties": _properties(entry, places, site, works[site].phase),
                }
                for site, shape in shapes.items()
            ]
        return {"type": "FeatureCollection", "features": features}

    @property
    def _places(self) -> SitePlaces:
        return places_of(self.folder)

    def _facts(self, entries: Iterable[Entry]) -> list[ProjectFacts]:
        listed = [one for one in entries if isinstance(one.record, Project)]
        refs = tuple(one.record.ref for one in listed)
        milestones = _by_project(self.store.list(Milestone, AnyOf("project", refs)) if refs else ())
        # what is not public of offers the public isn't told
        offers = [one for one in self.store.list(Offer) if not self.is_public or one.visibility == "public"]  # noqa: E501  # fmt: skip
        parties = {one.ref: one for one in self.store.list(Party)}
        grounds: dict[str, Ground] = {}
        made = []
        for entry in listed:
            facts = self._fact(entry, grounds)
            own = facts.project
            named = {own.lead_party or "", *(one.party for one in own.parties)}
            made.append(
                replace(
                    facts,
                    milestones=milestones.get(own.ref, ()),
                    offers=tuple(one for one in offers if own.ref in one.projects),
                    parties={ref: parties[ref] for ref in named if ref in parties},
                )
            )
        return made

    def _fact(self, entry: Entry, grounds: dict[str, Ground]) -> ProjectFacts:
        project = entry.record
        if not isinstance(project, Project):
            msg = f"{project.ref} is an offer; exports are of projects"
            raise InputError(msg)
        if project.programme not in grounds:
            kept = self.store.one(KeptProgramme, project.programme)
            grounds[project.programme] = ground_of(self.folder, kept.content_hash)
        works = Works.of(project, grounds[project.programme])
        places = self._places
        hidden = project.withheld if self.is_public else ()
        shapes = places.shapes_of(entry.sites)
        numbers = {
            name: None if NUMBERS[name][2] in hidden else value
            for name, value in _numbers(works).items()
        }
        return ProjectFacts(
            project=as_public(project) if self.is_public else project,
            works=works.rows[[*TOLD, *WHOLE]].assign(findings=_findings(works)),
            sites=works.sites,
            shape=shapely.union_all(list(shapes.values())) if shapes else None,
            shapes=shapes,
            numbers=numbers,
            uses=entry.uses,
            **_period(works),
            unit=entry.unit,
            zones=entry.zones,
            currency=places.currency,
            made_up=places.made_up or project.made_up,
            hidden=hidden,
        )


def _problems(run: Path, district: District) -> pd.DataFrame:
    """The findings of a check-up, with the names and units of their indicators and areas."""
    found = pd.DataFrame(read_run(run, "findings")).drop(columns="geometry", errors="ignore")
    defined = pd.DataFrame(read_run(run, "indicators")).drop_duplicates("code").set_index("code")
    code = found["indicator"].astype("str")
    told = {
        "indicator_en": code.map(defined["name_en"].astype("str")),
        "indicator_zh": code.map(defined["name_zh"].astype("str")),
        "unit": code.map(defined["unit"].astype("str")),
    }
    names = {
        str(ref): name
        for table in ("sites", "areas")
        for ref, name in zip(
            district.table(table).index, names_of(district.table(table)), strict=True
        )
    }
    meta = district.meta
    whole = Words(meta.name_en or meta.name_zh, meta.name_zh or meta.name_en)
    areas = [
        whole if level == "district" else names.get(area, Words(area, area))
        for level, area in zip(
            found["level"].astype("str"), found["area"].astype("str"), strict=True
        )
    ]
    told["area_en"] = pd.Series([one.en for one in areas], index=found.index)
    told["area_zh"] = pd.Series([one.zh for one in areas], index=found.index)
    return found.assign(**told)


def _properties(entry: Entry, places: SitePlaces, site: str, phase: int) -> dict[str, Any]:
    name = places.name(site)
    return {
        "project": entry.record.ref,
        "code": entry.code,
        "name_en": entry.name.en,
        "name_zh": entry.name.zh,
        "stage": entry.stage,
        "unit_en": entry.unit.en,
        "unit_zh": entry.unit.zh,
        "site": site,
        "site_name_en": name.en,
        "site_name_zh": name.zh,
        "phase": phase,
        "made_up": entry.record.made_up,
    }


def _by_project(listed: Iterable[Milestone]) -> Mapping[str, tuple[Milestone, ...]]:
    found: dict[str, list[Milestone]] = {}
    for one in listed:
        found.setdefault(one.project, []).append(one)
    return {ref: tuple(own) for ref, own in found.items()}


def _numbers(works: Works) -> dict[str, float | None]:
    """The numbers of exports: sums of the chosen options, and the ground."""
    area = works.sites["area_m2"].sum(skipna=False)
    found: dict[str, float | None] = {"area_m2": float(area) if np.isfinite(area) else None}
    for name in NUMBERS:
        if name in found:
            continue
        column = next(f"{name}{end}" for end in SCALES if f"{name}{end}" in works.rows)
        found[name] = works.sum_of(column, SCALES[column.removeprefix(name)])
    return found


def _findings(works: Works) -> pd.Series:
    """By work the check-up's findings for which its option was proposed."""
    origins = works.child("option_origin").astype({"origin": "str", "origin_ref": "str"})
    of_findings = origins[origins["origin"] == "finding"]
    told = of_findings.groupby("site")["origin_ref"].agg(lambda refs: "; ".join(sorted(set(refs))))
    return told.reindex(works.rows.index.astype("str")).set_axis(works.rows.index)


def _period(works: Works) -> dict[str, Any]:
    """First day of works and the last opening; nothing where a length is unknown."""
    ground = works.ground
    ends = [
        opens_on(ground, int(phase), None if pd.isna(months) else float(months))
        for phase, months in zip(works.rows["phase"], works.rows["works_months"], strict=True)
    ]
    known = [one for one in ends if one is not None]
    return {
        "starts_on": starts_on(ground, int(works.rows["phase"].min())) if ends else None,
        "ends_on": max(known) if known and len(known) == len(ends) else None,
    }
