"""Makes an environment under ``.peers/`` for each program we are compared with.

``python benchmarks/peers/make.py`` makes all of them, ``… make.py access ortools`` these two. What
can't be installed is said by name, and whatever needs it is then skipped by that name.
"""

import subprocess
import sys
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent
PEERS = REQUIREMENTS.parents[1] / ".peers"
AT_ONCE = 2


def known_peers() -> list[str]:
    """Names of all the peers, in the order of the alphabet."""
    return sorted(path.stem for path in REQUIREMENTS.glob("*.txt"))


def is_made(name: str) -> bool:
    """Whether the environment stands and holds what the requirements now say."""
    made_from = PEERS / name / "made-from.txt"
    wanted = (REQUIREMENTS / f"{name}.txt").read_text()
    return made_from.is_file() and made_from.read_text() == wanted


def make(name: str) -> str:
    """Make one environment afresh; an empty text, or why it could not be made."""
    requirements = REQUIREMENTS / f"{name}.txt"
    home = PEERS / name
    venv.create(home, clear=True, with_pip=True)
    install = [home / "bin" / "python", "-m", "pip", "install", "--no-input", "-r", requirements]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return (done.stderr.strip().splitlines() or [f"pip ended with {done.returncode}"])[-1]
    # written last: an environment cut short is made again
    (home / "made-from.txt").write_text(requirements.read_text())
    return ""


def stands(name: str) -> str:
    """Make one environment where it isn't made; an empty text, or why it can't be."""
    fault = "" if is_made(name) else make(name)
    print(f"{name}: {f'could not be installed: {fault}' if fault else 'ready'}", flush=True)
    return fault


def main(asked: list[str]) -> int:
    """Make the peers asked for, or all; 2 for a name we don't know, else 0."""
    known = known_peers()
    strangers = sorted(set(asked) - set(known))
    if strangers:
        print(f"no such peer: {', '.join(strangers)}; there are {', '.join(known)}")
        return 2
    with ThreadPoolExecutor(AT_ONCE) as pool:
        faults = dict(zip(asked or known, pool.map(stands, asked or known), strict=True))
    failed = [name for name, fault in faults.items() if fault]
    if failed:
        print(f"without {', '.join(failed)}: tests and benchmarks that need them are skipped")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
