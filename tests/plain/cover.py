"""Coverage the slow and obvious way: one loop a definition, in exact fractions where it matters.

Pairs are rows (source, target, distance in metres). Shares nothing with ``gengxin.engines.cover``.
"""

from collections import deque
from fractions import Fraction
from math import inf, isnan, nan

Row = tuple[int, int, float]


def nearest(rows: list[Row], target: int) -> tuple[int, float]:
    reaching = [(metres, source) for source, at, metres in rows if at == target]
    return (min(reaching)[1], min(reaching)[0]) if reaching else (-1, inf)


def is_covered(rows: list[Row], target: int, limits_m: list[float]) -> bool:
    return any(at == target and metres <= limits_m[source] for source, at, metres in rows)


def weight_of(metres: float, zones: dict[float, float]) -> float:
    for end_m in sorted(zones):
        if metres <= end_m:
            return zones[end_m]
    return 0.0


def supply(
    rows: list[Row], capacity: list[float], need: list[float], zones: dict[float, float]
) -> tuple[list[float], list[float]]:
    """Both steps; a source without a known capacity or a need in reach makes its targets NaN."""
    ratio = []
    for source, places in enumerate(capacity):
        wanted = sum(weight_of(m, zones) * need[t] for s, t, m in rows if s == source)
        ratio.append(nan if isnan(places) or wanted == 0 else places / wanted)
    per_target = [
        sum(weight_of(m, zones) * ratio[s] for s, t, m in rows if t == target and in_zone(m, zones))
        for target in range(len(need))
    ]
    return ratio, per_target


def in_zone(metres: float, zones: dict[float, float]) -> bool:
    return metres <= max(zones)


def greatest_flow(rows: list[Row], capacity: list[int], need: list[int]) -> int:
    """Edmonds and Karp's way: shortest chains one by one, in a table of what can still flow."""
    left: dict[object, dict[object, int]] = {"all sources": {}, "all targets": {}}

    def lay(start: object, end: object, amount: int) -> None:
        left.setdefault(start, {})[end] = amount
        left.setdefault(end, {}).setdefault(start, 0)

    for source, amount in enumerate(capacity):
        lay("all sources", ("source", source), amount)
    for target, amount in enumerate(need):
        lay(("target", target), "all targets", amount)
    for source, target, _ in rows:
        lay(("source", source), ("target", target), sum(need))
    total = 0
    while amount := _widen(left):
        total += amount
    return total


def _widen(left: dict[object, dict[object, int]]) -> int:
    """Send along one shortest chain; how much, 0 when there is none."""
    came: dict[object, object] = {"all sources": None}
    queue: deque[object] = deque(["all sources"])
    while queue and "all targets" not in came:
        here = queue.popleft()
        for there, amount in left[here].items():
            if amount > 0 and there not in came:
                came[there] = here
                queue.append(there)
    if "all targets" not in came:
        return 0
    steps, end = [], "all targets"
    while came[end] is not None:
        steps.append((came[end], end))
        end = came[end]
    amount = min(left[start][end] for start, end in steps)
    for start, end in steps:
        left[start][end] -= amount
        left[end][start] += amount
    return amount


def gini(values: list[float], weights: list[float]) -> float:
    """Half the mean absolute difference over the mean, from all pairs of draws."""
    rows = [(Fraction(v), Fraction(w)) for v, w in zip(values, weights, strict=True)]
    total = sum(w for _, w in rows)
    held = sum(v * w for v, w in rows)
    if held == 0:
        return nan
    apart = sum(w * x * abs(v - y) for v, w in rows for y, x in rows)
    return float(apart / (2 * total * held))
