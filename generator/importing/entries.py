"""The papers of an edition: a post with a list of papers under headings, in bullets, in a table or in paragraphs.

Enters: blocks. Leaves: entries, each the blocks of one paper, and the blocks of none. A block begins an entry where it links to a paper and has a
title for it: the text of that link, what is printed bold, or the words before the link. A heading without a link takes the paper of
the text below it; one above several is their keyword. What follows an entry and begins no other belongs to it, where it is indented, under its
heading, or a paragraph below a title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from generator.importing.blocks import BELOW, Block, Span, folded
from generator.importing.links import is_address, is_label, is_paper, key_of

_EDGES = " \t\n|:;,.–—-•·"
_NUMBER = re.compile(r"\s*(?:#?\d{1,3}[.):]|[①-⑳])\s+")
_SENTENCE = re.compile(r"(?<=[a-z0-9)\]\"”])\.\s+|(?<=[?!])\s+|,\s+(?=by\s+[A-Z])")
_HOLLOW = re.compile(r"\(\s*(?:[|,;/·]\s*)*\)|\[\s*(?:[|,;/·]\s*)*\]")
_BARS = re.compile(r"\s*(?:[|·•]\s*){2,}")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST_TITLE = 300
_EM = re.compile(r"\*([^*]{1,500})\*")


@dataclass(slots=True, kw_only=True)
class Entry:
    """A paper of an edition: its title, the blocks that tell of it, and the headings above as keywords."""

    title: str
    blocks: list[Block]
    keywords: tuple[str, ...] = ()
    under: int = 0  # the level of the heading that it is of, 0 for none
    texts: list[str] = field(default_factory=list)

    @property
    def urls(self) -> tuple[str, ...]:
        """Give all addresses that it leads to."""
        return tuple(dict.fromkeys(url for block in self.blocks for url in block.urls))

    @property
    def abstract(self) -> str | None:
        """Give what is said of it besides its title."""
        return "\n".join(text for text in self.texts if text) or None


def entries_in(blocks: Sequence[Block]) -> tuple[list[Entry], list[Block]]:
    """Give the entries of a body, and the blocks that belong to none."""
    reader = _Reader()
    for place, block in enumerate(blocks):
        reader.take(block, _direct(blocks, place) if block.kind == "heading" else ())
    return reader.entries, reader.spare


class _Reader:
    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._spare: list[Block | None] = []
        self._open: Entry | None = None
        self._known: set[object] = set()  # what tells the open entry's papers from others
        # Headings of no paper, and their places among the spare blocks while no paper took them for keywords.
        self._above: list[tuple[Block, int | None]] = []

    @property
    def spare(self) -> list[Block]:
        """Give the blocks that belong to no entry."""
        return [block for block in self._spare if block is not None]

    def take(self, block: Block, section: Sequence[Block]) -> None:
        if block.kind == "heading":
            self._heading(block, section)
            return
        entry = None
        if not self._belongs(block):
            entry = self._begun(block)
        if entry is not None:
            self._add(entry)
        elif self._open is not None and self._goes_on(block):
            self._extend(self._open, block)
            self._open.texts.append(text_without(block.spans))
        else:
            self._spare.append(block)

    def _finish_headings(self, level: int) -> None:
        while self._above and self._above[-1][0].level >= level:
            self._above.pop()

    def _heading(self, block: Block, section: Sequence[Block]) -> None:
        if self._open is not None and self._open.under and block.level > self._open.under:
            # "Abstract" or "Method" below a paper's own heading.
            self._extend(self._open, block)
            return
        self._open = None
        self._finish_headings(block.level)
        title = _heading_title(block)
        if title and (any(map(is_paper, block.urls)) or _is_of_one(section)):
            self._add(Entry(title=title, blocks=[block], under=block.level))
            return
        self._above.append((block, len(self._spare)))
        self._spare.append(block)

    def _belongs(self, block: Block) -> bool:
        """Tell whether a block's papers are those of the open entry."""
        papers = [url for url in block.urls if is_paper(url)]
        if self._open is None or not papers:
            return False
        if self._known and key_of(papers) <= self._known:
            return True
        return bool(self._open.under) and (
            not self._known or all(is_label(span.text) for span in block.spans if span.url)
        )

    def _goes_on(self, block: Block) -> bool:
        """Tell whether a block without a paper of its own says more of the open entry: all under its heading, paragraphs below a paragraph."""
        assert self._open is not None
        return bool(self._open.under) or block.kind == self._open.blocks[0].kind == "paragraph"

    def _begun(self, block: Block) -> Entry | None:
        if not any(map(is_paper, block.urls)):
            return None
        if block.kind == "paragraph" and (self._open is not None and self._open.under):
            return None
        title, rest = title_of(block.spans)
        if title is None or (block.kind == "paragraph" and not _leads(block.spans, title)):
            return None
        return Entry(title=title, blocks=[block], texts=[text_without(rest)])

    def _add(self, entry: Entry) -> None:
        entry.keywords = tuple(
            words
            for heading, _ in self._above
            if (words := heading.text.strip(_EDGES)) and len(words) < 80
        )
        for number, (heading, place) in enumerate(self._above):
            if place is not None:
                self._spare[place] = None
                self._above[number] = (heading, None)
        self.entries.append(entry)
        self._open = entry
        self._known = set(key_of(filter(is_paper, entry.urls)))

    def _extend(self, entry: Entry, block: Block) -> None:
        entry.blocks.append(block)
        self._known |= key_of(filter(is_paper, block.urls))


