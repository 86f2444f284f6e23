"""A sheet for those who run it: floors, loads, opening, catchment, what else supplies the same."""

from collections.abc import Sequence
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gengxin.publish.plain import records
from gengxin.terms import codes
from gengxin.terms.records import SpaceUnit
from gengxin.terms.sheet import SheetNumber, SheetSection, SheetTable, SheetWord
from gengxin.terms.words import Words
from gengxin.workbench.catalogue.facts import code_words, head, number, number_of, word
from gengxin.workbench.catalogue.ground import Works
from gengxin.workbench.catalogue.times import opens_on, phase_words

__all__ = ["operator_sections"]

HUNDREDTHS, THOUSANDTHS = 100.0, 1000.0
NEAR_M = (500.0, 1000.0)
FAR_M = NEAR_M[-1]
STRAIGHT = "computed: within {:g} m of a site in a straight line, not walked"
# uses that somebody runs, and what they compete with
LET = ("commercial", "office", "research", "industrial", "public")
SPACE = Words(
    "space units of this project (their ceiling_m, load_kg_per_m2, power_kw) would give it",
    "补充本项目的空间单元记录（ceiling_m、load_kg_per_m2、power_kw）即可得出",
)


def operator_sections(works: Works, units: Sequence[SpaceUnit]) -> tuple[SheetSection, ...]:
    """The sections, in their order; ``units`` are the project's space units."""
    return (
        _floors(works),
        _loads(units),
        _opening(works),
        _catchment(works),
        _competing(works),
    )


def _floors(works: Works) -> SheetSection:
    floors = works.child("option_floor").astype({"use_class": "str"})
    columns = ["floor_area_m2_x100", "floor_built_m2_x100", "floor_lost_m2_x100"]
    sums = floors.groupby("use_class")[columns].sum(min_count=1).reindex(list(codes.FLOOR_USES))
    sums = sums.dropna(how="all").astype("Float64").astype("float64") / HUNDREDTHS
    run, basis = works.ground.run, "computed: of the chosen options"
    by_use = SheetTable(
        name="floor_by_use",
        title=Words("Floor area by use", "分用途建筑面积"),
        heads=(
            head("use_class", ("use", "用途")),
            head("floor_area_m2", ("afterwards", "建成后"), "m²", basis=basis, run=run),
            head("floor_built_m2", ("newly built", "新建"), "m²", basis=basis, run=run),
            head("floor_lost_m2", ("goes", "减少"), "m²", basis=basis, run=run),
        ),
        rows=tuple(
            (code_words(codes.FLOOR_USES, use), *(number_of(row[name]) for name in columns))
            for use, row in zip(sums.index, records(sums), strict=True)
        ),
    )
    return SheetSection(
        code="floor_plates",
        title=Words("Floors and floor plates", "楼面"),
        tables=(by_use, _plates(works)),
    )


def _plates(works: Works) -> SheetTable:
    """What is built on each site: how many pieces, the largest plate, how high."""
    own = works.rows.reset_index()[["site", "drawn_as"]]
    masses = works.ground.masses
    built = masses[masses["work"].astype("str") == "built"].astype({"option": "str"})
    pieces = built.merge(own, left_on="option", right_on="drawn_as", suffixes=("", "_own"))
    plate_m2 = shapely.area(np.asarray(pieces["geometry"], dtype=object))
    grouped = pieces.assign(plate_m2=plate_m2).groupby("site")
    sums = grouped.agg(
        pieces=("part", "size"), plate_m2=("plate_m2", "max"), top_m=("top_m", "max")
    )
    run, basis = works.ground.run, "computed: drawn within limits"
    names = [works.numbered[str(ref)] for ref in sums.index]
    return SheetTable(
        name="plates",
        title=Words("New buildings, as drawn", "新建体块"),
        heads=(
            head("site", ("site", "地块")),
            head("pieces", ("pieces", "体块数"), "1", basis=basis, run=run),
            head("plate_m2", ("largest plate", "最大楼面"), "m²", basis=basis, run=run),
            head("top_m", ("top", "顶高"), "m", basis=basis, run=run),
        ),
        rows=tuple(
            (name, float(row["pieces"]), number_of(row["plate_m2"]), number_of(row["top_m"]))
            for name, row in zip(names, records(sums), strict=True)
        ),
        why=Words(
            "nothing new is built: plates are those of the standing buildings (table buildings)",
            "无新建体块：楼面即现状建筑（见 buildings 表）",
        ),
    )


