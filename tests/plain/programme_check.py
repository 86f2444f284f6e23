"""What is false in a programme, told in loops: the oracle of the checker."""

import math
from collections import defaultdict
from fractions import Fraction
from typing import Any

from tests.plain.programme import ROOM, Model, records, word

TERMS = (
    *("people_served", "homes_made_good", "floor_space", "needs_answered"),
    *("net_present_value", "displaced_households", "carbon", "heritage_kept"),
)


def false_statements(programme: Any, inputs: Any) -> Any:
    """Everything that a programme states and that is not so; empty where all of it is true."""
    return Judge(programme, inputs).judged()


class Judge:
    def __init__(self, programme: Any, inputs: Any, model: Any = None) -> None:
        self.programme, self.inputs = programme, inputs
        self.model = model or Model(programme.brief, inputs)
        self.tables = {name: records(frame) for name, frame in programme.tables.items()}
        self.false = []

    def judged(self) -> Any:
        programme = self.programme
        for name, sha256 in self.inputs.hashes.items():
            if programme.hashes.get(name) != sha256:
                self.false.append(f"inputs {name}")
        if programme.money != self.inputs.money:
            self.false.append("money")
        self.plan = self._choices()
        self.served = self._served("served", self.model.periods)
        self.today = self._served("today_served", [self.model.T + 1])
        self.y = self._auxiliaries()
        self._needs_and_room()
        self._rows()
        self._sun()
        self._value()
        self._today()
        self._bound()
        return self.false

    def _says(self, what: Any, stated: Any, true: Any, size: Any = 1) -> None:
        """Whether a stated double is the true number."""
        room = ROOM * max(abs(true), size, 1)
        if not math.isfinite(stated) or abs(Fraction(stated) - true) > room:
            self.false.append(what)

    def _choices(self) -> Any:
        plan, listed = {}, [row["site"] for row in self.tables["choice"]]
        for site in self.model.columns:
            if listed.count(site) != 1:
                self.false.append(f"site {site} chosen {listed.count(site)} times")
        for row in self.tables["choice"]:
            fits = [
                c
                for c in self.model.columns.get(row["site"], [])
                if (c[1], c[2]) == (row["option"], row["phase"] or 0)
            ]
            if not fits:
                self.false.append(f"choice of {row['site']}")
            elif fits[0][3] != (row["opens"] or 0):
                self.false.append(f"opening of {row['site']}")
            if fits:
                plan.setdefault(row["site"], fits[0])
        return plan

    def _served(self, table: Any, periods: Any) -> Any:
        served = []
        for row in self.tables[table]:
            facility, site = word(row["facility"]), word(row["site"])
            slot = ("facility", facility) if facility else ("site", site)
            k, d, p = row["standard"], row["people"], row["period"]
            known = slot in [s for kk, s, _ in self.model.slots() if kk == k]
            if (k, d, slot) not in self.model.reach or p not in periods or not known:
                self.false.append(f"{table} {k}/{d}/{slot}/{p} out of reach")
                continue
            if row["served_people_x1000"] < 0:
                self.false.append(f"{table} {k}/{d}: below nothing")
            served.append((k, d, slot, p, row["served_people_x1000"]))
        return served

    def _auxiliaries(self) -> Any:
        y, listed = dict.fromkeys(self.model.y, 0), set()
        for row in self.tables["auxiliary"]:
            if row["key"] not in y or row["key"] in listed:
                self.false.append(f"auxiliary {row['key']}")
                continue
            listed.add(row["key"])
            y[row["key"]] = row["amount"]
        for key, amount in y.items():
            low, high, _ = self.model.y[key]
            if not low <= amount <= high:
                self.false.append(f"box {key}")
        return y

    def _needs_and_room(self) -> None:
        model = self.model
        for named, served, plan in (("", self.served, self.plan), ("today ", self.today, {})):
            for k, d in model.need:
                for p in model.periods:
                    total = sum(z for kk, dd, _, pp, z in served if (kk, dd, pp) == (k, d, p))
                    grown = sum(model.growth(c, k, d, p) for c in plan.values())
                    if total > model.need[k, d] + grown:
                        self.false.append(f"{named}need {k}/{d}/{p}")
            for k, slot, site in model.slots():
                for p in model.periods:
                    total = sum(z for kk, _, s, pp, z in served if (kk, s, pp) == (k, slot, p))
                    if total > model.capacity(k, slot, plan.get(site), p):
                        self.false.append(f"{named}capacity {k}/{slot}/{p}")

    def _rows(self) -> None:
        at_end = defaultdict(int)
        for k, d, _, p, z in self.served:
            at_end[k, d] += z if p == self.model.T + 1 else 0
        for key, (equal, rhs, x, y, z) in self.model.rows.items():
            left = sum(x.get(c, 0) for c in self.plan.values())
            left += sum(a * self.y[name] for name, a in y.items())
            left += sum(a * at_end[kd] for kd, a in z.items())
            if left > rhs or (equal and left != rhs):
                self.false.append(f"row {key}")

    def _sun(self) -> None:
        if not self.model._on("sunlight"):
            return
        for window in self.model.tables["sun_receptor"]:
            own = word(window["site"])
            if own in self.plan and self.model._demolishes(self.plan[own]):
                continue
            casting = {
                self.model.options[c[1]]["shadow_as"] for s, c in self.plan.items() if s != own
            }
            if self.model.shaded(window["ref"], casting) > 0:
                self.false.append(f"sun of {window['ref']}")

    def _value(self) -> None:
        model, programme = self.model, self.programme
        today = Fraction(programme.today)
        people = sum(
            z * model.worth_served(k, d) * model.served_omega[p] for k, d, _, p, z in self.served
        )
        columns = sum((model.worth(c) for c in self.plan.values()), Fraction(0))
        others = sum(self.y[key] * worth for key, (_, _, worth) in model.y.items())
        self.value = people + columns + others - today
        size = sum(map(abs, (people, columns, others, today)))
        self._says("value", programme.value, self.value, size)
        stated = {one.term: one for one in programme.terms}
        if len(stated) < len(programme.terms) or set(stated) - set(TERMS):
            self.false.append("terms listed")
        for term in TERMS:
            amount = self._amount(term)
            negative = term in {"displaced_households", "carbon"}
            worth = amount * model._weight(term) * (-1 if negative else 1)
            if term in stated:
                self._says(f"amount of {term}", stated[term].amount, amount)
            self._says(f"worth of {term}", stated[term].value if term in stated else 0.0, worth)

    def _amount(self, term: Any) -> Any:
        model = self.model
        if term == "people_served":
            now = sum(
                z * model._counts(k, d) * model.served_omega[p] for k, d, _, p, z in self.served
            )
            return now - sum(z * model._counts(k, d) for k, d, _, _, z in self.today)
        if term == "floor_space":
            total = Fraction(0)
            for key, amount in self.y.items():
                if key.startswith(("met/", "over/")):
                    share = (
                        1
                        if key.startswith("met/")
                        else -Fraction(self.model.brief.oversupply_share)
                    )
                    total += share * amount * model.omega[int(key.split("/")[3])]
            return total / 100
        if term == "needs_answered":
            answered = [key for key in self.y if key.startswith("answered/")]
            return sum(
                self.y[key] * model._supporters(key.removeprefix("answered/")) for key in answered
            )
        sign = -1 if term in {"displaced_households", "carbon"} else 1
        scale = {"net_present_value": 100, "heritage_kept": 100}.get(term, 1)
        total = sum(model.amount(term, c) * model.timing(term, c) for c in self.plan.values())
        return sign * total / scale

    def _today(self) -> None:
        model, period = self.model, self.model.T + 1
        witnessed = sum(z * model.worth_served(k, d) for k, d, _, _, z in self.today)
        self._says("today's witness", self.programme.today, witnessed)
        prices = self._demand_prices("today_price", [period])
        proven = sum(prices[k, d, period] * need for (k, d), need in model.need.items())
        for k, slot, _ in model.slots():
            gains = {
                d: (model.worth_served(k, d) - prices[k, d, period], model.need[k, d])
                for d in model.people
                if (k, d, slot) in model.reach
            }
            proven += self._filled(gains.values(), model.capacity(k, slot, None, period))
        if Fraction(self.programme.today) < proven - ROOM * max(1, abs(proven)):
            self.false.append("today's prices")

    def _demand_prices(self, table: Any, periods: Any) -> Any:
        prices = defaultdict(Fraction)
        for row in self.tables[table]:
            at = (row["standard"], row["people"], row["period"])
            if at[:2] not in self.model.need or at[2] not in periods or at in prices:
                self.false.append(f"{table} {at} unknown or twice")
                continue
            if row["price"] is None or not math.isfinite(row["price"]) or row["price"] < 0:
                self.false.append(f"{table} {at} sign")
                continue
            prices[at] = Fraction(row["price"])
        return prices

    @staticmethod
    def _filled(gains: Any, capacity: Any) -> Any:
        """A fractional knapsack, the most profitable first."""
        total = Fraction(0)
        for gain, most in sorted(gains, reverse=True):
            take = min(capacity, most)
            if gain <= 0 or take <= 0:
                break
            total, capacity = total + gain * take, capacity - take
        return total

    def _row_prices(self) -> Any:
        prices, rows = {}, dict(self.model.rows)
        for row in self.tables["row_price"]:
            key = row["key"]
            if key.startswith("sunlight/") and self.model.sun_row(key) is not None:
                rows[key] = self.model.sun_row(key)
            if key not in rows or key in prices:
                self.false.append(f"price of {key} unknown or twice")
                continue
            price = row["price"]
            if price is None or not math.isfinite(price) or (price < 0 and not rows[key][0]):
                self.false.append(f"price of {key} sign")
                continue
            prices[key] = Fraction(price)
        return prices, rows

    def _most(self) -> Any:
        """What the prices prove that nobody can exceed, today's included."""
        model = self.model
        prices, rows = self._row_prices()
        demand = self._demand_prices("demand_price", model.periods)
        total = sum(price * rows[key][1] for key, price in prices.items())
        total += sum(demand[k, d, p] * n for (k, d), n in model.need.items() for p in model.periods)
        gain = self._profits(prices, rows, demand)
        for columns in model.columns.values():
            total += max((self._reduced(c, prices, rows, demand, gain) for c in columns), default=0)
        for k, slot, site in model.slots():
            if not site:
                for p in model.periods:
                    total += self._knapsack(k, slot, p, model.capacity(k, slot, None, p), gain)
        for key, (low, high, worth) in model.y.items():
            paid = sum(price * rows[row][3].get(key, 0) for row, price in prices.items())
            total += max(low * (worth - paid), high * (worth - paid))
        return total

    def _bound(self) -> None:
        programme, total = self.programme, self._most()
        self.proven = total - Fraction(programme.today)
        size = abs(total) + abs(Fraction(programme.today))
        if not math.isfinite(programme.bound) or (
            Fraction(programme.bound) < self.proven - ROOM * max(1, size)
        ):
            self.false.append("bound")
        self._gap()
        for one in programme.rounds:
            if Fraction(one.bound) < self.value - ROOM * max(1, abs(self.value)):
                self.false.append(f"round {one.number} bound")
            if one.value is not None and Fraction(one.value) > self.proven + ROOM * max(1, size):
                self.false.append(f"round {one.number} value")

    def _profits(self, prices: Any, rows: Any, demand: Any) -> Any:
        model, gain = self.model, {}
        for k, d in model.need:
            for p in model.periods:
                gain[k, d, p] = model.worth_served(k, d) * model.served_omega[p] - demand[k, d, p]
                if p == model.T + 1:
                    gain[k, d, p] -= sum(
                        price * rows[key][4].get((k, d), 0) for key, price in prices.items()
                    )
        return gain

    def _knapsack(self, k: Any, slot: Any, p: Any, capacity: Any, gain: Any) -> Any:
        model, gains = self.model, []
        for d in model.people:
            if (k, d, slot) in model.reach and (k, d) in model.need:
                grown = max([0, *(model.growth(c, k, d, p) for c in model.every_column())])
                gains.append((gain[k, d, p], model.need[k, d] + grown))
        return self._filled(gains, capacity)

    def _reduced(self, column: Any, prices: Any, rows: Any, demand: Any, gain: Any) -> Any:
        model = self.model
        total = model.worth(column)
        total -= sum(price * rows[key][2].get(column, 0) for key, price in prices.items())
        for k, d in model.need:
            for p in model.periods:
                total += demand[k, d, p] * model.growth(column, k, d, p)
        for k, slot, site in model.slots():
            if site == column[0]:
                for p in model.periods:
                    room = model.capacity(k, slot, column, p)
                    total += self._knapsack(k, slot, p, room, gain)
        return total

    def _gap(self) -> None:
        programme = self.programme
        stated = programme.gap_certified
        base = -programme.value if programme.brief.minimise else programme.value
        if stated is None:
            return
        gap = (programme.bound - programme.value) / base if base > 0 else math.inf
        if not math.isfinite(stated) or stated < gap - 1e-12:
            self.false.append("gap")
