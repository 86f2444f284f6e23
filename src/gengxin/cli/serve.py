"""``gengxin serve``: a district for many people, in their browsers; ``work``: their long jobs."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from gengxin.cli.show import say

if TYPE_CHECKING:
    from gengxin.workbench.serving import Settings

__all__ = ["serve", "work"]

# an import string: the doors don't know each other
APP = "gengxin.web.app:served"
WAIT_SECONDS = 10
BACKLOG = 2_048
STOP_SECONDS = 5
# a process that gives no sign for so long is ended and begun anew, and its connections break; on a
# busy machine one that is well gives none for seconds
HUNG_SECONDS = 60


def serve(  # noqa: PLR0913 - each is an option of the command
    district: Annotated[Path, typer.Argument(metavar="DISTRICT", help="folder of the district")],
    *,
    records: Annotated[
        str, typer.Option(help="postgresql://… where the records lie; else in the folder")
    ] = "",
    host: Annotated[str, typer.Option(help="address to listen at")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="processes that answer")] = 1,
    jobs: Annotated[int, typer.Option(min=0, max=8, help="processes that do long work")] = 1,
    proxy: Annotated[
        list[str] | None,
        typer.Option(help="address of a proxy whose word on who asks is taken"),
    ] = None,
) -> None:
    """Serve a district to browsers and programs, until Ctrl-C."""
    from gengxin.workbench.serving import SETTINGS, ended, prepared

    settings, first_secret = prepared(str(district), records=records, proxies=tuple(proxy or ()))
    with _listening(host, port) as listener:
        address = _address(host, listener.getsockname()[1])
        os.environ[SETTINGS] = settings.as_variable()
        say(f"gengxin serves {district} at {address}")
        if first_secret:
            say(f"make the first account here, once: {address}/#/first/{first_secret}")
        say("stop by Ctrl-C")
        sys.stdout.flush()
        with _stops_cleanly(), _working(settings, jobs):
            _answer(settings, listener, workers)
    ended(settings)
    say("stopped")


def work(
    district: Annotated[Path, typer.Argument(metavar="DISTRICT", help="folder of the district")],
    *,
    records: Annotated[
        str, typer.Option(help="postgresql://… where the records lie; else in the folder")
    ] = "",
    with_parent: Annotated[
        bool, typer.Option("--with-parent", help="stop when what started this is gone")
    ] = False,
) -> None:
    """Do the long jobs that people ask for, one after the other, until Ctrl-C."""
    from gengxin.workbench.jobs import work as work_on

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    work_on(district, records=records, stop=stop, with_parent=with_parent)


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket at that address."""
    from gengxin.terms import InputError

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(BACKLOG)  # who asks from now on is answered once the app is loaded
        except OSError as error:
            msg = (
                f"port {port} of {host} can't be listened at ({error.strerror}); "
                "stop what uses it, or name another by --port"
            )
            raise InputError(msg) from error
        listener.set_inheritable(True)
        yield listener


@contextlib.contextmanager
def _stops_cleanly() -> Iterator[None]:
    """Let SIGTERM end all as Ctrl-C does."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def _working(settings: "Settings", count: int) -> Iterator[None]:
    """Processes that do long work; one that ends is begun anew, and all end with us."""
    done = threading.Event()
    threads = [threading.Thread(target=_keep_working, args=(settings, done)) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()


def _keep_working(settings: "Settings", done: threading.Event) -> None:
    command = [sys.executable, "-m", "gengxin.cli", "work", settings.folder, "--with-parent"]
    command += ["--records", settings.records] if settings.records else []
    while not done.is_set():
        # a session of its own: Ctrl-C is for us, and we tell it
        with subprocess.Popen(command, start_new_session=True) as worker:  # noqa: S603 - our own words
            while worker.poll() is None and not done.wait(0.2):
                pass
            if worker.poll() is None:
                _end(worker)
                return
        sys.stderr.write(f"the process that does long work ended with {worker.returncode}; anew\n")
        done.wait(WAIT_SECONDS)


def _end(worker: "subprocess.Popen[bytes]") -> None:
    """Tell it to stop; end it where it doesn't. What it does is taken up again later."""
    worker.terminate()
    try:
        worker.wait(WAIT_SECONDS)
    except subprocess.TimeoutExpired:
        worker.kill()


def _answer(settings: "Settings", listener: socket.socket, workers: int) -> None:
    """Answer requests until told to stop."""
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    config = uvicorn.Config(
        APP,
        factory=True,
        workers=workers,
        lifespan="on",
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
        timeout_graceful_shutdown=STOP_SECONDS,
        timeout_worker_healthcheck=HUNG_SECONDS,
    )
    if workers > 1:
        Multiprocess(config, sockets=[listener]).run()
    else:
        uvicorn.Server(config).run(sockets=[listener])


def _address(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"
