"""Tables of the ground that people cross: the walking network, stops, green, barriers."""

from gengxin.terms import codes
from gengxin.terms.columns import Column, Table
from gengxin.terms.dictionary.write import RECORD, code, flag, measure, text

__all__ = ["BARRIERS", "GREEN", "STOPS", "WALK_EDGES"]


def _node(name: str, en: str, zh: str) -> Column:
    """Write a column that names a node of the walking network by a whole number."""
    return Column(name=name, kind="whole", en=en, zh=zh, required=True)


WALK_EDGES = Table(
    name="walk_edges",
    en="the walking network, a row for each stretch between nodes; one-way never binds a walker",
    zh="步行网络：两节点间一段一行；单行限制不约束行人",
    shape="line",
    columns=(
        *RECORD,
        _node("start_node", "node at the first vertex", "起点"),
        _node("end_node", "node at the last vertex", "终点"),
        code("way_kind", "kind of way", "道路类型", codes=codes.WAY_KINDS, required=True),
        flag(
            "is_proxy", "whether walking there is assumed (a drive network)", "是否以车行网络代替"
        ),
        flag("is_bridge", "whether it crosses a barrier on a bridge or in a tunnel", "是否桥隧"),
        measure("length_m", "length walked", "步行长度", unit="m", required=True),
    ),
)

STOPS = Table(
    name="stops",
    en="public transport stops and stations",
    zh="公共交通站点",
    shape="point",
    columns=(
        *RECORD,
        code("mode", "mode", "方式", codes=codes.STOP_MODES, required=True),
        text("lines", "lines that call there", "线路"),
        text("station", "station to which an entrance belongs", "所属车站", refers_to="stops"),
    ),
)

GREEN = Table(
    name="green",
    en="green and open ground",
    zh="绿地与开放空间",
    shape="polygon",
    columns=(
        *RECORD,
        code("kind", "kind", "类型", codes=codes.GREEN_KINDS, required=True),
        flag("is_public", "whether the public may enter", "是否对公众开放"),
        measure("area_m2", "ground area", "面积", unit="m²", required=True),
    ),
)

BARRIERS = Table(
    name="barriers",
    en="what a walker must go round: water, railways, fast roads, walls",
    zh="步行障碍：水域、铁路、快速路、围墙",
    shape="any",
    columns=(*RECORD, code("kind", "kind", "类型", codes=codes.BARRIER_KINDS, required=True)),
)
