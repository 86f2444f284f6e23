"""The check-up: where a district falls short, and why."""

from gengxin.diagnose.check_up import check_up

__all__ = ["check_up"]
