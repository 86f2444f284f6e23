"""A programme's file as pages read it: what it comes to, its phases and rounds, each site."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from gengxin.store import read_run
from gengxin.store.programme_file import read_programme
from gengxin.terms import InputError, Programme
from gengxin.workbench.deliberation.briefs import brief_document
from gengxin.workbench.questions import comparison

__all__ = ["compared", "file_document", "options_run", "phases_document", "sites_document"]

MOST_READ = 8
# what of the public's money counts against a phase's budget, as the planning model has it
SPENT_ON = ("compensation", "demolition", "decant", "construction", "fees", "finance")
AMOUNTS = {
    "public_cost_amount": ("public_cost_amount_x100", 100.0),
    "npv_amount": ("npv_mid_amount_x100", 100.0),
    "floor_under_works_m2": ("floor_under_works_m2_x100", 100.0),
    "homes_made_good_count": ("homes_made_good_count", 1.0),
    "households_out_temporarily_count": ("households_out_temporarily_count", 1.0),
    "households_out_for_good_count": ("households_out_for_good_count", 1.0),
    "works_months": ("works_months", 1.0),
}


def file_document(path: Path) -> dict[str, Any]:
    """What a programme comes to: terms, phases, rounds, its brief, what was not counted."""
    made = _read(path)
    choice = made.tables["choice"]
    return {
        "value": made.value,
        "bound": made.bound,
        "gap_certified": made.gap_certified,
        "currency": None if made.money is None else made.money.currency,
        "price_day": None if made.money is None else made.money.price_day.isoformat(),
        "sites_count": len(choice),
        "renewed_sites_count": int(choice["phase"].notna().sum()),
        "options": made.hashes["options"],
        "software": made.software,
        "terms": [
            {"term": one.term, "amount": one.amount, "value": one.value} for one in made.terms
        ],
        "rounds": [
            {"round": one.number, "stage": one.stage, "value": one.value, "bound": one.bound}
            for one in made.rounds
        ],
        "brief": brief_document(made.brief),
        "unavailable": [{"en": one.en, "zh": one.zh} for one in made.unavailable],
    }


def sites_document(folder: Path, path: Path) -> list[dict[str, Any]]:
    """What is done with each site, when, and what it takes; whole numbers in natural units.

    Raises
    ------
    InputError
        Where the options run that the programme was made of is gone.

    """
    made = _read(path)
    choice = made.tables["choice"]
    options = _options(folder, made).reindex(choice["option"].astype("str"))
    table = pd.DataFrame(
        {
            "site": choice["site"].astype("str"),
            "option": choice["option"].astype("str"),
            **{
                name: options[name].astype("str").to_numpy()
                for name in ("action", "name_en", "name_zh")
            },
            "phase": choice["phase"],
            "opens": choice["opens"],
            **{
                name: options[column].astype("float64").to_numpy() / scale
                for name, (column, scale) in AMOUNTS.items()
            },
        }
    )
    plain = table.astype("object").where(table.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


def phases_document(folder: Path, path: Path) -> list[dict[str, Any]]:
    """What the public spends in each phase, as the budget counts it, and its budget.

    Raises
    ------
    InputError
        Where the options run that the programme was made of is gone.

    """
    from gengxin.terms.phases import phase_of, start_months

    made = _read(path)
    starts = start_months(made.brief)
    choice = made.tables["choice"]
    begun = choice[choice["phase"].notna()]
    works = begun["phase"].set_axis(begun["option"].astype("str"))
    money = read_run(options_run(folder, made), "option_money")
    asked = (money["party"] == "public") & money["item"].isin(SPENT_ON)
    money = money[asked & money["option"].isin(works.index)]
    began = works.reindex(money["option"].astype("str")).to_numpy(np.int64)
    months = np.array(starts)[began - 1] + 12 * money["year"].to_numpy(np.int64)
    phase = phase_of(months, starts)
    spent = -money["mid_amount_x100"].fillna(0).to_numpy(np.float64) / 100.0
    sums = np.bincount(phase, spent, minlength=len(made.brief.phases) + 1)[1:]
    return [
        {"phase": number, "spent_amount": float(sum_), "budget_amount": one.budget_amount}
        for number, (one, sum_) in enumerate(zip(made.brief.phases, sums, strict=True), start=1)
    ]


def compared(first: Path, second: Path) -> dict[str, Any]:
    """Two programmes of one district side by side.

    Raises
    ------
    InputError
        Where they plan different districts.

    """
    made = (_read(first), _read(second))
    if made[0].hashes.get("district") != made[1].hashes.get("district"):
        raise InputError("the two plan different states of the district; compare two of one")
    return comparison(*made)


def _options(folder: Path, made: Programme) -> pd.DataFrame:
    """The options that a programme chose from, by ref."""
    return read_run(options_run(folder, made), "option").set_index("ref")


def options_run(folder: Path, made: Programme) -> Path:
    """The options run that a programme was made of."""
    for run in folder.glob("runs/options-*/run.toml"):
        if sha256(run.read_bytes()).hexdigest() == made.hashes["options"]:
            return run.parent
    msg = f"the options run {made.hashes['options'][:12]} is gone; plan anew with the newest"
    raise InputError(msg)


@lru_cache(maxsize=MOST_READ)
def _read(path: Path) -> Programme:
    """A programme's file, which never changes."""
    return read_programme(path)
