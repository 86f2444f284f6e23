"""The pro forma beside UrbanSim's, and the account of the sample's options.

Both pro formas get the same parcels, rents, limits, forms and intensities; UrbanSim's runs in its
own process (GENGXIN_PEER_URBANSIM, else .peers/urbansim/bin/python, made by
`python benchmarks/peers/make.py urbansim`). The account is of the made-up sample's sites, eight
options each; beyond 3,000 sites they are repeated and appraised in parts, as a run would.
CPU-seconds are of all threads together, compiled code cached, the middle of several runs.
"""

import json
import os
import statistics
import subprocess
import tempfile
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
import pandas as pd
from machine import machine, measure_afresh

from gengxin.appraisal import (
    DRAFT_COLUMNS,
    Building,
    Form,
    Ladder,
    Parking,
    appraise,
    ladder,
    most_profitable,
    pro_forma,
)
from gengxin.sources.factors import read_factors
from gengxin.sources.sample import sample_district
from gengxin.terms import codes

HERE = Path(__file__).resolve().parent
PARCELS, RUNS = 100_000, 7
PART_SITES = 3_000
# from here on: the defaults of UrbanSim's SqFtProFormaConfig, in feet and dollars, but for a floor
# area ratio of 4.0: there UrbanSim reckons a deck's five storeys as 5.000000000000001, so six, and
# 403 answers of one form differ
FARS = (
    *(0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 1.8, 2.0, 2.25, 2.5, 2.75, 3.0, 3.25, 3.5, 3.75),
    *(4.5, 5.0, 5.5, 6.0, 6.5, 7.0, 9.0, 11.0),
)
USES = ("retail", "industrial", "office", "residential")
FORMS = (
    *(Form(name=use, use_shares={use: 1.0}) for use in USES),
    Form(name="mixedresidential", use_shares={"retail": 0.1, "residential": 0.9}),
    Form(name="mixedoffice", use_shares={"office": 0.7, "residential": 0.3}),
)
SPACES = {"retail": 0.002, "industrial": 0.0006, "office": 0.001, "residential": 0.001}
PARKINGS = tuple(
    Parking(name=name, takes=takes, space_m2=space, cost_amount_per_m2=cost, spaces_per_m2=SPACES)
    for name, takes, space, cost in (
        ("deck", "floor", 250.0, 90.0),
        ("surface", "ground", 300.0, 30.0),
        ("underground", "underground", 250.0, 110.0),
    )
)
BUILDING = Building(
    storey_m=12.0,
    lot_coverage=0.8,
    band_tops_m=(15.0, 55.0, 120.0, float("inf")),
    cost_amount_per_m2={
        "retail": (160.0, 175.0, 200.0, 230.0),
        "industrial": (140.0, 175.0, 200.0, 230.0),
        "office": (160.0, 175.0, 200.0, 230.0),
        "residential": (170.0, 190.0, 210.0, 240.0),
    },
    efficiency_share=0.7,
    profit_share=0.1,
    far_limits={"retail": 2.0, "industrial": 2.0},
)
CAP_RATE = 0.05
TOLERANCE = 0.01


def main() -> None:
    """Measure, compare every answer, print and write the results file."""
    python = Path(
        os.environ.get(
            "GENGXIN_PEER_URBANSIM", HERE.parent / ".peers" / "urbansim" / "bin" / "python"
        )
    )
    result: dict[str, Any] = {"machine": machine("numpy", "numba", "pandas")}
    result["account"] = {
        f"{sites:,} sites x 8 options": measure_afresh(account_of, sites).result
        for sites in (3_000, 30_000, 300_000)
    }
    if python.exists():
        result["pro_forma"] = beside_urbansim(python)
    else:
        print(f"skipped: {python} is absent")
    (HERE / "results" / "appraisal.json").write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


