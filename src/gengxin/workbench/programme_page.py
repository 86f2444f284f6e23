"""The report of a programme file: read it, find the reasons, who gains and who moves; write."""

import tomllib
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gengxin.store import DistrictFolder
from gengxin.terms import Front, InputError, Provenance, WeightRun
from gengxin.workbench.progress import Progress, quiet
from gengxin.workbench.questions import inputs_of
from gengxin.workbench.software import software

if TYPE_CHECKING:
    from gengxin.publish.words import Words

__all__ = ["programme_report"]


def programme_report(
    folder: str | Path,
    programme: str | Path,
    *,
    out: str | Path,
    front: Front | None = None,
    weights: tuple[WeightRun, ...] = (),
    report: Progress = quiet,
) -> Path:
    """Write the report of a programme file; gives where it is.

    ``front`` and ``weights`` are shown where they are given; else the report says how to ask.

    Raises
    ------
    InputError
        Where the file was made of another district or options run.

    """
    from gengxin import publish
    from gengxin.plan.equity import equity_of
    from gengxin.plan.model import posed
    from gengxin.plan.reasons import explain
    from gengxin.store.programme_file import content_hash, read_programme

    report("reading the programme", 0.0)
    path, home = Path(programme), DistrictFolder(Path(folder))
    made = read_programme(path)
    inputs = inputs_of(made, folder)
    facts = _facts(home, made.hashes["options"])
    parameters = facts["parameters"]
    report("finding reasons", 0.3)
    explanation = explain(
        posed(inputs, made.brief), made, sites=tuple(made.tables["choice"]["site"].astype("str"))
    )
    report("writing the report", 0.7)
    told = publish.Told(
        programme=made,
        inputs=inputs,
        district=home.load(),
        explanation=explanation,
        equity=equity_of(made, inputs),
        front=front,
        weights=weights,
        content_hash=content_hash(path),
        prices_made_up=_made_up(parameters),
        standards=_standards(parameters),
        provenance=Provenance(inputs=(), software=software(), day=date.fromisoformat(facts["day"])),
        command=f"gengxin verify {path.name} {home.path.name}",
    )
    publish.write_programme_report(told, Path(out))
    return Path(out)


def _facts(home: DistrictFolder, options: str) -> Mapping[str, Any]:
    """What is known of the options run with that hash."""
    for path in home.path.glob("runs/options-*/run.toml"):
        content = path.read_bytes()
        if sha256(content).hexdigest() == options:
            return tomllib.loads(content.decode("utf-8"))
    msg = f"{home.path} no longer has the options run {options[:12]}; make the programme again"
    raise InputError(msg)


def _made_up(parameters: Mapping[str, str]) -> bool:
    """Whether money leans on examples: of prices, or of how works are done."""
    from gengxin.sources.factors import read_factors
    from gengxin.sources.practices import read_practice

    return read_factors(parameters["factors"]).made_up or (
        read_practice(parameters["practice"]).made_up
    )


def _standards(parameters: Mapping[str, str]) -> dict[str, "Words"]:
    """What each service is called."""
    from gengxin.publish.words import Words
    from gengxin.sources.standards import read_standards

    pack = read_standards(parameters["standards"])
    return {one.code: Words(one.name_en, one.name_zh) for one in pack.services}
