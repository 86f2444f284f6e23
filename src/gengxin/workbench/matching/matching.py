"""Match space or teams, and keep what was found as a run that never changes."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gengxin.store import DistrictFolder
from gengxin.terms import InputError, MatchAnswer, Matched
from gengxin.workbench.matching.inputs import MatchInputs, programme_path
from gengxin.workbench.progress import Progress, quiet
from gengxin.workbench.software import software

__all__ = ["ROUNDS", "KeptMatch", "MatchAsked", "match_document", "matched"]

KIND = "match"
# ten rounds of prices and twenty of packing; teams: until nothing can be better, mostly far fewer
ROUNDS: Mapping[str, int] = MappingProxyType({"space": 30, "teams": 60})
# where there are more ways to serve requests, no sharper bound is looked for: each of its rounds
# searches every space, and it gives least where many requests share a space
SHARPER_OFFERS = 20_000
EachMatch = Callable[[Mapping[str, float]], None]


def _unwatched(_: Mapping[str, float]) -> None:
    """Nobody wants to know each round."""


def _at_once() -> None:
    """Nobody is asked first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchAsked:
    """What is matched, from which day on, by which programme's space, in how many rounds.

    ``programme`` is a file, a run or a content hash; empty: recorded space alone. ``slips`` are
    months by which the works of a phase are late. Space may open up to ``late_months`` after the
    day of need, else as ``LettingPolicy`` has it. ``each_round`` is told what is known.
    """

    what: Matched
    day: date
    programme: str | Path = ""
    rounds: int | None = None
    seed: int = 0
    slips: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    late_months: int | None = None
    each_round: EachMatch = _unwatched


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeptMatch:
    """A matching and the run in which it is kept."""

    run: str
    path: Path
    answer: MatchAnswer


def matched(
    folder: str | Path,
    inputs: MatchInputs,
    asked: MatchAsked,
    *,
    report: Progress = quiet,
    before_keeping: Callable[[], None] = _at_once,
) -> KeptMatch:
    """Match what the inputs hold, and keep it; the same asked again is the same run.

    ``before_keeping`` is called before anything is written.

    Raises
    ------
    InputError
        Where there is nothing to match, or the programme is another district's.

    """
    if asked.rounds is not None and asked.rounds < 1:
        raise InputError(f"rounds is {asked.rounds}, must be 1 or more")
    home = DistrictFolder(Path(folder))
    answer, facts = _MAKERS[asked.what](home.path, inputs, asked, report)
    told = {name: one for name, one in facts.items() if one is not None}
    gap = answer.gap_certified
    before_keeping()
    path = home.keep_run(
        KIND,
        tables=answer.tables,
        facts={
            "what": answer.what,
            "software": software(),
            "money": json.dumps(_money(home)),
            "day": asked.day.isoformat(),
            "rounds_count": answer.rounds_count,
            "seed": asked.seed,
            "value": answer.value_points,
            "bound": answer.bound_points,
            **({} if gap is None else {"gap_certified": gap}),
            **told,
            "parameters": dict(answer.facts),
        },
    )
    report("kept", 1.0)
    return KeptMatch(run=path.name, path=path, answer=answer)


def match_document(kept: KeptMatch) -> dict[str, Any]:
    """What a matching comes to, as ``--json`` prints it."""
    from gengxin.workbench.matching.summary import match_rows, match_summary

    answer = kept.answer
    return {
        "run": kept.run,
        "what": answer.what,
        "value": answer.value_points,
        "bound": answer.bound_points,
        "gap_certified": answer.gap_certified,
        "rounds": answer.rounds_count,
        **match_summary(answer.what, answer.tables),
        **match_rows(answer.what, answer.tables),
    }


