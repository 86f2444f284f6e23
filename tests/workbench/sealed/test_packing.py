"""A bid goes into a package and comes out as it was; nothing else does."""

import hashlib
import io
import json
import subprocess
import tarfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.workbench.sealed.conftest import bid_of

from gengxin.terms import InputError
from gengxin.terms.sealed import Bid
from gengxin.workbench.sealed import MOST_BYTES, packed, padded_bytes, unpacked

NAMES = (
    st.lists(st.sampled_from("abc报价 x-_1"), min_size=1, max_size=8)
    .map("".join)
    .filter(lambda name: name == name.strip() and name == name.casefold())
)


@settings(max_examples=60)
@given(
    files=st.dictionaries(NAMES, st.binary(max_size=2_000), max_size=5),
    content=st.dictionaries(
        st.text(max_size=5), st.one_of(st.integers(), st.text(max_size=5), st.none()), max_size=3
    ).filter(lambda told: json.dumps(told, ensure_ascii=False).isprintable()),
)
def test_a_bid_comes_out_as_it_went_in(files: dict[str, bytes], content: dict[str, object]) -> None:
    bid = Bid(offer="O", party="P", nonce="n" * 16, content=content, files=files)
    assert unpacked(packed(bid)) == bid


@pytest.mark.parametrize(
    ("size_bytes", "padded"),
    [(1, 65_536), (65_536, 65_536), (65_537, 131_072), (300_000, 524_288), (2**26, 2**26)],
)
def test_sizes_are_those_that_are_stated(size_bytes: int, padded: int) -> None:
    assert padded_bytes(size_bytes) == padded


def test_there_are_eleven_sizes() -> None:
    sizes = {padded_bytes(size) for size in range(1, MOST_BYTES, 30_000)}
    assert sizes == {65_536 * 2**k for k in range(11)}


def test_two_bids_of_one_class_of_size_look_alike() -> None:
    short, long = (
        bid_of("ANNA"),
        Bid(offer="O", party="P", nonce="n" * 16, files={"plan.pdf": bytes(50_000)}),
    )
    assert len(packed(short)) == len(packed(long)) == 65_536


def test_what_is_too_large_is_refused_with_its_bound() -> None:
    big = Bid(offer="O", party="P", nonce="n" * 16, files={"plan.pdf": bytes(MOST_BYTES)})
    with pytest.raises(InputError, match="at most 64 MiB; make attachments smaller"):
        packed(big)


def test_plain_tar_reads_a_package_and_makes_one(tmp_path: Path) -> None:
    (tmp_path / "bid.tar").write_bytes(packed(bid_of("ANNA")))
    done = subprocess.run(
        ["tar", "-xf", "bid.tar"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert (tmp_path / "drawings" / "方案.txt").read_bytes() == b"MARKER-ANNA-drawing" * 40
    again = ["tar", "--format=ustar", "-cf", "made.tar", "manifest.json", "drawings/方案.txt"]
    subprocess.run(again, cwd=tmp_path, check=True)
    assert unpacked((tmp_path / "made.tar").read_bytes()) == bid_of("ANNA")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "../up.txt",
        "/etc/passwd",
        "a//b",
        "a/./b",
        "a/..",
        "C:x",
        "a\\b",
        "a\nb",
        "manifest.json",
        "Manifest.JSON",
        "a/b.",
        " a",
        "x" * 101,
        "e\u0301.txt",
    ],
)
def test_names_that_some_disk_cant_take_are_refused(name: str) -> None:
    bid = Bid(offer="O", party="P", nonce="n" * 16, files={name: b""})
    with pytest.raises(InputError, match="attachment 1 is named"):
        packed(bid)


@pytest.mark.parametrize("names", [("Plan.pdf", "plan.PDF"), ("a", "a/b"), ("a/b", "A")])
def test_names_that_some_disk_takes_for_anothers_are_refused(names: tuple[str, str]) -> None:
    bid = Bid(offer="O", party="P", nonce="n" * 16, files=dict.fromkeys(names, b""))
    with pytest.raises(InputError, match="attachment 2 is named"):
        packed(bid)


def made_by_hand(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for member, content in members:
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def manifest(**changed: object) -> tuple[tarfile.TarInfo, bytes]:
    told: dict[str, object] = {
        "format": "gengxin-bid/1",
        "offer": "O",
        "party": "P",
        "nonce": "n" * 16,
        "content": {},
        "files": [],
    }
    return tarfile.TarInfo("manifest.json"), json.dumps(told | changed).encode()


def listed(name: str, content: bytes) -> dict[str, str]:
    return {"name": name, "sha256": hashlib.sha256(content).hexdigest()}


def test_a_package_made_by_hand_is_read() -> None:
    member = tarfile.TarInfo("plan.pdf"), b"plan"
    package = made_by_hand(manifest(files=[listed("plan.pdf", b"plan")]), member)
    assert unpacked(package).files == {"plan.pdf": b"plan"}


def link() -> tarfile.TarInfo:
    member = tarfile.TarInfo("plan.pdf")
    member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
    return member


def evil() -> dict[str, bytes]:
    plan = tarfile.TarInfo("plan.pdf")
    up = tarfile.TarInfo("../plan.pdf")
    files = [listed("plan.pdf", b"plan")]
    return {
        "not a tar file": b"plan",
        "nothing": b"",
        "no manifest": made_by_hand((plan, b"plan")),
        "a link": made_by_hand(manifest(files=[listed("plan.pdf", b"")]), (link(), b"")),
        "out of the folder": made_by_hand(
            manifest(files=[listed("../plan.pdf", b"plan")]), (up, b"plan")
        ),
        "another file": made_by_hand(manifest(files=files), (plan, b"plot")),
        "a file missing": made_by_hand(manifest(files=files)),
        "a file unnamed": made_by_hand(manifest(), (plan, b"plan")),
        "a file twice": made_by_hand(manifest(files=files), (plan, b"plan"), (plan, b"plan")),
        "named twice": made_by_hand(manifest(files=files + files), (plan, b"plan")),
        "cut": made_by_hand(manifest(files=files), (plan, b"plan"))[:1_100],
        "something behind": packed(bid_of("ANNA"))[:-1] + b"x",
        "another format": made_by_hand(manifest(format="gengxin-bid/9")),
        "a ref that is a path": made_by_hand(manifest(party="../P")),
        "no nonce": made_by_hand(manifest(nonce="")),
        "content that is a list": made_by_hand(manifest(content=[])),
    }


@pytest.mark.parametrize("kind", evil())
def test_what_isnt_a_bid_is_refused(kind: str) -> None:
    with pytest.raises(InputError):
        unpacked(evil()[kind])


@settings(max_examples=150)
@given(place=st.integers(min_value=0), byte=st.integers(min_value=0, max_value=255))
def test_an_altered_package_is_refused_or_says_the_same(place: int, byte: int) -> None:
    package = bytearray(packed(bid_of("ANNA")))
    package[place % 4_096] = byte
    try:
        found = unpacked(bytes(package))
    except InputError:
        return
    # owners, times and what is stated may be written otherwise; files are held by their hash
    assert found.files == bid_of("ANNA").files
