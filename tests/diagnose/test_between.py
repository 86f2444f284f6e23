"""Which barrier lies on a straight line."""

import numpy as np
from shapely.geometry import LineString, box
from tests.town.toy import frame_of

from gengxin.diagnose.between import barriers_between

LINE = np.array([LineString([(350_000, 3_450_000), (350_000, 3_450_100)])], dtype=object)


def barrier(ref: str, kind: str, low_y: float, name: str | None) -> dict[str, object]:
    shape = box(-10, low_y, 10, low_y + 5)
    return {"ref": ref, "kind": kind, "name_en": name, "geometry": shape}


def on_the_line(*rows: dict[str, object]) -> str | None:
    barriers = frame_of("barriers", rows).set_index("ref")
    found = barriers_between(LINE, barriers)[0]
    return None if found < 0 else str(barriers.index[found])


def test_water_goes_before_walls_whatever_comes_first() -> None:
    found = on_the_line(barrier("w", "wall", 10, "Wall"), barrier("r", "water", 50, "River"))
    assert found == "r"


def test_a_name_goes_before_none() -> None:
    found = on_the_line(barrier("a", "water", 10, None), barrier("b", "water", 50, "River"))
    assert found == "b"


def test_what_the_line_does_not_cross_is_no_barrier() -> None:
    assert on_the_line(barrier("far", "water", 200, "River")) is None


def test_without_barriers_there_is_none() -> None:
    empty = frame_of("barriers", [barrier("a", "water", 10, None)]).set_index("ref").iloc[:0]
    assert barriers_between(LINE, empty).tolist() == [-1]
