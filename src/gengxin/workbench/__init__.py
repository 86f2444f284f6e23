"""The use cases, one verb a file; the only room that knows rooms and store."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gengxin.workbench.check_ups import CheckUpFiles, check_up, check_up_folder, write_check_up
    from gengxin.workbench.demonstration import Demo, demo
    from gengxin.workbench.description import describe
    from gengxin.workbench.districts import (
        import_district,
        open_district,
        sample_district,
        save_district,
    )
    from gengxin.workbench.export import (
        Format,
        Massing,
        MassingFormat,
        export_district,
        export_massing,
    )
    from gengxin.workbench.fetch import fetch_extract
    from gengxin.workbench.fronts import ROUNDS_OF_A_POINT, front_folder
    from gengxin.workbench.held import Edit
    from gengxin.workbench.programme_page import programme_report
    from gengxin.workbench.programmes import Asked, plan_folder, programme_document
    from gengxin.workbench.progress import Progress, quiet
    from gengxin.workbench.questions import (
        compare,
        explain_folder,
        explanation_document,
        robust_folder,
    )
    from gengxin.workbench.record_keeping import (
        backup_records,
        move_records,
        restore_records,
        verify_records,
    )
    from gengxin.workbench.search import Until, until
    from gengxin.workbench.site_options import Packs, Why, options, options_folder, why
    from gengxin.workbench.sun import SunFiles, sun_document, sun_folder
    from gengxin.workbench.verification import verdict_document, verify_file
    from gengxin.workbench.what_if import phases_of, what_if_file

__all__ = [
    "ROUNDS_OF_A_POINT",
    "Asked",
    "CheckUpFiles",
    "Demo",
    "Edit",
    "Format",
    "Massing",
    "MassingFormat",
    "Packs",
    "Progress",
    "SunFiles",
    "Until",
    "Why",
    "backup_records",
    "check_up",
    "check_up_folder",
    "compare",
    "demo",
    "describe",
    "explain_folder",
    "explanation_document",
    "export_district",
    "export_massing",
    "fetch_extract",
    "front_folder",
    "import_district",
    "move_records",
    "open_district",
    "options",
    "options_folder",
    "phases_of",
    "plan_folder",
    "programme_document",
    "programme_report",
    "quiet",
    "restore_records",
    "robust_folder",
    "sample_district",
    "save_district",
    "sun_document",
    "sun_folder",
    "until",
    "verdict_document",
    "verify_file",
    "verify_records",
    "what_if_file",
    "why",
    "write_check_up",
]

_HOMES = {
    "ROUNDS_OF_A_POINT": "fronts",
    "Asked": "programmes",
    "CheckUpFiles": "check_ups",
    "Demo": "demonstration",
    "Edit": "held",
    "Format": "export",
    "Massing": "export",
    "MassingFormat": "export",
    "Packs": "site_options",
    "Progress": "progress",
    "SunFiles": "sun",
    "Until": "search",
    "Why": "site_options",
    "backup_records": "record_keeping",
    "check_up": "check_ups",
    "check_up_folder": "check_ups",
    "compare": "questions",
    "demo": "demonstration",
    "describe": "description",
    "explain_folder": "questions",
    "explanation_document": "questions",
    "export_district": "export",
    "export_massing": "export",
    "fetch_extract": "fetch",
    "front_folder": "fronts",
    "import_district": "districts",
    "move_records": "record_keeping",
    "open_district": "districts",
    "options": "site_options",
    "options_folder": "site_options",
    "phases_of": "what_if",
    "plan_folder": "programmes",
    "programme_document": "programmes",
    "programme_report": "programme_page",
    "quiet": "progress",
    "restore_records": "record_keeping",
    "robust_folder": "questions",
    "sample_district": "districts",
    "save_district": "districts",
    "sun_document": "sun",
    "sun_folder": "sun",
    "until": "search",
    "verdict_document": "verification",
    "verify_file": "verification",
    "verify_records": "record_keeping",
    "what_if_file": "what_if",
    "why": "site_options",
    "write_check_up": "check_ups",
}


def __getattr__(name: str) -> object:
    """Load a use case when it is first asked for: each needs libraries that others do without."""
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
