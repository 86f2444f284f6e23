"""A project package: what is published, by whom, when, under which licence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gengxin.publish.exported import ProjectFacts
from gengxin.publish.oc4ids.plain import instant, kept
from gengxin.publish.oc4ids.project import oc4ids_project

__all__ = ["Publisher", "project_package"]

VERSION = "0.9"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who publishes: its name, the package's address, a licence's address; ids begin with prefix.

    A registered prefix (``oc4ids-…``) makes ids the only ones in the world.
    """

    name: str
    uri: str
    prefix: str = "gengxin"
    licence: str = ""


def project_package(
    projects: Iterable[ProjectFacts],
    publisher: Publisher,
    *,
    now: datetime,
    language: str = "en",
) -> dict[str, Any] | None:
    """The package of these projects; ``None`` for none: the standard has no empty package."""
    made = [oc4ids_project(one, prefix=publisher.prefix, language=language) for one in projects]
    if not made:
        return None
    package: dict[str, Any] = kept(
        {
            "uri": publisher.uri,
            "publishedDate": instant(now),
            "version": VERSION,
            "publisher": {"name": publisher.name},
            "license": publisher.licence,
            "projects": made,
        }
    )
    return package
