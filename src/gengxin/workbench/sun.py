"""Count the sun of a district's homes and open ground, keep the run, and write its map."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from gengxin.store import DistrictFolder
from gengxin.terms import InputError
from gengxin.terms.sun import SunMap
from gengxin.workbench.progress import Progress, quiet
from gengxin.workbench.software import software

__all__ = ["SunFiles", "sun_document", "sun_folder"]

KIND = "sun"


@dataclass(frozen=True, slots=True, kw_only=True)
class SunFiles:
    """Where the run is kept, and the layers of buildings and of open ground (GeoJSON)."""

    run: Path
    layer: Path
    ground: Path


def sun_folder(
    folder: str | Path,
    *,
    day: str = "great-cold",
    band_hours: tuple[float, float] = (8.0, 16.0),
    step_min: float = 1.0,
    asked_hours: float = 2.0,
    report: Progress = quiet,
) -> tuple[SunMap, SunFiles]:
    """Count the hours of sun of a folder's homes and open ground; run and layers are kept.

    ``day`` is ``great-cold``, ``winter-solstice`` or a day such as ``2026-01-20``; hours are true
    solar time. ``asked_hours`` is what windows and ground are held against.
    """
    from gengxin.plan.sunlight import sun_map
    from gengxin.plan.windows import SunDay
    from gengxin.publish.sun_layer import write_sun_layer

    if not asked_hours > 0:
        msg = f"asked_hours is {asked_hours}, must be above 0; 2 is usual on Great Cold day"
        raise InputError(msg)
    home = DistrictFolder(Path(folder))
    report("reading", 0.0)
    district = home.load()
    report("counting hours of sun", 0.2)
    made = sun_map(
        district,
        day=SunDay(
            day=day.replace("-", "_") if day[:1].isalpha() else day,
            from_hour=band_hours[0],
            to_hour=band_hours[1],
        ),
        asked_hours=asked_hours,
        step_min=step_min,
        made_on=datetime.now(UTC).date(),
        software=software(),
    )
    report("keeping the run", 0.8)
    run = home.keep_run(KIND, tables=made.tables, facts=_facts(made))
    reports = Path(folder) / "reports"
    files = SunFiles(
        run=run, layer=reports / "sun.geojson", ground=reports / "sun-on-ground.geojson"
    )
    write_sun_layer(made, "buildings", files.layer)
    write_sun_layer(made, "grounds", files.ground)
    report("written", 1.0)
    return made, files


def sun_document(made: SunMap, files: SunFiles) -> dict[str, Any]:
    """The sun of a district as one JSON document: the district, its areas, what is missing."""
    rows, ground = (
        [_plain(row) for row in made.tables[name].to_dict(orient="records")]
        for name in ("areas", "ground_sums")
    )
    return {
        "run": str(files.run),
        "layer": str(files.layer),
        "ground_layer": str(files.ground),
        **made.provenance.parameters,
        "buildings": len(made.tables["buildings"]),
        "windows": len(made.tables["windows"]),
        "district": rows[0] if rows else None,
        "areas": rows[1:],
        "ground": ground,
        "notes": [
            {"action": one.action, "count": one.count, "en": one.en, "zh": one.zh}
            for one in made.notes
        ],
    }


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {name: None if pd.isna(value) else value for name, value in row.items()}


def _facts(made: SunMap) -> dict[str, Any]:
    """What the run stands on; the day it was made is left out, so that equal runs are one."""
    return {
        "software": made.provenance.software,
        "parameters": dict(made.provenance.parameters),
        "inputs": [one.sha256 for one in made.provenance.inputs],
        "notes": [f"{one.count} {one.en}" for one in made.notes],
    }
