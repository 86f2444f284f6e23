"""The commands ``gengxin bid``: sealed bids by files, without a server or its JavaScript."""

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from gengxin.cli.show import as_json, say

__all__ = ["bid"]

VIOLATED = 1

bid = typer.Typer(
    help="Seal a bid, check receipts, open bids by two of three holders.", no_args_is_help=True
)

KeyFile = Annotated[Path, typer.Argument(metavar="KEY", help="file with the offer's key")]
Out = Annotated[Path, typer.Argument(metavar="OUT", help="file to write")]
Json = Annotated[bool, typer.Option("--json", help="print one JSON document")]
HolderFiles = Annotated[
    list[str], typer.Option("--holder", metavar="NAME=FILE", help="a holder's secret key")
]


@bid.command()
def keys(out: Out, *, json: Json = False) -> None:
    """Make a holder's key: OUT keeps the secret one, locked by a passphrase that is asked for."""
    from gengxin.workbench.sealed.by_files import write_holder

    recipient = write_holder(out, _passphrase(f"passphrase for {out}", again=True))
    if json:
        as_json({"file": str(out), "recipient": recipient})
        return
    say(f"wrote {out}: keep it, and its passphrase elsewhere")
    say(f"public key 公钥: {recipient}")


@bid.command("make-key")
def make_key(
    out: Out,
    *,
    offer: Annotated[str, typer.Option(help="ref of the offer")],
    holder: Annotated[
        list[str],
        typer.Option(metavar="NAME=age1…", help="coordinator, auditor and delegate: public keys"),
    ],
    json: Json = False,
) -> None:
    """Make an offer's key with one part: public, its secret wrapped for each pair of holders."""
    from gengxin.workbench.sealed.by_files import write_offer_key

    key = write_offer_key(out, offer, _named(holder, "a public key"))
    _show_key(out, key.recipients, key.sha256, json=json)


@bid.command("add-part")
def add_part(path: KeyFile, *, json: Json = False) -> None:
    """Add a part made on this machine, so that who made the key can't open bids alone."""
    from gengxin.workbench.sealed.by_files import add_part_file

    key = add_part_file(path)
    _show_key(path, key.recipients, key.sha256, json=json)


@bid.command()
def seal(  # noqa: PLR0913 - the options of a command are its arguments
    path: KeyFile,
    sources: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE|FOLDER…", help="attachments")
    ] = None,
    *,
    party: Annotated[str, typer.Option(help="ref of the party that bids")],
    offer: Annotated[str, typer.Option(help="ref of the offer; must be that of the key")] = "",
    content: Annotated[Path | None, typer.Option(help="JSON file of what is stated")] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="sealed file to write, BID.age")],
    json: Json = False,
) -> None:
    """Seal files as one bid; hand in the sealed file, and nothing else leaves this machine."""
    from gengxin.workbench.sealed.by_files import seal_files

    made = seal_files(path, sources or [], out, party=party, offer=offer, content=content)
    if json:
        as_json(
            {
                "file": str(out),
                "offer": made.offer,
                "key_sha256": made.key_sha256,
                "party": made.party,
                "files": made.files_count,
                "bytes": made.bytes_count,
                "sha256": made.sha256,
            }
        )
        return
    say(f"sealed {_counted(made.files_count, 'file')} of {made.party} for offer {made.offer}")
    say(f"fingerprint of its key (must be the one published 须与公布的指纹一致): {made.key_sha256}")
    say(f"wrote {out}: {made.bytes_count:,} bytes")
    say(f"sha256 (its receipt must say the same 收据须一致): {made.sha256}")


@bid.command()
def peel(
    path: KeyFile,
    out: Out,
    *,
    holder: HolderFiles,
    second: Annotated[str, typer.Option("--with", metavar="NAME", help="who opens")],
    json: Json = False,
) -> None:
    """Take the outer seal off an offer's key: what the first of two holders does."""
    from gengxin.workbench.sealed.by_files import peel_file

    (mine,) = _identities(holder, count=1).items()
    pair = peel_file(path, out, mine=mine, other=second)
    if json:
        as_json({"file": str(out), "first": pair[0], "second": pair[1]})
        return
    say(f"wrote {out}: give it to the {pair[1]}, who alone can go on")


@bid.command("open")
def open_(  # noqa: PLR0913 - the options of a command are its arguments
    path: KeyFile,
    receipts: Annotated[Path, typer.Argument(metavar="RECEIPTS", help="file of all receipts")],
    bids: Annotated[Path, typer.Argument(metavar="BIDS", help="folder of the sealed files")],
    *,
    holder: HolderFiles,
    peeled: Annotated[Path | None, typer.Option(help="what the first holder peeled")] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="folder to write")],
    json: Json = False,
) -> None:
    """Open sealed bids after closing: by two keys, or by one and what the other holder peeled."""
    from gengxin.workbench.sealed.by_files import open_folder

    identities = _identities(holder, count=1 if peeled else 2)
    found = open_folder(path, receipts, bids, out, identities=identities, peeled_path=peeled)
    if json:
        as_json(
            {
                "folder": str(out),
                "opened": [one.receipt.number for one in found.opened],
                "refused": {one.receipt.number: one.reason for one in found.refused},
            }
        )
        return
    say(f"opened {_counted(len(found.opened), 'bid')}, refused {len(found.refused)}")
    for one in found.opened:
        say(
            f"  {one.receipt.number:3}  {one.receipt.party}  {_counted(len(one.bid.files), 'file')}"
        )
    for other in found.refused:
        say(f"  {other.receipt.number:3}  {other.receipt.party}  refused: {other.en} {other.zh}")
    say(f"wrote {out}")


