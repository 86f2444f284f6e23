"""What may be asked of a job is a closed list; all faults come at once."""

import json

import pytest

from gengxin.terms import InputError
from gengxin.terms.records import codes
from gengxin.workbench.jobs import ASKS, checked_asks, told_asks


def test_every_kind_of_job_says_what_may_be_asked() -> None:
    assert set(ASKS) == set(codes.JOB_KINDS)
    for kind, asks in ASKS.items():
        assert len({one.name for one in asks}) == len(asks), kind
        assert all(one.en and one.zh for one in asks), kind


def test_what_is_left_out_is_taken_as_the_command_line_does() -> None:
    assert checked_asks("check_up", {}) == {"standards": "cn-default", "variant": "strict"}
    plan = checked_asks("plan", {"rounds": 20})
    assert (plan["gap"], plan["seed"], plan["seconds"]) == (0.005, 1, None)


def test_lists_and_objects_come_back_as_they_were_told() -> None:
    recipe = {"inputs": {"a": {"file": "a.csv"}}, "fill": []}
    told = {"uploads": ["01A", "01B"], "recipe": recipe, "keep_others": True}
    kept = checked_asks("import", told)
    assert kept["uploads"] == "01A,01B"
    assert json.loads(str(kept["recipe"])) == recipe
    again = told_asks("import", kept)
    assert {name: again[name] for name in told} == told


def test_every_fault_is_named_at_once() -> None:
    asks = {"gap": "small", "rounds": 0, "seed": True, "sed": 1, "brief": "/etc/passwd"}
    with pytest.raises(InputError) as refused:
        checked_asks("plan", asks)
    said = str(refused.value)
    assert "gap is 'small', must be a number" in said
    assert "rounds is 0, must be 1 to 100000" in said
    assert "seed is True, must be a whole number" in said
    assert "'sed' is unknown → did you mean 'seed'?" in said
    assert "brief is '/etc/passwd', must be one of" in said
    assert said.count("\n- ") == 5


@pytest.mark.parametrize(
    ("kind", "asks", "says"),
    [
        ("dig", {}, "kind is 'dig', must be one of import"),
        ("import", {}, "one of both must be given"),
        ("import", {"uploads": ["a"], "sample_sites": 100}, "one of both must be given"),
        ("import", {"uploads": []}, "has 0 refs"),
        ("import", {"uploads": "a"}, "must be a list of refs"),
        ("import", {"uploads": ["../a"]}, "must be a list of refs"),
        ("import", {"uploads": ["a"], "recipe": "template"}, "must be one of cambridge-ma"),
        ("import", {"uploads": ["a"], "recipe": {"a": float("nan")}}, "what JSON can't hold"),
        ("import", {"uploads": ["a"], "recipe": {"a": "b" * 300_000}}, "as JSON, must have at"),
        ("import", {"sample_sites": 100, "recipe": "xuhui"}, "goes with uploads alone"),
        ("check_up", {"standards": "../x.toml"}, "must be one of"),
        ("check_up", {"variant": 3}, "must be a text"),
        ("options", {"edits": "yes"}, "must be true or false"),
        ("plan", {"gap": float("nan")}, "must be 0 to 1"),
        ("plan", {"rounds": 1.5}, "must be a whole number"),
        ("plan", {"brief": "default", "kept_brief": "01A"}, "name one of both"),
    ],
)
def test_what_can_not_be_asked_is_refused(kind: str, asks: dict, says: str) -> None:
    with pytest.raises(InputError, match=says):
        checked_asks(kind, asks)
