# ruff: noqa: C901, PLR0911, PLR0912 - case after case, as the page tells them
"""The planning model told in loops, from docs/why/programme-model.md alone: slow, obvious, exact.

Numbers are Python's integers and fractions, so that nothing is rounded but where the page says so.
"""

import math
from collections import defaultdict
from fractions import Fraction
from typing import Any

import pandas as pd

SPENT_ON = {"compensation", "demolition", "decant", "construction", "fees", "finance"}
PUBLIC, OWNER, DEVELOPER = (f"{who}_cost_amount_x100" for who in ("public", "owner", "developer"))
UNITS = {"homes_made_good": 1, "net_present_value": 100, "displaced_households": 1, "carbon": 1}
UNITS |= {"heritage_kept": 100, "floor_space": 100, "needs_answered": 1, "people_served": 1000}
# relative room for the doubles in which a programme states its sums
ROOM = Fraction(1, 10**10)


def records(frame: Any) -> Any:
    """Rows of a frame, with None where a value is missing."""
    plain = frame.reset_index() if frame.index.name else frame
    columns = [[_known(value) for value in plain[name].tolist()] for name in plain]
    return [dict(zip(plain.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def _known(value: Any) -> Any:
    return None if value is pd.NA or value != value else value  # noqa: PLR0124 - NaN, NaT


def thousandths(number: Any) -> Any:
    return 0 if number is None else round(number * 1000)


def word(value: Any) -> Any:
    return value or ""


class Model:
    """Columns, rows and worths of a brief and its inputs."""

    def __init__(self, brief: Any, inputs: Any) -> None:
        self.brief, self.inputs = brief, inputs
        self.tables = {name: records(frame) for name, frame in inputs.options.items()}
        self.sites = {row["ref"]: row for row in records(inputs.sites)}
        self.people = {row["ref"]: row for row in records(inputs.people)}
        self.needs = {row["ref"]: row for row in records(inputs.needs)}
        self.options = {row["ref"]: row for row in self.tables["option"]}
        self.of_option = defaultdict(lambda: defaultdict(list))
        for name in ("service", "money", "home", "floor", "origin"):
            for row in self.tables[f"option_{name}"]:
                self.of_option[name][row["option"]].append(row)
        self._times()
        self._columns()
        self._services()
        self.y, self.rows = {}, {}
        self._all_rows()

    # --- times

    def _times(self) -> None:
        days = [phase.starts_on for phase in self.brief.phases] + [self.brief.ends_on]
        months = [day.year * 12 + day.month for day in days]
        self.T = len(self.brief.phases)
        self.start = {p: months[p - 1] - months[0] for p in range(1, self.T + 2)}
        horizon = max(round(self.brief.horizon_years * 12), self.start[self.T + 1] + 1)
        self.end = {p: self.start[p + 1] for p in range(1, self.T + 1)} | {self.T + 1: horizon}
        rate = self.brief.earlier_rate
        if rate:
            parts = {
                p: Fraction((1 + rate) ** (-self.start[p] / 12))
                - Fraction((1 + rate) ** (-self.end[p] / 12))
                for p in self.start
            }
        else:
            parts = {p: Fraction(self.end[p] - self.start[p]) for p in self.start}
        self.omega = {p: part / sum(parts.values()) for p, part in parts.items()}
        self.served_omega = dict(self.omega)
        self.periods = list(self.start)
        if self.brief.coverage == "end":
            self.periods = [self.T + 1]
            self.served_omega = dict.fromkeys(self.start, Fraction(0)) | {self.T + 1: Fraction(1)}

    # --- columns: (site, option, phase, opens), phase and opens 0 for keep

    def _columns(self) -> None:
        self.keep, self.columns, self.decided = {}, {}, []
        for row in self.tables["option"]:
            if row["action"] == "keep":
                self.keep.setdefault(row["site"], row["ref"])
        every = defaultdict(list)
        for site, ref in self.keep.items():
            every[site].append((site, ref, 0, 0))
        for row in self.tables["option"]:
            if row["action"] == "keep" or row["state"] != "offered":
                continue
            every[row["site"]]  # an offered option makes its site one to decide
            for t in range(1, self.T + 1):
                if row["works_months"] is None:
                    continue
                done = self.start[t] + row["works_months"]
                opens = next((p for p in self.start if p >= t and self.start[p] >= done), None)
                if opens is not None:
                    every[row["site"]].append((row["site"], row["ref"], t, opens))
        for site, columns in every.items():
            self.columns[site] = [c for c in columns if not self._barred(c)]

    def _barred(self, column: Any) -> Any:
        site, ref, _, _ = column
        option, facts = self.options[ref], self.sites[site]
        if option["fixing"] == "must_not":
            return True
        musts = [
            o["ref"]
            for o in self.tables["option"]
            if o["site"] == site
            and o["fixing"] == "must"
            and (
                o["ref"] == self.keep.get(site)
                or (o["action"] != "keep" and o["state"] == "offered")
            )
        ]
        if musts and ref not in musts:
            return True
        if self._on("consent") and option["consent_needed"]:
            state, share = facts["consent_state"], facts["consent_share"]
            asked = option["consent_threshold_share"]
            if state == "refused":
                return True
            if state == "asked" and share is not None and asked is not None and share < asked:
                return True
            if self.brief.not_asked == "bars" and state in {None, "", "not_asked"}:
                return True
        for match in self.brief.must:
            if match.site == site and not self._matches(match, column):
                return True
        return any(self._matches(match, column) for match in self.brief.must_not)

    def _matches(self, match: Any, column: Any) -> Any:
        site, ref, phase, _ = column
        action = self.options[ref]["action"]
        if phase == 0 and match.action != "keep" and match.option != ref:
            return False
        if phase == 0 and match.phase is not None:
            return False
        return (
            match.site in {None, site}
            and match.option in {None, ref}
            and match.action in {None, action}
            and match.phase in {None, phase}
        )

    def every_column(self) -> Any:
        for columns in self.columns.values():
            yield from columns

    def _on(self, family: Any) -> Any:
        return family in self.brief.rows and self.brief.rows[family].on

    # --- quantities

    def _sum_of(self, ref: Any, *names: str, less: Any = None) -> Any:
        values = [self.options[ref][name] for name in names]
        if less:
            values.append(None if self.options[ref][less] is None else -self.options[ref][less])
        return 0 if None in values else sum(values)

    def _above_keep(self, site: Any, ref: Any, name: Any) -> Any:
        if site not in self.keep:
            return 0
        own, kept = self.options[ref][name], self.options[self.keep[site]][name]
        return 0 if own is None or kept is None else own - kept

    def _unit(self, site: Any) -> Any:
        facts = self.sites[site]
        return (
            word(facts["renewal_unit"])
            or word(facts["sub_district"])
            or word(facts["functional_zone"])
        )

    # --- people and services

    def _services(self) -> None:
        offered = [
            ref
            for ref, o in self.options.items()
            if (o["state"] == "offered" and o["action"] != "keep")
            or ref == self.keep.get(o["site"])
        ]
        planned = set()
        for ref in offered:
            for row in self.of_option["service"][ref]:
                if row["effect"] == "opens":
                    planned.add(row["standard"])
                else:
                    planned |= {
                        s["standard"]
                        for s in self.tables["supplier"]
                        if s["facility"] == row["facility"]
                    }
        self.standards = sorted(planned)
        self.suppliers = {
            (s["standard"], s["facility"]): (word(s["site"]), s["capacity_people_x1000"] or 0)
            for s in self.tables["supplier"]
            if s["standard"] in planned
        }
        self.need = {
            (k, d): thousandths(row.get(self.inputs.users.get(k)))
            for k in self.standards
            for d, row in self.people.items()
        }
        residents = {d: thousandths(row["residents_people"]) for d, row in self.people.items()}
        self.total_residents = sum(residents.values())
        self.residents = residents
        self.reach = set()
        for row in self.tables["reach"]:
            slot = ("facility", row["facility"]) if row["facility"] else ("site", row["site"])
            if row["standard"] in planned and row["people"] in self.people:
                self.reach.add((row["standard"], row["people"], slot))

    def growth(self, column: Any, k: Any, d: Any, p: Any) -> Any:
        """What a column adds to need(d, k) in a period."""
        site, ref, phase, opens = column
        if phase == 0 or p < opens or word(self.people[d]["site"]) != site:
            return 0
        change = self._above_keep(site, ref, "residents_after_people_x1000")
        own = [x for x, row in self.people.items() if word(row["site"]) == site]
        if change > 0:
            first = min(own, key=lambda x: (-self.residents[x], x))
            total = sum(self.need[k, x] for x in self.people)
            return (
                change * total // self.total_residents if d == first and self.total_residents else 0
            )
        there = sum(self.residents[x] for x in own)
        if change < 0 and there:
            return -min(self.need[k, d], self.need[k, d] * -change // there)
        return 0

    def capacity(self, k: Any, slot: Any, column: Any, p: Any) -> Any:
        """Capacity of a slot in a period under its site's column (None: no column)."""
        kind, name = slot
        if kind == "facility":
            _, capacity = self.suppliers.get((k, name), ("", 0))
            if column is None or column[2] == 0:
                return capacity
            _, ref, t, opens = column
            for row in self.of_option["service"][ref]:
                if row["facility"] == name:
                    if row["effect"] == "closes_for_good" and p >= t:
                        return 0
                    if row["effect"] == "closes_for_works" and t <= p < opens:
                        return 0
            return capacity
        if column is None or column[2] == 0 or p < column[3]:
            return 0
        return sum(
            row["capacity_people_x1000"] or 0
            for row in self.of_option["service"][column[1]]
            if row["effect"] == "opens" and row["standard"] == k
        )

    def slots(self) -> Any:
        """Every slot: standard, slot, the site whose column decides on it (empty: none)."""
        for (k, name), (site, _) in self.suppliers.items():
            yield k, ("facility", name), site if site in self.columns else ""
        for k in self.standards:
            for site in self.columns:
                yield k, ("site", site), site

    def worth_served(self, k: Any, d: Any) -> Any:
        weight = self._weight("people_served")
        return weight * self._counts(k, d)

    def _counts(self, k: Any, d: Any) -> Any:
        area = word(self.people[d]["sub_district"])
        share = Fraction(self.brief.standards.get(k, 1.0)) * Fraction(
            self.brief.need_weights.get(area, 1.0)
        )
        return share / 1000

    # --- value

    def _weight(self, term: Any) -> Any:
        if self.brief.minimise or term not in self.brief.terms:
            return Fraction(0)
        return Fraction(self.brief.terms[term].weight)

    def amount(self, term: Any, column: Any) -> Any:
        """A column's amount of a term in the tables' whole numbers, as it is counted."""
        site, ref, phase, opens = column
        option = self.options[ref]
        if phase == 0:
            return 0
        if term == "homes_made_good":
            return option["homes_made_good_count"] or 0
        if term == "net_present_value":
            return option["npv_mid_amount_x100"] or 0
        if term == "displaced_households":
            return -(option["households_out_for_good_count"] or 0)
        if term == "heritage_kept":
            return self._above_keep(site, ref, "heritage_floor_kept_m2_x100")
        if None in {option["embodied_kgco2e"], option["operating_yearly_kgco2e"]}:
            return 0
        if (
            site not in self.keep
            or self.options[self.keep[site]]["operating_yearly_kgco2e"] is None
        ):
            return 0
        yearly = self._above_keep(site, ref, "operating_yearly_kgco2e")
        months = self.end[self.T + 1] - self.start[opens]
        return -(option["embodied_kgco2e"] + round(Fraction(yearly * months, 12)))

    def timing(self, term: Any, column: Any) -> Any:
        _, _, phase, opens = column
        if phase == 0:
            return Fraction(0)
        if term in {"homes_made_good", "heritage_kept"}:
            return sum(self.omega[p] for p in self.omega if p >= opens)
        if term == "net_present_value":
            return Fraction((1 + self.brief.discount_rate) ** (-self.start[phase] / 12))
        return Fraction(1)

    def worth(self, column: Any) -> Any:
        if self.brief.minimise:
            names = [PUBLIC] if self.brief.minimise == "public_cost" else [PUBLIC, OWNER, DEVELOPER]
            return Fraction(-self._sum_of(column[1], *names) if column[2] else 0, 100)
        terms = (
            "homes_made_good",
            "net_present_value",
            "displaced_households",
            "carbon",
            "heritage_kept",
        )
        return sum(
            self._weight(term) / UNITS[term] * self.amount(term, column) * self.timing(term, column)
            for term in terms
        )

    # --- rows: key → [equal, rhs, entries of columns, of auxiliaries, of people at T+1]

    def _row(
        self, key: Any, rhs: Any, x: Any, y: Any = None, z: Any = None, *, equal: Any = False
    ) -> None:
        x = {c: a for c, a in x.items() if a}
        if x or y or z or rhs < 0:
            self.rows[key] = [equal, rhs, x, dict(y or {}), dict(z or {})]

    def _soft(self, family: Any, prefix: Any, scale: Any) -> None:
        setting = self.brief.rows[family]
        if setting.hard:
            return
        for key, (_, rhs, x, y, _) in list(self.rows.items()):
            if key.startswith(prefix + "/"):
                most = sum(max(x.get(c, 0) for c in cs) for cs in self.columns.values() if cs)
                most += sum(max(a * self.y[n][0], a * self.y[n][1]) for n, a in y.items())
                self.y["slack/" + key] = (0, max(0, most - rhs), -Fraction(setting.price) / scale)
                self.rows[key][3]["slack/" + key] = -1

    def _all_rows(self) -> None:
        for family in (
            *("budget", "balance", "replacement_first", "continuity", "far_ledger"),
            *("works_at_once", "demolished", "built_to_demolished", "rehoused_nearby"),
            "floor_space",
        ):
            if self._on(family):
                getattr(self, f"_{family}")()
        self._need_rows()
        self._listed()

    def _dearest(self, sites: Any) -> Any:
        total = 0
        for site in sites:
            costs = [
                self._sum_of(o["ref"], PUBLIC, OWNER, DEVELOPER)
                for o in self.tables["option"]
                if o["site"] == site and o["state"] == "offered" and o["action"] != "keep"
            ]
            total += max([0, *costs])
        return total

    def _budget(self) -> None:
        share, limits = self.brief.rows["budget"].limit, []
        for phase in self.brief.phases:
            if phase.budget_amount is None:
                limits.append(math.floor(share * self._dearest(self.columns)))
            else:
                limits.append(round(phase.budget_amount * 100))
        for t in range(1, self.T + 1):
            x = {c: self._spend(c, t) for c in self.every_column()}
            y = {}
            if self.brief.carry_over:
                if t < self.T:
                    self.y[f"carry/{t}"] = (0, sum(limits[:t]), Fraction(0))
                    y[f"carry/{t}"] = 1
                if t > 1:
                    y[f"carry/{t - 1}"] = -1
            self._row(f"budget/{t}", limits[t - 1], x, y)
        self._soft("budget", "budget", 100)

    def _spend(self, column: Any, t: Any) -> Any:
        _, ref, phase, _ = column
        spent = 0
        for row in self.of_option["money"][ref] if phase else ():
            if row["party"] != "public" or row["item"] not in SPENT_ON:
                continue
            month = self.start[phase] + 12 * row["year"]
            falls = max(p for p in range(1, self.T + 1) if self.start[p] <= month)
            if falls == t:
                spent -= row["mid_amount_x100"] or 0
        return spent

    def _units(self) -> Any:
        return sorted({self._unit(site) for site in self.columns} - {""})

    def _balance(self) -> None:
        for unit in self._units():
            x = {
                c: self._sum_of(c[1], PUBLIC, OWNER, DEVELOPER, less="revenue_amount_x100")
                for c in self.every_column()
                if self._unit(c[0]) == unit and c[2]
            }
            stated = self.brief.subsidies.get(unit)
            if stated is None:
                own = self._dearest([s for s in self.columns if self._unit(s) == unit])
                rhs = math.floor(self.brief.rows["balance"].limit * own)
            else:
                rhs = round(stated * 100)
            self._row(f"balance/{unit}", rhs, x)
        self._soft("balance", "balance", 100)

    def _homes(self, ref: Any, size: Any, name: Any) -> Any:
        rows = self.of_option["home"][ref]
        return sum(row[name] or 0 for row in rows if row["size"] == size)

    def _out(self, column: Any, t: Any, size: Any) -> Any:
        _, ref, phase, opens = column
        out = 0
        if phase and phase <= t < opens:
            away = self._homes(ref, size, "out_temporarily_count")
            out += round(away * (1 - self.brief.self_arranged_share))
        if phase and phase <= t:
            out += self._homes(ref, size, "out_for_good_count")
        return out

    def _near(self, unit: Any) -> Any:
        pairs = list(self.brief.neighbours)
        if not pairs:
            for one in self.columns:
                for other in self.columns:
                    zone = word(self.sites[one]["functional_zone"])
                    if zone and zone == word(self.sites[other]["functional_zone"]):
                        pairs.append((self._unit(one), self._unit(other)))
        near = {unit}
        for one, other in pairs:
            if unit == one:
                near.add(other)
            if unit == other:
                near.add(one)
        return sorted(near - {""})

    def _replacement_first(self) -> None:
        sizes = sorted({row["size"] for row in self.tables["option_home"]})
        for t in range(1, self.T + 1):
            for size in sizes:
                into = defaultdict(dict)
                for u in self._units():
                    of_u = [s for s in self.columns if self._unit(s) == u]
                    x = {c: -self._out(c, t, size) for s in of_u for c in self.columns[s]}
                    if not any(x.values()):
                        continue
                    most = sum(max(-x[c] for c in self.columns[s]) for s in of_u if self.columns[s])
                    y = {}
                    for v in self._near(u):
                        key = f"rehoused/{u}/{v}/{t}/{size}"
                        self.y[key] = (0, most, Fraction(0))
                        y[key] = into[v][key] = 1
                    self._row(f"rehoused_all/{u}/{t}/{size}", 0, x, y, equal=True)
                for v in sorted({*self._units(), *into}):
                    x = {
                        c: -self._homes(c[1], size, "committed_count")
                        for c in self.every_column()
                        if self._unit(c[0]) == v and c[2] and c[3] <= t
                    }
                    rhs = sum(
                        one.homes_count
                        for one in self.brief.existing_homes
                        if (one.unit, one.size) == (v, size)
                    )
                    self._row(f"homes_committed/{v}/{t}/{size}", rhs, x, into[v])
        self._soft("replacement_first", "homes_committed", 1)

    def _continuity(self) -> None:
        share = self.brief.rows["continuity"].limit
        for k in self.standards:
            for a in sorted({word(f["sub_district"]) for f in self.sites.values()} - {""}):
                lying = [
                    (slot, site)
                    for kk, slot, site in self.slots()
                    if kk == k and site and word(self.sites[site]["sub_district"]) == a
                ]
                settled = sum(
                    capacity
                    for (kk, _), (site, capacity) in self.suppliers.items()
                    if kk == k
                    and site
                    and site not in self.columns
                    and word(self.sites[site]["sub_district"]) == a
                )
                today = settled + sum(self.capacity(k, slot, None, 1) for slot, _ in lying)
                for t in range(1, self.T + 1):
                    x = {}
                    for c in self.every_column():
                        own = [slot for slot, site in lying if site == c[0]]
                        x[c] = sum(
                            self.capacity(k, slot, None, t) - self.capacity(k, slot, c, t)
                            for slot in own
                        )
                    self._row(f"continuity/{k}/{a}/{t}", today - math.ceil(share * today), x)
        self._soft("continuity", "continuity", 1000)

    def _area(self, site: Any) -> Any:
        zone = word(self.sites[site]["functional_zone"])
        for name, zones in self.brief.transfer_areas.items():
            if zone in zones:
                return name
        return zone

    def _far_ledger(self) -> None:
        for area in sorted({self._area(site) for site in self.columns} - {""}):
            for t in range(1, self.T + 1):
                x = {
                    c: self._sum_of(c[1], "far_received_m2_x100", less="far_sent_m2_x100")
                    for c in self.every_column()
                    if self._area(c[0]) == area and 0 < c[2] <= t
                }
                self._row(f"far_ledger/{area}/{t}", 0, x)
        self._soft("far_ledger", "far_ledger", 100)

    def _stands(self, sites: Any) -> Any:
        area = "gross_floor_area_m2_x100"
        return sum(self.options[self.keep[s]][area] or 0 for s in sites if s in self.keep)

    def _works_at_once(self) -> None:
        limit = math.floor(self.brief.rows["works_at_once"].limit * self._stands(self.columns))
        for t in range(1, self.T + 1):
            x = {
                c: self.options[c[1]]["floor_under_works_m2_x100"] or 0
                for c in self.every_column()
                if c[2] and c[2] <= t < c[3]
            }
            self._row(f"works_at_once/{t}", limit, x)
        self._soft("works_at_once", "works_at_once", 100)

    def _law(self, family: Any, kind: Any) -> Any:
        own = self.brief.rows[family].limit
        return self.inputs.limits.get(kind) if own is None else own

    def _of_unit(self, unit: Any) -> Any:
        return [c for c in self.every_column() if self._unit(c[0]) == unit and c[2]]

    def _demolished(self) -> None:
        share = self._law("demolished", "demolition_share")
        for unit in self._units() if share is not None else ():
            sites = [s for s in self.columns if self._unit(s) == unit]
            x = {
                c: self.options[c[1]]["floor_demolished_m2_x100"] or 0 for c in self._of_unit(unit)
            }
            self._row(f"demolished/{unit}", math.floor(share * self._stands(sites)), x)
        self._soft("demolished", "demolished", 100)

    def _built_to_demolished(self) -> None:
        times = self._law("built_to_demolished", "built_to_demolished")
        for unit in self._units() if times is not None else ():
            x = {}
            for c in self._of_unit(unit):
                o = self.options[c[1]]
                built, gone = o["floor_built_m2_x100"], o["floor_demolished_m2_x100"]
                if gone and built is not None:
                    x[c] = 1000 * built - round(1000 * times) * gone
            self._row(f"built_to_demolished/{unit}", 0, x)
        self._soft("built_to_demolished", "built_to_demolished", 100_000)

    def _rehoused_nearby(self) -> None:
        share = self._law("rehoused_nearby", "rehoused_nearby")
        for unit in self._units() if share is not None else ():
            x = {}
            for c in self._of_unit(unit):
                o = self.options[c[1]]
                gone = o["households_out_for_good_count"]
                away = o["households_out_temporarily_count"]
                if o["floor_demolished_m2_x100"] and None not in {gone, away}:
                    x[c] = 1000 * gone - (1000 - round(1000 * share)) * (gone + away)
            self._row(f"rehoused_nearby/{unit}", 0, x)
        self._soft("rehoused_nearby", "rehoused_nearby", 1000)

    def _floor(self, ref: Any, use: Any) -> Any:
        rows = [
            row["floor_area_m2_x100"]
            for row in self.of_option["floor"][ref]
            if row["use_class"] == use
        ]
        return None if None in rows else sum(rows)

    def _demand(self, zone: Any, use: Any, p: Any) -> Any:
        first = self.brief.phases[0].starts_on
        total = 0
        for row in records(self.inputs.space_requests):
            if (row["functional_zone"], row["use_class"]) != (zone, use):
                continue
            if row["need_by"] is not None:
                by = pd.Timestamp(row["need_by"])
                if (by.year - first.year) * 12 + by.month - first.month >= self.end[p]:
                    continue
            area = row["floor_area_high_m2"]
            total += 0 if area is None else round(area * 100)
        for one in self.brief.floor_targets:
            if (one.functional_zone, one.use_class) == (zone, use) and one.phase <= p:
                total += round(one.floor_area_m2 * 100)
        return total

    def _floor_space(self) -> None:
        asked = {
            (r["functional_zone"], r["use_class"]) for r in records(self.inputs.space_requests)
        }
        asked |= {(one.functional_zone, one.use_class) for one in self.brief.floor_targets}
        weight = self._weight("floor_space") / 100
        for zone, use in sorted((z, u) for z, u in asked if z and u):
            wanted = {p: self._demand(zone, use, p) for p in range(2, self.T + 2)}
            if not any(wanted.values()):
                continue
            for p, most in wanted.items():
                x, gain, loss = {}, 0, 0
                for site, columns in self.columns.items():
                    if word(self.sites[site]["functional_zone"]) != zone:
                        continue
                    for c in columns:
                        x[c] = -self._added(c, use) if c[2] and c[3] <= p else 0
                    gain += max([0, *(-x[c] for c in columns)])
                    loss += max([0, *(x[c] for c in columns)])
                at = f"{zone}/{use}/{p}"
                self.y[f"met/{at}"] = (-loss, min(most, gain), weight * self.omega[p])
                share = Fraction(self.brief.oversupply_share)
                self.y[f"over/{at}"] = (0, gain, -weight * share * self.omega[p])
                y = {f"met/{at}": 1, f"over/{at}": 1}
                self._row(f"floor_space/{at}", 0, x, y, equal=True)

    def _added(self, column: Any, use: Any) -> Any:
        site, ref, _, _ = column
        own = self._floor(ref, use)
        kept = self._floor(self.keep[site], use) if site in self.keep else None
        return 0 if own is None or kept is None else own - kept

    def _supporters(self, need: Any) -> Any:
        return 1 + int(self.needs.get(need, {}).get("supporters_count") or 0)

    def _need_rows(self) -> None:
        answering = defaultdict(set)
        for row in self.tables["option_origin"]:
            option = self.options[row["option"]]
            if (
                row["origin"] == "need"
                and option["state"] == "offered"
                and option["action"] != "keep"
            ):
                answering[row["origin_ref"]].add(row["option"])
        for need, options in sorted(answering.items()):
            weight = self._weight("needs_answered") * self._supporters(need)
            self.y[f"answered/{need}"] = (0, 1, weight)
            x = {c: -1 for c in self.every_column() if c[1] in options and c[2]}
            self._row(f"need/{need}", 0, x, {f"answered/{need}": 1})

    def _listed(self) -> None:
        for i, matches in enumerate(self.brief.exclusive, start=1):
            x = {c: int(any(self._matches(m, c) for m in matches)) for c in self.every_column()}
            self._row(f"exclusive/{i}", 1, x)
        for i, pair in enumerate(self.brief.requires, start=1):
            for t in range(1, self.T + 1):
                x = {
                    c: int(self._matches(pair.this, c)) - int(self._matches(pair.first, c))
                    for c in self.every_column()
                    if 0 < c[2] <= t
                }
                self._row(f"requires/{i}/{t}", 0, x)
        for i, floor in enumerate(self.brief.equity_floors, start=1):
            lying = [
                d
                for d, row in self.people.items()
                if floor.area in {row["functional_zone"], row["sub_district"]}
            ]
            needed = sum(self.need.get((floor.standard, d), 0) for d in lying)
            z = {(floor.standard, d): -1 for d in lying}
            self._row(f"equity_floor/{i}", -math.ceil(floor.share * needed), {}, {}, z)
        for name, asked in (("target", self.brief.targets), ("epsilon", self.brief.epsilon)):
            for i, target in enumerate(asked, start=1):
                self._target(f"{name}/{i}", target)

    def _target(self, key: Any, target: Any) -> None:
        rhs = -math.ceil(target.amount * UNITS[target.term])
        zone, x, y, z = target.functional_zone, {}, {}, {}
        if target.term == "people_served":
            for k in self.standards:
                for d, row in self.people.items():
                    if target.standard in {None, "", k} and zone in {None, row["functional_zone"]}:
                        z[k, d] = -1
        elif target.term == "floor_space":
            for name in self.y:
                parts = name.split("/")
                at_end = parts[0] == "met" and parts[3] == str(self.T + 1)
                if at_end and zone in {None, parts[1]} and target.use_class in {None, parts[2]}:
                    y[name] = -1
        elif target.term == "needs_answered":
            for name in self.y:
                if name.startswith("answered/"):
                    y[name] = -self._supporters(name.removeprefix("answered/"))
        else:
            for c in self.every_column():
                if zone in {None, self.sites[c[0]]["functional_zone"]}:
                    x[c] = -self.amount(target.term, c)
        self._row(key, rhs, x, y, z)

    # --- sunlight

    def shaded(self, receptor: Any, refs: Any) -> Any:
        """Slots that a window lacks under the shadows of some refs."""
        window = next(row for row in self.tables["sun_receptor"] if row["ref"] == receptor)
        left = set(_slots(window["lit"]))
        for row in self.tables["option_shadow"]:
            if row["receptor"] == receptor and row["option"] in refs:
                left -= set(_slots(row["slots"]))
        return window["need_count"] - len(left)

    def sun_row(self, key: Any) -> Any:
        """The row that a key names, or None where it need not hold."""
        receptor, *members = key.removeprefix("sunlight/").split(";")
        windows = {row["ref"]: word(row["site"]) for row in self.tables["sun_receptor"]}
        casters = {row["shadow_as"]: row["site"] for row in self.tables["option"]}
        if not self._on("sunlight") or receptor not in windows or len(set(members)) < len(members):
            return None
        own = windows[receptor]
        if any(m not in casters or casters[m] == own for m in members):
            return None
        if self.shaded(receptor, members) <= 0:
            return None
        x = {}
        for c in self.every_column():
            if self.options[c[1]]["shadow_as"] in members or (
                c[0] == own and not self._demolishes(c)
            ):
                x[c] = 1
        return [False, len(members) - (0 if self.columns.get(own) else 1), x, {}, {}]

    def _demolishes(self, column: Any) -> Any:
        return bool(column[2] and (self.options[column[1]]["floor_demolished_m2_x100"] or 0) > 0)


def _slots(bits: Any) -> Any:
    number = int(bits or "0", 16)
    return [slot for slot in range(number.bit_length()) if number >> slot & 1]