def beside_urbansim(python: Path) -> dict[str, Any]:
    """CPU-seconds of both sides on the same parcels, and how far their answers differ."""
    parcels = made_up_parcels()
    ours = []
    for _ in range(RUNS + 1):
        begin = process_time()
        rungs = ladders()
        built = process_time()
        by_form = our_answers(rungs, parcels)
        ours.append((built - begin, process_time() - built))
    build, lookup = (statistics.median(times) for times in zip(*ours[1:], strict=True))
    theirs, answers = urbansim_answers(python, parcels)
    version = theirs.pop("version")
    return {
        "case": f"{PARCELS} parcels, {len(FORMS)} forms x {len(PARKINGS)} kinds of parking x "
        f"{len(FARS)} floor area ratios",
        "cpu_seconds": {
            "gengxin": {"build": build, "lookup": lookup},
            f"urbansim {version}": theirs,
        },
        "ratio": {
            "lookup": theirs["lookup"] / lookup,
            "build and lookup": sum(theirs.values()) / (build + lookup),
        },
        "answers": compared(by_form, answers),
    }


def made_up_parcels() -> pd.DataFrame:
    """Parcels with yearly rents about the cost of building, drawn with a seed."""
    rng = np.random.default_rng(2026)
    rents = {use: rng.gamma(9.0, 2.5, PARCELS) for use in USES}
    height = rng.uniform(10.0, 220.0, PARCELS)
    height[rng.random(PARCELS) < 0.2] = np.nan
    return pd.DataFrame(
        rents
        | {
            "parcel_size": rng.uniform(2_000.0, 60_000.0, PARCELS),
            "land_cost": rng.uniform(1e5, 3e6, PARCELS),
            "max_far": rng.uniform(0.0, 12.0, PARCELS),
            "max_height": height,
        }
    )


def ladders() -> dict[str, list[Ladder]]:
    """Each form's rungs by kind of parking, in the order in which UrbanSim settles ties."""
    return {
        form.name: [ladder(form, BUILDING, fars=FARS, parking=parking) for parking in PARKINGS]
        for form in FORMS
    }


