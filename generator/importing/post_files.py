"""A file of a post, read.

Enters: a file, and the site that it is of. Leaves: a `Post` in a collection, or what is rejected or left out, with its line. A file is any bytes: what is
no text, too long, not UTF-8, or has front matter that cannot be read is rejected.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path, PurePosixPath

from generator.errors import quoted
from generator.importing.addresses import AddressError, PostFile, old_addresses
from generator.importing.front_matter import Fields, FrontMatterError, read_front_matter
from generator.importing.markdown_blocks import MarkdownReader
from generator.importing.old_sites import OldSite
from generator.importing.posts import Collection, LeftOut, Post, Wish
from generator.sources.fields import day_of
from generator.text.lines import NotUtf8Error, decode_lines

A_LINK = "a link, which is not followed"
_LONGEST = 1 << 22  # bytes of a post
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_DATES = ("date", "publishdate", "pubdate", "published")


def leave(found: Collection, file: Path, what: str, line: int = 1) -> None:
    """Note something that does not come along."""
    found.left_out.append(LeftOut(path=str(file), line=line, what=what))


class PostReader:
    """Reads the posts of one path, which are of one site."""

    def __init__(self, site: OldSite, place: Path, wish: Wish, found: Collection) -> None:
        self._site, self._place, self._wish, self._found = site, place, wish, found

    def _reject(self, file: Path, line: int, what: str) -> None:
        self._found.rejected.append(LeftOut(path=str(file), line=line, what=what))

    def read(self, file: Path) -> None:
        """Read a file: a post comes to the collection, or what is wrong with it."""
        site = self._site
        if file.is_symlink() and file != self._place:
            leave(self._found, file, A_LINK)
            return
        lines = self._lines(file)
        if lines is None:
            return
        try:
            front = read_front_matter(lines)
        except FrontMatterError as error:
            self._reject(file, error.line, str(error))
            return
        fields = front.fields
        if (
            fields.get("draft") is True
            or fields.get("published") is False
            or str(fields.get("status", "")).lower() in ("draft", "hidden", "skip")
        ):
            leave(self._found, file, "a draft")
            return
        if file.stem == "_index":
            leave(self._found, file, "the page of a list, which was no post")
            return
        reader = MarkdownReader(lines, front.above)
        blocks = tuple(reader.blocks())
        for line, what in reader.left_out:
            leave(self._found, file, what, line)
        title, day = self._title(file, fields, site), self._day(file, fields)
        if title is None and blocks and blocks[0].kind == "heading" and blocks[0].level == 1:
            title, blocks = blocks[0].text, blocks[1:]
        inside = (
            PurePosixPath(self._place.name) / file.relative_to(self._place).as_posix()
            if self._place.is_dir()
            else PurePosixPath(file.name)
        )
        where = PostFile(path=_inside(file, site, self._place), given=fields, title=title, day=day)
        addresses, fault = _addresses(where, site, self._wish.pattern)
        post = Post(
            path=str(file),
            name=str(inside),
            title=title,
            date=day,
            fields=fields,
            blocks=blocks,
            addresses=addresses,
            no_address=fault,
        )
        self._found.posts.append((post, self._wish.base or site.base))

    def _lines(self, file: Path) -> list[str] | None:
        try:
            if not file.is_file():
                self._reject(file, 1, "neither a file nor a folder; expected a post; remove it")
                return None
            with file.open("rb") as stream:
                data = stream.read(_LONGEST + 1)
            if len(data) > _LONGEST:
                self._reject(
                    file,
                    1,
                    f"more than {_LONGEST:,} bytes; expected a post, not a book; cut it in parts",
                )
            elif b"\0" in data:
                self._reject(
                    file,
                    data.count(b"\n", 0, data.index(b"\0")) + 1,
                    "a byte 0x00; expected text; remove the file, or save it as UTF-8",
                )
            else:
                return decode_lines(data)
        except NotUtf8Error as error:
            self._reject(
                file,
                error.line,
                f"byte 0x{error.byte:02X} is not UTF-8; expected Markdown in UTF-8; save the file as UTF-8",
            )
        except OSError as error:
            self._reject(
                file, 1, f"cannot be read ({error.strerror}); expected a post; check its rights"
            )
        return None

    def _title(self, file: Path, fields: Fields, site: OldSite) -> str | None:
        title = fields.get("title")
        if isinstance(title, str) and title.strip():
            return " ".join(title.split())
        dated = re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}-(.+)", file.stem)
        return dated[1].replace("-", " ").title() if dated and site.tool == "jekyll" else None

    def _day(self, file: Path, fields: Fields) -> dt.date | None:
        """Give the day as it was written, whatever the zone: its address and its readers had that one."""
        for name in _DATES:
            written = fields.get(name)
            if not isinstance(written, str) or not written.strip():
                continue
            day = (
                day_of(found[0])
                if (found := _DAY.match(written.strip()))
                else day_of(written, self._wish.zone)
            )
            if day is None:
                leave(self._found, file, f"{name} {quoted(written)}, which is no day")
            else:
                return day
        named = _DAY.match(file.stem) or _DAY.match(file.parent.name)
        return day_of(f"{named[1]}-{int(named[2]):02}-{int(named[3]):02}") if named else None


def _addresses(
    post: PostFile, site: OldSite, pattern: str | None
) -> tuple[tuple[str, ...], str | None]:
    """Give the addresses at which a post stood, or why they are not known."""
    try:
        return old_addresses(post, site, pattern), None
    except AddressError as error:
        return (), str(error)


def _inside(file: Path, site: OldSite, place: Path) -> PurePosixPath:
    """Give the path of a post within its site's posts, from which its address is made."""
    whole = file.resolve()
    for root in (site.root.resolve() / "content", site.root.resolve(), place.resolve()):
        if (site.tool == "jekyll") == (root.name != "content") and whole.is_relative_to(root):
            return PurePosixPath(whole.relative_to(root).as_posix())
        if site.tool != "jekyll" and whole.is_relative_to(root):
            return PurePosixPath(whole.relative_to(root).as_posix())
    return PurePosixPath(file.name)
