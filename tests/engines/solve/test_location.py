"""Published optima of OR-Library's p-median and capacitated warehouse problems."""

import csv
from pathlib import Path

import pytest
from tests.plain.location import p_median, warehouses
from tests.plain.solve import faults_of

from gengxin.engines.solve import run

QUICK = {"cap61", "cap73"}
ROUNDS = 20
HOUSES = [
    f"cap{n}" for n in (61, 63, 71, 73, 81, 83, 91, 93, 101, 103, 111, 113, 121, 123, 131, 133)
]
MEDIANS = [f"pmed{number}" for number in range(1, 16, 2)]


def cases(names: list[str]) -> list:
    marks = {name: () if name in QUICK else (pytest.mark.long,) for name in names}
    return [pytest.param(name, marks=marks[name]) for name in names]


def folder(shared_data: Path, name: str) -> Path:
    path = shared_data / "opt" / name
    if not path.is_dir():
        pytest.skip(f"no {path}")
    return path


@pytest.mark.parametrize("name", cases(HOUSES))
def test_warehouses_cost_what_is_published(shared_data: Path, name: str) -> None:
    data = folder(shared_data, "orlib-cap")
    text = (data / "cap-optima-verified-highs.csv").read_text().splitlines()
    optima = {
        row["instance"]: float(row["optimum_proven_by_highs"]) for row in csv.DictReader(text)
    }
    problem = warehouses(data / f"{name}.txt")
    *_, last = run(problem, rounds=12)
    assert last.bound >= -optima[name] * (1 + 1e-9)
    assert last.plan is not None
    assert faults_of(problem, last.plan) == []
    assert -last.plan.value <= optima[name] * 1.01
    assert -last.bound >= optima[name] * 0.99


@pytest.mark.parametrize("name", cases(MEDIANS))
def test_medians_cost_what_is_published(shared_data: Path, name: str) -> None:
    data = folder(shared_data, "orlib-pmed")
    lines = (data / "pmedopt.txt").read_text().splitlines()[1:]
    optimum = {line.split()[0]: float(line.split()[1]) for line in lines if line.strip()}[name]
    problem, farthest = p_median(data / f"{name}.txt")
    *_, last = run(problem, rounds=ROUNDS)
    assert farthest - last.bound <= optimum * (1 + 1e-9)
    assert last.plan is not None
    assert farthest - last.plan.value <= optimum * 1.01
    assert farthest - last.bound >= optimum * 0.99
