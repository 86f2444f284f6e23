"""The law book: dated, sourced limits and standards as data, and how they bind."""

from gengxin.rules.services import reach_m, suppliers
from gengxin.rules.targets import target

__all__ = ["reach_m", "suppliers", "target"]
