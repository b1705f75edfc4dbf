r"""Markdown to blocks, with the lines on which each stands.

Enters: lines. Leaves: blocks, and what was left out, by line: code, pictures and comments, and the commands of templates
(Liquid, Hugo's shortcodes). Python-Markdown, which the site's prose goes through, gives HTML without lines, and takes `_` and `*` in formulas for
emphasis; here a formula stays as it was. The pieces that matter to find papers are few: headings, lists, tables, links, bold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.importing.blocks import Block, BlockKind, Span, with_bare_links

LeftOut = tuple[int, str]
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)(.*?)(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_ENTRY = re.compile(r"([ \t]*)(?:[-*+]|\d{1,9}[.)])(?:[ \t]+(.*)|$)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t:|-]*-[ \t:|-]*")
_REFERENCE = re.compile(r" {0,3}\[([^\[\]]{1,200})\]:[ \t]*<?([^\s>]{1,2000})>?(?:[ \t].*)?")
_TEMPLATE = re.compile(r"\{\{[^{}]{0,2000}\}\}|\{%[^%{}]{0,2000}%\}")
_ATTRIBUTES = re.compile(r"\{[:#.][^{}]{0,200}\}[ \t]*$")
_COMMENT = re.compile(r"<!--.{0,2000}?-->")
_MORE = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
_IMAGE = re.compile(
    r"!\[[^\[\]]{0,500}\](?:\([^()]{0,2000}(?:\([^()]{0,200}\)[^()]{0,200})?\)|\[[^\[\]]{0,200}\])"
)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,1000}>")
_ESCAPED = re.compile(r"\\([_*#`>~!|+.\-])")
_TOKEN = re.compile(
    r"(?P<code>(?P<ticks>`{1,3})(?P<coded>[^`]{1,500})(?P=ticks))"
    r"|(?P<math>\$\$?(?=[^\s$])[^$]{1,500}(?<=[^\s$])\$\$?)"
    r"|\[(?P<text>(?:[^\[\]]|\[[^\[\]]{0,200}\]){0,500})\](?:\(\s*<?(?P<url>[^\s()<>]{0,2000}(?:\([^\s()]{0,200}\)[^\s()<>]{0,500})?)>?"
    r"(?:\s+[\"'(][^\"')]{0,500}[\"')])?\s*\)|\[(?P<ref>[^\[\]]{0,200})\])"
    r"|<(?P<auto>https?://[^\s<>]{1,2000})>"
    r"|(?P<bold>\*\*|__)"
)
_EMPHASIS = re.compile(r"(?<![\w_\\])_(?=[^\s_])([^_]{1,500}?)(?<=[^\s_])_(?![\w_])")


class MarkdownReader:
    """One pass over the lines of a body; `left_out` is whole when `blocks` has given its last."""

    def __init__(self, lines: Sequence[str], above: int) -> None:
        """Take the lines of a file, of which some stand above the body."""
        self._lines = lines
        self._at = above
        self.left_out: list[LeftOut] = []
        self._references = {
            found[1].lower(): found[2]
            for line in lines[above:]
            if "]:" in line and (found := _REFERENCE.fullmatch(line))
        }

    def blocks(self) -> Iterator[Block]:
        """Give the blocks in order."""
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if not line.strip() or _RULE.fullmatch(line) or _REFERENCE.fullmatch(line):
                self._at += 1
            elif fence := _FENCE.match(line):
                self._skip_code(fence[1])
            elif heading := _HEADING.fullmatch(line):
                yield self._block("heading", [heading[2]], level=len(heading[1]))
            elif _ENTRY.fullmatch(line):
                yield self._entry()
            elif line.lstrip().startswith("|"):
                yield from self._row(line)
            else:
                yield self._paragraph()

    def _block(
        self, kind: BlockKind, texts: Sequence[str], level: int = 0, lines: int = 1
    ) -> Block:
        first = self._at + 1
        self._at += lines
        spans = self._spans("\n".join(texts), first)
        return Block(kind=kind, first=first, last=first + lines - 1, spans=spans, level=level)

    def _skip_code(self, fence: str) -> None:
        first = self._at
        self._at += 1
        while self._at < len(self._lines):
            line = self._lines[self._at].strip()
            self._at += 1
            if line.startswith(fence) and not line.strip(fence[0]):
                break
        self.left_out.append((first + 1, f"{self._at - first} lines of code"))

    def _entry(self) -> Block:
        """Take an entry of a list with all that is indented below it."""
        found = _ENTRY.fullmatch(self._lines[self._at])
        assert found is not None
        indent, texts, end, blank = _width(found[1]), [found[2] or ""], self._at + 1, False
        while end < len(self._lines):
            line = self._lines[end]
            inner = _ENTRY.fullmatch(line)
            deeper = _width(line[: len(line) - len(line.lstrip())]) > indent
            if not line.strip():
                blank = True
            elif (
                (inner and not deeper)
                or (blank and not deeper)
                or (not deeper and self._begins(line))
            ):
                break
            else:
                texts.append(f"\n{inner[2] or ''}" if inner else line.strip())
                blank = False
            end += 1
        while not self._lines[end - 1].strip():
            end -= 1
        return self._block("entry", texts, lines=end - self._at)

    def _row(self, line: str) -> Iterator[Block]:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        below = self._lines[self._at + 1] if self._at + 1 < len(self._lines) else ""
        if _TABLE_RULE.fullmatch(line) or _TABLE_RULE.fullmatch(below):
            self._at += 1  # a table's head, and the line below it
        else:
            yield self._block("row", [" | ".join(cells)])

    def _paragraph(self) -> Block:
        end = self._at
        while end < len(self._lines) and self._lines[end].strip():
            line = self._lines[end]
            underline = _UNDERLINE.fullmatch(line)
            if end > self._at and underline:
                texts = self._lines[self._at : end]
                return self._block(
                    "heading", texts, 1 if underline[1][0] == "=" else 2, end + 1 - self._at
                )
            if end > self._at and self._begins(line):
                break
            end += 1
        texts = [line.lstrip().removeprefix(">").strip() for line in self._lines[self._at : end]]
        return self._block("paragraph", texts, lines=end - self._at)

    def _begins(self, line: str) -> bool:
        """Tell whether a line begins a block of another kind."""
        return bool(
            _HEADING.fullmatch(line)
            or _FENCE.match(line)
            or _ENTRY.fullmatch(line)
            or line.lstrip().startswith("|")
        )

    def _spans(self, text: str, line: int) -> tuple[Span, ...]:
        text = _MORE.sub(" ", text).replace("\\\n", "\n")
        for form, what in (
            (_TEMPLATE, "a template's command"),
            (_COMMENT, "a comment"),
            (_IMAGE, "a picture"),
        ):
            if form.search(text):
                for found in form.finditer(text):
                    self.left_out.append((line + text.count("\n", 0, found.start()), what))
                text = form.sub(" ", text)
        text = _ATTRIBUTES.sub("", text)
        return tuple(with_bare_links(self._parted(text)))

    def _parted(self, text: str, *, strong: bool = False) -> Iterator[Span]:
        end = 0
        for found in _TOKEN.finditer(text):
            if found["ref"] is not None and self._url(found) is None:
                continue
            if found.start() > end:
                yield Span(_plain(text[end : found.start()]), None, strong)
            end = found.end()
            if found["bold"]:
                strong = not strong
            elif found["code"] or found["math"]:
                yield Span(found["coded"] or found["math"], None, strong)
            elif found["auto"]:
                yield Span(found["auto"], found["auto"], strong)
            else:
                shown = found["text"]
                bold = strong or shown.startswith(("**", "__"))
                yield Span(
                    _plain(shown.replace("**", "").replace("__", "")), self._url(found), bold
                )
        if end < len(text):
            yield Span(_plain(text[end:]), None, strong)

    def _url(self, found: re.Match[str]) -> str | None:
        if found["url"] is not None:
            return found["url"]
        return self._references.get((found["ref"] or found["text"] or "").lower())


def _plain(text: str) -> str:
    r"""Take away what only says how a text looks; stars of emphasis stay, for titles and abstracts may have them.

    >>> _plain(r"an _old_ <b>x</b>\_1 \\(a_b\\)")
    'an old x_1 \\(a_b\\)'
    """
    text = _TAG.sub("", text)
    text = re.sub(r"\\\\(?=[()\[\]])", r"\\", text)
    return _ESCAPED.sub(r"\1", _EMPHASIS.sub(r"\1", text))


def _width(space: str) -> int:
    return len(space.expandtabs(4))
