"""A dump on its way into a digest: where it belongs, what it brings, and how it gets there.

Enters: bytes, and the settings. Leaves: a file where a source of site.yaml finds it. Nothing is written before what it brings is
known, and no file that is there is changed.
"""

from __future__ import annotations

from generator.adding.forecast import Brought, Forecast, forecast
from generator.adding.places import Place, can_take, needs_day, place_for
from generator.adding.putting import holder_of, move_new, put

__all__ = [
    "Brought",
    "Forecast",
    "Place",
    "can_take",
    "forecast",
    "holder_of",
    "move_new",
    "needs_day",
    "place_for",
    "put",
]
