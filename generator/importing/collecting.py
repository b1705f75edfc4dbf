"""Folders and files to posts.

Enters: paths as the user named them. Leaves: a `Collection`: posts in the order of their paths, what is rejected or left out with its
line, and what has to be fetched first. Links are not followed, hidden files are not looked at. Refuses (`BroadsheetError`): a path that is not there.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from generator.errors import BroadsheetError
from generator.importing.feeds import LONGEST as LONGEST_FEED
from generator.importing.feeds import ReadFeed, Source, read_json_feed, read_xml_feed
from generator.importing.old_sites import old_site, posts_folders
from generator.importing.opml import OutlineError, read_outline
from generator.importing.post_files import A_LINK, PostReader, leave
from generator.importing.posts import Collection, Wish

_MARKDOWN = frozenset((".md", ".markdown", ".mkd", ".mdown"))
_OTHER_TEXT = frozenset(
    (".rst", ".org", ".adoc", ".asciidoc", ".html", ".htm", ".textile", ".ipynb")
)
_LONGEST = 1 << 22  # bytes of a post
_MOST_FILES = 100_000
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_DATES = ("date", "publishdate", "pubdate", "published")


def collect(paths: tuple[Path, ...], wish: Wish) -> Collection:
    """Collect the posts of some paths; raises `BroadsheetError`."""
    found = Collection()
    for path in paths:
        if not path.exists():
            raise BroadsheetError(
                f"{path}: is not there; expected a folder of posts, a file of Markdown, a feed or an OPML file; correct the path"
            )
        if path.is_dir() or path.suffix.lower() in _MARKDOWN:
            _Folder(path, wish, found).read()
        else:
            _read_feed(path, str(path), wish, found)
    return found


class _Folder:
    """The posts below one path."""

    def __init__(self, place: Path, wish: Wish, found: Collection) -> None:
        self._place, self._wish, self._found = place, wish, found
        self._others: Counter[str] = Counter()

    def read(self) -> None:
        site = old_site(self._place, self._wish.tool, ())
        folders = posts_folders(site, self._place)
        files = [file for folder in folders for file in self._files(folder)]
        if site.because.startswith("for want"):
            site = old_site(
                self._place, None, [(file.name, _first_line(file)) for file in files[:100]]
            )
        before = len(self._found.posts)
        reader = PostReader(site, self._place, self._wish, self._found)
        for file in files:
            reader.read(file)
        posts = len(self._found.posts) - before
        said = f"{self._place}: {posts:,} {'post' if posts == 1 else 'posts'} of {site.tool.capitalize()}, {site.because}"
        kinds = ", ".join(
            f"{ending or 'no ending'} {count:,}" for ending, count in sorted(self._others.items())
        )
        self._found.heads.append(said + (f"; files that are no posts: {kinds}" if kinds else ""))

    def _files(self, folder: Path) -> Iterator[Path]:
        if not folder.is_dir():
            yield folder
            return
        count = 0
        for top, names, files in os.walk(folder):
            names[:] = sorted(name for name in names if not name.startswith("."))
            for name in [name for name in names if (Path(top) / name).is_symlink()]:
                names.remove(name)
                leave(self._found, Path(top) / name, A_LINK)
            for name in sorted(files):
                file = Path(top) / name
                ending = file.suffix.lower()
                if name.startswith("."):
                    continue
                if ending in _MARKDOWN:
                    count += 1
                    if count > _MOST_FILES:
                        raise BroadsheetError(
                            f"{folder}: more than {_MOST_FILES:,} posts; expected fewer; import parts of it"
                        )
                    yield file
                elif ending in _OTHER_TEXT and not name.startswith("_"):
                    leave(self._found, file, f"{ending[1:]} and no Markdown, which is not read")
                else:
                    self._others[ending] += 1


def _first_line(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return stream.readline(200).decode("utf-8", "replace").strip()
    except OSError:
        return ""


def _read_feed(
    file: Path, shown: str, wish: Wish, found: Collection, *, listed: bool = False
) -> None:
    """Read a feed, or an outline and the feeds that it lists."""
    source = Source(file=file, path=shown, name=file.name, base=wish.base, zone=wish.zone)
    try:
        with file.open("rb") as stream:
            head = stream.read(1 << 16).lstrip(b"\xef\xbb\xbf \t\r\n")
        if re.search(rb"<opml[\s>]", head) and not listed:
            _read_outline(file, shown, wish, found)
            return
        if head.startswith(b"{"):
            if file.stat().st_size > LONGEST_FEED:
                raise ValueError(f"it has more than {LONGEST_FEED:,} bytes")
            read, kind = read_json_feed(source, file.read_bytes()), "JSON Feed"
        elif root := re.search(rb"<(?:[\w.-]+:)?(feed|rss|RDF)[\s>]", head):
            read, kind = (
                read_xml_feed(source),
                {b"feed": "Atom", b"rss": "RSS"}.get(root[1], "RSS 1.0"),
            )
        else:
            raise ValueError("its beginning is of none that is known")
    except (ValueError, RecursionError) as error:
        raise BroadsheetError(
            f"{shown}: no feed ({error}); expected Atom, RSS, JSON Feed, OPML, Markdown or a folder; give one of these"
        ) from None
    except OSError as error:
        raise BroadsheetError(
            f"{shown}: cannot be read ({error.strerror}); expected a feed; check its rights"
        ) from None
    _take(read, kind, shown, wish, found)


def _take(read: ReadFeed, kind: str, shown: str, wish: Wish, found: Collection) -> None:
    found.posts.extend((post, wish.base) for post in read.posts)
    found.rejected.extend(read.rejected)
    number = len(read.posts)
    found.heads.append(f"{shown}: {number:,} {'entry' if number == 1 else 'entries'} of {kind}")


def _read_outline(file: Path, shown: str, wish: Wish, found: Collection) -> None:
    try:
        outline = read_outline(file, shown)
    except OutlineError as error:
        raise BroadsheetError(f"{shown}:{error.line}: {error}") from None
    found.heads.append(
        f"{shown}: an outline of {len(outline.files) + len(outline.commands):,} feeds"
    )
    found.rejected.extend(outline.rejected)
    found.commands.extend(outline.commands)
    for inner in outline.files:
        if inner.resolve() != file.resolve():
            _read_feed(inner, str(inner), wish, found, listed=True)
