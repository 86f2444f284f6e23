"""Choose one column for each site: the best plan that can be found, and a bound nothing exceeds."""

from gengxin.engines.solve.problem import Plan, Prices, Problem

__all__ = ["Plan", "Prices", "Problem"]
