"""What keeps a form from being larger, and why nothing stands where nothing does."""

from enum import IntEnum, IntFlag


class Limit(IntFlag):
    """What binds: relax it, and more floor fits (or another limit binds next)."""

    WANTED = 1
    """no more floor area was wanted"""
    FLOOR_AREA = 2
    """the greatest floor area (far × plot area)"""
    COVERAGE = 4
    """the greatest footprint (lot coverage × plot area)"""
    HEIGHT = 8
    """the height cap"""
    SUN = 16
    """the height or the cells that leave enough sun to others"""
    PLANE = 32
    """the sky-exposure plane over the front"""
    VIEW = 64
    """a view plane"""
    STOREYS = 128
    """the greatest number of storeys"""
    SETBACK = 256
    """the setbacks, or the plot's own edge where there is none"""
    DEPTH = 512
    """the greatest depth of a building"""
    SPACING = 1024
    """the distance kept to other buildings"""
    PLATE = 2048
    """the size of a plate as drawn: a tower's, an existing building's"""


class Nothing(IntEnum):
    """Why a row has no floor."""

    STANDS = 0
    """it has some"""
    NO_GROUND = 1
    """setbacks, planes or what stands there leave no ground"""
    TOO_THIN = 2
    """what ground is left is thinner than the least width of a building"""
    NO_HEIGHT = 3
    """not one storey fits under the cap"""
    NONE_WANTED = 4
    """no floor area is wanted or allowed"""
