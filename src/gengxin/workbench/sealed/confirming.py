"""What two holders confirm of an opening: the server asks each by its key, and counts two answers.

Of what was found the server signs a statement for each holder and seals the signature for that
holder's key; who gives it back has the key, and was told to which findings it belongs.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from gengxin.terms import InputError
from gengxin.terms.sealed import OfferKey, Signed
from gengxin.workbench.sealed.age import sealed, unsealed
from gengxin.workbench.sealed.receipts import ReceiptKey, is_signed

__all__ = [
    "FEWEST_HOLDERS",
    "answer_to",
    "confirmed_by",
    "findings_sha256",
    "questions_document",
]

FORMAT = "gengxin-confirm/1"
FEWEST_HOLDERS = 2


def findings_sha256(packages: Sequence[Mapping[str, Any]]) -> str:
    """What tells these findings from all others, whatever the order in which they stand."""
    told = [
        {
            "number": one["number"],
            "manifest": one.get("manifest"),
            "reason": one.get("reason") or "",
        }
        for one in sorted(packages, key=lambda package: int(package["number"]))
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def questions_document(key: OfferKey, found_sha256: str, *, signer: ReceiptKey) -> dict[str, Any]:
    """What every holder is asked to confirm, each question an age file for that holder alone."""
    questions = {}
    for holder, recipient in key.holders.items():
        signed = signer.signed(_statement(key.offer, holder, found_sha256))
        told = json.dumps({"text": signed.text, "answer": signed.signature})
        questions[holder] = sealed(told.encode(), recipient, armoured=True).decode()
    return {
        "format": FORMAT,
        "offer": key.offer,
        "findings_sha256": found_sha256,
        "questions": questions,
    }


def answer_to(document: Mapping[str, Any], found_sha256: str, *, holder: str, identity: str) -> str:
    """A holder's answer to what it is asked of the findings that it has before it.

    Raises
    ------
    InputError
        Where it is asked of other findings, or the key is another's.

    """
    try:
        question = unsealed(document["questions"][holder].encode("ascii", "replace"), identity)
        told = json.loads(question)
        text, answer = str(told["text"]), str(told["answer"])
        fits = text == _statement(str(document["offer"]), holder, found_sha256)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        msg = f"what the {holder} is asked to confirm can't be read"
        raise InputError(f"{msg}; take that holder's key, or ask the server anew") from error
    if not fits:
        msg = f"the {holder} is asked to confirm other findings than those at hand"
        raise InputError(f"{msg}; compare both, and ask the server anew")
    return answer


def confirmed_by(
    key: OfferKey, found_sha256: str, answers: Mapping[str, str], *, public_key: str
) -> tuple[str, ...]:
    """The holders who confirm these findings.

    Raises
    ------
    InputError
        Where one isn't a holder, or its answer isn't that of its key to these findings.

    """
    for holder, answer in answers.items():
        if holder not in key.holders:
            msg = f"answers name {holder!r}, must be of {list(key.holders)}"
            raise InputError(f"{msg}; name the holders who confirm")
        signed = Signed(text=_statement(key.offer, holder, found_sha256), signature=answer)
        if not is_signed(signed, public_key):
            msg = f"the answer of the {holder} isn't that of this holder's key to these findings"
            raise InputError(f"{msg}; ask for what is to be confirmed, and answer that")
    return tuple(one for one in key.holders if one in answers)


def _statement(offer: str, holder: str, found_sha256: str) -> str:
    told = {"format": FORMAT, "offer": offer, "holder": holder, "findings_sha256": found_sha256}
    return json.dumps(told, sort_keys=True, separators=(",", ":"))