def _loads(units: Sequence[SpaceUnit]) -> SheetSection:
    def ends(name: str) -> tuple[float | None, float | None]:
        values = [getattr(one, name) for one in units if getattr(one, name) is not None]
        return (min(values), max(values)) if values else (None, None)

    told = {
        "ceiling_m": (Words("clear height, least", "最小净高"), "m"),
        "load_kg_per_m2": (Words("floor load, least", "最小楼面荷载"), "kg/m²"),
        "power_kw": (Words("power, least of a unit", "单元最小电力"), "kW"),
    }
    return SheetSection(
        code="loads",
        title=Words("Heights, loads, power", "净高、荷载、电力"),
        facts=tuple(
            number(
                name,
                label,
                ends(name)[0],
                unit=unit,
                basis="given",
                run="space_unit",
                why=SPACE,
                ends=ends(name),
            )
            for name, (label, unit) in told.items()
        ),
    )


def _opening(works: Works) -> SheetSection:
    rows: list[tuple[Words | float | date | None, ...]] = []
    names = works.numbered.values()
    for name, row in zip(names, works.work_rows, strict=True):
        phase, months = int(row["phase"]), number_of(row["works_months"])
        rows.append(
            (name, phase_words(works.ground, phase), months, opens_on(works.ground, phase, months))
        )
    run = works.ground.run
    basis = "computed: first day of the phase and months of works"
    return SheetSection(
        code="opening",
        title=Words("When it opens", "启用时间"),
        tables=(
            SheetTable(
                name="opening",
                title=Words("Works and opening, site by site", "施工与启用，逐地块"),
                heads=(
                    head("site", ("site", "地块")),
                    head("phase", ("works start in", "启动分期"), run=works.ground.programme_run),
                    head("works_months", ("works", "工期"), "months", basis="given", run=run),
                    head("opens_on", ("opens", "启用"), basis=basis, run=run),
                ),
                rows=tuple(rows),
            ),
        ),
    )


def _near(works: Works, table: str, distance_m: float) -> gpd.GeoDataFrame:
    """Rows of a table with places that lie within a straight line of the project's sites."""
    places = works.ground.district.places(table)
    ground = shapely.union_all(np.asarray(gpd.GeoDataFrame(works.sites).geometry))
    if not len(places) or ground is None or ground.is_empty:
        return places[:0]
    found = places.sindex.query(ground, predicate="dwithin", distance=distance_m)
    return gpd.GeoDataFrame(places.iloc[np.sort(found)])


def _catchment(works: Works) -> SheetSection:
    facts = [_people_within(works, metres) for metres in NEAR_M]
    return SheetSection(
        code="catchment",
        title=Words("People within reach", "服务人口"),
        facts=tuple(facts),
        tables=(_walked(works),),
    )


def _people_within(works: Works, metres: float) -> SheetNumber:
    people = _near(works, "people", metres)
    has_people = works.ground.district.has("people", "residents_people")
    total = people["residents_people"].sum(skipna=False) if has_people else None
    return number(
        f"within_{metres:.0f}_m_people",
        Words(f"residents within {metres:g} m", f"{metres:g}米内居民"),
        total,
        unit="people",
        basis=STRAIGHT.format(metres),
        run="people.residents_people",
    )