def _space(
    folder: Path, inputs: MatchInputs, asked: MatchAsked, report: Progress
) -> tuple[MatchAnswer, dict[str, Any]]:
    from gengxin.engines.match import fill, proven
    from gengxin.offer.letting import LettingPolicy, held_lets, letting_problem
    from gengxin.offer.letting_answer import space_answer
    from gengxin.offer.shortage import Span, balance
    from gengxin.workbench.matching.opened import (
        district_requests,
        located,
        opening_of,
        spaces_of,
    )

    report("reading space and requests", 0.0)
    policy = LettingPolicy()
    if asked.late_months is not None:
        policy = replace(policy, most_late_months=asked.late_months)
    district = DistrictFolder(folder).load()
    opening = (
        opening_of(folder, programme_path(folder, asked.programme), district)
        if asked.programme
        else None
    )
    requests = (*inputs.requests, *district_requests(district, inputs.requests))
    if not requests:
        msg = "nobody asks for space: add requests, or import a table space_requests"
        raise InputError(msg)
    spaces = spaces_of(
        opening,
        located(inputs.units, district),
        openings=dict(inputs.openings),
        slips=asked.slips,
        policy=policy,
    )
    letting = letting_problem(
        requests, spaces, accepted=inputs.accepted, day=asked.day, policy=policy
    )
    rounds = asked.rounds or ROUNDS["space"]
    last = None
    for last in fill(letting.problem, rounds=rounds, seed=asked.seed, held=held_lets(letting)):
        asked.each_round(_known(last.round, last.lets.worth, last.bound))
        report("matching space", 0.05 + 0.75 * last.round / rounds)
    if last is None:
        raise InputError("rounds is 0, must be 1 or more")
    proof = None
    if last.bound > last.lets.worth and len(letting.problem.space) <= SHARPER_OFFERS:
        for proof in proven(letting.problem, last.price, worth=last.lets.worth):
            asked.each_round(_known(last.round, last.lets.worth, min(last.bound, proof.bound)))
            report("proving how good it is", 0.85)
    answer = space_answer(letting, last, proof)
    spans = (Span(phase=0, until=letting.starts_on[-1]),) if opening is None else opening.spans()
    told = {"balance": balance(answer, spans), **answer.tables}
    facts = {} if opening is None else _opening_facts(opening, asked)
    return replace(answer, tables=told), facts


def _opening_facts(opening: Any, asked: MatchAsked) -> dict[str, Any]:  # noqa: ANN401 lazy
    facts = {"programme": opening.content_hash, "options": opening.made.hashes["options"]}
    if asked.slips:
        facts["slips"] = json.dumps({str(one): asked.slips[one] for one in sorted(asked.slips)})
    return facts


def _teams(
    folder: Path,  # noqa: ARG001 - as for space
    inputs: MatchInputs,
    asked: MatchAsked,
    report: Progress,
) -> tuple[MatchAnswer, dict[str, Any]]:
    from gengxin.engines.match import run
    from gengxin.offer.team_answer import team_answer
    from gengxin.offer.teams import team_problem

    teaming = team_problem(inputs.offers, inputs.parties, inputs.interests)
    if not teaming.offers:
        msg = "no offer that is closed states its roles: state roles, open and close an offer first"
        raise InputError(msg)
    rounds = asked.rounds or ROUNDS["teams"]
    last = None
    for last in run(teaming.problem, rounds=rounds, seed=asked.seed):
        asked.each_round(_known(last.round, last.teams.worth, last.bound))
        report("matching teams", 0.05 + 0.85 * last.round / rounds)
    if last is None:
        raise InputError("rounds is 0, must be 1 or more")
    return team_answer(teaming, last), {"offers_count": len(teaming.offers)}


_MAKERS = {"space": _space, "teams": _teams}


def _known(number: int, value: int, bound: int) -> dict[str, float]:
    """What is known after a round; the gap where there is one."""
    known = {"round": float(number), "value": float(value), "bound": float(bound)}
    return known | ({"gap": (bound - value) / value} if value > 0 else {})


def _money(home: DistrictFolder) -> list[str] | None:
    money = home.load().meta.money
    return None if money is None else [money.currency, money.price_day.isoformat()]
