"""What a run made, joined to places: the collections of check-ups, options and programmes."""

import hashlib
from collections.abc import Callable, Mapping
from functools import partial

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gengxin.store import DistrictFolder, read_run
from gengxin.terms import FINDING_CAUSES, FINDINGS, GAPS, OPTION_TABLES, Column, codes
from gengxin.workbench.layers.collection import Collection, Words
from gengxin.workbench.layers.district_layers import LayerFile
from gengxin.workbench.layers.run_ground import Ground, Told, collection_of
from gengxin.workbench.layers.run_rows import (
    CHOICES,
    GAP_COLUMNS,
    MASSES,
    OFFERS,
    RANKS,
    chosen_masses,
    chosen_options,
    gaps_by_place,
    offers_by_site,
    with_rank_and_values,
)
from gengxin.workbench.layers.runs import Run, columns_of

__all__ = ["run_collections"]

_AREA = ("ref", "name_zh", "name_en", "level", "parent")
_SITE = (
    "ref",
    "name_zh",
    "name_en",
    "use_class",
    "functional_zone",
    "renewal_unit",
    "sub_district",
)


def run_collections(
    folder: DistrictFolder, files: Mapping[str, LayerFile], runs: Mapping[str, Run]
) -> dict[str, Collection]:
    """The collections of every run, by name."""
    ground = Ground(folder=folder, files=files, runs=runs)
    makers = {"check-up": _of_check_up, "options": _of_options, "programme": _of_programme}
    # a matching has no layer: its spaces lie on sites, whose layers there are
    mapped = [run for run in runs.values() if run.kind in makers]
    found = [one for run in mapped for one in makers[run.kind](ground, run)]
    return {one.name: one for one in found}


def _of_check_up(ground: Ground, run: Run) -> list[Collection]:
    """Values by area and by site; findings, their causes, gaps by place."""
    made = []
    titles = _titles(run)
    if "areas" in ground.files and "observations" in run.tables:
        measured = _measured(run)
        columns = (*ground.columns("areas", _AREA), *RANKS, *_values(run, measured))
        made.append(
            collection_of(
                ground,
                run,
                "areas",
                Told(
                    title=("check-up by area", "体检结果（分区）"),
                    description=(
                        "areas with their rank and the value of each indicator, where available",
                        "各级分区指标值与排序；缺失即不可用",
                    ),
                    base="areas",
                    columns=columns,
                    tiled=tuple(column.name for column in columns),
                    least_zoom=8,
                    titles=titles,
                ),
                partial(_areas, ground, run, measured),
            )
        )
    if "sites" in ground.files and "site_values" in run.tables:
        measured = tuple(name for name in _present(run, "site_values") if name != "ref")
        columns = (*ground.columns("sites", _SITE), *_values(run, measured))
        made.append(
            collection_of(
                ground,
                run,
                "sites",
                Told(
                    title=("check-up by site", "体检结果（地块）"),
                    description=(
                        "sites with the value of each indicator; missing is unavailable",
                        "各地块指标值；缺失即不可用",
                    ),
                    base="sites",
                    columns=columns,
                    tiled=("ref", "use_class", *measured),
                    least_zoom=11,
                    titles=titles,
                ),
                partial(_sites, ground, run),
            )
        )
    return [*made, *_placed(ground, run)]


def _placed(ground: Ground, run: Run) -> list[Collection]:
    """The tables of a check-up that have places of their own."""
    made = []
    words = {
        "findings": (
            ("findings", "问题清单"),
            "ref",
            ("ref", "indicator", "level", "area", "cause"),
        ),
        "finding_causes": (("causes of findings", "问题原因"), "", ("finding", "cause")),
        "gaps": (("gaps", "服务缺口"), "", ()),
    }
    for name, (title, key, tiled) in words.items():
        if name in run.tables:
            columns = columns_of(run, name, _present(run, name))
            told = Told(
                title=title,
                description=_described(name),
                base="",
                columns=columns,
                tiled=(*tiled, "affected_people") if tiled else (),
                least_zoom=9,
                key=key,
            )
            made.append(collection_of(ground, run, name, told, partial(_own_places, run, name)))
    if "gaps" in run.tables:
        services = _services(run)
        columns = (*GAP_COLUMNS, *_gap_columns(services))
        told = Told(
            title=("gaps by place", "服务缺口（按地点）"),
            description=(
                "places that lack services: how many, and the cause and the people of each",
                "缺少服务的地点：缺少数量、各项原因与人数",
            ),
            base="",
            columns=columns,
            tiled=tuple(column.name for column in columns),
            least_zoom=11,
        )
        rows = partial(gaps_by_place, run.path, services)
        made.append(collection_of(ground, run, "gaps_by_place", told, rows))
    return made


def _of_options(ground: Ground, run: Run) -> list[Collection]:
    """What is offered by site, and the masses of every option."""
    made = []
    if "sites" in ground.files and "option" in run.tables:
        columns = (*ground.columns("sites", _SITE), *OFFERS)
        told = Told(
            title=("options by site", "更新方案（地块）"),
            description=(
                "options offered to each site by action, and that of greatest net present value",
                "各地块可选方案数（按更新方式）及净现值最优方案",
            ),
            base="sites",
            columns=columns,
            tiled=("ref", "use_class", *(column.name for column in OFFERS)),
            least_zoom=10,
        )
        rows = partial(_joined, ground, "sites", _SITE, partial(offers_by_site, run.path))
        made.append(collection_of(ground, run, "sites", told, rows))
    if "option_mass" in run.tables:
        columns = columns_of(run, "option_mass", _present(run, "option_mass"))
        told = Told(
            title=("masses of options", "方案形体"),
            description=_described("option_mass"),
            base="",
            columns=columns,
            tiled=(),
            least_zoom=0,
            key="",
        )
        rows = partial(_own_places, run, "option_mass")
        made.append(collection_of(ground, run, "option_mass", told, rows))
    return made


