"""The law book: dated, sourced limits and standards as data, and how they bind."""

from gengxin.rules.bearing import bearing
from gengxin.rules.check import check, plane_rise_m
from gengxin.rules.estimated import (
    ESTIMATED,
    FAR_NOT_CREDIBLE,
    LEAST_SITES,
    basis_zh,
    estimated_limits,
    zones_too_small,
)
from gengxin.rules.limits import limits, unit_rules
from gengxin.rules.numbers import beside_limit, with_unit
from gengxin.rules.services import capacity_of, gives, is_large_enough, reach_m, suppliers
from gengxin.rules.targets import target
from gengxin.rules.verdict import verdicts, why_not

__all__ = [
    "ESTIMATED",
    "FAR_NOT_CREDIBLE",
    "LEAST_SITES",
    "basis_zh",
    "bearing",
    "beside_limit",
    "capacity_of",
    "check",
    "estimated_limits",
    "gives",
    "is_large_enough",
    "limits",
    "plane_rise_m",
    "reach_m",
    "suppliers",
    "target",
    "unit_rules",
    "verdicts",
    "why_not",
    "with_unit",
    "zones_too_small",
]
