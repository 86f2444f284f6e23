"""What a planner laid down: options of his own, fixed ones, quantities of his choice."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.plan.options.proposals import Proposals
from gengxin.terms import EDITED_NUMBERS, OPTION_EDITS, InputError, Practice, Treatment

__all__ = ["Edits", "edits_of", "proposed_too", "refuse"]

Rows = NDArray[np.int64]
Words = NDArray[np.object_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Edits:
    """Edits of options, a row each: ``option`` is the row of the option, ``table`` what is asked.

    ``table`` has the columns of ``OPTION_EDITS``, indexed by the row of the planner's sheet.
    """

    option: Rows
    table: pd.DataFrame

    def of(self, rows: slice) -> "Edits":
        """The edits of some options, whose rows follow each other."""
        own = (self.option >= rows.start) & (self.option < rows.stop)
        return Edits(option=self.option[own] - rows.start, table=self.table[own])

    def number(self, name: str) -> NDArray[np.float64]:
        """A number of each edit; NaN where the planner left it empty."""
        return self.table[name].to_numpy(np.float64)

    def said(self, name: str, *, of: int, otherwise: str) -> Words:
        """A word of each option of ``of``; of those that nobody edited, ``otherwise``."""
        found = np.full(of, otherwise, object)
        stated = (self.table[name] != "").to_numpy(bool)
        found[self.option[stated]] = self.table[name].to_numpy(object)[stated]
        return found

    def withdrawn(self, *, of: int) -> Words:
        """Why each option of ``of`` was withdrawn; empty where it was not."""
        found = np.full(of, "", object)
        rows = self.table["withdraw"].to_numpy(bool)
        found[self.option[rows]] = self.table["reason"].to_numpy(object)[rows]
        return found

    @property
    def shapes(self) -> NDArray[np.bool_]:
        """Whether each edit changes floor or form, so that what was drawn no longer holds."""
        names = [c.name for c in EDITED_NUMBERS if not c.name.endswith(("_months", "_amount"))]
        return np.asarray(self.table[names].notna().to_numpy().any(axis=1), bool)


def refuse(faults: list[str], edits: pd.DataFrame) -> None:
    """Raise one error with all faults of the planner's edits, if there are any.

    It names the file and sheet that ``sources.read_option_edits`` read the edits from.
    """
    if faults:
        listed = "\n- ".join(faults)
        count = f"{len(faults)} fault{'s' if len(faults) > 1 else ''}"
        file = edits.attrs.get("file")
        head = f"{file} has {count}" if file else f"the planner's edits have {count}"
        msg = f"{head}; mend these rows and give it back:\n- {listed}"
        raise InputError(msg)


def proposed_too(
    asked: pd.DataFrame | None, bare: Proposals, sites: pd.DataFrame, practice: Practice
) -> tuple[Proposals, Practice]:
    """The proposals with the options that the planner adds, and the practice with their ways.

    An added option is done as the practice does that action and variant, else as it does the first
    of that action; none of the practice's conditions are asked of it. It carries no service.
    """
    added = None if asked is None else asked[asked["ref"] == ""]
    if added is None or not len(added):
        return bare, practice
    refuse(_faults_of_added(added, sites, practice), added)
    names = ["action", "variant", "name_en", "name_zh"]
    asked_of = list(added[names].itertuples(index=False, name=None))
    kinds = list(dict.fromkeys(asked_of))
    ways = tuple(_way(practice, kind) for kind in kinds)
    each = [kinds.index(kind) for kind in asked_of]
    site = np.concatenate([bare.site, sites.index.get_indexer(pd.Index(added["site"]))])
    treatment = np.concatenate([bare.treatment, len(practice.treatments) + np.array(each)])
    blank = np.full(len(added), "", object)
    order = np.lexsort((treatment, site))
    return (
        Proposals(
            site=site[order],
            treatment=treatment[order].astype(np.int64),
            service=np.concatenate([bare.service, blank])[order],
            reason_en=np.concatenate([bare.reason_en, blank])[order],
            reason_zh=np.concatenate([bare.reason_zh, blank])[order],
        ),
        replace(practice, treatments=(*practice.treatments, *ways)),
    )


def edits_of(asked: pd.DataFrame | None, refs: pd.Index) -> Edits:
    """The edits beside the options that they are of.

    Raises
    ------
    InputError
        Where refs are unknown, or an added option has the ref of another.

    """
    if asked is None:
        empty = {c.name: pd.Series(dtype=_DTYPES[c.kind]) for c in OPTION_EDITS.columns}
        return Edits(option=np.zeros(0, np.int64), table=pd.DataFrame(empty))
    added = asked["site"] + "/" + asked["action"] + "-" + asked["variant"]
    named = asked["ref"].where(asked["ref"] != "", added)
    doubled = set(refs[refs.duplicated()])
    faults = [
        f"row {row}, option {ref}: there is none of that ref; copy it from the sheet of options"
        for row, ref in named[~named.isin(refs)].items()
    ]
    faults += [
        f"row {row}, option {ref}: is proposed already; edit its own row, or name another variant"
        for row, ref in named[named.isin(doubled)].items()
    ]
    keeps = named.str.contains("/keep-") & asked["withdraw"]
    faults += [
        f"row {row}, option {ref}: a site can always be kept; fix it must_not instead"
        for row, ref in named[keeps].items()
    ]
    refuse(faults, asked)
    return Edits(option=refs.get_indexer(pd.Index(named)).astype(np.int64), table=asked)


_DTYPES = {"text": "object", "code": "object", "flag": "bool", "number": "float64"}


def _faults_of_added(added: pd.DataFrame, sites: pd.DataFrame, practice: Practice) -> list[str]:
    known = {one.action for one in practice.treatments if not one.is_for_service}
    faults = []
    for row, site, action in zip(added.index, added["site"], added["action"], strict=True):
        if site not in sites.index:
            such = ", ".join(map(str, sites.index[:3]))
            faults.append(f"row {row}, site: there is no {site!r}; name one such as {such}")
        elif not sites.loc[site, "renewable"]:
            faults.append(f"row {row}, site: renewal can't be decided on {site}; name another")
        if action not in known:
            such = ", ".join(sorted(known))
            faults.append(
                f"row {row}, action: practice {practice.name} has no way to {action}; name one of "
                f"{such}"
            )
    return faults


def _way(practice: Practice, kind: tuple[str, str, str, str]) -> Treatment:
    """How an added option of an action, a variant and names is done."""
    action, variant, name_en, name_zh = kind
    of_action = [t for t in practice.treatments if t.action == action and not t.is_for_service]
    same = [one for one in of_action if one.variant == variant]
    like = (same or of_action)[0]
    return replace(
        like,
        variant=variant,
        name_en=name_en or (like.name_en if same else f"{like.name_en} ({variant})"),
        name_zh=name_zh or (like.name_zh if same else f"{like.name_zh}({variant})"),
        use_classes=(),
        plan_uses=(),
        conditions=(),
        heritage_classes=(),
        deficiencies=(),
        built_before_year=None,
        vacancy_low_share=None,
        far_room_low_share=None,
        structures=(),
        storeys_high=None,
        carries_service=False,
    )
