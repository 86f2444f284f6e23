"""Long work: asked for, done by a worker in a process of its own, watched, called off."""

from gengxin.workbench.jobs.asking import LIVE, ask_job, cancel_job, job_document
from gengxin.workbench.jobs.asks import ASKS, Ask, checked_asks, told_asks
from gengxin.workbench.jobs.claiming import Pace
from gengxin.workbench.jobs.rounds import rounds_of
from gengxin.workbench.jobs.watching import Watch
from gengxin.workbench.jobs.worker import Worker, work

__all__ = [
    "ASKS",
    "LIVE",
    "Ask",
    "Pace",
    "Watch",
    "Worker",
    "ask_job",
    "cancel_job",
    "checked_asks",
    "job_document",
    "rounds_of",
    "told_asks",
    "work",
]
