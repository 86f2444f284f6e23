"""Which objects are stops, of which mode, and in which role."""

from typing import Final

import numpy as np

from gengxin.sources.osm.ragged import Flags, Whole
from gengxin.sources.osm.tags import Tags

__all__ = ["ENTRANCE", "MODES", "STATION", "STOPPING_PLACE", "stop_kinds"]

MODES: Final = ("metro", "rail", "tram", "bus", "ferry")

STATION: Final = 0
"""Where people wait: a station, a platform, a pole."""
STOPPING_PLACE: Final = 1
"""Where the vehicle stops: a point on the track or carriageway."""
ENTRANCE: Final = 2

# modes of `<key>=yes` on platforms, stations and stopping places
_MODE_KEYS: Final = {
    "subway": "metro",
    "train": "rail",
    "tram": "tram",
    "light_rail": "tram",
    "bus": "bus",
    "trolleybus": "bus",
    "ferry": "ferry",
}


def stop_kinds(tags: Tags) -> tuple[Whole, Whole]:
    """Mode (number in ``MODES``, −1 for what is no stop) and role of every object."""
    mode = np.full(tags.count, -1)
    role = np.full(tags.count, STATION)
    for name, new_role, chosen in _found(tags):
        fresh = chosen & (mode < 0)
        mode[fresh] = MODES.index(name)
        role[fresh] = new_role
    return mode, role


def _found(tags: Tags) -> list[tuple[str, int, Flags]]:
    """What makes an object a stop; the first that fits tells its mode and role."""
    railway = tags.among("railway", {"station", "halt"})
    station = railway | tags.among("public_transport", {"station"})
    subway = tags.among("station", {"subway"}) | tags.among("subway", {"yes"})
    light = tags.among("station", {"light_rail"}) | tags.among("light_rail", {"yes"})
    platform = tags.among("public_transport", {"platform"})
    place = tags.among("public_transport", {"stop_position"})
    found = [
        ("metro", ENTRANCE, tags.among("railway", {"subway_entrance"})),
        ("rail", ENTRANCE, tags.among("railway", {"train_station_entrance"})),
        ("metro", STATION, station & subway),
        ("tram", STATION, tags.among("railway", {"tram_stop"}) | (station & light)),
        ("rail", STATION, railway),
        ("bus", STATION, tags.among("highway", {"bus_stop"})),
        ("bus", STATION, tags.among("amenity", {"bus_station"})),
        ("ferry", STATION, tags.among("amenity", {"ferry_terminal"})),
    ]
    by_key = [(name, tags.among(key, {"yes"})) for key, name in _MODE_KEYS.items()]
    # platforms of railways are parts of their stations, which stand on the map themselves
    on_street = [(name, said) for name, said in by_key if name not in {"metro", "rail"}]
    found += [(name, STATION, station & said) for name, said in by_key]
    found += [(name, STATION, platform & said) for name, said in on_street]
    found += [(name, STOPPING_PLACE, place & said) for name, said in on_street]
    return found
