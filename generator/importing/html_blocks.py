"""HTML to blocks, as feeds hold it.

Enters: markup, which may be broken. Leaves: blocks, all of them on the line of the feed's entry. Scripts, styles and pictures give nothing.
Lexbor reads it, for Python's own parser takes time that grows with the square of a text that is broken on purpose; so does Lexbor where very
many elements are left open, and such a text gives nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from generator.importing.blocks import BELOW, Block, BlockKind, Span, with_bare_links

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_PARTS = frozenset("p div section article blockquote table ul ol dl hr body".split())
_SILENT = frozenset(("script", "style", "template", "svg", "math", "noscript", "title"))
_TEXT = "-text"
_LONGEST = 1 << 21  # characters
_MOST_OPEN = 5_000


def html_blocks(html: str, line: int) -> tuple[Block, ...]:
    """Give the blocks of some HTML, of which all stand in one line."""
    html = html[:_LONGEST]
    if html.count("<") - 2 * html.count("</") > _MOST_OPEN:
        return ()
    reader = _Reader(line)
    body = LexborHTMLParser(html).body
    if body is not None:
        for node, begins in _walked(body):
            reader.take(node, begins=begins)
    reader.end_block()
    return tuple(reader.blocks)


def _walked(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Give each node where it begins, and each element where it ends too; no depth is too deep."""
    above: list[LexborNode] = []
    node = root.child
    while node is not None or above:
        if node is None:
            node = above.pop()
            yield node, False
            node = node.next
            continue
        yield node, True
        if node.tag == _TEXT or node.tag in _SILENT:
            node = node.next
        else:
            above.append(node)
            node = node.child


class _Reader:
    def __init__(self, line: int) -> None:
        self.blocks: list[Block] = []
        self._line = line
        self._spans: list[Span] = []
        self._kind: BlockKind = "paragraph"
        self._level = 0
        self._entries = self._bold = 0
        self._url: str | None = None

    def take(self, node: LexborNode, *, begins: bool) -> None:
        tag = node.tag or ""
        if tag == _TEXT:
            self._spans.append(Span(node.text_content or "", self._url, self._bold > 0))
        elif tag in ("b", "strong"):
            self._bold += 1 if begins else -1
        elif tag == "a":
            self._url = node.attributes.get("href") if begins else None
        elif begins:
            self._begin_element(tag)
        else:
            self._end_element(tag)

    def _begin_element(self, tag: str) -> None:
        if tag == "li":
            self._entries += 1
            if self._entries == 1:
                self._begin("entry")
            else:
                self._spans.append(Span(BELOW))
        elif tag in ("td", "th"):
            self._spans.append(Span(" | " if self._spans else ""))
        elif self._entries == 0 and tag in _HEADINGS:
            self._begin("heading", _HEADINGS[tag])
        elif self._entries == 0 and tag == "tr":
            self._begin("row")
        elif self._entries == 0 and tag in _PARTS:
            self._begin("paragraph")
        if tag == "br" or tag in _PARTS:
            self._spans.append(Span("\n"))

    def _end_element(self, tag: str) -> None:
        if tag == "li":
            self._entries -= 1
        if self._entries == 0 and (tag in ("li", "tr") or tag in _HEADINGS or tag in _PARTS):
            self._begin("paragraph")

    def _begin(self, kind: BlockKind, level: int = 0) -> None:
        self.end_block()
        self._kind, self._level = kind, level

    def end_block(self) -> None:
        if any(span.text.strip() for span in self._spans):
            spans = tuple(with_bare_links(self._spans))
            self.blocks.append(
                Block(
                    kind=self._kind,
                    first=self._line,
                    last=self._line,
                    spans=spans,
                    level=self._level,
                )
            )
        self._spans = []
