"""The code lists of parties, projects, offers and space, and which state may follow which.

Stages of a project are those of district renewal projects in China; ``OC4IDS_STATUS`` says which
project status of OC4IDS 0.9.5 each is, kinds and roles of parties which of its codes they are.
"""

from collections.abc import Mapping
from types import MappingProxyType

from gengxin.terms.records.codes import Codes, Moves

__all__ = [
    "ACHIEVED",
    "BID_MOVES",
    "BID_STATES",
    "FINANCE_SIDES",
    "INTEREST_MOVES",
    "INTEREST_STATES",
    "MATCH_MOVES",
    "MATCH_STATES",
    "MILESTONE_KINDS",
    "OC4IDS_STATUS",
    "OFFER_KINDS",
    "OFFER_MOVES",
    "OFFER_ROLES",
    "OFFER_STATES",
    "PARTY_KINDS",
    "PARTY_MOVES",
    "PARTY_STATES",
    "RISK_LEVELS",
    "SCORING",
    "SHEET_FIELDS",
    "STAGES",
    "STAGE_MOVES",
]

PARTY_KINDS: Codes = MappingProxyType(
    {
        "developer": ("developer", "开发企业"),
        "operator": ("operator", "运营机构"),
        "designer": ("designer", "设计机构"),
        "financier": ("financier", "金融机构"),
        "contractor": ("contractor", "施工企业"),
        "agency": ("public agency", "政府机构"),
        "owner": ("owner", "权利人"),
        "resident_group": ("residents' group", "居民团体"),
        "enterprise": ("enterprise that seeks space", "用房企业"),
    }
)

PARTY_STATES: Codes = MappingProxyType(
    {
        "registered": ("registered, not yet checked", "已登记，待核验"),
        "checked": ("checked", "已核验"),
        "barred": ("barred", "已停用"),
    }
)

PARTY_MOVES: Moves = MappingProxyType(
    {
        "registered": ("registered", "checked", "barred"),
        # what was checked and then changed is to be checked again
        "checked": ("checked", "registered", "barred"),
        "barred": ("barred", "checked"),
    }
)

# what a project wants done, and who an offer therefore seeks
OFFER_ROLES: Codes = MappingProxyType(
    {
        "platform": ("renewal platform", "统筹平台"),
        "implementer": ("implementer", "实施主体"),
        "developer": ("developer", "开发"),
        "designer": ("designer", "设计"),
        "builder": ("builder", "施工"),
        "operator": ("operator", "运营"),
        "financier": ("financier", "融资"),
        "rehouser": ("rehousing agent", "安置服务"),
    }
)

STAGES: Codes = MappingProxyType(
    {
        "prepared": ("prepared", "谋划策划"),
        "planned": ("in the project plan", "项目计划"),
        "designed": ("implementation scheme", "实施方案"),
        "built": ("works", "实施建设"),
        "operated": ("operation", "运营管理"),
        "completed": ("completed", "已完成"),
        "cancelled": ("cancelled", "已取消"),
    }
)

STAGE_MOVES: Moves = MappingProxyType(
    {
        "prepared": ("prepared", "planned", "cancelled"),
        "planned": ("planned", "prepared", "designed", "cancelled"),
        "designed": ("designed", "planned", "built", "cancelled"),
        "built": ("built", "operated", "cancelled"),
        "operated": ("operated", "completed"),
        "completed": (),
        "cancelled": (),
    }
)

OC4IDS_STATUS: Mapping[str, str] = MappingProxyType(
    {
        "prepared": "identification",
        "planned": "preparation",
        "designed": "preparation",
        "built": "implementation",
        "operated": "completion",
        "completed": "maintenance",
        "cancelled": "cancelled",
    }
)

MILESTONE_KINDS: Codes = MappingProxyType(
    {
        "consent": ("consent of residents", "居民征询"),
        "replacement": ("replacement ready", "安置或替代设施就绪"),
        "moving_out": ("people moved out", "腾退完成"),
        "permit": ("permit", "规划许可"),
        "award": ("award", "确定实施主体"),
        "works_start": ("start of works", "开工"),
        "works_end": ("completion of works", "竣工"),
        "return": ("people returned", "回迁完成"),
        "opening": ("opening", "开放运营"),
        "other": ("other", "其他"),
    }
)

RISK_LEVELS: Codes = MappingProxyType(
    {"low": ("low", "低"), "medium": ("medium", "中"), "high": ("high", "高")}
)

FINANCE_SIDES: Codes = MappingProxyType({"source": ("source", "来源"), "use": ("use", "用途")})

