"""Who asks: a person with roles, or the public with none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

__all__ = [
    "IN_PERSON",
    "NOTHING_PUBLISHED",
    "PUBLIC",
    "PUBLIC_ROLE",
    "SIGNED_IN",
    "Actor",
    "Published",
]

# beside the roles that are granted, three that follow from how somebody comes
PUBLIC_ROLE = "public"  # everybody
SIGNED_IN = "signed_in"  # everybody with an account, also through a program's token
IN_PERSON = "in_person"  # everybody with an account, but for programs


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What the public may see: refs of programmes, names of layers and runs."""

    programmes: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    layer_versions: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()


NOTHING_PUBLISHED = Published()


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who asks for something.

    ``roles`` are held everywhere, ``within`` only within what they name (an area's ref, an
    organisation). ``by_token`` says that a program asks for the person.
    """

    person: str | None = None
    roles: frozenset[str] = frozenset()
    within: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    organisation: str = ""
    by_token: bool = False
    published: Published = NOTHING_PUBLISHED

    @property
    def stands_as(self) -> frozenset[str]:
        """The roles held everywhere, and those that follow from how the actor comes."""
        if self.person is None:
            return frozenset({PUBLIC_ROLE})
        come = {PUBLIC_ROLE, SIGNED_IN} if self.by_token else {PUBLIC_ROLE, SIGNED_IN, IN_PERSON}
        return self.roles | come


PUBLIC = Actor()
