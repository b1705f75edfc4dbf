"""A post to its papers: one post is one paper, or an edition with a list of them, or neither.

Enters: posts. Leaves: `ReadPost`s. The rules, in this order, of which docs/importing.md has examples:
1. The owner's word (`--kind`).
2. Front matter that names a paper (arXiv id, DOI, address): one paper.
3. Two entries or more that have titles and are of different papers: an edition.
4. One such entry, in a post whose title has a number or a word such as "papers", "digest", "weekly": an edition.
5. A link to a paper anywhere: one paper, that of the first link.
6. Else no paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from generator.errors import quoted
from generator.importing.blocks import Block
from generator.importing.entries import Entry, entries_in, text_without
from generator.importing.links import ids_of, is_label, is_paper, key_of
from generator.importing.paper_fields import SUMMARIES, PaperFields, paper_fields
from generator.importing.posts import FoundPaper, Kind, LeftOut, Post, ReadPost
from generator.models import Link
from generator.sources.fields import link_of
from generator.text.ids import Ids, ids_in

_EDITION = re.compile(
    r"\d|\b(?:papers|digest|weekly|daily|monthly|links|edition|issue|roundup|round-up|reading list|highlights)\b",
    re.I,
)
_ABSTRACT = re.compile(r"(?:abstract|summary|tl;?dr|overview)\W*", re.IGNORECASE)
_NO_WORDS = "neither a title nor words besides links; expected at least one of them; write a title"
_NO_PAPER = (
    "no paper in it; expected an arXiv id, a DOI or an address of a paper in the front matter, or a link to one in the text; "
    "add one, or say --kind paper if the post itself is the paper"
)


def read_post(post: Post, kind: Kind | None = None) -> ReadPost:
    """Read the papers of a post; `kind` is what the owner says that it is."""
    fields = paper_fields(post.fields)
    if post.source is not None and is_paper(post.source):
        fields = replace(fields, urls=(post.source, *fields.urls))
    entries, spare = entries_in(post.blocks)
    found = kind or _kind(post, fields, entries)
    if found == "edition":
        return _edition(post, fields, entries, spare)
    if found == "paper":
        return _paper(post, fields)
    return ReadPost(post=post, kind=None, reason=_NO_PAPER)


def _kind(post: Post, fields: PaperFields, entries: Sequence[Entry]) -> Kind | None:
    if fields.ids or any(map(is_paper, fields.urls)):
        return "paper"
    different = {key_of(filter(is_paper, entry.urls)) for entry in entries}
    if len(different) > 1 or (len(different) == 1 and _EDITION.search(post.title or "")):
        return "edition"
    return "paper" if any(is_paper(url) for block in post.blocks for url in block.urls) else None


def _paper(post: Post, fields: PaperFields) -> ReadPost:
    urls = list(dict.fromkeys(url for block in post.blocks for url in block.urls))
    first = next((url for url in (*fields.urls, *urls) if is_paper(url)), None)
    labelled = [
        span.url
        for block in post.blocks
        for span in block.spans
        if span.url and is_label(span.text)
    ]
    ids, address = _ids(fields.ids, first, (*fields.urls, *labelled))
    abstract, left_out = _abstract(post, fields)
    others = {
        url
        for url in urls
        if is_paper(url) and not (set(ids_of(url)) & set(ids)) and url != address
    }
    if others:
        left_out.append(_left(post, post.line, f"{_count(len(others), 'link')} to other papers"))
    if not post.title and not abstract:
        return ReadPost(post=post, kind=None, reason=_NO_WORDS)
    left_out.extend(_lost_links(post, urls))
    paper = FoundPaper(
        line=post.line,
        title=post.title,
        abstract=abstract,
        date=post.date,
        authors=fields.authors,
        ids=ids,
        url=address,
        links=_links((*fields.links, *_known(urls, others)), ids, address),
        venue=fields.venue,
        keywords=fields.keywords,
    )
    unkept = fields.unkept("paper")
    if abstract is not None and abstract == fields.summary:
        unkept = tuple(name for name in unkept if name not in SUMMARIES)
    return ReadPost(
        post=post, kind="paper", papers=(paper,), left_out=tuple(left_out), unkept=unkept
    )


def _known(urls: Iterable[str], without: Iterable[str]) -> list[Link]:
    """Give the links in a text as they can be kept: http and https alone, and none to other papers."""
    left = set(without)
    links = (link_of(url) for url in urls if url not in left)
    return [link for link in links if link is not None]


def _ids(given: Ids, first: str | None, named: Iterable[str]) -> tuple[Ids, str | None]:
    """Give a paper's ids, and an address of it that holds none; links that are only named count where their scheme is new."""
    ids = dict(given)
    for scheme, value in ids_of(first) if first and not given else ():
        ids.setdefault(scheme, value)
    for url in named:
        for scheme, value in ids_of(url):
            ids.setdefault(scheme, value)
    address = first if first is not None and not ids_of(first) else None
    return tuple(sorted(ids.items())), address


