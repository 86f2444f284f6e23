"""Matching: who gets which space, which team carries out what, and what is short."""

from gengxin.workbench.matching.inputs import (
    MatchInputs,
    adopted_programme,
    inputs_from_json,
    inputs_to_json,
    match_inputs,
    space_inputs,
    team_inputs,
)
from gengxin.workbench.matching.matching import (
    ROUNDS,
    KeptMatch,
    MatchAsked,
    match_document,
    matched,
)

__all__ = [
    "ROUNDS",
    "KeptMatch",
    "MatchAsked",
    "MatchInputs",
    "adopted_programme",
    "inputs_from_json",
    "inputs_to_json",
    "match_document",
    "match_inputs",
    "matched",
    "space_inputs",
    "team_inputs",
]
