"""One error for everything wrong with an input."""

import numpy as np
import numpy.typing as npt

_MOST_SHOWN = 20


def raise_faults(headline: str, *groups: list[str]) -> None:
    """Raise one ``ValueError`` that lists the faults; nothing when there are none."""
    faults = [fault for group in groups for fault in group]
    if not faults:
        return
    shown = faults[:_MOST_SHOWN]
    if len(faults) > len(shown):
        shown.append(f"and {len(faults) - _MOST_SHOWN} more")
    raise ValueError(headline + ":\n- " + "\n- ".join(shown))


def below(name: str, values: npt.NDArray[np.float64], least: float) -> list[str]:
    """Faults of values that are missing or below a bound."""
    rows = np.flatnonzero(~(values.ravel() >= least))
    return [f"{name} is {values.ravel()[r]} in row {r}, must be {least:g} or more" for r in rows]
