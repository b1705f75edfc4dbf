"""The files of a site, made in all processes, but for those that would be made from the same as before."""

from __future__ import annotations

from generator.produce.desk import Desk, Lines, Makings, make_desk, page_renderer
from generator.produce.keys import FileKeys
from generator.produce.press import Press

__all__ = ["Desk", "FileKeys", "Lines", "Makings", "Press", "make_desk", "page_renderer"]
