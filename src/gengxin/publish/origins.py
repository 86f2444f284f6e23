"""What a report calls the inputs and parameters of a result, in both languages."""

from collections.abc import Mapping

from gengxin.publish.words import Words

__all__ = ["file_words", "licence_words", "parameter_rows"]

FILE_KINDS: dict[str, Words] = {
    "recipe": Words("recipe", "配方"),
    "layer": Words("layer or table", "图层或表格"),
    "osm": Words("OpenStreetMap data", "OpenStreetMap 数据"),
}
PARAMETERS: dict[str, Words] = {
    "standards": Words("standards", "服务标准"),
    "variant": Words("reading of the distances", "距离口径"),
    "district_recipe": Words("recipe of the import", "导入配方"),
    "district_boundary": Words("boundary that clips the rest", "裁剪边界"),
    "district_accept_loss": Words("loss of rows accepted", "允许超限丢行"),
    "district_osm.join_islands_within_m": Words(
        "islands of the network joined within, m", "步行网络孤岛连接距离（米）"
    ),
    "district_sites": Words("sites asked for", "样例地块数"),
    "district_seed": Words("seed", "随机种子"),
}
VALUES: dict[str, Words] = {
    "": Words("none", "无"),
    "yes": Words("yes", "是"),
    "no": Words("no", "否"),
    "strict": Words("strict", "从严"),
    "lenient": Words("lenient", "宽松"),
}
NOT_STATED = Words("not stated", "未说明")


def file_words(kind: str) -> Words:
    """What a kind of input is called; one that isn't listed stands for itself."""
    return FILE_KINDS.get(kind, Words(kind, kind))


def licence_words(licence: str) -> Words:
    """The licence as its giver names it, or that none is stated."""
    return NOT_STATED if licence == NOT_STATED.en else Words(licence, licence)


def parameter_rows(parameters: Mapping[str, str]) -> list[tuple[Words, Words]]:
    """Each parameter with its value, named where we know it."""
    return [
        (PARAMETERS.get(key, Words(key, key)), VALUES.get(value, Words(value, value)))
        for key, value in parameters.items()
    ]
