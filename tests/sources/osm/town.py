"""Writes small towns as OpenStreetMap XML, drawn in metres east and north of one place."""

from pathlib import Path
from xml.sax.saxutils import quoteattr

from pyproj import Geod

LON_DEG, LAT_DEG = 121.44, 31.19
WGS84 = Geod(ellps="WGS84")


class Town:
    """Nodes at metres (east, north), ways over nodes, relations over ways and nodes.

    An element given again takes the place of the first.
    """

    def __init__(self) -> None:
        self._lines: dict[str, dict[int, str]] = {"node": {}, "way": {}, "relation": {}}

    def node(self, number: int, east_m: float, north_m: float, **tags: str) -> None:
        lon, lat = place(east_m, north_m)
        self._add("node", number, tags, head=f'lat="{lat:.7f}" lon="{lon:.7f}"')

    def way(self, number: int, nodes: list[int], **tags: str) -> None:
        inner = "".join(f'<nd ref="{node}"/>' for node in nodes)
        self._add("way", number, tags, inner=inner)

    def relation(self, number: int, members: list[tuple[str, int, str]], **tags: str) -> None:
        inner = "".join(
            f'<member type="{kind}" ref="{ref}" role="{role}"/>' for kind, ref, role in members
        )
        self._add("relation", number, tags, inner=inner)

    def square(self, first_node: int, box_m: tuple[float, float, float, float]) -> list[int]:
        """Four nodes around a box (west, south, east, north), as a closed ring."""
        west, south, east, north = box_m
        corners = [(west, south), (east, south), (east, north), (west, north)]
        for step, corner in enumerate(corners):
            self.node(first_node + step, *corner)
        return [*range(first_node, first_node + 4), first_node]

    def xml(self) -> str:
        body = "\n".join(line for lines in self._lines.values() for line in lines.values())
        return f'<?xml version="1.0"?>\n<osm version="0.6">\n{body}\n</osm>\n'

    def write(self, folder: Path, name: str = "town.osm") -> Path:
        path = folder / name
        path.write_text(self.xml(), encoding="utf-8")
        return path

    def _add(
        self, kind: str, number: int, tags: dict[str, str], *, head: str = "", inner: str = ""
    ) -> None:
        said = "".join(
            f"<tag k={quoteattr(key.replace('__', ':'))} v={quoteattr(value)}/>"
            for key, value in tags.items()
        )
        start = f'<{kind} id="{number}" {head} version="1" timestamp="2026-03-08T01:31:04Z">'
        self._lines[kind][number] = f"{start}{inner}{said}</{kind}>"


def place(east_m: float, north_m: float) -> tuple[float, float]:
    """Longitude and latitude of a place so many metres from the town's origin."""
    lon, lat, _ = WGS84.fwd(LON_DEG, LAT_DEG, 90, east_m)
    lon, lat, _ = WGS84.fwd(lon, lat, 0, north_m)
    return lon, lat
