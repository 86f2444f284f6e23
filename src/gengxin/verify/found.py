"""What a check finds against a programme: each thing counted, the first of each kind told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from gengxin.terms import Violation

__all__ = ["KINDS", "Found"]

TOLD = 20  # violations of a kind that are told one by one

# kind → sentence in English and in Chinese
KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "inputs": (
            "{where} of the programme is not that of the district and run it is held against",
            "方案的{where}与所给城区或运行不符：请指定生成该方案时所用的数据",
        ),
        "site_without_choice": ("site {where} has no choice", "地块{where}没有选定方案"),
        "site_chosen_twice": (
            "site {where} is listed {amount:,} times too often",
            "地块{where}重复列出{amount:,}次",
        ),
        "site_not_decided": (
            "site {where} has nothing to be decided",
            "地块{where}不在决策范围内",
        ),
        "option_not_of_site": (
            "site {where} is not where that option is one that may start in that phase",
            "地块{where}没有可在该期启动的此方案",
        ),
        "option_barred": (
            "site {where}: consent, the planner or the brief bars the choice",
            "地块{where}：征询同意、规划人员指定或任务书排除了该选择",
        ),
        "opens": (
            "site {where}: it opens {amount:+,} periods from the period stated",
            "地块{where}：实际启用时段与所列相差{amount:+,}",
        ),
        "not_within_reach": (
            "{where}: {amount:,} thousandths of a person are served out of reach or by nobody",
            "{where}：{amount:,}（千分之一人）被分配到不可达或不存在的服务",
        ),
        "served_below_nothing": ("{where}: {amount:,} are served", "{where}：服务人数为{amount:,}"),
        "need": (
            "{where}: {amount:,} thousandths of a person more are served than need it",
            "{where}：服务人数超出需求{amount:,}（千分之一人）",
        ),
        "capacity": (
            "{where}: {amount:,} thousandths of a person more are served than there is room for",
            "{where}：服务人数超出容量{amount:,}（千分之一人）",
        ),
        "auxiliary_unknown": (
            "{where} is no quantity of the model",
            "{where}不是模型中的量",
        ),
        "auxiliary_twice": ("{where} is listed more than once", "{where}重复列出"),
        "box": (
            "{where} is {amount:,} outside of what it can be",
            "{where}超出取值范围{amount:,}",
        ),
        "row": ("row {where} is missed by {amount:,}", "约束{where}违反{amount:,}"),
        "sunlight": (
            "window {where} keeps {amount:,} sun slots fewer than it must",
            "窗位{where}的日照时段比要求少{amount:,}个",
        ),
        "term": (
            "term {where} differs by {amount:,.6g} from what it comes to",
            "价值项{where}与复核值相差{amount:,.6g}",
        ),
        "term_unknown": ("{where} is no term, or is listed twice", "{where}不是价值项或重复列出"),
        "value": (
            "the value is stated {amount:,.6g} away from what it comes to",
            "所述价值与复核值相差{amount:,.6g}",
        ),
        "today": (
            "today ({where}) is stated {amount:,.6g} away from what its witness and prices prove",
            "现状值（{where}）与其分配和价格所证明的相差{amount:,.6g}",
        ),
        "price_unknown": ("price of {where}: there is no such row", "价格{where}：没有这一约束"),
        "price_twice": ("price of {where} is listed more than once", "价格{where}重复列出"),
        "price_sign": (
            "price of {where} is {amount:,.6g}, must be a number of 0 or more",
            "价格{where}为{amount:,.6g}，应为不小于0的数",
        ),
        "bound": (
            "the bound is stated {amount:,.6g} below what its prices prove",
            "所述上界比其价格所证明的低{amount:,.6g}",
        ),
        "gap": (
            "the certified gap is stated {amount:,.6g} below what value and bound give",
            "所述认证间隙比由价值和上界得出的小{amount:,.6g}",
        ),
        "round": (
            "round {where} states what value and bound contradict, by {amount:,.6g}",
            "第{where}轮所述与价值和上界矛盾，相差{amount:,.6g}",
        ),
        "money": (
            "the programme counts in other money or prices than the run",
            "方案的币种或价格日与运行不一致",
        ),
        "measure": (
            "{where}: the measure is {amount:,.6g} away from what site and option give",
            "{where}：指标与由地块和方案得出的值相差{amount:,.6g}",
        ),
        "walk": (
            "{where}: it is farther on foot than the {amount:,.1f} m of the standard",
            "{where}：步行超出标准的{amount:,.1f}米",
        ),
        "left_out": (
            "{where}: a facility {amount:,.1f} m away on foot is left out of the table of reach",
            "{where}：步行{amount:,.1f}米处的设施未列入可达表",
        ),
        "verdict": (
            "{where}: the verdict does not follow from measure and limit, {amount:,.6g} apart",
            "{where}：结论与指标和限值不符，相差{amount:,.6g}",
        ),
        "limit": (
            "{where}: the limit is {amount:,.6g} away from that of the rule pack or the plan",
            "{where}：限值与规则文件或规划指标相差{amount:,.6g}",
        ),
        "clause_unknown": (
            "{where}: the rule pack has no such clause, or another effect or standing for it",
            "{where}：规则文件中没有该条款，或其约束方向、核实状态不同",
        ),
        "sun_slots": (
            "window {where}: {amount:,} sun slots differ from those counted ray by ray",
            "窗位{where}：{amount:,}个时段与逐光线复算不符",
        ),
        "sun_need": (
            "window {where} must keep {amount:,} sun slots more than the table says",
            "窗位{where}：须保留时段数少列{amount:,}个",
        ),
        "sun_left_out": (
            "window {where} loses {amount:,} sun slots that it needs, and no table names it",
            "窗位{where}：失去{amount:,}个必要日照时段而未列入风险表",
        ),
        "rule": (
            "{where}: the option breaks a clause that was verified",
            "{where}：方案违反已核条款",
        ),
    }
)


@dataclass(slots=True)
class Found:
    """Violations as they are found."""

    told: list[Violation] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, where: str, amount: float = 0) -> None:
        """Count a violation, and tell it if it is among the first of its kind."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if self.counts[kind] <= TOLD:
            en, zh = (words.format(where=where, amount=amount) for words in KINDS[kind])
            self.told.append(Violation(kind=kind, where=where, amount=float(amount), en=en, zh=zh))

    def each(
        self, kind: str, numbers: npt.NDArray[np.intp], tell: Callable[[int], tuple[str, float]]
    ) -> None:
        """Count a violation for each number, and tell where and how much of the first."""
        for number in numbers[:TOLD].tolist():
            self.add(kind, *tell(number))
        if len(numbers) > TOLD:
            self.counts[kind] += len(numbers) - TOLD
