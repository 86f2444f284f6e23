"""The stories of tests/stories: given a town, when it is checked up, then this is found."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.town.changes import changed_town

from gengxin.diagnose import check_up
from gengxin.sources.standards import read_standards
from gengxin.terms import CheckUp, StandardPack, checked

STORIES = Path(__file__).parent / "stories"
Told = Mapping[str, Any]


def stories() -> Iterator[Any]:
    for file in sorted(STORIES.glob("*.yaml")):
        for story in yaml.safe_load(file.read_text(encoding="utf-8")):
            yield pytest.param(story, id=f"{file.stem}: {story['story']}")


STORIES_TOLD = list(stories())


@pytest.mark.parametrize("story", STORIES_TOLD)
def test_story(story: Told) -> None:
    found = _found(_town(story))
    for told in story["then"]:
        kind = next(iter(told))
        CHECKS[kind](found, told[kind], told)


def _town(story: Told) -> str:
    """What the story starts from: the town and how it is judged."""
    given = {key: story[key] for key in ("given", "standards", "variant") if key in story}
    return json.dumps(given, sort_keys=True)


@cache
def _found(town: str) -> CheckUp:
    """The check-up of a town, made once for all stories that start from it."""
    given = json.loads(town)
    return check_up(
        checked(changed_town(given["given"])),
        _pack(town, given.get("standards", "cn-default")),
        variant=given.get("variant", "strict"),
        day=date(2026, 1, 1),
        software="test",
    )


def _pack(town: str, standards: str) -> StandardPack:
    """The standards that the stories of a town speak of; the others would only take time."""
    pack = read_standards(standards)
    alike = [one.values[0] for one in STORIES_TOLD if _town(one.values[0]) == town]
    spoken = [str(next(iter(told.values()))) for story in alike for told in story["then"]]
    services = [one for one in pack.services if any(word.endswith(one.code) for word in spoken)]
    return replace(pack, services=tuple(services or pack.services[:1]))


def _finding(found: CheckUp, code: str, told: Told) -> None:
    rows = _findings(found, code, told)
    assert len(rows) == 1, f"{code} in {told['in']}: {len(rows)} findings"
    row = rows.iloc[0]
    if "verified" in told:
        assert bool(row["verified"]) is told["verified"]
        assert row["cause_en"].startswith("By an unverified standard") is not told["verified"]
    if "cause" in told:
        causes = found.causes[found.causes["finding"] == row["ref"]]
        causes = causes[causes["cause"] == told["cause"]]
        assert len(causes) == 1, f"{told['cause']} in {told['in']}: {len(causes)} causes"
        cause = causes.iloc[0]
        # a finding tells all of its causes
        assert cause["cause_en"] in row["cause_en"]
        row = cause
    if "people" in told:
        assert row["affected_people"] == pytest.approx(told["people"])
    for key, column in (
        ("says", "cause_en"),
        ("zh", "cause_zh"),
        ("cure", "cure_en"),
        ("cure_zh", "cure_zh"),
    ):
        for words in told.get(key, ()):
            assert words in row[column]


def _no_finding(found: CheckUp, code: str, told: Told) -> None:
    assert not len(_findings(found, code, told))


def _findings(found: CheckUp, code: str, told: Told) -> Any:
    rows = found.findings
    return rows[(rows["indicator"] == code) & (rows["area"] == told["in"])]


def _value(found: CheckUp, code: str, told: Told) -> None:
    row = _observation(found, code, told)
    assert row["value"] == pytest.approx(told["is"], abs=5e-5)
    _says(row, told)


def _unavailable(found: CheckUp, code: str, told: Told) -> None:
    row = _observation(found, code, told)
    assert row["status"] == "unavailable"
    assert row[["value"]].isna().all()
    _says(row, told)


def _partial(found: CheckUp, code: str, told: Told) -> None:
    row = _observation(found, code, told)
    assert row["status"] == "partial"
    _says(row, told)


def _observation(found: CheckUp, code: str, told: Told) -> Any:
    rows = found.observations
    rows = rows[(rows["indicator"] == code) & (rows["area"] == told["in"])]
    assert len(rows) == 1
    return rows.iloc[0]


def _says(row: Any, told: Told) -> None:
    for words in told.get("says", ()):
        assert words in row["evidence_en"]


def _gaps(found: CheckUp, standard: str, told: Told) -> None:
    rows = found.gaps[found.gaps["standard"] == standard]
    by_cause: dict[str, dict[str, float]] = {}
    for people, cause, unserved in zip(
        rows["people"], rows["cause"], rows["unserved_people"], strict=True
    ):
        by_cause.setdefault(cause, {})[people] = pytest.approx(unserved)
    assert by_cause == {cause: told[cause] for cause in told if cause != "gaps"}


CHECKS = {
    "finding": _finding,
    "no finding": _no_finding,
    "value": _value,
    "unavailable": _unavailable,
    "partial": _partial,
    "gaps": _gaps,
}
