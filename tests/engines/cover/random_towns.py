"""Small random towns for the tests: who reaches whom, with how much room and need."""

from dataclasses import dataclass

from hypothesis import strategies as st

from gengxin.engines.cover import Pairs


@dataclass(frozen=True, kw_only=True)
class Town:
    rows: list[tuple[int, int, float]]
    capacity: list[float]
    need: list[float]

    @property
    def pairs(self) -> Pairs:
        source, target, distance_m = zip(*self.rows, strict=True) if self.rows else ((), (), ())
        return Pairs.from_rows(
            source=source,
            target=target,
            distance_m=distance_m,
            source_count=len(self.capacity),
            target_count=len(self.need),
        )


@st.composite
def towns(draw: st.DrawFn, *, with_gaps: bool) -> Town:
    """Distances on whole tens of metres, so that some are equal and some just at a limit."""
    source_count, target_count = draw(st.integers(1, 6)), draw(st.integers(1, 8))
    every = [(s, t) for s in range(source_count) for t in range(target_count)]
    chosen = draw(st.lists(st.sampled_from(every), unique=True, max_size=len(every)))
    metres = st.integers(0, 12).map(lambda tens: tens * 10.0)
    # quarters of eighths: sums of thousandths that come out exact however they are added up
    amount = st.integers(0, 40).map(lambda eighths: eighths / 8)
    missing = st.just(float("nan")) if with_gaps else st.nothing()
    return Town(
        rows=[(s, t, draw(metres)) for s, t in chosen],
        capacity=draw(st.lists(amount | missing, min_size=source_count, max_size=source_count)),
        need=draw(st.lists(amount, min_size=target_count, max_size=target_count)),
    )
