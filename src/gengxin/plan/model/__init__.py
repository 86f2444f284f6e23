"""The planning model: a brief and the tables of options, put as a problem in standard form."""

from gengxin.plan.model.edited import Edited, edited
from gengxin.plan.model.lp import lp_text
from gengxin.plan.model.posed import Posed, posed, posed_anew

__all__ = ["Edited", "Posed", "edited", "lp_text", "posed", "posed_anew"]
