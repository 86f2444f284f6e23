"""The report of options as one HTML file that opens from disk, asks the net nothing, and prints."""

from dataclasses import dataclass
from pathlib import Path

from gengxin.publish.colours import COLOURS
from gengxin.publish.numbers import in_money, in_range, in_text, unit_words
from gengxin.publish.option_report.answer import headlines
from gengxin.publish.option_report.bears import bearings, told_together
from gengxin.publish.option_report.best import best_options, kind_sums
from gengxin.publish.option_report.embed import embedded_options
from gengxin.publish.option_report.forbids import clauses, reasons
from gengxin.publish.option_report.ground import darkest_grounds, ground_rows, still_sun
from gengxin.publish.option_report.planes import plane_figures
from gengxin.publish.option_report.still import still_options
from gengxin.publish.option_report.tables import (
    factor_rows,
    limit_words,
    state_rows,
    sun_rows,
    treatment_rows,
)
from gengxin.publish.page import attributions, write_page
from gengxin.publish.words import Words
from gengxin.terms import District, FactorPack, OptionSet, Practice, codes
from gengxin.terms.sun import SunMap

__all__ = ["OptionBooks", "write_option_report"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionBooks:
    """What the options were priced and made by; the law they were held against is theirs."""

    factors: FactorPack
    practice: Practice


def write_option_report(
    options: OptionSet,
    district: District,
    path: Path,
    *,
    books: OptionBooks,
    sun: SunMap | None = None,
) -> None:
    """Write the report of a district's options.

    ``sun`` are the hours of sun of its homes today; without it the page says that they are
    unavailable.
    """
    best = best_options(options)
    sums = kind_sums(options, best)
    meta = district.meta
    write_page(
        path,
        "options.html.j2",
        script="options.js",
        data=embedded_options(options, district, factors=books.factors, sun=sun),
        district=Words(meta.name_en or meta.name_zh, meta.name_zh or meta.name_en),
        meta=meta,
        provenance=options.provenance,
        attributions=attributions(district),
        options=options,
        books=books,
        currency="" if options.money is None else options.money.currency,
        headlines=headlines(options, sums, made_up=books.factors.made_up),
        still=still_options(options, district, best),
        states=state_rows(options),
        sums=sums,
        clauses=clauses(options),
        reasons=reasons(options),
        bearings=(bears := bearings(options)),
        bears_told=told_together(bears, options.rules),
        planes=plane_figures(options, district),
        sun=sun,
        sun_areas=[] if sun is None else sun_rows(sun, district),
        grounds=[] if sun is None else ground_rows(sun),
        darkest=[] if sun is None else darkest_grounds(sun, district),
        still_sun=None if sun is None else still_sun(sun, district),
        factors=factor_rows(books.factors),
        treatments=treatment_rows(books.practice),
        limit_words=limit_words,
        ACTIONS={action: Words(*words) for action, words in codes.ACTIONS.items()},
        COLOURS=COLOURS["actions"],
        in_money=in_money,
        in_range=in_range,
        in_text=in_text,
        unit_words=unit_words,
    )