@bid.command()
def confirm(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="what was found, with questions")
    ],
    *,
    holder: HolderFiles,
    json: Json = False,
) -> None:
    """Confirm what was found in sealed bids, as one holder or as two; look at it first."""
    from gengxin.workbench.sealed.confirming_files import confirm_folder

    identities = _identities(holder, count=min(2, max(1, len(holder))))
    found_sha256 = confirm_folder(folder, identities)
    if json:
        as_json({"findings_sha256": found_sha256, "confirmed_by": sorted(identities)})
        return
    say(f"confirmed by {' and '.join(identities)}: findings {found_sha256}")


@bid.command()
def check(
    receipts: Annotated[Path, typer.Argument(metavar="RECEIPTS", help="file of all receipts")],
    *,
    mine: Annotated[Path | None, typer.Option(help="the receipt that you were given")] = None,
    public_key: Annotated[str, typer.Option(help="the server's, as it was published")] = "",
    bids: Annotated[Path | None, typer.Option(help="folder of the sealed files")] = None,
    json: Json = False,
) -> None:
    """Check an offer's receipts; exit with 0 only when everything in them holds."""
    from gengxin.workbench.sealed.by_files import check_receipts

    found = check_receipts(receipts, mine=mine, public_key=public_key, bids=bids)
    if json:
        as_json(
            {
                "holds": not found.faults,
                "offer": found.hashes.offer,
                "receipts": len(found.hashes.hashes),
                "closed": found.hashes.closing is not None,
                "public_key": found.hashes.public_key,
                "faults": list(found.faults),
            }
        )
    else:
        for one in found.receipts:
            at = one.received_at.isoformat(timespec="seconds")
            say(f"{one.number:3}  {at}  {one.party}  {one.bytes_count:,} bytes  {one.sha256}")
        if found.book is None:
            say(f"{_counted(len(found.hashes.hashes), 'receipt')}; who bid is told once opened")
        say(f"signed by 签名公钥: {found.hashes.public_key}")
        say("closed 已截止" if found.hashes.closing else "not closed: more may come 未截止")
        for fault in found.faults:
            say(f"WRONG: {fault}")
        if not found.faults:
            say("everything holds 全部成立")
    if found.faults:
        raise typer.Exit(VIOLATED)


def _show_key(out: Path, recipients: tuple[str, ...], sha256: str, *, json: bool) -> None:
    if json:
        as_json({"file": str(out), "recipients": list(recipients), "sha256": sha256})
        return
    parts = _counted(len(recipients), "part")
    say(f"wrote {out}: a key of {parts}; publish it with its fingerprint")
    say(f"fingerprint 指纹: {sha256}")
    if len(recipients) == 1:
        say("whoever made this part could have kept it: let another holder run")
        say(f"  gengxin bid add-part {out}")


def _identities(holders: list[str], *, count: int) -> dict[str, str]:
    """Secret keys by their holder; a passphrase is asked for each file that is locked."""
    from gengxin.terms import InputError
    from gengxin.workbench.sealed import read_identity

    named = _named(holders, "a file")
    if len(named) != count:
        msg = f"--holder was given for {len(named)} holders, must be for {count}"
        raise InputError(f"{msg}; two open together, or one with what the other peeled")
    found = {}
    for name, file in named.items():
        content = Path(file).read_bytes()
        locked = content.startswith((b"age-encryption.org/", b"-----BEGIN AGE"))
        phrase = _passphrase(f"passphrase of {file}", again=False) if locked else ""
        found[name] = read_identity(content, phrase)
    return found


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _named(pairs: list[str], what: str) -> dict[str, str]:
    """``NAME=VALUE``, each name once."""
    from gengxin.terms import InputError

    found: dict[str, str] = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        if not value or name in found:
            msg = f"--holder is {pair!r}, must be NAME=VALUE with {what}, each name once; mend it"
            raise InputError(msg)
        found[name] = value
    return found


def _passphrase(what: str, *, again: bool) -> str:
    """Ask on a terminal, where it isn't shown; else take the next line of standard input."""
    from gengxin.terms import InputError

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    phrase = getpass.getpass(f"{what}: ")
    if again and getpass.getpass("once more: ") != phrase:
        raise InputError("the two passphrases differ; run the command again")
    return phrase
