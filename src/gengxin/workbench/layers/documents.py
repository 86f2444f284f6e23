"""What OGC API documents say of collections: their links, extents, columns, tiles."""

from collections.abc import Iterable
from typing import Any

from gengxin.store.layers.cutting import LEFT_OUT
from gengxin.terms import Column
from gengxin.terms.columns import BASIS_SUFFIX
from gengxin.workbench.layers.catalogue import Catalogue, Layers
from gengxin.workbench.layers.collection import Collection
from gengxin.workbench.layers.district_layers import MOST_ZOOM
from gengxin.workbench.layers.parsing import CRS84

__all__ = [
    "CONFORMS_TO",
    "CRS84",
    "collection_document",
    "collections_document",
    "grid_document",
    "grids_document",
    "landing_links",
    "link",
    "queryables_document",
    "tiles_document",
]

_FEATURES = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
_TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf"
CONFORMS_TO = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    f"{_FEATURES}/core",
    f"{_FEATURES}/geojson",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    f"{_TILES}/core",
    f"{_TILES}/tileset",
    f"{_TILES}/tilesets-list",
    f"{_TILES}/geodata-tilesets",
    f"{_TILES}/mvt",
)
_MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"
SCHEME = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
_QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
_TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
_SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
_MVT = "application/vnd.mapbox-vector-tile"
_JSON, _GEOJSON = "application/json", "application/geo+json"
_KINDS = {
    "text": {"type": "string"},
    "code": {"type": "string"},
    "whole": {"type": "integer"},
    "number": {"type": "number"},
    "flag": {"type": "boolean"},
    "day": {"type": "string", "format": "date"},
}
_TILED_AS = {"whole": "Number", "number": "Number", "flag": "Boolean"}


def link(href: str, rel: str, media: str, title: str) -> dict[str, str]:
    """One link."""
    return {"href": href, "rel": rel, "type": media, "title": title}


def landing_links(base: str) -> list[dict[str, str]]:
    """Where everything is, as the first page of an OGC API tells it."""
    described = "application/vnd.oai.openapi+json;version=3.1"
    grids = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
    return [
        link(base, "self", _JSON, "this document"),
        link(f"{base}/openapi.json", "service-desc", described, "the description of this API"),
        link(f"{base}/conformance", "conformance", _JSON, "the standards that are kept"),
        link(f"{base}/collections", "data", _JSON, "the collections"),
        link(f"{base}/tileMatrixSets", grids, _JSON, "the grids of tiles"),
        link(f"{base}/session", "session", _JSON, "who is signed in"),
    ]


def collections_document(
    catalogue: Catalogue, collections: Iterable[Collection], base: str
) -> dict[str, Any]:
    """All collections."""
    return {
        "links": [link(f"{base}/collections", "self", _JSON, "this document")],
        "collections": [collection_document(catalogue, one, base) for one in collections],
    }


def collection_document(catalogue: Catalogue, one: Collection, base: str) -> dict[str, Any]:
    """What is told of a collection."""
    meta = catalogue.meta
    bounds = one.bounds_deg or catalogue.bounds_deg
    attributions = {each.attribution or each.name for each in meta.inputs}
    document: dict[str, Any] = {
        "id": one.name,
        "title": one.title[0],
        "title_zh": one.title[1],
        "description": one.description[0],
        "description_zh": one.description[1],
        "itemType": "feature",
        "crs": [CRS84],
        "attribution": "; ".join(sorted(attributions)) or ("made up" if meta.made_up else ""),
        "licences": sorted({each.licence for each in meta.inputs}),
        "made_up": meta.made_up,
        "data_day": meta.data_day.isoformat(),
        "version": one.table.version,
        "content_hash": one.content_hash,
        "row_count": one.row_count,
        "run": one.run or None,
        "is_current": one.is_current,
        "is_tiled": one.table.tiling is not None,
        "links": _collection_links(one, base),
    }
    if bounds is not None:
        document["extent"] = {"spatial": {"bbox": [list(bounds)], "crs": CRS84}}
    return document


def queryables_document(one: Collection, base: str) -> dict[str, Any]:
    """The columns by which a collection may be asked, as a JSON schema."""
    own = f"{base}/collections/{one.name}"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{own}/queryables",
        "type": "object",
        "title": one.title[0],
        "title_zh": one.title[1],
        "properties": {column.name: _schema(one, column) for column in one.table.columns}
        | {"place": {"title": "shape", "title_zh": "位置", "x-ogc-role": "primary-geometry",
                     "format": "geometry-any"}},
        "additionalProperties": False,
    }  # fmt: skip


