"""The search of a built site, asked from Python: what the search page answers, from the same files.

Enters: the output folder of a build and a text. Leaves: an `Answer`. Writes nothing.
"""

from __future__ import annotations

from generator.lookup.ask import Answer, Result, ask
from generator.lookup.index import Index, Shown
from generator.lookup.resolve import Correction

__all__ = ["Answer", "Correction", "Index", "Result", "Shown", "ask"]
