"""What rules measure of an option, from its draft and its site; unknown stays unknown."""

from collections.abc import Callable

import numpy as np

from gengxin.rules.rows import Bools, Floats, Rows, known_to_be_one_of
from gengxin.terms import codes

__all__ = ["is_one_of", "measured"]


def measured(rows: Rows, name: str) -> Floats:
    """A measure of ``OPTION_MEASURES`` for each row; NaN where something it takes is unknown."""
    made = _MADE.get(name)
    return rows.option_number(name) if made is None else made(rows)


def is_one_of(rows: Rows, name: str, wanted: tuple[str, ...]) -> tuple[Bools, Bools]:
    """Where a word of the option is surely, and where possibly, one of those wanted.

    Of ``new_uses``, which are several, one suffices.
    """
    if name != "new_uses":
        return known_to_be_one_of(rows.option_word(name), wanted)
    new_m2 = rows.option_floor("built") + rows.option_floor("converted")
    asked = new_m2[:, [use in wanted for use in codes.FLOOR_USES]]
    surely = np.any(asked > 0.0, axis=1)
    return np.asarray(surely), np.asarray(surely | np.isnan(asked).any(axis=1))


def _share(part: Floats, whole: Floats, *, of_nothing: float) -> Floats:
    """``part`` ÷ ``whole``; ``of_nothing`` where the whole is 0."""
    share = np.full(len(part), np.nan)
    np.divide(part, whole, out=share, where=whole > 0.0)
    return np.where(whole == 0.0, of_nothing, share)


def _floor(rows: Rows, ending: str) -> Floats:
    return np.asarray(rows.option_floor(ending).sum(axis=1))


def _homes_after(rows: Rows) -> Floats:
    names = [f"homes_after_{size}_count" for size in codes.HOME_SIZES]
    return np.asarray(np.sum([rows.option_number(name) for name in names], axis=0))


def _parking_per_home(rows: Rows) -> Floats:
    """Without homes no number of spaces is too few."""
    spaces = rows.option_number("parking_spaces")
    return _share(spaces, _homes_after(rows), of_nothing=np.inf)


def _parking_per_floor(rows: Rows) -> Floats:
    spaces = rows.option_number("parking_spaces")
    return _share(spaces, rows.option_number("gross_floor_area_m2") / 100.0, of_nothing=np.inf)


def _spacing_to_height(rows: Rows) -> Floats:
    height_m = rows.option_number("height_m")
    return _share(rows.option_number("spacing_m"), height_m, of_nothing=np.inf)


def _heritage_kept(rows: Rows) -> Floats:
    """Where no protected floor stands, nothing is lost."""
    kept_m2 = rows.option_number("heritage_floor_kept_m2")
    return _share(kept_m2, rows.option_number("heritage_floor_m2"), of_nothing=1.0)


def _demolished(rows: Rows) -> Floats:
    standing_m2 = rows.site_number("gross_floor_area_m2")
    return _share(_floor(rows, "demolished"), standing_m2, of_nothing=0.0)


def _built_to_demolished(rows: Rows) -> Floats:
    """Floor built where none is demolished has no ratio, unless none is built either."""
    built_m2 = _floor(rows, "built")
    ratio = _share(built_m2, _floor(rows, "demolished"), of_nothing=np.nan)
    return np.where(built_m2 == 0.0, 0.0, ratio)


def _rehoused(rows: Rows) -> Floats:
    back = rows.option_number("households_out_temporarily_count")
    away = rows.option_number("households_out_for_good_count")
    return _share(back, back + away, of_nothing=1.0)


def _consent(rows: Rows) -> Floats:
    """A consent not asked for is unknown; a refused one counts as none."""
    state = rows.site_word("consent_state")
    share = rows.site_number("consent_share")
    share = np.where(known_to_be_one_of(state, ("not_asked",))[0], np.nan, share)
    return np.where(known_to_be_one_of(state, ("refused",))[0], 0.0, share)


def _far_of(rows: Rows, name: str) -> Floats:
    area_m2 = rows.site_number("area_m2")
    return _share(rows.option_number(name), area_m2, of_nothing=np.nan)


def _far_moved(rows: Rows) -> Floats:
    return _far_of(rows, "far_received_m2") - _far_of(rows, "far_sent_m2")


def _far_received_share(rows: Rows) -> Floats:
    """Nothing received is no share, whatever the plan permits."""
    received = rows.option_number("far_received_m2")
    permitted_m2 = rows.site_number("plan_far") * rows.site_number("area_m2")
    share = _share(received, permitted_m2, of_nothing=np.nan)
    return np.where(received == 0.0, 0.0, share)


def _floor_share(rows: Rows, use: str) -> Floats:
    floor_m2 = rows.option_number(f"{use}_floor_area_m2")
    return _share(floor_m2, rows.option_number("gross_floor_area_m2"), of_nothing=0.0)


_MADE: dict[str, Callable[[Rows], Floats]] = {
    "parking_spaces_per_home": _parking_per_home,
    "parking_spaces_per_100_m2": _parking_per_floor,
    "spacing_to_height_ratio": _spacing_to_height,
    "heritage_kept_share": _heritage_kept,
    "demolished_share": _demolished,
    "built_to_demolished_ratio": _built_to_demolished,
    "rehoused_share": _rehoused,
    "consent_share": _consent,
    "far_received": lambda rows: _far_of(rows, "far_received_m2"),
    "far_received_share": _far_received_share,
    "far_sent": lambda rows: _far_of(rows, "far_sent_m2"),
    "far_moved": _far_moved,
    "public_far": lambda rows: _far_of(rows, "public_floor_built_m2"),
    "public_floor_share": lambda rows: _floor_share(rows, "public"),
    "residential_floor_share": lambda rows: _floor_share(rows, "residential"),
}
