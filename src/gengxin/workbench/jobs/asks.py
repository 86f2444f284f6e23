"""What may be asked of each kind of job: a closed list, which the server's pages are made from."""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Literal

from gengxin.terms import InputError
from gengxin.terms.records import codes

__all__ = ["ASKS", "Ask", "checked_asks", "told_asks"]

Value = str | int | float | bool | None
Type = Literal["text", "whole", "number", "flag", "refs", "object"]

MOST_REFS = 50
MOST_TEXT = 200
# a recipe of a whole city takes some 20 kB
MOST_OBJECT = 262_144
MOST_SITES = 300_000
DAY_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing that may be asked: its type, bounds, and what is taken where it isn't said.

    ``known`` gives the only words that are taken. ``refs`` is a list of refs of records, and
    ``object`` a JSON object, or one of the words.
    """

    name: str
    type: Type
    en: str
    zh: str
    default: Value = None
    lower: float = -math.inf
    upper: float = math.inf
    known: Callable[[], tuple[str, ...]] | None = None


def checked_asks(kind: str, told: Mapping[str, Any]) -> dict[str, Value]:
    """What is asked, complete, as a job's row keeps it: lists joined by commas, objects as JSON.

    Raises
    ------
    InputError
        Which lists every fault: unknown names, wrong types, values out of bounds.

    """
    if kind not in ASKS:
        raise InputError(f"kind is {kind!r}, must be one of {', '.join(codes.JOB_KINDS)}")
    known = {one.name: one for one in ASKS[kind]}
    faults = [f"{name!r} is unknown{_nearest(name, known)}" for name in told if name not in known]
    kept: dict[str, Value] = {}
    for name, one in known.items():
        value = told.get(name)
        wrong = "" if value is None else _fault(one, value)
        if wrong:
            faults.append(f"{name} {wrong}")
        else:
            kept[name] = one.default if value is None else _kept(one, value)
    faults = faults or list(_odd_together(kind, kept))
    if faults:
        listed = "\n- ".join(faults)
        raise InputError(f"a job {kind} can't be asked like this; mend it:\n- {listed}")
    return kept


def told_asks(kind: str, kept: Mapping[str, Value]) -> dict[str, Any]:
    """The asks of a job's row as somebody told them."""
    types = {one.name: one.type for one in ASKS[kind]}
    return {name: _told(types.get(name, "text"), value) for name, value in kept.items()}


def _told(of: Type, value: Value) -> Any:  # noqa: ANN401 what JSON holds
    if isinstance(value, str) and of == "refs":
        return value.split(",")
    if isinstance(value, str) and of == "object" and value.startswith("{"):
        return json.loads(value)
    return value


