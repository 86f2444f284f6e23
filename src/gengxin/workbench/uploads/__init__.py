"""Files that people upload: kept, looked into where they can do no harm, removed."""

from gengxin.workbench.uploads.inspecting import Found, inspected
from gengxin.workbench.uploads.keeping import (
    Incoming,
    TooLargeError,
    remove_old_uploads,
    remove_upload,
    upload_path,
)

__all__ = [
    "Found",
    "Incoming",
    "TooLargeError",
    "inspected",
    "remove_old_uploads",
    "remove_upload",
    "upload_path",
]
