"""What passes between rooms on the way from a programme to its projects, and along their course."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from gengxin.terms.records.projects import Figure, FinanceLine, Why, Work
from gengxin.terms.words import Words

__all__ = [
    "HURTS",
    "Bundle",
    "Bundling",
    "CourseMeasure",
    "GateAnswer",
    "GateFacts",
    "Hurt",
    "MilestoneDraft",
    "ProjectDraft",
    "Push",
    "Rehousing",
    "SiteWorks",
    "SlipAnswer",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundling:
    """How sites are bundled: policy choices, each answered for by who chose it.

    Sites no more than ``near_m`` apart are neighbours (a lane between them still counts). A project
    has at most ``most_sites_count`` sites; one with fewer than ``least_sites_count`` joins another
    of its place where there is room. Consent, permit and award are planned that many months before
    the project's first works.
    """

    near_m: float = 30.0
    most_sites_count: int = 30
    least_sites_count: int = 4
    consent_lead_months: int = 9
    permit_lead_months: int = 3
    award_lead_months: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteWorks:
    """What a programme does with one site that it changes, and when.

    ``unit`` is its renewal unit, empty where it has none; ``place`` where it belongs otherwise: the
    unit, else the sub-district, else the functional zone. ``opens_on`` is the start of the period
    in which the programme counts on it. ``amounts`` are by the names of ``FIGURES``, in natural
    units; ``None`` is unavailable. ``yearly`` is what all parties spend and receive in each year
    after ``starts_on``. ``consent_share`` is the share that agreed, where the district says so.
    """

    site: str
    name: Words
    option: str
    option_name: Words
    action: str
    phase: int
    opens_phase: int
    unit: str
    place: str
    starts_on: date
    ends_on: date
    opens_on: date
    consent_needed: bool = False
    consent_threshold_share: float | None = None
    consent_share: float | None = None
    amounts: Mapping[str, float | None] = field(default_factory=lambda: MappingProxyType({}))
    yearly: tuple[tuple[float | None, float | None], ...] = ()

    @property
    def households_out_count(self) -> float | None:
        """Households that leave the site, for the works or for good; ``None``: unavailable."""
        parts = [self.amounts.get(name) for name in OUT]
        known = [part for part in parts if part is not None]
        return sum(known) if len(known) == len(parts) else None


OUT = ("households_out_temporarily_count", "households_out_for_good_count")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehousing:
    """Households of ``site`` that move into homes on ``home`` when its works start.

    ``home`` is empty for homes that stand empty today. ``after`` are sites whose households must
    have returned before, since they live in those homes until then.
    """

    site: str
    home: str
    size: str
    households_count: int
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Sites that belong together, and why; ``mode`` is a code of ``RENEWAL_MODES``."""

    unit: str
    place: str
    mode: str
    sites: tuple[str, ...]
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneDraft:
    """A milestone before it is kept: ``key`` is known among drafts, ``after`` are such keys.

    A key of a site is ``<kind>/<site>``, one of a whole project ``<kind>/<code of the project>``.
    ``site`` is empty for one of the whole project.
    """

    key: str
    kind: str
    name: Words
    planned_on: date
    after: tuple[str, ...] = ()
    site: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectDraft:
    """A project before it is kept; ``code`` is the only one of its programme."""

    code: str
    name: Words
    unit: str
    mode: str
    works: tuple[Work, ...]
    why: tuple[Why, ...]
    figures: tuple[Figure, ...]
    finance: tuple[FinanceLine, ...]
    milestones: tuple[MilestoneDraft, ...]

    @property
    def sites(self) -> tuple[str, ...]:
        """The refs of its sites."""
        return tuple(work.site for work in self.works)


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFacts:
    """What gates ask beyond the project's own record.

    ``consented`` are the sites whose people were asked and agreed by as many as must,
    ``moving`` those where people move or must agree. ``awarded`` says that an offer of the project
    was awarded or contracted. ``reached`` and ``open`` are its milestones (kind, site) by whether
    they are achieved; ``first_homes`` the sites of its first works whose people need other homes.
    """

    programme_state: str
    moving: tuple[str, ...] = ()
    consented: tuple[str, ...] = ()
    awarded: bool = False
    reached: tuple[tuple[str, str], ...] = ()
    open: tuple[tuple[str, str], ...] = ()
    first_homes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GateAnswer:
    """A gate: into which stage, who may pass it, and all that is missing (nothing: it is open).

    ``who`` is the action that the permission table must allow on projects: change or adopt.
    """

    stage: str
    who: str
    missing: tuple[Words, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A milestone that a slip moves, from the day it was expected before."""

    milestone: str
    before_on: date
    after_on: date

    @property
    def days_count(self) -> int:
        """How many days later."""
        return (self.after_on - self.before_on).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Hurt:
    """Whom a slip hurts on a site, how many, from when until when.

    ``how`` is a code of ``HURTS``. ``households_count`` and ``people`` are ``None`` where
    unavailable.
    """

    site: str
    how: str
    from_on: date
    until_on: date
    households_count: float | None
    people: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipAnswer:
    """What a slip does: the milestones it pushes, its own first, and whom it hurts.

    ``early`` are milestones already reached before something that they were to wait for is.
    """

    milestone: str
    pushes: tuple[Push, ...]
    hurts: tuple[Hurt, ...]
    early: tuple[str, ...] = ()


# whom a slip hurts, in English and Chinese
HURTS: Mapping[str, Words] = MappingProxyType(
    {
        "waits_to_move": Words(
            "would have moved before other homes are ready: they stay until then",
            "原定搬离时安置房尚未就绪，须等待",
        ),
        "without_home": Words(
            "moved out already, and the homes for them are late",
            "已搬离，而安置房延期",
        ),
        "away_longer": Words("stay away longer", "在外过渡时间延长"),
        "served_later": Words("wait longer for a service", "服务启用推迟"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseMeasure:
    """One measure, planned against achieved; ``None`` is unavailable.

    ``planned`` is what the programme has in the end, ``due`` what it has until the day asked,
    ``forecast`` what of the whole is expected until then as milestones stand now. ``achieved`` is
    the last that was said, until ``until``.
    """

    measure: str
    planned: float | None
    due: float | None
    forecast: float | None
    achieved: float | None
    until: date | None
    basis: str = ""
