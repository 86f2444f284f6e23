"""The plain way to judge an option: try every world that what is unknown leaves open."""

from collections.abc import Iterator, Mapping
from itertools import product

from gengxin.terms.rules import Band, Rule, RulePack

FAR_OFF = 1e12
Facts = Mapping[str, object]


def states(pack: RulePack, option: Facts, site: Facts) -> dict[str, str]:
    """State of each rule that binds, or may bind: ``at_most`` and ``at_least`` with a value."""
    found = {}
    for rule in pack.rules:
        if rule.effect not in {"at_most", "at_least"} or not any(_may_hold(rule, option, site)):
            continue
        others = [r for r in pack.rules if {rule.kind, rule.code} & set(r.alters)]
        found[rule.code] = _state(set(_worlds(rule, others, option, site)))
    return found


def _state(worlds: set[str]) -> str:
    if worlds == {"waived"}:
        return "waived"
    if "failed" not in worlds:
        return "passed"
    return "failed" if worlds == {"failed"} else "not_decided"


def _worlds(rule: Rule, others: list[Rule], option: Facts, site: Facts) -> Iterator[str]:
    """What comes of the rule in every world."""
    waivers = [r for r in others if r.effect == "waives"]
    changers = [r for e in ("multiplies", "adds") for r in others if r.effect == e]
    value = option.get(rule.measure)
    values = [-FAR_OFF, FAR_OFF] if value is None else [value]
    stated = site.get(rule.column) if rule.column else rule.value
    limits = [-FAR_OFF, FAR_OFF] if stated is None else [stated]
    for binds, measured, limit, *chosen in product(
        _may_hold(rule, option, site),
        values,
        limits,
        *(_may_apply(r, option, site) for r in (*waivers, *changers)),
    ):
        waived = any(chosen[: len(waivers)])
        asked = limit
        for changer, applies in zip(changers, chosen[len(waivers) :], strict=True):
            if applies:
                asked = _changed(asked, changer)
        kept = measured <= asked if rule.effect == "at_most" else measured >= asked
        if waived:
            yield "waived"
        elif not binds:
            yield "not bound"
        else:
            yield "passed" if kept else "failed"


def _changed(limit: float, changer: Rule) -> float:
    return limit * changer.value if changer.effect == "multiplies" else limit + changer.value


def _may_apply(rule: Rule, option: Facts, site: Facts) -> set[bool]:
    """A rule that isn't verified may be none."""
    worlds = _may_hold(rule, option, site)
    return worlds if rule.verified else worlds | {False}


def _may_hold(rule: Rule, option: Facts, site: Facts) -> set[bool]:
    asked: list[set[bool]] = []
    for facts, words, bands in (
        (site, rule.where, rule.where_number),
        (option, rule.when, rule.when_number),
    ):
        asked += [_is_in(facts.get(name), codes) for name, codes in words.items()]
        asked += [_is_within(facts.get(name), band) for name, band in bands.items()]
    return {all(world) for world in product(*asked)}


def _is_in(word: object, codes: tuple[str, ...]) -> set[bool]:
    return {True, False} if word is None else {word in codes}


def _is_within(number: object, band: Band) -> set[bool]:
    if number is None:
        return {True, False}
    within = [
        band.at_least is None or number >= band.at_least,
        band.above is None or number > band.above,
        band.at_most is None or number <= band.at_most,
        band.below is None or number < band.below,
    ]
    return {all(within)}
