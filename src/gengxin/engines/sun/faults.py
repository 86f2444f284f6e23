"""One error for everything wrong with an input."""

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
