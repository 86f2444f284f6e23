"""The use cases, one verb a file; the only room that knows rooms and store."""

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
from gengxin.workbench.progress import Progress, quiet
from gengxin.workbench.site_options import Packs, Why, options, options_folder, why
from gengxin.workbench.sun import SunFiles, sun_document, sun_folder

__all__ = [
    "CheckUpFiles",
    "Demo",
    "Format",
    "Massing",
    "MassingFormat",
    "Packs",
    "Progress",
    "SunFiles",
    "Why",
    "check_up",
    "check_up_folder",
    "demo",
    "describe",
    "export_district",
    "export_massing",
    "fetch_extract",
    "import_district",
    "open_district",
    "options",
    "options_folder",
    "quiet",
    "sample_district",
    "save_district",
    "sun_document",
    "sun_folder",
    "why",
    "write_check_up",
]
