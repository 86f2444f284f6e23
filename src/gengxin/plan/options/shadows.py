"""The sun that each option takes from windows, alone and so that a plan can judge them together."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gengxin.engines import sun
from gengxin.plan.options.proposals import Proposals
from gengxin.plan.options.quantities import treatment_number
from gengxin.plan.options.shapes import Drawn
from gengxin.plan.options.standing import Standing
from gengxin.plan.options.sun import Sunlit, requirement, upright
from gengxin.terms import Practice

__all__ = ["Shadows", "shadows_of"]

Real = NDArray[np.float64]
Rows = NDArray[np.int64]
Words = NDArray[np.object_]
Bits = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shadows:
    """What is built on sites where building is drawn, and the slots it takes from windows.

    ``of_draft`` is the state of a site that each option leads to: options that build alike share
    one, and where nothing is built it is today's. -1 where nothing can be built on the site.
    ``least_hours`` and ``takes_needed`` have a row a state, with all other sites as today: the
    least hours left to windows that it takes sun from among those at risk (inf without any), and
    whether one of them keeps less than it needs.
    """

    slots: sun.ShadowSlots
    of_draft: Rows
    least_hours: Real
    takes_needed: NDArray[np.bool_]

    def measures(self, base: Rows) -> dict[str, NDArray[np.generic]]:
        """Least hours and whether needed sun is lost, of options drawn as ``base`` says."""
        state = self.of_draft[base]
        least_hours = np.append(self.least_hours, np.nan)[state]
        lost = np.append(self.takes_needed, np.False_)[state].astype(object)
        return {"sun_hours_least": least_hours, "sun_lost": lost}

    def table(self, options: Words, base: Rows, windows: Words) -> pd.DataFrame:
        """The slots that each state takes from each window at risk, by the state's first option.

        By option and then by window, so that the order is that of the options, however parted.
        """
        first = self.first_option(base)
        named = np.append(first, -1)[self.slots.option]
        order = np.lexsort((self.slots.at, named))
        kept = order[named[order] >= 0]
        return pd.DataFrame(
            {
                "option": options[named[kept]],
                "receptor": windows[self.slots.at[kept]],  # noqa: PD008 - no frame
                "slots": _hex(self.slots.taken[kept]),
            }
        )

    def first_option(self, base: Rows) -> Rows:
        """The first option that leads to each state; -1 for none."""
        state = self.of_draft[base]
        first = np.full(len(self.least_hours), -1, np.int64)
        at = np.flatnonzero(state >= 0)[::-1]
        first[state[at]] = at
        return first

    def windows_table(self, sunlit: Sunlit, sites: Words, site_of_block: Rows) -> pd.DataFrame:
        """The windows at risk: what is lit while all sites are empty, and the slots they need."""
        rows = self.slots.receptor
        receptors = sunlit.windows.receptors
        block = receptors.block[receptors.column[rows]]
        return pd.DataFrame(
            {
                "ref": sunlit.windows.refs(sunlit.ref, rows),
                "building": sunlit.ref[block],
                "site": np.append(sites, "")[site_of_block[block]],
                "height_m": receptors.height_m[rows],
                "need_count": self.slots.need,
                "lit": _hex(self.slots.lit),
            }
        )


def shadows_of(
    sunlit: Sunlit,
    standing: Standing,
    proposals: Proposals,
    practice: Practice,
    drawn: Drawn,
) -> Shadows:
    """Find the windows at risk, and what every drawn option, and keeping, takes from them.

    ``proposals`` and ``drawn`` have a row an option as drawn, before services part them.
    """
    states = _states(proposals, drawn)
    columns, near = _in_reach(sunlit, standing, drawn, states)
    share = treatment_number(proposals, practice, lambda one: one.demolished_share or 0.0)
    options = _every_state(states, near, standing, share, drawn)
    receptors, row = sunlit.windows.receptors.only(columns)
    asked = sunlit.asked.hours[states.site]
    slots = sun.shadow_slots(
        sunlit.scene,
        receptors,
        sunlit.path,
        options=options,
        requirement=requirement(sunlit, float(asked.max(initial=0.0))),
    )
    slots = replace(slots, receptor=row[slots.receptor])
    left = sun.slots_left_by_each(slots, standing=np.flatnonzero(states.draft < 0))
    least = np.full(len(states.site), np.inf)
    np.minimum.at(least, slots.option, left * sunlit.path.step_hours)
    window = slots.at
    asked_count = np.ceil(asked / sunlit.path.step_hours - 1e-9).astype(np.int64)
    lost = np.zeros(len(states.site), np.bool_)
    need = np.minimum(slots.need[window], asked_count[slots.option])
    lost[slots.option[left < need]] = True
    return Shadows(slots=slots, of_draft=states.of_draft, least_hours=least, takes_needed=lost)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _States:
    """What a site may come to be, today's state of each site first.

    ``draft`` is the row of the proposals that builds it, -1 for today's; ``of_draft`` the state
    that each proposal leads to.
    """

    site: Rows
    draft: Rows
    of_draft: Rows


def _states(proposals: Proposals, drawn: Drawn) -> _States:
    """Today's state of each site where something is drawn, and each drawing."""
    built = np.flatnonzero(drawn.built_m2 > 0)
    touched = np.unique(proposals.site[built])
    site = np.concatenate([touched, proposals.site[built]])
    draft = np.concatenate([np.full(len(touched), -1), built])
    order = np.lexsort((draft, site))
    site, draft = site[order], draft[order]
    today = np.full(int(proposals.site.max(initial=0)) + 1, -1, np.int64)
    today[site[draft < 0]] = np.flatnonzero(draft < 0)
    of_draft = today[proposals.site]
    of_draft[draft[draft >= 0]] = np.flatnonzero(draft >= 0)
    return _States(site=site, draft=draft, of_draft=of_draft)