def _walked(works: Works) -> SheetTable:
    """People within the standard's walk of each site that opens the service."""
    opened = works.child("option_service")
    opened = opened[(opened["effect"].astype("str") == "opens") & (opened["standard"] != "")]
    keys = opened[["site", "standard", "facility_kind"]].astype("str").drop_duplicates()
    reach = [works.ground.reach.of(site) for site in sorted(set(keys["site"]))]
    near = pd.concat([*reach, works.ground.reach.rows[:0]])[["site", "standard", "people"]]
    pairs = near.astype("str").merge(keys, on=["site", "standard"])
    people = works.ground.district.table("people")
    living = people["residents_people"] if "residents_people" in people else pd.Series(dtype=float)
    pairs = pairs.assign(living=living.reindex(pairs["people"]).to_numpy("float64"))
    sums = pairs.groupby(["site", "standard"])["living"].sum(min_count=1)
    run, basis = works.ground.run, "computed: within the standard's walk, lacking it today"
    return SheetTable(
        name="walked",
        title=Words("Residents within the walk of a new service", "新增服务步行范围内的居民"),
        heads=(
            head("site", ("site", "地块")),
            head("facility_kind", ("service", "服务"), run=run),
            head("people", ("residents", "居民"), "people", basis=basis, run=run),
        ),
        rows=tuple(
            (
                works.numbered[row["site"]],
                code_words(codes.FACILITY_KINDS, row["facility_kind"]),
                number_of(sums.get((row["site"], row["standard"]))),
            )
            for row in records(keys)
        ),
        why=Words("no service is opened", "不新增公共服务"),
    )


def _competing(works: Works) -> SheetSection:
    """Floor of the same uses nearby, and facilities of the kinds that are opened."""
    sites = _near(works, "sites", FAR_M)
    others = sites[~sites.index.isin(works.sites.index)]
    after = works.child("option_floor").astype({"use_class": "str"})
    uses = [
        use for use in LET if use in set(after.loc[after["floor_area_m2_x100"] > 0, "use_class"])
    ]
    none = Words("no floor to let", "无可经营面积")
    facts: list[SheetNumber | SheetWord] = [_floor_of(others, use) for use in uses]
    facts = facts or [word("uses", Words("uses to let", "可经营用途"), none, run=works.ground.run)]
    return SheetSection(
        code="competing",
        title=Words("What else supplies the same", "周边同类供给"),
        facts=tuple(facts),
        tables=(_facilities(works),),
    )


def _floor_of(others: pd.DataFrame, use: str) -> SheetNumber:
    column = f"{use}_floor_area_m2"
    en, zh = codes.FLOOR_USES[use]
    total = others[column].sum(min_count=1) if column in others else None
    return number(
        f"near_{use}_floor_area_m2",
        Words(f"other floor of {en} within {FAR_M:g} m", f"{FAR_M:g}米内其他{zh}面积"),
        total,
        unit="m²",
        basis=STRAIGHT.format(FAR_M),
        run=f"sites.{column}",
    )


def _facilities(works: Works) -> SheetTable:
    opened = works.child("option_service").astype({"effect": "str", "facility_kind": "str"})
    kinds = set(opened.loc[opened["effect"] == "opens", "facility_kind"])
    near = _near(works, "facilities", FAR_M)
    near = near[near["kind"].isin(kinds)]
    capacity = (
        near["capacity_people"] if "capacity_people" in near else pd.Series(np.nan, near.index)
    )
    sums = (
        pd.DataFrame({"kind": near["kind"].astype("str"), "capacity": capacity})
        .groupby("kind")
        .agg(count=("capacity", "size"), capacity=("capacity", lambda one: one.sum(skipna=False)))
    )
    basis = STRAIGHT.format(FAR_M)
    return SheetTable(
        name="facilities_near",
        title=Words(f"Facilities of the same kinds within {FAR_M:g} m", f"{FAR_M:g}米内同类设施"),
        heads=(
            head("kind", ("kind", "类型")),
            head("count", ("facilities", "数量"), "records", basis=basis, run="facilities"),
            head("capacity", ("room for", "服务能力"), "people", basis=basis, run="facilities"),
        ),
        rows=tuple(
            (
                code_words(codes.FACILITY_KINDS, kind),
                float(row["count"]),
                number_of(row["capacity"]),
            )
            for kind, row in zip(sums.index, records(sums), strict=True)
        ),
        why=Words(
            "none of the kinds opened; an empty cell: facilities.capacity_people would give it",
            "周边没有同类设施；空格：补充 facilities.capacity_people 即可得出",
        ),
    )
