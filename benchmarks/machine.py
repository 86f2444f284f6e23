"""Tells what machine a figure was measured on, and measures a function in a fresh process.

Only the standard library is used, so that a peer's own Python can import this file too.
"""

import importlib.metadata
import multiprocessing
import os
import platform
import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a function gave and what it took.

    ``cpu_seconds`` is user and system time of all the threads. ``peak_rss_mb`` is the most memory
    that the process held while the function ran, its interpreter and libraries included;
    ``rss_before_mb`` is what it held before.
    """

    result: Any
    cpu_seconds: float
    wall_seconds: float
    rss_before_mb: float
    peak_rss_mb: float

    def figures(self) -> dict[str, float]:
        """Give the figures alone, rounded for a results file."""
        return {name: round(value, 3) for name, value in asdict(self).items() if name != "result"}


def machine(*packages: str) -> dict[str, Any]:
    """Processor, cores, memory, system, Python, and the versions of the packages named."""
    return {
        "processor": _line_of("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: importlib.metadata.version(name) for name in packages},
    }


def cpu_seconds() -> float:
    """User and system time that this process has taken so far, all its threads together."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def measure(function: Callable[..., Any], *arguments: object) -> Measured:
    """Run the function here and say what it took."""
    _forget_peak()
    rss_before_mb = _memory_mb("VmRSS")
    wall, cpu = perf_counter(), cpu_seconds()
    result = function(*arguments)
    return Measured(
        result=result,
        cpu_seconds=cpu_seconds() - cpu,
        wall_seconds=perf_counter() - wall,
        rss_before_mb=rss_before_mb,
        peak_rss_mb=_memory_mb("VmHWM"),
    )


def measure_afresh(function: Callable[..., Any], *arguments: object) -> Measured:
    """Run the function in a new process, which inherits no memory of this one.

    The function is one that the new process can import; arguments and result are pickled. What it
    takes to start the interpreter and to import is not counted.
    """
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as process:
        return process.submit(measure, function, *arguments).result()


def _forget_peak() -> None:
    """Set the kernel's high-water mark of memory back to what is held now, where it can be."""
    clear = Path("/proc/self/clear_refs")
    if clear.exists():
        clear.write_text("5")


def _memory_mb(field: str) -> float:
    line = _line_of("/proc/self/status", field)
    if line:
        return int(line.split()[0]) / 1024
    # without /proc the peak of the whole life of the process stands in for both
    per_mb = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / per_mb


def _line_of(file: str, field: str) -> str:
    if not Path(file).exists():
        return ""
    lines = Path(file).read_text().splitlines()
    found = (line.partition(":")[2].strip() for line in lines if line.startswith(field))
    return next(found, "")
