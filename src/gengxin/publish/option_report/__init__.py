"""The report of options: what may be done with every site, what it costs, what forbids the rest."""

from gengxin.publish.option_report.report import OptionBooks, write_option_report

__all__ = ["OptionBooks", "write_option_report"]
