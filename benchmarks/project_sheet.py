"""Print sheets of a district's projects: seconds a PDF, with and without what it is filled from.

Limit: 1 s a PDF. Run: ``python benchmarks/project_sheet.py DISTRICT``, a folder with projects.
"""

import argparse
import json
import time
from pathlib import Path

from machine import machine

from gengxin.publish.project_sheet.sheet import printed_sheet
from gengxin.store.records import open_records
from gengxin.terms.records import Project
from gengxin.terms.sheet import for_public
from gengxin.workbench.catalogue.content import beside, programme_hash, sheet_content
from gengxin.workbench.catalogue.ground import ground_of
from gengxin.workbench.catalogue.sheets import place_of

RESULTS = Path(__file__).parent / "results" / "project_sheet.json"


def main() -> None:
    """Print every project in both languages; the first one warms the fonts and is left out."""
    asked = argparse.ArgumentParser()
    asked.add_argument("district", type=Path)
    folder = asked.parse_args().district
    store = open_records(str(folder))
    found = []
    for project in store.list(Project):
        ground = ground_of(folder, programme_hash(store, project))
        near = beside(store, project)
        for language in ("zh", "en"):
            start = time.process_time()
            content = for_public(sheet_content(project, ground, near))
            filled = time.process_time()
            sheet = printed_sheet(content, place_of(project, ground), language)
            drawn = time.process_time()
            size = len(sheet.pdf())
            found.append(
                {
                    "project": project.code,
                    "sites": len(project.works),
                    "language": language,
                    "fill_cpu_s": round(filled - start, 3),
                    "draw_cpu_s": round(drawn - filled, 3),
                    "pdf_cpu_s": round(time.process_time() - drawn, 3),
                    "bytes": size,
                }
            )
    store.close()
    RESULTS.write_text(json.dumps({**machine(), "sheets": found[2:]}, indent=1) + "\n")


if __name__ == "__main__":
    main()
