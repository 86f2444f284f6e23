"""What is not there, and which file would fill it: the data-readiness side of an import."""

from collections.abc import Collection

from gengxin.sources.notes import NoteBook
from gengxin.sources.recipe.model import MissingRule
from gengxin.terms import TABLES, Note

__all__ = ["say_missing"]

# table → the file that would fill it; an empty one needs no file before somebody asks
FILLED_BY = {
    "areas": ("a layer of sub-district or neighbourhood polygons", "街道或居委会边界面图层"),
    "parcels": ("the cadastral parcel layer", "宗地图层"),
    "sites": (
        "the cadastral parcel layer, or [sites] from_blocks in the recipe",
        "宗地图层，或在配方中以街区推定地块",
    ),
    "buildings": (
        "a layer of building footprints with floors and uses",
        "带层数与用途的建筑轮廓图层",
    ),
    "people": (
        "census counts by block, or homes with a household size and a total in the recipe",
        "分街坊人口数据，或住房套数加户均人口与总人口",
    ),
    "facilities": (
        "layers of schools, clinics, parks and other services",
        "学校、卫生、公园等设施图层",
    ),
    "gates": ("a layer of park and compound gates", "公园与大院出入口图层"),
    "walk_edges": (
        "an OpenStreetMap extract, or pavement centrelines",
        "OpenStreetMap 数据或人行道中心线",
    ),
    "stops": (
        "public transport stops (GTFS or OpenStreetMap)",
        "公共交通站点（GTFS 或 OpenStreetMap）",
    ),
    "green": ("polygons of parks and open ground", "公园与绿地面图层"),
    "barriers": ("water, railways and fast roads", "水域、铁路、快速路图层"),
    "heritage": ("registers of protected buildings and areas", "优秀历史建筑与风貌区名录"),
    "zoning": ("the zoning map in force, with limits", "现行控规图及指标"),
    "needs": ("an export of residents' requests (Open311)", "居民诉求（12345 / Open311）导出"),
    "space_requests": ("a list of enterprises' requests for space", "企业空间需求清单"),
}


def say_missing(given: Collection[str], rules: tuple[MissingRule, ...], book: NoteBook) -> None:
    """Note each table that nothing filled, and what the recipe itself knows to be missing."""
    told = {rule.table for rule in rules}
    for rule in rules:
        book.notes.append(
            Note(
                table=rule.table,
                action="missing",
                count=0,
                en=rule.en,
                zh=rule.zh,
                next_step_en=rule.next_step_en,
                next_step_zh=rule.next_step_zh,
            )
        )
    for name in TABLES:
        if name not in given and name not in told:
            by_en, by_zh = FILLED_BY[name]
            table = TABLES[name]
            book.notes.append(
                Note(
                    table=name,
                    action="missing",
                    count=0,
                    en=f"no input holds {table.en}",
                    zh=f"没有数据：{table.zh}",
                    next_step_en=f"give {by_en}",
                    next_step_zh=f"提供{by_zh}",
                )
            )
