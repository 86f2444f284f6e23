"""The account of an option: money, homes and carbon, by factors that say where they come from."""

from gengxin.appraisal.account import appraise
from gengxin.appraisal.balance import sources_and_uses
from gengxin.appraisal.lookup import grids_of
from gengxin.appraisal.whole import fixed_point, whole_costs, whole_money

__all__ = ["appraise", "fixed_point", "grids_of", "sources_and_uses", "whole_costs", "whole_money"]
