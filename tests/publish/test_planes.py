"""Planes are drawn at the option that comes nearest to them, by numbers reckoned on paper.

The rebuilding of s1 is one block, 24.5 m high; the site is drawn around it so that the block stands
10 m from its edge and reaches 20 m deep.
"""

from dataclasses import replace

import pandas as pd
import pytest
from shapely.geometry import box
from tests.publish.hand_made import toy_district
from tests.publish.option_set import REBUILD, hand_made_options
from tests.town.toy import place, toy_town

from gengxin.publish.option_report.planes import embedded_planes, plane_figures
from gengxin.terms import OptionSet, Rule

# the block is 20 to 80 m east and 20 to 40 m north: 10 m from each edge
SITE = place(box(10, 10, 90, 50))
DISTRICT = toy_district(
    sites=(sites := toy_town().tables["sites"]).assign(
        geometry=sites.geometry.where(sites["ref"] != "s1", SITE)
    )
)


def plane(kind: str, *, base_m: float, slope: float, setback_m: float | None) -> Rule:
    law = hand_made_options().law.rules[0]
    told = {"base_height_m": base_m, "slope": slope}
    told |= {} if setback_m is None else {"initial_setback_m": setback_m}
    return replace(
        law, code="toy.plane", kind=kind, parameters=told, value=None, clause_en="Toy Law, art. 9."
    )


def options_under(rule: Rule, *, limit: float, state: str) -> OptionSet:
    made = hand_made_options()
    row = (
        made.tables["option_check"]
        .iloc[:1]
        .assign(option=REBUILD, rule=rule.code, kind=rule.kind, limit=limit, state=state)
    )
    checks = pd.concat([made.tables["option_check"], row], ignore_index=True)
    return replace(
        hand_made_options(option_check=checks), law=replace(made.law, rules=(*made.law.rules, rule))
    )


@pytest.mark.parametrize(
    ("base_m", "slope", "setback_m", "state", "margin_m"),
    [
        # 10 m from the edge the plane is at 12 + 1.5 × 10 = 27 m
        (12.0, 1.5, 6.0, "passed", 2.5),
        # within the setback the height at the edge holds
        (12.0, 1.5, 11.0, "failed", -12.5),
    ],
)
def test_the_margin_is_that_of_the_nearest_piece(
    base_m: float, slope: float, setback_m: float, state: str, margin_m: float
) -> None:
    rule = plane("sky_exposure_plane", base_m=base_m, slope=slope, setback_m=setback_m)
    (figure,) = plane_figures(options_under(rule, limit=0.0, state=state), DISTRICT)
    assert figure.margin_m == pytest.approx(margin_m)
    assert (figure.option_count, figure.site_count) == (1, 1)
    assert figure.failed_count == (state == "failed")
    assert f"{base_m:.1f} m" in figure.section
    assert f"{slope:g} : 1" in figure.section
    assert figure.plan.count('class="setback"') == 1


def test_a_view_plane_is_level_over_a_site_and_starts_at_its_viewpoint() -> None:
    rule = plane("view_plane", base_m=5.0, slope=0.1, setback_m=None)
    (figure,) = plane_figures(options_under(rule, limit=20.0, state="failed"), DISTRICT)
    assert figure.margin_m == pytest.approx(-4.5)
    assert "at most 20.0 m here" in figure.section
    assert "此处限高20.0米" in figure.section
    assert "distance from the viewpoint" in figure.section


def test_the_page_knows_how_deep_each_piece_lies_and_nothing_where_no_plane_is() -> None:
    rule = plane("sky_exposure_plane", base_m=12.0, slope=1.5, setback_m=6.0)
    page = embedded_planes(options_under(rule, limit=0.0, state="passed"), DISTRICT)
    assert page is not None
    assert (page["from"], page["to"]) == ([10.0], [20.0])
    assert page["rules"]["toy.plane"]["slope"] == 1.5
    assert embedded_planes(hand_made_options(), DISTRICT) is None
    assert plane_figures(hand_made_options(), DISTRICT) == []
