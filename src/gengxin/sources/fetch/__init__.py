"""Fetch OpenStreetMap data from a server: a place by Overpass, or a file by its address."""

from gengxin.sources.fetch.fetch import fetch

__all__ = ["fetch"]
