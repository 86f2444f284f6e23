"""Which collections and runs somebody may see, by the one authorisation function."""

from gengxin.store.records import RecordStore
from gengxin.terms.records import AnyOf, KeptProgramme, LayerVersion, RecordAbsentError
from gengxin.workbench.layers.catalogue import Catalogue, Layers
from gengxin.workbench.layers.collection import Collection
from gengxin.workbench.layers.runs import Run
from gengxin.workbench.people import Actor, permitted

__all__ = ["Visible"]


class Visible:
    """What one actor may see of what is served.

    Who may not read all sees what is published: a layer while it is the very version that was
    published, a run, a programme. What somebody may not see is absent to them. ``catalogue`` is
    what is served now.
    """

    def __init__(
        self, layers: Layers, actor: Actor, records: RecordStore, *, catalogue: Catalogue
    ) -> None:
        self._layers, self._actor, self._records = layers, actor, records
        self._catalogue = catalogue
        self._all_layers = permitted(actor, "read", "layer") == ()
        self._all_runs = permitted(actor, "read", "run") == ()
        self._all_interest = permitted(actor, "read", "expression_of_interest") == ()
        self._shown = frozenset[str]() if self._all_layers else self._published_hashes()
        self._runs = frozenset[str]() if self._all_runs else self._published_runs()

    @property
    def is_public(self) -> bool:
        """Whether only what is published is seen, which anybody may keep a copy of."""
        return not (self._all_layers and self._all_runs)

    def sees(self, collection: Collection) -> bool:
        """Whether the actor sees a collection."""
        if collection.run:
            return self._all_runs or collection.run in self._runs
        return self._all_layers or collection.content_hash in self._shown

    def collections(self) -> tuple[Collection, ...]:
        """Every collection that is seen."""
        return tuple(one for one in self._catalogue.collections.values() if self.sees(one))

    def collection(self, name: str) -> Collection:
        """The collection of that name.

        Raises
        ------
        RecordAbsentError
            Where there is none, or it isn't seen.

        """
        found = self._catalogue.collection(name)
        if not self.sees(found):
            raise RecordAbsentError("collection", name)
        return found

    def runs(self) -> tuple[Run, ...]:
        """Every run that is seen."""
        return tuple(one for one in self._catalogue.runs.values() if self._sees_run(one))

    def run(self, name: str) -> Run:
        """The run of that name.

        Raises
        ------
        RecordAbsentError
            Where there is none, or it isn't seen.

        """
        found = self._catalogue.run(name)
        if not self._sees_run(found):
            raise RecordAbsentError("run", name)
        return found

    def _sees_run(self, run: Run) -> bool:
        """Whether the actor sees a run; a matching of teams tells who is interested in what."""
        if run.facts.get("what") == "teams" and not self._all_interest:
            return False
        return self._all_runs or run.name in self._runs

    def _published_hashes(self) -> frozenset[str]:
        """The sha256 of the layers that are published."""
        return self._hashes(LayerVersion, self._actor.published.layer_versions)

    def _published_runs(self) -> frozenset[str]:
        """The runs that are published, those of published programmes among them."""
        sealed = self._hashes(KeptProgramme, self._actor.published.programmes)
        listed = self._catalogue.runs.values()
        of_programmes = {run.name for run in listed if run.facts.get("content_hash") in sealed}
        return frozenset(self._actor.published.runs) | of_programmes

    def _hashes(
        self, kind: type[LayerVersion | KeptProgramme], refs: tuple[str, ...]
    ) -> frozenset[str]:
        """The content hashes of records that are published, which never change."""
        known = self._layers.hashes
        if refs and (kind, refs) not in known:
            found = self._records.list(kind, AnyOf("ref", refs))
            known[kind, refs] = frozenset(one.content_hash for one in found)
        return known.get((kind, refs), frozenset())