def _links(links: Iterable[Link], ids: Ids, address: str | None) -> tuple[Link, ...]:
    unique = {link.url: link for link in links if link.url != address}
    return tuple(link for link in unique.values() if not set(ids_in((link.url,))) & set(ids))


def _abstract(post: Post, fields: PaperFields) -> tuple[str | None, list[LeftOut]]:
    """Give the text of a paper: the front matter's abstract, the section "Abstract", or all of the body."""
    body = [b for b in post.blocks if b.kind == "heading" or text_without(b.spans)]
    if fields.abstract is None:
        start = next(
            (n for n, b in enumerate(body) if b.kind == "heading" and _ABSTRACT.fullmatch(b.text)),
            None,
        )
        if start is None:
            return _text_of(body) or fields.summary, []
        end = next((n for n in range(start + 1, len(body)) if body[n].kind == "heading"), len(body))
        text = _text_of(body[start + 1 : end])
        if text:
            return text, _left_blocks(post, [*body[:start], *body[end:]])
    return fields.abstract or fields.summary, _left_blocks(post, body)


def _text_of(blocks: Iterable[Block]) -> str:
    return "\n".join(text for block in blocks if (text := text_without(block.spans)))


def _edition(
    post: Post, fields: PaperFields, entries: Sequence[Entry], spare: Sequence[Block]
) -> ReadPost:
    papers = []
    for entry in entries:
        own = [url for url in entry.urls if is_paper(url)]
        ids, address = _ids((), own[0] if own else None, own)
        papers.append(
            FoundPaper(
                line=entry.blocks[0].first,
                title=entry.title,
                abstract=entry.abstract,
                date=post.date,
                ids=ids,
                url=address,
                links=_links(_known(entry.urls, ()), ids, address),
                keywords=tuple(dict.fromkeys((*entry.keywords, *fields.keywords))),
            )
        )
    reason = "" if papers else _NO_PAPER
    return ReadPost(
        post=post,
        kind="edition" if papers else None,
        papers=tuple(papers),
        spare=tuple(spare),
        left_out=tuple(_lost_links(post, [url for each in entries for url in each.urls])),
        unkept=fields.unkept("edition"),
        reason=reason,
    )


def _lost_links(post: Post, urls: Sequence[str]) -> list[LeftOut]:
    """Name the links that say nothing outside of the old site, or are no addresses."""
    lost = sum(1 for url in urls if link_of(url) is None)
    return (
        [_left(post, post.line, f"{_count(lost, 'link')} to places within the old site")]
        if lost
        else []
    )


def _left_blocks(post: Post, blocks: Iterable[Block]) -> list[LeftOut]:
    return [_left(post, block.first, described(block)) for block in blocks]


def described(block: Block) -> str:
    """Name a block that is left out by how it begins."""
    return f"{'heading' if block.kind == 'heading' else 'text'} {quoted(block.text, 50)}"


def _left(post: Post, line: int, what: str) -> LeftOut:
    return LeftOut(path=post.path, line=line, what=what)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
