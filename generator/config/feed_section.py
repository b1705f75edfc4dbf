"""The section `feeds`: how much a feed holds, who is told of it, and how much of it may go.

Enters: the top level of site.yaml. Leaves: `FeedSettings`. Refuses a hub that is no address.
"""

from __future__ import annotations

import re

from generator.config.key import names
from generator.config.keys import FEEDS, URL_FORM
from generator.config.reader import Section
from generator.config.settings import FeedSettings

_URL = re.compile(URL_FORM)


def read_feeds(top: Section) -> FeedSettings:
    """Read the settings of feeds."""
    section = top.section("feeds", names(FEEDS))
    usual = FeedSettings()
    if section is None:
        return usual
    section.check_form("hub", _URL, "an http or https address such as https://hub.example.org/")
    entries = section.integer("entries", 1, 10_000, example=50)
    kilobytes = section.integer("kilobytes", 16, 100_000, example=512)
    most_lost = section.share("most_lost", example=0.5)
    return FeedSettings(
        entries=usual.entries if entries is None else entries,
        kilobytes=usual.kilobytes if kilobytes is None else kilobytes,
        hub=section.text("hub"),
        most_lost=usual.most_lost if most_lost is None else most_lost,
    )
