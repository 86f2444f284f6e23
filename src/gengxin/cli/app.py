"""The command ``gengxin``: its commands, and how an error ends it."""

import json
import os
import sys

import typer

from gengxin.cli import (
    bid,
    check_up,
    demo,
    district,
    match,
    offer,
    options,
    people,
    programme,
    projects,
    serve,
    sheet,
    store,
    sun,
    verify,
    what_if,
)
from gengxin.cli.listing import Listing

__all__ = ["app", "main"]

REFUSED = 2
INTERRUPTED = 130

app = typer.Typer(
    cls=Listing,
    help="gengxin 更新: an open workbench for renewing an existing city district.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # plain pages: loading the library that draws boxes takes longer than all the rest of --help
    rich_markup_mode=None,
)
app.command("demo")(demo.demo)
app.command("sample")(district.sample)
app.command("import")(district.import_)
app.command("fetch")(district.fetch)
app.command("info")(district.info)
app.command("check-up")(check_up.check_up)
app.command("options")(options.options)
app.command("why")(options.why)
app.command("sun")(sun.sun)
app.command("plan")(programme.plan)
app.command("verify")(verify.verify)
app.command("explain")(programme.explain)
app.command("front")(programme.front)
app.command("robust")(programme.robust)
app.command("compare")(programme.compare)
app.command("what-if")(what_if.what_if)
app.command("match")(match.match)
app.command("export")(district.export)
app.command("serve")(serve.serve)
app.command("work")(serve.work)
app.add_typer(bid.bid, name="bid", cls=Listing)
app.add_typer(offer.offer, name="offer", cls=Listing)
app.add_typer(people.people, name="people", cls=Listing)
app.add_typer(projects.projects, name="projects", cls=Listing)
app.add_typer(sheet.sheet, name="sheet", cls=Listing)
app.add_typer(store.store, name="store", cls=Listing)


def main() -> None:
    """Run the command; what a user can mend ends with one message and exit code 2."""
    _keep_stdout_ours()
    try:
        app()
    except KeyboardInterrupt:
        sys.stderr.write("gengxin: interrupted; nothing half-written was left\n")
        sys.exit(INTERRUPTED)
    except Exception as error:
        # loading terms takes a while, and --help must not wait for it
        from gengxin.terms import GengxinError

        if not isinstance(error, GengxinError | OSError):
            raise
        _say(error)
        sys.exit(REFUSED)


def _keep_stdout_ours() -> None:
    """Send what libraries print by themselves to standard error: HiGHS does, beside its options."""
    if sys.stdout is sys.__stdout__ and sys.stdout is not None:
        own = os.dup(1)
        os.dup2(2, 1)
        sys.stdout = os.fdopen(own, "w", encoding=sys.stdout.encoding, buffering=1)


def _say(error: Exception) -> None:
    """Print the error: as text and, with --json, as one document too."""
    from gengxin.terms import DistrictFaultsError

    if "--json" in sys.argv:
        document: dict[str, object] = {"error": str(error)}
        if isinstance(error, DistrictFaultsError):
            document["faults"] = [
                {name: getattr(fault, name) for name in type(fault).__slots__}
                for fault in error.faults
            ]
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    sys.stderr.write(f"gengxin: {error}\n")
