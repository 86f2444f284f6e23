"""What a programme does with each site that it changes: dates, amounts, money by year."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from gengxin.appraisal.ledger import COST_ITEMS, REVENUE_ITEMS
from gengxin.terms import Brief, Programme, codes
from gengxin.terms.offer import SiteWorks
from gengxin.terms.phases import start_months
from gengxin.terms.words import Words

__all__ = ["add_months", "first_day", "site_works"]

M2, MONEY, PEOPLE = 100.0, 100.0, 1000.0
# figure of a site ← column of the option's row and its scale
_COLUMNS: Mapping[str, tuple[str, float]] = {
    "floor_area_m2": ("floor_under_works_m2_x100", M2),
    "gross_floor_area_m2": ("gross_floor_area_m2_x100", M2),
    "floor_built_m2": ("floor_built_m2_x100", M2),
    "floor_demolished_m2": ("floor_demolished_m2_x100", M2),
    "heritage_floor_kept_m2": ("heritage_floor_kept_m2_x100", M2),
    "homes_before_count": ("homes_before_count", 1.0),
    "homes": ("homes_after_count", 1.0),
    "homes_made_good_count": ("homes_made_good_count", 1.0),
    "households_out_temporarily_count": ("households_out_temporarily_count", 1.0),
    "households_out_for_good_count": ("households_out_for_good_count", 1.0),
    "public_cost_amount": ("public_cost_amount_x100", MONEY),
    "owner_cost_amount": ("owner_cost_amount_x100", MONEY),
    "developer_cost_amount": ("developer_cost_amount_x100", MONEY),
    "received_amount": ("revenue_amount_x100", MONEY),
    "embodied_low_kgco2e": ("embodied_low_kgco2e", 1.0),
    "embodied_kgco2e": ("embodied_kgco2e", 1.0),
    "embodied_high_kgco2e": ("embodied_high_kgco2e", 1.0),
    "operating_yearly_kgco2e": ("operating_yearly_kgco2e", 1.0),
}
_COSTS = ("public_cost_amount", "owner_cost_amount", "developer_cost_amount")
_WORDS = ("site", "action", "name_en", "name_zh")


def site_works(
    programme: Programme, options: Mapping[str, pd.DataFrame], sites: pd.DataFrame
) -> dict[str, SiteWorks]:
    """What is done with every site whose chosen option is more than keep, by site, in their order.

    ``options`` are ``option``, ``option_floor``, ``option_home`` and ``option_money`` of the run
    that the programme was made of, ``sites`` the district's, by ref. A site that the district
    doesn't know any more has no place, area or name of its own.
    """
    choice = programme.tables["choice"]
    rows = choice[choice["phase"].notna()]
    chosen = rows["option"].astype("str").tolist()
    table = options["option"].set_index("ref").reindex(chosen)
    amounts = _amounts(programme, options, table, rows)
    yearly = _yearly(options["option_money"], set(chosen))
    kept = _kept_residents(options["option"])
    places = _records(sites)
    brief, made = programme.brief, {}
    for row, words, (site, option, phase, opens) in zip(
        amounts, _plain(table, (*_WORDS, "consent_needed", *_FURTHER)), _choices(rows), strict=True
    ):
        known = places.get(site, {})
        own = {**row, "site_area_m2": _number(known.get("area_m2"))}
        own |= _people(row, kept.get(site))
        starts = brief.phases[phase - 1].starts_on
        ends = add_months(starts, int(words["works_months"] or 0))
        unit, place = _place(known)
        made[site] = SiteWorks(
            site=site,
            name=_name(known, site),
            option=option,
            option_name=Words(str(words["name_en"]), str(words["name_zh"])),
            action=str(words["action"]),
            phase=phase,
            opens_phase=opens,
            unit=unit,
            place=place,
            starts_on=starts,
            ends_on=ends,
            opens_on=max(first_day(brief, opens), ends),
            consent_needed=words["consent_needed"] is True,
            consent_threshold_share=_number(words["consent_threshold_share"]),
            consent_share=_agreed(known),
            amounts=own,
            yearly=yearly.get(option, ()),
        )
    return made


_FURTHER = ("works_months", "consent_threshold_share")
_BELONGS = ("renewal_unit", "sub_district", "functional_zone")
_OF_SITES = (*_BELONGS, "name_en", "name_zh", "area_m2", "consent_state", "consent_share")


def add_months(day: date, months: int) -> date:
    """The same day so many months later or earlier; the month's last where it has none such."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (after - date(year, month + 1, 1)).days
    return date(year, month + 1, min(day.day, last))


