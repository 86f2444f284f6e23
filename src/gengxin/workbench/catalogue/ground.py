"""What sheets of a programme's projects are filled from: its file, its options, the district."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from gengxin.publish.plain import records
from gengxin.publish.words import names_of
from gengxin.store import DistrictFolder, read_run
from gengxin.terms import District, InputError, Money, Programme
from gengxin.terms.records import Project
from gengxin.terms.words import Words
from gengxin.workbench.deliberation.files import kept_file

__all__ = ["Ground", "Works", "ground_of"]

NOWHERE = np.zeros(0, dtype=np.int64)
# how names of a made-up district end
_MADE_UP = re.compile(r"\s*(\(made up\)|（样例）)$")
# a server shows sheets of few programmes; each ground holds a district
MOST_HELD = 2
# tables of a run of which only the chosen options are held
OF_OPTIONS = (
    *("option_floor", "option_service", "option_money", "option_home", "option_check"),
    *("option_origin", "option_deficiency"),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """A programme, the options it chose, and the district that it plans.

    ``option`` has a row a chosen option (index ref), ``children`` the rows of those alone by the
    names of ``OPTION_TABLES``. ``rules`` names the pack that they were held
    against; ``discount_rate`` is that of the factors, ``None`` where they state none.
    """

    folder: Path
    content_hash: str
    programme: Programme
    run: str
    district: District
    option: pd.DataFrame
    children: Mapping[str, pd.DataFrame]
    rules: str
    discount_rate: float | None
    prices_made_up: bool

    @property
    def money(self) -> Money | None:
        """Currency and price day of all amounts."""
        return self.programme.money

    @property
    def programme_run(self) -> str:
        """The run that keeps the programme's file."""
        return f"programme-{self.content_hash[:12]}"

    @cached_property
    def choice(self) -> pd.DataFrame:
        """The programme's choice by site."""
        return self.programme.tables["choice"].set_index("site")

    @cached_property
    def uses(self) -> Mapping[str, tuple[str, ...]]:
        """By chosen option the uses that its floor has afterwards."""
        floors = self.children["option_floor"]
        there = floors[floors["floor_area_m2_x100"].fillna(0) > 0].astype("object")
        found: dict[str, set[str]] = {}
        for option, use in zip(there["option"], there["use_class"], strict=True):
            found.setdefault(str(option), set()).add(str(use))
        return {option: tuple(sorted(uses)) for option, uses in found.items()}

    @cached_property
    def masses(self) -> pd.DataFrame:
        """Pieces that options build or pull down."""
        return read_run(self.folder / "runs" / self.run, "option_mass")

    @cached_property
    def reach(self) -> "Grouped":
        """Who is within a standard's walk of a site that may hold the service, by site."""
        rows = read_run(self.folder / "runs" / self.run, "reach")
        there = (rows["site"].astype("str") != "") & rows["site"].notna()
        return Grouped.by(rows[there], "site")

    def child(self, table: str, option: str) -> pd.DataFrame:
        """The rows of a table of options that are of one option."""
        return self._grouped[table].of(option)

    @cached_property
    def _grouped(self) -> dict[str, "Grouped"]:
        return {name: Grouped.by(rows, "option") for name, rows in self.children.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """Rows of a table, found by a word of theirs."""

    rows: pd.DataFrame
    positions: Mapping[str, np.ndarray]

    @classmethod
    def by(cls, rows: pd.DataFrame, column: str) -> "Grouped":
        """Group the rows by a column of words."""
        found = rows.groupby(column, observed=True).indices
        return cls(rows, {str(word): np.asarray(at, np.int64) for word, at in found.items()})

    def of(self, word: str) -> pd.DataFrame:
        """The rows with that word."""
        return self.rows.iloc[self.positions.get(word, NOWHERE)]


@dataclass(frozen=True, kw_only=True, eq=False)
class Works:
    """A project's works upon their ground.

    ``rows`` has a row a work (index ref of the site), the first works first: option, phase, and the
    columns of the table ``option``. ``sites`` are the rows of the district in the same order, in
    which the sheet, its map and its chart number them.
    """

    ground: Ground
    project: Project
    rows: pd.DataFrame
    sites: pd.DataFrame

    @classmethod
    def of(cls, project: Project, ground: Ground) -> "Works":
        """The works of a project.

        Raises
        ------
        InputError
            Where a site or option isn't in the programme that the project names.

        """
        asked = pd.DataFrame(
            [(one.site, one.option, one.phase) for one in project.works],
            columns=["site", "named", "phase"],
        ).set_index("site")
        sites = ground.district.table("sites")
        absent = sorted(
            {*asked.index.difference(sites.index), *set(asked["named"]) - set(ground.option.index)}
        )
        if absent:
            shown = ", ".join(absent[:10])
            msg = (
                f"project {project.code}: {shown} are not in programme "
                f"{ground.content_hash[:12]}; take them out of its works, or name the programme "
                "that has them"
            )
            raise InputError(msg)
        found = ground.option.loc[asked["named"].to_list()].drop(columns=["site"])
        found = found.assign(option=found.index).set_index(asked.index)
        rows = found.assign(phase=asked["phase"].astype("int64"))
        rows = rows.iloc[_in_course(rows, names_of(sites.loc[rows.index]))]
        return cls(ground=ground, project=project, rows=rows, sites=sites.loc[rows.index])

    @cached_property
    def work_rows(self) -> list[dict[str, Any]]:
        """``rows`` as dictionaries, with ``site``."""
        return records(self.rows.reset_index())

    @cached_property
    def site_rows(self) -> list[dict[str, Any]]:
        """``sites`` as dictionaries."""
        return records(pd.DataFrame(self.sites.drop(columns="geometry", errors="ignore")))

    @cached_property
    def site_names(self) -> list[Words]:
        """What each site is called; that a place is made up is said on every page of the sheet."""
        names = names_of(self.sites)
        if not self.ground.district.meta.made_up:
            return names
        return [Words(*(_MADE_UP.sub("", told) or told for told in one)) for one in names]

    @cached_property
    def numbered(self) -> Mapping[str, Words]:
        """By site its number on the map and in the chart, and what it is called."""
        return {
            str(ref): Words(f"{at} · {name.en}", f"{at} · {name.zh}")
            for at, (ref, name) in enumerate(
                zip(self.sites.index, self.site_names, strict=True), start=1
            )
        }

    def child(self, table: str) -> pd.DataFrame:
        """The rows of a table of options that are of these works, with ``site`` and ``phase``."""
        if table not in self._children:
            self._children[table] = self._child(table)
        return self._children[table].copy(deep=False)

    @cached_property
    def _children(self) -> dict[str, pd.DataFrame]:
        return {}

    def _child(self, table: str) -> pd.DataFrame:
        parts = [
            self.ground.child(table, str(option)).assign(site=str(site), phase=int(phase))
            for site, option, phase in zip(
                self.rows.index, self.rows["option"], self.rows["phase"], strict=True
            )
        ]
        found = [part for part in parts if len(part)]
        whole = pd.concat(found or parts or [self.ground.children[table][:0]], ignore_index=True)
        return whole.astype({"option": "str"})

    def sum_of(self, column: str, scale: float = 1.0) -> float | None:
        """Sum of a column of the options in its plain unit; ``None`` where one is missing."""
        values = self.rows[column].astype("Float64").to_numpy("float64", na_value=np.nan)
        total = float(values.sum()) / scale
        return total if len(values) and np.isfinite(total) else None


def _in_course(rows: pd.DataFrame, names: Sequence[Words]) -> list[int]:
    """The order in which works start and end; those of unknown length last in their phase."""
    months = rows["works_months"].astype("Float64").to_numpy("float64", na_value=np.inf)
    phases = rows["phase"].to_list()
    return sorted(range(len(rows)), key=lambda at: (phases[at], np.ceil(months[at]), names[at].en))


def ground_of(folder: Path, content_hash: str) -> Ground:
    """The ground of a programme by its content hash.

    Raises
    ------
    InputError
        Where its file, or the options run that it was made of, is gone.

    """
    return _ground(Path(folder).resolve(), content_hash, DistrictFolder(folder).content_hash())


@lru_cache(maxsize=MOST_HELD)
def _ground(folder: Path, content_hash: str, _state: str) -> Ground:
    from gengxin.store.programme_file import read_programme

    programme = read_programme(kept_file(folder, content_hash).path)
    run = _run(folder, programme.hashes["options"])
    chosen = set(programme.tables["choice"]["option"].astype("str"))
    option = read_run(run, "option").set_index("ref")
    facts = tomllib.loads((run / "run.toml").read_text("utf-8"))
    rate, made_up = _prices(facts)
    return Ground(
        folder=folder,
        content_hash=content_hash,
        programme=programme,
        run=run.name,
        district=DistrictFolder(folder).load(),
        option=option[option.index.isin(chosen)],
        children={name: _only(read_run(run, name), chosen) for name in OF_OPTIONS},
        rules=facts["parameters"]["rules"],
        discount_rate=rate,
        prices_made_up=made_up,
    )


def _only(rows: pd.DataFrame, chosen: set[str]) -> pd.DataFrame:
    return rows[rows["option"].astype("str").isin(chosen)]


def _run(folder: Path, options: str) -> Path:
    """The options run whose facts have this hash."""
    for run in folder.glob("runs/options-*/run.toml"):
        if sha256(run.read_bytes()).hexdigest() == options:
            return run.parent
    msg = f"{folder} no longer has the options run {options[:12]}; make the programme again"
    raise InputError(msg)


def _prices(facts: Mapping[str, Any]) -> tuple[float | None, bool]:
    """The discount rate of the factors that a run was priced by, and whether they are made up."""
    from gengxin.sources.factors import read_factors

    if json.loads(facts.get("money", "null")) is None:
        return None, False
    pack = read_factors(facts["parameters"]["factors"])
    rates = [one.mid for one in pack.factors if one.code == "discount"]
    return (rates[0] if rates else None), pack.made_up
