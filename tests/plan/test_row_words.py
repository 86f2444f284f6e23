"""Prices of rows in words."""

import pytest

from gengxin.plan.row_words import row_words


@pytest.mark.parametrize(
    ("key", "english", "chinese"),
    [
        ("budget/1", "public money by phase (phase 1) binds", "（第1期）已到限值"),
        ("continuity/clinic/SD-1/2", "(clinic, SD-1, phase 2) binds", "（clinic、SD-1、第2期）"),
        ("homes_committed/V1/2/small", "(V1, 2, small) binds", "（V1、2、small）"),
        ("balance/U1", "(U1) binds", "（U1）"),
    ],
)
def test_a_row_says_where_and_in_which_phase_it_holds(key: str, english: str, chinese: str) -> None:
    words = row_words(key, 0.5, 0.0, "CNY")
    assert english in words.en
    assert chinese in words.zh


def test_a_row_names_areas_and_services_where_their_names_are_known() -> None:
    names = {"clinic": ("health station", "卫生站"), "SD-1": ("Hunan Road", "湖南路")}
    words = row_words("continuity/clinic/SD-1/2", 0.5, 0.0, "CNY", names)
    assert "(health station, Hunan Road, phase 2) binds" in words.en
    assert "（卫生站、湖南路、第2期）" in words.zh
