"""How each layer of a district is drawn in QGIS: greys beneath, colour for what is counted."""

from xml.etree.ElementTree import Element

from gengxin.publish.colours import COLOURS
from gengxin.publish.qgis_style import Look, categorised, single
from gengxin.terms import codes

__all__ = ["layer_style"]

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


def layer_style(table: str) -> Element | None:
    """The style of one table's layer; ``None`` for a table that QGIS may draw as it likes."""
    if table in {"sites", "zoning"}:
        words = codes.USE_CLASSES
        looks = [
            (use, " ".join(words[use]), Look(shape="polygon", fill=colour, outline="#8c8680"))
            for use, colour in _USE_COLOURS.items()
        ]
        return categorised("use_class", looks)
    look = _LOOKS.get(table)
    return None if look is None else single(look)


_LOOKS = {
    "areas": Look(shape="polygon", fill="", outline="#57534e", width_mm=0.5),
    "parcels": Look(shape="polygon", fill="", outline=_GREY, width_mm=0.1),
    "buildings": Look(shape="polygon", fill="#c9c4bd", outline="#a8a29e", width_mm=0.05),
    "people": Look(
        shape="point",
        fill="#57534e",
        outline="#ffffff",
        size_by='max(0.6, 0.15 * sqrt("residents_people"))',
    ),
    "facilities": Look(shape="point", fill=COLOURS["facility"], outline="#ffffff"),
    "gates": Look(shape="point", fill="#ffffff", outline=COLOURS["facility"]),
    "walk_edges": Look(shape="line", fill="#b5afa9", width_mm=0.25),
    "stops": Look(shape="point", fill="#ffffff", outline=COLOURS["stop"]),
    "green": Look(shape="polygon", fill="#dbe5cf", outline="#bcd3a8", width_mm=0.1),
    "heritage": Look(shape="point", fill=COLOURS["heritage"], outline="#ffffff"),
    "needs": Look(shape="point", fill="#7b4ba6", outline="#ffffff"),
}
