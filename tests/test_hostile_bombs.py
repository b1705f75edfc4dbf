"""Small inputs that would grow: each ends in one clear line or a clean result, in bounded time and memory."""

from __future__ import annotations

import gzip
import json
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.sources.registry import our_readers
from generator.text import ids, links, normal, rich, sentences, shorten, slugs, summary, titles
from generator.text.clean import clean
from generator.text.dates import parse_day
from generator.text.html import rich_html
from generator.text.mail_address import read_address
from generator.text.pieces import read_pieces
from tests.source_readings import read_bytes
from tests.support import run_broadsheet

PAPER = '{"title": "A title", "abstract": "An abstract of a paper that is here."}\n'
LEAST = "site: {title: T, url: 'https://example.org/'}\nsources: [{path: papers.jsonl}]\n"
_SECONDS = 30  # of processor time; Linux ends what takes more
_BYTES = 3_000_000_000  # of addresses, of which libraries reserve far more than they use


def build(folder: Path, config: str = LEAST, **files: str | bytes) -> tuple[int, str]:
    """Build a site in a process with bounds; gives its exit code and what it said of errors."""
    for name, text in {"papers.jsonl": PAPER, "site.yaml": config, **files}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    limits = {resource.RLIMIT_CPU: _SECONDS, resource.RLIMIT_AS: _BYTES}
    done = run_broadsheet("build", "--jobs", "1", cwd=folder, limits=limits)
    assert done.returncode in {0, 1}, done.stderr
    assert "Traceback" not in done.stderr
    assert max(map(len, done.stderr.split("\n"))) < 1000
    return done.returncode, done.stderr


LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 10)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("laughs", LAUGHS, "more than 200000 values"),
        ("laughs of keys", LAUGHS.replace("[", "{k: [").replace("]", "]}"), "more than 200000 values"),
        ("lists", "a: " + "[" * 10_000, "site.yaml:1: "),
        ("closed lists", "a: " + "[" * 10_000 + "]" * 10_000, "levels deep"),
        ("mappings", "a: " + "{a: " * 10_000, "site.yaml:1: "),
        ("dashes", "- " * 10_000 + "a", "levels deep"),
        ("questions", "? " * 10_000 + "a", "site.yaml:1: "),
        ("anchors", "a: " + "&a " * 10_000, "site.yaml:1: "),
        ("an alias of itself", "a: &a [*a]", "levels deep"),
        ("merges", "a: &a {b: c}\n<<: [*a, *a]\n", "site.yaml:"),
        ("digits", f"site: {{title: T}}\nsources: [{{path: a, year: {'9' * 10_000}}}]\n", "cannot be read as"),
        ("a float", "site: {title: T}\nsources: [{path: a, year: 1e400}]\n", "year"),
        ("not a number", "site: {title: T}\nsources: [{path: a, year: .nan}]\n", "year"),
        ("infinity", "site: {title: T}\nsources: [{path: a, year: .inf}]\n", "year"),
        ("base 60", "site: {title: T}\nsources: [{path: a, year: 1:1:1:1:1:1:1:1:1:1:1}]\n", "year"),
        ("a word", f"site: {{title: T}}\n{'a' * 1_000_000}: 1\n", "site.yaml:2: "),
        ("spaces", " " * 1_000_000 + "\t- a", "site.yaml:"),
        ("quotes", 'a: "' + '\\"' * 500_000, "site.yaml:"),
        ("tags", "a: !!python/object/apply:os.system [touch pwned]", "site.yaml:1: "),
        ("a binary", "a: !!binary " + "A" * 100_000, "site.yaml:1: "),
        ("a NUL", "site: {title: 'a\0b'}", "U+0000"),
        ("a surrogate", 'site: {title: "\\ud800"}\nsources: [{path: a}]', "site.yaml:1: "),
        ("documents", "---\na: 1\n" * 1000, "site.yaml:"),
        ("nothing", "", "site.yaml:1: "),
    ],
)  # fmt: skip
def test_settings_made_to_grow_are_one_clear_line(tmp_path: Path, name: str, text: str, said: str):
    """Bombs of YAML in site.yaml, in files that it includes and in words end with their line."""
    code, error = build(tmp_path, text)
    assert code == 1
    assert said in error, name
    assert not (tmp_path / "pwned").exists()
    included = tmp_path / "included"
    code, error = build(included, LEAST + "include: more.yaml\n", **{"more.yaml": text})
    assert (code, "more.yaml" in error) == (1, True), error


