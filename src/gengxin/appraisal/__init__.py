"""The account of an option: money, homes and carbon, by factors that say where they come from."""

from gengxin.appraisal.account import Lacks, appraise
from gengxin.appraisal.balance import balanced, sources_and_uses
from gengxin.appraisal.ledger import COST_ITEMS
from gengxin.appraisal.lookup import grids_of
from gengxin.appraisal.paying import (
    HEIGHT_TOPS_M,
    Paying,
    left_amount_per_m2,
    most_paying_m2,
    paying_of,
)
from gengxin.appraisal.prices import building_of, values_of
from gengxin.appraisal.pro_forma import (
    Building,
    Form,
    Ladder,
    Parking,
    ladder,
    most_profitable,
    pro_forma,
)
from gengxin.appraisal.quantities import DRAFT_COLUMNS
from gengxin.appraisal.values import ValueFit, fit_values, values_per_m2, with_values
from gengxin.appraisal.whole import fixed_point, whole_costs, whole_money

__all__ = [
    "COST_ITEMS",
    "DRAFT_COLUMNS",
    "HEIGHT_TOPS_M",
    "Building",
    "Form",
    "Lacks",
    "Ladder",
    "Parking",
    "Paying",
    "ValueFit",
    "appraise",
    "balanced",
    "building_of",
    "fit_values",
    "fixed_point",
    "grids_of",
    "ladder",
    "left_amount_per_m2",
    "most_paying_m2",
    "most_profitable",
    "paying_of",
    "pro_forma",
    "sources_and_uses",
    "values_of",
    "values_per_m2",
    "whole_costs",
    "whole_money",
    "with_values",
]
