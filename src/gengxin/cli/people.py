"""The commands ``gengxin people …``: who has an account, and what each may do."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from gengxin.cli.show import as_json, say

if TYPE_CHECKING:
    from gengxin.workbench.people import Grant

__all__ = ["people"]

people = typer.Typer(help="Who has an account, and what each may do.", no_args_is_help=True)

Where = Annotated[
    str, typer.Argument(metavar="DISTRICT", help="folder of the district, or postgresql://…")
]
Mail = Annotated[str, typer.Argument(metavar="MAIL", help="mail of the person")]
Json = Annotated[bool, typer.Option("--json", help="print one JSON document")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="YYYY-MM-DD, included")]


@people.command("list")
def list_(where: Where, *, json: Json = False) -> None:
    """List the accounts with their roles."""
    from gengxin.workbench.people.roll import people_of

    told = people_of(where)
    if json:
        as_json(told)
        return
    for person in told:
        roles = ", ".join(_role(grant) for grant in person["roles"]) or "no roles"
        say(f"{person['mail']}  {person['name']}  {person['state']}  {roles}")
    if not told:
        say("no accounts yet: gengxin serve DISTRICT prints a link for the first")


@people.command()
def invite(
    where: Where,
    mail: Mail,
    name: Annotated[str, typer.Option(help="who it is")],
    *,
    role: Annotated[list[str] | None, typer.Option(help="role to give; may be repeated")] = None,
    language: Annotated[str, typer.Option(help="zh or en")] = "zh",
    address: Annotated[str, typer.Option(help="where the server is reached")] = "",
) -> None:
    """Make an account, and print the link by which its person chooses a password, once."""
    from gengxin.workbench.people import Grant, NewPerson
    from gengxin.workbench.people.roll import accounts_of

    new = NewPerson(mail=mail, name=name, language=language)
    with accounts_of(where) as accounts:
        _, secret = accounts.invite(new, [Grant(role=one) for one in role or ()], by="system")
    say(f"{address.rstrip('/')}/#/invited/{secret}")


@people.command()
def grant(
    where: Where,
    mail: Mail,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="role to give")],
    *,
    within: Annotated[str, typer.Option(help="only within an area's ref or an organisation")] = "",
    starts_on: Day = None,
    ends_on: Day = None,
) -> None:
    """Give somebody a role."""
    from gengxin.workbench.people import Grant
    from gengxin.workbench.people.roll import accounts_of

    given = Grant(
        role=role,
        within=within,
        starts_on=starts_on and starts_on.date(),
        ends_on=ends_on and ends_on.date(),
    )
    with accounts_of(where) as accounts:
        accounts.grant(accounts.by_mail(mail).ref, given, by="system")
    say(f"{mail} is {_given(given)}")


@people.command()
def lock(
    where: Where,
    mail: Mail,
    *,
    again: Annotated[bool, typer.Option("--unlock", help="let in again instead")] = False,
) -> None:
    """Let somebody in no more; sessions end within seconds."""
    from gengxin.workbench.people.roll import accounts_of

    with accounts_of(where) as accounts:
        person = accounts.by_mail(mail)
        changed = (accounts.unlock if again else accounts.lock)(person.ref, by="system")
    say(f"{mail} is {changed.state}")


def _role(grant: dict[str, str | None]) -> str:
    return f"{grant['role']} within {grant['within']}" if grant["within"] else f"{grant['role']}"


def _given(grant: "Grant") -> str:
    return f"{grant.role} within {grant.within}" if grant.within else grant.role
