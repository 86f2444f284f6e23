"""The account of one option the plain way: loops, and decimals in place of floats.

Nothing here is of the appraisal: rows of the pack are found by trying each, money is added line by
line. A number that isn't known is Decimal("NaN"), which every sum with it is too.
"""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal, getcontext
from typing import Any

from gengxin.terms import Factor, FactorPack, codes

getcontext().prec = 40

NAN, ZERO, ONE = Decimal("NaN"), Decimal(0), Decimal(1)
LOW, MID, HIGH = range(3)
PARTIES = tuple(codes.PARTIES)
USES = tuple(codes.FLOOR_USES)
COSTS = ("compensation", "demolition", "decant", "construction", "fees", "finance")

Row = Mapping[str, Any]
# (item, time, party) → low, mid, high
Lines = dict[tuple[str, str, str], list[Decimal]]


def number(value: object) -> Decimal:
    """A decimal as the float is written."""
    return Decimal(repr(float(value)))  # type: ignore[arg-type]


def word(value: object) -> str:
    return value if isinstance(value, str) else ""


def band(height_m: Decimal) -> str:
    if height_m.is_nan():
        return ""
    for name, top in (("low", 27), ("middle", 54), ("high", 100)):
        if height_m <= top:
            return name
    return "very_high"


class PlainAccount:
    """The account of one draft on its site."""

    def __init__(self, draft: Row, site: Row, pack: FactorPack) -> None:
        self.draft, self.site, self.pack = draft, site, pack
        self.lines: Lines = defaultdict(lambda: [ZERO, ZERO, ZERO])
        self.known: dict[tuple[int, str, str], list[Decimal]] | None = None
        self.months = number(draft["works_months"])
        self.works()
        self.land()
        self.fees()
        self.land_finance = self.finance()
        for use in USES:
            self.earn(use)
        if self.months.is_nan():
            for line in self.lines.values():
                line[:] = [x if x == ZERO else NAN for x in line]

    def row(self, code: str, **one: str) -> Factor | None:
        """The row with most keys of those that hold here."""
        new = code in {"construction", "embodied_built", "operating_new"}
        place = {
            "action": self.draft["action"],
            "height": band(number(self.draft["height_m"])),
            "structure": word(
                (self.draft if new else self.site).get("structure_after" if new else "structure")
            ),
            **{k: word(self.site.get(k)) for k in ("condition", "heritage_class", "zone_code")},
            **one,
        }
        found = [
            f
            for f in self.pack.factors
            if f.code == code and all(place[key] in words for key, words in f.where.items())
        ]
        return max(found, key=lambda f: len(f.where), default=None)

    def levels(self, code: str, **one: str) -> list[Decimal]:
        row = self.row(code, **one)
        return [NAN] * 3 if row is None else [number(x) for x in (row.low, row.mid, row.high)]

    def pay(self, item: str, time: str, code: str, quantity: Decimal, **one: str) -> None:
        """A cost: the low scenario has the highest price."""
        for party, amounts in self.parts(code, quantity, **one).items():
            line = self.lines[item, time, party]
            for scenario in range(3):
                line[scenario] -= amounts[2 - scenario]

    def parts(self, code: str, quantity: Decimal, **one: str) -> dict[str, list[Decimal]]:
        if quantity == ZERO:
            return {}
        row = self.row(code, **one)
        if row is None:
            return {party: [NAN] * 3 for party in PARTIES}
        levels = self.levels(code, **one)
        return {
            party: [quantity * level * number(share) for level in levels]
            for party, share in row.parties.items()
            if share
        }

    def quantity(self, name: str) -> Decimal:
        return number(self.draft[name])

    def tenures(self) -> dict[str, Decimal]:
        names = [f"households_{tenure}_count" for tenure in codes.TENURES]
        if not all(name in self.draft for name in names):
            return {"": ONE}
        counts = [self.quantity(name) for name in names]
        if sum(counts) == ZERO:
            return {"": ONE}
        return {t: c / sum(counts) for t, c in zip(codes.TENURES, counts, strict=True) if c}

    def works(self) -> None:
        for use in USES:
            gone = self.quantity(f"{use}_floor_demolished_m2")
            self.pay("demolition", "start", "demolition", gone, use=use)
            if use not in {"residential", "public"}:
                self.pay("compensation", "start", "compensation_floor", gone, use=use)
            for code, work in (
                ("construction", "built"),
                ("repair", "repaired"),
                ("retrofit", "retrofitted"),
                ("conversion", "converted"),
            ):
                floor = self.quantity(f"{use}_floor_{work}_m2")
                self.pay("construction", "works", code, floor, use=use)
        for tenure, share in self.tenures().items():
            out = self.quantity("households_out_temporarily_count")
            months = ZERO if out == ZERO else out * self.months * share
            self.pay("decant", "works", "decant", months, tenure=tenure)
            gone = self.quantity("households_out_for_good_count") * share
            self.pay("compensation", "start", "compensation_household", gone, tenure=tenure)

    def land(self) -> None:
        for use in USES:
            built = self.quantity(f"{use}_floor_built_m2")
            self.pay("acquisition", "start", "land", built, use=use)
            for amounts in self.parts("land", built, use=use).values():
                received = self.lines["acquisition", "start", "public"]
                for scenario in range(3):
                    received[scenario] += amounts[2 - scenario]
        price = list(self.lines["acquisition", "start", "public"])
        own = [ZERO] * 3
        for use in USES:
            built = self.quantity(f"{use}_floor_built_m2")
            for scenario, amount in enumerate(self.parts("land", built, use=use).get("public", [])):
                own[2 - scenario] += amount
        self.give_up_land([a + b for a, b in zip(price, own, strict=True)])
        self.pay("transfer", "start", "far_transfer", self.quantity("far_received_m2"))
        sent = self.parts("far_transfer", self.quantity("far_sent_m2"))
        for amounts in sent.values():
            for scenario in range(3):
                self.lines["transfer", "start", "owner"][scenario] += amounts[scenario]

    def give_up_land(self, price: list[Decimal]) -> None:
        built = sum((self.quantity(f"{use}_floor_built_m2") for use in USES), ZERO)
        gone = sum((self.quantity(f"{use}_floor_demolished_m2") for use in USES), ZERO)
        if built != ZERO and any(amount != ZERO for amount in price):
            more = (built - gone) if (built - gone).is_nan() else max(built - gone, ZERO)
            if more != ZERO:
                for scenario in range(3):
                    given = price[scenario] * more / built
                    self.lines["land_given_up", "start", "public"][scenario] -= given
        today = sum(
            (number(self.site.get(f"{use}_floor_area_m2", float("nan"))) for use in USES), ZERO
        )
        worth = number(self.site.get("assessed_value_amount", float("nan")))
        is_free = all(amount == ZERO for amount in price)
        if not is_free or any(x.is_nan() for x in (built, gone, today, worth)):
            return
        if built > ZERO and gone >= today - 1 and worth > ZERO:
            self.buy_freehold(worth)

    def buy_freehold(self, worth: Decimal) -> None:
        out = self.quantity("households_out_temporarily_count")
        good = self.quantity("households_out_for_good_count")
        back = ZERO if out + good == ZERO else out / (out + good)
        for scenario in range(3):
            paid = self.total(("compensation",), scenario)
            due = worth * (ONE - back) + paid
            due = due if due.is_nan() else max(due, ZERO)
            self.lines["acquisition", "start", "developer"][scenario] -= due
            self.lines["acquisition", "start", "owner"][scenario] += due
            self.lines["land_given_up", "start", "owner"][scenario] -= due

    def fees(self) -> None:
        share = self.levels("fees")[::-1]
        for party in PARTIES:
            for scenario in range(3):
                base = (
                    self.lines["demolition", "start", party][scenario]
                    + self.lines["construction", "works", party][scenario]
                )
                if base != ZERO:
                    self.lines["fees", "works", party][scenario] += base * share[scenario]

    def finance(self) -> dict[str, list[Decimal]]:
        years = self.months / 12
        for_land = {}
        for party in PARTIES:
            rate = self.levels("finance", party=party)[::-1]
            for_land[party] = [ZERO] * 3
            for scenario in range(3):

                def of(item: str, time: str, s: int = scenario, who: str = party) -> Decimal:
                    return self.lines[item, time, who][s]

                early = of("demolition", "start") + of("compensation", "start")
                late = of("construction", "works") + of("fees", "works") + of("decant", "works")
                land = ZERO if party == "public" else of("acquisition", "start")
                bought = land + of("transfer", "start")
                bought = bought if bought.is_nan() else min(bought, ZERO)
                interest = self.interest(early + late / 2, rate[scenario], years)
                for_land[party][scenario] = self.interest(bought, rate[scenario], years)
                self.lines["finance", "works", party][scenario] = (
                    interest + for_land[party][scenario]
                )
        return for_land

    @staticmethod
    def interest(base: Decimal, rate: Decimal, years: Decimal) -> Decimal:
        return ZERO if ZERO in {base, years} else base * rate * years

    def new_floor(self, use: str) -> Decimal:
        new = self.quantity(f"{use}_floor_built_m2") + self.quantity(f"{use}_floor_converted_m2")
        if use != "residential" or new == ZERO:
            return new
        out = self.quantity("households_out_temporarily_count")
        gone = self.quantity("households_out_for_good_count")
        torn = self.quantity("residential_floor_demolished_m2")
        if torn != ZERO:
            new -= ZERO if out + gone == ZERO else torn * out / (out + gone)
        for size in codes.HOME_SIZES:
            homes = self.quantity(f"committed_homes_{size}_count")
            if homes != ZERO:
                new -= homes * self.levels("home_size", size=size)[MID]
        return new if new.is_nan() else max(new, ZERO)

    def earn(self, use: str) -> None:
        if use == "public":
            floor = self.new_floor(use)
            self.pay("operating", "operation", "operating", floor, use=use)
            return
        new = self.new_floor(use)
        sold = ZERO if new == ZERO else self.levels("sold", use=use)[MID]
        to_sell = ZERO if sold == ZERO else new * sold
        to_let = ZERO if sold == ONE or new == ZERO else new * (ONE - sold)
        for party, amounts in self.parts("sale", to_sell, use=use).items():
            for scenario in range(3):
                self.lines["sale", "completion", party][scenario] += amounts[scenario]
        self.hold(use, to_let, sign=1)
        if use != "residential":
            left = self.left(use)
            empty = number(self.site.get("vacancy_share", float("nan")))
            today = number(self.site.get(f"{use}_floor_area_m2", float("nan")))
            self.empty_is_told = not (empty * today).is_nan() and not left.is_nan()
            taken = left - min(left, empty * today) if self.empty_is_told else left
            self.hold(use, taken, sign=-1)

    def hold(self, use: str, floor: Decimal, *, sign: int) -> None:
        """Rent of let floor (1), or of floor that another use takes (−1): then dear is poor."""
        rents = self.parts("rent", floor, use=use)
        runs = self.parts("operating", floor, use=use)
        empty, cap = self.levels("vacancy", use=use), self.levels("cap_rate", use=use)
        for party in PARTIES:
            for scenario in range(3):
                high = scenario if sign == 1 else 2 - scenario
                let = ONE if sign == -1 and self.empty_is_told else ONE - empty[2 - high]
                rent = rents.get(party, [ZERO] * 3)[high] * let
                rent = ZERO if party not in rents else rent
                run = runs.get(party, [ZERO] * 3)[2 - high]
                net = (rent - run) * sign
                if sign == 1:
                    self.lines["rent", "operation", party][scenario] += rent
                    self.lines["operating", "operation", party][scenario] -= run
                else:
                    self.lines["rent_forgone", "whole", party][scenario] += net
                worth = net
                if net != ZERO:
                    gains = net.is_nan() or net > ZERO
                    worth = net / cap[2 - scenario if gains else scenario]
                name = "end_value" if sign == 1 else "value_forgone"
                self.lines[name, "end", party][scenario] += worth

    def left(self, use: str) -> Decimal:
        converted = sum((self.quantity(f"{u}_floor_converted_m2") for u in USES), ZERO)
        if converted == ZERO:
            return ZERO
        today = number(self.site.get(f"{use}_floor_area_m2", float("nan")))
        gains = self.quantity(f"{use}_floor_built_m2") + self.quantity(f"{use}_floor_converted_m2")
        gone = self.quantity(f"{use}_floor_demolished_m2")
        rest = today + gains - gone - self.quantity(f"{use}_floor_area_m2")
        return rest if rest.is_nan() else max(rest, ZERO)

    def share_of_year(self, time: str, year: int) -> Decimal:
        """What of an amount, or how much of a yearly amount, falls into a year."""
        months = ZERO if self.months.is_nan() else self.months
        horizon = self.levels("horizon")[MID]
        last = months + 12 * horizon
        if time == "start":
            return ONE if year == 0 else ZERO
        if time in {"completion", "end"}:
            when = months if time == "completion" else last
            return ONE if int(when // 12) == year else ZERO
        if time == "works" and months == ZERO:
            return ONE if year == 0 else ZERO
        begin, end = {"works": (ZERO, months), "operation": (months, last), "whole": (ZERO, last)}[
            time
        ]
        held = max(ZERO, min(end, Decimal(12 * year + 12)) - max(begin, Decimal(12 * year)))
        return held / months if time == "works" else held / 12

    def flows(self) -> dict[tuple[int, str, str], list[Decimal]]:
        """(year, party, item) → low, mid, high, of works up to 5 years and a horizon up to 10."""
        found: dict[tuple[int, str, str], list[Decimal]] = defaultdict(lambda: [ZERO] * 3)
        for (item, time, party), amounts in self.lines.items():
            for year in range(16):
                share = self.share_of_year(time, year)
                if share != ZERO and any(x != ZERO for x in amounts):
                    old = found[year, party, item]
                    found[year, party, item] = [
                        a + b * share for a, b in zip(old, amounts, strict=True)
                    ]
        return found

    def total(self, items: tuple[str, ...], scenario: int, party: str = "") -> Decimal:
        return sum(
            (
                amounts[scenario]
                for (item, _, who), amounts in self.lines.items()
                if item in items and party in {"", who}
            ),
            ZERO,
        )

    def npv(self, scenario: int) -> Decimal:
        rate = self.levels("discount")[MID]
        if self.known is None:
            self.known = self.flows()
        return sum(
            (
                amounts[scenario] / (ONE + rate) ** year
                for (year, _, item), amounts in self.known.items()
                if item != "finance" and amounts[scenario] != ZERO
            ),
            ZERO,
        )

    def profit(self, scenario: int) -> Decimal:
        """Negative: what the developer asks on the costs, the land's interest apart."""
        cost = self.total(COSTS, scenario, "developer") - self.land_finance["developer"][scenario]
        return ZERO if cost == ZERO else cost * self.levels("profit")[2 - scenario]

    def gained(self, scenario: int) -> Decimal:
        return self.total(("sale", "end_value", "value_forgone"), scenario)

    def residual(self, scenario: int) -> Decimal:
        land = sum((line[scenario] for line in self.land_finance.values()), ZERO)
        rest = self.gained(scenario) + self.total(COSTS, scenario) - land + self.profit(scenario)
        rate = self.levels("finance", party="developer")[MID]
        return ZERO if rest == ZERO else rest / (ONE + rate * self.months / 12)

    def gap(self, scenario: int) -> Decimal:
        rest = (
            self.gained(scenario)
            + self.total((*COSTS, "transfer"), scenario)
            + self.profit(scenario)
        )
        return rest if rest.is_nan() else max(-rest, ZERO)
