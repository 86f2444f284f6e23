"""What the public sees of the demonstration: the ground of its map, its check-up and options."""

from contextlib import closing
from pathlib import Path

from gengxin.store import DistrictFolder
from gengxin.store.records import Change, RecordStore
from gengxin.terms import InputError
from gengxin.terms.records import SYSTEM, Is, Layer, LayerVersion, Publication
from gengxin.workbench.layers.catalogue import Catalogue, open_layers
from gengxin.workbench.layers.runs import KINDS
from gengxin.workbench.layers.versions import note_versions

__all__ = ["publish_ground"]

# layers that the map draws, and kinds of runs whose newest is shown
LAYERS = ("areas", "sites", "buildings", "walk_edges", "green", "barriers", "heritage")
RUNS = ("check-up", "options")


def publish_ground(records: RecordStore, folder: Path, *, why: str) -> tuple[Publication, ...]:
    """Publish the layers of a made-up district's map, and its newest check-up and options.

    Raises
    ------
    InputError
        Where the district isn't made up: what the public sees of a real one, people decide.

    """
    home = DistrictFolder(folder)
    with closing(open_layers(home)) as layers:
        catalogue = layers.catalogue()
    if not catalogue.meta.made_up:
        raise InputError("the district is a real one; publish its layers in the room Publish")
    note_versions(records, catalogue)
    with records.change(by=SYSTEM, why=why) as change:
        known = {one.content_hash for one in change.list(Publication)}
        new = [*_layers(change), *_runs(catalogue)]
        return tuple(change.add(one) for one in new if one.content_hash not in known)


def _layers(change: Change) -> list[Publication]:
    """The newest version of each layer that is there."""
    there = [layer for name in LAYERS for layer in change.list(Layer, Is("name", name), limit=1)]
    return [
        Publication(
            title_en=layer.name_en,
            title_zh=layer.name_zh,
            content_hash=newest.content_hash,
            layer_version=newest.ref,
            visibility="public",
        )
        for layer in there
        for newest in change.list(LayerVersion, Is("layer", layer.ref), limit=1, newest_first=True)
    ]


def _runs(catalogue: Catalogue) -> list[Publication]:
    """The newest run of each kind, under the name that the room Publish gives it."""
    meta, found = catalogue.meta, []
    for kind in RUNS:
        runs = [run for run in catalogue.runs.values() if run.kind == kind and run.is_current]
        for newest in sorted(runs, key=lambda run: run.kept_at)[-1:]:
            en, zh = KINDS[kind]
            found.append(
                Publication(
                    title_en=f"{en.capitalize()} of {meta.name_en or meta.name_zh}",
                    title_zh=f"{meta.name_zh or meta.name_en}{zh}",
                    content_hash=newest.name.rpartition("-")[2],
                    run=newest.name,
                    visibility="public",
                )
            )
    return found