def _direct(blocks: Sequence[Block], place: int) -> Sequence[Block]:
    """Give the blocks between a heading and the next one."""
    end = place + 1
    while end < len(blocks) and blocks[end].kind != "heading":
        end += 1
    return blocks[place + 1 : end]


def _is_of_one(section: Sequence[Block]) -> bool:
    """Tell whether what stands below a heading is of one paper: it leads to one, and names none by a title of its own."""
    with_papers = [block for block in section if any(map(is_paper, block.urls))]
    return bool(with_papers) and not any(map(_has_title, with_papers))


def _has_title(block: Block) -> bool:
    title = _printed_title(block.spans)[0]
    return title is not None and (block.kind != "paragraph" or _leads(block.spans, title))


def _heading_title(block: Block) -> str:
    title, _ = title_of(block.spans)
    if title is None:
        title = "".join(span.text for span in block.spans if not (span.url and is_label(span.text)))
    return _tidy_title(title)


def title_of(spans: Sequence[Span]) -> tuple[str | None, Sequence[Span]]:
    """Give the title that spans have for the paper to which they lead, and the spans besides."""
    title, rest = _printed_title(spans)
    return (title, rest) if title is not None else _title_before(spans)


def _printed_title(spans: Sequence[Span]) -> tuple[str | None, Sequence[Span]]:
    """Take the text of a link to a paper for its title, else what is printed bold."""
    linked = (n for n, span in enumerate(spans) if span.url and is_paper(span.url))
    bold = (n for n, span in enumerate(spans) if span.strong)
    for place in (*linked, *bold):
        text = spans[place].text
        # A day in bold is no title, nor is a number.
        if not is_label(text) and (title := _tidy_title(text)) and _LETTER.search(title):
            return title, (*spans[:place], spans[place]._replace(text=""), *spans[place + 1 :])
    return None, spans


def _title_before(spans: Sequence[Span]) -> tuple[str | None, Sequence[Span]]:
    """Take the first sentence before the first link for a title, or that behind it where an address stands alone at the beginning."""
    place = next((number for number, span in enumerate(spans) if span.url), len(spans))
    # What is indented below an entry is no part of its title.
    whole = "".join(span.text for span in spans[:place])
    before, _, below = (part.strip() for part in whole.partition(BELOW))
    if not before.strip(_EDGES) and place < len(spans) and is_address(spans[place].text):
        end = next((n for n in range(place + 1, len(spans)) if spans[n].url), len(spans))
        title, rest = _first_sentence(folded("".join(span.text for span in spans[place + 1 : end])))
        return title, (spans[place]._replace(text=""), Span(rest), *spans[end:])
    title, rest = _first_sentence(folded(before))
    return title, (Span(f"{rest} {below}"), *spans[place:]) if title is not None else spans


def _first_sentence(text: str) -> tuple[str | None, str]:
    """Part a text behind its first sentence; gives that as a title, where it may be one, and the rest."""
    parts = _SENTENCE.split(_NUMBER.sub("", f" {text}", count=1), maxsplit=1)
    title = _tidy_title(parts[0])
    if not title or len(title) > _LONGEST_TITLE or is_label(title):
        return None, text
    return title, parts[1] if len(parts) > 1 else ""


def _leads(spans: Sequence[Span], title: str) -> bool:
    """Tell whether a paragraph begins with the title, as an entry of a list would."""
    begun = _NUMBER.sub("", folded("".join(span.text for span in spans)).lstrip("*_[ "), count=1)
    first = next((span for span in spans if span.text.strip(_EDGES + "*_[")), None)
    return begun.startswith(title[:40]) and first is not None and bool(first.strong or first.url)


def text_without(spans: Iterable[Span]) -> str:
    """Give the text of spans without the names of links, and without the brackets and bars that stood around these."""
    lines = "".join(_words(spans)).split("\n")
    text = folded(" ".join(line for line in lines if not is_label(line)))
    before = ""
    while before != text:
        before, text = text, _HOLLOW.sub("", text)
    text = folded(_BARS.sub(" ", text)).strip(_EDGES.replace(".", "")).lstrip(".)] ,;:")
    return "" if is_label(text) else text


def _words(spans: Iterable[Span]) -> Iterator[str]:
    for span in spans:
        yield " " if span.url and is_label(span.text) else span.text


def _tidy_title(text: str) -> str:
    plain = _EM.sub(r"\1", _NUMBER.sub("", folded(text), count=1))
    return plain.strip(_EDGES + '*_"“”([').strip()
