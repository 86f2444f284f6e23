"""The suppliers of a service: what the law book makes of a district's facilities or stops."""

from gengxin.terms.columns import Column, Table

__all__ = ["SUPPLIERS"]

SUPPLIERS = Table(
    name="suppliers",
    en="who gives one service: whether large enough, and for how many people",
    zh="某项服务的提供设施",
    shape="any",
    columns=(
        Column(name="ref", kind="text", en="ref of the facility or stop", zh="设施编号"),
        Column(name="name_en", kind="text", en="name in English", zh="英文名"),
        Column(name="name_zh", kind="text", en="name in Chinese", zh="中文名"),
        Column(
            name="area_m2", kind="number", en="floor or ground area", zh="面积", unit="m²", lower=0
        ),
        Column(
            name="is_large_enough",
            kind="flag",
            en="not known to be below the least size of the standard",
            zh="规模是否达标（未知视为达标）",
        ),
        Column(
            name="capacity_people",
            kind="number",
            en="people it can serve; missing is unknown, never without end",
            zh="可服务人数（空为未知）",
            unit="people",
            lower=0,
        ),
        Column(name="capacity_people_basis", kind="text", en="basis of it", zh="依据"),
    ),
)
