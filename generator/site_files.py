"""The files of a site that are neither pages, feeds nor search.

Enters: the static files, the plan and the site's address. Leaves: artifacts: the style sheets and
scripts under one folder that is named after their content (so a host may cache them for ever),
`sitemap.xml` (sitemaps.org 0.9), `robots.txt`, `opensearch.xml` (OpenSearch 1.1) and `.nojekyll`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from generator import urls
from generator.artifacts import Artifact
from generator.bundles import bundled
from generator.models import ClassifiedPaper
from generator.pages import NotFoundPage, Page, PaperPage, SearchPage
from generator.urls import UrlPath

_DIGEST_LENGTH = 10


def static_artifacts(
    static: Path, vendor: Iterable[tuple[str, Path]]
) -> tuple[UrlPath, tuple[Artifact, ...]]:
    """Read every static file; gives the folder that they stand in, and them."""
    own = (
        (path.relative_to(static).as_posix(), path)
        for path in static.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    )
    files = bundled({name: path.read_bytes() for name, path in sorted([*own, *vendor])})
    digest = hashlib.sha256()
    for name, data in files.items():
        digest.update(f"{name}\n{len(data)}\n".encode() + data)
    folder = UrlPath(f"assets/{digest.hexdigest()[:_DIGEST_LENGTH]}/")
    return folder, tuple(Artifact(path=folder + name, data=data) for name, data in files.items())


def host_artifacts(
    pages: Sequence[Page], papers: Sequence[ClassifiedPaper], *, url: str, title: str
) -> Iterator[Artifact]:
    """Make what search engines, browsers and hosts look for at the root of a site."""
    yield Artifact(path="sitemap.xml", data=_sitemap(pages, papers, url))
    robots = f"User-agent: *\nAllow: /\nSitemap: {url}sitemap.xml\n"
    yield Artifact(path="robots.txt", data=robots.encode("utf-8"))
    yield Artifact(path="opensearch.xml", data=_opensearch(url, title))
    # Without it GitHub Pages runs Jekyll, which leaves files out.
    yield Artifact(path=".nojekyll", data=b"")


def _sitemap(pages: Sequence[Page], papers: Sequence[ClassifiedPaper], url: str) -> bytes:
    root = ET.Element("urlset", {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"})
    for page in pages:
        if isinstance(page, NotFoundPage | SearchPage):
            continue
        entry = ET.SubElement(root, "url")
        ET.SubElement(entry, "loc").text = url + page.path
        if isinstance(page, PaperPage) and (dates := papers[page.paper].paper.dates):
            ET.SubElement(entry, "lastmod").text = dates[-1].isoformat()
    return _xml(root)


def _opensearch(url: str, title: str) -> bytes:
    root = ET.Element("OpenSearchDescription", {"xmlns": "http://a9.com/-/spec/opensearch/1.1/"})
    # The specification allows 16 characters for the short name.
    ET.SubElement(root, "ShortName").text = title[:16]
    ET.SubElement(root, "Description").text = f"Search {title}"
    ET.SubElement(root, "InputEncoding").text = "UTF-8"
    template = f"{url}{urls.SEARCH}?q={{searchTerms}}"
    ET.SubElement(root, "Url", {"type": "text/html", "template": template})
    return _xml(root)


def _xml(root: ET.Element) -> bytes:
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'.encode()
