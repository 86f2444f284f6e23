"""Keep our records: a district is a folder that a person can read."""

from gengxin.store.atomic import write_file
from gengxin.store.folder import DistrictFolder, read_run

__all__ = ["DistrictFolder", "read_run", "write_file"]
