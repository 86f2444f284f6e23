"""Options: everything that could be done with each site, legal and priced, or why not."""

from gengxin.plan.options.whole import Books, options

__all__ = ["Books", "options"]
