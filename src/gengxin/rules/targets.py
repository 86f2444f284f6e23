"""Which value an indicator should reach."""

from gengxin.terms import StandardPack, Threshold

__all__ = ["target"]


def target(pack: StandardPack, indicator: str) -> Threshold | None:
    """The value that the pack asks of an indicator; ``None`` where it asks none.

    A row for the very indicator goes before one for all services, which names the part of the
    code before its first point: ``people_covered_share`` for ``people_covered_share.edu.kg``.
    """
    by_name = {threshold.indicator: threshold for threshold in pack.thresholds}
    return by_name.get(indicator) or by_name.get(indicator.partition(".")[0])