@pytest.mark.parametrize("text", [LAUGHS, "a: " + "[" * 10_000, "a: &a [*a]", "- a", ""])
def test_words_and_notes_made_to_grow_are_one_clear_line(tmp_path: Path, text: str):
    """Files of words and the front matter of notes are bounded as settings are."""
    code, error = build(
        tmp_path, LEAST.replace("T,", "T, words: w.yaml,"), **{"w.yaml": text or "- a"}
    )
    assert (code, "w.yaml" in error) == (1, True), error
    note = f"---\n{text or '- a'}\n---\nText.\n"
    code, error = build(tmp_path / "notes", LEAST, **{"editions/2025-01-01.md": note})
    assert (code, "editions/2025-01-01.md:" in error) == (1, True), error


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("../" * 60 + "etc/*.conf.none", "matches no file"),
        ("..", "is a folder"),
        ("/", "is a folder"),
        ("a" * 300, "matches no file"),
        ("a/" * 3000, "matches no file"),
        ("**/" * 200 + "*.none", "matches no file"),
        ("*" * 5000, "matches no file"),
        ("[" * 1000, "matches no file"),
        ("[!-", "matches no file"),
        ("a\\0b", "source"),
        ("/dev/zero", "a device or a pipe"),
        ("seeds/zero.txt", "a device or a pipe"),
        ("seeds/circle.txt", "matches no file"),
        ("seeds/round/**/*.none", "matches no file"),
    ],
)
def test_paths_of_sources_end(tmp_path: Path, value: str, said: str):
    """Patterns that climb, loop, repeat or name devices are one clear line."""
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "zero.txt").symlink_to("/dev/zero")
    (seeds / "circle.txt").symlink_to("circle.txt")
    (seeds / "round").mkdir()
    (seeds / "round" / "again").symlink_to(seeds)
    config = f'site: {{title: T}}\nsources: [{{path: "{value}"}}]\n'
    code, error = build(tmp_path, config)
    assert code == 1
    assert said in error
    code, _ = build(tmp_path, LEAST + f'include: "{value}"\n')
    assert code == 1


@pytest.mark.parametrize("slug", ["..", ".", "con", "nul.txt", "a.", "a ", "A", "a/b", "%2e%2e", "a" * 300, "", "-a", "__proto__"])  # fmt: skip
def test_slugs_are_names_that_every_system_has(tmp_path: Path, slug: str):
    """Slugs that climb, end in dots, differ by case alone or are devices of Windows are refused, or no harm."""
    topic = f'topics: [{{slug: "{slug}", title: T, any: [title]}}]\n'
    code, error = build(tmp_path, LEAST + topic)
    # White space around a value is none of it.
    assert (code, "slug" in error) == ((0, False) if slug == "a " else (1, True)), error


def test_titles_of_papers_make_no_dangerous_names(tmp_path: Path):
    """Whatever titles papers have, the folders of their pages are plain, short and apart, whatever the case."""
    names = ["..", "con", "nul.txt", "a.", "a ", "A", "a", "/etc/passwd", "é" * 300, "x" * 5000, "\0", "..\\..", "__proto__"]  # fmt: skip
    rows = [{"title": name, "abstract": f"Abstract {n} of it."} for n, name in enumerate(names)]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    code, error = build(tmp_path, LEAST, **{"papers.jsonl": text})
    assert code == 0, error
    folders = [path.name for path in (tmp_path / "public" / "papers").iterdir()]
    assert len({name.lower() for name in folders}) == len(folders) >= len(names) - 1
    assert all(name.isascii() and len(name) < 120 and "." not in name for name in folders)


