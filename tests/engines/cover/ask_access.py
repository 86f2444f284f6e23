"""Run by the peer's own Python: PySAL access answers for the town in the folder given."""

import json
import sys
from pathlib import Path

import pandas as pd
from access import Access, weights

folder = Path(sys.argv[1])
question = json.loads((folder / "question.json").read_text())
access = Access(
    demand_df=pd.read_parquet(folder / "targets.parquet"),
    demand_value="need",
    demand_index="target",
    supply_df=pd.read_parquet(folder / "sources.parquet"),
    supply_value=["capacity"],
    supply_index="source",
    cost_df=pd.read_parquet(folder / "pairs.parquet"),
    cost_origin="target",
    cost_dest="source",
    cost_name="distance_m",
)
zones = {float(end_m): weight for end_m, weight in question["zones"].items()}
access.two_stage_fca(name="two_step", max_cost=question["limit_m"])
access.enhanced_two_stage_fca(name="enhanced_two_step", weight_fn=weights.step_fn(zones))
access.access_df.reset_index().to_parquet(folder / "answer.parquet")
