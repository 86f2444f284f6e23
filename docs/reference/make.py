"""Write the pages of this folder that are made from the code; a test keeps the two equal."""

from pathlib import Path

from gengxin.sources import recipe_reference, rule_reference
from gengxin.terms import (
    FINDING_CAUSES,
    FINDINGS,
    GAPS,
    OBSERVATIONS,
    RANKING,
    TABLES,
    Column,
    Table,
    codes,
)
from gengxin.workbench.people import permissions_reference

HERE = Path(__file__).parent


def pages() -> dict[str, str]:
    """Each page by the name of its file."""
    return {
        "data-dictionary.md": _dictionary(),
        "permissions.md": _permissions(),
        "recipe.md": _recipe(),
        "rule-packs.md": _rule_packs(),
    }


def _rule_packs() -> str:
    """Every word of a rule pack, and the rows of ours."""
    head = [
        "# Rule packs",
        "",
        "A rule pack is a TOML file of dated, sourced rows: what is allowed where, by whom since",
        "when. It holds data only: nothing in it is ever evaluated. A pack of your own says",
        '`extends = "cn-default"`: its rows change the fields they name of the row with their',
        "`code` (and `version`), `leave_out = true` drops a row, further rows are added;",
        "`[facts]` state what is true of every site whose own row says nothing. All faults of a",
        "file are told at once, by row and field.",
        "",
        "```toml",
        'extends = "cn-default"',
        "",
        "[facts]",
        'climate_zone = "II"',
        "",
        "[[rules]]",
        'code = "station"',
        'kind = "station_area"',
        'effect = "multiplies"',
        "value = 1.2",
        'alters = ["plan.far"]',
        "where_number = { metro_m = { at_most = 600 } }",
        'jurisdiction = "our city"',
        "since = 2025-01-01",
        'source = "our plan, art. 7"',
        'clause_en = "Our plan, art. 7: a fifth more floor within 600 m of a metro entrance."',
        'clause_zh = "本市规划第七条:轨道站点600米内容积率可提高五分之一。"',
        "verified = true",
        "```",
        "",
        "A row that isn't verified, or is an estimate, is shown and gives no verdict alone. What",
        "is unknown neither passes nor fails, unless the answer is the same whatever it is. How",
        "rules bind is told in [decision 0008](../decisions/0008-how-rules-bind.md). Made from the",
        "code by `docs/reference/make.py`; don't edit it by hand.",
    ]
    return "\n".join([*head, "", rule_reference()]) + "\n"


def _permissions() -> str:
    """Who may do what."""
    head = [
        "# Permissions",
        "",
        "Who may do what on a server; whatever isn't named here, nobody may. A role is held from",
        "its first day through its last, everywhere or *within* an area or an organisation: held",
        "within something, it reads and asks as the role does, and changes only what lies there.",
        "Everybody may do what the public may. How roles are given: `gengxin people grant`, or the",
        "page *People & roles*. Made from the code by `docs/reference/make.py`; don't edit it by",
        "hand.",
    ]
    return "\n".join([*head, "", permissions_reference()]) + "\n"


def _recipe() -> str:
    """Every word of a recipe."""
    head = [
        "# Recipes",
        "",
        "A recipe is a TOML file that says which file fills which table, column by column. It",
        "holds data only: nothing in it is ever evaluated. Start from the shipped `template`;",
        "`cambridge-ma` and `xuhui` are whole examples (`src/gengxin/sources/recipes`). Made from",
        "the code by `docs/reference/make.py`; don't edit it by hand.",
    ]
    return "\n".join([*head, "", recipe_reference().strip()]) + "\n"


def _dictionary() -> str:
    """The tables of a district and of a check-up."""
    head = [
        "# Data dictionary",
        "",
        "Made from `gengxin.terms` by `docs/reference/make.py`; don't edit it by hand. Each number",
        "`x` also has `x_basis`: `measured`, `given`, `estimated: <rule>` or `computed: <rule>`.",
        "**Bold** columns must be there, with a value in each row.",
    ]
    district = ["", "# Tables of a district", *(_table(table) for table in TABLES.values())]
    results = (OBSERVATIONS, FINDINGS, FINDING_CAUSES, GAPS, RANKING)
    check_up = ["", "# Tables of a check-up", *(_table(table) for table in results)]
    lists = ["", "# Code lists", *(_codes(name) for name in codes.__all__)]
    return "\n".join([*head, *district, *check_up, *lists]) + "\n"


def _table(table: Table) -> str:
    """One table: what it is, then a row a column."""
    place = "no place" if table.shape is None else f"place: {table.shape}"
    lines = [f"\n## {table.name}\n", f"{table.en} · {table.zh} ({place})\n"]
    lines += ["| column | unit | meaning | 含义 |", "|---|---|---|---|"]
    return "\n".join(lines + [_column(column) for column in table.columns])


def _column(column: Column) -> str:
    name = f"**`{column.name}`**" if column.required else f"`{column.name}`"
    kind = column.unit or (f"ref of {column.refers_to}" if column.refers_to else column.kind)
    return f"| {name} | {kind} | {column.en} | {column.zh} |"


def _codes(name: str) -> str:
    """One code list: a row a code."""
    lines = [f"\n## {name.lower()}\n", "| code | English | 中文 |", "|---|---|---|"]
    return "\n".join(
        lines + [f"| `{code}` | {en} | {zh} |" for code, (en, zh) in getattr(codes, name).items()]
    )


if __name__ == "__main__":
    for name, text in pages().items():
        (HERE / name).write_text(text, "utf-8")
