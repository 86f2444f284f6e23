"""Values as the standard takes them: nothing empty, days as moments, amounts with a currency."""

from datetime import UTC, date, datetime, time
from typing import Any

__all__ = ["instant", "kept", "money", "period"]


def kept(value: Any) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """The same without what is missing or empty: the standard wants such fields left out."""
    if isinstance(value, dict):
        inner = {name: kept(one) for name, one in value.items()}
        return {name: one for name, one in inner.items() if not _is_empty(one)}
    if isinstance(value, list | tuple):
        found = [kept(one) for one in value]
        return [one for one in found if not _is_empty(one)]
    return value


def instant(day: date | datetime | None) -> str | None:
    """A day or moment as the standard writes it (RFC 3339, UTC)."""
    if day is None:
        return None
    moment = day if isinstance(day, datetime) else datetime.combine(day, time(), UTC)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def money(amount: float | None, currency: str) -> dict[str, Any] | None:
    """An amount with its currency; ``None`` where either is unavailable."""
    return None if amount is None or not currency else {"amount": amount, "currency": currency}


def period(first: date | None, last: date | None) -> dict[str, Any] | None:
    """A period; the standard's last day is included in it."""
    if first is None and last is None:
        return None
    return {"startDate": instant(first), "endDate": instant(last)}


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)
