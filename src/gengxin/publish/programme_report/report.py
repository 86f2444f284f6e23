"""The report of a programme as one HTML file that opens from disk and asks the net nothing."""

from pathlib import Path

from gengxin.publish.colours import COLOURS
from gengxin.publish.numbers import in_money, in_text, shares_beside
from gengxin.publish.page import attributions, write_page
from gengxin.publish.programme_report.answer import certified, headlines
from gengxin.publish.programme_report.brief import brief_rows
from gengxin.publish.programme_report.curves import curves
from gengxin.publish.programme_report.embed import embedded_programme
from gengxin.publish.programme_report.people import (
    consent_rows,
    consenting,
    gain_groups,
    move_rows,
    need_rows,
)
from gengxin.publish.programme_report.phases import phase_figures
from gengxin.publish.programme_report.still import phase_maps
from gengxin.publish.programme_report.told import Told
from gengxin.publish.programme_report.works import works_by_place
from gengxin.publish.programme_report.worth import (
    front_chart,
    limit_rows,
    term_rows,
    weight_rows,
    worth_words,
)
from gengxin.publish.words import Words

__all__ = ["write_programme_report"]

# rows of a long table that are shown before the rest is folded away
LISTED = 10


def write_programme_report(told: Told, path: Path) -> None:
    """Write the report of a programme."""
    meta, phases = told.district.meta, phase_figures(told)
    gap, meaning = certified(told)
    heads, weights = weight_rows(told)
    consents = consent_rows(told)
    write_page(
        path,
        "programme.html.j2",
        script="programme.js",
        data=embedded_programme(told),
        district=Words(meta.name_en or meta.name_zh, meta.name_zh or meta.name_en),
        meta=meta,
        provenance=told.provenance,
        attributions=attributions(told.district),
        told=told,
        programme=told.programme,
        brief=told.programme.brief,
        headlines=headlines(told, phases),
        gap=gap,
        meaning=meaning,
        phases=phases,
        maps=phase_maps(told),
        curves=curves(told, phases),
        places=works_by_place(told),
        worth=worth_words(told),
        terms=term_rows(told),
        limits=limit_rows(told),
        front=front_chart(told),
        weight_heads=heads,
        weights=weights,
        gains=gain_groups(told),
        moves=move_rows(told),
        consents=consents,
        consenting=consenting(consents),
        needs=need_rows(told),
        rows=brief_rows(told),
        LISTED=LISTED,
        COLOURS=COLOURS["actions"],
        in_money=in_money,
        in_text=in_text,
        shares_beside=shares_beside,
    )
