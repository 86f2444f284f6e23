"""What may stand in a recipe: data only, no expression; the text beside each word is its manual."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

__all__ = [
    "ColumnRule",
    "DistrictRule",
    "Fill",
    "Input",
    "Join",
    "MergeRule",
    "MissingRule",
    "PeopleRule",
    "Recipe",
    "SiteRule",
    "SitesRule",
    "WalkRule",
]

Gathering = Literal["first", "sum", "greatest", "smallest", "count", "most", "whole_or_sum"]
Scalar = bool | int | float | str


def _as_texts(value: object) -> object:
    """Take a single value for a list of one, numbers for texts: files say 3, "3" and "3.0"."""
    values = value if isinstance(value, list) else [value]
    return [str(one).lower() if isinstance(one, bool) else str(one) for one in values]


Words = Annotated[tuple[str, ...], BeforeValidator(_as_texts)]
Filter = dict[str, Words]


class _Part(BaseModel):
    """A part of a recipe: unknown words are faults, texts beside fields are their manual."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class DistrictRule(_Part):
    """``[district]``: what is true of the whole."""

    name_en: str
    """Name in English."""
    name_zh: str
    """Name in Chinese."""
    data_day: date
    """Day that the data describe, e.g. 2026-03-08."""
    crs: str = ""
    """Projected CRS in metres, e.g. "EPSG:32651"; left out: the UTM zone that holds the data."""
    boundary: str = ""
    """Input that holds the boundary; what lies outside is left out and counted."""
    keep_beyond_m: float = Field(default=0.0, ge=0)
    """Metres beyond the boundary within which rows are kept."""
    currency: str = ""
    """Code of the currency of all amounts, e.g. "CNY"."""
    price_day: date | None = None
    """Day of the prices of all amounts."""
    licence: str = "not stated"
    """Licence of inputs that state none of their own."""
    attribution: str = ""
    """Words that the licence asks for."""


class Input(_Part):
    """``[inputs.NAME]``: one file, and what it doesn't say of itself."""

    file: str
    """Path below a folder that is given on import, or the name of a file that is given."""
    kind: Literal["layer", "osm"] = "layer"
    """"layer" for maps and tables, "osm" for OpenStreetMap data (PBF, XML, Overpass reply)."""
    layer: str = ""
    """Layer of a map, sheet of a workbook, list of a JSON reply, where there are several."""
    crs: str = ""
    """CRS of a file that doesn't state its own, e.g. "EPSG:4326"."""
    x: str = ""
    """Column of a table that holds the longitude or easting."""
    y: str = ""
    """Column of a table that holds the latitude or northing."""
    encoding: str = "utf-8-sig"
    """Encoding of a CSV file, e.g. "gb18030"."""
    keep_beyond_m: float | None = Field(default=None, ge=0)
    """Metres beyond the boundary within which rows are kept, where not the district's."""
    tables: tuple[str, ...] = ()
    """Tables to take from OpenStreetMap data; left out: all of them."""
    drive_only: bool = False
    """Whether OpenStreetMap data hold only roads for cars: walking on them is then a proxy."""
    licence: str = ""
    """Licence, where it is not the district's."""
    attribution: str = ""
    """Words that the licence asks for, where they are not the district's."""
    day: date | None = None
    """Day that the file describes."""


class Join(_Part):
    """``[[fill.join]]``: rows of another input that belong to a row of this one, by key."""

    input: str
    """Input joined; its columns are named by `of` in a column's rule."""
    key: str
    """Column of this fill's input."""
    other_key: str
    """Column of the joined input that holds the same key."""
    whole: Filter = {}
    """Rows that state the whole of which the other rows of the key are parts."""


class ColumnRule(_Part):
    """One column of a table: where its values come from and how they are read.

    `name = "COLUMN"` is short for `name = { from = "COLUMN" }`; in a list of rules the first that
    gives a value to a row wins.
    """

    model_config = ConfigDict(populate_by_name=True)

    from_: str | None = Field(default=None, alias="from")
    """Column of the input."""
    of: str = ""
    """Joined input that the column stands in; left out: the fill's own."""
    value: Scalar | None = None
    """One value for all rows, instead of `from`."""
    nearest: str = ""
    """Input from whose nearest row `from` is taken, within `within_m`."""
    within_m: float = Field(default=0.0, ge=0)
    """Greatest distance for `nearest`."""
    codes: str | dict[str, Scalar] = {}
    """Translation of codes: a table, or the name of one under `[codes.NAME]`."""
    otherwise: Scalar | None = None
    """Value for codes not listed in the translation; "" for none; left out: none, and counted."""
    unit: str = ""
    """Unit of the input's numbers, where it is not the table's: ft, ft2, acre, ha, km, km2, mi."""
    times: float = 1.0
    """Factor by which numbers are multiplied, e.g. 0.5 home a room."""
    empty: Words = ()
    """Values that mean "not known", e.g. 0 for a year."""
    least: float | None = None
    """Numbers below are taken for mistakes: left empty, counted."""
    greatest: float | None = None
    """Numbers above are taken for mistakes: left empty, counted."""
    only: Filter = {}
    """Rows that count: each column named must hold one of the values listed."""
    skip: Filter = {}
    """Rows that don't count: those with one of the values listed in any column named."""
    cut: str = ""
    """Text taken from the front of each value, before the prefix is put there."""
    prefix: str = ""
    """Text put before each value, so that references of several inputs stay apart."""
    basis: str = ""
    """Of a number: "measured", "given" (left out), "estimated: RULE" or "computed: RULE"."""
    gather: Gathering = "first"
    """How several rows of one key become one value. "most": the value with the greatest sum of
    `weight`, else the commonest; "whole_or_sum": the greater of what the rows of the whole state
    and the sum of the parts."""
    weight: str = ""
    """Column by which `gather = "most"` weighs rows, e.g. floor area."""

    @model_validator(mode="after")
    def _one_origin(self) -> "ColumnRule":
        if (self.from_ is None) == (self.value is None):
            msg = "needs either from = (a column) or value = (one for all rows)"
            raise ValueError(msg)
        return self


