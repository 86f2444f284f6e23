"""Measures what forms of 3,000 and 300,000 plots cost: envelope, three kinds, four intensities.

Plots are made up: rows of lots 8 to 140 m wide along parallel streets, with setbacks alone, and the
smaller town with a sky-exposure plane too. CPU seconds are from outlines and streets in memory to
storeys and floor by use, compiled code loaded; memory is that of a fresh process. Drawing is
measured for one draft of each kind and plot: what is kept is drawn, not all that is weighed. No
peer computes the same.
"""

import json
import sys
from pathlib import Path

import numpy as np
import shapely
from machine import cpu_seconds, machine, measure_afresh

from gengxin.engines.form import (
    Form,
    Limits,
    Rows,
    Steps,
    Uses,
    Wanted,
    envelope,
    fill,
    masses,
    perimeter,
    plots,
    slabs,
    tower,
)

RESULTS = Path(__file__).resolve().parent / "results" / "form_plots.json"
FARS = (1.0, 1.8, 2.5, 3.5)
WALLS_M = {"setbacks": np.inf, "setbacks and sky-exposure plane": 24.0}
CASES = (
    (3_000, "setbacks"),
    (3_000, "setbacks and sky-exposure plane"),
    (300_000, "setbacks"),
)
CHUNK = 20_000
LIMIT_CPU_SECONDS = 4.0  # for the smaller size with setbacks alone
USES = Uses(
    storey_m=[4.5, 4.0, 3.0],
    ground_storey_m=[5.0, 5.0, 3.3],
    efficiency_share=[0.8, 0.75, 0.75],
    depth_m=[30, 20, 14],
)

Town = tuple[np.ndarray, np.ndarray]


def town(plot_count: int, seed: int = 7) -> Town:
    """Outlines of plots and the streets between their rows."""
    rng = np.random.default_rng(seed)
    rows = int(np.ceil(np.sqrt(plot_count)))
    widths_m = np.exp(rng.normal(np.log(45), 0.5, (rows, rows))).clip(8, 140)
    depth_m = np.exp(rng.normal(np.log(60), 0.3, rows)).clip(25, 120)
    x = np.concatenate([np.zeros((rows, 1)), np.cumsum(widths_m, axis=1)], axis=1)
    south_m = np.concatenate([[0.0], np.cumsum(depth_m + 16.0)])[:-1]
    lean = rng.normal(0, 2.0, (rows, rows + 1))
    low = np.stack([x, np.broadcast_to(south_m[:, None], x.shape)], axis=-1)
    high = np.stack([x + lean, np.broadcast_to((south_m + depth_m)[:, None], x.shape)], axis=-1)
    bend = (low[:, :-1] + low[:, 1:]) / 2 - np.stack([0 * widths_m, widths_m / 60], axis=-1)
    corners = [low[:, :-1], bend, low[:, 1:], high[:, 1:], high[:, :-1]]
    outlines = shapely.polygons(np.stack(corners, axis=2).reshape(-1, 5, 2))[:plot_count]
    ends = np.stack([np.full(rows, -20.0), south_m - 8, x[:, -1] + 20, south_m - 8], axis=1)
    return outlines, shapely.linestrings(ends.reshape(-1, 2, 2))


def drafts(steps: Steps) -> Form:
    """Fill each row of steps to every intensity."""
    row = np.tile(np.arange(steps.count), len(FARS))
    far = np.repeat(FARS, steps.count)
    wanted = Wanted(
        row=row,
        use_share=[0.1, 0.2, 0.7],
        most_floor_area_m2=far * steps.area_m2[row],
        most_footprint_m2=0.5 * steps.area_m2[row],
    )
    return fill(steps, USES, wanted)


def forms(outlines: np.ndarray, streets: np.ndarray, wall_m: float) -> dict[str, float]:
    """Everything once; CPU seconds by what they went into, and what came out."""
    spent: dict[str, float] = {}

    def timed(name: str, make, *given, **named):  # noqa: ANN001, ANN002, ANN003, ANN202
        before = cpu_seconds()
        made = make(*given, **named)
        spent[name] = spent.get(name, 0.0) + cpu_seconds() - before
        return made

    plot = timed("plots", plots, outlines, streets=streets)
    limits = Limits(
        front_m=3, side_m=2, rear_m=6, height_m=60, wall_m=wall_m, wall_setback_m=5, wall_slope=2.7
    )
    steps = timed("envelope", envelope, plot, limits)
    kinds = (
        timed("perimeter", perimeter, plot, steps, depth_m=14),
        timed("slabs", slabs, steps, Rows(depth_m=12, spacing_ratio=1.1), height_m=30),
        timed("tower", tower, steps, podium_m=12, plate_m2=800, depth_m=26),
    )
    filled = [timed("fill", drafts, kind) for kind in kinds]
    kept = np.arange(plot.count)
    shapes = [
        timed("draw", masses, kind, form, kept) for kind, form in zip(kinds, filled, strict=True)
    ]
    spent["drafts"] = sum(len(form.row) for form in filled)
    spent["standing"] = sum(int((form.storeys > 0).sum()) for form in filled)
    spent["masses"] = sum(len(shape.draft) for shape in shapes)
    return spent


def ask_us(plot_count: int, wall_m: float) -> dict[str, float]:
    """Form so many plots, a chunk at a time, after a small town that loads the compiled code."""
    forms(*town(100), wall_m)
    total: dict[str, float] = {}
    for start in range(0, plot_count, CHUNK):
        part = forms(*town(min(CHUNK, plot_count - start), seed=start), wall_m)
        total = {name: total.get(name, 0.0) + value for name, value in part.items()}
    counts = ("drafts", "standing", "masses")
    seconds = {name: round(value, 2) for name, value in total.items() if name not in counts}
    return {
        "cpu_seconds": round(sum(seconds.values()), 2),
        "cpu_seconds_by_part": seconds,
        **{name: int(total[name]) for name in counts},
    }


def case(plot_count: int, planes: str) -> dict[str, object]:
    """Measure one size in a process of its own."""
    asked = measure_afresh(ask_us, plot_count, WALLS_M[planes])
    return (
        {"plots": plot_count, "limits": planes}
        | asked.result
        | {"peak_rss_mb": round(asked.peak_rss_mb)}
    )


if __name__ == "__main__":
    figures = {
        "machine": machine("numpy", "numba", "shapely"),
        "cases": [case(*asked) for asked in CASES],
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    print(json.dumps(figures, indent=1))
    if figures["cases"][0]["cpu_seconds"] > LIMIT_CPU_SECONDS:
        sys.exit(f"slower than {LIMIT_CPU_SECONDS} CPU-s at {CASES[0][0]} plots")