ENTITIES = (
    b'<!DOCTYPE feed [<!ENTITY a "ha">'
    + b"".join(
        b'<!ENTITY %c "%s">' % (new, b"&%c;" % old * 20)
        for old, new in zip(b"abcdefgh", b"bcdefghi", strict=True)
    )
    + b"]>"
)
DEEP = 10_000
READ: dict[str, list[bytes]] = {
    "json": [
        b'[{"title":"a","abstract":' + b"[" * DEEP + b"]" * DEEP + b"}]",
        b'[{"title":"a","x":' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}]",
        b'[{"title":"a","date":' + b"9" * DEEP + b"}]",
        b'[{"title":"a","date":-1e999,"id":NaN,"url":Infinity}]',
        b'[{"title":"a","date":' + b"0." + b"9" * DEEP + b"e99999}]",
        b'[{"title":"\\ud800\\u0000","abstract":"\\udfff"}]',
        b'[{"title":"' + b"a" * 3_000_000 + b'"}]',
        b'[{"title":"a","authors":[' + b'"x",' * 300_000 + b'"y"]}]',
        b'[{"title":"a","ids":{' + b",".join(b'"%d":"x"' % n for n in range(50_000)) + b"}}]",
        b"[" + b",".join(b'{"k%d":1}' % n for n in range(20_000)) + b"]",
    ],
    "jsonl": [
        b'{"title":' * DEEP,
        b'{"title":"a","x":' + b"[" * DEEP + b"]" * DEEP + b'}\n{"title":"b"}\n',
        b'{"title":"a","date":' + b"9" * DEEP + b"}\n" + b'{"title":"b"}\n',
        b'{"title":"a\x00b"}\n\xff\xfe\n' * 1000,
    ],
    "arxiv-snapshot": [b'{"id":' + b"9" * DEEP + b',"title":"a","abstract":"b","versions":[]}\n'],
    "openreview": [b'[{"pdate":1e308,"title":"a","abstract":"b"},{"pdate":%s,"title":"c"}]' % (b"9" * 4000)],
    "csl-json": [b'[{"title":"a","issued":{"date-parts":[[1e308,99999999999999999999,-1]]}}]'],
    "arxiv-atom": [
        ENTITIES + b"<feed><entry><title>&i;</title><summary>&i;</summary></entry></feed>",
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed><entry><title>&x;</title></entry></feed>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd"><feed><entry><title>a</title></entry></feed>',
        b'<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]><feed><entry><title>a</title></entry></feed>',
        b"<feed>" + b"<entry><title>" * DEEP,
        b"<feed><entry>" + b"<a>" * DEEP + b"</a>" * DEEP + b"<title>t</title></entry></feed>",
        b"<feed><entry " + b" ".join(b"a%d='1'" % n for n in range(20_000)) + b"><title>t</title></entry></feed>",
        b"<feed><entry><title>" + b"&#x41;" * 100_000 + b"</title></entry></feed>",
    ],
    "acl-xml": [ENTITIES + b"<collection id='a'><volume id='1'><paper id='1'><title>&i;</title></paper></volume></collection>"],
    "bibtex": [
        b"@article{a, title = {" + b"{" * DEEP + b"x" + b"}" * DEEP + b"}}",
        b"@article{a, title = {x}, year = " + b"9" * DEEP + b"}",
        b"@article{" + b"a" * 100_000 + b", title = {x}}",
        b"@article{a, " + b"title = {x}, " * 20_000 + b"}",
        b"@article{a, crossref={a}, title={x}}",
        b"@article{a, author = {" + b", " * 30_000 + b"}, title={x}}",
    ],
    "ris": [b"TY  - X\nTI  - a\n" + b"AU  - x\n" * 100_000 + b"ER  - \n"],
    "csv": [
        b'title,abstract\na,"' + b"x" * 200_000 + b'"\n',
        b"title,abstract\n" + b"a," * 100_000 + b"\n",
        b"title" + b",a" * 100_000 + b"\n",
        b"title,abstract\n\x00,\x00\n",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("format", "data"),
    [
        pytest.param(format, data, id=f"{format}-{number}")
        for format, cases in READ.items()
        for number, data in enumerate(cases)
    ],
)
def test_sources_made_to_grow_are_read_or_rejected(format: str, data: bytes):
    """Depth, entities, endless numbers and fields cost little, nothing of the system is read, and every line is counted."""
    before = time.process_time()
    reading = read_bytes(our_readers()[format], data)
    assert time.process_time() - before < 10
    shown = "".join(f"{record.title}{record.abstract}" for record in reading.records)
    assert "root:" not in shown
    assert len(shown) < 10_000_000
    for reject in reading.rejects:
        assert len(reject.reason) < 500


