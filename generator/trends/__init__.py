"""How the topics of a digest go: with time, beside each other, and in their words.

Enters: the light rows of papers, the archive, and titles. Leaves: counts by period, the topics next to each, and words that
came up of late. Each is one pass over the rows.
"""

from __future__ import annotations

from generator.trends.neighbours import near_topics
from generator.trends.over_time import OverTime, over_time
from generator.trends.rising import Rising, RisingWord, Titles, rising, rising_words

__all__ = [
    "OverTime",
    "Rising",
    "RisingWord",
    "Titles",
    "near_topics",
    "over_time",
    "rising",
    "rising_words",
]
