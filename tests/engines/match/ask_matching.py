"""The ``matching`` package answers cases of many-to-one choices: JSON in, JSON out."""

import json
import sys
import warnings

from matching.games import HospitalResident

warnings.simplefilter("ignore")


def answer(case: dict) -> list[int | None]:
    """Where each who asks gets, when those who ask propose."""
    wishes = {str(i): [f"h{h}" for h in own] for i, own in enumerate(case["wishes"])}
    likes = {f"h{h}": [str(i) for i in own] for h, own in enumerate(case["likes"])}
    places = {f"h{h}": count for h, count in enumerate(case["places"])}
    solved = HospitalResident.create_from_dictionaries(wishes, likes, places).solve()
    got: list[int | None] = [None] * len(wishes)
    for host, who in solved.items():
        for one in who:
            got[int(str(one.name))] = int(str(host.name)[1:])
    return got


if __name__ == "__main__":
    json.dump([answer(case) for case in json.load(sys.stdin)], sys.stdout)
