"""What travels inside the report of a programme for its map, its table of sites, its panel."""

from typing import Any

import numpy as np
import pandas as pd

from gengxin.publish.embed_layers import embedded_layers
from gengxin.publish.option_report.columns import DIGITS, listed, listed_pairs
from gengxin.publish.page import attributions
from gengxin.publish.plain import rounded
from gengxin.publish.programme_report.told import Told
from gengxin.publish.programme_report.worth import limit_rows
from gengxin.publish.words import Words
from gengxin.terms import TERMS, SiteReason, codes

__all__ = ["embedded_programme"]

LAYERS = ("areas", "green", "barriers", "sites", "buildings", "walk_edges")
NUMBERS = (
    *("public_cost_amount", "owner_cost_amount", "developer_cost_amount", "revenue_amount"),
    *("npv_amount", "homes_before_count", "homes_after_count", "homes_made_good_count"),
    *("out_temporarily_count", "out_for_good_count", "floor_under_works_m2", "works_months"),
    *("consent_threshold_share", "consent_households_count"),
)


def embedded_programme(told: Told) -> dict[str, Any]:
    """Everything that the front end draws, as ``workbench-ui/src/programme`` reads it."""
    meta, money = told.district.meta, told.programme.money
    layers, left_out = embedded_layers(told.district, names=LAYERS)
    return {
        "district": {
            "name": Words(meta.name_en or meta.name_zh, meta.name_zh or meta.name_en),
            "madeUp": meta.made_up,
            "crs": meta.crs,
            "day": meta.data_day.isoformat(),
            "attribution": attributions(told.district),
        },
        "currency": "" if money is None else money.currency,
        "phases": [told.phase_words(at) for at in range(1, told.phase_count + 1)],
        "actions": codes.ACTIONS,
        "consentStates": codes.CONSENT_STATES,
        "terms": {one.term: TERMS[one.term][1:] for one in told.programme.terms},
        "layers": layers,
        "leftOut": left_out,
        "sites": _sites(told),
        "reasons": _reasons(told),
        "limits": [(row.family, row.where, row.says) for row in limit_rows(told)],
    }


def _sites(told: Told) -> dict[str, Any]:
    """What is chosen for each site, in the order of the layer of sites; −1 where nothing is."""
    chosen = told.chosen.reindex(told.district.table("sites").index.astype("str"))
    return {
        "option": listed_pairs(chosen["name_en"], chosen["name_zh"]),
        "action": listed(chosen["action"]),
        "phase": _whole(chosen["phase"]),
        "opens": _whole(chosen["opens"]),
        "place": listed_pairs(
            *(chosen["place"].map(lambda ref, at=at: _place(told, ref, at)) for at in (0, 1))
        ),
        "consentNeeded": chosen["consent_needed"].fillna(value=False).astype(int).tolist(),
        "consent": listed_pairs(chosen["consent_en"], chosen["consent_zh"]),
        "consentRule": listed(chosen["consent_rule"]),
        "consentState": listed(chosen["consent_state"]),
        "numbers": {name: rounded(chosen[name], DIGITS) for name in NUMBERS},
    }


def _place(told: Told, ref: object, language: int) -> str:
    return told.name(ref)[language] if isinstance(ref, str) and ref else ""


def _whole(column: pd.Series) -> list[int]:
    """Phases as whole numbers, 0 where a site is kept."""
    return [int(one) for one in column.fillna(0)]


def _reasons(told: Told) -> dict[str, Any]:
    """Why each site gets what it gets; what else it could have had, and what that would lose."""
    by_site = {reason.site: reason for reason in told.explanation.sites}
    order = [by_site.get(str(ref)) for ref in told.district.table("sites").index]
    names = told.inputs.options["option"].set_index("ref")[["name_en", "name_zh"]]
    nexts = [_next(reason) for reason in order]
    named = names.reindex(nexts)
    terms = [one.term for one in told.programme.terms]
    flips = [_flip(reason) for reason in order]
    rows = [(reason.rows[0].says if reason and reason.rows else None) for reason in order]
    return {
        "next": listed_pairs(named["name_en"], named["name_zh"]),
        "nextPhase": [(reason and reason.next_phase) or 0 for reason in order],
        "hasNext": [int(bool(one)) for one in nexts],
        "loses": rounded(np.array([_loses(reason) for reason in order]), DIGITS),
        "asGood": [int(bool(reason and reason.as_good)) for reason in order],
        "terms": {
            term: rounded(np.array([_brings(reason, term) for reason in order]), DIGITS)
            for term in terms
        },
        "flips": [list(map(list, one)) for one in flips],
        "row": listed_pairs(
            pd.Series([one.en if one else "" for one in rows]),
            pd.Series([one.zh if one else "" for one in rows]),
        ),
    }


def _next(reason: SiteReason | None) -> str:
    return (reason.next_option or "") if reason else ""


def _loses(reason: SiteReason | None) -> float:
    return float("nan") if reason is None or reason.loses is None else reason.loses


def _brings(reason: SiteReason | None, term: str) -> float:
    return float("nan") if reason is None else reason.terms.get(term, 0.0)


def _flip(reason: SiteReason | None) -> list[tuple[str, str]]:
    """What would turn the choice; the first says the same as ``loses`` and is left to the page."""
    return [(one.en, one.zh) for one in reason.flips[1:]] if reason else []
