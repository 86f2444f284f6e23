"""Read a practice: ours by its name, or a planner's own TOML file."""

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from gengxin.sources.packs import pack_file, pack_toml, shipped, told_fault
from gengxin.terms import InputError, Practice, Treatment, codes

__all__ = ["read_practice", "shipped_practices"]

# what the word for a column says where nobody knows
UNKNOWN = "unknown"
ALLOWED = {
    "use_classes": (*codes.USE_CLASSES, UNKNOWN),
    "plan_uses": (*codes.USE_CLASSES, UNKNOWN),
    "conditions": (*codes.CONDITIONS, UNKNOWN),
    "heritage_classes": (*codes.HERITAGE_CLASSES, UNKNOWN),
    "deficiencies": codes.DEFICIENCIES,
    "removes": codes.DEFICIENCIES,
    "structures": codes.STRUCTURES,
    "uses": codes.FLOOR_USES,
}
SHARES = (
    *("floor_share", "demolished_share", "out_share", "for_good_share"),
    *("far_sent_share", "far_received_share"),
)


def read_practice(name_or_path: str | Path) -> Practice:
    """The practice of that name, else the one in that file.

    Raises
    ------
    InputError
        With every fault of the file: treatment, field, value, bound.

    """
    path = pack_file(str(name_or_path), _ours(), what="practice")
    packed = pack_toml(path, what="practice")
    try:
        practice = TypeAdapter(Practice).validate_python(
            {"name": path.stem, **packed}, extra="forbid"
        )
    except ValidationError as error:
        faults = [told_fault(one) for one in error.errors(include_url=False)]
        raise _refusal(name_or_path, faults) from error
    faults = [
        f"treatment {one.action}-{one.variant}, {fault}"
        for one in practice.treatments
        for fault in _faults_of(one)
    ]
    if not any(one.action == "keep" for one in practice.treatments):
        faults.append("treatments: none keeps a site as it is; add one with action 'keep'")
    if faults:
        raise _refusal(name_or_path, faults)
    return practice


def shipped_practices() -> tuple[str, ...]:
    """Names of the practices that come with the program."""
    return tuple(_ours())


def _ours() -> dict[str, Path]:
    return shipped("plan", "practices")


def _refusal(named: str | Path, faults: list[str]) -> InputError:
    listed = "\n- ".join(faults)
    return InputError(f"practice {named} has {len(faults)} faults; mend them:\n- {listed}")


def _faults_of(treatment: Treatment) -> list[str]:
    """What is wrong with the codes and numbers of one treatment."""
    faults = []
    if treatment.action not in codes.ACTIONS:
        known = ", ".join(codes.ACTIONS)
        faults.append(f"action: is {treatment.action!r}; must be one of {known}")
    for name, allowed in ALLOWED.items():
        odd = [one for one in getattr(treatment, name) if one not in allowed]
        faults += [f"{name}: {one!r}; must be one of {', '.join(allowed)}" for one in odd]
    for name in SHARES:
        value = getattr(treatment, name)
        if not 0.0 <= value <= 1.0:
            faults.append(f"{name}: is {value!r}; must be from 0 to 1")
    whole = sum(treatment.uses.values())
    if treatment.uses and abs(whole - 1.0) > 1e-9:
        faults.append(f"uses: sum to {whole:g}; must sum to 1")
    if treatment.pays_best:
        faults += _faults_of_paying(treatment)
    if treatment.demolished_share > treatment.floor_share:
        faults.append(
            f"demolished_share: is {treatment.demolished_share:g}; must be at most floor_share, "
            f"{treatment.floor_share:g}"
        )
    return faults


def _faults_of_paying(treatment: Treatment) -> list[str]:
    """What is wrong with a treatment that is to go as far as pays best."""
    faults = []
    if treatment.action != "redevelop":
        faults.append(f"pays_best: is true; the action must be redevelop, is {treatment.action!r}")
    if not treatment.uses:
        faults.append("pays_best: is true; uses must be stated, they are absent")
    return faults
