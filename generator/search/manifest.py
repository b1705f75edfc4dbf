"""What a page reads first: the corpus figures, and where everything stands.

Enters: the entries of segments, the folders of documents, lists and topics. Leaves: `search/manifest.js`
(docs/search-index.md), the one file that each build changes in its place.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator import urls
from generator.artifacts import Artifact
from generator.config import SiteConfig
from generator.search.batch import FIELDS
from generator.search.lists import Lists
from generator.search.parts import as_json, script
from generator.search.rows import documents_a_part
from generator.search.segments import SegmentEntry

_VERSION = 3


def manifest_artifact(
    entries: Sequence[SegmentEntry],
    topics: Sequence[SegmentEntry],
    groups: Sequence[str],
    lists: Lists,
    config: SiteConfig,
    *,
    whole: bool,
) -> Artifact:
    """Write the manifest; `entries` are of texts, `topics` of the topics of the same rows.

    `groups` are the folders of documents, `whole` tells whether there is search/lunr.json.
    """
    documents = sum(entry.documents for entry in entries)
    value = {
        "version": _VERSION,
        "documents": documents,
        "fields": FIELDS,
        "boosts": boosts(config),
        "totals": [
            sum(each.totals[field] for each in (*entries, *topics)) for field in range(len(FIELDS))
        ],
        "segments": [_segment(entry) for entry in entries],
        "topic_segments": [{**_segment(entry), "vocabulary": entry.vocabulary} for entry in topics],
        "documents_a_part": documents_a_part(documents),
        "groups": "".join(groups),
        "lists": lists.folder,
        "words": lists.words,
        "topics": [[topic.slug, topic.title] for topic in config.topics],
        "whole": whole,
    }
    return Artifact(path=urls.SEARCH_MANIFEST, data=script("manifest", as_json(value)))


def boosts(config: SiteConfig) -> tuple[int, ...]:
    """Give the boosts of `FIELDS`."""
    return (config.search.title_boost, 1, 1, 1)


def _segment(entry: SegmentEntry) -> dict[str, object]:
    return {
        "documents": entry.documents,
        "folder": entry.folder,
        "lengths": entry.lengths,
        "terms": entry.terms,
        "names": entry.names,
    }
