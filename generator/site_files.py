"""What search engines, browsers and hosts look for at the root of a site.

Enters: the plan and the site's address. Leaves: artifacts: `sitemap.xml` (sitemaps.org 0.9), `robots.txt`,
`opensearch.xml` (OpenSearch 1.1) and `.nojekyll`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import islice
from xml.etree import ElementTree as ET

from generator import urls
from generator.artifacts import Artifact
from generator.pages import NotFoundPage, ReadingPage, SearchPage, SitePlan, WholeTopicPage
from generator.words import Words

_MOST_URLS = 45_000  # the protocol allows 50,000 in a file


def host_artifacts(plan: SitePlan, words: Words, *, url: str, title: str) -> Iterator[Artifact]:
    """Make what search engines, browsers and hosts look for at the root of a site."""
    yield from _sitemaps(plan, url)
    robots = f"User-agent: *\nAllow: /\nSitemap: {url}sitemap.xml\n"
    yield Artifact(path="robots.txt", data=robots.encode("utf-8"))
    yield Artifact(path="opensearch.xml", data=_opensearch(url, title, words))
    # Without it GitHub Pages runs Jekyll, which leaves files out.
    yield Artifact(path=".nojekyll", data=b"")


def _sitemaps(plan: SitePlan, url: str) -> Iterator[Artifact]:
    """Write the sitemap, or an index of several where one would have too many addresses.

    Papers stand oldest first, so that new ones change the last sitemap alone.
    """
    root = escape(url)
    entries = _entries(plan, root)
    part = list(islice(entries, _MOST_URLS))
    rest = list(islice(entries, _MOST_URLS))
    if not rest:
        yield Artifact(path="sitemap.xml", data=_sitemap("urlset", part))
        return
    names: list[str] = []
    # Of a large digest not all are text at once.
    while part:
        names.append(f"sitemap-{len(names) + 1}.xml")
        yield Artifact(path=names[-1], data=_sitemap("urlset", part))
        part, rest = rest, list(islice(entries, _MOST_URLS))
    index = [f"<sitemap><loc>{root}{name}</loc></sitemap>\n" for name in names]
    yield Artifact(path="sitemap.xml", data=_sitemap("sitemapindex", index))


def _entries(plan: SitePlan, root: str) -> Iterator[str]:
    """Write an entry for each page, those of papers last."""
    for page in plan.lists:
        if not isinstance(page, NotFoundPage | SearchPage | ReadingPage | WholeTopicPage):
            yield f"<url><loc>{root}{page.path}</loc></url>\n"
    days = {day: f"<lastmod>{day.isoformat()}</lastmod>" for day in plan.days}
    # A place on a page is no address of its own to search engines.
    for number in reversed(plan.newest_first if plan.homes is None else ()):
        row = plan.rows[number]
        day = days[row.dates[-1]] if row.dates else ""
        yield f"<url><loc>{root}{urls.paper_path(row.slug)}</loc>{day}</url>\n"


def _sitemap(kind: str, entries: Iterable[str]) -> bytes:
    body = "".join(entries)
    head = '<?xml version="1.0" encoding="utf-8"?>\n'
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'{head}<{kind} xmlns="{space}">\n{body}</{kind}>\n'.encode()


def _opensearch(url: str, title: str, words: Words) -> bytes:
    root = ET.Element("OpenSearchDescription", {"xmlns": "http://a9.com/-/spec/opensearch/1.1/"})
    # The specification allows 16 characters for the short name.
    ET.SubElement(root, "ShortName").text = title[:16]
    ET.SubElement(root, "Description").text = words.say("app.opensearch", site=title)
    ET.SubElement(root, "InputEncoding").text = "UTF-8"
    template = f"{url}{urls.SEARCH}?q={{searchTerms}}"
    ET.SubElement(root, "Url", {"type": "text/html", "template": template})
    return _xml(root)


def _xml(root: ET.Element) -> bytes:
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'.encode()
