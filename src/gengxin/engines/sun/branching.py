"""Better stepped envelopes, and closer bounds: either a cell stands so high, or it does not.

Where a cell stands, receptors lose the slots behind it; where it does not, its volume above is
lost. Each half is priced on its own, and the half that could still hold the most is halved next
(branch and bound: Land and Doig 1960). Now and then an envelope is drawn where prices point.
"""

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.sun.giving import asking, give_way
from gengxin.engines.sun.priced import LAYERS, Priced, Span, Stakes, priced, stakes_of
from gengxin.engines.sun.rising import Site, Tops, rise_together

Real = npt.NDArray[np.float64]

_FIRST_ROUNDS: Final = 100
_PROBED: Final = 4
_PROBE_ROUNDS: Final = 8
_ROUNDS: Final = 40
_HALVING_ROUNDS: Final = 2 * (_PROBED * _PROBE_ROUNDS + _ROUNDS)
_WARM: Final = 20  # rounds whose long steps a half need not take, as its division is not new
_DRAWN_EVERY: Final = 4
_LEAST_WEIGHT: Final = 1e-12
_MOSTLY: Final = 0.6


class Part(NamedTuple):
    """Envelopes in a span: each loses ``loss_m3`` or more. The number tells equals apart."""

    loss_m3: float
    number: int
    span: Span
    taken: Real


class Ground(NamedTuple):
    """What all parts share; ``alone_m`` is what losses are counted from."""

    site: Site
    stakes: Stakes
    alone_m: Real


def branched(site: Site, alone_m: Real, *, tops: Tops, rounds: int) -> tuple[Tops, float]:
    """The best envelope found, and the volume under ``alone_m`` that none can hold.

    ``tops`` is the best envelope so far. The first hundred rounds, or the first tenth, price
    all envelopes together, further ones halves.
    """
    whole = Span(site.ground_m, alone_m)
    stakes = stakes_of(site, asking(site)[0], whole)
    first_rounds = min(rounds, max(_FIRST_ROUNDS, rounds // 10))
    first = priced(stakes, whole, 0, first_rounds)
    # a ray that answers for nothing could not come back where the others are closed
    weight = np.maximum(first.weight, _LEAST_WEIGHT)
    ground = Ground(site, stakes._replace(weight=weight), alone_m)
    parts = [Part(first.loss_m3, 0, whole, first.taken)]
    best_m3, least_m3 = _lost_m3(ground, tops.top_m), np.inf
    for halving in range((rounds - first_rounds) // _HALVING_ROUNDS):
        if not parts or parts[0].loss_m3 >= best_m3:
            break
        part = heappop(parts)
        if halving % _DRAWN_EVERY == 0:
            drawn = _drawn(site, part)
            if _lost_m3(ground, drawn.top_m) < best_m3:
                tops, best_m3 = drawn, _lost_m3(ground, drawn.top_m)
        halves = _halves(ground, part, 2 * halving + 1)
        if not halves:
            least_m3 = min(least_m3, part.loss_m3)
        for half in halves:
            if half.loss_m3 < best_m3:
                heappush(parts, half)
    return tops, min(best_m3, least_m3, parts[0].loss_m3 if parts else np.inf)


def _lost_m3(ground: Ground, top_m: Real) -> float:
    """What an envelope lacks of all cells alone."""
    site = ground.site
    return float(site.area_m2 @ (ground.alone_m - np.maximum(top_m, site.ground_m)))


def _drawn(site: Site, part: Part) -> Tops:
    """An envelope that begins without the layers that are mostly taken."""
    layers = np.where(part.taken >= _MOSTLY, np.arange(LAYERS), LAYERS).min(axis=1, initial=LAYERS)
    nothing = np.full(len(layers), -1, np.int64)
    tops = Tops(_height_m(part.span, layers), nothing, nothing.copy())
    give_way(site, tops.top_m)
    rise_together(site, tops)
    return tops


def _height_m(span: Span, layers: npt.NDArray[np.int64]) -> Real:
    """Where so many layers of each cell end."""
    height_m: Real = span.floor_m + (span.top_m - span.floor_m) * (layers / LAYERS)
    return height_m


def _halves(ground: Ground, part: Part, number: int) -> list[Part]:
    """The two halves that raise the least loss most, of the cells in most doubt; none without."""
    spans = list(_spans_halved(ground, part))
    if not spans:
        return []

    def least_m3(pair: Iterable[Span]) -> float:
        return min(_loss_m3(ground, span, _PROBE_ROUNDS)[0] for span in pair)

    halves = []
    for step, span in enumerate(max(spans, key=least_m3)):
        loss_m3, found = _loss_m3(ground, span, _ROUNDS)
        halves.append(Part(max(loss_m3, part.loss_m3), number + step, span, found.taken))
    return halves


def _spans_halved(ground: Ground, part: Part) -> Iterator[tuple[Span, Span]]:
    """A span with one cell ending below a height, and with it ending above."""
    floor_m, top_m = part.span
    doubt = np.minimum(part.taken, 1 - part.taken).sum(axis=1)
    doubt_m3 = doubt * ground.site.area_m2 * (top_m - floor_m)
    half = (part.taken < 0.5).sum(axis=1).clip(1, LAYERS - 1)
    middle_m = _height_m(part.span, half)
    for cell in np.argsort(-doubt_m3, kind="stable")[:_PROBED]:
        if doubt_m3[cell] > 0:
            is_it = np.arange(len(top_m)) == cell
            yield (
                Span(floor_m, np.where(is_it, middle_m, top_m)),
                Span(np.where(is_it, middle_m, floor_m), top_m),
            )


def _loss_m3(ground: Ground, span: Span, rounds: int) -> tuple[float, Priced]:
    """What all envelopes in a span lose at least, and its prices."""
    found = priced(ground.stakes, span, _WARM, rounds)
    return _lost_m3(ground, span.top_m) + found.loss_m3, found
