"""Buildings and options as solids: CityJSON for GIS and glTF for anything that shows 3D."""

from gengxin.publish.massing.cityjson import write_cityjson
from gengxin.publish.massing.glb import write_glb
from gengxin.publish.massing.scene import LEFT_OUT, Chosen, Scene, scene_of

__all__ = ["LEFT_OUT", "Chosen", "Scene", "scene_of", "write_cityjson", "write_glb"]
