"""The basis of a number in words: its kind, and the rule by which it was computed."""

import re

from gengxin.terms import codes
from gengxin.terms.words import Words

__all__ = ["basis_words"]

# rules that sheets state, beside those that the district's own tables bring along
RULES_ZH = {
    "summed over the chosen options": "按选定方案汇总",
    "of the chosen options": "按选定方案",
    "of the chosen option": "按选定方案",
    "mean over the sites, weighted by gross_floor_area_m2": "按建筑面积加权平均",
    "mean over the sites, weighted by homes_count": "按住房套数加权平均",
    "by the planner's practice": "按规划人员设定的做法",
    "the chosen option's form within the rules": "规则约束下选定方案的形体",
    "drawn within limits": "按限值绘制",
    "quantities times factors, not discounted": "工程量乘系数，未折现",
    "first day of the phase and months of works": "按分期起始日与工期推算",
    "within the standard's walk, lacking it today": "标准步行距离内、现状缺少该服务者",
    "by the works of the option": "按方案工程内容",
    "of the first site in that state, in the rule's unit": "取该结果的首个地块，单位同条款",
    "counted": "计数",
    "by the rule": "条款规定",
    "by site": "逐地块",
    "by building": "逐栋",
    "costs, transfers and profit asked that no value covers, not discounted": (
        "价值未能覆盖的成本、转移支付与合理利润，未折现"
    ),
    "by phase, not discounted; what is let counts as its value at completion": (
        "分期汇总，未折现；出租物业按竣工价值计"
    ),
    "net of the year, finance included, not discounted": "当年净额，含财务费用，未折现",
    "net present value, middle, one change at a time": "中值净现值，逐项变动",
    "each option from its own start of works": "各方案自开工起计",
    "homes afterwards less homes today": "建成后套数减现状套数",
    "what programmes lay down": "按更新计划",
}
_FLOWS = re.compile(r"(.+) flows before finance(?: at ([\d.]+%) a year)?, from the first works")
_NEAR = re.compile(r"within ([\d.]+) m of a site in a straight line, not walked")
_WHOSE = {"all parties'": "各方", "the developer's": "开发主体"}


def basis_words(basis: str) -> Words:
    """A basis in both languages; a rule of a district's own table stays as it is written there."""
    kind, _, rule = basis.partition(":")
    named = codes.BASES.get(kind, (kind, kind))
    rule = rule.strip()
    if not rule:
        return Words(*named)
    return Words(f"{named[0]}: {rule}", f"{named[1]}：{_in_chinese(rule)}")


def _in_chinese(rule: str) -> str:
    if flows := _FLOWS.fullmatch(rule):
        whose, rate = flows.groups()
        at = f"，年折现率{rate}" if rate else ""
        return f"{_WHOSE.get(whose, whose)}扣除财务费用前现金流{at}，自首批工程起"
    if near := _NEAR.fullmatch(rule):
        return f"距地块直线{near.group(1)}米内，非步行距离"
    return RULES_ZH.get(rule, rule)
