"""Costs of a project's works on its sheet, and transfer of floor area."""

from gengxin.publish.plain import records
from gengxin.terms import codes
from gengxin.terms.sheet import SheetSection, SheetTable
from gengxin.terms.words import NO_WORDS, Words
from gengxin.workbench.catalogue.facts import code_words, head, missing, number_of, of_option
from gengxin.workbench.catalogue.ground import Works

__all__ = ["costs_section", "transfer_section"]

CENTS = 100.0
COSTS = ("acquisition", "compensation", "demolition", "decant", "construction", "fees", "finance")


def costs_section(works: Works) -> SheetSection:
    """What the works cost, by item and by who bears it."""
    money = works.child("option_money")
    levels = [f"{level}_amount_x100" for level in ("high", "mid", "low")]
    spent = money[money["item"].astype("str").isin(COSTS)].copy()
    spent[levels] = -spent[levels].astype("Float64").astype("float64") / CENTS
    # of what changes hands only who pays spends
    spent = spent[(spent["item"].astype("str") != "acquisition") | (spent[levels[1]] > 0)]
    sums = spent.groupby(["item", "party"], observed=True)[levels].sum(min_count=1).reset_index()
    order = {item: at for at, item in enumerate(COSTS)}
    sums = sums.assign(at=sums["item"].astype("str").map(order)).sort_values(["at", "party"])
    rows = tuple(
        (
            code_words(codes.MONEY_ITEMS, row["item"]),
            code_words(codes.PARTIES, row["party"]),
            *(number_of(row[level]) for level in levels),
        )
        for row in records(sums)
    )
    run, basis = works.ground.run, "computed: quantities times factors, not discounted"
    table = SheetTable(
        name="costs",
        title=Words("Costs by item and who bears them", "分项成本与承担主体"),
        heads=(
            head("item", ("item", "科目")),
            head("party", ("borne by", "承担主体")),
            head("low_amount", ("low", "低"), "currency", basis=basis, run=run),
            head("mid_amount", ("middle", "中"), "currency", basis=basis, run=run),
            head("high_amount", ("high", "高"), "currency", basis=basis, run=run),
        ),
        rows=rows,
        why=NO_WORDS if rows else missing(run),
    )
    parties = tuple(of_option(works, f"{party}_cost_amount_x100") for party in codes.PARTIES)
    return SheetSection(
        code="costs", title=Words("Costs", "成本"), field="costs", facts=parties, tables=(table,)
    )


def transfer_section(works: Works) -> SheetSection:
    """Floor area sent and received."""
    return SheetSection(
        code="transfer",
        title=Words("Transfer of floor area", "容积率转移"),
        field="transfer",
        facts=(of_option(works, "far_sent_m2_x100"), of_option(works, "far_received_m2_x100")),
    )