# what is followed to completion, in the words of the plan's own columns
ACHIEVED: Codes = MappingProxyType(
    {
        "spent_amount": ("money spent", "已投入资金"),
        "received_amount": ("money received", "已收入资金"),
        "floor_area_m2": ("floor area completed", "竣工建筑面积"),
        "homes": ("homes completed", "竣工住房"),
        "people_moved_out_people": ("people moved out", "腾退人口"),
        "people_returned_people": ("people returned", "回迁人口"),
        "service_people": ("people newly served", "新增服务人口"),
    }
)

# what a sheet may withhold: marked as withheld, never dropped
SHEET_FIELDS: Codes = MappingProxyType(
    {
        "title": ("title and lessees", "权属与承租"),
        "costs": ("costs", "成本"),
        "transfer": ("transfer of floor area", "容积率转移"),
        "finance": ("sources and uses", "资金来源与用途"),
        "returns": ("NPV, IRR, payback", "财务指标"),
        "moving": ("who moves, where and when", "安置安排"),
        "survey": ("survey", "现状测绘"),
        "risks": ("risks", "风险"),
        "parties": ("parties", "参与主体"),
    }
)

OFFER_KINDS: Codes = MappingProxyType(
    {
        "unit_platform": ("renewal unit to a platform", "更新单元统筹平台"),
        "project_implementer": ("project to an implementer", "项目实施主体"),
        "scattered": ("scattered project to implementer or operator", "零星项目实施或运营主体"),
    }
)

OFFER_STATES: Codes = MappingProxyType(
    {
        "draft": ("draft", "草案"),
        "open": ("open", "开放中"),
        "closed": ("closed", "已截止"),
        "opened": ("bids opened", "已开标"),
        "awarded": ("awarded", "已确定"),
        "contracted": ("contracted", "已签约"),
        "lapsed": ("lapsed", "已失效"),
    }
)

OFFER_MOVES: Moves = MappingProxyType(
    {
        "draft": ("draft", "open", "lapsed"),
        "open": ("open", "closed", "lapsed"),
        "closed": ("closed", "opened", "lapsed"),
        "opened": ("opened", "awarded", "lapsed"),
        "awarded": ("awarded", "contracted", "opened", "lapsed"),
        "contracted": (),
        "lapsed": (),
    }
)

# how what a bidder states becomes points: of a number between two ends, or given by an assessor
SCORING: Codes = MappingProxyType(
    {
        "number": ("number between worst and best", "数值区间计分"),
        "assessed": ("assessed, with a reason", "评审打分"),
    }
)

INTEREST_STATES: Codes = MappingProxyType(
    {
        "draft": ("draft", "草案"),
        "submitted": ("submitted", "已提交"),
        "scored": ("scored", "已评分"),
        "awarded": ("awarded", "已中选"),
        "refused": ("not chosen", "未中选"),
        "withdrawn": ("withdrawn", "已撤回"),
    }
)

INTEREST_MOVES: Moves = MappingProxyType(
    {
        "draft": ("draft", "submitted", "withdrawn"),
        "submitted": ("submitted", "draft", "scored", "withdrawn", "refused"),
        "scored": ("scored", "awarded", "refused", "withdrawn"),
        "awarded": ("awarded", "refused", "withdrawn"),
        # where the award falls away, those not chosen are chosen from again
        "refused": ("scored",),
        # while the offer is open, one may come again
        "withdrawn": ("draft",),
    }
)

BID_STATES: Codes = MappingProxyType(
    {
        "held": ("held sealed", "密封保管"),
        "replaced": ("replaced by a later one", "已被后续标书替换"),
        "withdrawn": ("withdrawn", "已撤回"),
        "opened": ("opened", "已开启"),
        "refused": ("refused at opening", "开标时拒收"),
    }
)

BID_MOVES: Moves = MappingProxyType(
    {
        "held": ("held", "replaced", "withdrawn", "opened", "refused"),
        # counts after all where the later one can't be read
        "replaced": ("replaced", "withdrawn", "opened", "refused"),
        "withdrawn": (),
        "opened": (),
        "refused": (),
    }
)

MATCH_STATES: Codes = MappingProxyType(
    {
        "proposed": ("proposed", "建议"),
        "accepted": ("accepted", "已接受"),
        "released": ("released", "已解除"),
    }
)

MATCH_MOVES: Moves = MappingProxyType(
    {
        "proposed": ("proposed", "accepted", "released"),
        "accepted": ("accepted", "released"),
        "released": (),
    }
)
