"""Keep records that many people change: two databases, one behaviour, an audit log that holds."""

from gengxin.store.records.change import Change
from gengxin.store.records.copying import copy_records
from gengxin.store.records.kept_records import KeptRecords
from gengxin.store.records.opening import is_server, open_records
from gengxin.store.records.protocol import RecordStore
from gengxin.store.records.reading import Reading

__all__ = [
    "Change",
    "KeptRecords",
    "Reading",
    "RecordStore",
    "copy_records",
    "is_server",
    "open_records",
]
