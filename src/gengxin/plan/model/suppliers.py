"""Who gives each service today, for how many people, and who is within its walk."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from gengxin import rules
from gengxin.indicators import Near, Service, ground, nearby, places
from gengxin.terms import District, ServiceStandard, StandardPack

__all__ = ["suppliers_today"]


def suppliers_today(
    district: District, pack: StandardPack, codes: Collection[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The facilities that give the services named, and the people within their standard's walk.

    Counted as in the check-up, by the strict reading: those known to be too small don't count.
    The first table has columns standard, facility, site, capacity_people_x1000; the second is as
    ``REACH``. Both are empty where the district has no network.
    """
    on = ground(district)
    asked = [one for one in pack.services if one.code in codes and one.table == "facilities"]
    found = [] if on is None else [_service(district, one) for one in asked]
    near: list[Near] = []
    if on is not None:
        near = list(nearby(district, on, living=places(district, on), services=tuple(found)))
    supplier = [_suppliers(one.service, district.table("facilities")) for one in near]
    reach = [_reach(one, district.table("people").index) for one in near]
    return _joined(supplier, _NO_SUPPLIERS), _joined(reach, _NO_REACH)


_NO_SUPPLIERS = pd.DataFrame(
    {
        "standard": pd.Series(dtype="str"),
        "facility": pd.Series(dtype="str"),
        "site": pd.Series(dtype="str"),
        "capacity_people_x1000": pd.Series(dtype="Int64"),
    }
)
_NO_REACH = pd.DataFrame(
    {
        **{
            name: pd.Series(dtype="category") for name in ("standard", "people", "facility", "site")
        },
        "distance_m": pd.Series(dtype="float32"),
    }
)


def _service(district: District, standard: ServiceStandard) -> Service:
    every = rules.suppliers(district, standard)
    return Service(
        standard=standard,
        max_network_m=rules.reach_m(standard, "strict"),
        suppliers=every[every["is_large_enough"]],
    )


def _suppliers(service: Service, facilities: pd.DataFrame) -> pd.DataFrame:
    own = service.suppliers
    capacity = np.rint(own["capacity_people"] * 1000.0).astype("Int64")
    site = facilities["site"] if "site" in facilities.columns else pd.Series(index=facilities.index)
    return pd.DataFrame(
        {
            "standard": service.standard.code,
            "facility": own.index.astype("str"),
            "site": site.reindex(own.index).astype("object").fillna("").to_numpy(),
            "capacity_people_x1000": capacity.to_numpy(),
        }
    ).astype({"standard": "str", "facility": "str", "site": "str"})


def _reach(near: Near, people: pd.Index) -> pd.DataFrame:
    """Pairs of people and facilities; places that are buildings have no people known."""
    pairs, facilities = near.pairs, near.service.suppliers.index
    source = np.repeat(np.arange(pairs.source_count), np.diff(pairs.starts))
    kept = np.flatnonzero(pairs.targets < len(people))
    nothing = np.zeros(len(kept), np.int8)
    return pd.DataFrame(
        {
            "standard": pd.Categorical.from_codes(nothing, pd.Index([near.service.standard.code])),
            "people": pd.Categorical.from_codes(pairs.targets[kept], people),
            "facility": pd.Categorical.from_codes(source[kept], facilities),
            "site": pd.Categorical.from_codes(nothing, pd.Index([""])),
            "distance_m": pairs.distance_m[kept],
        }
    )


def _joined(parts: list[pd.DataFrame], nothing: pd.DataFrame) -> pd.DataFrame:
    """Tables below each other, categories united."""
    if not parts:
        return nothing
    columns = {}
    for name in nothing.columns:
        of_part = [part[name] for part in parts]
        if isinstance(nothing[name].dtype, pd.CategoricalDtype):
            columns[name] = pd.Series(pd.api.types.union_categoricals(of_part))
        else:
            columns[name] = pd.concat(of_part, ignore_index=True)
    return pd.DataFrame(columns)
