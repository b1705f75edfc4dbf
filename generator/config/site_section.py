"""The section `site`: what the digest is called and where it stands.

Enters: the top level of site.yaml. Leaves: `SiteSettings`. Refuses what is no address, language or tag.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from generator.config.key import names
from generator.config.keys import LANGUAGE_FORM, SITE, TAG_FORM
from generator.config.reader import Problems, Section
from generator.config.settings import DEFAULT_ABOUT, DEFAULT_LANGUAGE, SiteSettings
from generator.errors import Location, quoted

_LANGUAGE = re.compile(LANGUAGE_FORM)
_TAG = re.compile(TAG_FORM)


def read_site(top: Section, problems: Problems) -> SiteSettings:
    """Read what the digest is called and where it stands."""
    if top.node.get("site") is None:
        problems.add(
            top.node.location,
            'there is no "site"; expected the site\'s settings; write: site: {title: My digest}',
        )
    section = top.section("site", names(SITE))
    if section is None:
        return SiteSettings(title="")
    section.check_form("language", _LANGUAGE, "a language tag such as en or pt-BR")
    section.check_form("tag", _TAG, "a name and a date such as example.org,2025-01-01")
    return SiteSettings(
        title=section.required_text("title", "title: My digest") or "",
        description=section.text("description"),
        url=_url(section, problems),
        language=section.text("language") or DEFAULT_LANGUAGE,
        about=section.text("about") or DEFAULT_ABOUT,
        tag=section.text("tag"),
        words=section.text("words", "words: words.yaml"),
        words_location=_location(section, "words"),
        static=section.text("static", "static: files"),
        static_location=_location(section, "static"),
    )


def _location(section: Section, key: str) -> Location | None:
    node = section.node.get(key)
    return None if node is None else node.location


def _url(section: Section, problems: Problems) -> str | None:
    url = section.text("url")
    if url is None:
        return None
    if (reason := url_fault(url)) is not None:
        node = section.node.get("url") or section.node
        problems.add(
            node.location,
            f'"url" in "site" is {quoted(url)}, {reason}; expected the address of the site; '
            "write, for instance, url: https://example.org/digest/",
        )
    return url if url.endswith("/") else url + "/"


def url_fault(url: str) -> str | None:
    """Say what is wrong with the address of a site, or `None` when nothing is.

    >>> url_fault("https://example.org/digest/") is None
    True
    >>> url_fault("example.org")
    'which has no http:// or https://'
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return "which is not an address"
    if parts.scheme not in {"http", "https"}:
        return "which has no http:// or https://"
    if not host:
        return "which has no host"
    if parts.query or parts.fragment:
        return "which has a query or a fragment"
    if re.search(r"[\s\"'<>\\]", url):
        return "which has characters that an address may not have"
    return None