def our_answers(rungs: dict[str, list[Ladder]], parcels: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Our pro forma of each form; UrbanSim's land_cost is a price, its rents are yearly."""
    names = {
        "parcel_size": "area_m2",
        "max_far": "far_limit",
        "max_height": "height_limit_m",
        "land_cost": "land_cost_amount",
    }
    sites = parcels[list(names)].rename(columns=names)
    values = parcels[list(USES)] / CAP_RATE
    return {
        form: pro_forma(rows, sites, values, tolerance=TOLERANCE) for form, rows in rungs.items()
    }


def urbansim_answers(
    python: Path, parcels: pd.DataFrame
) -> tuple[dict[str, float], dict[str, pd.DataFrame]]:
    """The same of UrbanSim, in its own process."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parcels.to_parquet(folder / "parcels.parquet")
        (folder / "fars.json").write_text(json.dumps(FARS))
        script = HERE / "peers" / "pro_forma_by_urbansim.py"
        subprocess.run([python, script, folder], check=True, capture_output=True)
        figures = json.loads((folder / "figures.json").read_text())
        answers = {
            form.name: pd.read_parquet(folder / f"answers-{form.name}.parquet") for form in FORMS
        }
    return figures, answers


def compared(
    ours: dict[str, pd.DataFrame], theirs: dict[str, pd.DataFrame]
) -> dict[str, float | int]:
    """How many of UrbanSim's answers (those with a profit) ours equal."""
    total = same_profitable = same_far = same_parking = 0
    worst = 0.0
    for form, frame in ours.items():
        theirs_of_form = theirs[form]
        mine = frame.loc[theirs_of_form.index]
        gap = (mine["profit_amount"] - theirs_of_form["max_profit"]).abs()
        worst = max(worst, float((gap / theirs_of_form["max_profit"].abs()).max()))
        total += len(theirs_of_form)
        same_profitable += set(frame.index[frame["profit_amount"] > 0.0]) == set(
            theirs_of_form.index
        )
        same_far += int((mine["far"] == theirs_of_form["max_profit_far"]).sum())
        parking = mine["parking"].astype("str") == theirs_of_form["parking_config"].astype("str")
        same_parking += int(parking.sum())
    best_of_theirs = pd.DataFrame(
        {form: frame["max_profit"] for form, frame in theirs.items()}
    ).idxmax(axis=1)
    best = most_profitable(ours).loc[best_of_theirs.index, "form"].astype("str")
    return {
        "answers with a profit": total,
        "forms with the same profitable parcels": same_profitable,
        "same floor area ratio": same_far,
        "same parking": same_parking,
        "greatest relative difference of profit": worst,
        "parcels with a best form": len(best_of_theirs),
        "same best form": int((best == best_of_theirs.astype("str")).sum()),
    }


def account_of(sites: int) -> dict[str, float]:
    """CPU-seconds of the account of eight options a site, in parts beyond 3,000 sites."""
    land = pd.DataFrame(sample_district(sites=PART_SITES, seed=1).tables["sites"])
    # streets and open land have no floor to speak of; the others are repeated up to the number
    land = land[land["gross_floor_area_m2"] > 0.0]
    land = land.iloc[np.arange(PART_SITES) % len(land)].set_index("ref")
    land.index = pd.Index([f"{ref}#{n}" for n, ref in enumerate(land.index)])
    rows = eight_options(land)
    pack = read_factors("cny-2025-illustrative")
    appraise(rows.iloc[:100], land, pack)
    money_rows, notes, spent = 0, 0, 0.0
    for _ in range(round(sites / PART_SITES)):
        begin = process_time()
        account = appraise(rows, land, pack)
        spent += process_time() - begin
        money_rows += len(account.option_money)
        notes = len(account.notes)
    options = len(rows) * round(sites / PART_SITES)
    return {
        "options": options,
        "cpu_seconds": spent,
        "cpu_microseconds_an_option": spent / options * 1e6,
        "rows_of_money": money_rows,
        "notes_of_what_is_missing": notes,
    }


def eight_options(land: pd.DataFrame) -> pd.DataFrame:
    """Keep, repair, retrofit, convert, extend, partial, and two ways to redevelop each site."""
    variants = [*codes.ACTIONS, "redevelop"]
    refs = np.repeat(land.index.to_numpy(dtype=object), len(variants))
    action = np.tile(np.array(variants, dtype=object), len(land))
    today = land.loc[refs]
    share = {"partial": 0.4, "redevelop": 1.0}
    torn = np.array([share.get(name, 0.0) for name in action])
    columns: dict[str, Any] = dict.fromkeys(DRAFT_COLUMNS, 0.0)
    columns |= {"site": refs, "action": action, "height_m": today["storeys"].to_numpy() * 3.3}
    months = {"keep": 0, "repair": 5, "retrofit": 9, "convert": 12, "extend": 14, "partial": 26}
    columns["works_months"] = np.array([float(months.get(name, 34)) for name in action])
    gain = np.where(np.arange(len(action)) % len(variants) == len(variants) - 1, 1.8, 1.3)
    for use in codes.FLOOR_USES:
        floor = today[f"{use}_floor_area_m2"].to_numpy()
        works = {
            "demolished": floor * torn,
            "built": floor * torn * gain + floor * 0.15 * (action == "extend"),
            "repaired": floor * (action == "repair"),
            "retrofitted": floor * ((action == "retrofit") + 0.6 * (action == "partial")),
        }
        columns |= {f"{use}_floor_{work}_m2": amount for work, amount in works.items()}
        columns[f"{use}_floor_area_m2"] = floor + works["built"] - works["demolished"]
    to_research = today["industrial_floor_area_m2"].to_numpy() * (action == "convert")
    columns["research_floor_converted_m2"] = to_research
    columns["industrial_floor_area_m2"] = columns["industrial_floor_area_m2"] - to_research
    columns["research_floor_area_m2"] = columns["research_floor_area_m2"] + to_research
    return people_of(pd.DataFrame(columns), today, torn)


def people_of(rows: pd.DataFrame, today: pd.DataFrame, torn: np.ndarray) -> pd.DataFrame:
    """Homes and households; of those whose homes go, four in five return."""
    for size in codes.HOME_SIZES:
        homes = today[f"homes_{size}_count"].to_numpy()
        rows[f"homes_before_{size}_count"] = homes
        rows[f"homes_after_{size}_count"] = np.rint(homes * (1.0 + 0.3 * torn))
    homes = today["homes_count"].to_numpy()
    out = np.rint(homes * torn)
    rows["households_out_for_good_count"] = np.rint(out * 0.2)
    rows["households_out_temporarily_count"] = out - np.rint(out * 0.2)
    for tenure in codes.TENURES:
        rows[f"households_{tenure}_count"] = today[f"{tenure}_share"].to_numpy() * homes
    rows.index = pd.Index([f"{site}/{n}" for n, site in enumerate(rows["site"])], name="option")
    return rows


if __name__ == "__main__":
    main()
