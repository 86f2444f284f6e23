"""What a brief asks, demand by demand, in words, and by how much a demand gives way."""

from dataclasses import dataclass
from typing import Literal

from gengxin.plan.model import Posed
from gengxin.plan.model.worth import UNITS
from gengxin.plan.reasons import UNITS_TOLD
from gengxin.plan.row_words import in_chinese
from gengxin.terms import TERMS, Match, Reason, Target, codes

__all__ = ["Asked", "asked_of", "eased", "phrase"]

Sense = Literal["most", "least", "missed", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A demand: what it asks in English and Chinese, how much, in which unit.

    ``sense`` says how it gives way: from at most so much to more, from at least so much to less,
    by being missed, or only by being dropped. ``unit_count`` are a row's whole numbers in one unit.
    """

    en: str
    zh: str
    sense: Sense
    amount: float = 0.0
    unit_en: str = ""
    unit_zh: str = ""
    unit_count: int = 1


# terms of which a target of −5 says: at most 5
COUNTED_BELOW_0 = ("displaced_households", "carbon")
MONEY, FLOOR, HOMES = ("{currency}", "{currency_zh}"), ("m²", "平方米"), ("homes", "套")
PEOPLE = ("people", "人")
# English, Chinese, unit, how it gives way; by the name that a row's key begins with
FAMILIES: dict[str, tuple[str, str, tuple[str, str], Sense]] = {
    "budget": (
        "public money of phase {phase} is at most {amount} {currency}",
        "第{phase}期公共资金不超过{amount}{currency_zh}",
        MONEY,
        "most",
    ),
    "balance": (
        "costs of {place} beyond its revenue are at most {amount} {currency}",
        "{place}的成本超出收入不超过{amount}{currency_zh}",
        MONEY,
        "most",
    ),
    "homes_committed": (
        "households moving into {place} in phase {phase} find homes, {amount} besides those built",
        "第{phase}期迁入{place}的户数不超过备好的住房（另建之外{amount}套）",
        HOMES,
        "most",
    ),
    "continuity": (
        "{place} keeps room for at least {amount} people in phase {phase}",
        "第{phase}期{place}保有至少{amount}人的服务容量",
        PEOPLE,
        "least",
    ),
    "far_ledger": (
        "floor area received in {place} by phase {phase} is at most that sent",
        "至第{phase}期{place}接收的建筑面积不超过转出的",
        FLOOR,
        "missed",
    ),
    "works_at_once": (
        "works of phase {phase} cover at most {amount} m²",
        "第{phase}期施工面积不超过{amount}平方米",
        FLOOR,
        "most",
    ),
    "demolished": (
        "at most {amount} m² are pulled down in {place}",
        "{place}拆除不超过{amount}平方米",
        FLOOR,
        "most",
    ),
    "built_to_demolished": (
        "in {place} at most {limit:g} times what is pulled down is built",
        "{place}拆建比不超过{limit:g}",
        FLOOR,
        "missed",
    ),
    "rehoused_nearby": (
        "of those moved out in {place}, at least {limit:.0%} return",
        "{place}就地就近安置率不低于{limit:.0%}",
        ("households", "户"),
        "missed",
    ),
    "sunlight": (
        "sites together leave homes their sun",
        "各地块叠加遮挡后住宅仍满足日照",
        ("sets of sites", "组地块"),
        "missed",
    ),
    "consent": (
        "what needs consent and hasn't got it stays away",
        "未获同意的方案不实施",
        ("sites", "个地块"),
        "missed",
    ),
    "fixing": (
        "the options of site {place} are fixed",
        "地块{place}的方案已指定",
        ("", ""),
        "dropped",
    ),
}


def asked_of(posed: Posed, key: str, rhs: int) -> Asked:
    """What a group of rows asks; ``rhs`` is the sum of their right-hand sides."""
    name, _, rest = key.partition("/")
    if name in FAMILIES:
        return _of_family(posed, key, rhs)
    brief, number = posed.brief, int(rest) - 1
    if name in {"target", "epsilon"}:
        return _of_target(posed, (brief.targets if name == "target" else brief.epsilon)[number])
    if name == "equity_floor":
        floor = brief.equity_floors[number]
        people = -rhs / 1_000
        return Asked(
            en=f"in {floor.area} at least {floor.share:.0%} of those who need {floor.standard} "
            f"are served: {phrase(people)} people",
            zh=f"{floor.area}需要{floor.standard}者至少{floor.share:.0%}得到服务：{phrase(people)}人",
            sense="least",
            amount=people,
            unit_en="people",
            unit_zh="人",
            unit_count=1_000,
        )
    return _of_sets(posed, name, number)


def eased(asked: Asked, missing: float) -> Reason:
    """A demand that gives way by so many units."""
    by, more, less = (
        phrase(number) for number in (missing, asked.amount + missing, asked.amount - missing)
    )
    unit, unit_zh = asked.unit_en, asked.unit_zh
    en, zh = {
        "most": (f"{more} {unit} would be enough, {by} more", f"增加{by}、达到{more}{unit_zh}即可"),
        "least": (f"{less} {unit} can be had, {by} fewer", f"可达{less}{unit_zh}，少{by}"),
        "missed": (f"it would be missed by {by} {unit}", f"须突破{by}{unit_zh}"),
        "dropped": ("it would have to be dropped", "须取消"),
    }[asked.sense]
    return Reason(en=en, zh=zh, amount=missing)


def phrase(number: float) -> str:
    """A number as people write it: two decimals where there are any."""
    return f"{number:,.2f}".removesuffix(".00")


def _of_family(posed: Posed, key: str, rhs: int) -> Asked:
    name, _, rest = key.partition("/")
    en, zh, (unit_en, unit_zh), sense = FAMILIES[name]
    count = {rows.name: rows.unit for rows in posed.groups}.get(name, 1)
    place, _, phase = rest.rpartition("/")
    if "{phase}" not in en:
        place = rest
    money = posed.case.inputs.money
    currency = "" if money is None else money.currency
    told = {
        "currency": currency,
        "currency_zh": in_chinese(currency) if currency else "",
        "phase": phase,
        "limit": posed.case.row(name).limit or 0.0,
        "amount": phrase(abs(rhs) / count),
    }
    called = [posed.case.inputs.names.get(one, (one, one)) for one in place.split("/")]
    return Asked(
        en=en.format(**told, place=", ".join(one for one, _ in called)),
        zh=zh.format(**told, place="、".join(one for _, one in called)),
        sense=sense,
        amount=abs(rhs) / count,
        unit_en=unit_en.format(**told),
        unit_zh=unit_zh.format(**told),
        unit_count=count,
    )


def _of_target(posed: Posed, target: Target) -> Asked:
    unit, en, zh = TERMS[target.term]
    money = posed.case.inputs.money
    currency = "" if money is None else money.currency
    unit_en, unit_zh = UNITS_TOLD.get(unit, (currency, in_chinese(currency) if currency else ""))
    names = {**posed.case.inputs.names, **codes.USE_CLASSES}
    where = [one for one in (target.functional_zone, target.standard, target.use_class) if one]
    called = [names.get(one, (one, one)) for one in where]
    place_en = f" ({', '.join(one for one, _ in called)})" if called else ""
    place_zh = f"（{'、'.join(one for _, one in called)}）" if called else ""
    least = target.term not in COUNTED_BELOW_0
    most_or_least = target.amount if least else -target.amount
    amount = phrase(most_or_least)
    return Asked(
        en=f"{en}{place_en}: at {'least' if least else 'most'} {amount} {unit_en}",
        zh=f"{zh}{place_zh}{'不少于' if least else '不超过'}{amount}{unit_zh}",
        sense="least" if least else "most",
        amount=most_or_least,
        unit_en=unit_en,
        unit_zh=unit_zh,
        unit_count=UNITS.get(target.term, 1),
    )


def _of_sets(posed: Posed, name: str, number: int) -> Asked:
    """Columns that the brief names: must, must_not, exclusive, requires."""
    brief = posed.brief
    if name == "exclusive":
        told = [_match(one) for one in brief.exclusive[number]]
        en, zh = "; ".join(one for one, _ in told), "；".join(one for _, one in told)
        return Asked(en=f"at most one of: {en}", zh=f"至多选其一：{zh}", sense="dropped")
    if name == "requires":
        (this, this_zh), (first, first_zh) = (
            _match(one) for one in (brief.requires[number].this, brief.requires[number].first)
        )
        return Asked(
            en=f"{this} starts no earlier than {first}",
            zh=f"{this_zh}不早于{first_zh}",
            sense="dropped",
        )
    is_must = name == "must"
    en, zh = _match((brief.must if is_must else brief.must_not)[number])
    return Asked(
        en=f"{'must' if is_must else 'must not'} be: {en}",
        zh=f"{'必须' if is_must else '不得'}：{zh}",
        sense="dropped",
    )


def _match(match: Match) -> tuple[str, str]:
    """What a match picks."""
    action = None if match.action is None else codes.ACTIONS[match.action]
    parts = [
        (match.site, f"site {match.site}", f"地块{match.site}"),
        (match.option, str(match.option), str(match.option)),
        (action, *(action or ("", ""))),
        (match.phase, f"phase {match.phase}", f"第{match.phase}期"),
    ]
    said = [(en, zh) for known, en, zh in parts if known is not None]
    return ", ".join(en for en, _ in said) or "anything", "、".join(
        zh for _, zh in said
    ) or "任何方案"
