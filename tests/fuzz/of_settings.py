"""Targets of what an owner writes, and of what readers ask: bytes in, a property broken or nothing out."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
import tempfile
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from generator import assets
from generator.classify import Classifier
from generator.config import load_config
from generator.config.document import parse_document
from generator.errors import InputError
from generator.explain import Explainer, explanation_values, find_paper
from generator.first_seen import NAME, first_seen
from generator.lookup import Index, ask
from generator.lookup.reading import read as read_query
from generator.models import Paper, PaperId, PaperRow, Slug
from generator.newsletter.issue import Issue, read_issue
from generator.newsletter.layout import Letter
from generator.newsletter.message import message_bytes
from generator.newsletter.subscribers import Subscriber, read_named, read_subscribers
from generator.notes.files import NoteFile, parse_notes
from generator.overrides import Editor, edit_papers
from generator.papers.merge import merge_records
from generator.prose import TAGS, ProseError, render_line, render_prose
from generator.rules import compile_rules
from generator.search import FIELDS
from generator.text.mail_address import MailAddress, read_address
from generator.words.check import checked
from generator.words.load import shipped
from tests.fuzz.checks import hold_error, hold_sentence
from tests.support import SITES, TREES, TREES_TITLE, copy_input, record, run_broadsheet

_CONFIG = "site.yaml"
_LEAST = b"site: {title: T}\nsources: [{path: x.txt}]\n"


@cache
def _folder() -> Path:
    """Give a folder for files that only their path leads to; it goes when the process ends."""
    kept = tempfile.TemporaryDirectory(prefix="broadsheet-fuzz-")
    _kept.append(kept)
    return Path(kept.name)


_kept: list[tempfile.TemporaryDirectory[str]] = []


@cache
def _papers() -> tuple[Paper, ...]:
    plain = record(TREES_TITLE, TREES)
    return tuple(
        merge_records([plain, record("On Moss", "A fern grows. It is in https://x.org/a.")])
    )


def config(data: bytes) -> None:
    """A site.yaml of any bytes gives settings, or problems each with its line; rules that it has compile or do not."""
    file = _folder() / _CONFIG
    file.write_bytes(data)
    try:
        compile_rules(load_config(file))
    except InputError as error:
        hold_error(error, _CONFIG)


def document(data: bytes) -> None:
    """A document of YAML is parsed or refused."""
    try:
        parse_document(data.decode("utf-8", "replace"), _CONFIG)
    except InputError as error:
        hold_error(error, _CONFIG)


def rules(data: bytes) -> None:
    """A rule gives one paper and many the same topics, and its explanation names those topics."""
    rule, _, text = data.partition(b"\n---\n")
    lines = b"".join(b"  " + line + b"\n" for line in rule.split(b"\n"))
    file = _folder() / _CONFIG
    file.write_bytes(
        _LEAST
        + b"topics:\n- slug: other\n  title: O\n  any: [moss]\n- slug: t\n  title: T\n"
        + lines
    )
    title, _, abstract = text.decode("utf-8", "replace").partition("\n")
    try:
        settings = load_config(file)
        book = compile_rules(settings)
    except InputError as error:
        hold_error(error, _CONFIG)
        return
    (paper,) = merge_records([record(title.strip() or "On Trees", abstract.strip() or TREES)])
    classifier = Classifier(book)
    alone = classifier.classified(paper)
    together = classifier.classified_all([*_papers(), paper])
    assert together[-1] == alone, (together[-1].matches, alone.matches)
    explained = Explainer(settings, book).explain(alone)
    given = tuple(topic.topic for topic in explained.topics if topic.status == "given")
    assert given == alone.topics
    explanation_values(explained)


def overrides(data: bytes) -> None:
    """What the owner says of papers is read or refused, and held against papers."""
    file = _folder() / _CONFIG
    lines = b"".join(b"  " + line + b"\n" for line in data.split(b"\n"))
    file.write_bytes(_LEAST + b"topics: [{slug: t, title: T, any: [tree]}]\noverrides:\n" + lines)
    try:
        settings = load_config(file)
    except InputError as error:
        hold_error(error, _CONFIG)
        return
    edited = edit_papers(_papers(), settings.overrides)
    hold_error_of(edited.unmatched)


def hold_error_of(problems: tuple[object, ...]) -> None:
    """Hold warnings as errors are held."""
    if problems:
        hold_error(InputError(problems), _CONFIG)  # type: ignore[arg-type]


def globs(data: bytes) -> None:
    """Any text names papers or none, with stars or without."""
    from generator.config import OverrideSettings
    from generator.errors import Location, quoted

    text = data.decode("utf-8", "replace")
    if text.strip():
        place = Location(path=_CONFIG, line=1)
        editor = Editor([OverrideSettings(paper=text, location=place, hide=True)])
        for paper in _papers():
            editor.meant(paper)
        assert quoted(text).isprintable()


def words(data: bytes) -> None:
    """A file of words is read or refused."""
    try:
        root = parse_document(data.decode("utf-8", "replace"), "words.yaml")
        checked(root, "words.yaml", _english())
    except InputError as error:
        hold_error(error, "words.yaml")


@cache
def _english() -> dict[str, object]:
    return dict(shipped(assets.templates_folder() / "words", "en"))


def notes(data: bytes) -> None:
    """A curator's note is read or refused, and its Markdown is shown."""
    path = "editions/2025-03-14.md"
    lines = tuple(data.decode("utf-8", "replace").split("\n"))
    try:
        found, _ = parse_notes([NoteFile(path=path, lines=lines)])
    except InputError as error:
        hold_error(error, path)
        return
    for note in found:
        prose(note.text.encode())


