"""Units that files use, and what one of each is in the dictionary's unit."""

__all__ = ["UNITS"]

# unit → (one of it in the dictionary's unit, that unit); the international foot and acre
UNITS: dict[str, tuple[float, str]] = {
    "m": (1.0, "m"),
    "ft": (0.3048, "m"),
    "km": (1_000.0, "m"),
    "mi": (1_609.344, "m"),
    "m2": (1.0, "m²"),
    "ft2": (0.09290304, "m²"),
    "acre": (4_046.8564224, "m²"),
    "ha": (10_000.0, "m²"),
    "km2": (1_000_000.0, "m²"),
    "mu": (10_000.0 / 15.0, "m²"),
    "percent": (0.01, "share 0–1"),
}
