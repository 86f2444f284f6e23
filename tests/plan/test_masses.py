"""The pieces of options: where the option says they are, as high, and listed once."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from tests.plan.town import DAY, books, made, street

from gengxin.diagnose import check_up
from gengxin.plan.options import options
from gengxin.sources.option_edits import read_option_edits
from gengxin.sources.standards import read_standards
from gengxin.terms import District, OptionSet, PlainDistrict, checked


@pytest.fixture(scope="module")
def done() -> OptionSet:
    return made()


@pytest.fixture(scope="module")
def pieces(done: OptionSet) -> gpd.GeoDataFrame:
    table = done.tables["option_mass"]
    assert isinstance(table, gpd.GeoDataFrame)
    return table


def _of(pieces: gpd.GeoDataFrame, option: str, work: str) -> gpd.GeoDataFrame:
    return pieces[(pieces["option"] == option) & (pieces["work"] == work)]


def test_options_of_one_form_share_their_pieces(done: OptionSet, pieces: gpd.GeoDataFrame) -> None:
    option = done.tables["option"].set_index("ref")
    shared = option["drawn_as"]
    assert shared["flats/partial-worst-third+health.station"] == "flats/partial-worst-third"
    assert shared["flats/partial-worst-third"] == "flats/partial-worst-third"
    builds = option["floor_built_m2_x100"] > 0
    assert (shared[builds] != "").all()
    assert (shared[~builds] == "").all()
    assert set(pieces["option"]) == set(shared[builds])


def test_pieces_are_numbered_within_their_option(pieces: gpd.GeoDataFrame) -> None:
    assert not pieces.duplicated(["option", "part"]).any()
    counts = pieces.groupby("option")["part"].agg(["min", "max", "size"])
    assert (counts["min"] == 1).all()
    assert (counts["max"] == counts["size"]).all()


def test_a_new_block_is_the_coverage_times_five_storeys(pieces: gpd.GeoDataFrame) -> None:
    """Coverage 0.4 of 4,800 m² is 1,920; a floor area ratio of 2 is five such storeys.

    The ground storey of homes with shops below is 5 m, four more are 3 m.
    """
    built = _of(pieces, "unwilling/redevelop-homes", "built")
    assert built.geometry.area.sum() == pytest.approx(1920.0)
    assert built["bottom_m"].tolist() == [0.0] * len(built)
    assert built["top_m"].to_numpy() == pytest.approx(5.0 + 4 * 3.0)
    gone = _of(pieces, "unwilling/redevelop-homes", "demolished")
    assert gone["building"].tolist() == ["unwilling-0", "unwilling-1"]
    assert gone["top_m"].tolist() == [12.0, 12.0]
    assert gone.geometry.area.tolist() == [400.0, 400.0]


def test_storeys_on_top_stand_on_their_buildings() -> None:
    """Two storeys of 3 m on each of two buildings of 12 m, where the frame bears them."""
    own = street()
    sites = own.places("sites").reset_index()
    sites["structure"] = sites["structure"].mask(sites["ref"] == "unwilling", "reinforced_concrete")
    pieces = _made_of(_with(own, sites=sites)).tables["option_mass"]
    assert isinstance(pieces, gpd.GeoDataFrame)
    built = _of(pieces, "unwilling/extend-up", "built")
    assert built["bottom_m"].tolist() == [12.0, 12.0]
    assert built["top_m"].tolist() == [18.0, 18.0]
    stands = own.places("buildings").loc[["unwilling-0", "unwilling-1"]]
    for mine, theirs in zip(built.geometry, stands.geometry, strict=True):
        assert mine.symmetric_difference(theirs).area < 1e-6
    assert not len(_of(pieces, "unwilling/extend-up", "demolished"))


def test_pieces_lie_on_their_site_beside_what_stays(
    done: OptionSet, pieces: gpd.GeoDataFrame
) -> None:
    buildings, sites = street().places("buildings"), street().places("sites")
    site_of = done.tables["option"].set_index("ref")["site"]
    for ref, own in pieces.groupby("option"):
        ground = sites.geometry[site_of[ref]].buffer(1e-6)
        gone = own["building"][own["work"] == "demolished"]
        stays = buildings[(buildings["site"] == site_of[ref]) & ~buildings.index.isin(gone)]
        for row in own[own["work"] == "built"].itertuples():
            assert row.geometry.within(ground)
            assert row.top_m > row.bottom_m
            over = stays[stays["height_m"] > row.bottom_m]
            assert over.geometry.intersection(row.geometry).area.sum() < 1e-6, ref


def test_highest_piece_is_the_height_of_a_site_rebuilt(
    done: OptionSet, pieces: gpd.GeoDataFrame
) -> None:
    option = done.tables["option"].set_index("ref")
    rebuilt = option[(option["action"] == "redevelop") & (option["drawn_as"] != "")]
    top_m = pieces[pieces["work"] == "built"].groupby("option")["top_m"].max()
    np.testing.assert_allclose(
        top_m[rebuilt["drawn_as"]].to_numpy(), rebuilt["height_m"].to_numpy(), atol=1e-9
    )
    assert len(rebuilt) > 5


def test_nothing_is_listed_of_a_form_that_the_planner_stated(tmp_path: Path) -> None:
    """The option that varies it with a service still has the drawing, now under its own name."""
    ref = "unwilling/redevelop-homes"
    sheet = tmp_path / "edits.csv"
    sheet.write_text(f"ref,new_storeys,reason\n{ref},4,a sketch\n", encoding="utf-8")
    done = made(read_option_edits(sheet))
    shared = done.tables["option"].set_index("ref")["drawn_as"]
    assert shared[ref] == ""
    assert shared[f"{ref}+health.station"] == f"{ref}+health.station"
    listed = set(done.tables["option_mass"]["option"])
    assert ref not in listed
    assert f"{ref}+health.station" in listed


def test_what_leans_on_an_assumed_footprint_says_so() -> None:
    own = street()
    unnamed = {
        name: own.table(name).drop(columns="building", errors="ignore").reset_index()
        for name in ("heritage", "people", "facilities")
    }
    done = _made_of(_with(own, buildings=None, **unnamed))
    pieces = done.tables["option_mass"]
    assert len(pieces)
    option = pd.DataFrame(done.tables["option"]).set_index("ref")
    action = option["action"].reindex(pieces["option"]).to_numpy()
    site = option["site"].reindex(pieces["option"]).to_numpy()
    built, bare = pieces["work"] == "built", site == "empty"
    assert (pieces["building"] == "").all()
    assert (pieces["basis"][~built] == "assumed").all()
    # on ground that is cleared a new building leans on nothing
    assert (pieces["basis"][built & (action == "redevelop")] == "drawn").all()
    assert (pieces["basis"][built & (action == "extend") & ~bare] == "assumed").all()
    assert (built & (action == "extend")).any()


def _with(district: District, **others: pd.DataFrame | None) -> District:
    """The district with other tables, or without those that are ``None``."""
    own = {name: district.table(name).reset_index() for name in district.given}
    kept = {name: table for name, table in {**own, **others}.items() if table is not None}
    return checked(PlainDistrict(meta=district.meta, tables=kept))


def _made_of(district: District) -> OptionSet:
    standards = read_standards("cn-default")
    found = check_up(district, standards, variant="strict", day=DAY, software="test")
    return options(district, found, books(), day=DAY, software="test")
