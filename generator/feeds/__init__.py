"""Feeds for feed readers.

Enters: the plan, the papers and the settings. Leaves: for the site, each topic, each collection and the editions one feed in
three formats, Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1; older entries of the site's in archive documents (RFC 5005); and
the list of all feeds in OPML 2.0.
"""

from __future__ import annotations

from generator.feeds.maker import FeedMaker, feed_artifacts
from generator.feeds.order import Newest

__all__ = ["FeedMaker", "Newest", "feed_artifacts"]
