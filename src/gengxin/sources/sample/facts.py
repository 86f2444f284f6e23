"""The public facts of Xuhui on which the sample is modelled, and the names it borrows."""

from dataclasses import dataclass

__all__ = [
    "AREA_M2",
    "CRS",
    "MODELLED_ON_EN",
    "MODELLED_ON_ZH",
    "PEOPLE",
    "PEOPLE_PER_SITE",
    "RENEWAL_UNITS",
    "ROW_SPANS",
    "SHARE_65_UP",
    "SITES",
    "SUB_DISTRICTS",
    "ZONES",
    "Role",
    "SubDistrict",
]

CRS = "EPSG:32651"
SITES = 3_000
AREA_M2 = 54.9e6
PEOPLE = 1_080_000
SHARE_65_UP = 0.21
PEOPLE_PER_SITE = PEOPLE / SITES

MODELLED_ON_EN = (
    "everything here is made up; it follows public facts of Xuhui, Shanghai: 54.9 km², 1.08 "
    "million people of whom 21 % are 65 or older, 13 sub-districts by name, a river in the east, "
    "five functional zones and six promoted renewal projects by name"
)
MODELLED_ON_ZH = (
    "全部内容均为虚构；仅参照上海市徐汇区公开信息：面积54.9平方公里、人口108万（65岁及以上占21%）、"
    "13个街道镇名称、东侧滨江、五大功能区与六个推介更新项目的名称"
)

# rows of arterial cells from south to north: first and last column; column 11 lies on the river
ROW_SPANS = (
    (9, 11), (9, 11), (8, 11), (7, 11), (7, 11), (5, 11), (4, 11), (2, 11), (1, 11), (0, 11),
    (0, 11), (0, 11), (0, 11), (1, 11), (2, 11), (4, 11), (5, 10), (5, 10), (5, 10), (6, 10),
    (6, 9),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SubDistrict:
    """A sub-district: its names, where its middle lies in the lattice, what is built there."""

    name_zh: str
    name_en: str
    col: float
    row: float
    character: str


SUB_DISTRICTS = tuple(
    SubDistrict(name_zh=zh, name_en=en, col=col, row=row, character=character)
    for zh, en, col, row, character in (
        ("湖南路街道", "Hunan Road", 8.2, 19.6, "old_town"),
        ("天平路街道", "Tianping Road", 7.2, 17.4, "old_town"),
        ("徐家汇街道", "Xujiahui", 5.6, 14.6, "centre"),
        ("斜土路街道", "Xietu Road", 9.4, 15.6, "inner"),
        ("枫林路街道", "Fenglin Road", 9.8, 13.2, "medical"),
        ("龙华街道", "Longhua", 10.0, 9.8, "riverfront"),
        ("田林街道", "Tianlin", 4.2, 11.6, "village"),
        ("虹梅路街道", "Hongmei Road", 0.8, 11.4, "science"),
        ("康健新村街道", "Kangjian Xincun", 2.6, 8.8, "village"),
        ("漕河泾街道", "Caohejing", 6.6, 9.6, "village"),
        ("长桥街道", "Changqiao", 9.0, 6.0, "garden"),
        ("凌云路街道", "Lingyun Road", 5.6, 6.4, "village"),
        ("华泾镇", "Huajing Town", 9.6, 1.8, "south"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A functional zone or a renewal unit: its names, its role, and its cells.

    ``box`` is first column, first row, last column, last row; the first box that holds a cell wins.
    """

    name_zh: str
    name_en: str
    role_zh: str
    role_en: str
    box: tuple[int, int, int, int]


ZONES = tuple(
    Role(name_zh=zh, name_en=en, role_zh=role_zh, role_en=role_en, box=box)
    for zh, en, role_zh, role_en, box in (
        ("西岸滨江", "West Bund Riverfront", "文化、艺术与人工智能的滨江新中心",
         "new riverfront centre of culture, art and artificial intelligence", (10, 4, 11, 14)),
        ("华泾门户", "Huajing Gateway", "南部门户，生命健康产业与新社区",
         "southern gateway: life sciences and new neighbourhoods", (0, 0, 11, 4)),
        ("大徐家汇", "Greater Xujiahui", "世界级商圈与海派历史文化风貌",
         "shopping of world rank and the historic fabric", (0, 13, 11, 20)),
        ("漕开发拓展", "Caohejing Expansion", "科技创新与产城融合",
         "science and technology, work and homes together", (0, 9, 3, 12)),
        ("徐汇中城", "Xuhui Mid-town", "宜居社区与站城融合",
         "liveable neighbourhoods around the railway station", (0, 0, 11, 20)),
    )
)  # fmt: skip

RENEWAL_UNITS = tuple(
    Role(name_zh=zh, name_en=en, role_zh=role_zh, role_en=role_en, box=box)
    for zh, en, role_zh, role_en, box in (
        ("衡复", "Hengfu", "历史风貌保护与老房成套改造",
         "keep the historic fabric, give old homes kitchens and bathrooms", (6, 17, 8, 19)),
        ("枫林", "Fenglin", "医学城：医教研产融合",
         "medical town: hospitals, teaching, research and industry", (9, 12, 10, 13)),
        ("漕河泾", "Caohejing", "科学园区更新提质", "renewal of the science park", (0, 10, 2, 12)),
        ("上海南站", "Shanghai South Station", "站城一体开发",
         "station and city built as one", (4, 7, 6, 8)),
        ("公园城市示范区", "Park City Demonstration", "公园城市与老旧社区更新",
         "park city and renewal of ageing neighbourhoods", (7, 5, 8, 6)),
        ("生命蓝湾", "Life Bay", "滨水生命科学湾区", "life sciences on the riverfront",
         (9, 1, 11, 3)),
    )
)  # fmt: skip
