"""Collections as pages show them: saved queries with their papers counted.

Enters: the settings and the plan. Leaves: a view of each collection in the order of site.yaml.
"""

from __future__ import annotations

from collections.abc import Iterable

from generator import urls
from generator.config import CollectionSettings
from generator.models import Slug
from generator.pages import SitePlan
from generator.prose import render_line
from generator.render.views import CollectionView, NamedLink


def collection_views(
    collections: Iterable[CollectionSettings], plan: SitePlan
) -> dict[Slug, CollectionView]:
    """Make the view of each collection."""
    return {
        saved.slug: CollectionView(
            title=saved.title,
            path=urls.collection_path(saved.slug),
            feed=urls.collection_feed_path(saved.slug),
            count=len(plan.collections[saved.slug]),
            description=render_line(saved.description) if saved.description else None,
        )
        for saved in collections
    }


def collection_link(view: CollectionView) -> NamedLink:
    """Give the link to a collection's page."""
    return NamedLink(title=view.title, path=view.path, count=view.count)
