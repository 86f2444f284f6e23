"""Keep our records: a district is a folder that a person can read."""

from gengxin.store.atomic import write_file
from gengxin.store.folder import DistrictFolder

__all__ = ["DistrictFolder", "write_file"]
