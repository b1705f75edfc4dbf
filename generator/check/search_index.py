"""The search's index, held against the pages: every document leads to a paper that is there, under its title.

Enters: the folder of the site, and what all files say. Leaves: findings, and the slugs of all documents. What the parts of
the index are is in docs/search-index.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from generator import urls
from generator.check.facts import is_there
from generator.check.findings import Finding, amount, found
from generator.check.folder import BUILD_AGAIN
from generator.check.pages import Seen
from generator.errors import BroadsheetError, quoted
from generator.lookup.parts import Manifest, Parts
from generator.models import Slug

_TOPICS_A_PART = 256  # rows


@dataclass(slots=True)
class Indexed:
    """What was found of the index; `slugs` are `None` where it cannot be read."""

    slugs: list[str] | None = None
    findings: list[Finding] = field(default_factory=list)


def read_index(root: Path, files: Collection[str], seen: Seen) -> Indexed:
    """Hold the index of a site against its pages."""
    indexed = Indexed()
    try:
        manifest = Parts(root, "the site").manifest
        # However many a damaged manifest names, a site has no more parts than files.
        parts = list(islice(_parts(manifest), len(files) + 1))
        if len(parts) > len(files):
            raise ValueError
    except BroadsheetError as error:
        indexed.findings.append(
            _fault(
                urls.SEARCH_MANIFEST,
                str(error).partition(f"{urls.SEARCH_MANIFEST} ")[2]
                or str(error).partition(": ")[2],
            )
        )
        return indexed
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        message = f"is damaged; expected the manifest of the index; {BUILD_AGAIN}"
        indexed.findings.append(_fault(urls.SEARCH_MANIFEST, message))
        return indexed
    for part in parts:
        if f"{urls.SEARCH}{part}.js" in files:
            continue
        message = (
            f'names "{part}.js", which is missing; expected all parts of the index; {BUILD_AGAIN}'
        )
        indexed.findings.append(_fault(urls.SEARCH_MANIFEST, message, kind="missing part"))
    indexed.slugs = []
    for number in range(_count(manifest.documents, manifest.documents_a_part)):
        path = f"{urls.SEARCH}{manifest.document_part(number)}.js"
        if path not in files:
            continue
        rows = seen.documents.get(path, ())
        first = number * manifest.documents_a_part
        wanted = min(manifest.documents - first, manifest.documents_a_part)
        if len(rows) != wanted:
            message = f"has {amount(len(rows), 'document')}; expected {wanted}; {BUILD_AGAIN}"
            indexed.findings.append(_fault(path, message))
        for slug, title, home in rows:
            indexed.slugs.append(slug)
            indexed.findings.extend(_row_findings(path, slug, title, home, seen))
    indexed.findings.extend(_whole_findings(files, seen.refs, manifest.documents))
    return indexed


def _parts(manifest: Manifest) -> Iterator[str]:
    """Give the parts that a manifest names, by their paths below `search/` without `.js`."""
    for segment in manifest.segments:
        for number in range(len(segment.terms)):
            yield f"{segment.folder}/terms/{number}"
            yield f"{segment.folder}/positions/{number}"
        for number in range(len(segment.names)):
            yield f"{segment.folder}/names/{number}"
        if segment.vocabulary is None:
            yield f"{segment.folder}/vocabulary"
    firsts = [each.first_row for each in manifest.topic_segments] + [manifest.documents]
    for segment, end in zip(manifest.topic_segments, firsts[1:], strict=True):
        for number in range(_count(end - segment.first_row, _TOPICS_A_PART)):
            yield f"{segment.folder}/topics/{number}"
    for number in range(_count(manifest.documents, manifest.documents_a_part)):
        yield manifest.document_part(number)
    for number in range(len(manifest.words)):
        yield f"{manifest.lists}/words/{number}"
    yield f"{manifest.lists}/filters"
    yield f"{manifest.lists}/slugs"


def _count(rows: int, a_part: int) -> int:
    return -(-rows // a_part)


def _row_findings(
    path: str, slug: str, title: str, home: str | None, seen: Seen
) -> Iterator[Finding]:
    address = urls.paper_path(Slug(slug)) if home is None else home
    page = urls.file_of(urls.UrlPath(address))
    if page not in seen.ids or (home is not None and not is_there(slug, seen.ids[page])):
        where = address if home is None else f"{address}#{slug}"
        message = (
            f"leads to {quoted(where, 120)}, where nothing is; expected the paper; {BUILD_AGAIN}"
        )
        yield _fault(path, message, kind="document without a page")
    elif home is None and seen.papers.get(page, title) != title:
        message = (
            f"calls {quoted(address, 120)} {quoted(title)}; expected the title of the page, "
            f"{quoted(seen.papers[page])}; {BUILD_AGAIN}"
        )
        yield _fault(path, message, kind="another title")


def _whole_findings(
    files: Collection[str], refs: tuple[int, int], documents: int
) -> Iterator[Finding]:
    """Hold the refs of `lunr.json`, where it is, against the number of documents; they count from 0."""
    if urls.LUNR_INDEX in files and refs != (documents, documents - 1):
        message = f"has {amount(refs[0], 'document')}; expected the {documents:,} of the manifest; {BUILD_AGAIN}"
        yield _fault(urls.LUNR_INDEX, message, kind="other documents")


def _fault(path: str, message: str, kind: str = "damaged search") -> Finding:
    return found("search", kind, path, message)
