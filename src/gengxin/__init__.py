"""gengxin (更新): an open workbench for renewing an existing city district.

>>> import gengxin as gx
>>> district = gx.sample_district(sites=100, seed=1)
>>> district.meta.made_up
True
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gengxin.terms import CheckUp, District, GengxinError
    from gengxin.workbench import (
        Packs,
        check_up,
        check_up_folder,
        describe,
        export_district,
        fetch_extract,
        import_district,
        open_district,
        options,
        options_folder,
        sample_district,
        save_district,
        why,
        write_check_up,
    )

__all__ = [
    "CheckUp",
    "District",
    "GengxinError",
    "Packs",
    "check_up",
    "check_up_folder",
    "describe",
    "export_district",
    "fetch_extract",
    "import_district",
    "open_district",
    "options",
    "options_folder",
    "sample_district",
    "save_district",
    "why",
    "write_check_up",
]

_TERMS = frozenset({"CheckUp", "District", "GengxinError"})


def __getattr__(name: str) -> object:
    """Load the rooms when they are first asked for, so that the command answers at once."""
    if name not in __all__:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    from importlib import import_module

    return getattr(import_module("gengxin.terms" if name in _TERMS else "gengxin.workbench"), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
