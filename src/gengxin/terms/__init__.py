"""The glossary in code: records, data dictionary, errors."""

from gengxin.terms.account import Account
from gengxin.terms.basis import basis_kind, with_basis
from gengxin.terms.belonging import area_of
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
from gengxin.terms.provenance import InputFile, Money, Note, Provenance
from gengxin.terms.rules import OPTION_MEASURES, SITE_FACTS, Band, Rule, RulePack
from gengxin.terms.standards import NotMeasured, ServiceStandard, StandardPack, Threshold

__all__ = [
    "EDITED_FLOORS",
    "EDITED_NUMBERS",
    "FACTOR_KINDS",
    "FINDINGS",
    "FINDING_CAUSES",
    "GAPS",
    "OBSERVATIONS",
    "OPTION_EDITS",
    "OPTION_MEASURES",
    "OPTION_TABLES",
    "RANKING",
    "SITE_FACTS",
    "TABLES",
    "WHERE_KEYS",
    "Account",
    "Band",
    "CheckUp",
    "Column",
    "District",
    "DistrictFaultsError",
    "DistrictMeta",
    "Factor",
    "FactorKind",
    "FactorPack",
    "Fault",
    "FloorType",
    "GengxinError",
    "Indicator",
    "InputError",
    "InputFile",
    "Money",
    "NotMeasured",
    "Note",
    "OptionSet",
    "PlainDistrict",
    "Practice",
    "Provenance",
    "Rule",
    "RulePack",
    "ServiceSpace",
    "ServiceStandard",
    "StandardPack",
    "Table",
    "Threshold",
    "Treatment",
    "area_of",
    "basis_kind",
    "checked",
    "with_basis",
]
