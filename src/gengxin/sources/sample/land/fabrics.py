"""Fabrics: what a site can be built like, from lane houses to science park, and where each lies."""

from dataclasses import dataclass

import numpy as np

from gengxin.sources.sample.arrays import Floats, Ints

__all__ = ["FABRICS", "MIXES", "NUMBER", "PLACED", "Fabric", "column"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fabric:
    """How sites of one kind are built; lengths in metres, areas in square metres.

    ``depth_m`` × ``length_m`` is a building, ``aside_m`` the gap beside it, ``behind_m`` the gap
    between rows, ``back_m`` the gap to the site's edge. ``storeys`` and ``years`` are least and
    greatest. ``home_m2`` is floor area a home, 0 where nobody lives; ``household_people`` how many
    live in a home that is lived in.
    """

    code: str
    zh: str
    en: str
    use: str
    lot_m2: float
    block_m2: float
    back_m: float
    depth_m: float
    length_m: float
    aside_m: float
    behind_m: float
    storeys: tuple[int, int]
    years: tuple[int, int]
    structure: str
    forms: tuple[str, ...] = ("bar",)
    home_m2: float = 0.0
    household_people: float = 0.0
    reason: str = ""


def _fabric(code: str, zh: str, en: str, use: str, **more: object) -> Fabric:
    return Fabric(code=code, zh=zh, en=en, use=use, **more)  # type: ignore[arg-type]


_RC = "reinforced_concrete"
_BC = "brick_concrete"
_NEVER = float("inf")

FABRICS = (
    _fabric("lane", "里弄", "lane houses", "residential", lot_m2=6_500.0, block_m2=17_000.0,
            back_m=2.0, depth_m=12.0, length_m=44.0, aside_m=2.5, behind_m=3.6, storeys=(2, 3),
            years=(1912, 1946), structure="brick_timber", forms=("comb", "bar"),
            home_m2=52.0, household_people=2.0),
    _fabric("villa", "花园住宅", "garden houses", "residential", lot_m2=6_500.0, block_m2=19_000.0,
            back_m=4.5, depth_m=14.0, length_m=15.0, aside_m=6.0, behind_m=10.0, storeys=(2, 4),
            years=(1918, 1947), structure="brick_timber", forms=("ell", "tee", "cross", "bar"),
            home_m2=78.0, household_people=2.2),
    _fabric("old_slab", "工人新村", "workers' new village", "residential", lot_m2=15_000.0,
            block_m2=40_000.0, back_m=5.0, depth_m=10.5, length_m=37.0, aside_m=6.0, behind_m=11.0,
            storeys=(4, 6), years=(1953, 1986), structure=_BC, forms=("bar", "step"),
            home_m2=54.0, household_people=2.3),
    _fabric("slab", "多层住宅小区", "estate of slabs", "residential", lot_m2=18_000.0,
            block_m2=44_000.0, back_m=6.0, depth_m=12.0, length_m=40.0, aside_m=7.0, behind_m=13.5,
            storeys=(6, 6), years=(1985, 1999), structure=_BC, forms=("comb", "step", "bar"),
            home_m2=71.0, household_people=2.5),
    _fabric("mid_rise", "小高层小区", "estate of mid-rise slabs", "residential", lot_m2=20_000.0,
            block_m2=40_000.0, back_m=8.0, depth_m=14.0, length_m=36.0, aside_m=10.0, behind_m=24.0,
            storeys=(10, 14), years=(1998, 2014), structure=_RC, forms=("comb", "step"),
            home_m2=99.0, household_people=2.7),
    _fabric("tower", "高层住宅小区", "estate of towers", "residential", lot_m2=18_000.0,
            block_m2=34_000.0, back_m=9.0, depth_m=20.0, length_m=27.0, aside_m=18.0,
            behind_m=27.0, storeys=(14, 28), years=(1994, 2020), structure=_RC,
            forms=("butterfly", "cross"), home_m2=105.0, household_people=2.7),
    _fabric("mall", "商业综合体", "shopping centre", "commercial", lot_m2=11_000.0,
            block_m2=24_000.0, back_m=6.0, depth_m=40.0, length_m=52.0, aside_m=10.0, behind_m=12.0,
            storeys=(4, 9), years=(1992, 2018), structure=_RC, forms=("podium", "ell", "bar")),
    _fabric("shops", "沿街商业", "street of shops", "mixed", lot_m2=5_000.0, block_m2=20_000.0,
            back_m=3.0, depth_m=14.0, length_m=34.0, aside_m=5.0, behind_m=9.0, storeys=(3, 6),
            years=(1978, 2005), structure=_RC, forms=("bar", "ell"), home_m2=70.0,
            household_people=2.3),
    _fabric("office", "商务楼宇", "offices", "office", lot_m2=8_500.0, block_m2=26_000.0,
            back_m=7.0, depth_m=27.0, length_m=34.0, aside_m=12.0, behind_m=15.0, storeys=(6, 25),
            years=(1990, 2021), structure=_RC, forms=("podium", "bar", "cross", "ell")),
    _fabric("research", "科技园区", "science park", "research", lot_m2=17_000.0, block_m2=46_000.0,
            back_m=9.0, depth_m=22.0, length_m=46.0, aside_m=13.0, behind_m=17.0, storeys=(4, 10),
            years=(1986, 2019), structure=_RC, forms=("bar", "ell", "yard", "you")),
    _fabric("works", "工业仓储", "works and sheds", "industrial", lot_m2=20_000.0,
            block_m2=50_000.0, back_m=6.0, depth_m=32.0, length_m=62.0, aside_m=9.0, behind_m=11.0,
            storeys=(1, 3), years=(1955, 1994), structure="steel", forms=("bar", "bar", "ell")),
    _fabric("culture", "文化场馆", "museums and halls", "public", lot_m2=14_000.0,
            block_m2=34_000.0, back_m=12.0, depth_m=34.0, length_m=50.0, aside_m=16.0,
            behind_m=18.0, storeys=(2, 4), years=(1960, 2020), structure=_RC,
            forms=("bar", "round", "yard")),
    _fabric("hospital", "医院", "hospital", "medical", lot_m2=42_000.0, block_m2=48_000.0,
            back_m=10.0, depth_m=24.0, length_m=64.0, aside_m=15.0, behind_m=19.0, storeys=(5, 18),
            years=(1958, 2018), structure=_RC, forms=("bar", "tee", "you", "ell")),
    _fabric("campus", "高校", "university campus", "education", lot_m2=_NEVER, block_m2=_NEVER,
            back_m=14.0, depth_m=17.0, length_m=62.0, aside_m=22.0, behind_m=32.0, storeys=(3, 7),
            years=(1921, 2010), structure=_RC, forms=("bar", "you", "ell", "yard"),
            reason="school_grounds"),
    _fabric("park", "公园", "park", "green", lot_m2=_NEVER, block_m2=_NEVER, back_m=45.0,
            depth_m=9.0, length_m=14.0, aside_m=110.0, behind_m=130.0, storeys=(1, 1),
            years=(1958, 2015), structure="timber", forms=("bar", "cross"), reason="park"),
    _fabric("vacant", "待建空地", "vacant land", "vacant", lot_m2=22_000.0, block_m2=44_000.0,
            back_m=_NEVER, depth_m=20.0, length_m=30.0, aside_m=9.0, behind_m=9.0, storeys=(1, 1),
            years=(1990, 1990), structure="other"),
    # along the street edge of other sites, see `fronts`
    _fabric("front", "沿街铺面", "street front", "mixed", lot_m2=_NEVER, block_m2=_NEVER,
            back_m=2.0, depth_m=10.0, length_m=26.0, aside_m=3.0, behind_m=9.0, storeys=(2, 4),
            years=(1912, 2005), structure=_BC, home_m2=60.0, household_people=2.2),
    # placed one by one on sites that suit them, see `uses`
    _fabric("school", "学校", "school", "education", lot_m2=_NEVER, block_m2=_NEVER, back_m=9.0,
            depth_m=15.0, length_m=52.0, aside_m=14.0, behind_m=22.0, storeys=(4, 5),
            years=(1956, 2008), structure=_RC, forms=("you", "ell", "bar"),
            reason="school_grounds"),
    _fabric("kindergarten", "幼儿园", "kindergarten", "education", lot_m2=_NEVER, block_m2=_NEVER,
            back_m=9.0, depth_m=15.0, length_m=30.0, aside_m=14.0, behind_m=16.0, storeys=(2, 3),
            years=(1965, 2012), structure=_RC, forms=("ell", "you"), reason="school_grounds"),
    _fabric("garden", "口袋公园", "pocket park", "green", lot_m2=_NEVER, block_m2=_NEVER,
            back_m=_NEVER, depth_m=8.0, length_m=12.0, aside_m=40.0, behind_m=40.0, storeys=(1, 1),
            years=(1990, 2015), structure="timber", reason="park"),
    _fabric("care", "养老院", "nursing home", "public", lot_m2=_NEVER, block_m2=_NEVER, back_m=7.0,
            depth_m=15.0, length_m=40.0, aside_m=10.0, behind_m=16.0, storeys=(4, 7),
            years=(1988, 2016), structure=_RC, forms=("ell", "bar")),
    _fabric("centre", "社区中心", "community centre", "public", lot_m2=_NEVER, block_m2=_NEVER,
            back_m=6.0, depth_m=18.0, length_m=36.0, aside_m=10.0, behind_m=14.0, storeys=(3, 5),
            years=(1985, 2018), structure=_RC, forms=("ell", "bar")),
    _fabric("church", "宗教场所", "place of worship", "public", lot_m2=_NEVER, block_m2=_NEVER,
            back_m=9.0, depth_m=20.0, length_m=34.0, aside_m=14.0, behind_m=16.0, storeys=(1, 2),
            years=(1898, 1936), structure="brick_timber", forms=("cross",), reason="religious"),
    _fabric("government", "机关", "government office", "public", lot_m2=_NEVER, block_m2=_NEVER,
            back_m=9.0, depth_m=17.0, length_m=44.0, aside_m=12.0, behind_m=20.0, storeys=(4, 9),
            years=(1960, 2005), structure=_RC, forms=("you", "bar"), reason="government"),
    _fabric("utility", "市政设施", "utility works", "utility", lot_m2=_NEVER, block_m2=_NEVER,
            back_m=6.0, depth_m=16.0, length_m=26.0, aside_m=12.0, behind_m=14.0, storeys=(1, 2),
            years=(1965, 2005), structure=_BC, reason="utility"),
    _fabric("cemetery", "陵园", "memorial cemetery", "green", lot_m2=_NEVER, block_m2=_NEVER,
            back_m=24.0, depth_m=18.0, length_m=30.0, aside_m=60.0, behind_m=70.0, storeys=(1, 1),
            years=(1928, 1990), structure=_BC, forms=("cross",), reason="cemetery"),
    _fabric("station", "铁路站", "railway station", "transport", lot_m2=_NEVER, block_m2=_NEVER,
            back_m=22.0, depth_m=175.0, length_m=200.0, aside_m=300.0, behind_m=300.0,
            storeys=(2, 4), years=(2006, 2006), structure="steel", forms=("round",),
            reason="rail"),
    _fabric("depot", "公交停车场", "bus depot", "transport", lot_m2=_NEVER, block_m2=_NEVER,
            back_m=8.0, depth_m=18.0, length_m=50.0, aside_m=30.0, behind_m=34.0, storeys=(1, 3),
            years=(1975, 2010), structure=_RC),
    # strips along lines
    _fabric("rail", "铁路用地", "railway land", "transport", lot_m2=_NEVER, block_m2=_NEVER,
            back_m=_NEVER, depth_m=9.0, length_m=9.0, aside_m=9.0, behind_m=9.0, storeys=(1, 1),
            years=(1908, 1990), structure="other", reason="rail"),
    _fabric("water", "河道", "creek", "water", lot_m2=_NEVER, block_m2=_NEVER, back_m=_NEVER,
            depth_m=9.0, length_m=9.0, aside_m=9.0, behind_m=9.0, storeys=(1, 1),
            years=(1908, 1990), structure="other", reason="water"),
    _fabric("riverside", "滨江绿带", "riverside park", "green", lot_m2=_NEVER, block_m2=_NEVER,
            back_m=_NEVER, depth_m=9.0, length_m=9.0, aside_m=9.0, behind_m=9.0, storeys=(1, 1),
            years=(2010, 2019), structure="other", reason="park"),
)  # fmt: skip

NUMBER = {fabric.code: number for number, fabric in enumerate(FABRICS)}

# character of a cell → share of its blocks of each fabric
MIXES: dict[str, dict[str, float]] = {
    "old_town": {"lane": 0.36, "villa": 0.24, "old_slab": 0.09, "slab": 0.06, "tower": 0.06,
                 "mall": 0.03, "shops": 0.09, "office": 0.055, "park": 0.015},
    "centre": {"lane": 0.05, "old_slab": 0.13, "slab": 0.14, "mid_rise": 0.05, "tower": 0.23,
               "mall": 0.14, "shops": 0.05, "office": 0.16, "culture": 0.02, "park": 0.03},
    "inner": {"lane": 0.10, "old_slab": 0.25, "slab": 0.18, "mid_rise": 0.06, "tower": 0.22,
              "mall": 0.03, "shops": 0.05, "office": 0.07, "culture": 0.01, "park": 0.03},
    "medical": {"lane": 0.03, "old_slab": 0.19, "slab": 0.13, "tower": 0.22, "shops": 0.04,
                "office": 0.07, "research": 0.11, "hospital": 0.18, "park": 0.03},
    "riverfront": {"old_slab": 0.05, "slab": 0.11, "mid_rise": 0.13, "tower": 0.20, "mall": 0.03,
                   "office": 0.17, "works": 0.11, "culture": 0.08, "vacant": 0.06, "park": 0.06},
    "village": {"old_slab": 0.30, "slab": 0.31, "mid_rise": 0.07, "tower": 0.11, "mall": 0.02,
                "shops": 0.04, "office": 0.03, "research": 0.03, "works": 0.04, "park": 0.05},
    "science": {"slab": 0.11, "mid_rise": 0.05, "tower": 0.07, "mall": 0.02, "office": 0.15,
                "research": 0.48, "works": 0.07, "park": 0.05},
    "garden": {"old_slab": 0.16, "slab": 0.30, "mid_rise": 0.12, "tower": 0.12, "mall": 0.02,
               "shops": 0.03, "office": 0.03, "works": 0.09, "park": 0.13},
    "south": {"slab": 0.22, "mid_rise": 0.18, "tower": 0.18, "mall": 0.02, "shops": 0.02,
              "research": 0.10, "works": 0.14, "vacant": 0.06, "park": 0.08},
}  # fmt: skip

# single cells of the modelled district that one thing fills: (column, row) → fabric
PLACED = {(7, 5): "park", (8, 5): "park", (5, 7): "station", (5, 14): "campus", (4, 10): "campus"}


def column(name: str, fabric: Ints, place: int | None = None) -> Floats:
    """A number of the fabric of each row."""
    values = [getattr(f, name) if place is None else getattr(f, name)[place] for f in FABRICS]
    found: Floats = np.array(values, dtype=np.float64)[fabric]
    return found
