"""Best prices of linking rows at given prices of demand, by a linear programme over columns.

At given prices of demand each column is worth a number, and what is left is to choose columns and
auxiliaries under the rows. The linear relaxation of that gives the prices of all rows at once. The
search by steps finds them too, but slowly where rows pull at each other: those of households and of
homes, say.
"""

import numpy as np

from gengxin.engines.solve.dual import Response, reduced_auxiliary
from gengxin.engines.solve.highs import solved
from gengxin.engines.solve.master import GREATEST_WORTH, model_of
from gengxin.engines.solve.problem import Prices, Problem
from gengxin.engines.solve.ragged import weighed

__all__ = ["row_prices"]


def row_prices(problem: Problem, prices: Prices, response: Response) -> Prices | None:
    """Best prices of rows while those of demand stand; none where HiGHS finds none.

    ``response`` is that to ``prices``, in detail. Rows in which those served count keep their
    prices: they have a part in what columns are worth.
    """
    held = np.zeros(len(problem.row_rhs), np.bool_)
    held[problem.served_row] = True
    kept = np.where(held, prices.row, 0.0)
    links = (problem.link_ptr, problem.link_row, problem.link_coef)
    free = np.where(held, np.inf, problem.row_rhs.astype(float))
    eased = problem._replace(
        aux_value=reduced_auxiliary(problem, kept), row_is_equal=problem.row_is_equal & ~held
    )
    score = response.gross - weighed(*links, kept)
    model, _, size = model_of(eased, score, np.arange(len(score)), free)
    unit = max(float(np.abs(model.worth).max(initial=0.0)) / GREATEST_WORTH, 1.0)
    whole = np.zeros(len(model.whole), np.bool_)
    answer = solved(model._replace(worth=model.worth / unit, whole=whole))
    if not len(answer.price):
        return None
    found = answer.price[: len(size)] * unit / size
    found = np.where(problem.row_is_equal, found, np.maximum(found, 0.0))
    return prices._replace(row=np.where(held, prices.row, found))
