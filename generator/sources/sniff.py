"""Which structured format a source has.

Enters: its name and its first decompressed bytes. Leaves: the name of the format, or `None` for the
plain text of a dump. What the bytes say goes before what the name says, and nothing is guessed: real
titles begin with `<think>` and `[MASK]`, so a tag or a bracket alone proves no format.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from generator.sources.columns import guess_heads
from generator.sources.generic_table import separator_of
from generator.sources.json_values import is_json_lines

# As many bytes as `detect_format` wants to see.
HEAD = 1 << 16

_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)(?=[\s>/])")
# What may stand before the root, and what ends it.
_PROLOG = (("<?", "?>"), ("<!--", "-->"), ("<!DOCTYPE", ">"))
_ROOTS = {
    "feed": "arxiv-atom",
    "entry": "arxiv-atom",
    "rss": "arxiv-rss",
    "RDF": "arxiv-rss",
    "OAI-PMH": "arxiv-oai",
    "ListRecords": "arxiv-oai",
    "GetRecord": "arxiv-oai",
    "collection": "acl-xml",
    "volume": "acl-xml",
}
_JSON = re.compile(r'\s*(?:\[\s*(?:[\]{]|"\s*\{)|\{\s*["}])')
_KEYS = re.compile(r'(?<!\\)"([\w:.-]{1,40})"\s*:')
_PYTHON_PAPER = re.compile(r"""["{,]\s*'paper'\s*:\s*\{""")
_BIBTEX = re.compile(
    r"^[ \t]*@[ \t]*([A-Za-z]+)\s*(?:\{|\()\s*(?:[^\s,{}=]+\s*[,=]|[\"{])", re.MULTILINE
)
_JABREF = re.compile(r"^[ \t]*@(?:comment|preamble|string)\s*[{(]", re.MULTILINE | re.IGNORECASE)
_RIS = re.compile(r"\s*(?:.{0,300}\n){0,20}?TY\s{1,2}-\s[A-Z]{2,}", re.ASCII)
_CSL_TYPES = re.compile(
    r'"type"\s*:\s*"(?:article|article-journal|article-magazine|paper-conference|book|chapter|thesis|'
    r'report|webpage|manuscript|dataset|software|post|post-weblog|preprint)"'
)
_CSL_KEYS = {"issued", "container-title", "family", "date-parts", "citation-key"}
_NAMES = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".bib": "bibtex",
    ".bibtex": "bibtex",
    ".biblatex": "bibtex",
    ".ris": "ris",
    ".atom": "arxiv-atom",
    ".rss": "arxiv-rss",
}
_COMPRESSED = {".gz", ".zst", ".zstd"}


def detect_format(name: str, head: bytes) -> str | None:
    """Name the format of a source, or give `None` for a plain text dump.

    >>> detect_format("a.txt", b'[{"title": "A", "abstract": "B"}]'), detect_format("-", b"TY  - JOUR")
    ('json', 'ris')
    >>> detect_format("a.txt", b"<think> So let's replace this phrase"), detect_format("a.bib", b"")
    (None, 'bibtex')
    """
    text = _decoded(head[:HEAD])
    return _by_content(text) or _by_name(name, text)


def _decoded(head: bytes) -> str:
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = head.decode("utf-16", "replace")
    else:
        text = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _by_content(text: str) -> str | None:
    start = text.lstrip()
    if start.startswith("<"):
        return _ROOTS.get(_root_name(start))
    if _JSON.match(text):
        return _json_format(text)
    if _RIS.match(text):
        return "ris"
    if _BIBTEX.search(text) or (start.startswith("@") and _JABREF.match(start)):
        return "bibtex"
    return _table_format(start.split("\n", 1)[0])


def _root_name(text: str) -> str:
    """Give the local name of an XML text's root element, "" where it has none."""
    place = 0
    while mark := next((mark for mark in _PROLOG if text.startswith(mark[0], place)), None):
        begun = place
        place = text.find(mark[1], begun)
        if mark[1] == ">" and "[" in text[begun : max(place, begun)]:
            place = text.find("]", begun)  # the entity declarations inside have ends of their own
            place = text.find(">", place) if place >= 0 else -1
        if place < 0:
            return ""
        place += len(mark[1])
        while text[place : place + 1].isspace():
            place += 1
    root = _ROOT.match(text, place)
    return root[1] if root else ""


def _json_format(text: str) -> str:
    keys = set(_KEYS.findall(text))
    if _PYTHON_PAPER.search(text[:1000]):
        return "huggingface"
    if "paper" in keys and keys & {"publishedAt", "numComments", "upvotes", "submittedBy"}:
        return "huggingface"
    if "abstract" in keys and (
        keys & {"authors_parsed", "update_date"} or {"versions", "categories"} <= keys
    ):
        return "arxiv-snapshot"
    if keys & {"primary_area", "signatures", "invitation", "invitations", "forum"}:
        return "openreview"
    if _CSL_TYPES.search(text) and keys & (_CSL_KEYS | {"DOI"}):
        return "csl-json"
    return "jsonl" if is_json_lines(text) else "json"


def _table_format(header: str) -> str | None:
    separator = separator_of(header[:5000])
    heads = [head.strip().strip('"') for head in header[:5000].split(separator)]
    found = guess_heads(heads)
    # Two of our columns, and no head so long that it is a sentence.
    if "title" not in found or len(found) < 2 or max(map(len, heads)) > 60:
        return None
    return "tsv" if separator == "\t" else "csv"


def _by_name(name: str, text: str) -> str | None:
    path = PurePath(name.lower())
    while path.suffix in _COMPRESSED:
        path = path.with_suffix("")
    found = _NAMES.get(path.suffix)
    if found in {"json", "jsonl"} and text.strip():
        # Named JSON, yet its beginning is damaged; the reader will say where.
        return "jsonl" if found == "jsonl" or is_json_lines(text) else "json"
    return found
