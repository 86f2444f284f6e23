"""Work that takes no time: what a plan's brief is called says how it goes."""

import contextlib
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gengxin.terms import InputError
from gengxin.workbench.jobs.child import Told, serve

# every work is called alike, whatever it needs
# ruff: noqa: ARG001


def work(task: Mapping[str, Any], told: Told) -> str:
    return GOES[task["asks"]["options"]](task, told)


def well(task: Mapping[str, Any], told: Told) -> str:
    told.best({"value": 1.0, "bound": 2.0})
    told("half", 0.5)
    told.may_write()
    return "made"


def long(task: Mapping[str, Any], told: Told) -> str:
    Path(task["folder"], "begun").touch()
    while True:
        told("waiting", 0.1)
        time.sleep(0.01)


def deaf(task: Mapping[str, Any], told: Told) -> str:
    """Listen to nothing but what can't be refused."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Path(task["folder"], "begun").touch()
    while True:
        with contextlib.suppress(BaseException):
            time.sleep(10)


def wrong(task: Mapping[str, Any], told: Told) -> str:
    raise InputError("sites.csv: row 3: area_m2 is 0, must be above 0")


def odd(task: Mapping[str, Any], told: Told) -> str:
    raise ZeroDivisionError


def dies(task: Mapping[str, Any], told: Told) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return ""


def writes(task: Mapping[str, Any], told: Told) -> str:
    """Write only when it may, which it asks when the job is another's."""
    Path(task["folder"], "begun").touch()
    while not Path(task["folder"], "lost").exists():
        time.sleep(0.01)
    told.may_write()
    Path(task["folder"], "written").touch()
    return "written"


GOES = {
    "well": well,
    "long": long,
    "deaf": deaf,
    "wrong": wrong,
    "odd": odd,
    "dies": dies,
    "writes": writes,
}

if __name__ == "__main__":
    serve({"plan": work})
