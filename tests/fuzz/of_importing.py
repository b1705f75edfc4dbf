"""Targets of old digests: bytes of a post, a feed, an outline, old settings or redirects in, a property broken or nothing out."""

from __future__ import annotations

import datetime as dt
import tempfile
from functools import cache
from pathlib import Path, PurePosixPath

from generator.errors import InputError
from generator.importing.addresses import AddressError, PostFile, old_addresses
from generator.importing.dump import dump_lines
from generator.importing.front_matter import FrontMatterError, read_front_matter
from generator.importing.html_blocks import html_blocks
from generator.importing.markdown_blocks import MarkdownReader
from generator.importing.old_sites import OldSite
from generator.importing.opml import OutlineError, read_outline
from generator.importing.posts import Post, Tool
from generator.importing.reading import read_post
from generator.redirects.paths import PathError, old_path, redirect_file
from generator.redirects.table import parse_redirects
from generator.text.lines import split_lines
from tests.fuzz.checks import hold_error, hold_sentence

_TOOLS: tuple[Tool, ...] = ("hugo", "jekyll", "pelican")


def post(data: bytes) -> None:
    """A post of any text gives papers that a dump can hold, with lines of it, and addresses that are paths or are refused."""
    lines = split_lines(data.decode("utf-8", "replace"))
    try:
        front = read_front_matter(lines)
    except FrontMatterError as error:
        hold_sentence(str(error))
        return
    blocks = tuple(MarkdownReader(lines, front.above).blocks())
    assert all(front.above < block.first <= block.last <= len(lines) for block in blocks)
    title = front.fields.get("title")
    kept = Post(
        path="a.md",
        name="a.md",
        title=title if isinstance(title, str) else None,
        fields=front.fields,
        blocks=blocks,
    )
    for kind in (None, "edition", "paper"):
        read = read_post(kept, kind)  # type: ignore[arg-type]
        assert (read.kind is None) == (not read.papers) == (read.reason != "")
        assert all(line.count("\n") == 1 for line in dump_lines([read]))
    for tool in _TOOLS:
        _hold_addresses(tool, front.fields, kept.title)


def _hold_addresses(tool: Tool, fields: object, title: str | None) -> None:
    assert isinstance(fields, dict)
    file = PostFile(
        path=PurePosixPath("posts/a.md"), given=fields, title=title, day=dt.date(2020, 5, 3)
    )
    try:
        for address in old_addresses(file, OldSite(tool=tool, root=Path(), because="")):
            file_of = redirect_file(old_path(address))
            assert not {"", ".", ".."} & set(file_of.split("/")), address
    except (AddressError, PathError) as error:
        hold_sentence(str(error))


def html(data: bytes) -> None:
    """HTML of any form gives blocks, and papers of them."""
    blocks = html_blocks(data.decode("utf-8", "replace"), 1)
    read_post(Post(path="a.xml", name="a.xml", title="Papers 1", blocks=blocks))


@cache
def _file() -> Path:
    kept = tempfile.TemporaryDirectory(prefix="broadsheet-fuzz-")
    _kept.append(kept)
    return Path(kept.name) / "a.opml"


_kept: list[tempfile.TemporaryDirectory[str]] = []


def outline(data: bytes) -> None:
    """An outline gives commands that are one line each, or a fault with its line."""
    _file().write_bytes(data)
    try:
        found = read_outline(_file(), "a.opml")
    except OutlineError as error:
        hold_sentence(str(error))
        return
    assert all(command.isprintable() for command in found.commands), found.commands


def redirects(data: bytes) -> None:
    """Lines of redirects are paths below the site, or problems each with its line."""
    try:
        found = parse_redirects(split_lines(data.decode("utf-8", "replace")))
    except InputError as error:
        hold_error(error, "redirects.csv")
        return
    for each in found:
        assert not {"", ".", ".."} & set(redirect_file(each.path).split("/"))
