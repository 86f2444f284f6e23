"""OpenStreetMap: buildings, services, stops, green, heritage and the walking network of a file."""

from gengxin.sources.osm.read import read_osm

__all__ = ["read_osm"]
