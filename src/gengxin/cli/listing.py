"""How a group of commands lists them: each in a whole sentence, however many lines it takes."""

from typing import TYPE_CHECKING

from typer.core import TyperGroup

if TYPE_CHECKING:
    from typer._click import Context, HelpFormatter

__all__ = ["Listing"]

# longer than any sentence, so that none is cut
WHOLE = 1_000


class Listing(TyperGroup):
    """A group whose commands are listed in whole sentences."""

    def format_commands(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write each command's name and what it does."""
        names = self.list_commands(ctx)
        rows = [(name, self.commands[name].get_short_help_str(WHOLE)) for name in names]
        with formatter.section("Commands"):
            formatter.write_dl(rows)