def tiles_document(layers: Layers, one: Collection, base: str) -> dict[str, Any]:
    """The tiles of a collection: a list of its tile sets (there is one), and TileJSON 3.0.

    The addresses of tiles hold the collection's version, so that a tile may be kept for ever.
    """
    tiling = one.table.tiling
    if tiling is None:
        return {}
    catalogue = layers.catalogue()
    bounds = one.bounds_deg or catalogue.bounds_deg or (-180.0, -85.0, 180.0, 85.0)
    zooms = {"minzoom": tiling.least_zoom, "maxzoom": tiling.most_zoom}
    own = f"{base}/collections/{one.name}/tiles"
    by_name = one.table.by_name
    fields = {name: _TILED_AS.get(by_name[name].kind, "String") for name in tiling.columns}
    left_out = "count of shapes of the tile that are too small to be seen"
    return {
        "tilejson": "3.0.0",
        "name": one.title[0],
        "version": "1.0.0",
        "description": one.description[0],
        "attribution": collection_document(catalogue, one, base)["attribution"],
        "tiles": [f"{own}/WebMercatorQuad/{{z}}/{{y}}/{{x}}?v={one.table.version}"],
        "bounds": list(bounds),
        **zooms,
        "vector_layers": [
            {"id": one.name, "description": one.description[0], "fields": fields, **zooms},
            {"id": LEFT_OUT, "description": left_out, "fields": {"count": "Number"}, **zooms},
        ],
        "links": [link(own, "self", _JSON, "this document")],
        "tilesets": [_tileset(one, own, base)],
    }


def grids_document(base: str) -> dict[str, Any]:
    """The grids of tiles: there is one."""
    own = link(f"{base}/tileMatrixSets/WebMercatorQuad", "self", _JSON, "the grid")
    return {"tileMatrixSets": [{"id": "WebMercatorQuad", "uri": SCHEME, "links": [own]}]}


def grid_document() -> dict[str, Any]:
    """WebMercatorQuad, as OGC's registry has it, to the deepest zoom that is served."""
    half = 20037508.3427892
    cell = 2 * half / 256
    return {
        "id": "WebMercatorQuad",
        "title": "Google Maps Compatible for the World",
        "uri": SCHEME,
        "crs": _MERCATOR,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": [
            {
                "id": str(zoom),
                "scaleDenominator": cell / 2**zoom / 0.00028,
                "cellSize": cell / 2**zoom,
                "cornerOfOrigin": "topLeft",
                "pointOfOrigin": [-half, half],
                "tileWidth": 256,
                "tileHeight": 256,
                "matrixWidth": 2**zoom,
                "matrixHeight": 2**zoom,
            }
            for zoom in range(MOST_ZOOM + 1)
        ],
    }


def _tileset(one: Collection, own: str, base: str) -> dict[str, Any]:
    template = f"{own}/WebMercatorQuad/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    return {
        "title": one.title[0],
        "dataType": "vector",
        "crs": _MERCATOR,
        "tileMatrixSetURI": SCHEME,
        "links": [
            link(f"{own}/WebMercatorQuad", "self", _JSON, "tiles as TileJSON"),
            link(f"{base}/tileMatrixSets/WebMercatorQuad", _SCHEME, _JSON, "the grid"),
            {**link(template, "item", _MVT, "a tile"), "templated": True},
        ],
    }


def _collection_links(one: Collection, base: str) -> list[dict[str, str]]:
    own = f"{base}/collections/{one.name}"
    links = [
        link(own, "self", _JSON, "this collection"),
        link(f"{own}/items", "items", _GEOJSON, "its rows as GeoJSON"),
        link(f"{own}/items?f=csv", "items", "text/csv", "its rows as CSV"),
        link(f"{own}/items?f=parquet", "items", "application/vnd.apache.parquet", "as GeoParquet"),
        link(f"{own}/queryables", _QUERYABLES, "application/schema+json", "its columns"),
    ]
    if one.table.tiling is not None:
        links.append(link(f"{own}/tiles", _TILESETS, _JSON, "its vector tiles"))
    return links


def _schema(one: Collection, column: Column) -> dict[str, Any]:
    """One column as a JSON schema, with its unit, its words, and the column of its basis."""
    en, zh = one.title_of(column)
    told: dict[str, Any] = {"title": en, "title_zh": zh, **_KINDS[column.kind]}
    if column.unit:
        told["x-ogc-unit"] = column.unit
    if column.codes:
        told["enum"] = list(column.codes)
    if column.lower is not None:
        told["minimum"] = column.lower
    if column.upper is not None:
        told["maximum"] = column.upper
    if column.refers_to:
        told["x-refers-to"] = column.refers_to
    if column.name + BASIS_SUFFIX in one.table.by_name:
        told["x-basis"] = column.name + BASIS_SUFFIX
    if column.name == one.table.key:
        told["x-ogc-role"] = "id"
    return told
