"""What age and tar make and read by themselves, as the how-to shows it."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from tests.workbench.sealed.conftest import OFFER, bid_of

from gengxin.terms.sealed import OfferKey
from gengxin.workbench.sealed import packed, seal, unpacked, unseal

pytestmark = pytest.mark.skipif(
    shutil.which("age") is None, reason="age is absent: apt-get install age"
)


def shell(script: str, folder: Path) -> None:
    command = ["bash", "-euo", "pipefail", "-c", script]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def parts(key: OfferKey, identities: Mapping[str, str], tmp_path: Path) -> list[str]:
    """The secret parts of the key, unwrapped by age alone from the shares of two holders."""
    for name, identity in identities.items():
        (tmp_path / f"{name}.txt").write_text(identity, "ascii")
    mine = [one for one in key.shares if (one.first, one.second) == ("coordinator", "delegate")]
    for number, share in enumerate(mine, start=1):
        (tmp_path / "share.age").write_text(share.sealed, "ascii")
        wrapped = "age -d -i coordinator.txt share.age | age -d -i delegate.txt"
        shell(f"{wrapped} > part{number}.txt", tmp_path)
    return [(tmp_path / f"part{number}.txt").read_text("ascii") for number in (1, 2)]


def test_a_bid_is_opened_by_age_and_tar(key: OfferKey, parts: list[str], tmp_path: Path) -> None:
    assert len(parts) == len(key.recipients)
    (tmp_path / "bid.age").write_bytes(seal(packed(bid_of("ANNA")), key.recipients))
    shell("age -d -i part1.txt bid.age | age -d -i part2.txt > bid.tar", tmp_path)
    shell("tar -xf bid.tar", tmp_path)
    assert (tmp_path / "drawings" / "方案.txt").read_bytes() == b"MARKER-ANNA-drawing" * 40
    assert json.loads((tmp_path / "manifest.json").read_text("utf-8"))["party"] == "ANNA"


def test_a_bid_is_sealed_by_age_and_tar(key: OfferKey, parts: list[str], tmp_path: Path) -> None:
    (tmp_path / "plan.pdf").write_bytes(b"plan")
    manifest = {
        "format": "gengxin-bid/1",
        "offer": OFFER,
        "party": "BO",
        "nonce": "0123456789abcdef",
        "content": {"price_amount": 4},
        "files": [{"name": "plan.pdf", "sha256": sha256(b"plan").hexdigest()}],
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    shell("tar --format=ustar -cf bid.tar manifest.json plan.pdf", tmp_path)
    shell("truncate -s %65536 bid.tar", tmp_path)
    outer, inner = key.recipients
    shell(f"age -r {inner} bid.tar | age -r {outer} > bid.age", tmp_path)
    bid = unpacked(unseal((tmp_path / "bid.age").read_bytes(), parts))
    assert (bid.party, bid.content, bid.files) == ("BO", {"price_amount": 4}, {"plan.pdf": b"plan"})