def _of_programme(ground: Ground, run: Run) -> list[Collection]:
    """What is chosen by site, and the masses of what is chosen."""
    options = _options_of(ground, run)
    if "sites" not in ground.files:
        return []
    path = None if options is None else options.path
    columns = (*ground.columns("sites", _SITE), *CHOICES)
    told = Told(
        title=("programme by site", "更新计划（地块）"),
        description=(
            "what is done with each site, and in which phase; without a phase it is kept",
            "各地块选定方案与分期；无分期者保留",
        ),
        base="sites",
        columns=columns,
        tiled=("ref", "use_class", *(column.name for column in CHOICES)),
        least_zoom=10,
    )
    rows = partial(_joined, ground, "sites", _SITE, partial(chosen_options, run.path, path))
    made = [collection_of(ground, run, "sites", told, rows)]
    if options is not None and "option_mass" in options.tables:
        told = Told(
            title=("masses of the programme", "更新计划形体"),
            description=(
                "what the chosen options build, piece by piece, and which buildings go",
                "选定方案的新建体块与拆除建筑",
            ),
            base="",
            columns=MASSES,
            tiled=tuple(column.name for column in MASSES),
            least_zoom=13,
            key="",
        )
        rows = partial(chosen_masses, run.path, options.path)
        made.append(collection_of(ground, run, "masses", told, rows))
    return made


def _own_places(run: Run, table: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(read_run(run.path, table))


def _joined(
    ground: Ground, layer: str, names: tuple[str, ...], rows: Callable[[], pd.DataFrame]
) -> gpd.GeoDataFrame:
    """A layer with the columns of rows that are indexed by its refs."""
    return gpd.GeoDataFrame(ground.places(layer, names).join(rows(), on="ref"))


def _areas(ground: Ground, run: Run, measured: tuple[str, ...]) -> gpd.GeoDataFrame:
    return with_rank_and_values(ground.places("areas", _AREA), run.path, measured)


def _sites(ground: Ground, run: Run) -> gpd.GeoDataFrame:
    values = read_run(run.path, "site_values").set_index("ref")
    own = ground.places("sites", _SITE)
    return gpd.GeoDataFrame(own.join(values, on="ref"))


def _present(run: Run, table: str) -> tuple[str, ...]:
    """The columns that a run's table has."""
    return tuple(pq.read_schema(run.path / f"{table}.parquet").names)


def _described(table: str) -> Words:
    known = {one.name: one for one in (FINDINGS, FINDING_CAUSES, GAPS, *OPTION_TABLES.values())}[
        table
    ]
    return known.en, known.zh


def _definitions(run: Run) -> pd.DataFrame:
    """The indicators of a run by code; runs of old don't say."""
    if "indicators" not in run.tables:
        return pd.DataFrame(columns=["code", "name_en", "name_zh", "unit"]).set_index("code")
    return read_run(run.path, "indicators").set_index("code")


def _titles(run: Run) -> dict[str, Words]:
    """What each indicator is called."""
    told = _definitions(run)
    return dict(zip(told.index, zip(told["name_en"], told["name_zh"], strict=True), strict=True))


def _measured(run: Run) -> tuple[str, ...]:
    """The indicators that have a row for some area, in the order in which they were measured."""
    found = pq.read_table(run.path / "observations.parquet", columns=["indicator"])["indicator"]
    # what the ranking tells too is told once
    told = {column.name for column in RANKS}
    return tuple(name for name in found.unique().to_pylist() if name not in told)


def _values(run: Run, names: tuple[str, ...]) -> tuple[Column, ...]:
    """A column for each indicator."""
    told = _definitions(run).to_dict("index")
    found = []
    for name in names:
        one = told.get(name, {})
        en, zh = str(one.get("name_en", name)), str(one.get("name_zh", name))
        unit = str(one.get("unit", ""))
        found.append(Column(name=name, kind="number", en=en, zh=zh, unit=unit))
    return tuple(found)


def _services(run: Run) -> tuple[str, ...]:
    """The services that somebody lacks."""
    table = pq.read_table(run.path / "gaps.parquet", columns=["standard"])
    return tuple(sorted(pc.unique(table["standard"].cast(pa.string())).to_pylist()))


def _gap_columns(services: tuple[str, ...]) -> tuple[Column, ...]:
    """For each service why it is lacked at a place, and by how many."""
    return tuple(
        column
        for service in services
        for column in (
            Column(
                name=f"{service}_cause",
                kind="code",
                en=f"why {service} is lacked; empty: it is not",
                zh=f"缺少 {service} 的原因",
                codes=tuple(codes.CAUSES),
            ),
            Column(
                name=f"{service}_people",
                kind="number",
                en=f"people who lack {service}; empty too where nobody knows how many live there",
                zh=f"缺少 {service} 的人数",
                unit="people",
            ),
        )
    )


def _options_of(ground: Ground, run: Run) -> Run | None:
    """The options run that a programme chose from, where it is still there."""
    wanted = run.facts.get("options")
    for one in ground.runs.values():
        if one.kind == "options" and _sha256(one) == wanted:
            return one
    return None


def _sha256(run: Run) -> str:
    return hashlib.sha256((run.path / "run.toml").read_bytes()).hexdigest()
