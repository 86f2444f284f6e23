"""Carriers while a plan changes: what a move asks for is brought at once, where some is left."""

from gengxin.engines.solve.carriers import Carriers
from gengxin.engines.solve.compiled import inner, kernel
from gengxin.engines.solve.problem import Whole
from gengxin.engines.solve.touched import Draft, Touched, touch

__all__ = ["bring", "bring_all", "put_back"]


@inner()
def _change(carriers: Carriers, draft: Draft, touched: Touched, entry: int, units: int) -> None:
    """Let a carrier bring ``units`` more (fewer if below 0)."""
    ask, auxiliary = carriers.owner[entry], carriers.auxiliary[entry]
    draft.held[auxiliary] += units
    touch(draft, touched, carriers.row[ask], carriers.sign[ask] * units)
    touch(draft, touched, carriers.source[entry], units)
    log = touched.brought
    # only bring_all can fill the log, and it is never taken back
    if log.end[0] < len(log.arc):
        log.arc[log.end[0]] = auxiliary
        log.units[log.end[0]] = units
        log.end[0] += 1


@inner()
def _fullest(carriers: Carriers, draft: Draft, high: Whole, ask: int) -> int:
    """Carrier of a row that asks whose source has most left, else −1."""
    best, most = -1, 0
    for entry in range(carriers.ptr[ask], carriers.ptr[ask + 1]):
        auxiliary = carriers.auxiliary[entry]
        left = min(draft.slack[carriers.source[entry]], high[auxiliary] - draft.held[auxiliary])
        if left > most:
            best, most = entry, left
    return best


@inner()
def _bring_more(  # noqa: PLR0917 a kernel
    carriers: Carriers, draft: Draft, touched: Touched, high: Whole, ask: int, wanted: int
) -> None:
    while wanted > 0:
        entry = _fullest(carriers, draft, high, ask)
        if entry < 0:
            return
        auxiliary = carriers.auxiliary[entry]
        left = min(draft.slack[carriers.source[entry]], high[auxiliary] - draft.held[auxiliary])
        units = min(wanted, left)
        _change(carriers, draft, touched, entry, units)
        wanted -= units


@inner()
def _bring_less(carriers: Carriers, draft: Draft, touched: Touched, ask: int, spare: int) -> None:
    """Bring ``spare`` less, from sources that lack most first."""
    while spare > 0:
        best, least = -1, 0
        for entry in range(carriers.ptr[ask], carriers.ptr[ask + 1]):
            slack = draft.slack[carriers.source[entry]]
            if draft.held[carriers.auxiliary[entry]] > 0 and (best < 0 or slack < least):
                best, least = entry, slack
        if best < 0:
            return
        units = min(spare, draft.held[carriers.auxiliary[best]])
        _change(carriers, draft, touched, best, -units)
        spare -= units


@inner()
def _relieve(carriers: Carriers, draft: Draft, touched: Touched, high: Whole, source: int) -> None:
    """Let what a source lacks be brought from others."""
    ptr, entries = carriers.by_source
    for at in range(ptr[source], ptr[source + 1]):
        if draft.slack[source] >= 0:
            return
        entry = entries[at]
        units = min(draft.held[carriers.auxiliary[entry]], -draft.slack[source])
        if units > 0:
            _change(carriers, draft, touched, entry, -units)
            _bring_more(carriers, draft, touched, high, carriers.owner[entry], units)


@inner()
def bring(carriers: Carriers, draft: Draft, touched: Touched, high: Whole, start: int) -> None:
    """Bring what rows touched since ``start`` ask for, as far as their sources reach.

    ``high`` is the greatest amount of each auxiliary.
    """
    if len(carriers.row) == 0:
        return
    for at in range(start, touched.end[0]):
        row = touched.row[at]
        ask = carriers.asks[row]
        if ask >= 0:
            wanted = carriers.sign[ask] * draft.slack[row]
            _bring_less(carriers, draft, touched, ask, -wanted)
            _bring_more(carriers, draft, touched, high, ask, wanted)
    for at in range(start, touched.end[0]):
        row = touched.row[at]
        if carriers.is_source[row] > 0 and draft.slack[row] < 0:
            _relieve(carriers, draft, touched, high, row)


@inner()
def put_back(draft: Draft, touched: Touched, mark: int) -> None:
    """Let carriers bring what they brought at a mark."""
    log = touched.brought
    while log.end[0] > mark:
        log.end[0] -= 1
        draft.held[log.arc[log.end[0]]] -= log.units[log.end[0]]


@kernel()
def bring_all(carriers: Carriers, draft: Draft, touched: Touched, high: Whole) -> None:
    """Bring what every row asks for, as far as its sources reach."""
    touched.tick[0] += 1
    touched.end[0] = 0
    touched.brought.end[0] = 0
    for ask in range(len(carriers.row)):
        touch(draft, touched, carriers.row[ask], 0)
    bring(carriers, draft, touched, high, 0)
