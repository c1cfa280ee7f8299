"""Distances on the ground."""

import math

_EARTH_KM = 6371.0


def great_circle_km(lon: float, lat: float, lon2: float, lat2: float) -> float:
    """The way over the ground between two places in degrees, on a sphere of 6371 km (haversine)."""
    up, along = math.radians(lat2 - lat), math.radians(lon2 - lon)
    part = math.sin(up / 2) ** 2 + math.cos(math.radians(lat)) * math.cos(math.radians(lat2)) * math.sin(along / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, part)))
