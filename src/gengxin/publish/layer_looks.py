"""How each layer of a district is drawn in QGIS: greys beneath, colour for what is counted."""

from gengxin.publish.colours import COLOURS
from gengxin.publish.qgis_style import Labels, Look, categorised, single, style
from gengxin.terms import codes

__all__ = ["NAME", "layer_style"]

NAME = 'coalesce("name_zh", "name_en", "ref")'
# at a small scale, the names of neighbourhoods would hide all others
_AREA_NAME = f"CASE WHEN \"level\" <> 'neighbourhood' OR @map_scale < 15000 THEN {NAME} END"

_USE_COLOURS = {
    "residential": "#f3e3b3",
    "mixed": "#e7c28f",
    "commercial": "#d98b74",
    "office": "#b7a3c9",
    "research": "#8fa8cf",
    "industrial": "#b9aca1",
    "public": "#e2a9b5",
    "education": "#d9b0cf",
    "medical": "#e79a9a",
    "transport": "#cfcbc5",
    "utility": "#c2c2b0",
    "green": "#bcd3a8",
    "water": "#bcd0d9",
    "vacant": "#eeece8",
    "other": "#dedad4",
}
_GREY = "#a8a29e"
_SHAPES = ("point", "line", "polygon")


def layer_style(table: str, dimension: int) -> str | None:
    """The style of a table's points (0), lines (1) or polygons (2), as QML.

    ``None`` for what QGIS may draw as it likes.
    """
    if dimension == 2 and table in {"sites", "zoning"}:
        return style(_by_code("use_class", codes.USE_CLASSES, _USES))
    if dimension == 2 and table == "areas":
        return style(_by_code("level", codes.AREA_LEVELS, _AREAS), Labels(expression=_AREA_NAME))
    if dimension > 0 and table == "barriers":
        return style(_by_code("kind", codes.BARRIER_KINDS, _barriers(_SHAPES[dimension])))
    look = _LOOKS.get((table, _SHAPES[dimension]))
    return None if look is None else style(single(look))


def _by_code(column: str, words: codes.Codes, looks: dict[str, Look]) -> str:
    """Each code of a column in its own way."""
    return categorised(column, [(code, " ".join(words[code]), looks[code]) for code in looks])


def _barriers(shape: str) -> dict[str, Look]:
    """What stops people on foot, as lines or as polygons."""
    return {
        kind: Look(shape=shape, fill=colour, outline=colour, width_mm=width_mm)
        for kind, (colour, width_mm) in _BARRIERS.items()
    }


_USES = {
    use: Look(shape="polygon", fill=colour, outline="#8c8680", width_mm=0.1)
    for use, colour in _USE_COLOURS.items()
}
_AREAS = {
    level: Look(shape="polygon", fill="", outline=colour, width_mm=width_mm)
    for level, (colour, width_mm) in {
        "neighbourhood": (_GREY, 0.15),
        "sub_district": ("#57534e", 0.5),
        "functional_zone": ("#1c1917", 0.9),
        "renewal_unit": (COLOURS["accent"], 0.6),
    }.items()
}
_BARRIERS = {
    "water": ("#bcd0d9", 0.4),
    "railway": ("#57534e", 0.4),
    "fast_road": ("#c17f12", 0.6),
    "wall": ("#8c8680", 0.3),
    "compound": ("#d6d3d1", 0.3),
}


_LOOKS = {
    (table, look.shape): look
    for table, look in (
        ("parcels", Look(shape="polygon", fill="", outline=_GREY, width_mm=0.1)),
        ("buildings", Look(shape="polygon", fill="#c9c4bd", outline=_GREY, width_mm=0.05)),
        ("buildings", Look(shape="point", fill="#c9c4bd", outline=_GREY, size_mm=1.0)),
        (
            "people",
            Look(
                shape="point",
                fill="#57534e",
                outline="#ffffff",
                size_by='max(0.6, 0.15 * sqrt("residents_people"))',
            ),
        ),
        (
            "facilities",
            Look(shape="point", fill=COLOURS["facility"], outline="#ffffff", size_mm=1.4),
        ),
        ("facilities", Look(shape="line", fill=COLOURS["facility"], width_mm=0.4)),
        (
            "facilities",
            Look(
                shape="polygon", fill=COLOURS["facility"], outline=COLOURS["facility"], opacity=0.4
            ),
        ),
        (
            "gates",
            Look(shape="point", fill="#ffffff", outline=COLOURS["facility"], size_mm=1.2),
        ),
        ("walk_edges", Look(shape="line", fill="#b5afa9", width_mm=0.25)),
        ("stops", Look(shape="point", fill="#ffffff", outline=COLOURS["stop"], size_mm=1.6)),
        ("green", Look(shape="polygon", fill="#dbe5cf", outline="#bcd3a8", width_mm=0.1)),
        ("green", Look(shape="point", fill="#bcd3a8", outline="#ffffff", size_mm=1.4)),
        ("heritage", Look(shape="point", fill=COLOURS["heritage"], outline="#ffffff")),
        ("heritage", Look(shape="line", fill=COLOURS["heritage"], width_mm=0.6)),
        (
            "heritage",
            # outlines alone: grounds lie on each other, and over what is counted
            Look(shape="polygon", fill="", outline=COLOURS["heritage"], width_mm=0.5),
        ),
        ("needs", Look(shape="point", fill="#7b4ba6", outline="#ffffff")),
    )
}
