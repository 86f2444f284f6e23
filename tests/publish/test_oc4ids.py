"""OC4IDS packages: whatever a project is, its package has the form that the standard asks."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as some
from tests.publish.oc4ids_schema import SCHEMA, published_schema, schema_folder

from gengxin.publish.exported import NUMBERS, ProjectFacts
from gengxin.publish.oc4ids import Publisher, project_package
from gengxin.publish.oc4ids.plain import instant, kept
from gengxin.terms import codes
from gengxin.terms.records import (
    Document,
    FinanceLine,
    Milestone,
    Offer,
    Party,
    PartyRole,
    Project,
    RoleWanted,
    Why,
    offer_codes,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PUBLISHER = Publisher(name="A district", uri="https://example.org/oc4ids.json")

texts = some.text(max_size=12)
days = some.none() | some.dates(date(2020, 1, 1), date(2050, 1, 1))
amounts = some.none() | some.floats(-1e12, 1e12)
roles = some.sampled_from(list(offer_codes.OFFER_ROLES))
refs = some.sampled_from(["PA", "PB", "PC"])


lines = some.builds(
    FinanceLine,
    side=some.just("source"),
    kind=some.just("sale"),
    phase=some.just(1),
    amount=some.floats(0, 1e9),
    basis=some.just("given"),
)
papers = some.builds(
    Document,
    title=texts,
    kind=some.sampled_from(["survey", "permit", "other"]),
    address=some.sampled_from(["", "https://example.org/a", "shelf 3"]),
    sha256=some.just(""),
    day=days,
    public=some.booleans(),
)
milestones = some.builds(
    Milestone,
    ref=some.sampled_from(["M1", "M2", "M3"]),
    project=some.just("R"),
    kind=some.sampled_from(list(offer_codes.MILESTONE_KINDS)),
    name_en=texts,
    name_zh=some.just("里程碑"),
    planned_on=some.just(date(2030, 1, 1)),
    achieved_on=days,
)
offers = some.builds(
    Offer,
    ref=some.sampled_from(["O1", "O2"]),
    kind=some.just("scattered"),
    projects=some.just(("R",)),
    name_en=some.just("offer"),
    name_zh=texts,
    roles=some.just((RoleWanted(role="designer", load_units=1),)),
    opens_at=some.none() | some.just(NOW),
    state=some.sampled_from(list(offer_codes.OFFER_STATES)),
)


def works_of(sites: list[str], actions: list[str]) -> pd.DataFrame:
    """Works of sites, one a site."""
    return pd.DataFrame(
        {"action": actions, "phase": 1, "name_en": "an option", "name_zh": "方案"},
        index=pd.Index(sites, name="site"),
    )


@some.composite
def projects(draw: some.DrawFn) -> ProjectFacts:
    """Any project: with and without every part that may be missing."""
    count = draw(some.integers(1, 3))
    sites = [f"S-{at}" for at in range(count)]
    actions = [draw(some.sampled_from(list(codes.ACTIONS))) for _ in sites]
    boxes = [shapely.box(121 + at, 31, 121.5 + at, 31.5) for at in range(count)]
    shapes = dict(zip(sites, boxes, strict=True)) if draw(some.booleans()) else {}
    project = Project(
        ref=f"R{draw(some.integers(0, 10**6))}",
        programme="P",
        code=draw(texts) or "A",
        name_en=draw(texts),
        name_zh=draw(texts) or "项目",
        about_en=draw(texts),
        about_zh=draw(texts),
        why=tuple(Why(en=draw(texts), zh=draw(texts)) for _ in range(draw(some.integers(0, 2)))),
        stage=draw(some.sampled_from(list(offer_codes.STAGES))),
        lead_party=draw(some.none() | refs),
        parties=tuple(draw(some.lists(some.builds(PartyRole, party=refs, role=roles), max_size=4))),
        finance=tuple(draw(some.lists(lines, max_size=2))),
        documents=tuple(draw(some.lists(papers, max_size=3))),
        changed_at=draw(some.none() | some.just(NOW)),
    )
    return ProjectFacts(
        project=project,
        works=works_of(sites, actions),
        sites=pd.DataFrame({"name_en": draw(texts)}, index=pd.Index(sites, name="ref")),
        shape=None,
        shapes=shapes,
        numbers={name: draw(amounts) for name in NUMBERS},
        uses=tuple(draw(some.sets(some.sampled_from(list(codes.FLOOR_USES))))),
        starts_on=draw(days),
        ends_on=draw(days),
        currency=draw(some.sampled_from(["CNY", ""])),
        made_up=draw(some.booleans()),
        milestones=tuple(draw(some.lists(milestones, max_size=3, unique_by=lambda one: one.ref))),
        offers=tuple(draw(some.lists(offers, max_size=2, unique_by=lambda one: one.ref))),
        parties={"PA": Party(ref="PA", name_en="A", name_zh="甲", kind="agency", legal_id="9131")},
        hidden=draw(some.sampled_from([(), ("costs",), ("finance", "parties")])),
    )


def every(value: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a document with its path."""
    yield at, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()  # noqa: E501  # fmt: skip
    for name, one in inner:
        yield from every(one, f"{at}/{name}")


