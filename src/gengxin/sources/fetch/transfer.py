"""Bring one file over, going on where a broken transfer stopped."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx

from gengxin.sources.fetch.ask import Request
from gengxin.sources.limits import FILE_BYTES
from gengxin.terms import InputError

__all__ = ["answer", "plain_words", "transfer"]

_OK, _PARTIAL, _UNFIT_RANGE, _TOO_MANY = 200, 206, 416, 429
_SERVER_ERROR: Final = 500
_NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT}


def transfer(client: httpx.Client, request: Request, part: Path) -> Iterator[float]:
    """Fill ``part``; gives the share done so far, 0 where the server doesn't tell the size.

    Beside it lies, while it is not whole, what the server calls this version of the file: a later
    call goes on only with the same version.
    """
    version = part.with_name(part.name + ".version")
    held = part.stat().st_size if part.exists() and version.exists() else 0
    headers = {"Accept-Encoding": "identity"}
    if held and not request.query:
        headers |= {"Range": f"bytes={held}-", "If-Range": version.read_text()}
    with _opened(client, request, headers) as reply:
        if reply.status_code == _UNFIT_RANGE:
            part.unlink()
            yield from transfer(client, request, part)
            return
        _refuse_errors(reply)
        goes_on = reply.status_code == _PARTIAL and _starts_at(reply, held)
        done = held if goes_on else 0
        total = _total_bytes(reply, done)
        _remember_version(reply, version)
        with part.open("ab" if goes_on else "wb") as stream:
            # pieces as they come: gathered ones would be lost when the connection breaks
            for chunk in reply.iter_raw():
                stream.write(chunk)
                done += len(chunk)
                _refuse_oversize(request, done)
                yield min(done / total, 1.0) if total else 0.0
    if total and done != total:
        msg = f"{request.address} ended after {done:,} of {total:,} bytes; run again: it goes on"
        raise InputError(msg)
    version.unlink(missing_ok=True)


def answer(client: httpx.Client, request: Request, *, most_bytes: int) -> bytes | None:
    """A short answer whole; ``None`` where there is none (404)."""
    with _opened(client, request, {}) as reply:
        if reply.status_code == httpx.codes.NOT_FOUND:
            return None
        _refuse_errors(reply)
        content = b""
        for chunk in reply.iter_bytes():
            content += chunk
            if len(content) > most_bytes:
                msg = f"{request.address} answers with more than {most_bytes:,} bytes; check it"
                raise InputError(msg)
        return content


@contextmanager
def plain_words(target: Path) -> Iterator[None]:
    """Turn what the network and the disk raise into what a planner can act on."""
    try:
        yield
    except httpx.TimeoutException as error:
        msg = f"{_host(error)} stopped answering; run again later: a file goes on where it stopped"
        raise InputError(msg) from error
    except httpx.ConnectError as error:
        msg = f"{_host(error)} can't be reached ({error}); check the address and the network"
        raise InputError(msg) from error
    except httpx.TransportError as error:
        msg = f"the connection to {_host(error)} broke ({error}); run again: a file goes on"
        raise InputError(msg) from error
    except httpx.InvalidURL as error:
        raise InputError(f"the address can't be read ({error}); check it") from error
    except OSError as error:
        if error.errno in _NO_ROOM:
            msg = f"no room left for {target}; free some and run again: a file goes on"
            raise InputError(msg) from error
        raise InputError(f"{target} can't be written ({error.strerror or error})") from error


@contextmanager
def _opened(
    client: httpx.Client, request: Request, headers: dict[str, str]
) -> Iterator[httpx.Response]:
    """The reply to a request, its body still to come."""
    method = "POST" if request.query else "GET"
    data = {"data": request.query} if request.query else None
    with client.stream(method, request.address, data=data, headers=headers) as reply:
        yield reply


def _refuse_errors(reply: httpx.Response) -> None:
    """Say what a reply that is no success means."""
    if reply.status_code in {_OK, _PARTIAL}:
        return
    where = f"{reply.url} answers {reply.status_code}"
    if reply.status_code == httpx.codes.NOT_FOUND:
        raise InputError(f"{where}: there is nothing at this address; check the name")
    if reply.status_code == _TOO_MANY:
        wait = reply.headers.get("Retry-After", "a while")
        seconds = f"{wait} seconds" if wait.isdigit() else wait
        raise InputError(f"{where}: too many requests; run again after {seconds}")
    if reply.status_code >= _SERVER_ERROR:
        raise InputError(f"{where}: the server is in trouble or busy; run again later")
    said = reply.read()[:300].decode(errors="replace")
    raise InputError(f"{where}: the request was refused ({said!r}); check the address")


def _starts_at(reply: httpx.Response, held: int) -> bool:
    """Whether the server sends just the rest that is missing."""
    unit, _, span = reply.headers.get("Content-Range", "").partition(" ")
    if unit == "bytes" and span.startswith(f"{held}-"):
        return True
    msg = f"{reply.url} sends another part than asked for; delete the .part file and run again"
    raise InputError(msg)


def _total_bytes(reply: httpx.Response, done: int) -> int:
    """Size of the whole file; 0 where the server doesn't tell."""
    left = int(reply.headers.get("Content-Length", 0))
    total = done + left if left else 0
    if total > FILE_BYTES:
        msg = (
            f"{reply.url} has {total / 2**30:.1f} GiB; must be at most {FILE_BYTES / 2**30:.0f} "
            f"GiB → choose a smaller extract"
        )
        raise InputError(msg)
    return total


def _refuse_oversize(request: Request, done: int) -> None:
    if done > FILE_BYTES:
        msg = f"{request.address} sends more than {FILE_BYTES / 2**30:.0f} GiB; ask for less"
        raise InputError(msg)


def _remember_version(reply: httpx.Response, version: Path) -> None:
    """Keep what names this version of the file, where it is fit to go on by."""
    etag = reply.headers.get("ETag", "")
    named = etag if etag and not etag.startswith("W/") else reply.headers.get("Last-Modified", "")
    if named:
        version.write_text(named)
    else:
        version.unlink(missing_ok=True)


def _host(error: httpx.RequestError) -> str:
    """The server that was asked."""
    try:
        return error.request.url.host
    except RuntimeError:
        return "the server"
