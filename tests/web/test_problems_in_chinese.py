"""The workbench says the server's errors in Chinese by templates of its English sentences."""

import re
from pathlib import Path

import gengxin

ROOT = Path(__file__).resolve().parents[2]
TOLD = ROOT / "workbench-ui" / "src" / "workbench" / "api" / "problems.ts"
# sentences of pydantic, which begin with the place of the fault
FOREIGN = "{}: "


def test_every_sentence_told_in_chinese_is_one_that_the_server_says() -> None:
    text = TOLD.read_text(encoding="utf-8").partition("const AGAIN")[0]
    pairs = re.findall(r"""^  \[(['"])(.+?)\1, '(.+?)'\],$""", text, re.MULTILINE)
    assert len(pairs) > 40
    # sentences that stand on two lines of the source are one here
    files = Path(gengxin.__file__).parent.rglob("*.py")
    source = "".join(one.read_text(encoding="utf-8") for one in files)
    said = re.sub(r'"\s*f?"', "", source)
    for _, english, chinese in pairs:
        pieces = re.split(r"\{\}|; ", english)
        assert english.startswith(FOREIGN) or any(len(one) > 5 and one in said for one in pieces), (
            english
        )
        if not re.search(r"\{\d\}", chinese):
            assert chinese.count("{}") in {english.count("{}"), english.count("{}") - 1}, english
