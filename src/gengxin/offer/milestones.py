"""The milestones of a project: first the homes, then people move, then works, then they return."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from gengxin.offer.works import add_months
from gengxin.terms.offer import Bundling, MilestoneDraft, Rehousing, SiteWorks
from gengxin.terms.records.offer_codes import MILESTONE_KINDS
from gengxin.terms.words import Words

__all__ = ["milestones"]

# what opens something that was not there
OPENS = frozenset({"convert", "extend", "partial", "redevelop"})


def milestones(
    code: str,
    works: Sequence[SiteWorks],
    rehousing: Mapping[str, Sequence[Rehousing]],
    everywhere: Mapping[str, SiteWorks],
    settings: Bundling,
) -> tuple[MilestoneDraft, ...]:
    """The milestones of a project with this code, those that others wait for first.

    ``rehousing`` is by the site that people leave, ``everywhere`` all works of the programme: homes
    may stand on another project's sites. Replacement ready → people out → works start → works end →
    people return, or it opens; consent, permit and award come before the first works.
    """
    if not works:
        return ()
    asked = any(one.consent_needed or one.households_out_count for one in works)
    made = list(_of_project(code, works, settings, asked=asked))
    for one in sorted(works, key=lambda one: (one.phase, one.site)):
        made += _of_site(code, one, rehousing.get(one.site, ()), everywhere, asked=asked)
    return tuple(made)


def _of_project(
    code: str, works: Sequence[SiteWorks], settings: Bundling, *, asked: bool
) -> Iterator[MilestoneDraft]:
    first = min(one.starts_on for one in works)
    leads = {
        **({"consent": settings.consent_lead_months} if asked else {}),
        "award": settings.award_lead_months,
        "permit": settings.permit_lead_months,
    }
    before: tuple[str, ...] = ()
    latest = date.min
    for kind, months in leads.items():
        latest = max(latest, add_months(first, -months))
        yield MilestoneDraft(
            key=f"{kind}/{code}",
            kind=kind,
            name=Words(*MILESTONE_KINDS[kind]),
            planned_on=latest,
            after=before,
        )
        before = (f"{kind}/{code}",)


def _of_site(
    code: str,
    one: SiteWorks,
    moves: Sequence[Rehousing],
    everywhere: Mapping[str, SiteWorks],
    *,
    asked: bool,
) -> Iterator[MilestoneDraft]:
    before = [f"permit/{code}"]
    starts_on = one.starts_on
    # a site of which nobody knows whether people move waits for them, as one where they do
    if one.households_out_count != 0:
        ready = _replacement(one, moves, everywhere)
        starts_on = max(starts_on, ready.planned_on)
        yield ready
        waits = (ready.key, *((f"consent/{code}",) if asked else ()))
        yield _draft("moving_out", one, starts_on, waits)
        before.append(f"moving_out/{one.site}")
    months = (one.ends_on.year - one.starts_on.year) * 12 + one.ends_on.month - one.starts_on.month
    ends_on = one.ends_on if starts_on == one.starts_on else add_months(starts_on, months)
    done = (f"works_end/{one.site}",)
    yield _draft("works_start", one, starts_on, tuple(before))
    yield _draft("works_end", one, ends_on, (f"works_start/{one.site}",))
    if one.amounts.get("households_out_temporarily_count") != 0:
        yield _draft("return", one, max(one.opens_on, ends_on), done)
    if one.action in OPENS or one.amounts.get("service_people"):
        yield _draft("opening", one, max(one.opens_on, ends_on), done)


def _replacement(
    one: SiteWorks, moves: Iterable[Rehousing], everywhere: Mapping[str, SiteWorks]
) -> MilestoneDraft:
    """Homes for those who leave a site: built on others, and left by those who lived there."""
    after: dict[str, date] = {}
    households = 0
    for move in moves:
        households += move.households_count
        if move.home in everywhere:
            after[f"works_end/{move.home}"] = everywhere[move.home].ends_on
        for site in move.after:
            after[f"return/{site}"] = everywhere[site].opens_on
    ready_on = max(after.values(), default=one.starts_on)
    return _draft(
        "replacement",
        one,
        ready_on,
        tuple(sorted(after)),
        note=_note(households, one.households_out_count),
    )


def _note(households: int, out: float | None) -> str:
    if out is None:
        return "nobody knows how many move · 搬迁户数不详"
    others = "the others find one by themselves, or the programme names none"
    return (
        f"homes for {households:,} of {out:,.0f} households; {others} · "
        f"{out:,.0f}户中{households:,}户由项目安置，其余自行解决或方案未指明"
    )


def _draft(
    kind: str, one: SiteWorks, planned_on: date, after: tuple[str, ...], note: str = ""
) -> MilestoneDraft:
    en, zh = MILESTONE_KINDS[kind]
    return MilestoneDraft(
        key=f"{kind}/{one.site}",
        kind=kind,
        name=Words(f"{en}: {one.name.en}", f"{one.name.zh}：{zh}"),
        planned_on=planned_on,
        after=after,
        site=one.site,
        note=note,
    )
