"""The report of a programme: what is done where and when, what it brings, and how sure that is."""

from gengxin.publish.programme_report.report import write_programme_report
from gengxin.publish.programme_report.told import Told

__all__ = ["Told", "write_programme_report"]
