"""Which pages the site has, and which papers stand on each."""

from __future__ import annotations

from generator.archive import Row
from generator.pages.kinds import (
    AboutPage,
    CollectionIndexPage,
    CollectionPage,
    DateIndexPage,
    EditionPage,
    FeedsPage,
    HomePage,
    NotFoundPage,
    Page,
    PaperPage,
    PeriodPage,
    Place,
    ReadingPage,
    RejectedPage,
    SearchPage,
    TopicIndexPage,
    TopicPage,
    UndatedPage,
    WholeTopicPage,
)
from generator.pages.plan import SitePlan, newest_first, plan_rows, plan_site
from generator.pages.relations import Relations
from generator.pages.weight import row_bytes

__all__ = [
    "AboutPage",
    "CollectionIndexPage",
    "CollectionPage",
    "DateIndexPage",
    "EditionPage",
    "FeedsPage",
    "HomePage",
    "NotFoundPage",
    "Page",
    "PaperPage",
    "PeriodPage",
    "Place",
    "ReadingPage",
    "RejectedPage",
    "Relations",
    "Row",
    "SearchPage",
    "SitePlan",
    "TopicIndexPage",
    "TopicPage",
    "UndatedPage",
    "WholeTopicPage",
    "newest_first",
    "plan_rows",
    "plan_site",
    "row_bytes",
]
