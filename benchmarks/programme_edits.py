"""Measures what an edit takes in a process that holds a run of an end town.

A town is posed and searched for so many CPU-seconds, then held. Each edit is answered from there;
after every round the certified gap is set down beside CPU-seconds of all threads and the seconds
that passed. ``programme_edits.py 3000 1 60`` measures a town (sites, seed, CPU-seconds of the run);
``programme_edits.py 3000 1 60 cold`` also searches the brief of the first edit of each kind from
the beginning, as long as the run took.
"""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from end_town import end_town
from machine import cpu_seconds, machine, measure_afresh

from gengxin.engines.solve import Threads, run
from gengxin.plan.model import Posed, posed
from gengxin.terms import Match, PlanInputs
from gengxin.verify import verify
from gengxin.workbench.held import Edit, Held
from gengxin.workbench.programmes import Found

RESULTS = Path(__file__).resolve().parent / "results" / "programme_edits.json"
ROUNDS, MARK_SECONDS, CORES = 11, 1.0, 2
SITES_OF_A_KIND = 2

Figures = dict[str, Any]


def measure(sites: int, seed: int, seconds: float, with_cold: bool) -> Figures:  # noqa: FBT001
    """What is known of each edit after every round, and whether ``verify`` accepts the last."""
    small = _searched(posed(*end_town(40, 0)), 1.0)
    _answered(Held(small), Edit(budgets=((1, 0.8),)))
    inputs, brief = end_town(sites, seed)
    found = _searched(posed(inputs, brief), seconds)
    begin, wall = cpu_seconds(), perf_counter()
    held = Held(found)
    opened = {"cpu_seconds": cpu_seconds() - begin, "wall_seconds": perf_counter() - wall}
    listed = []
    for kind, name, edit in _edits(found, seed):
        rounds, answer = _answered(held, edit)
        figures: Figures = {"kind": kind, "edit": name, **_told(rounds)}
        if kind not in {one["kind"] for one in listed}:
            figures |= _verified(answer.programme(), inputs)
            if with_cold:
                cold = _searched(posed(inputs, edit.of(found.problem.brief)), seconds)
                figures["cold_gap"] = _gap(cold)
        listed.append(figures | {"rounds": rounds})
        told = {key: one for key, one in listed[-1].items() if key != "rounds"}
        print(json.dumps(told), flush=True)
    held.close()
    return {
        "sites": sites,
        "seed": seed,
        "run_cpu_seconds": seconds,
        "gap_before": _gap(found),
        "opened": opened,
        "edits": listed,
    }


def _searched(question: Posed, seconds: float) -> Found:
    """A run of so many CPU-seconds, and on until there is a plan."""
    threads, begin = Threads(CORES), cpu_seconds()
    for snapshot in run(question.problem, rounds=None, executor=threads):
        if cpu_seconds() - begin >= seconds and snapshot.plan is not None:
            break
    threads.close()
    return Found(question, snapshot, (), 0)


def _gap(found: Found) -> float:
    plan, today = found.snapshot.plan, found.problem.today.worth
    assert plan is not None
    return (found.snapshot.bound - plan.value) / (plan.value - today)


def _edits(found: Found, seed: int) -> Iterator[tuple[str, str, Edit]]:
    """Options fixed and forbidden at some sites; each budget, all of them, each weight changed."""
    rng, columns = np.random.default_rng(seed), found.problem.columns()
    plan = found.snapshot.plan
    assert plan is not None
    chosen = columns.iloc[plan.choice]
    renewed = chosen[chosen["phase"] > 0]
    others = columns.drop(index=plan.choice)
    others = others[others["phase"] > 0]
    for _, one in renewed.sample(SITES_OF_A_KIND, random_state=rng).iterrows():
        yield "forbid", str(one["option"]), Edit(forbid=(Match(option=str(one["option"])),))
    for _, one in others.sample(SITES_OF_A_KIND, random_state=rng).iterrows():
        option, phase = str(one["option"]), int(one["phase"])
        match = Match(site=str(one["site"]), option=option, phase=phase)
        yield "fix", f"{option} in {phase}", Edit(fix=(match,))
    phases = range(1, len(found.problem.brief.phases) + 1)
    for factor in (0.9, 1.1):
        kind = f"a budget × {factor}"
        for phase in phases:
            yield kind, str(phase), Edit(budgets=((phase, factor),))
        every = tuple((phase, factor) for phase in phases)
        yield f"all budgets × {factor}", "all", Edit(budgets=every)
    for factor in (0.8, 1.2):
        for term in found.problem.brief.terms:
            yield f"weight × {factor}", term, Edit(weights=((term, factor),))


def _answered(held: Held, edit: Edit) -> tuple[list[Figures], Any]:
    begin, rounds = cpu_seconds(), []
    for answer in held.answers(edit):
        took = {"cpu_seconds": cpu_seconds() - begin, "wall_seconds": answer.seconds}
        rounds.append({"gap": answer.gap_certified} | took)
        if answer.number == ROUNDS:
            break
    return rounds, answer


def _told(rounds: list[Figures]) -> Figures:
    """Gap at once, and after the last round within the mark by either clock."""
    found: Figures = {"gap_at_once": rounds[0]["gap"]}
    for name, clock, mark in (
        ("gap_at_1_second", "wall_seconds", MARK_SECONDS),
        ("gap_at_1_cpu_second", "cpu_seconds", MARK_SECONDS),
        ("gap_at_2_cpu_seconds", "cpu_seconds", CORES * MARK_SECONDS),
    ):
        done = [one["gap"] for one in rounds if one[clock] <= mark]
        found[name] = done[-1] if done else None
    return found | {"gap_last": rounds[-1]["gap"]}


def _verified(programme: Any, inputs: PlanInputs) -> Figures:  # noqa: ANN401
    verdict = verify(programme, inputs)
    return {"violations": len(verdict.violations), "verified_gap": verdict.gap_certified}


def _put(figures: Figures) -> None:
    """Put the figures among the results in place of what was known of the town."""
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    this = (figures["sites"], figures["seed"])
    others = [one for one in known.get("towns", []) if (one["sites"], one["seed"]) != this]
    known["machine"] = machine("numpy", "numba", "highspy")
    known["towns"] = sorted([*others, figures], key=lambda one: (one["sites"], one["seed"]))
    RESULTS.write_text(json.dumps(known, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    size, number, cpu, *cold = sys.argv[1:]
    before = os.getloadavg()[0]
    measured = measure_afresh(measure, int(size), int(number), float(cpu), cold == ["cold"])
    load = {"load_before": round(before, 1), "load_after": round(os.getloadavg()[0], 1)}
    _put({"peak_rss_mb": round(measured.peak_rss_mb)} | load | measured.result)
