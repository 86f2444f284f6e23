"""Options as the run keeps them: whole numbers where a programme sums them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from gengxin import appraisal
from gengxin.plan.options.assumed import assumed_of
from gengxin.plan.options.caps import Caps
from gengxin.plan.options.carriers import Carried
from gengxin.plan.options.consent import consent_of
from gengxin.plan.options.edits import Edits
from gengxin.plan.options.facts import USES
from gengxin.plan.options.light import Light
from gengxin.plan.options.masses import pieces_of
from gengxin.plan.options.origins import origins_of
from gengxin.plan.options.quantities import Floors
from gengxin.plan.options.services import Lacking
from gengxin.plan.options.shapes import Drawn
from gengxin.plan.options.standing import Standing
from gengxin.plan.options.states import States
from gengxin.terms import (
    OPTION_TABLES,
    Account,
    CheckUp,
    District,
    Practice,
    Table,
    codes,
)

__all__ = ["Judged", "Made", "tables_of", "typed"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Made:
    """All that was found of some options, a row each in ``drafts``."""

    district: District
    sites: gpd.GeoDataFrame
    practice: Practice
    carried: Carried
    drafts: pd.DataFrame
    drawn: Drawn
    standing: Standing
    floors: Floors
    account: Account
    lacking: list[Lacking]
    caps: Caps
    light: Light
    edits: Edits


class Judged(NamedTuple):
    """What rules say of options, the services that these open and close, and what follows."""

    checks: pd.DataFrame
    slots: pd.DataFrame
    states: States


def tables_of(made: Made, judged: Judged, check_up: CheckUp) -> Iterator[tuple[str, pd.DataFrame]]:
    """The tables of ``OPTION_TABLES`` that list options, in their columns and order.

    Each is made when it is its turn, so that the one before can be written meanwhile.
    """
    refs = made.drafts.index.to_numpy(object)
    money = appraisal.whole_money(made.account)
    pieces = pieces_of(
        made.district,
        made.drawn,
        made.standing,
        named=(refs, made.carried, made.practice),
        edits=made.edits,
    )
    to_make: dict[str, Callable[[], pd.DataFrame]] = {
        "option": lambda: _options(made, judged, money).assign(drawn_as=pieces.drawn_as),
        "option_mass": lambda: pieces.table,
        "option_origin": lambda: origins_of(made, check_up),
        "option_floor": lambda: _floors(made),
        "option_service": lambda: judged.slots,
        "option_money": lambda: money,
        "option_home": lambda: made.account.option_home,
        "option_deficiency": lambda: _deficiencies(made),
        "option_check": lambda: judged.checks,
        "option_shadow": lambda: made.light.shadow_table(refs, made.carried.base),
    }
    for name, make in to_make.items():
        yield name, typed(make(), OPTION_TABLES[name])


def typed(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The columns of a table in their order, words and whole numbers as such."""
    kinds = {}
    for column in table.columns:
        dtype = frame[column.name].dtype
        if column.kind in {"text", "code"} and not isinstance(dtype, pd.CategoricalDtype):
            kinds[column.name] = "str"
        elif column.kind == "whole" and not pd.api.types.is_integer_dtype(dtype):
            kinds[column.name] = "Int64"
    shape = [] if table.shape is None else ["geometry"]
    told = frame[[*(column.name for column in table.columns), *shape]]
    return told.reset_index(drop=True).astype(kinds)


def _hundredths(values: npt.ArrayLike, index: pd.Index) -> pd.Series:
    return appraisal.fixed_point(pd.Series(np.asarray(values, np.float64), index=index), 100)


def _whole(values: npt.ArrayLike, index: pd.Index) -> pd.Series:
    """Whole numbers under their own name."""
    return appraisal.fixed_point(pd.Series(np.asarray(values, np.float64), index=index), 1)


def _options(made: Made, judged: Judged, money: pd.DataFrame) -> pd.DataFrame:
    drafts, refs, states = made.drafts, made.drafts.index, judged.states
    treatment = made.carried.proposals.treatment
    each = made.practice.treatments
    services = _service_names(made)
    table = pd.DataFrame(
        {
            "ref": refs.to_numpy(object),
            "site": drafts["site"],
            "action": drafts["action"],
            "variant": drafts["variant"],
            "name_en": _named([one.name_en for one in each], treatment, services[0], " with: "),
            "name_zh": _named([one.name_zh for one in each], treatment, services[1], "，含"),
            "state": states.state,
            "reason_en": states.reason_en,
            "reason_zh": states.reason_zh,
            "rule": states.rule,
            **consent_of(made.drafts, judged.checks),
            "better": states.better,
            "fixing": made.edits.said("fixing", of=len(refs), otherwise="free"),
            **{
                name: drafts[name]
                for name in ("storeys", "height_m", "far", "lot_coverage", "green_share")
            },
            "form_basis": _form_basis(made),
            "limits_basis": np.where(
                made.caps.is_estimated[made.carried.proposals.site] & (made.drawn.built_m2 > 0),
                made.caps.rules[made.carried.proposals.site],
                "",
            ),
            **assumed_of(made),
            "shadow_as": made.light.shadow_as(refs.to_numpy(object), made.carried.base),
        },
        index=refs,
    )
    return table.assign(**_floor_sums(made), **_people(made), **_account(made, money))


