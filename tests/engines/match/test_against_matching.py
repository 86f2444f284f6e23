"""Deferred acceptance gives the very matchings of the ``matching`` package."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.engines.match.test_choices import asked

HERE = Path(__file__).parent


def case(seed: int) -> dict:
    """Up to 30 who ask up to 6 hosts; a host likes just those who wish for it, as there."""
    rng = np.random.default_rng(seed)
    count, hosts = int(rng.integers(5, 31)), int(rng.integers(2, 7))
    wishes = [rng.permutation(hosts)[: rng.integers(1, hosts + 1)].tolist() for _ in range(count)]
    likes = [[int(i) for i in rng.permutation(count) if h in wishes[i]] for h in range(hosts)]
    # it doesn't know a host that nobody wishes for
    missing = [h for h, own in enumerate(likes) if not own]
    for host in missing:
        wishes[0].append(host)
        likes[host] = [0]
    # nor one with more places than wishes
    places = [int(rng.integers(1, min(len(own), 6) + 1)) for own in likes]
    return {"wishes": wishes, "likes": likes, "places": places}


@pytest.mark.peer
def test_the_same_as_the_matching_package(peer: Callable[[str], Path]) -> None:
    cases = [case(seed) for seed in range(40)]
    done = subprocess.run(
        [str(peer("matching")), str(HERE / "ask_matching.py")],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=True,
    )
    ours = [asked(one["wishes"], one["likes"], one["places"]) for one in cases]
    assert ours == json.loads(done.stdout)
