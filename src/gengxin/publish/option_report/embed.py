"""What travels inside the report of options for its map, tables and panels."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gengxin.publish.colours import breaks
from gengxin.publish.embed_layers import embedded_layers
from gengxin.publish.option_report.best import amounts, best_options
from gengxin.publish.option_report.columns import (
    by_option,
    listed,
    listed_pairs,
    plain_column,
    positions,
)
from gengxin.publish.option_report.forbids import OWN, OWN_WORDS, main_cause
from gengxin.publish.option_report.ground import embedded_ground
from gengxin.publish.option_report.money import cash_flows, sources_and_uses
from gengxin.publish.option_report.planes import embedded_planes
from gengxin.publish.option_report.sunlight import asked_by_law, embedded_sun
from gengxin.publish.pack import packed
from gengxin.publish.page import attributions
from gengxin.publish.plain import rounded
from gengxin.publish.words import Words
from gengxin.terms import (
    OPTION_MEASURES,
    OPTION_TABLES,
    District,
    FactorPack,
    OptionSet,
    codes,
)
from gengxin.terms.rules import KIND_MEASURES, Rule
from gengxin.terms.sun import SunMap

__all__ = ["embedded_options"]

LAYERS = ("areas", "heritage", "green", "barriers", "sites", "buildings", "walk_edges")
# columns of ``option`` that the page words by itself, or finds by position
_OTHERWISE = {
    *("ref", "site", "name_en", "name_zh", "reason_en", "reason_zh", "consent_en", "consent_zh"),
    *("assumed_en", "assumed_zh"),
    *("better", "drawn_as", "shadow_as"),
}
_DIGITS = 4


def embedded_options(
    options: OptionSet, district: District, *, factors: FactorPack, sun: SunMap | None
) -> dict[str, Any]:
    """Everything that the front end draws, in the form that ``workbench-ui/src/options`` reads."""
    layers, left_out = embedded_layers(district, names=LAYERS)
    return {
        "district": {
            "name": Words(
                district.meta.name_en or district.meta.name_zh,
                district.meta.name_zh or district.meta.name_en,
            ),
            "madeUp": district.meta.made_up,
            "crs": district.meta.crs,
            "day": district.meta.data_day.isoformat(),
            "attribution": attributions(district),
        },
        "money": None
        if options.money is None
        else {
            "currency": options.money.currency,
            "day": options.money.price_day.isoformat(),
            "madeUp": factors.made_up,
        },
        "words": _words(),
        "rules": [_rule(rule) for rule in options.law.rules],
        "layers": layers,
        "leftOut": left_out,
        "options": _options(options, district),
        **_children(options, district),
        "balance": sources_and_uses(options),
        "flows": cash_flows(options),
        "masses": _masses(options, district),
        "planes": embedded_planes(options, district),
        "sites": _sites(options, district),
        "sunRules": asked_by_law(options),
        "sun": None if sun is None else embedded_sun(sun, district),
        "ground": None if sun is None else embedded_ground(sun, district),
        "caps": _caps(options, district),
    }


def _words() -> dict[str, Any]:
    """Words of the codes that the page shows."""
    return {
        "actions": codes.ACTIONS,
        "states": codes.OPTION_STATES,
        "fixings": codes.FIXINGS,
        "uses": codes.FLOOR_USES,
        "sizes": codes.HOME_SIZES,
        "tenures": codes.TENURES,
        "deficiencies": codes.DEFICIENCIES,
        "origins": codes.ORIGINS,
        "effects": codes.SLOT_EFFECTS,
        "facilities": codes.FACILITY_KINDS,
        "parties": codes.PARTIES,
        "items": codes.MONEY_ITEMS,
        "checks": codes.RULE_STATES,
        "kinds": {**codes.RULE_KINDS, OWN: OWN_WORDS},
        "bases": codes.FACTOR_BASES,
    }


def _rule(rule: Rule) -> dict[str, Any]:
    """One rule: what it is about, the unit of its values, its own text, where that stands."""
    measure = rule.measure or KIND_MEASURES.get(rule.kind, "")
    return {
        "code": rule.code,
        "kind": rule.kind,
        "unit": OPTION_MEASURES[measure][2] if measure in OPTION_MEASURES else "",
        "clause": (rule.clause_en, rule.clause_zh),
        "source": rule.source,
        "verified": rule.is_firm,
        "estimated": rule.basis.startswith("estimated"),
    }


def _options(options: OptionSet, district: District) -> dict[str, Any]:
    """The options, column by column; ``site``, ``better``, ``drawn`` and ``shadow`` are positions.

    ``key`` is what follows the site's reference in the option's.
    """
    table = options.tables["option"]
    refs = pd.Index(table["ref"])
    spec = OPTION_TABLES["option"]
    site = positions(table["site"], district.table("sites").index)
    keys = [
        ref.removeprefix(f"{place}/")
        for ref, place in zip(table["ref"], table["site"], strict=True)
    ]
    return {
        "count": len(table),
        "site": np.diff(site, prepend=0).tolist(),
        "key": listed(pd.Series(keys)),
        "name": listed_pairs(table["name_en"], table["name_zh"]),
        "reason": listed_pairs(table["reason_en"], table["reason_zh"]),
        "consent": listed_pairs(table["consent_en"], table["consent_zh"]),
        "assumed": listed_pairs(table["assumed_en"], table["assumed_zh"]),
        "better": positions(table["better"], refs).tolist(),
        "drawn": positions(table["drawn_as"], refs).tolist(),
        "shadow": positions(table["shadow_as"], refs).tolist(),
        "columns": {
            column.name.partition("_x1")[0]: plain_column(table[column.name], column)
            for column in spec.columns
            if column.name not in _OTHERWISE
        },
    }


_CHILDREN = {
    "floors": (
        "option_floor",
        {
            "use_class": "use",
            "floor_area_m2_x100": "after",
            "floor_built_m2_x100": "built",
            "floor_lost_m2_x100": "lost",
        },
    ),
    "services": (
        "option_service",
        {
            "effect": "effect",
            "facility_kind": "kind",
            "facility": "facility",
            "floor_area_m2_x100": "area",
            "capacity_people_x1000": "people",
        },
    ),
    "homes": (
        "option_home",
        {
            "size": "size",
            "tenure": "tenure",
            "homes_before_count": "before",
            "homes_after_count": "after",
            "out_temporarily_count": "outForWorks",
            "out_for_good_count": "outForGood",
            "committed_count": "committed",
            "away_months": "months",
        },
    ),
    "deficiencies": (
        "option_deficiency",
        {"deficiency": "what", "homes_before_count": "before", "homes_after_count": "after"},
    ),
    "checks": (
        "option_check",
        {"rule": "rule", "state": "state", "value": "value", "limit": "limit", "effect": "effect"},
    ),
    "origins": ("option_origin", {"origin": "kind", "origin_ref": "ref"}),
}


def _children(options: OptionSet, district: District) -> dict[str, Any]:
    """The tables that tell further rows of each option."""
    refs = pd.Index(options.tables["option"]["ref"])
    found = {
        name: by_option(options.tables[table], OPTION_TABLES[table], refs, columns=columns)
        for name, (table, columns) in _CHILDREN.items()
    }
    return {**found, "shadows": _shadows(options, district, refs)}


def _shadows(options: OptionSet, district: District, refs: pd.Index) -> dict[str, Any]:
    """Windows at risk, and how many slots of the day each option takes from which of them."""
    windows = options.tables["sun_receptor"]
    table = options.tables["option_shadow"]
    spec = OPTION_TABLES["option_shadow"]
    dealt = by_option(table, spec, refs, columns={"receptor": "window"})
    order = np.argsort(positions(table["option"], refs), kind="stable")
    taken = [int(slots, 16).bit_count() for slots in table["slots"].iloc[order]]
    dealt["columns"]["taken"] = {"values": taken}
    return {
        **dealt,
        "windows": {
            "ref": windows["ref"].tolist(),
            "building": windows["building"].tolist(),
            "at": positions(windows["building"], district.table("buildings").index).tolist(),
            "need": windows["need_count"].tolist(),
            "lit": [int(slots, 16).bit_count() for slots in windows["lit"]],
        },
    }


def _masses(options: OptionSet, district: District) -> dict[str, Any]:
    """Pieces that options build or pull down, dealt to the options under which they are listed."""
    table = options.tables["option_mass"]
    refs = pd.Index(options.tables["option"]["ref"])
    position = positions(table["option"], refs)
    pieces = table.iloc[np.argsort(position, kind="stable")]
    return {
        "counts": np.bincount(position, minlength=len(refs)).tolist(),
        "shapes": packed(gpd.GeoSeries(pieces["geometry"]), tolerance_m=0.1),
        "work": listed(pieces["work"]),
        "building": positions(pieces["building"], district.table("buildings").index).tolist(),
        "basis": listed(pieces["basis"]),
        "bottom": rounded(pieces["bottom_m"], _DIGITS),
        "top": rounded(pieces["top_m"], _DIGITS),
    }


def _sites(options: OptionSet, district: District) -> dict[str, Any]:
    """What the map colours by, a number or word a site, in the district's order; −1 is none."""
    table = options.tables["option"]
    index = district.table("sites").index
    position = best_options(options).reindex(index)
    offered = table[table["state"] == "offered"]["site"].value_counts().reindex(index, fill_value=0)
    cause = main_cause(options).reindex(index)
    taken = position.dropna().astype("int64")

    def of_best(numbers: np.ndarray) -> np.ndarray:
        values = pd.Series(numbers[taken.to_numpy()], index=taken.index).reindex(index)
        return values.to_numpy(dtype="float64")

    added = amounts(table["homes_after_count"], 1.0) - amounts(table["homes_before_count"], 1.0)
    cost = np.sum([amounts(table[f"{one}_cost_amount_x100"]) for one in codes.PARTIES], axis=0)
    numbers: dict[str, np.ndarray] = {
        "offered": offered.to_numpy(dtype="float64"),
        "npv": of_best(amounts(table["npv_mid_amount_x100"])),
        "cost": of_best(cost),
        "homes": of_best(added),
    }
    return {
        "best": position.fillna(-1).astype("int64").tolist(),
        "forbids": listed(cause),
        "numbers": {name: rounded(values, 6) for name, values in numbers.items()},
        "breaks": {name: breaks(values) for name, values in numbers.items()},
    }


def _caps(options: OptionSet, district: District) -> dict[str, Any]:
    """How high each capped site may be built all over for the sun of others, and what binds."""
    caps = options.tables["sun_cap"]
    return {
        "site": positions(caps["site"], district.table("sites").index).tolist(),
        "metres": rounded(caps["sun_cap_m"], _DIGITS),
        "breaks": breaks(caps["sun_cap_m"].to_numpy(dtype="float64")),
        "rule": listed(caps["rule"]),
        "hours": rounded(caps["asked_hours"], _DIGITS),
        "binds": listed_pairs(caps["binds_en"], caps["binds_zh"]),
    }