@settings(max_examples=60, deadline=None)
@given(some.lists(projects(), min_size=1, max_size=3, unique_by=lambda one: one.project.ref))
def test_nothing_is_empty_and_whatever_is_listed_has_its_own_id(facts: list[ProjectFacts]) -> None:
    package = project_package(facts, PUBLISHER, now=NOW)
    assert package is not None
    json.dumps(package, allow_nan=False)
    for path, value in every(package):
        assert value not in ("", None), path
        assert value not in ([], {}), path
        if isinstance(value, list) and value and isinstance(value[0], dict) and "coordinates" not in path:  # noqa: E501  # fmt: skip
            ids = [one["id"] for one in value if "id" in one]
            assert len(set(ids)) == len(value) or path.endswith("identifiers"), path
    for one in package["projects"]:
        assert one["status"] in STATUSES


STATUSES = {
    *("identification", "preparation", "implementation", "completion", "maintenance"),
    *("decommissioning", "decommissioned", "cancelled"),
}


@settings(max_examples=150, deadline=None)
@given(some.lists(projects(), min_size=1, max_size=3, unique_by=lambda one: one.project.ref))
def test_every_package_is_valid_by_the_published_schema(
    schema: Any, facts: list[ProjectFacts]
) -> None:
    for language in ("en", "zh"):
        package = project_package(facts, PUBLISHER, now=NOW, language=language)
        faults = [
            f"{error.instance_path}: {error.message}" for error in schema.iter_errors(package)
        ]
        assert not faults


def test_the_standards_own_example_is_valid_by_the_same_schema(schema: Any) -> None:
    example = schema_folder() / "example.json"
    if not example.is_file():
        pytest.skip(f"{SCHEMA} has no example.json (docs/examples of the standard)")
    assert schema.is_valid(json.loads(example.read_text()))


@pytest.fixture(scope="module")
def schema() -> Any:
    """The published schema of a project package, where a folder with it is named."""
    return published_schema()


def test_money_that_is_withheld_is_said_to_be() -> None:
    facts = simple(hidden=("costs",))
    package = project_package([facts], PUBLISHER, now=NOW)
    assert package is not None
    assert package["projects"][0]["budget"] == {
        "description": "withheld by the coordinating office"
    }


def test_costs_of_all_parties_are_the_budget_and_one_unknown_leaves_it_out() -> None:
    costs = {"public_cost_amount": 1.0, "owner_cost_amount": 2.0, "developer_cost_amount": 4.0}
    (told,) = projects_of(simple(numbers=costs))
    assert told["budget"]["amount"] == {"amount": 7.0, "currency": "CNY"}
    (told,) = projects_of(simple(numbers={**costs, "owner_cost_amount": None}))
    assert "budget" not in told


@pytest.mark.parametrize(
    ("actions", "kind"),
    [
        (["keep", "repair"], "rehabilitation"),
        (["retrofit", "extend"], "expansion"),
        (["extend", "redevelop"], "replacement"),
    ],
)
def test_the_greatest_change_is_the_type(actions: list[str], kind: str) -> None:
    (told,) = projects_of(simple(works=works_of([f"S-{one}" for one in actions], actions)))
    assert told["type"] == kind


def test_no_project_is_no_package() -> None:
    assert project_package([], PUBLISHER, now=NOW) is None


def test_days_are_moments_and_what_is_empty_is_left_out() -> None:
    assert instant(date(2026, 3, 4)) == "2026-03-04T00:00:00Z"
    assert kept({"a": "", "b": [None, {"c": []}], "d": 0}) == {"d": 0}


def simple(**changed: Any) -> ProjectFacts:
    """A project of one repaired site."""
    given_: Mapping[str, Any] = {
        "project": Project(ref="R1", programme="P", code="A", name_en="One", name_zh="一"),
        "works": works_of(["S-1"], ["repair"]),
        "sites": pd.DataFrame({"name_en": ["A site"]}, index=pd.Index(["S-1"], name="ref")),
        "shape": None,
        "shapes": {},
        "numbers": {},
        "currency": "CNY",
        **changed,
    }
    return ProjectFacts(**given_)


def projects_of(*facts: ProjectFacts) -> list[dict[str, Any]]:
    """The projects of the package of these."""
    package = project_package(facts, PUBLISHER, now=NOW)
    assert package is not None
    listed: list[dict[str, Any]] = package["projects"]
    return listed
