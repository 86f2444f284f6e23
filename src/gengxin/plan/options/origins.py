"""Where each option was proposed from: findings, needs, requests for space, or its kind of site."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gengxin.plan.options.facts import USES, words
from gengxin.terms import CheckUp
from gengxin.terms.codes import AREA_LEVELS

if TYPE_CHECKING:
    from gengxin.plan.options.tables import Made

__all__ = ["origins_of"]


def origins_of(made: "Made", check_up: CheckUp) -> pd.DataFrame:
    """A row for each thing that an option was proposed from, by option; at least one each."""
    parts = [_findings(made, check_up), _needs(made), _requests(made), _planner(made)]
    found = pd.concat(parts, ignore_index=True)
    refs = made.drafts.index
    others = refs[~refs.isin(found["option"])]
    every = pd.concat([found, _table(others, "standing", "")], ignore_index=True)
    row = refs.get_indexer(pd.Index(every["option"].astype("object")))
    return every.iloc[np.argsort(row, kind="stable")]


def _table(option: object, origin: str, ref: object) -> pd.DataFrame:
    return pd.DataFrame({"option": option, "origin": origin, "origin_ref": ref})


def _planner(made: "Made") -> pd.DataFrame:
    """Options that the planner added or changed, with the reason given."""
    refs = made.drafts.index.to_numpy(object)[made.edits.option]
    return _table(refs, "planner", made.edits.table["reason"].to_numpy(object))


def _findings(made: "Made", check_up: CheckUp) -> pd.DataFrame:
    """Findings on the option's service in an area that holds the site."""
    service = made.carried.proposals.service
    row = np.flatnonzero(service != "")
    indicator = check_up.findings["indicator"].astype("str")
    about = pd.DataFrame(
        {
            "service": indicator.str.partition(".")[2],
            "area": check_up.findings["area"].astype("object"),
            "finding": check_up.findings["ref"].astype("object"),
        }
    )
    parts = []
    for level in AREA_LEVELS:
        area = words(made.sites, level).to_numpy(object)[made.carried.proposals.site[row]]
        asked = pd.DataFrame(
            {
                "option": made.drafts.index.to_numpy(object)[row],
                "service": service[row],
                "area": area,
            }
        )
        parts.append(asked[asked["area"] != ""].merge(about, on=["service", "area"]))
    every = pd.concat(parts, ignore_index=True).drop_duplicates(["option", "finding"])
    return _table(every["option"], "finding", every["finding"])


def _needs(made: "Made") -> pd.DataFrame:
    """Needs of residents of the site that the option answers: a deficiency that it removes."""
    needs = made.district.table("needs")
    if not {"site", "deficiency"} <= set(needs.columns):
        return _table([], "need", [])
    open_needs = needs[needs["deficiency"].notna() & needs["site"].notna()]
    asked = pd.DataFrame(
        {
            "site": open_needs["site"].to_numpy(object),
            "deficiency": open_needs["deficiency"].to_numpy(object),
            "need": open_needs.index.to_numpy(object),
        }
    )
    removed = pd.DataFrame(
        [
            (at, one)
            for at, treatment in enumerate(made.practice.treatments)
            for one in treatment.removes
        ],
        columns=["treatment", "deficiency"],
    )
    each = pd.DataFrame(
        {
            "option": made.drafts.index.to_numpy(object),
            "site": made.drafts["site"].to_numpy(object),
            "treatment": made.carried.proposals.treatment,
        }
    )
    met = each.merge(asked, on="site").merge(removed, on=["treatment", "deficiency"])
    return _table(met["option"], "need", met["need"])


def _requests(made: "Made") -> pd.DataFrame:
    """Requests for space in the site's zone that the option's added floor could hold."""
    requests = made.district.table("space_requests")
    if not {"use_class", "functional_zone", "floor_area_low_m2"} <= set(requests.columns):
        return _table([], "space_request", [])
    number, _ = pd.factorize(
        np.concatenate([words(each, "functional_zone") for each in (made.sites, requests)])
    )
    zone = number[: len(made.sites)][made.carried.proposals.site]
    wanted = pd.DataFrame(
        {
            "ref": requests.index.to_numpy(object),
            "zone": number[len(made.sites) :],
            "low_m2": requests["floor_area_low_m2"].to_numpy(np.float64),
        }
    )[requests["functional_zone"].notna().to_numpy()]
    use_class = words(requests, "use_class").to_numpy(object)[wanted.index]
    refs, parts = made.drafts.index.to_numpy(object), []
    for at, use in enumerate(USES):
        added = made.floors.after[:, at] - made.floors.today[:, at]
        rows = np.flatnonzero(added > 0)
        each = pd.DataFrame({"row": rows, "zone": zone[rows], "added_m2": added[rows]})
        met = each.merge(wanted[use_class == use], on="zone")
        parts.append(met[met["added_m2"] >= met["low_m2"]])
    every = pd.concat(parts, ignore_index=True)
    return _table(refs[every["row"].to_numpy(np.int64)], "space_request", every["ref"])
