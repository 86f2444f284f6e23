"""Options: everything that could be done with each site, legal and priced, or why not."""

from gengxin.plan.options.parts import Asked, Into
from gengxin.plan.options.whole import Books, Underway, options, options_in_parts

__all__ = ["Asked", "Books", "Into", "Underway", "options", "options_in_parts"]