def test_long_lines_and_large_dumps_are_one_clear_line(tmp_path: Path):
    """A line of many megabytes, and a dump of hundreds, are told with their place, in bounded memory."""
    sources = "site: {title: T}\nsources: [{path: dump.txt}]\n"
    code, error = build(tmp_path, sources, **{"dump.txt": b"a title\n" + b"word " * 2_000_000})
    assert (code, "dump.txt:2: more than" in error) == (1, True), error
    with (tmp_path / "dump.txt").open("wb") as file:
        for _ in range(200):
            file.write(b"word " * 200_000)
    code, error = build(tmp_path / "a", sources.replace("dump.txt", "../dump.txt"))
    assert (code, "more than 64 MB of plain text" in error) == (1, True), error
    code, error = build(tmp_path / "b", LEAST.replace("papers", "../dump"), **{"papers.jsonl": ""})
    assert code == 1


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.txt.gz", "a.bib.gz", "a.xml.gz", "a.csv.gz"])
def test_archives_that_grow_are_one_clear_line(tmp_path: Path, name: str):
    """Every format is read through the same bounds of what compressed bytes may become."""
    data = gzip.compress(b" " * 300_000_000, compresslevel=9, mtime=0)
    code, error = build(tmp_path, LEAST.replace("papers.jsonl", name), **{name: data})
    assert code == 1
    assert "grow to more than" in error or "breaks off" in error, error


_UNITS = tuple(
    "a| |(|$|\\|{|<|}|[|]|)|&|*|`|_|^|-|.|,|/|:|'|\"|~|1|A|é|中|\u0301|\u200b|\ud800|\n|\0|<b |<p>|&#|&a|$a|\\(|\\text{|\\frac{|x^|x_|{}|](|"
    "http://|//a.|a.b/|10.1/|10.1000/|arXiv:1|*a|a*|**a|`a|a. |A. |a-|-\n|. A|(a |\\a|\\a{|\\'|infty|in |R^|^{|_{|O(|}{|Jan |<sub>1|</|a@b.|"
    'github.com/|"a|\u201ca|- |1.|(1|$1 '.split("|")
)
_FUNCTIONS: dict[str, Callable[[str], object]] = {
    "plain": rich.read_plain,
    "html": lambda text: rich_html(read_pieces(text)),
    "links": lambda text: links.unique_links(text),
    "clean": clean,
    "identity": normal.identity_key,
    "slug": slugs.slugify,
    "sentences": lambda text: list(sentences.sentence_spans(text)),
    "title": titles.derive_title,
    "summary": summary.summarize,
    "shorten": lambda text: shorten.shorten(text, 300),
    "day": parse_day,
    "ids": lambda text: ids.ids_in([text]),
    "address": read_address,
}


def _seconds(function: Callable[[str], object], text: str) -> float:
    before = time.process_time()
    function(text)
    return time.process_time() - before


@pytest.mark.parametrize("name", _FUNCTIONS)
def test_no_text_costs_more_than_its_length(name: str):
    """Twice as much of any sign costs at most three times as much."""
    function = _FUNCTIONS[name]
    length = 8_000 if os.environ.get("HOSTILE_PAGES") != "all" else 40_000
    for unit in _UNITS:
        text = unit * (length // len(unit))
        if _seconds(function, text) > 0.1:
            # A busy machine may disturb one measure, and does not disturb three.
            once = min(_seconds(function, text) for _ in range(3))
            twice = min(_seconds(function, text * 2) for _ in range(3))
            assert twice / once < 3, (unit, once, twice)
