"""A worker in a process of its own, that can be killed: folder, where its records lie."""

import sys
from pathlib import Path
from threading import Event

from gengxin.store.records import open_records
from gengxin.workbench.jobs import Pace, Worker

if __name__ == "__main__":
    home, where = sys.argv[1:]
    pace = Pace(look_seconds=0.1, beat_seconds=0.2, lost_after_seconds=3.0, patience_seconds=5.0)
    Worker(Path(home), open_records(where), pace=pace).run(Event())
