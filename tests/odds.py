"""The odds by which the lines of a dump are told apart, as text: what each line looks like, and what its neighbours have in common.

What is expected stands in `tests/data/odds.txt`; `python -m tests.refresh_readings` writes it.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from generator.sources.alignment import Alignment
from generator.sources.cohesion import Comparison, wording_odds
from generator.sources.cutting import Cutting
from generator.sources.evidence import Evidence, Memory, Piece
from generator.sources.kinship import (
    content_words,
    continuation_odds,
    paragraph_kinship,
    title_kinship,
)
from generator.sources.layout import Findings, Layout, gap_of, learnt_layout, usual_layout
from generator.sources.looks import look_at, title_odds
from generator.sources.wrapping import (
    Wrapping,
    find_wrapping,
    goes_on,
    is_dangling,
    is_full,
    surely_goes_on,
)
from tests.readings import READINGS, dumps

ODDS = READINGS.parent / "odds.txt"

ODD = (
    "Trees",
    "On the Growth of Trees: A Study",
    "What Is a Tree?",
    "Trees!",
    "we show that trees grow.",
    "However, trees do not grow. They shrink. They fall.",
    "In this paper, we propose a tree.",
    "Finally, we show that the code is available at https://github.com/a/b",
    "Experiments on four benchmarks show state-of-the-art performance. The code is available.",
    "It grows with",
    '"Is it a tree?"',
    "(see the appendix of the paper.)",
    "3D Trees in 4D",
    "日本語の題名。",
    "Ölbäume und Ähren in Österreich",
    "We introduce TreeNet, a network of trees. TreeNet is trained on TreeBank and beats GPT-4.",
    "TreeNet is fast.",
    "https://trees.example/",
    "a",
    "A",
    "?",
    "Vitamin A",
    "a study of the effects of the trees on the growth of the grass in the shade of the trees",
)


def told() -> str:
    """Tell all of it."""
    lines = [line for line in dumps()[1].read_text(encoding="utf-8").splitlines() if line][2:10]
    return (
        "\n".join(
            [
                *_lines([*ODD, *lines]),
                *_wrappings(lines),
                *_layouts(),
                *_blocks(lines),
                *_searches(lines),
            ]
        )
        + "\n"
    )


def _lines(texts: list[str]) -> Iterator[str]:
    for text in texts:
        look = look_at(text)
        yield text[:60]
        yield f"    {tuple(look)} {look.terminal}"
        yield f"    title {_few([title_odds(look, broken=broken) for broken in (False, True)])}"
        yield f"    dangling {is_dangling(text)} full {is_full(look, text, 2 * len(text) // 3)}"
    some = Comparison(texts)
    for place, (above, below) in enumerate(pairwise(texts), start=1):
        looks = look_at(above), look_at(below)
        words = content_words(above), content_words(below)
        dangling = is_dangling(above)
        yield f"{above[:25]} / {below[:25]}"
        yield f"    {tuple(looks[0].joined(looks[1]))}"
        odds = [title_kinship(*words), paragraph_kinship(*words), continuation_odds(above, below)]
        odds += [wording_odds(above, below), some.odds(place - 1, place, place + 1)]
        odds += [some.odds(max(0, place - 3), place, min(place + 2, len(texts)))]
        for width in (None, 20, len(above) + 1, 1000):
            wrapping = Wrapping(width=width, widest=(width or 0) + 5, prior=-0.7)
            odds.append(goes_on(*looks, below, wrapping, dangling=dangling))
            odds.append(surely_goes_on(*looks, below, wrapping, dangling=dangling))
        yield f"    {_few(odds)}"


def _wrapped(lines: list[str], width: int) -> list[str]:
    return [part for line in lines for part in textwrap.wrap(line, width)]


def _wrappings(lines: list[str]) -> Iterator[str]:
    for width in (20, 40, 72, 110, 300):
        texts = _wrapped(lines, width)
        found = find_wrapping([(texts, [look_at(text) for text in texts])])
        yield f"wrapped at {width}: {found.width} {found.widest} {found.prior:.4g}"
    half = _wrapped(lines[:2], 60) + lines[2:]
    found = find_wrapping([(half, [look_at(text) for text in half]), ([], [])])
    yield f"a few wrapped: {found.width} {found.widest} {found.prior:.4g}"


def _layouts() -> Iterator[str]:
    found = Findings(papers=9, lone_titles=2, lone_abstracts=1, paragraphs=5, title_lines=3)
    found.lengths += [900, 1500, 1100, 700]
    found.joints += Counter(
        {("line", gap_of(0)): 20, ("line", gap_of(1)): 3, ("title", gap_of(2)): 8}
    )
    yield f"gaps {[gap_of(number) for number in range(6)]} {found.inner_gaps(0.5):.4g} {Findings().inner_gaps(0.5)}"
    yield f"odd {[found.is_odd(titled=titled) for titled in (True, False)]} {Findings().is_odd(titled=True)}"
    yield f"odd {Findings(lone_abstracts=1).is_odd(titled=True)} {Findings(lone_abstracts=1).is_odd(titled=False)}"
    for titled in (True, False):
        for broken in (True, False):
            for inner in (0.0, 0.2):
                usual = usual_layout(titled=titled, broken=broken, inner_gaps=inner)
                yield from _layout(usual)
                yield from _layout(learnt_layout(found, usual))
            found.wide_titles += 1
    yield from _layout(learnt_layout(Findings(), usual))


def _layout(layout: Layout) -> Iterator[str]:
    odds = [layout.lone_title, layout.lone_abstract, layout.paragraph, layout.title_line]
    flags = [layout.titled, layout.broken, layout.settled]
    yield f"layout {_few(odds)} {layout.length} {flags}"
    yield f"    {', '.join(f'{joint} {gap} {odds:.4g}' for (joint, gap), odds in sorted(layout.gaps.items(), key=str))}"


def _pages(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Give pages, broken into lines or not: as they come, with lone titles, further paragraphs, without titles."""
    halves = [part for line in lines for part in textwrap.wrap(line, max(80, len(line) // 2 + 20))]
    for width in (60, 2000):
        yield width, _wrapped(lines[:4], width)
    for width in (90, 2000):
        yield width, _wrapped([*lines[:3], lines[4], *lines[4:8]], width)
        yield width, _wrapped(halves, width)
        yield width, _wrapped(lines[1::2], width)
        yield width, _wrapped([*lines[1::2], *lines[:2]], width)


def _searches(lines: list[str]) -> Iterator[str]:
    """Tell the best reading of each page, and how good it is."""
    for width, texts in _pages(lines):
        looks = [look_at(text) for text in texts]
        wrapping = find_wrapping([(texts, looks)])
        pieces = [
            Piece(text, look, look, look, 1, gap_of(place % 5 == 2))
            for place, (text, look) in enumerate(zip(texts, looks, strict=True))
        ]
        for titled in (True, False):
            usual = usual_layout(titled=titled, broken=width < 2000, inner_gaps=0.1)
            for layout in (usual, learnt_layout(Findings(papers=4), usual)):
                found = Findings()
                alignment = Alignment(Evidence(pieces, wrapping, layout, Memory()))
                roles = "".join(
                    role[0] if "-" not in role else role[5] for role in alignment.roles(found)
                )
                yield f"page of {len(pieces)} at {width}: {alignment.score:.6g} {roles}"
                yield f"    {found}"
            cutting = Cutting(pieces, wrapping, usual)
            yield f"    {[cutting.starts(readings) for readings in (1, 2, 4)]}"


def _blocks(lines: list[str]) -> Iterator[str]:
    for width in (60, 2000):
        texts = _wrapped(lines[:4], width)
        looks = [look_at(text) for text in texts]
        wrapping = find_wrapping([(texts, looks)])
        pieces = [
            Piece(text, look, look, look, 1, gap_of(place % 3))
            for place, (text, look) in enumerate(zip(texts, looks, strict=True))
        ]
        usual = usual_layout(titled=True, broken=width == 60, inner_gaps=0.1)
        for layout in (usual, learnt_layout(Findings(papers=4), usual)):
            evidence = Evidence(pieces, wrapping, layout, Memory())
            yield f"block of {len(pieces)}"
            for place in range(len(pieces)):
                before = max(0, place - 2)
                odds = [evidence.titles[place], evidence.joints[place], evidence.gap("line", place)]
                odds += [evidence.missed(before, place), evidence.title_kinship(before, place)]
                odds += [evidence.length_odds(before, place)]
                odds += [evidence.long_paragraph(before, place + 1), evidence.length(before, place)]
                odds += [evidence.is_wide(place, place + 1), evidence.is_wide(before, place + 1)]
                if place:
                    odds += [
                        evidence.title_joint(place, before),
                        evidence.title_joint(place, place),
                    ]
                    odds += [evidence.paragraph_kinship(before, place)]
                yield f"    {place} {_few(odds)}"


def _few(numbers: list[float]) -> str:
    return " ".join(f"{number:.4g}" for number in numbers)
