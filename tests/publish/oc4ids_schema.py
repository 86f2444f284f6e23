"""The published schema of OC4IDS 0.9.5, where a folder with it is named; nothing of it is ours."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

# a folder with project-package-schema.json and project-schema.json, and example.json of its docs:
# open-contracting/infrastructure at commit 7478940, schema/project-level and docs/examples
SCHEMA = "GENGXIN_OC4IDS_SCHEMA"


def schema_folder() -> Path:
    """The folder; skips the test by name where there is none."""
    named = os.environ.get(SCHEMA)
    if not named or not (Path(named) / "project-package-schema.json").is_file():
        pytest.skip(f"{SCHEMA} names no folder with the OC4IDS 0.9.5 schema")
    return Path(named)


def published_schema() -> Any:
    """What validates a project package."""
    validators = pytest.importorskip("jsonschema_rs")
    folder = schema_folder()
    package, project = (
        json.loads((folder / f"{name}.json").read_text())
        for name in ("project-package-schema", "project-schema")
    )
    where = package["properties"]["projects"]["items"]["$ref"]
    registry = validators.Registry([(where, project)], draft=validators.Draft4)
    return validators.Draft4Validator(package, registry=registry, validate_formats=True)