def _in_reach(
    sunlit: Sunlit, standing: Standing, drawn: Drawn, states: _States
) -> tuple[Rows, NDArray[np.bool_]]:
    """Columns of windows that may be at risk, and which states' sites may take sun from them.

    All that may stand on a site is taken to stand there at once, storeys not yet cut to the floor
    that is wanted: a window that keeps what it needs beneath all that is at no risk.
    """
    touched = np.unique(states.site)
    place = np.full(len(sunlit.asked.hours) + 1, -1, np.int64)
    place[touched] = np.arange(len(touched))
    own = np.flatnonzero(place[standing.site] >= 0)
    at, shape, top_m = [place[standing.site[own]]], [standing.shape[own]], [standing.height_m[own]]
    at.append(place[drawn.plates.site])
    shape.append(drawn.plates.shape)
    top_m.append(drawn.plates.top_m)
    options = _options((at, shape, top_m), touched, _of_block(place, standing))
    slots = sun.shadow_slots(
        sunlit.scene,
        sunlit.windows.receptors,
        sunlit.path,
        options=options,
        requirement=requirement(sunlit, float(sunlit.asked.hours[touched].max(initial=0.0))),
    )
    columns = np.unique(sunlit.windows.receptors.column[slots.receptor])
    takes = np.zeros(len(touched), np.bool_)
    takes[slots.option] = True
    return columns, takes[place[states.site]]


def _every_state(
    states: _States, near: NDArray[np.bool_], standing: Standing, share: Real, drawn: Drawn
) -> sun.Options:
    """The states that are near windows at risk as upright blocks: what stays, what is built."""
    stays_in, block = _what_stays(states, standing, share)
    kept = near[stays_in]
    stays_in, block = stays_in[kept], block[kept]
    at, shape, top_m = [stays_in], [standing.shape[block]], [standing.height_m[block]]
    state = states.of_draft[drawn.masses.option]
    built = np.flatnonzero(near[state] & (state >= 0))
    at.append(state[built])
    shape.append(drawn.masses.shape(built))
    top_m.append(drawn.masses.top_m[built])
    place = np.full(int(standing.site.max(initial=0)) + 2, -1, np.int64)
    place[states.site[states.site < len(place) - 1]] = 0
    return _options((at, shape, top_m), states.site, _of_block(place, standing))


def _of_block(place: Rows, standing: Standing) -> NDArray[np.int32]:
    """Site of each standing block where something is drawn there, else -1."""
    return np.where(place[standing.site] >= 0, standing.site, -1).astype(np.int32)


def _options(
    parts: tuple[list[Rows], list[Words], list[Real]], site: Rows, of_block: NDArray[np.int32]
) -> sun.Options:
    """Options of blocks, which are put in the order of options; empty ones are left out."""
    of_part, top_m = np.concatenate(parts[0]), np.concatenate(parts[2])
    shape: Words = np.concatenate(parts[1])
    order = np.argsort(of_part, kind="stable")
    order = order[~shapely.is_empty(shape[order])]
    return sun.Options(
        parts=upright(shape[order], top_m[order]),
        of_part=of_part[order].astype(np.int32),
        of_option=site.astype(np.int32),
        of_block=of_block,
    )


def _what_stays(states: _States, standing: Standing, share: Real) -> tuple[Rows, Rows]:
    """Pairs of a state and a standing block that is still there in it."""
    order = np.argsort(standing.site, kind="stable")
    first = np.searchsorted(standing.site[order], states.site)
    count = np.searchsorted(standing.site[order], states.site, side="right") - first
    state = np.repeat(np.arange(len(states.site)), count)
    within = np.arange(len(state)) - np.repeat(np.cumsum(count) - count, count)
    block = order[np.repeat(first, count) + within]
    gone = np.zeros(len(state), np.bool_)
    goes = np.append(share, 0.0)[states.draft][state]
    for each in np.unique(goes[goes > 0]):
        mine = goes == each
        gone[mine] = standing.gone_for(float(each))[block[mine]]
    return state[~gone], block[~gone]


def _hex(bits: Bits) -> Words:
    """Each row of bits in hexadecimal: slot t is bit t % 8 of byte t // 8."""
    width = 2 * bits.shape[1]
    text = bits.tobytes().hex()
    return np.array([text[at : at + width] for at in range(0, len(text), width)], object)
