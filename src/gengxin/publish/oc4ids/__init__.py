"""Projects in the words of OC4IDS 0.9.5, the Open Contracting for Infrastructure Data Standard."""

from gengxin.publish.oc4ids.package import Publisher, project_package

__all__ = ["Publisher", "project_package"]
