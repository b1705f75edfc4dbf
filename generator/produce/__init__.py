"""The files of a site, made in all processes, but for those that would be made from the same as before."""

from __future__ import annotations

from generator.produce.desk import Desk, Lines
from generator.produce.keys import FileKeys
from generator.produce.press import Press

__all__ = ["Desk", "FileKeys", "Lines", "Press"]
