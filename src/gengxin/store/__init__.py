"""Keep our records: a district is a folder that a person can read."""

from gengxin.store.atomic import keep_folder, write_file
from gengxin.store.folder import DistrictFolder, RunTables, read_run
from gengxin.store.new_run import NewRun

__all__ = ["DistrictFolder", "NewRun", "RunTables", "keep_folder", "read_run", "write_file"]
