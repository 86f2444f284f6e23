"""What UrbanSim's square-foot pro forma answers: run by its own Python, nothing of ours imported.

Takes a folder with parcels.parquet (parcel_size, land_cost, max_far, max_height, a rent a use) and
fars.json (floor area ratios to try); all else is as UrbanSim has it. Leaves there
answers-<form>.parquet, one a form, and figures.json (CPU-seconds, version).
"""

import importlib.metadata
import json
import sys
import warnings
from pathlib import Path
from time import process_time

import pandas as pd
from urbansim.developer.sqftproforma import SqFtProForma, SqFtProFormaConfig


def main(folder: Path) -> None:
    """Answer for every parcel and form, and say what it took."""
    # it divides by no ground where open parking fills the site; it then drops that rung
    warnings.simplefilter("ignore")
    parcels = pd.read_parquet(folder / "parcels.parquet")
    settings = SqFtProFormaConfig()
    settings.fars = json.loads((folder / "fars.json").read_text())
    begin = process_time()
    peer = SqFtProForma(settings)
    built = process_time()
    answers = {form: peer.lookup(form, parcels) for form in peer.config.forms}
    asked = process_time()
    for form, frame in answers.items():
        frame.to_parquet(folder / f"answers-{form}.parquet")
    figures = {
        "build": built - begin,
        "lookup": asked - built,
        "version": importlib.metadata.version("urbansim"),
    }
    (folder / "figures.json").write_text(json.dumps(figures))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
