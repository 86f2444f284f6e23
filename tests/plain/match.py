"""The plain way to match: every way of taking teams, offers and wishes, one after the other."""

from itertools import product

import numpy as np

from gengxin.engines.match import Consortia, Rents, Space


def teams_of(problem: Consortia, project: int) -> list[tuple[int, ...]]:
    """Every team that a project could have."""
    roles = range(int(problem.role_ptr[project]), int(problem.role_ptr[project + 1]))
    bids = [range(int(problem.bid_ptr[r]), int(problem.bid_ptr[r + 1])) for r in roles]
    found = []
    for team in product(*bids):
        firms = {int(problem.firm[bid]) for bid in team}
        clash = any(problem.conflict[a, b] for a in firms for b in firms)
        staked = sum(int(problem.stake[project, firm]) for firm in firms)
        if not clash and staked >= problem.need[project]:
            found.append(team)
    return found


def best_consortia(problem: Consortia) -> int:
    """Most that teams can be worth, by trying all."""
    projects = len(problem.need)
    best = 0
    for teams in product(*([(), *teams_of(problem, p)] for p in range(projects))):
        load = [0] * len(problem.capacity)
        staked = [0] * len(problem.capacity)
        for project, team in enumerate(teams):
            first = int(problem.role_ptr[project])
            for place, bid in enumerate(team):
                load[problem.firm[bid]] += int(problem.load[first + place])
            for firm in {int(problem.firm[bid]) for bid in team}:
                staked[firm] += int(problem.stake[project, firm])
        fits = all(a <= b for a, b in zip(load, problem.capacity, strict=True))
        if fits and all(a <= b for a, b in zip(staked, problem.equity, strict=True)):
            best = max(best, sum(int(problem.fit[bid]) for team in teams for bid in team))
    return best


def packages_of(problem: Consortia, firm: int) -> list[tuple[int, ...]]:
    """Every set of its bids that a firm can carry and stake for."""
    own = np.flatnonzero(problem.firm == firm).tolist()
    role = np.searchsorted(problem.bid_ptr, own, "right") - 1
    load = dict(zip(own, problem.load[role].tolist(), strict=True))
    found = []
    for which in product([False, True], repeat=len(own)):
        package = tuple(bid for bid, is_in in zip(own, which, strict=True) if is_in)
        carried = sum(load[bid] for bid in package)
        staked = sum(int(problem.stake[p, firm]) for p in projects_of(problem, package))
        if carried <= problem.capacity[firm] and staked <= problem.equity[firm]:
            found.append(package)
    return found


def projects_of(problem: Consortia, bids: tuple[int, ...]) -> set[int]:
    """Projects that bids are for."""
    role = np.searchsorted(problem.bid_ptr, list(bids), "right") - 1
    return set((np.searchsorted(problem.role_ptr, role, "right") - 1).tolist())


def earned_by(problem: Consortia, firm: int, package: tuple[int, ...], rents: Rents) -> int:
    """What a firm earns by a set of its bids, once by its stake in each project."""
    stakes = sum(int(problem.stake[p, firm]) for p in projects_of(problem, package))
    return sum(int(rents.bid[bid]) for bid in package) + int(rents.stake[firm]) * stakes


def best_space(problem: Space) -> int:
    """Most that offers can be worth, by trying all offers with all areas."""
    requests = len(problem.ptr) - 1
    ways = []
    for request in range(requests):
        own = [(-1, 0)]
        for k in range(int(problem.ptr[request]), int(problem.ptr[request + 1])):
            own += [(k, a) for a in range(int(problem.least[k]), int(problem.most[k]) + 1)]
        ways.append(own)
    best = 0
    for way in product(*ways):
        left = problem.area.tolist()
        worth = 0
        for k, area in way:
            if k < 0:
                continue
            for period in range(int(problem.first[k]), int(problem.end[k])):
                left[int(problem.space[k])][period] -= area
            worth += int(problem.worth[k] + problem.more[k] * (area - problem.least[k]))
        if min(min(row) for row in left) >= 0:
            best = max(best, worth)
    return best


def is_stable(
    wishes: list[list[int]], likes: list[list[int]], places: list[int], got: list
) -> bool:
    """Whether no two would rather have each other."""
    held = [[i for i, host in enumerate(got) if host == h] for h in range(len(places))]
    for i, own in enumerate(wishes):
        better = own[: own.index(got[i])] if got[i] is not None else own
        for host in better:
            if i not in likes[host]:
                continue
            rank = likes[host].index
            if len(held[host]) < places[host] or any(rank(i) < rank(o) for o in held[host]):
                return False
    return True


def best_stable(wishes: list[list[int]], likes: list[list[int]], places: list[int]) -> list:
    """The stable matching in which each who asks has the best that it has in any."""
    ways = [[None, *(h for h in own if i in likes[h])] for i, own in enumerate(wishes)]
    stable = [
        list(got)
        for got in product(*ways)
        if all(got.count(h) <= n for h, n in enumerate(places))
        and is_stable(wishes, likes, places, list(got))
    ]

    def place(i: int, host: int | None) -> int:
        return len(wishes[i]) if host is None else wishes[i].index(host)

    return [min((got[i] for got in stable), key=lambda h: place(i, h)) for i in range(len(wishes))]


def whole(values: list) -> np.ndarray:
    return np.array(values, np.int64)
