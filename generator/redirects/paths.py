"""Old addresses as they may stand below a site's root.

Enters: an address as people and exports write it. Leaves: its path, decoded, without a slash at its beginning. Refuses (`PathError`)
what is no path of a static site, or no name that every system can hold.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from generator.urls import UrlPath, file_of

# A name's ending, by which hosts tell what a file is; a version such as v1.0 has none.
_ENDING = re.compile(r"\.([A-Za-z][A-Za-z0-9]{0,7})$")
_PAGES = frozenset(("htm", "html"))
_FORBIDDEN = re.compile(r'[<>:"|?*\\#]')
_LONGEST, _LONGEST_NAME = 1000, 240  # characters, bytes


class PathError(ValueError):
    """An address that cannot be redirected; the message says what it is or has."""


def old_path(written: str) -> UrlPath:
    """Read the path of an old address; raises `PathError`.

    >>> old_path("/posts/caf%C3%A9/"), old_path("2020/01/31/a.html")
    ('posts/café/', '2020/01/31/a.html')
    """
    text = written.strip()
    if "?" in text or "#" in text:
        raise PathError("has a query or a fragment, which no static host looks at")
    if re.match(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//", text):
        raise PathError("is of a whole site")
    try:
        path = unquote(text, errors="strict").removeprefix("/")
    except UnicodeDecodeError:
        raise PathError("has bytes that are not UTF-8") from None
    if not path or path == "index.html":
        raise PathError("is the front page")
    if not path.isprintable() or _FORBIDDEN.search(path):
        raise PathError("has characters that no file's name may have everywhere")
    if len(path) > _LONGEST:
        raise PathError(f"has more than {_LONGEST:,} characters")
    _check_names(path.removesuffix("/").split("/"))
    return UrlPath(path)


def _check_names(names: list[str]) -> None:
    for name in names:
        if not name:
            raise PathError("has two slashes in a row")
        if name.startswith(".") or name.endswith((".", " ")):
            raise PathError("has a name that begins with a dot, or ends with a dot or a space")
        if len(name.encode("utf-8", "replace")) > _LONGEST_NAME:
            raise PathError(f"has a name of more than {_LONGEST_NAME} bytes")


def is_page(path: UrlPath) -> bool:
    """Tell whether a page can stand at an old address on any host: it ends in a slash, in .html, or in nothing.

    >>> is_page(UrlPath("a/")), is_page(UrlPath("a/v1.0")), is_page(UrlPath("index.xml"))
    (True, True, False)
    """
    ending = _ENDING.search(path)
    return path.endswith("/") or ending is None or ending[1].lower() in _PAGES


def redirect_file(path: UrlPath) -> str:
    """Give the file of the page at an old address.

    >>> redirect_file(UrlPath("posts/a")), redirect_file(UrlPath("a.html"))
    ('posts/a/index.html', 'a.html')
    """
    ending = _ENDING.search(path)
    return file_of(path if path.endswith("/") or ending is not None else UrlPath(f"{path}/"))


def folded(file: str) -> str:
    """Give what tells a file from others on systems that take no account of case.

    >>> folded("Posts/A.html") == folded("posts/a.html")
    True
    """
    return file.casefold()


def file_and_above(path: UrlPath) -> tuple[str, ...]:
    """Give the file of the page at an old address, and the folders above it, none of which may be a file.

    >>> file_and_above(UrlPath("posts/a/"))
    ('posts/a/index.html', 'posts', 'posts/a')
    """
    file = redirect_file(path)
    parts = file.split("/")
    return file, *("/".join(parts[:number]) for number in range(1, len(parts)))


def written_path(path: str) -> str:
    """Write a path as an address.

    >>> written_path("posts/café/*")
    'posts/caf%C3%A9/%2A'
    """
    return quote(path, safe="/-._~")
