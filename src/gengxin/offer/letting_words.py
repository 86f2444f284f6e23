"""Sentences on space: why a request has it or none, why an accepted match no longer fits."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from gengxin.engines.match import RequestReason, RequestReasons
from gengxin.offer.letting import Letting, Lost
from gengxin.offer.suiting import TESTS, Suited, month_of, request_key
from gengxin.terms import codes
from gengxin.terms.records import SpaceRequest, SpaceUnit

__all__ = ["Sentence", "held_sentence", "lost_sentence", "refusal", "space_label"]

Sentence = tuple[str, str, str]
"""A code, the sentence in English, in Chinese."""


def space_label(unit: SpaceUnit) -> tuple[str, str]:
    """What a space is called in a sentence."""
    en, zh = codes.USE_CLASSES[unit.use_class]
    house = f", {unit.building}" if unit.building else ""
    return f"{en} at site {unit.site}{house}", f"地块{unit.site}{house}的{zh}空间"


def held_sentence(unit: SpaceUnit, area_m2: int, *, is_held: bool) -> Sentence:
    """Why a request has its space."""
    en, zh = space_label(unit)
    if is_held:
        return (
            "held",
            f"Accepted before and still fits: {area_m2:,} m² of {en}.",
            f"此前已接受且仍成立：{zh}{area_m2:,}平方米。",
        )
    return (
        "matched",
        f"{area_m2:,} m² of {en} serve the whole matching best.",
        f"{zh}{area_m2:,}平方米，使整体匹配价值最大。",
    )


def refusal(letting: Letting, reasons: RequestReasons, row: int) -> Sentence:
    """Why a request has no space."""
    request, suits = letting.requests[row], letting.suits[row]
    code = int(reasons.code[row])
    if code == RequestReason.NO_OFFER and suits is not None:
        return _unsuited(request, suits, letting.policy.most_late_months)
    unit = letting.spaces[int(letting.problem.space[int(reasons.offer[row])])]
    en, zh = space_label(unit)
    worth, cost = int(reasons.worth[row]), int(reasons.cost[row])
    rival = int(reasons.rival[row])
    who_en = who_zh = ""
    if rival >= 0:
        name = request_key(letting.requests[rival])
        who_en, who_zh = f"; request {name} has space there", f"；该处已匹配需求{name}"
    if code == RequestReason.OUTPRICED:
        return (
            "outpriced",
            f"Its best, {en}, is worth {worth:,} points to it and {cost:,} to others{who_en}.",
            f"最合适的{zh}对其价值{worth:,}分，对其他需求价值{cost:,}分{who_zh}。",
        )
    return (
        "no_room",
        f"Space would pay, the best is {en}, but areas don't divide so that it has room{who_en}.",
        f"最合适的{zh}值得匹配，但面积分割后无法容纳{who_zh}。",
    )


def lost_sentence(lost: Lost) -> Sentence:
    """Why an accepted match no longer fits."""
    match, number = lost.match, lost.number
    area = f"{match.area_m2:,.0f}"
    told: Mapping[str, tuple[str, str]] = {
        "request_gone": ("its request was ended", "需求已撤销"),
        "request_taken": ("its request has another accepted match", "该需求已有其他已接受匹配"),
        "space_gone": (
            "its space is no more, or no programme opens it",
            "空间已不存在，或现行计划不再提供",
        ),
        "use": ("space and request have different uses by now", "空间与需求的用途已不一致"),
        "area": (
            f"{area} m² were accepted and there are {number:,.0f} m²",
            f"已接受{area}平方米，现仅有{number:,.0f}平方米",
        ),
        "late": (
            f"the space opens in {_month(number)}, after the day agreed and needed",
            f"空间推迟至{_month(number)}启用，晚于约定和需要的日期",
        ),
        "over": (f"its term ended in {_month(number)}", f"租期已于{_month(number)}届满"),
        "closes": (
            f"the space closes in {_month(number)}, before the term ends",
            f"空间于{_month(number)}停用，早于租期届满",
        ),
        "full": (
            f"{area} m² were accepted, others accepted earlier leave {number:,.0f} m²",
            f"已接受{area}平方米，先接受者之外仅剩{number:,.0f}平方米",
        ),
    }
    en, zh = told[lost.why]
    return lost.why, f"No longer fits: {en}.", f"不再成立：{zh}。"


def _unsuited(request: SpaceRequest, suits: Suited, most_late_months: int) -> Sentence:
    """The first test that no space passed, and the nearest miss."""
    failed = next(
        (name for name, count in zip(TESTS, suits.passed, strict=True) if not count), "time"
    )
    at = TESTS.index(failed)
    before = suits.passed[at - 1] if at else 0
    en, zh = _MISSES[failed](request, suits.near or 0.0)
    if failed == "time":
        en += f"; {most_late_months} months after it at most"
        zh += f"（最多可晚{most_late_months}个月）"
    if not at:
        return f"no_{failed}", f"{en}.", f"{zh}。"
    count_en = "1 space comes" if before == 1 else f"{before:,} spaces come"
    return (
        f"no_{failed}",
        f"{count_en} near, but {en}.",
        f"有{before:,}处空间接近，但{zh}。",
    )


def _no_use(request: SpaceRequest, _: float) -> tuple[str, str]:
    en, zh = codes.USE_CLASSES[request.use_class]
    return f"No space for {en} is known", f"没有已知的{zh}空间"


def _no_zone(request: SpaceRequest, _: float) -> tuple[str, str]:
    zone = request.functional_zone
    return f"none lies in zone {zone}", f"均不在功能区{zone}内"


def _no_stage(request: SpaceRequest, _: float) -> tuple[str, str]:
    en, zh = codes.GROWTH_STAGES[request.growth_stage]
    return f"none takes enterprises in the stage of {en}", f"均不接纳{zh}阶段企业"


def _no_size(request: SpaceRequest, near: float) -> tuple[str, str]:
    low, high = request.floor_area_low_m2, request.floor_area_high_m2
    asked_en, asked_zh = (
        f"{low:,.0f} to {high:,.0f} m² are asked",
        f"需求为{low:,.0f}至{high:,.0f}平方米",
    )
    if near > high:
        return (
            f"{asked_en} and the smallest part to be had is {near:,.0f} m²",
            f"{asked_zh}，可分割的最小面积为{near:,.0f}平方米",
        )
    return (
        f"{asked_en} and the largest has {near:,.0f} m²",
        f"{asked_zh}，最大者仅{near:,.0f}平方米",
    )


def _no_budget(request: SpaceRequest, near: float) -> tuple[str, str]:
    budget = request.budget_amount or 0.0
    return (
        f"the least rent is {near:,.0f} a square metre a year and the budget {budget:,.0f}",
        f"最低租金每年每平方米{near:,.0f}，预算为{budget:,.0f}",
    )


def _no_time(request: SpaceRequest, near: float) -> tuple[str, str]:
    if request.need_by is None or near <= month_of(request.need_by):
        return "none stays open for the whole term", "均不能持续至租期届满"
    return (
        f"the first opens in {_month(near)}, needed by {request.need_by}",
        f"最早于{_month(near)}启用，需要日期为{request.need_by}",
    )


def _month(number: float) -> str:
    year, month = divmod(int(number), 12)
    return f"{year}-{month + 1:02d}"


_MISSES: Mapping[str, Callable[[SpaceRequest, float], tuple[str, str]]] = MappingProxyType(
    {
        "use": _no_use,
        "zone": _no_zone,
        "stage": _no_stage,
        "size": _no_size,
        "budget": _no_budget,
        "time": _no_time,
    }
)
