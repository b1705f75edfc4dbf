"""Lines of `redirects.csv` for posts that were imported.

Enters: posts, the papers that a dump brings, and the file as it is. Leaves: new lines, and what got none, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from generator.adding import Brought
from generator.config import SiteConfig
from generator.errors import quoted
from generator.importing.posts import LeftOut, Post, ReadPost
from generator.redirects.paths import PathError, folded, is_page, old_path, redirect_file
from generator.redirects.table import redirect_line
from generator.redirects.targets import own_addresses
from generator.urls import UNDATED, UrlPath, base_path, file_of, paper_file

_OF_DAYS = re.compile(r"dates/\d{4}/(?:(?:w?\d\d/)(?:\d\d/)?)?(?:page/\d+/)?index\.html")


@dataclass(slots=True)
class Redirecting:
    """New lines, how many stand in the file already, and what got none."""

    lines: list[str] = field(default_factory=list)
    standing: int = 0
    left_out: list[LeftOut] = field(default_factory=list)


def redirects_of(
    posts: Sequence[tuple[ReadPost, str | None]],
    brought: Iterable[Brought],
    standing: Mapping[str, str],
    config: SiteConfig,
) -> Redirecting:
    """Make the lines of posts, in the order of their papers' lines; `standing` has targets by file of an old address.

    With each post comes the address of its old site, if that is known.
    """
    every = tuple(brought)
    papers = {line: paper for paper in every for line in paper.lines}
    made = Redirecting()
    taken = {folded(file): (file, target) for file, target in standing.items()}
    own = {folded(file_of(path)) for path in own_addresses(config)}
    own.update(paper_file(paper.slug) for paper in every)
    line = 0
    for read, base in posts:
        first, line = line + 1, line + len(read.papers)
        if read.kind is None:
            continue
        if read.post.no_address is not None:
            what = f"its old address, which is not known: {read.post.no_address}"
            made.left_out.append(LeftOut(path=read.post.path, line=read.post.line, what=what))
        target = _target(read, papers.get(first))
        for address in read.post.addresses:
            fault = "its paper is hidden by an override" if target is None else None
            try:
                path = _below(address, base, config)
                file = redirect_file(path)
                if folded(file) in own or _OF_DAYS.fullmatch(folded(file)):
                    raise PathError("is one of the digest itself")
                if not is_page(path):
                    raise PathError(
                        "can be no page, for it does not end in a slash, in .html or in nothing"
                    )
                before, leads = taken.get(folded(file), (file, target))
                if before != file:
                    raise PathError("differs from another in case alone, which not all systems see")
                if leads != target:
                    raise PathError(f"leads to {leads} already")
            except PathError as error:
                fault = str(error)
            if fault is not None or target is None:
                made.left_out.append(_left(read.post, address, fault or ""))
            elif folded(file) in taken:
                made.standing += 1
            else:
                taken[folded(file)] = file, target
                made.lines.append(redirect_line(path, target))
    return made


def _target(read: ReadPost, paper: Brought | None) -> str | None:
    """Say where a post leads: to its paper, or to the day of its papers."""
    if read.kind == "edition":
        return f"/{UNDATED}" if read.post.date is None else f"date:{read.post.date.isoformat()}"
    return None if paper is None or not paper.is_shown else f"paper:{paper.id}"


def _below(address: str, base: str | None, config: SiteConfig) -> UrlPath:
    """Give the path below the digest's root at which an old address stands; raises `PathError`."""
    try:
        parts, old, new = urlsplit(address), urlsplit(base or ""), urlsplit(config.site.url or "")
    except ValueError:
        raise PathError("is no address") from None
    if parts.query:
        raise PathError("has a query, which no static host looks at")
    path = parts.path
    home = new.path or "/"
    if parts.netloc:
        below = base_path(base) if base else home if parts.hostname == new.hostname else "/"
        if not path.startswith(below):
            raise PathError(f"lies outside of {below}, where the site stands")
        return old_path(path.removeprefix(below))
    if old.hostname and old.hostname == new.hostname:
        whole = f"{old.path.rstrip('/')}{path}"
        if not whole.startswith(home):
            raise PathError(f"lies outside of {home}, where the digest stands")
        path = whole.removeprefix(home)
    return old_path(path)


def _left(post: Post, address: str, fault: str) -> LeftOut:
    return LeftOut(
        path=post.path, line=post.line, what=f"the old address {quoted(address)} {fault}"
    )
