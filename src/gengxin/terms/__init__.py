"""The glossary in code: records, data dictionary, errors."""

from gengxin.terms.account import Account
from gengxin.terms.basis import basis_kind, with_basis
from gengxin.terms.belonging import area_of
from gengxin.terms.brief import (
    ROWS,
    TERMS,
    Brief,
    EquityFloor,
    ExistingHomes,
    FloorTarget,
    Match,
    Phase,
    Range,
    Requires,
    RowSetting,
    Target,
    TermSetting,
)
from gengxin.terms.check import checked
from gengxin.terms.check_up import (
    FINDING_CAUSES,
    FINDINGS,
    GAPS,
    OBSERVATIONS,
    RANKING,
    CheckUp,
    Indicator,
)
from gengxin.terms.columns import Column, Table
from gengxin.terms.dictionary import TABLES
from gengxin.terms.district import District, DistrictMeta, PlainDistrict
from gengxin.terms.errors import DistrictFaultsError, Fault, GengxinError, InputError
from gengxin.terms.factors import FACTOR_KINDS, WHERE_KEYS, Factor, FactorKind, FactorPack
from gengxin.terms.option_edits import EDITED_FLOORS, EDITED_NUMBERS, OPTION_EDITS
from gengxin.terms.options import OPTION_TABLES, OptionSet
from gengxin.terms.practice import FloorType, Practice, ServiceSpace, Treatment
from gengxin.terms.programme import (
    PROGRAMME_TABLES,
    PlanInputs,
    Programme,
    ProgrammeRound,
    TermValue,
)
from gengxin.terms.provenance import InputFile, Money, Note, Provenance
from gengxin.terms.reasons import (
    EQUITY_MOVES,
    EQUITY_SERVED,
    Conflict,
    Demand,
    Equity,
    Explanation,
    Front,
    FrontPoint,
    Reason,
    RowReason,
    Scenarios,
    SiteReason,
    WeightRun,
)
from gengxin.terms.rules import OPTION_MEASURES, SITE_FACTS, Band, Rule, RulePack
from gengxin.terms.standards import NotMeasured, ServiceStandard, StandardPack, Threshold
from gengxin.terms.verdict import Verdict, Violation

__all__ = [
    "EDITED_FLOORS",
    "EDITED_NUMBERS",
    "EQUITY_MOVES",
    "EQUITY_SERVED",
    "FACTOR_KINDS",
    "FINDINGS",
    "FINDING_CAUSES",
    "GAPS",
    "OBSERVATIONS",
    "OPTION_EDITS",
    "OPTION_MEASURES",
    "OPTION_TABLES",
    "PROGRAMME_TABLES",
    "RANKING",
    "ROWS",
    "SITE_FACTS",
    "TABLES",
    "TERMS",
    "WHERE_KEYS",
    "Account",
    "Band",
    "Brief",
    "CheckUp",
    "Column",
    "Conflict",
    "Demand",
    "District",
    "DistrictFaultsError",
    "DistrictMeta",
    "Equity",
    "EquityFloor",
    "ExistingHomes",
    "Explanation",
    "Factor",
    "FactorKind",
    "FactorPack",
    "Fault",
    "FloorTarget",
    "FloorType",
    "Front",
    "FrontPoint",
    "GengxinError",
    "Indicator",
    "InputError",
    "InputFile",
    "Match",
    "Money",
    "NotMeasured",
    "Note",
    "OptionSet",
    "Phase",
    "PlainDistrict",
    "PlanInputs",
    "Practice",
    "Programme",
    "ProgrammeRound",
    "Provenance",
    "Range",
    "Reason",
    "Requires",
    "RowReason",
    "RowSetting",
    "Rule",
    "RulePack",
    "Scenarios",
    "ServiceSpace",
    "ServiceStandard",
    "SiteReason",
    "StandardPack",
    "Table",
    "Target",
    "TermSetting",
    "TermValue",
    "Threshold",
    "Treatment",
    "Verdict",
    "Violation",
    "WeightRun",
    "area_of",
    "basis_kind",
    "checked",
    "with_basis",
]
