"""Check a programme's file against the district and the options run that it was made from."""

import tomllib
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gengxin.store import DistrictFolder, read_run
from gengxin.terms import InputError, Programme, Verdict
from gengxin.workbench.plan_inputs import plan_inputs
from gengxin.workbench.progress import Progress, quiet

if TYPE_CHECKING:
    from gengxin.verify import Deeper, Evidence

__all__ = ["verdict_document", "verify_file"]


def verify_file(
    path: str | Path, folder: str | Path, *, deep: bool = False, report: Progress = quiet
) -> Verdict:
    """The verdict on a programme's file, held against the options run that it names.

    ``deep`` also makes the tables again: who is within whose walk, the clauses and measures of
    every chosen option, the sun of windows.

    Raises
    ------
    InputError
        Where the file is torn or changed, or the folder has no options to hold it against.

    """
    from gengxin.store.programme_file import content_hash, read_programme
    from gengxin.verify import deep as recheck
    from gengxin.verify import verify

    report("reading the programme", 0.0)
    programme = read_programme(Path(path))
    report("reading the district", 0.1)
    home = DistrictFolder(Path(folder))
    run = _run_of(home, programme)
    inputs = plan_inputs(folder, run=run.name)
    report("recounting", 0.3)
    verdict = verify(programme, inputs)
    if deep:
        report("making the tables again", 0.6)
        found = recheck(programme, inputs, home.load(), _evidence(run, content_hash(Path(path))))
        verdict = _with(verdict, found)
    report("checked", 1.0)
    return verdict


def verdict_document(verdict: Verdict, path: str | Path) -> dict[str, Any]:
    """What ``--json`` prints of a verdict."""
    return {
        "programme": str(path),
        "holds": verdict.holds,
        "value": verdict.value,
        "bound": verdict.bound,
        "today": verdict.today,
        "gap_certified": verdict.gap_certified,
        "counts": dict(verdict.counts),
        "violations": [
            {name: getattr(one, name) for name in ("kind", "where", "amount", "en", "zh")}
            for one in verdict.violations
        ],
        "checked": dict(verdict.checked),
        "not_checked": [{"en": en, "zh": zh} for en, zh in verdict.not_checked],
    }


def _run_of(home: DistrictFolder, programme: Programme) -> Path:
    """The options run whose hash the programme names; the newest where none has it."""
    named = programme.hashes.get("options")
    for path in sorted(home.path.glob("runs/options-*/run.toml")):
        if sha256(path.read_bytes()).hexdigest() == named:
            return path.parent
    newest = home.newest_run("options")
    if newest is None:
        msg = f"{home.path} has no options to hold a programme against; name its own district"
        raise InputError(msg)
    return newest


def _evidence(run: Path, seal: str) -> "Evidence":
    """What a run's folder, its rule pack and its standards give the deeper check."""
    import geopandas as gpd

    from gengxin.sources.rules import read_rules
    from gengxin.sources.standards import read_standards
    from gengxin.verify import Evidence

    facts = tomllib.loads((run / "run.toml").read_text(encoding="utf-8"))
    stated = facts["parameters"]
    return Evidence(
        checks=read_run(run, "option_check"),
        masses=gpd.GeoDataFrame(read_run(run, "option_mass")),
        caps=read_run(run, "sun_cap"),
        sun=stated.get("sun", ""),
        law=read_rules(stated["rules"]),
        day=date.fromisoformat(facts["day"]),
        # options are made by the strict reading of their standards
        limits_m={
            one.code: one.max_network_m for one in read_standards(stated["standards"]).services
        },
        seed=int(seal[:16], 16),
    )


def _with(verdict: Verdict, found: "Deeper") -> Verdict:
    """A verdict with what the deeper check found."""
    return replace(
        verdict,
        violations=(*verdict.violations, *found.violations),
        counts={**verdict.counts, **found.counts},
        checked={**verdict.checked, **found.checked},
        not_checked=(verdict.not_checked[0], *found.not_checked, verdict.not_checked[-1]),
        gap_certified=None if found.violations else verdict.gap_certified,
    )
