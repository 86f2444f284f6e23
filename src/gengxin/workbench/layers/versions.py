"""The records that name the layers and their versions, so that one of them can be published."""

from gengxin.store.records import Change, RecordStore
from gengxin.terms.records import SYSTEM, Is, Layer, LayerVersion
from gengxin.workbench.layers.catalogue import Catalogue
from gengxin.workbench.layers.collection import Collection

__all__ = ["note_versions"]


def note_versions(records: RecordStore, catalogue: Catalogue, *, by: str = SYSTEM) -> None:
    """Keep a record of each layer of the district, and of its version, where there is none yet."""
    listed = [one for one in catalogue.tables.values() if one.table.has_places]
    if all(_known(records, one) for one in listed):
        return
    attributed = "; ".join(sorted({one.attribution or one.name for one in catalogue.meta.inputs}))
    licence = "; ".join(sorted({one.licence for one in catalogue.meta.inputs}))
    with records.change(by=by, why="a layer's file was read that no version names") as change:
        for one in listed:
            _note(change, one, source=attributed, licence=licence)


def _known(records: RecordStore, one: Collection) -> bool:
    """Whether the newest version of a layer names its file."""
    layers = records.list(Layer, Is("name", one.name), limit=1)
    if not layers:
        return False
    newest = records.list(LayerVersion, Is("layer", layers[0].ref), limit=1, newest_first=True)
    return bool(newest) and newest[0].content_hash == one.content_hash


def _note(change: Change, one: Collection, *, source: str, licence: str) -> None:
    found = change.list(Layer, Is("name", one.name), limit=1)
    en, zh = one.title
    layer = found[0] if found else change.add(Layer(name=one.name, name_en=en, name_zh=zh))
    before = change.list(LayerVersion, Is("layer", layer.ref), limit=1, newest_first=True)
    if before and before[0].content_hash == one.content_hash:
        return
    change.add(
        LayerVersion(
            layer=layer.ref,
            number=before[0].number + 1 if before else 1,
            content_hash=one.content_hash,
            row_count=one.row_count or 0,
            source=source,
            licence=licence,
        )
    )
