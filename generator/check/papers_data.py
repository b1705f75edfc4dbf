"""The site's data for programs, held against the pages, the search and the files.

Enters: the folder of the site, its files, and what they say. Leaves: findings: of `data/papers.jsonl`, of the lists for reading
offline, of the web app's manifest and its service worker.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from generator import urls
from generator.check.addresses import Addresses
from generator.check.findings import Finding, amount, found
from generator.check.folder import BUILD_AGAIN
from generator.errors import quoted
from generator.models import Slug

_NAMED = 3  # slugs in a message
_PAPER = re.compile(r"papers/([^/]+)/index\.html")
_WORKER = re.compile(r'importScripts\("([^"]+)"\)')
_SETTINGS = re.compile(r"self\.broadsheet = (\{.*\});")


def read_papers(root: Path, findings: list[Finding]) -> list[str] | None:
    """Give the slugs of `data/papers.jsonl`, a line at a time; `None` where it cannot be read."""
    slugs = []
    try:
        with (root / urls.PAPERS_DATA).open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    paper = json.loads(line)
                    slugs.append(str(Slug(paper["slug"])))
                except (ValueError, LookupError, TypeError, RecursionError):
                    message = f"is no paper; expected a JSON object with a slug; {BUILD_AGAIN}"
                    findings.append(_fault(urls.PAPERS_DATA, message, number))
    except OSError as error:
        message = (
            f"cannot be read ({error.strerror}); expected a line for each paper; {BUILD_AGAIN}"
        )
        findings.append(_fault(urls.PAPERS_DATA, message))
        return None
    for slug, count in Counter(slugs).items():
        if count > 1:
            message = (
                f"has {quoted(slug)} in {count} lines; expected each paper once; {BUILD_AGAIN}"
            )
            findings.append(_fault(urls.PAPERS_DATA, message))
    return slugs


def paper_findings(
    slugs: Collection[str], pages: Collection[str], indexed: Collection[str] | None
) -> Iterator[Finding]:
    """Hold papers against pages and the documents of the search, `None` where that cannot be read."""
    own = {match[1] for page in pages if (match := _PAPER.fullmatch(page))}
    if own:
        yield from _differ(slugs, own, "page")
        for slug in sorted(own.difference(slugs)):
            message = f"is a page of no paper; expected a line in {urls.PAPERS_DATA}; {BUILD_AGAIN}"
            yield _fault(urls.file_of(urls.paper_path(Slug(slug))), message)
    if indexed is not None:
        yield from _differ(slugs, set(indexed), "document of the search")
        strange = sorted(set(indexed).difference(slugs))
        if strange:
            message = (
                f"has {amount(len(strange), 'document')} of no paper ({_some(strange)}); expected a line in "
                f"{urls.PAPERS_DATA}; {BUILD_AGAIN}"
            )
            yield found("search", "other documents", urls.SEARCH_MANIFEST, message)


def _differ(slugs: Collection[str], there: set[str], what: str) -> Iterator[Finding]:
    missing = sorted(set(slugs).difference(there))
    if missing:
        message = f"has {amount(len(missing), 'paper')} without a {what} ({_some(missing)}); expected one of each; {BUILD_AGAIN}"
        yield _fault(urls.PAPERS_DATA, message)


def stale_findings(slugs: Collection[str], sources: Collection[str]) -> Iterator[Finding]:
    """Say where the site has other papers than the sources have now."""
    absent, gone = sorted(set(sources).difference(slugs)), sorted(set(slugs).difference(sources))
    if absent or gone:
        parts = [
            f"{amount(len(some), 'paper')} {what}: {_some(some)}"
            for some, what in (
                (absent, "of the sources not on the site"),
                (gone, "of the site in no source"),
            )
            if some
        ]
        message = f"there are {' and '.join(parts)}; expected the same papers; run broadsheet build"
        yield found("data", "older than its sources", urls.PAPERS_DATA, message, severity="warning")


def _some(slugs: list[str]) -> str:
    return ", ".join(slugs[:_NAMED]) + (", …" if len(slugs) > _NAMED else "")


def offline_findings(root: Path, digests: Mapping[str, str]) -> Iterator[Finding]:
    """Hold the lists of files for reading offline against the files."""
    if urls.OFFLINE_INDEX not in digests:
        return
    here = str(urls.OFFLINE_INDEX)
    try:
        names = [str(row[0]) for row in json.loads((root / urls.OFFLINE_INDEX).read_bytes())]
        for name in names:
            path = f"{urls.OFFLINE}{name}.json"
            if path not in digests:
                message = (
                    f"names {quoted(path)}, which is missing; expected all lists; {BUILD_AGAIN}"
                )
                yield _fault(urls.OFFLINE_INDEX, message)
                continue
            here = path
            for address, digest in json.loads((root / path).read_bytes()):
                file = urls.file_of(address)
                if not digests.get(file, "").startswith(digest):
                    message = (
                        f"lists {quoted(address, 120)}, which is missing or another by now; expected the files "
                        f"of this build; {BUILD_AGAIN}"
                    )
                    yield _fault(path, message)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        yield _fault(here, f"is no list of files; expected one; {BUILD_AGAIN}")


def app_findings(root: Path, files: Collection[str], addresses: Addresses) -> Iterator[Finding]:
    """Follow the addresses of the web app's manifest and of the service worker."""
    if urls.WEB_MANIFEST in files:
        yield from _leading_nowhere(root, urls.WEB_MANIFEST, _manifest_links, addresses)
    if urls.SERVICE_WORKER in files:
        yield from _leading_nowhere(root, urls.SERVICE_WORKER, _worker_links, addresses)


def _leading_nowhere(
    root: Path, path: str, links: Callable[[str], list[str]], addresses: Addresses
) -> Iterator[Finding]:
    try:
        written = links((root / path).read_text(encoding="utf-8"))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        yield _fault(path, f"is damaged; expected what a build writes; {BUILD_AGAIN}")
        return
    for link in map(str, written):
        place = addresses.place(path, link)
        if place is not None and place.fault:
            message = (
                f"{quoted(link, 120)} {place.fault}; expected a file of the site; {BUILD_AGAIN}"
            )
            yield _fault(path, message)


def _manifest_links(text: str) -> list[str]:
    value = json.loads(text)
    return [
        value["start_url"],
        *(icon["src"] for icon in value.get("icons", ())),
        *(shortcut["url"] for shortcut in value.get("shortcuts", ())),
    ]


def _worker_links(text: str) -> list[str]:
    settings = json.loads(_SETTINGS.findall(text)[0])
    return [*(settings["assets"] + name for name in settings["core"]), *_WORKER.findall(text)]


def _fault(path: str, message: str, line: int | None = None) -> Finding:
    return found("data", "damaged data", path, message, line=line)
