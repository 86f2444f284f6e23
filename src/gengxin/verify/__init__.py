"""A programme checked by plain arithmetic: no solver, and nothing of what made the programme."""

from gengxin.verify.deep import Deeper, Evidence, deep
from gengxin.verify.verify import verify

__all__ = ["Deeper", "Evidence", "deep", "verify"]