def _kept(one: Ask, value: Any) -> Value:  # noqa: ANN401 what was checked
    if one.type == "refs":
        return ",".join(value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return float(value) if one.type == "number" else value


def _fault(one: Ask, value: object) -> str:
    """Why a value can't be taken; empty where it can."""
    return _CHECKS[one.type](one, value)


def _fault_of_text(one: Ask, value: object) -> str:
    if not isinstance(value, str):
        return f"is {_shown(value)}, must be a text"
    if not 0 < len(value) <= MOST_TEXT:
        return f"has {len(value)} characters, must have 1 to {MOST_TEXT}"
    words = one.known() if one.known else ()
    if words and value not in words:
        return f"is {value!r}, must be one of {', '.join(words)}"
    return ""


def _fault_of_number(one: Ask, value: object) -> str:
    wanted = (int,) if one.type == "whole" else (int, float)
    # a yes is no number, though Python would take it for one
    if isinstance(value, bool) or not isinstance(value, wanted):
        return f"is {_shown(value)}, must be a {one.type} number".replace("number number", "number")
    if not (math.isfinite(value) and one.lower <= value <= one.upper):
        return f"is {_shown(value)}, must be {one.lower:g} to {one.upper:g}"
    return ""


def _fault_of_flag(_: Ask, value: object) -> str:
    return "" if isinstance(value, bool) else f"is {_shown(value)}, must be true or false"


def _fault_of_refs(_: Ask, value: object) -> str:
    if not isinstance(value, list) or not all(_is_ref(one) for one in value):
        return f"is {_shown(value)}, must be a list of refs"
    if not 0 < len(value) <= MOST_REFS:
        return f"has {len(value)} refs, must have 1 to {MOST_REFS}"
    return ""


def _fault_of_object(one: Ask, value: object) -> str:
    if not isinstance(value, dict):
        return _fault_of_text(one, value)
    try:
        size = len(json.dumps(value, ensure_ascii=False, allow_nan=False))
    except (ValueError, RecursionError):
        return "holds what JSON can't hold, must be an object of texts and finite numbers"
    if size > MOST_OBJECT:
        return f"has {size:,} characters as JSON, must have at most {MOST_OBJECT:,}"
    return ""


def _is_ref(value: object) -> bool:
    return isinstance(value, str) and value.isalnum() and len(value) <= MOST_TEXT


def _shown(value: object) -> str:
    return repr(value)[:60]


_CHECKS: Mapping[str, Callable[[Ask, object], str]] = MappingProxyType(
    {
        "text": _fault_of_text,
        "whole": _fault_of_number,
        "number": _fault_of_number,
        "flag": _fault_of_flag,
        "refs": _fault_of_refs,
        "object": _fault_of_object,
    }
)


def _odd_together(kind: str, kept: Mapping[str, Value]) -> Iterator[str]:
    """Name what each is well by itself and together is not."""
    if kind in _ODD:
        yield from _ODD[kind](kept)


def _odd_import(kept: Mapping[str, Value]) -> Iterator[str]:
    if (kept["uploads"] is None) == (kept["sample_sites"] is None):
        yield "uploads and sample_sites: one of both must be given, and one only"
    if kept["uploads"] is None:
        yield from _out_of_place(kept, ("recipe", "boundary"), "uploads")


def _odd_plan(kept: Mapping[str, Value]) -> Iterator[str]:
    if kept["brief"] is not None and kept["kept_brief"] is not None:
        yield "brief and kept_brief: name one of both"


def _odd_match(kept: Mapping[str, Value]) -> Iterator[str]:
    if kept["what"] == "space":
        yield from _out_of_place(kept, ("offers",), "teams")
    else:
        yield from _out_of_place(kept, ("programme", "slips", "late_months"), "space")
    named = str(kept["programme"] or "none")
    # a caller names no file of the server's
    if not re.fullmatch(r"none|programme-[0-9a-f]{12}", named):
        yield f"programme is {named!r}, must be a run such as programme-0123456789ab, or none"


def _out_of_place(kept: Mapping[str, Value], names: tuple[str, ...], other: str) -> Iterator[str]:
    for name in names:
        if kept[name] is not None:
            yield f"{name} goes with {other} alone; leave it out"


_ODD: Mapping[str, Callable[[Mapping[str, Value]], Iterator[str]]] = MappingProxyType(
    {"import": _odd_import, "plan": _odd_plan, "match": _odd_match}
)


def _nearest(name: str, known: Mapping[str, Ask]) -> str:
    near = get_close_matches(str(name), known, n=1)
    return f" → did you mean {near[0]!r}?" if near else f"; there are {', '.join(known)}"


# -- the words of packs that are shipped: a caller names no file of the server's -------------------


def _standards() -> tuple[str, ...]:
    from gengxin.sources.standards import shipped_packs

    return shipped_packs()


def _rules() -> tuple[str, ...]:
    from gengxin.sources.rules import shipped_rule_packs

    return shipped_rule_packs()


def _factors() -> tuple[str, ...]:
    from gengxin.sources.factors import shipped_factors

    return shipped_factors()


def _practices() -> tuple[str, ...]:
    from gengxin.sources.practices import shipped_practices

    return shipped_practices()


def _briefs() -> tuple[str, ...]:
    from gengxin.sources.briefs import shipped_briefs

    return shipped_briefs()


def _recipes() -> tuple[str, ...]:
    from gengxin.sources.recipe import shipped_recipes

    return tuple(name for name in shipped_recipes() if name != "template")


def _matched() -> tuple[str, ...]:
    return ("space", "teams")


def _variants() -> tuple[str, ...]:
    return ("strict", "lenient")


_STANDARDS = Ask(
    name="standards",
    type="text",
    default="cn-default",
    known=_standards,
    en="pack of service standards",
    zh="服务标准包",
)

ASKS: Mapping[str, tuple[Ask, ...]] = MappingProxyType(
    {
        "import": (
            Ask(name="uploads", type="refs", en="files to read", zh="要读取的文件"),
            Ask(
                name="recipe",
                type="object",
                known=_recipes,
                en="recipe: a shipped one, or its parts as JSON; without district: of this one",
                zh="配方：内置配方名，或 JSON 形式的配方；不写 district 时沿用本城区",
            ),
            Ask(name="boundary", type="text", en="upload that clips the rest", zh="裁剪边界文件"),
            Ask(
                name="accept_loss",
                type="flag",
                default=False,
                en="go on where a layer loses over 5 % of its rows",
                zh="图层丢失超过 5% 的行时仍继续",
            ),
            Ask(
                name="keep_others",
                type="flag",
                default=False,
                en="tables that the files don't fill stay as they are",
                zh="文件未涉及的表保持不变",
            ),
            Ask(
                name="sample_sites",
                type="whole",
                lower=100,
                upper=MOST_SITES,
                en="make up a district of about so many sites",
                zh="生成约此数量地块的虚构城区",
            ),
            Ask(
                name="sample_seed",
                type="whole",
                default=1,
                lower=0,
                upper=2**31,
                en="the same seed makes the same district",
                zh="相同种子生成相同城区",
            ),
        ),
        "check_up": (
            _STANDARDS,
            Ask(
                name="variant",
                type="text",
                default="strict",
                known=_variants,
                en="which reading of the distances",
                zh="距离的从严或从宽解读",
            ),
        ),
        "options": (
            Ask(
                name="rules",
                type="text",
                default="cn-default",
                known=_rules,
                en="pack of rules",
                zh="规则包",
            ),
            Ask(
                name="factors",
                type="text",
                known=_factors,
                en="pack of prices and carbon; else by the currency",
                zh="价格与碳因子包；不填按币种",
            ),
            Ask(
                name="practice",
                type="text",
                default="default",
                known=_practices,
                en="how works are done",
                zh="施工做法",
            ),
            _STANDARDS,
            Ask(
                name="edits",
                type="flag",
                default=True,
                en="with what planners laid down of single options",
                zh="采用规划师对单个方案的修改",
            ),
        ),
        "plan": (
            Ask(name="brief", type="text", known=_briefs, en="shipped brief", zh="内置任务书"),
            Ask(name="kept_brief", type="text", en="ref of a kept brief", zh="已存任务书编号"),
            Ask(
                name="options",
                type="text",
                en="options run; else the newest",
                zh="更新方案运行；不填取最新",
            ),
            Ask(
                name="gap",
                type="number",
                default=0.005,
                lower=0.0,
                upper=1.0,
                en="stop at this certified gap, a share",
                zh="达到此最优性间隙即停止",
            ),
            Ask(
                name="seconds",
                type="number",
                lower=1.0,
                upper=DAY_SECONDS,
                en="stop after so many seconds; 60 where no rounds are given",
                zh="此秒数后停止；未给轮数时为 60",
            ),
            Ask(
                name="rounds",
                type="whole",
                lower=1,
                upper=100_000,
                en="stop after so many rounds; makes it repeatable",
                zh="此轮数后停止，结果可重复",
            ),
            Ask(
                name="seed",
                type="whole",
                default=1,
                lower=0,
                upper=2**31,
                en="seed of the search",
                zh="搜索种子",
            ),
        ),
        "match": (
            Ask(
                name="what",
                type="text",
                default="space",
                known=_matched,
                en="requests with space, or closed offers with teams",
                zh="匹配空间需求，或为已截止的项目发布匹配团队",
            ),
            Ask(
                name="programme",
                type="text",
                en="run of the programme that opens space, or none; else the adopted one",
                zh="提供空间的更新计划运行；none 表示不采用；不填取已批准者",
            ),
            Ask(
                name="offers", type="refs", en="offers to find teams for", zh="要匹配团队的项目发布"
            ),
            Ask(
                name="slips",
                type="text",
                en="months by which phases are late, as 2=12, 3=6",
                zh="各分期推迟月数，如 2=12, 3=6",
            ),
            Ask(
                name="late_months",
                type="whole",
                lower=0,
                upper=600,
                en="months that space may open after the day of need",
                zh="空间可晚于需要日期的月数",
            ),
            Ask(
                name="rounds",
                type="whole",
                lower=1,
                upper=100_000,
                en="rounds of the search",
                zh="搜索轮数",
            ),
            Ask(
                name="seed",
                type="whole",
                default=0,
                lower=0,
                upper=2**31,
                en="seed of the search",
                zh="搜索种子",
            ),
        ),
    }
)
