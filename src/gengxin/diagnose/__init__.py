"""The check-up: where a district falls short, and why."""

from gengxin.diagnose.check_up import Diagnosis, Found, check_up

__all__ = ["Diagnosis", "Found", "check_up"]
