"""2SFCA and E2SFCA against PySAL access, which computes them from data frames."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gengxin.engines.cover import Pairs, enhanced_two_step, two_step, within

SOURCES, TARGETS = 60, 2_000
ZONES = {250.0: 1.0, 500.0: 0.68, 1_000.0: 0.22}
LIMIT_M = 500.0


def town(seed: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Pairs within 1,200 m, in whole metres so that some lie just at a limit; capacity; need."""
    rng = np.random.default_rng(seed)
    apart = rng.integers(0, 4_000, size=(SOURCES, TARGETS))
    source, target = np.nonzero(apart <= 1_200)
    pairs = pd.DataFrame({"source": source, "target": target})
    pairs["distance_m"] = apart[source, target].astype(float)
    sources = pd.DataFrame({"source": range(SOURCES), "capacity": rng.integers(0, 900, SOURCES)})
    targets = pd.DataFrame({"target": range(TARGETS), "need": rng.integers(1, 80, TARGETS)})
    return pairs, sources.astype({"capacity": float}), targets.astype({"need": float})


@pytest.mark.peer
def test_access_finds_the_same(peer: Callable[[str], Path], tmp_path: Path) -> None:
    python = peer("access")
    rows, sources, targets = town(seed=3)
    assert (rows.distance_m == LIMIT_M).any()
    for name, table in {"pairs": rows, "sources": sources, "targets": targets}.items():
        table.to_parquet(tmp_path / f"{name}.parquet")
    (tmp_path / "question.json").write_text(json.dumps({"zones": ZONES, "limit_m": LIMIT_M}))
    ask = Path(__file__).with_name("ask_access.py")
    subprocess.run([python, "-W", "ignore", ask, tmp_path], check=True, capture_output=True)
    answer = pd.read_parquet(tmp_path / "answer.parquet").set_index("target")
    # access names no target that nothing reaches; we say 0
    answer = answer.reindex(range(TARGETS)).fillna(0)

    pairs = Pairs.from_rows(
        source=rows.source,
        target=rows.target,
        distance_m=rows.distance_m,
        source_count=SOURCES,
        target_count=TARGETS,
    )
    plain = two_step(within(pairs, limit_m=LIMIT_M), capacity=sources.capacity, need=targets.need)
    assert plain.per_target == pytest.approx(answer.two_step_capacity.to_numpy(), rel=1e-12)
    enhanced = enhanced_two_step(pairs, capacity=sources.capacity, need=targets.need, zones=ZONES)
    expected = answer.enhanced_two_step_capacity.to_numpy()
    assert enhanced.per_target == pytest.approx(expected, rel=1e-12)
    assert (expected > 0).sum() > TARGETS / 2
