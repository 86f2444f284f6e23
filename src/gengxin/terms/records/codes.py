"""The code lists of records, code → (English, Chinese), and which state may follow which."""

from collections.abc import Mapping
from types import MappingProxyType

__all__ = [
    "AREA_KINDS",
    "JOB_KINDS",
    "JOB_MOVES",
    "JOB_STATES",
    "LANGUAGES",
    "PERSON_MOVES",
    "PERSON_STATES",
    "PROGRAMME_MOVES",
    "PROGRAMME_STATES",
    "RENEWAL_MODES",
    "ROLES",
    "STANCES",
    "UPLOAD_KINDS",
    "VISIBILITIES",
]

Codes = Mapping[str, tuple[str, str]]
Moves = Mapping[str, tuple[str, ...]]

VISIBILITIES: Codes = MappingProxyType(
    {
        "public": ("public", "公开"),
        "restricted": ("restricted", "受限"),
        "personal": ("personal", "个人"),
    }
)

LANGUAGES: Codes = MappingProxyType({"zh": ("Chinese", "中文"), "en": ("English", "英文")})

# the public needs no account, so nobody is granted it
ROLES: Codes = MappingProxyType(
    {
        "resident": ("resident", "居民"),
        "field_worker": ("field worker", "外业人员"),
        "planner": ("planner", "规划师"),
        "coordinator": ("coordinator", "统筹人员"),
        "party": ("party", "参与主体"),
        "auditor": ("auditor", "审计人员"),
        "admin": ("administrator", "管理员"),
    }
)

PERSON_STATES: Codes = MappingProxyType(
    {
        "invited": ("invited", "已邀请"),
        "active": ("active", "正常"),
        "locked": ("locked", "已锁定"),
    }
)

PERSON_MOVES: Moves = MappingProxyType(
    {
        "invited": ("invited", "active", "locked"),
        "active": ("active", "locked"),
        "locked": ("locked", "active"),
    }
)

AREA_KINDS: Codes = MappingProxyType(
    {
        "functional_zone": ("functional zone", "功能区"),
        "renewal_unit": ("renewal unit", "更新单元"),
        "transfer_area": ("area of floor-area transfer", "容积率转移范围"),
        "governed_area": ("governed area", "治理片区"),
    }
)

RENEWAL_MODES: Codes = MappingProxyType(
    {
        "": ("not stated", "未说明"),
        "area_wide": ("area-wide renewal", "区域更新"),
        "scattered": ("scattered renewal", "零星更新"),
    }
)

PROGRAMME_STATES: Codes = MappingProxyType(
    {
        "draft": ("draft", "草案"),
        "proposed": ("put to adoption", "提请审议"),
        "adopted": ("adopted and sealed", "已通过并封存"),
        "declined": ("declined", "未通过"),
    }
)

PROGRAMME_MOVES: Moves = MappingProxyType(
    {
        "draft": ("draft", "proposed"),
        "proposed": ("proposed", "draft", "adopted", "declined"),
        "adopted": (),
        "declined": (),
    }
)

STANCES: Codes = MappingProxyType(
    {
        "agrees": ("agrees", "同意"),
        "objects": ("objects", "反对"),
        "abstains": ("abstains", "弃权"),
    }
)

JOB_KINDS: Codes = MappingProxyType(
    {
        "import": ("import", "导入"),
        "check_up": ("check-up", "体检"),
        "options": ("options", "更新方案"),
        "plan": ("plan", "更新计划"),
        "match": ("match", "匹配"),
    }
)

JOB_STATES: Codes = MappingProxyType(
    {
        "queued": ("queued", "排队中"),
        "running": ("running", "运行中"),
        "cancelling": ("being cancelled", "取消中"),
        "cancelled": ("cancelled", "已取消"),
        "done": ("done", "已完成"),
        "failed": ("failed", "失败"),
    }
)

# running → running is a new attempt, which fences the one before; running → queued waits for one
JOB_MOVES: Moves = MappingProxyType(
    {
        "queued": ("running", "cancelled"),
        "running": ("running", "queued", "cancelling", "done", "failed"),
        "cancelling": ("cancelled", "done", "failed"),
        "cancelled": (),
        "done": (),
        "failed": (),
    }
)

UPLOAD_KINDS: Codes = MappingProxyType(
    {
        "geopackage": ("GeoPackage", "GeoPackage 文件"),
        "geoparquet": ("GeoParquet", "GeoParquet 文件"),
        "shapefile": ("zipped Shapefile", "压缩的 Shapefile"),
        "geojson": ("GeoJSON", "GeoJSON 文件"),
        "json": ("list of records (JSON)", "记录列表（JSON）"),
        "xlsx": ("workbook (XLSX)", "工作簿（XLSX）"),
        "csv": ("table (CSV)", "表格（CSV）"),
        "osm_pbf": ("OpenStreetMap extract (PBF)", "OpenStreetMap 数据（PBF）"),
    }
)