def prose(data: bytes) -> None:
    """The owner's Markdown is shown without anything that runs, or is refused."""
    text = data.decode("utf-8", "replace")
    for render in (render_prose, render_line):
        try:
            _Harmless().feed(render(text))
        except ProseError as error:
            hold_sentence(str(error), "; expected ")


class _Harmless(HTMLParser):
    """Holds that no element and no attribute does more than show words, pictures and links."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        for name, value in attrs:
            assert not name.startswith("on"), name
            assert name != "style"
            if name in ("href", "src", "cite"):
                assert not (value or "").strip().lower().startswith(("javascript:", "vbscript:"))


def seen(data: bytes) -> None:
    """The file of first days is read or refused, and new papers come after those that it has."""
    (_folder() / NAME).write_bytes(data)
    built = dt.datetime(2025, 3, 14, tzinfo=dt.UTC)
    try:
        found = first_seen(_folder(), [_row()], built)
    except InputError as error:
        hold_error(error, NAME)
        return
    assert _row().id in found.moments
    assert not found.keep()
    again = first_seen(_folder(), [_row()], built)
    assert not again.new
    assert again.moments == found.moments


def _row() -> PaperRow:
    return PaperRow(
        id=PaperId("0123456789ab"),
        slug=Slug("a-0123"),
        dates=(),
        topics=(),
        collections=(),
        pinned=False,
        listed=(),
    )


def subscribers(data: bytes) -> None:
    """A list of subscribers gives addresses and problems; each address once."""
    (_folder() / "list.csv").write_bytes(data)
    try:
        found = read_subscribers(_folder(), "list.csv", tokens=len(data) % 2 == 0)
    except InputError as error:
        hold_error(error, "list.csv")
        return
    hold_all = InputError(found.problems)
    for problem in hold_all.problems:
        assert problem.message.isprintable(), problem
    assert len({str(each.address) for each in found.subscribers}) == len(found.subscribers)


def message(data: bytes) -> None:
    """No name and no subject adds a header or a line too long for mail."""
    name, subject, address, text = (
        *(part.decode("utf-8", "replace") for part in data.split(b"\n", 3)),
        *("", "", "", ""),
    )[:4]
    mailbox = read_address(address)
    if not isinstance(mailbox, MailAddress):
        mailbox = MailAddress("ada", "example.org")
    named = read_named(f'"{name}" <{mailbox}>')
    reader = Subscriber(address=mailbox, name=name) if isinstance(named, str) else named
    subject = " ".join("".join(c if c.isprintable() else " " for c in subject).split())
    made = message_bytes(
        _issue(), Letter(subject=subject, html=f"<p>{name}</p>", text=text), reader
    )
    assert max(map(len, made.split(b"\r\n"))) <= 998
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", made)
    parsed = email.message_from_bytes(made, policy=email.policy.default)
    assert sorted(map(str.lower, parsed.keys())) == sorted(map(str.lower, _headers())), (
        parsed.keys()
    )


@cache
def _headers() -> tuple[str, ...]:
    letter = Letter(subject="A", html="<p>A</p>", text="A")
    reader = Subscriber(address=MailAddress("ada", "example.org"))
    made = message_bytes(_issue(), letter, reader)
    return tuple(email.message_from_bytes(made, policy=email.policy.default).keys())


@cache
def _issue() -> Issue:
    folder = _folder() / "digest"
    folder.mkdir()
    (folder / "a.jsonl").write_text(
        '{"title": "An Oak", "abstract": "We show that it is tall.", "date": "2025-03-14"}\n'
    )
    (folder / _CONFIG).write_text(
        "site: {title: Leaves, url: 'https://example.org/d/'}\nsources: [{path: a.jsonl}]\n"
        "email:\n  from: digest@example.org\n"
    )
    return read_issue(folder / _CONFIG, None, None)


def query(data: bytes) -> None:
    """Any text is a query."""
    read = read_query(data.decode("utf-8", "surrogateescape"), FIELDS)
    for clause in read.clauses:
        assert clause.term == clause.term.lower()


def search(data: bytes) -> None:
    """Any text is answered, with scores that are numbers, the best first."""
    answer = ask(_index(), data.decode("utf-8", "replace"))
    scores = [result.score for result in answer.results if not result.beside]
    assert all(score == score for score in scores), scores
    assert scores == sorted(scores, reverse=True)


@cache
def _index() -> Index:
    folder = _folder() / "woods"
    copy_input(SITES / "valid" / "woods", folder)
    done = run_broadsheet("build", "--quiet", cwd=folder)
    assert done.returncode == 0, done.stderr
    return Index(folder / "public", "public")


def wanted(data: bytes) -> None:
    """A paper is found by what names it, or the error says which is near."""
    from generator.errors import BroadsheetError

    try:
        find_paper(_classified(), data.decode("utf-8", "replace"))
    except BroadsheetError as error:
        hold_sentence(str(error).partition("\n")[0], "; expected ")


@cache
def _classified() -> tuple[object, ...]:
    file = _folder() / _CONFIG
    file.write_bytes(_LEAST + b"topics: [{slug: t, title: T, any: [tree]}]\n")
    classifier = Classifier(compile_rules(load_config(file)))
    return tuple(classifier.classified(paper) for paper in _papers())