def _service_names(made: Made) -> list[np.ndarray]:
    """Name of each option's service in English and in Chinese; empty where it has none."""
    service = pd.Series(made.carried.proposals.service)
    standards = {one.standard.code: one.standard for one in made.lacking}
    return [
        service.map({code: getattr(one, name) for code, one in standards.items()})
        .fillna(service)
        .to_numpy(object)
        for name in ("name_en", "name_zh")
    ]


def _named(names: list[str], treatment: np.ndarray, service: np.ndarray, joint: str) -> np.ndarray:
    plain = np.array(names, dtype=object)[treatment]
    named: np.ndarray = np.where(service == "", plain, plain + joint + service)
    return named


def _form_basis(made: Made) -> np.ndarray:
    """Whether the form was drawn by us, stands as given, or is only assumed."""
    floor_basis = made.sites["floor_basis"].to_numpy(object)[made.carried.proposals.site]
    drawn = made.drawn.built_m2 > 0
    basis = np.where(drawn, "computed: drawn within limits", floor_basis)
    basis[made.edits.option[made.edits.shapes]] = "given: the planner"
    return basis


def _floor_sums(made: Made) -> dict[str, pd.Series]:
    floors, drafts, refs = made.floors, made.drafts, made.drafts.index
    sums = {
        "gross_floor_area_m2_x100": drafts["gross_floor_area_m2"],
        "floor_built_m2_x100": floors.built.sum(axis=1),
        "floor_demolished_m2_x100": floors.demolished.sum(axis=1),
        "floor_under_works_m2_x100": floors.under_works,
        "heritage_floor_m2_x100": drafts["heritage_floor_m2"],
        "heritage_floor_kept_m2_x100": drafts["heritage_floor_kept_m2"],
        "far_sent_m2_x100": drafts["far_sent_m2"],
        "far_received_m2_x100": drafts["far_received_m2"],
    }
    return {name: _hundredths(values, refs) for name, values in sums.items()}


def _people(made: Made) -> dict[str, pd.Series]:
    drafts, refs = made.drafts, made.drafts.index
    names = (
        *("homes_before_count", "homes_after_count", "homes_made_good_count"),
        *("households_out_temporarily_count", "households_out_for_good_count", "works_months"),
    )
    residents = pd.Series(drafts["residents_after_people"], index=refs, dtype="float64")
    return {
        **{name: _whole(drafts[name], refs) for name in names},
        "residents_after_people_x1000": appraisal.fixed_point(residents, 1000),
    }


# amounts with a range: name of the column and of the account alike
_RANGES = [
    f"{name}_{level}"
    for name in ("npv", "profit", "residual_land_value")
    for level in ("low", "mid", "high")
]


def _account(made: Made, money: pd.DataFrame) -> dict[str, pd.Series]:
    refs, summary, carbon = made.drafts.index, made.account.summary, made.account.option_carbon
    costs = appraisal.whole_costs(money).reindex(refs)
    by_party = {
        f"{party}_cost_amount_x100": costs[f"{party}_cost_amount_x100"] for party in codes.PARTIES
    }
    amounts = {
        "revenue": "revenue_mid",
        "revenue_low": "revenue_low",
        "revenue_high": "revenue_high",
        **{name: name for name in _RANGES},
    }
    return {
        **by_party,
        **{
            f"{name}_amount_x100": _hundredths(summary[f"{source}_amount"], refs)
            for name, source in amounts.items()
        },
        "irr_rate": summary["irr_rate"],
        "money_basis": summary["basis"],
        "embodied_kgco2e": _whole(carbon["embodied_mid_kgco2e"], refs),
        "embodied_low_kgco2e": _whole(carbon["embodied_low_kgco2e"], refs),
        "embodied_high_kgco2e": _whole(carbon["embodied_high_kgco2e"], refs),
        "operating_yearly_kgco2e": _whole(carbon["operating_yearly_mid_kgco2e"], refs),
        "operating_yearly_low_kgco2e": _whole(carbon["operating_yearly_low_kgco2e"], refs),
        "operating_yearly_high_kgco2e": _whole(carbon["operating_yearly_high_kgco2e"], refs),
    }


def _floors(made: Made) -> pd.DataFrame:
    """Rows of floor that is there before or after."""
    floors = made.floors
    lost = np.maximum(floors.today - floors.after + floors.built, 0.0)
    some = (np.nan_to_num(floors.today) > 0) | (np.nan_to_num(floors.after) > 0)
    row, use = np.nonzero(some)
    number = pd.RangeIndex(len(row))
    return pd.DataFrame(
        {
            "option": made.drafts.index.to_numpy(object)[row],
            "use_class": np.array(USES, dtype=object)[use],
            "floor_area_m2_x100": _hundredths(floors.after[row, use], number),
            "floor_built_m2_x100": _hundredths(floors.built[row, use], number),
            "floor_lost_m2_x100": _hundredths(lost[row, use], number),
        }
    )


def _deficiencies(made: Made) -> pd.DataFrame:
    """Rows of deficiencies that homes have today, by option."""
    before, after = (
        made.drafts[[f"{one}_{when}_count" for one in codes.DEFICIENCIES]].to_numpy(np.float64)
        for when in ("before", "after")
    )
    row, which = np.nonzero(before > 0)
    number = pd.RangeIndex(len(row))
    return pd.DataFrame(
        {
            "option": made.drafts.index.to_numpy(object)[row],
            "deficiency": np.array(list(codes.DEFICIENCIES), object)[which],
            "homes_before_count": _whole(before[row, which], number),
            "homes_after_count": _whole(after[row, which], number),
        }
    )
