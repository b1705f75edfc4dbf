"""site.yaml to `SiteConfig`, with the line of every value kept for messages."""

from __future__ import annotations

from generator.config.document import Mapping, Node, Scalar, Sequence, parse_document
from generator.config.load import find_config, load_config
from generator.config.settings import (
    FeedSettings,
    PageSettings,
    SearchSettings,
    SiteConfig,
    SiteSettings,
    SourceSettings,
    TopicSettings,
)

__all__ = [
    "FeedSettings",
    "Mapping",
    "Node",
    "PageSettings",
    "Scalar",
    "SearchSettings",
    "Sequence",
    "SiteConfig",
    "SiteSettings",
    "SourceSettings",
    "TopicSettings",
    "find_config",
    "load_config",
    "parse_document",
]
