"""Open sealed bids after closing; each is opened, or refused with the reason."""

import hashlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from gengxin.terms import InputError
from gengxin.terms.sealed import Bid, OpenedBid, Opening, Receipt, RefusedBid
from gengxin.workbench.sealed.packing import unpacked
from gengxin.workbench.sealed.sealing import unseal

__all__ = ["REFUSALS", "open_bids"]

REFUSALS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "missing": ("the sealed file isn't there", "密封文件缺失"),
        "altered": ("the sealed file isn't the one that was received", "密封文件与收据不符"),
        "not_opened": ("the offer's key doesn't open it", "项目密钥无法开启"),
        "not_a_bid": ("what was sealed isn't a bid", "密封内容不是标书"),
        "other_offer": ("it was made for another offer", "标书属于另一项目"),
        "other_party": (
            "it was made by another party than handed it in",
            "标书署名主体与提交主体不符",
        ),
        "repeated": ("this very bid came before", "同一标书此前已提交"),
        "replaced": ("the party handed in another later", "该主体此后提交了新标书"),
    }
)


def open_bids(
    identities: Sequence[str], ciphertexts: Mapping[str, bytes], receipts: Sequence[Receipt]
) -> Opening:
    """Every bid of the receipts, opened or refused; of a party the last that can be read counts.

    ``identities`` are the secret parts of the offer's key in the order of its public ones,
    ``ciphertexts`` the sealed files by their sha256, ``receipts`` such as ``verified_receipts``
    has passed.
    """
    opened: dict[str, OpenedBid] = {}
    refused: list[RefusedBid] = []
    nonces: set[str] = set()
    for receipt in receipts:
        found = _opened(identities, ciphertexts.get(receipt.sha256), receipt)
        if isinstance(found, str):
            refused.append(_refused(receipt, found))
        elif found.nonce in nonces:
            refused.append(_refused(receipt, "repeated"))
        else:
            nonces.add(found.nonce)
            earlier = opened.pop(receipt.party, None)
            if earlier is not None:
                refused.append(_refused(earlier.receipt, "replaced"))
            opened[receipt.party] = OpenedBid(receipt=receipt, bid=found)
    return Opening(
        opened=tuple(opened.values()),
        refused=tuple(sorted(refused, key=lambda one: one.receipt.number)),
    )


def _opened(identities: Sequence[str], ciphertext: bytes | None, receipt: Receipt) -> Bid | str:
    """The bid, or the code of why it is refused."""
    if ciphertext is None:
        return "missing"
    if hashlib.sha256(ciphertext).hexdigest() != receipt.sha256:
        return "altered"
    try:
        package = unseal(ciphertext, identities)
    except InputError:
        return "not_opened"
    try:
        bid = unpacked(package)
    except InputError:
        return "not_a_bid"
    if bid.offer != receipt.offer:
        return "other_offer"
    return bid if bid.party == receipt.party else "other_party"


def _refused(receipt: Receipt, reason: str) -> RefusedBid:
    en, zh = REFUSALS[reason]
    return RefusedBid(receipt=receipt, reason=reason, en=en, zh=zh)
