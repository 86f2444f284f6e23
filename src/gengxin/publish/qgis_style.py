"""Styles that QGIS reads: how a layer is drawn, as QML."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape

from gengxin.publish.colours import CAUSE_COLOURS, ramp

__all__ = [
    "Labels",
    "Look",
    "categorised",
    "cause_looks",
    "graduated",
    "single",
    "style",
]

VERSION = "3.22.16"
HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How one symbol is drawn: ``shape`` point, line or polygon; sizes and widths in millimetres.

    ``size_by`` is an expression of QGIS for the size of a point, in place of ``size_mm``.
    """

    shape: str
    fill: str
    outline: str = "#57534e"
    width_mm: float = 0.2
    size_mm: float = 2.0
    opacity: float = 1.0
    size_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What is written upon each feature, an expression of QGIS, and from which scale on.

    ``least_scale`` 25,000 shows labels at 1:25,000 and closer; 0 at any scale.
    """

    expression: str
    least_scale: int = 0


def style(renderer: str, labels: Labels | None = None) -> str:
    """The QML of a layer drawn so, each feature labelled so."""
    written = "" if labels is None else _labelling(labels)
    about = {"version": VERSION, "styleCategories": "Symbology|Labeling"}
    return HEAD + _tag("qgis", about, renderer + written)


def single(look: Look) -> str:
    """Draw every feature alike."""
    return _renderer("singleSymbol", _tag("symbols", {}, _symbol("0", look)))


def categorised(
    column: str, looks: Sequence[tuple[str, str, Look]], *, largest_first: str = ""
) -> str:
    """Draw each value of a column in its own way; ``looks`` are value, label, look.

    ``largest_first`` names a column by which the larger are drawn beneath the smaller.
    """
    categories = "".join(
        _tag(
            "category",
            {
                "symbol": str(place),
                "value": value,
                "label": label,
                "render": "true",
                "type": "string",
            },
        )
        for place, (value, label, _) in enumerate(looks)
    )
    symbols = "".join(_symbol(str(place), look) for place, (_, _, look) in enumerate(looks))
    inside = _tag("categories", {}, categories) + _tag("symbols", {}, symbols)
    if not largest_first:
        return _renderer("categorizedSymbol", inside, attr=column)
    clause = _tag("orderByClause", {"asc": "0", "nullsFirst": "0"}, escape(_quoted(largest_first)))
    ordered = inside + _tag("orderby", {}, clause)
    return _renderer("categorizedSymbol", ordered, attr=column, enableorderby="1")


def graduated(column: str, edges: Sequence[float], *, title: str) -> str:
    """Shade polygons by classes of a column; features without a value are left hatched grey.

    ``edges`` are the least value, the bounds and the greatest value, ascending; ``title`` stands
    above the classes in the legend.
    """
    quoted = _quoted(column)
    classes = list(zip(edges[:-1], edges[1:], ramp(len(edges) - 1), strict=True))
    last = len(classes)
    rules = []
    for place, (low, high, _) in enumerate(classes):
        upper = "<=" if place == last - 1 else "<"
        within = f"{quoted} >= {low!r} AND {quoted} {upper} {high!r}"
        label = f"{low:.3g} – {high:.3g}"
        key = f"{{class-{place}}}"
        rules.append({"key": key, "symbol": str(place), "label": label, "filter": within})
    missing = {"label": "unavailable 不可用", "filter": f"{quoted} IS NULL"}
    rules.append({"key": "{unavailable}", "symbol": str(last), **missing})
    symbols = [
        _symbol(str(place), Look(shape="polygon", fill=colour, opacity=0.85))
        for place, (_, _, colour) in enumerate(classes)
    ]
    named = _tag(
        "rule",
        {"key": "{title}", "label": title},
        "".join(_tag("rule", rule) for rule in rules),
    )
    return _renderer(
        "RuleRenderer",
        _tag("rules", {"key": "{gengxin}"}, named)
        + _tag("symbols", {}, "".join([*symbols, _hatched(str(last))])),
    )


def cause_looks(
    words: dict[str, tuple[str, str]], people: str, *, most_people: float, most_mm: float
) -> list[tuple[str, str, Look]]:
    """A dot for each cause, its area in proportion to a column of people; small where unknown.

    The dot of ``most_people`` is ``most_mm`` across.
    """
    mm = most_mm / max(most_people, 1.0) ** 0.5
    size = f"max(0.8, {mm:.4g} * sqrt(coalesce({_quoted(people)}, 0)))"
    return [
        (
            cause,
            " ".join(words[cause]),
            Look(shape="point", fill=colour, outline="#ffffff", size_by=size, opacity=0.8),
        )
        for cause, colour in CAUSE_COLOURS.items()
    ]


def _renderer(kind: str, inside: str, **attributes: str) -> str:
    common = {"type": kind, "forceraster": "0", "symbollevels": "0", "enableorderby": "0"}
    return _tag("renderer-v2", {**common, **attributes}, inside)


def _labelling(labels: Labels) -> str:
    """Labels with a white rim, horizontal and within their polygon."""
    text = {
        "fieldName": labels.expression,
        "isExpression": "1",
        "fontSize": "8",
        "textColor": "28,25,23,255",
    }
    rim = {"bufferDraw": "1", "bufferSize": "0.8", "bufferColor": "255,255,255,255"}
    scales = {
        "scaleVisibility": str(int(labels.least_scale > 0)),
        "scaleMin": "0",
        "scaleMax": str(labels.least_scale),
        # areas of several levels lie upon each other
        "obstacle": "0",
    }
    settings = (
        _tag("text-style", text, _tag("text-buffer", rim))
        + _tag("placement", {"placement": "4", "centroidInside": "1"})
        + _tag("rendering", scales)
    )
    inside = _tag("settings", {"calloutType": "simple"}, settings)
    return _tag("labeling", {"type": "simple"}, inside)


@cache
def _symbol(name: str, look: Look) -> str:
    """One symbol of one layer."""
    kinds = {"point": "marker", "line": "line", "polygon": "fill"}
    classes = {"point": "SimpleMarker", "line": "SimpleLine", "polygon": "SimpleFill"}
    layer = _layer(classes[look.shape], _properties(look))
    if look.size_by:
        sized = layer.removesuffix("</layer>") + _data_defined("size", look.size_by)
        layer = f"{sized}</layer>"
    attributes = {"type": kinds[look.shape], "name": name, "alpha": str(look.opacity)}
    return _tag("symbol", attributes, layer)


@cache
def _hatched(name: str) -> str:
    """The symbol of what is unavailable: grey diagonal lines."""
    grey = _rgba("#a8a29e")
    properties = {"color": grey, "style": "b_diagonal", "outline_color": grey}
    layer = _layer("SimpleFill", properties)
    return _tag("symbol", {"type": "fill", "name": name, "alpha": "1"}, layer)


def _layer(kind: str, properties: dict[str, str]) -> str:
    """One layer of a symbol."""
    options = "".join(_text_option(name, value) for name, value in properties.items())
    about = {"class": kind, "enabled": "1", "pass": "0"}
    return _tag("layer", about, _tag("Option", {"type": "Map"}, options))


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
        "size": str(look.size_mm),
        "size_unit": "MM",
        "outline_width": "0.15",
        **stroke,
    }


def _data_defined(name: str, expression: str) -> str:
    """An expression that gives one property of a symbol."""
    active = _tag("Option", {"name": "active", "type": "bool", "value": "true"})
    kind = _tag("Option", {"name": "type", "type": "int", "value": "3"})
    one = _tag(
        "Option",
        {"name": name, "type": "Map"},
        active + _text_option("expression", expression) + kind,
    )
    inside = (
        _text_option("name", "")
        + _tag("Option", {"name": "properties", "type": "Map"}, one)
        + _text_option("type", "collection")
    )
    return _tag("data_defined_properties", {}, _tag("Option", {"type": "Map"}, inside))


def _text_option(name: str, value: str) -> str:
    return _tag("Option", {"type": "QString", "name": name, "value": value})


def _tag(name: str, attributes: dict[str, str], inside: str = "") -> str:
    """An element of XML; what is inside is XML already."""
    written = "".join(f' {key}="{_escaped(value)}"' for key, value in attributes.items())
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


# the same few words stand in thousands of elements
_escaped = lru_cache(maxsize=4096)(escape)


def _quoted(column: str) -> str:
    """A column as expressions of QGIS name it."""
    return '"' + column.replace('"', '""') + '"'


def _rgba(colour: str) -> str:
    """A colour as QGIS writes it; no colour is wholly transparent."""
    if not colour:
        return "0,0,0,0"
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"{red},{green},{blue},255"
