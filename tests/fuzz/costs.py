"""Whether a text twice as long takes about twice as long to read.

A text is made of a fragment again and again, between a beginning and an end. What takes more than its share at first sight is
measured again at 20,000 and 40,000 characters, the best of a few, and seconds are those of a machine that has nothing else to do, so
that a busy one is taken for nothing.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable

from generator.errors import InputError
from generator.sources.events import SourceFile
from generator.sources.registry import our_readers
from generator.text.clean import clean
from generator.text.dates import parse_day
from generator.text.html import lead_html, rich_html
from generator.text.ids import acl_id, arxiv_id, doi, openreview_id
from generator.text.latex import read_latex
from generator.text.links import find_links
from generator.text.mail_address import read_address
from generator.text.markup import without_markup
from generator.text.normal import identity_key, shingles
from generator.text.pieces import read_pieces
from generator.text.rich import read_plain, read_rich
from generator.text.shorten import sentences
from generator.text.slugs import slugify
from generator.text.summary import summarize
from generator.text.titles import derive_title
from tests.fuzz import of_importing, of_settings, of_sources

_FIRST, _SECOND = 2_000, 8_000  # characters of the first look
_HALF, _WHOLE = 20_000, 40_000
_MOST_GROWTH = 3.0  # where the text doubles; 4 is quadratic
_LEAST = 0.05  # seconds under which growth is noise
_MOST = 1.0  # seconds for 40,000 characters
_YARDSTICK = 0.02  # seconds that 100,000 steps of Python take where nothing else is done
PART = b"\x1f"


def _of_text(function: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: function(data.decode("utf-8", "replace"))


def _of_clean(function: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: function(clean(data.decode("utf-8", "replace")))


def _of_source(name: str) -> Callable[[bytes], object]:
    def read(data: bytes) -> object:
        source = SourceFile(path="a", open=lambda: io.BytesIO(data), year=2025)
        return sum(1 for _ in our_readers()[name](source))

    return read


def _quiet(target: Callable[[bytes], None]) -> Callable[[bytes], object]:
    def run(data: bytes) -> object:
        try:
            return target(data)
        except (InputError, AssertionError):  # a target of its own looks for these
            return None

    return run


FUNCTIONS: dict[str, Callable[[bytes], object]] = {
    "clean": _of_text(clean),
    "rich": _of_text(read_rich),
    "plain": _of_text(read_plain),
    "html": _of_text(lambda text: rich_html(read_pieces(text))),
    "lead": _of_text(lambda text: lead_html(read_pieces(text))),
    "latex": _of_clean(read_latex),
    "markup": _of_clean(without_markup),
    "title": _of_clean(derive_title),
    "sentences": _of_clean(sentences),
    "summary": _of_clean(summarize),
    "links": _of_clean(lambda text: list(find_links(text))),
    "key": _of_text(identity_key),
    "shingles": _of_text(shingles),
    "slug": _of_text(slugify),
    "day": _of_text(parse_day),
    "ids": _of_text(lambda text: (arxiv_id(text), doi(text), acl_id(text), openreview_id(text))),
    "mail": _of_text(read_address),
    "dump": _quiet(of_sources.dump),
    "sniff": _quiet(of_sources.sniff),
    "config": _quiet(of_settings.config),
    "words": _quiet(of_settings.words),
    "seen": _quiet(of_settings.seen),
    "subscribers": _quiet(of_settings.subscribers),
    "query": _quiet(of_settings.query),
    "globs": _quiet(of_settings.globs),
    "rules": _quiet(of_settings.rules),
    "papers": _quiet(of_sources.papers),
    "post": _quiet(of_importing.post),
    "post-html": _quiet(of_importing.html),
    "outline": _quiet(of_importing.outline),
    "redirects": _quiet(of_importing.redirects),
    **{f"source-{name}": _of_source(name) for name in our_readers()},
}


class CostError(AssertionError):
    """A function that takes more than its share of time; the message names it."""


def linear(data: bytes) -> None:
    """Repeat a fragment, and hold that the time grows as the text does.

    The first line names the function (any other chooses one), the rest is `beginning US fragment US end`, US being a control character.
    """
    name, _, text = data.partition(b"\n")
    names = list(FUNCTIONS)
    chosen = name.decode("ascii", "replace")
    start, middle, end, *_ = (*text.split(PART), b"", b"")
    if not middle:
        start, middle = b"", start
    if middle:
        hold_linear(
            chosen if chosen in FUNCTIONS else names[sum(name) % len(names)], start, middle, end
        )


def hold_linear(name: str, start: bytes, middle: bytes, end: bytes) -> None:
    """Hold that a function's time grows as a text of a repeated middle does."""
    run = FUNCTIONS[name]

    def seconds(size: int, times: int = 1) -> float:
        text = start + middle * (size // len(middle)) + end
        return min(_seconds(run, text) for _ in range(times))

    first, second = seconds(_FIRST, 3), seconds(_SECOND)
    if second < _LEAST / 5:
        return
    # Where the shorter text is held up, the longer one would seem to take its share: so it is looked at again, a moment later.
    first = min(first, seconds(_FIRST, 5))
    if second < first * _SECOND / _FIRST * 1.5:
        return
    # By turns, so that what holds the machine up for a while holds up both.
    half, whole = map(min, zip(*[(seconds(_HALF), seconds(_WHOLE)) for _ in range(5)], strict=True))
    if whole > _MOST * _slowness() or (whole > _LEAST and whole > half * _MOST_GROWTH):
        raise CostError(f"{name}: {half:.2f} s for {_HALF:,}, {whole:.2f} s for {_WHOLE:,}")


def _slowness() -> float:
    """Say how many times slower this machine is now than one that has nothing else to do, where a core is its own."""
    steps = bytes(100_000)
    best = min(_seconds(lambda data: [str(each) for each in data], steps) for _ in range(3))
    return max(best / _YARDSTICK, 1.0)


def _seconds(run: Callable[[bytes], object], data: bytes) -> float:
    before = time.thread_time()
    run(data)
    return time.thread_time() - before
