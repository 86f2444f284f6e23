"""Measures the programme engine on end towns: gap by time, memory, edits, resumption, verification.

Each town is posed and solved in a process of its own with two threads, compiled code loaded. After
every round the certified gap over the value above keeping everything is set down beside the
CPU-seconds of all threads and the seconds that passed; rounds are of a fixed size, so the machine's
other work moves the second figure but not the first. ``programme.py 3000 1 60`` measures one town
for so many CPU-seconds, and puts it among the results.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from end_town import end_town
from machine import cpu_seconds, machine, measure_afresh

from gengxin.engines.solve import Snapshot, Threads, run
from gengxin.plan.model import Posed, posed

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "programme.json"
# sites, seed, CPU-seconds
CASES = tuple(
    (sites, seed, seconds)
    for sites, seconds in ((300, 60.0), (3_000, 60.0), (30_000, 300.0))
    for seed in range(1, 6)
)
MARKS = (20.0, 60.0, 120.0, 300.0)
CORES = 2

Figures = dict[str, Any]


def solve(sites: int, seed: int, seconds: float) -> Figures:
    """What is known after every round of one town."""
    _load_compiled_code()
    begin = cpu_seconds()
    inputs, brief = end_town(sites, seed)
    made = cpu_seconds()
    question = posed(inputs, brief)
    figures = {"town_cpu_seconds": round(made - begin, 2)}
    figures["posed_cpu_seconds"] = round(cpu_seconds() - made, 2)
    figures["today"] = question.today.worth
    rounds = _rounds(question, seconds)
    return figures | told(rounds) | {"rounds": rounds}


def told(rounds: Sequence[Figures]) -> Figures:
    """The figures that the issue asks for, out of what is known after every round."""
    last = rounds[-1]
    figures: Figures = {"value": last["value"], "bound": last["bound"], "gap": last["gap"]}
    figures["gap_before_last_improvement"] = _before_last(rounds)
    for clock in ("cpu_seconds", "wall_seconds"):
        figures[f"gap_at_{clock}"] = {
            f"{mark:.0f}": _gap_at(rounds, clock, mark) for mark in MARKS if mark <= last[clock]
        }
    return figures


def _rounds(question: Posed, seconds: float) -> list[Figures]:
    threads = Threads(CORES)
    found: list[Figures] = []
    begin, wall = cpu_seconds(), perf_counter()
    for snapshot in run(question.problem, rounds=None, executor=threads):
        after = {"cpu_seconds": cpu_seconds() - begin, "wall_seconds": perf_counter() - wall}
        found.append(_round(snapshot, question.today.worth) | after)
        if after["cpu_seconds"] >= seconds:
            break
    threads.close()
    return found


def _round(snapshot: Snapshot, today: float) -> Figures:
    value = None if snapshot.plan is None else snapshot.plan.value - today
    bound = snapshot.bound - today
    gap = None if value is None or value <= 0.0 else (bound - value) / value
    return {
        "round": snapshot.round,
        "stage": snapshot.stage,
        "value": value,
        "bound": bound,
        "gap": gap,
    }


def _before_last(rounds: Sequence[Figures]) -> float | None:
    """Gap, by the last bound, of the best plan but one."""
    values = sorted({one["value"] for one in rounds if one["value"] is not None})
    bound = rounds[-1]["bound"]
    return (bound - values[-2]) / values[-2] if len(values) > 1 and values[-2] > 0.0 else None


def _gap_at(rounds: Sequence[Figures], clock: str, mark: float) -> float | None:
    """Gap after the last round that was over by a time."""
    done = [one for one in rounds if one[clock] <= mark]
    return done[-1]["gap"] if done else None


def _load_compiled_code() -> None:
    question = posed(*end_town(40, 0))
    for _ in run(question.problem, rounds=60):
        pass


def measure_case(sites: int, seed: int, seconds: float) -> None:
    """Measure one town and put it in the results in place of what was known of it."""
    before = os.getloadavg()[0]
    took = measure_afresh(solve, sites, seed, seconds)
    figures = {"sites": sites, "seed": seed, "peak_rss_mb": round(took.peak_rss_mb)}
    figures |= {"load_before": round(before, 1), "load_after": round(os.getloadavg()[0], 1)}
    figures |= took.result
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    others = [one for one in known.get("end", []) if (one["sites"], one["seed"]) != (sites, seed)]
    known["machine"] = machine("numpy", "numba", "highspy")
    known["end"] = sorted([*others, figures], key=lambda one: (one["sites"], one["seed"]))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    print(json.dumps({name: part for name, part in figures.items() if name != "rounds"}))


if __name__ == "__main__":
    match sys.argv[1:]:
        case [sites, seed, seconds]:
            measure_case(int(sites), int(seed), float(seconds))
        case _:
            for case in CASES:
                measure_case(*case)