def _as_rule(value: object) -> object:
    return {"from": value} if isinstance(value, str) else value


def _as_rules(value: object) -> object:
    values = value if isinstance(value, list) else [value]
    return [_as_rule(one) for one in values]


ColumnRules = Annotated[tuple[ColumnRule, ...], BeforeValidator(_as_rules)]


class Fill(_Part):
    """``[[fill]]``: rows of one input that go into one table; several fills may feed one table."""

    table: str
    """Table of the data dictionary."""
    input: str
    """Input that the rows come from."""
    only: Filter = {}
    """Rows to take: each column named must hold one of the values listed."""
    skip: Filter = {}
    """Rows not to take: those with one of the values listed in any column named."""
    place: Literal["as_drawn", "inner_point", "none"] = "as_drawn"
    """Shape of the rows: as the file draws it, a point inside it, or none (for areas by name)."""
    merge_by: str = ""
    """Column by which rows become one: their shapes are united, their values gathered."""
    join: tuple[Join, ...] = ()
    """Other inputs joined by key."""
    columns: dict[str, ColumnRules]
    """Columns of the table. Without `ref`, rows are named after input and row; without an area in
    m², the area of the shape is computed."""


class MergeRule(_Part):
    """``[[merge]]``: rows of one table that several inputs hold become one; gaps are filled."""

    table: str
    """Table whose rows are merged; the row that stands first wins."""
    by: tuple[str, ...]
    """Columns that must be equal, and not empty."""
    within_m: float | None = Field(default=None, ge=0)
    """Greatest distance between rows of the same; left out: any."""


class SiteRule(_Part):
    """``[[site_rule]]``: which sites may not be renewed, and why; the last rule that fits wins."""

    reason: str
    """Code of the reason; "" makes the site renewable after all."""
    covered_by: str = ""
    """Table that covers the site for the most part, e.g. "green"."""
    only: Filter = {}
    """Rows of that table that count."""
    share: float = Field(default=0.5, gt=0, le=1)
    """Share of the site that must be covered."""
    smaller_than_m2: float | None = None
    """Sites with less ground than this."""
    refs: Words = ()
    """Sites by reference."""

    @model_validator(mode="after")
    def _one_test(self) -> "SiteRule":
        tests = (bool(self.covered_by), self.smaller_than_m2 is not None, bool(self.refs))
        if tests.count(True) != 1:
            msg = "needs one of covered_by, smaller_than_m2, refs"
            raise ValueError(msg)
        return self


class SitesRule(_Part):
    """``[sites]``: sites that no fill gives, and buildings that no fill gives."""

    from_blocks: bool = False
    """Make a site of each block enclosed by streets."""
    split_by_building: bool = False
    """Split blocks by the nearest building: one site a building (estimated)."""
    smallest_m2: float = Field(default=50.0, gt=0)
    """Blocks smaller than this are slivers between lines, left out and counted."""
    building_on_built: bool = False
    """Without footprints: one building, as a point, on each site with floor area (estimated)."""


class PeopleRule(_Part):
    """``[people]``: residents from homes, where no fill counts them."""

    household_people: float = Field(gt=0)
    """People in a household."""
    household_source: str
    """Where that figure comes from."""
    total_people: float = Field(gt=0)
    """Residents of the whole district; the estimate is scaled to it."""
    total_source: str
    """Where the total comes from, with its day."""


class WalkRule(_Part):
    """``[walk]``: how lines drawn one by one become a network."""

    snap_m: float = Field(default=0.5, gt=0)
    """Ends nearer to another line than this meet it."""
    crossings_meet: bool = False
    """Whether lines that cross without a common vertex meet there (all at one level)."""
    join_islands_m: float = Field(default=0.0, ge=0)
    """Parts cut off from the rest are linked to it where it is nearer than this; counted."""


class MissingRule(_Part):
    """``[[missing]]``: what the recipe's author knows to be missing, and what would fill it."""

    table: str
    """Table, or table.column, of the data dictionary."""
    en: str
    """What is missing, in English."""
    zh: str
    """What is missing, in Chinese."""
    next_step_en: str
    """Which file would fill it, in English."""
    next_step_zh: str
    """Which file would fill it, in Chinese."""


class Recipe(_Part):
    """How the files of one place become the tables of a district."""

    district: DistrictRule
    inputs: dict[str, Input]
    codes: dict[str, dict[str, Scalar]] = {}
    """``[codes.NAME]``: translations shared by several columns."""
    fill: tuple[Fill, ...] = ()
    merge: tuple[MergeRule, ...] = ()
    sites: SitesRule = SitesRule()
    site_rule: tuple[SiteRule, ...] = ()
    people: PeopleRule | None = None
    walk: WalkRule = WalkRule()
    missing: tuple[MissingRule, ...] = ()