def first_day(brief: Brief, period: int) -> date:
    """The first day of a period: of a phase from 1, or of the end state after the last."""
    return brief.phases[period - 1].starts_on if period <= len(brief.phases) else brief.ends_on


def _choices(rows: pd.DataFrame) -> list[tuple[str, str, int, int]]:
    return [
        (str(site), str(option), int(phase), int(opens))
        for site, option, phase, opens in rows[["site", "option", "phase", "opens"]].itertuples(
            index=False
        )
    ]


def _plain(table: pd.DataFrame, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Rows as plain values; missing is ``None``."""
    part = table[list(names)].astype("object")
    part = part.where(part.notna(), None)
    return [{str(k): v for k, v in row.items()} for row in part.to_dict("records")]


def _records(sites: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """What of the district's sites is read here, by ref."""
    names = tuple(name for name in _OF_SITES if name in sites.columns)
    return dict(zip(sites.index.astype("str"), _plain(sites, names), strict=True))


def _amounts(
    programme: Programme,
    options: Mapping[str, pd.DataFrame],
    table: pd.DataFrame,
    rows: pd.DataFrame,
) -> list[dict[str, float | None]]:
    """The amounts of every site's option in natural units, a row a site."""
    found = {
        name: table[column].astype("Float64").to_numpy("float64", na_value=np.nan) / scale
        for name, (column, scale) in _COLUMNS.items()
    }
    found["spent_amount"] = np.sum([found[name] for name in _COSTS], axis=0)
    worth = _discount(programme.brief, rows["phase"].to_numpy("int64"))
    for level in ("low", "mid", "high"):
        column = table[f"npv_{level}_amount_x100"].astype("Float64")
        found[f"npv_{level}_amount"] = column.to_numpy("float64", na_value=np.nan) / MONEY * worth
    agree = table["consent_households_count"].astype("Float64")
    needed = table["consent_needed"].fillna(value=False).astype("bool").to_numpy()
    found["consent_households_count"] = np.where(
        needed, agree.to_numpy("float64", na_value=np.nan), 0.0
    )
    found |= _floors(options["option_floor"], table.index)
    found["homes_committed_count"] = _summed(options["option_home"], "committed_count", table.index)
    found["service_people"] = _served(programme, rows["site"].astype("str"))
    return [
        {name: _number(values[at]) for name, values in found.items()} for at in range(len(table))
    ]


def _discount(brief: Brief, phase: np.ndarray) -> np.ndarray:
    """The discount factor of the phase in which each site's works start, as the plan has it."""
    months = np.array(start_months(brief))[phase - 1]
    factor: np.ndarray = (1.0 + brief.discount_rate) ** (-months / 12.0)
    return factor


def _floors(floors: pd.DataFrame, chosen: pd.Index) -> dict[str, np.ndarray]:
    """Floor area afterwards by use; a use that isn't listed is none of the option's."""
    found = {}
    for use in codes.FLOOR_USES:
        rows = floors[floors["use_class"].astype("str") == use]
        found[f"{use}_floor_area_m2"] = _summed(rows, "floor_area_m2_x100", chosen) / M2
    return found


def _summed(rows: pd.DataFrame, column: str, chosen: pd.Index) -> np.ndarray:
    """Sum of a column by option, of rows that list what there is; one unknown hides the sum."""
    own = rows[rows["option"].astype("str").isin(chosen)]
    values = own[column].astype("Float64").astype("float64")
    sums = values.groupby(own["option"].astype("str")).sum(skipna=False)
    return np.asarray(sums.reindex(chosen, fill_value=0.0), dtype="float64")


def _served(programme: Programme, sites: pd.Series) -> np.ndarray:
    """People served at the end by what opens on each site, once for each service."""
    served = programme.tables["served"]
    end = len(programme.brief.phases) + 1
    own = served[(served["period"] == end) & served["site"].astype("str").isin(sites)]
    people = own["served_people_x1000"].astype("float64") / PEOPLE
    sums = people.groupby(own["site"].astype("str")).sum()
    return np.asarray(sums.reindex(sites, fill_value=0.0), dtype="float64")


def _kept_residents(option: pd.DataFrame) -> dict[str, float | None]:
    """Residents of each site today: those of its option to keep it."""
    keep = option[option["action"].astype("str") == "keep"].drop_duplicates("site")
    people = keep["residents_after_people_x1000"].astype("Float64")
    values = people.to_numpy("float64", na_value=np.nan) / PEOPLE
    return dict(zip(keep["site"].astype("str"), map(_number, values), strict=True))


def _people(row: Mapping[str, float | None], residents: float | None) -> dict[str, float | None]:
    """People who move out and who return: residents in proportion to the households that do."""
    homes, away = row["homes_before_count"], row["households_out_temporarily_count"]
    gone = row["households_out_for_good_count"]

    def share(count: float | None) -> float | None:
        if count == 0:
            return 0.0
        if count is None or residents is None or not homes:
            return None
        return residents * min(count / homes, 1.0)

    out = None if away is None or gone is None else away + gone
    return {"people_moved_out_people": share(out), "people_returned_people": share(away)}


def _yearly(
    money: pd.DataFrame, chosen: set[str]
) -> dict[str, tuple[tuple[float | None, float | None], ...]]:
    """What all parties spend and receive on each option, year by year from the first works."""
    own = money[money["option"].astype("str").isin(chosen)]
    amount = own["mid_amount_x100"].astype("Float64").astype("float64") / MONEY
    table = pd.DataFrame(
        {
            "option": own["option"].astype("str"),
            "year": own["year"].astype("int64"),
            "spent": (-amount).where(own["item"].isin(COST_ITEMS), 0.0),
            "received": amount.where(own["item"].isin(REVENUE_ITEMS), 0.0),
        }
    )
    sums = table.groupby(["option", "year"]).sum(skipna=False)
    found: dict[str, list[tuple[float | None, float | None]]] = {}
    for (option, year), spent, received in sums.itertuples():
        years = found.setdefault(option, [])
        years += [(0.0, 0.0)] * (year - len(years))
        years.append((_number(spent), _number(received)))
    return {option: tuple(years) for option, years in found.items()}


def _place(site: Mapping[str, Any]) -> tuple[str, str]:
    """The site's renewal unit, and where it belongs: the unit, else sub-district, else zone."""
    words = [site.get(name) or "" for name in _BELONGS]
    return words[0], next((word for word in words if word), "")


def _agreed(site: Mapping[str, Any]) -> float | None:
    """The share that agreed, of a site whose people were asked and didn't refuse."""
    return _number(site.get("consent_share")) if site.get("consent_state") == "asked" else None


def _name(site: Mapping[str, Any], ref: str) -> Words:
    en, zh = site.get("name_en"), site.get("name_zh")
    return Words(en or zh or ref, zh or en or ref)


def _number(value: Any) -> float | None:  # noqa: ANN401 - what a table's cell holds
    """A plain number; missing is ``None``."""
    if value is None or value is pd.NA:
        return None
    number = float(value)
    return number if np.isfinite(number) else None
