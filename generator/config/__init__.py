"""site.yaml to `SiteConfig`, with the line of every value kept for messages."""

from __future__ import annotations

from generator.config.document import Mapping, Node, Scalar, Sequence, parse_document
from generator.config.files import find_config
from generator.config.load import load_config
from generator.config.settings import (
    CollectionSettings,
    DateSettings,
    FeedSettings,
    OverrideSettings,
    PageSettings,
    SearchSettings,
    SiteConfig,
    SiteSettings,
    SourceSettings,
    TopicSettings,
)

__all__ = [
    "CollectionSettings",
    "DateSettings",
    "FeedSettings",
    "Mapping",
    "Node",
    "OverrideSettings",
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
