"""Styles that QGIS reads: how a layer is drawn, as QML."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from gengxin.publish.colours import CAUSE_COLOURS, ramp

__all__ = ["Look", "categorised", "graduated", "single", "with_labels"]

VERSION = "3.34.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How one symbol is drawn: ``shape`` point, line or polygon; sizes and widths in millimetres.

    ``size_by`` is an expression of QGIS for the size of a point, in place of ``width_mm``.
    """

    shape: str
    fill: str
    outline: str = "#57534e"
    width_mm: float = 0.2
    opacity: float = 1.0
    size_by: str = ""


def single(look: Look) -> Element:
    """Draw every feature alike."""
    style, renderer = _style("singleSymbol")
    _symbol(SubElement(renderer, "symbols"), "0", look)
    return style


def categorised(column: str, looks: Sequence[tuple[str, str, Look]]) -> Element:
    """Draw each value of a column in its own way; ``looks`` are value, label, look."""
    style, renderer = _style("categorizedSymbol", attr=column)
    categories, symbols = SubElement(renderer, "categories"), SubElement(renderer, "symbols")
    for place, (value, label, look) in enumerate(looks):
        SubElement(
            categories,
            "category",
            {
                "symbol": str(place),
                "value": value,
                "label": label,
                "render": "true",
                "type": "string",
            },
        )
        _symbol(symbols, str(place), look)
    return style


def graduated(column: str, edges: Sequence[float]) -> Element:
    """Shade polygons by classes of a column; features without a value are left hatched grey.

    ``edges`` are the least value, the bounds and the greatest value, ascending.
    """
    style, renderer = _style("RuleRenderer")
    rules = SubElement(renderer, "rules", {"key": "{gengxin}"})
    symbols = SubElement(renderer, "symbols")
    quoted = '"' + column.replace('"', '""') + '"'
    classes = list(zip(edges[:-1], edges[1:], ramp(len(edges) - 1), strict=True))
    for place, (low, high, colour) in enumerate(classes):
        upper = "<=" if place == len(classes) - 1 else "<"
        SubElement(
            rules,
            "rule",
            {
                "key": f"{{class-{place}}}",
                "symbol": str(place),
                "label": f"{low:.3g} – {high:.3g}",
                "filter": f"{quoted} >= {low!r} AND {quoted} {upper} {high!r}",
            },
        )
        _symbol(symbols, str(place), Look(shape="polygon", fill=colour, opacity=0.85))
    SubElement(
        rules,
        "rule",
        {
            "key": "{unavailable}",
            "symbol": str(len(classes)),
            "label": "unavailable 不可用",
            "filter": f"{quoted} IS NULL",
        },
    )
    _hatched(symbols, str(len(classes)))
    return style


def with_labels(style: Element, expression: str) -> str:
    """The style as QML text, each feature labelled by an expression of QGIS; '' for no labels."""
    if expression:
        labelling = SubElement(style, "labeling", {"type": "simple"})
        settings = SubElement(labelling, "settings", {"calloutType": "simple"})
        text = SubElement(
            settings,
            "text-style",
            {
                "fieldName": expression,
                "isExpression": "1",
                "fontSize": "8",
                "textColor": "28,25,23,255",
            },
        )
        SubElement(
            text,
            "text-buffer",
            {"bufferDraw": "1", "bufferSize": "0.8", "bufferColor": "255,255,255,255"},
        )
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + tostring(style, encoding="unicode")


def cause_looks(words: dict[str, tuple[str, str]], people: str) -> list[tuple[str, str, Look]]:
    """A dot for each cause, its area in proportion to a column of people; small where unknown."""
    size = f'max(0.8, 0.35 * sqrt(coalesce("{people}", 0)))'
    return [
        (
            cause,
            " ".join(words[cause]),
            Look(shape="point", fill=colour, outline="#ffffff", size_by=size),
        )
        for cause, colour in CAUSE_COLOURS.items()
    ]


def _style(kind: str, **attributes: str) -> tuple[Element, Element]:
    """An empty style and its renderer."""
    style = Element("qgis", {"version": VERSION, "styleCategories": "Symbology|Labeling"})
    common = {"type": kind, "forceraster": "0", "symbollevels": "0", "enableorderby": "0"}
    return style, SubElement(style, "renderer-v2", {**common, **attributes})


def _symbol(symbols: Element, name: str, look: Look) -> None:
    """Add one symbol of one layer."""
    kinds = {"point": "marker", "line": "line", "polygon": "fill"}
    classes = {"point": "SimpleMarker", "line": "SimpleLine", "polygon": "SimpleFill"}
    attributes = {"type": kinds[look.shape], "name": name, "alpha": str(look.opacity)}
    symbol = SubElement(symbols, "symbol", attributes)
    layer = SubElement(symbol, "layer", {"class": classes[look.shape], "enabled": "1", "pass": "0"})
    options = SubElement(layer, "Option", {"type": "Map"})
    for key, value in _properties(look).items():
        SubElement(options, "Option", {"type": "QString", "name": key, "value": value})
    if look.size_by:
        _data_defined(layer, "size", look.size_by)


def _properties(look: Look) -> dict[str, str]:
    """What QGIS calls the parts of a look."""
    fill, outline, width = _rgba(look.fill), _rgba(look.outline), str(look.width_mm)
    if look.shape == "line":
        return {
            "line_color": fill,
            "line_width": width,
            "line_width_unit": "MM",
            "capstyle": "round",
        }
    stroke = {"outline_color": outline, "outline_width_unit": "MM", "outline_style": "solid"}
    if look.shape == "polygon":
        solid = "solid" if look.fill else "no"
        return {"color": fill, "style": solid, "outline_width": width, **stroke}
    return {
        "name": "circle",
        "color": fill,
        "size": "2",
        "size_unit": "MM",
        "outline_width": "0.15",
        **stroke,
    }


def _data_defined(layer: Element, name: str, expression: str) -> None:
    """Let an expression give one property of a symbol."""
    holder = SubElement(layer, "data_defined_properties")
    outer = SubElement(holder, "Option", {"type": "Map"})
    SubElement(outer, "Option", {"name": "name", "type": "QString", "value": ""})
    properties = SubElement(outer, "Option", {"name": "properties", "type": "Map"})
    one = SubElement(properties, "Option", {"name": name, "type": "Map"})
    SubElement(one, "Option", {"name": "active", "type": "bool", "value": "true"})
    SubElement(one, "Option", {"name": "expression", "type": "QString", "value": expression})
    SubElement(one, "Option", {"name": "type", "type": "int", "value": "3"})
    SubElement(outer, "Option", {"name": "type", "type": "QString", "value": "collection"})


def _hatched(symbols: Element, name: str) -> None:
    """Add the symbol of what is unavailable: grey diagonal lines."""
    symbol = SubElement(symbols, "symbol", {"type": "fill", "name": name, "alpha": "1"})
    layer = SubElement(symbol, "layer", {"class": "SimpleFill", "enabled": "1", "pass": "0"})
    options = SubElement(layer, "Option", {"type": "Map"})
    grey = _rgba("#a8a29e")
    for key, value in {"color": grey, "style": "b_diagonal", "outline_color": grey}.items():
        SubElement(options, "Option", {"type": "QString", "name": key, "value": value})


def _rgba(colour: str) -> str:
    """A colour as QGIS writes it; no colour is wholly transparent."""
    if not colour:
        return "0,0,0,0"
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"{red},{green},{blue},255"
