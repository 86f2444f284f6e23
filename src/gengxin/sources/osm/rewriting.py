"""Writes a file of OpenStreetMap data again as plain PBF: dense, not packed, without authors.

A program of its own, which ``plain_pbf`` starts: libosmium can be brought to crash by a damaged
file, and then takes the whole process with it. It says the time that the file's header tells.
"""

import sys

import osmium

_FORM = "pbf,pbf_compression=none,pbf_dense_nodes=true,add_metadata="
_KEYS = ("osmosis_replication_timestamp", "timestamp")


def rewrite(source: str, target: str, *, is_day_known: bool) -> str:
    """Write ``target`` and give the header's time; '' where it tells none.

    The elements' own times are kept only where no other is known.
    """
    with osmium.io.Reader(source) as reader:
        header = reader.header()
        told = next(filter(None, map(header.get, _KEYS)), "")
        form = _FORM + ("false" if told or is_day_known else "timestamp")
        with osmium.SimpleWriter(osmium.io.File(target, form)) as writer:
            osmium.apply(reader, writer)
    return str(told)


if __name__ == "__main__":
    try:
        sys.stdout.write(rewrite(sys.argv[1], sys.argv[2], is_day_known=sys.argv[3] == "known"))
    except (RuntimeError, ValueError) as error:
        sys.exit(str(error))
