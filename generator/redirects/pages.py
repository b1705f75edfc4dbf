"""The pages at old addresses, and the lines that some hosts read instead.

Enters: redirects that have their targets. Leaves: artifacts: for each a page of HTML that leads on at once, and `_redirects` in the
form of Netlify and Cloudflare Pages. A page has no style and no script, so its policy forbids all. Cloudflare sends the new address
itself, and a browser never sees the page; Netlify does where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from generator import urls
from generator.artifacts import Artifact
from generator.redirects.paths import is_page, redirect_file, written_path
from generator.redirects.targets import PlacedRedirect
from generator.urls import UrlPath
from generator.words import Words, is_right_to_left


def redirect_page(redirect: PlacedRedirect, words: Words, *, url: str, placed: bool) -> Artifact:
    """Make the page at an old address; `url` is that of the site, and `placed` tells that somebody said it."""
    file = redirect_file(redirect.path)
    link = escape(f"{urls.root_prefix(UrlPath(file))}{redirect.target}")
    whole = escape(f"{url}{redirect.target}")
    direction = ' dir="rtl"' if is_right_to_left(words.language) else ""
    canonical = f'<link rel="canonical" href="{whole}">\n' if placed else ""
    text = escape(words.say("moved.title"))
    html = (
        f'<!doctype html>\n<html lang="{escape(words.language)}"{direction}>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n<meta name="color-scheme" content="light dark">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';base-uri 'none'\">\n"
        f'<meta name="robots" content="noindex">\n<title>{text}</title>\n{canonical}'
        f'<meta http-equiv="refresh" content="0; url={link}">\n'
        f'<main>\n<h1>{text}</h1>\n<p><a href="{link}">{escape(words.say("moved.link"))}</a></p>\n</main>\n'
    )
    return Artifact(path=file, data=html.encode())


def host_redirects(redirects: Iterable[PlacedRedirect], *, url: str) -> Iterable[Artifact]:
    """Make `_redirects`, if there are any: old addresses from the root of the folder, new ones from that of the host.

    No status forces what the host has at an address aside ("301!"), for Cloudflare takes such a line for a mistake.
    """
    base = urls.base_path(url)
    lines = [
        f"/{written_path(each.path)} {base}{each.target} 301\n"
        for each in sorted(redirects, key=lambda each: each.path)
    ]
    if lines:
        yield Artifact(path=urls.REDIRECTS, data="".join(lines).encode())


def with_pages(redirects: Iterable[PlacedRedirect]) -> tuple[PlacedRedirect, ...]:
    """Give the redirects at whose old address a page can stand."""
    return tuple(redirect for redirect in redirects if is_page(redirect.path))
