"""What is done for a job of each kind, in a process of its own."""

import shutil
from collections.abc import Mapping
from math import isfinite
from os import cpu_count
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gengxin.store import keep_folder
from gengxin.workbench.jobs.child import Told, Work, serve
from gengxin.workbench.jobs.rounds import note_round

if TYPE_CHECKING:
    from gengxin.terms import ProgrammeRound

__all__ = ["REPORTS", "WORKS", "main"]

# in the district's folder: what people open of a run, in a folder with the run's name
REPORTS = "reports"
SECONDS = 60.0


def main() -> None:
    """Do the one task that stands on standard input."""
    serve(WORKS)


def _import(task: Mapping[str, Any], told: Told) -> str:
    """Read files, or make a sample, into the district's folder; the sha256 of its state."""
    from gengxin.store import DistrictFolder
    from gengxin.workbench.districts import sample_district
    from gengxin.workbench.jobs.importing import imported

    asks, home = task["asks"], DistrictFolder(Path(task["folder"]))
    if asks["sample_sites"] is not None:
        sites, seed = asks["sample_sites"], asks["sample_seed"]
        district = sample_district(sites=sites, seed=seed, report=told)
    else:
        district = imported(task, home, report=told)
    told.may_write()
    home.save(district)
    return home.content_hash()


def _check_up(task: Mapping[str, Any], told: Told) -> str:
    """Check up; the name of the run. Two processes do it where there are two cores."""
    from gengxin.workbench.check_ups import check_up_folder

    asks, out = task["asks"], _emptied(task)
    _, files = check_up_folder(
        task["folder"],
        standards=asks["standards"],
        variant=asks["variant"],
        out=out,
        report=told,
        processes=min(cpu_count() or 1, 2),
    )
    return _shown(task, told, out, named=files.run.name if files.run else "")


def _options(task: Mapping[str, Any], told: Told) -> str:
    """Make options; the name of the run."""
    from gengxin.workbench.site_options import Packs, options_folder

    asks, out = task["asks"], _emptied(task)
    packs = Packs(
        rules=asks["rules"],
        factors=asks["factors"],
        practice=asks["practice"],
        standards=asks["standards"],
        edits=task.get("edits"),
    )
    _, run = options_folder(task["folder"], packs=packs, out=out, report=told)
    return _shown(task, told, out, named=run.name)


def _plan(task: Mapping[str, Any], told: Told) -> str:
    """Plan, and write its page; the name of the run that holds the programme's file.

    An attempt that was killed left its search in the job's folder, or even its programme.
    """
    from gengxin.workbench.deliberation.files import keep_programme_file
    from gengxin.workbench.programme_page import programme_report
    from gengxin.workbench.programmes import Asked, plan_folder
    from gengxin.workbench.search import Until

    asks, out = task["asks"], Path(task["scratch"]) / "programme.zip"
    seconds = asks["seconds"] or (None if asks["rounds"] else SECONDS)
    asked = Asked(
        brief=task.get("brief") or asks["brief"],
        run=asks["options"],
        until=Until(gap=asks["gap"], seconds=seconds, rounds=asks["rounds"]),
        seed=asks["seed"],
        each_round=lambda last: _tell_round(task, told, _best(last)),
    )
    if not out.is_file():
        plan_folder(task["folder"], out=out, asked=asked, report=told)
    told.may_write()
    kept = keep_programme_file(task["folder"], out)
    shown = _emptied(task)
    programme_report(
        task["folder"],
        kept.path,
        out=shown / "programme.html",
        report=lambda doing, share: told(doing, 0.98 + 0.02 * share),
    )
    return _shown(task, told, shown, named=kept.run)


def _match(task: Mapping[str, Any], told: Told) -> str:
    """Match space or teams; the name of the run.

    A matching takes seconds to minutes: an attempt that was killed is begun anew, with what the
    first one read, and comes to the same.
    """
    from datetime import date

    from gengxin.workbench.matching import MatchAsked, inputs_from_json, matched
    from gengxin.workbench.matching.by_folder import slips_of

    asks = task["asks"]
    slips = (asks["slips"] or "").split(",") if asks["slips"] else []
    asked = MatchAsked(
        what=asks["what"],
        day=date.fromisoformat(task["day"]),
        programme=task["programme"],
        rounds=asks["rounds"],
        seed=asks["seed"],
        slips=slips_of(slips),
        late_months=asks["late_months"],
        each_round=told.best,
    )
    inputs = inputs_from_json(Path(task["inputs"]).read_bytes())
    return matched(task["folder"], inputs, asked, report=told, before_keeping=told.may_write).run


def _tell_round(task: Mapping[str, Any], told: Told, best: dict[str, float]) -> None:
    """Tell the worker, and keep it for who opens the page while the search goes on."""
    told.best(best)
    if "round" in best:
        note_round(Path(task["scratch"]), best)


def _best(last: "ProgrammeRound") -> dict[str, float]:
    """What is known after a round, above keeping everything; the gap where there is one."""
    known = {"round": float(last.number), "bound": last.bound}
    if last.value is not None:
        known["value"] = last.value
        if last.value > 0.0:
            known["gap"] = (last.bound - last.value) / last.value
    return {name: value for name, value in known.items() if isfinite(value)}


def _emptied(task: Mapping[str, Any]) -> Path:
    """A folder of the job's for what people open, without what an earlier attempt left there."""
    out = Path(task["scratch"]) / REPORTS
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    return out


def _shown(task: Mapping[str, Any], told: Told, out: Path, *, named: str) -> str:
    """Put what people open of a run where the server finds it; the run's name."""
    target = Path(task["folder"]) / REPORTS / named
    told.may_write()
    if not target.exists():
        target.parent.mkdir(exist_ok=True)
        keep_folder(out, target)
    return named


WORKS: Mapping[str, Work] = MappingProxyType(
    {"import": _import, "check_up": _check_up, "options": _options, "plan": _plan, "match": _match}
)
