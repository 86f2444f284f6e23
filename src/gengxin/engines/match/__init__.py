"""Match those who want with those who have: the best matching that can be found, and its bound."""

from gengxin.engines.match.arrays import SCALE
from gengxin.engines.match.branching import Snapshot, run
from gengxin.engines.match.choices import accepted
from gengxin.engines.match.consortia import (
    Consortia,
    Rents,
    Split,
    Teams,
    check_teams,
    worth_of,
)
from gengxin.engines.match.filling import Filled, fill
from gengxin.engines.match.proving import Proof, proven
from gengxin.engines.match.reasons import (
    BidReason,
    BidReasons,
    ProjectReason,
    ProjectReasons,
    bid_reasons,
    project_reasons,
)
from gengxin.engines.match.space import Lets, Space, check_lets
from gengxin.engines.match.space_prices import SPACE_SCALE
from gengxin.engines.match.space_reasons import (
    Balance,
    RequestReason,
    RequestReasons,
    balance,
    request_reasons,
)

__all__ = [
    "SCALE",
    "SPACE_SCALE",
    "Balance",
    "BidReason",
    "BidReasons",
    "Consortia",
    "Filled",
    "Lets",
    "ProjectReason",
    "ProjectReasons",
    "Proof",
    "Rents",
    "RequestReason",
    "RequestReasons",
    "Snapshot",
    "Space",
    "Split",
    "Teams",
    "accepted",
    "balance",
    "bid_reasons",
    "check_lets",
    "check_teams",
    "fill",
    "project_reasons",
    "proven",
    "request_reasons",
    "run",
    "worth_of",
]
