"""A project's stages, and the gates between them: what must be there, and who may pass."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from gengxin.terms import InputError
from gengxin.terms.offer import GateAnswer, GateFacts
from gengxin.terms.records import Project
from gengxin.terms.records.offer_codes import MILESTONE_KINDS, STAGE_MOVES, STAGES
from gengxin.terms.words import Words

__all__ = ["GATES", "gate", "gates"]

LEADS = ("platform", "implementer", "developer")
BUILDERS = ("implementer", "developer", "builder", "platform")
SHOWN = 10

Asks = Callable[[Project, GateFacts], Iterator[Words]]


def gates(project: Project, facts: GateFacts) -> tuple[GateAnswer, ...]:
    """Every gate that a project stands before, in the order of the stages."""
    onward = [one for one in STAGE_MOVES[project.stage] if one != project.stage]
    return tuple(_asked(project, stage, facts) for stage in STAGES if stage in onward)


def gate(project: Project, stage: str, facts: GateFacts) -> GateAnswer:
    """The gate into one stage.

    Raises
    ------
    InputError
        Where the project doesn't stand before it.

    """
    found = [one for one in gates(project, facts) if one.stage == stage]
    if found:
        return found[0]
    onward = ", ".join(one.stage for one in gates(project, facts)) or "none: it is at its end"
    msg = f"stage is {stage!r}, project {project.code} is {project.stage}; next may be: {onward}"
    raise InputError(msg)


def _asked(project: Project, stage: str, facts: GateFacts) -> GateAnswer:
    backward = list(STAGES).index(stage) < list(STAGES).index(project.stage)
    if backward:
        return GateAnswer(stage=stage, who="change", missing=())
    who, asks = GATES[stage]
    return GateAnswer(stage=stage, who=who, missing=tuple(asks(project, facts)))


def _into_planned(project: Project, facts: GateFacts) -> Iterator[Words]:
    if facts.programme_state != "adopted":
        yield Words(
            f"the programme is {facts.programme_state}, must be adopted",
            f"方案状态为{facts.programme_state}，须已通过",
        )
    if not project.works:
        yield Words("it has no site: move one to it", "项目没有地块，请先划入地块")


def _into_designed(project: Project, facts: GateFacts) -> Iterator[Words]:
    if project.lead_party is None and not _has(project, LEADS):
        yield Words(
            f"nobody leads it: name a lead party, or a party as {' or '.join(LEADS)}",
            "尚无牵头主体：请指定统筹主体或实施主体",
        )
    short = [site for site in facts.moving if site not in facts.consented]
    if short:
        some = _some(short)
        yield Words(
            f"the people of {len(short)} sites have not agreed as they must ({some}): "
            "hold a consent round and write down who agreed",
            f"{len(short)}个地块的居民征询未达要求（{some}）：请组织征询并录入结果",
        )


def _into_built(project: Project, facts: GateFacts) -> Iterator[Words]:
    if not facts.awarded and not _has(project, BUILDERS):
        yield Words(
            f"nobody builds it: award an offer of it, or name a party as {' or '.join(BUILDERS)}",
            "尚无实施主体：请完成推介确定主体，或录入实施、施工主体",
        )
    if not any(kind == "permit" for kind, _ in facts.reached):
        yield _unreached("permit", "")
    late = [site for site in facts.first_homes if ("replacement", site) not in facts.reached]
    if late:
        some = _some(late)
        yield Words(
            f"replacement is not ready for {len(late)} sites of the first works ({some}): nobody "
            "moves before the new home is ready",
            f"首批{len(late)}个地块的安置房未就绪（{some}）：先立后破，未就绪不得腾退",
        )


def _into_operated(_: Project, facts: GateFacts) -> Iterator[Words]:
    sites = [site for kind, site in facts.open if kind == "works_end"]
    if sites:
        yield _unreached("works_end", _some(sites))
    if not any(kind == "works_end" for kind, _ in (*facts.reached, *facts.open)):
        yield Words("it has no milestone of finished works", "没有竣工里程碑")


def _into_completed(_: Project, facts: GateFacts) -> Iterator[Words]:
    for kind in MILESTONE_KINDS:
        sites = [site for one, site in facts.open if one == kind]
        if sites:
            yield _unreached(kind, _some([site for site in sites if site]))


def _cancelled(_: Project, __: GateFacts) -> Iterator[Words]:
    return iter(())


# into a stage: the action that the permission table must allow, and what is asked
GATES: Mapping[str, tuple[str, Asks]] = MappingProxyType(
    {
        "planned": ("change", _into_planned),
        "designed": ("change", _into_designed),
        "built": ("adopt", _into_built),
        "operated": ("adopt", _into_operated),
        "completed": ("adopt", _into_completed),
        "cancelled": ("adopt", _cancelled),
    }
)


def _has(project: Project, roles: tuple[str, ...]) -> bool:
    return any(one.role in roles for one in project.parties)


def _unreached(kind: str, sites: str) -> Words:
    en, zh = MILESTONE_KINDS[kind]
    where = f" ({sites})" if sites else ""
    return Words(f"not reached yet: {en}{where}", f"里程碑未完成：{zh}{where}")


def _some(sites: list[str]) -> str:
    more = len(sites) - SHOWN
    return ", ".join(sites[:SHOWN]) + (f" + {more}" if more > 0 else "")
