"""Pages as they come: broken lines, stray lines, odd titles and short abstracts; every pair is exact."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

import pytest

from generator.sources.abstracts import read_abstracts
from generator.sources.detect import detect_shape
from generator.sources.dump import SourceText
from generator.sources.listing import read_listing
from generator.sources.reading import SourceInProgress, SourceReading
from generator.text.clean import clean
from generator.text.lines import decode_lines

Paper = tuple[str | None, str]
BANNERS = (
    "Get trending papers in your email inbox once a day!",
    "Get trending papers in your email inbox!",
)
PAPERS: tuple[tuple[str, str], ...] = (
    (
        "Learning to Fold Laundry from a Single Photograph",
        "Folding laundry asks a robot to reason about cloth that it has never seen. Existing methods need "
        "many views of each garment, or a model of its shape. We present FoldOnce, a policy that folds a "
        "garment from one photograph. FoldOnce predicts a sequence of grasps and corrects it while "
        "the cloth moves. Trained on 4,000 simulated garments, it folds 87% of real shirts and towels, "
        "twice as many as the best earlier policy. We release the garments, the simulator and the code.",
    ),
    (
        "HedgeNet: Sparse Attention for Long Garden Records",
        "Gardeners keep records over decades, and the records of one garden can reach a million entries. "
        "Attention over such sequences is slow. This paper introduces HedgeNet, whose attention is "
        "limited to entries of the same bed and season. HedgeNet reads a million entries on one card "
        "and forecasts harvests 12% better than dense attention. Ablations show that most of the gain "
        "comes from the seasonal pattern, which the network learns without supervision.",
    ),
    (
        "When Do Tides Help Weather Models? An Empirical Study of Coastal Forecasts",
        "Weather models seldom read the tide. In this work, we ask when they should. We add tidal tables "
        "to three forecasting models and test them at 61 coastal stations. Tides improve forecasts of fog "
        "and wind within ten kilometres of the sea, and change nothing elsewhere. The effect grows with "
        "the tidal range. Our findings suggest that coastal services can gain from a table that has been "
        "printed for two hundred years.",
    ),
    (
        "A Benchmark of Bird Songs Recorded in the Rain",
        "Recognisers of bird songs are tested on clean recordings, although birds also sing in the rain. "
        "We collect RainSong, 310 hours of songs recorded in light and heavy rain, with labels by nine "
        "ornithologists. Five recognisers lose between 18 and 44 points of accuracy on it. Removing the "
        "noise beforehand does not help, while training with synthetic rain recovers half of the loss. "
        "RainSong, its labels and a baseline are available for research.",
    ),
    (
        "Certified Routes: Shortest Paths with Proofs for Emergency Services",
        "An ambulance that is sent a wrong way may arrive late, yet no routing engine proves its answers. "
        "We describe an algorithm that returns a shortest path together with a certificate that a "
        "small checker verifies in linear time. The checker has been proved correct in Lean. On the road "
        "network of a country with 24 million edges the certificates add 9% to the running time. The "
        "method finds two faults in an engine that is in daily use.",
    ),
    (
        "Distilling Cooking Knowledge into Small Language Models",
        "Large language models know how to cook, but kitchens have no data centre. We study how much of "
        "that knowledge fits into models below one billion parameters. A curriculum that goes from "
        "ingredients to steps to whole recipes transfers most of it: our largest student answers 81% of "
        "the questions that its teacher answers. Small models remember quantities and forget order. "
        "We propose a loss that penalises swapped steps and closes half of the remaining gap.",
    ),
    (
        "Graph Partitioning under Moving Boundaries",
        "Partitions of a graph are computed once and become stale as the graph changes. Recomputing them "
        "is costly, and repairing them locally lets the cut grow. We give an algorithm that moves the "
        "boundary of a part only where an edge was inserted or removed nearby. Its cut stays within a "
        "factor of 1.3 of a fresh partition over ten thousand updates. Experiments on road, citation and "
        "mesh graphs confirm the bound and show a speed-up of two orders of magnitude.",
    ),
    (
        "Detecting Forged Pottery from Micro-Scratches",
        "Forged pottery is sold as old, and experts disagree about a third of the pieces. Despite its "
        "importance, the problem has received little attention in computer vision. We photograph the "
        "scratches under the foot of 1,200 vessels and train a classifier on their directions and depths. "
        "It agrees with laboratory dating in 94% of the cases. A study with six curators shows that "
        "heat maps of the scratches change their minds in both directions.",
    ),
    (
        "Bees as Sensors: Estimating Bloom from Hive Sounds",
        "The bloom of a region is estimated from satellites, which see little under clouds. Bees see it "
        "every day. We record 40 hives over three summers and predict the bloom within two kilometres "
        "from their sounds. A convolutional network reaches a correlation of 0.82 with field counts, "
        "against 0.64 for satellite images. Combining both gives 0.88. The recordings reveal that the "
        "pitch of a hive falls two days before a bloom ends.",
    ),
    (
        "Quiet Gradients: Privacy Noise That Vanishes over Time",
        "Private training adds noise to each gradient, and the noise is as loud at the end as at the "
        "beginning. We prove that it need not be. If the learning rate decays, noise may decay with it at "
        "no cost in privacy. The resulting schedule, quiet gradients, improves accuracy by four points on "
        "three image sets at the same privacy budget. It needs no tuning beyond that of the learning "
        "rate, and two lines of code.",
    ),
    (
        "Translating Weather Proverbs between Twelve Languages",
        "Proverbs about the weather are short, old and hard to translate. We gather 2,300 of them in twelve "
        "languages and align those that mean the same. Translation systems render the words and lose the "
        "forecast: fewer than a third of their outputs predict the weather that the original predicts. "
        "Adding one sentence of explanation to the prompt doubles this share. We discuss what proverbs "
        "tell about the limits of literal translation.",
    ),
    (
        "An Elevator Dispatcher That Explains Itself",
        "People who wait for an elevator want to know why. Modern dispatchers are trained by reinforcement "
        "learning and cannot tell. We present a dispatcher whose policy is a short list of rules, learned "
        "by imitation from a trained network. In a building of 31 floors its waiting times are within 3% "
        "of those of the network. Two hundred visitors judged its explanations, and complaints "
        "fell by half although nobody waited less.",
    ),
)
QUESTION = "Can a Thermostat Learn Manners?"
LONG = (
    "Towards a Unified, Scalable and Interpretable Framework for the Joint Detection, Segmentation and "
    "Tracking of Migrating Whales in Satellite Imagery with Limited Supervision and Missing Frames"
)


def _read(data: bytes) -> SourceReading:
    source = SourceText(path="nasty.txt", lines=tuple(decode_lines(data)), year=2025)
    shape = detect_shape(source.lines)
    events = read_abstracts(source) if shape == "abstracts" else read_listing(source, shape)
    return SourceInProgress("nasty.txt", shape, events).whole()


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False, break_long_words=False)


def _sentences(text: str) -> list[str]:
    return [f"{sentence}." for sentence in text.removesuffix(".").split(". ")]


def _pages(body: Callable[[int, str, str], Sequence[str]]) -> list[str]:
    """Lay out all papers, each by `body` from its number, title and abstract."""
    return [line for place, (title, text) in enumerate(PAPERS) for line in body(place, title, text)]


def _odd(place: int, at: Sequence[int], odd: Sequence[str], usual: Sequence[str]) -> Sequence[str]:
    return odd if place in at else usual


BETWEEN = (
    "42", "3 comments", "\u00b7 7 authors", "7 authors", "Published on Mar 14", "Submitted by xyz",
    "1.2k", "Upvote", "\u25b2 12", "-", "1 comment", "View all comments",
)  # fmt: skip
DAYS = (
    "Mar 14", "March 15, 2025", "16 Mar 2025", "2025-03-17", "Dec 31", "Jan 1", "Feb 29, 2024",
    "1 March 2024", "Mar 2", "2024-03-03", "Mar 4, 2024", "5 March",
)  # fmt: skip

SAME_PAPERS: dict[str, list[str]] = {
    "plain": _pages(lambda _, t, a: [t, a]),
    "banner": [
        *BANNERS,
        "Subscribe" + PAPERS[0][0],
        PAPERS[0][1],
        *_pages(lambda _, t, a: [t, a])[2:],
    ],
    "every-line-apart": _pages(lambda _, t, a: [t, "", a, ""]),
    "papers-apart": _pages(lambda _, t, a: [t, a, "", ""]),
    "stray-blanks": _pages(lambda n, t, a: [t, *[""] * (n % 3), a, *[""] * (n * 7 % 4)]),
    "banners-in-the-midst": _pages(
        lambda n, t, a: _odd(n, (3, 8), [*BANNERS, f"Subscribe{t}", a], [t, a])
    ),
    "banners-with-a-button": _pages(
        lambda n, t, a: _odd(n, (2, 9), ["new", "", BANNERS[1], "Subscribe", t, a], [t, a])
    ),
    "counts-above": _pages(lambda n, t, a: [BETWEEN[n], t, a]),
    "counts-below": _pages(lambda n, t, a: [t, a, BETWEEN[n], BETWEEN[n - 1]]),
    "counts-on-both-sides": _pages(
        lambda n, t, a: [BETWEEN[n], "", t, "", a, "", BETWEEN[n - 5], "", BETWEEN[n - 3], ""]
    ),
    "poster-on-the-next-line": _pages(lambda n, t, a: ["Submitted by", f"user_{n}", t, a]),
    "days": _pages(lambda n, t, a: [DAYS[n], t, a]),
    "days-apart": _pages(lambda n, t, a: [DAYS[n], "", t, "", a, ""]),
    "days-and-counts": _pages(lambda n, t, a: [DAYS[n], str(n * 9), t, a, BETWEEN[n]]),
    "wide-spaces": _pages(lambda _, t, a: ["\u00a0" + t, a.replace(" ", "\u2009", 3), "\u3000\t"]),
    "zero-width": _pages(lambda _, t, a: ["\u200b" + t, "\u200b", a + "\u200d", "\ufeff"]),
    "form-feeds": _pages(lambda _, t, a: [t + "\f", "\f", a, "\v"]),
    **{
        f"broken-at-{width}": _pages(lambda _, t, a, w=width: [t, *_wrapped(a, w)])  # type: ignore[misc]
        for width in (60, 72, 80, 100, 120)
    },
    "broken-papers-apart": _pages(lambda _, t, a: [t, *_wrapped(a, 80), ""]),
    "broken-parts-apart": _pages(lambda _, t, a: [t, "", *_wrapped(a, 72), "", ""]),
    "broken-every-line-apart": _pages(
        lambda _, t, a: [line for part in [t, *_wrapped(a, 90)] for line in (part, "")]
    ),
    "broken-with-days": _pages(lambda n, t, a: [DAYS[n], t, *_wrapped(a, 80), BETWEEN[n]]),
    "titles-broken-too": _pages(lambda _, t, a: [*_wrapped(t, 60), *_wrapped(a, 60)]),
    "titles-alone-broken": _pages(lambda _, t, a: [*_wrapped(t, 40), a]),
    "one-abstract-broken": _pages(lambda n, t, a: [t, *_odd(n, (5,), _wrapped(a, 80), [a])]),
    "some-abstracts-broken": _pages(lambda n, t, a: [t, *_odd(n, (1, 2, 9), _wrapped(a, 76), [a])]),
    "sentence-a-line": _pages(lambda n, t, a: [t, *_odd(n, (4, 10), _sentences(a), [a])]),
    "two-paragraphs": _pages(
        lambda n, t, a: [
            t,
            *_odd(n, (0, 6), [" ".join(_sentences(a)[:2]), " ".join(_sentences(a)[2:])], [a]),
        ]
    ),
    "three-paragraphs-apart": _pages(
        lambda n, t, a: [
            t,
            "",
            *_odd(
                n,
                (3, 7),
                [
                    " ".join(_sentences(a)[:2]),
                    "",
                    _sentences(a)[2],
                    "",
                    " ".join(_sentences(a)[3:]),
                ],
                [a],
            ),
            "",
        ]
    ),
    "cut-within-a-sentence": _pages(
        lambda n, t, a: [
            t,
            *_odd(n, (2, 11), [a[: a.index(" of ", 150)], a[a.index(" of ", 150) :]], [a]),
        ]
    ),
}


@pytest.mark.parametrize("lines", SAME_PAPERS.values(), ids=SAME_PAPERS.keys())
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_layout_changes_no_pair(lines: list[str], end: str):
    """However a page is laid out, its titles and abstracts are the same."""
    reading = _read(("\ufeff" + end.join(lines)).encode())
    assert reading.problems == ()
    assert reading.ledger.rejects == ()
    assert [(clean(r.title or ""), clean(r.abstract)) for r in reading.records] == list(PAPERS)


def _with(place: int, *papers: Paper) -> list[Paper]:
    return [*PAPERS[:place], *papers, *PAPERS[place + len(papers) :]]


OTHER_PAPERS: dict[str, list[Paper]] = {
    "short-abstract": _with(4, (PAPERS[4][0], "It proves its answers.")),
    "short-abstracts": _with(
        2,
        (PAPERS[2][0], "We ask when tides help weather models."),
        (PAPERS[3][0], "A benchmark of bird songs."),
        (PAPERS[4][0], "No abstract."),
    ),
    "long-title": _with(5, (LONG, PAPERS[5][1])),
    "long-title-and-short-abstract": _with(5, (LONG, "We track whales from space.")),
    "title-with-a-full-stop": _with(6, (PAPERS[6][0] + ".", PAPERS[6][1])),
    "titles-with-stops-and-marks": _with(
        0,
        (PAPERS[0][0] + ".", PAPERS[0][1]),
        (PAPERS[1][0] + "!", PAPERS[1][1]),
        (QUESTION, "Thermostats do not listen. We teach one to, and it learns in a week."),
        ("We Need to Talk about Benchmarks.", PAPERS[3][1]),
    ),
    "title-in-small-letters": _with(
        7, ("detecting forged pottery from its scratches", PAPERS[7][1])
    ),
    "title-of-one-word": _with(8, ("Bees", PAPERS[8][1])),
    "title-that-is-a-sentence": _with(
        9, ("We can hear the noise of private training, and it vanishes", PAPERS[9][1])
    ),
    "abstract-without-a-stop": _with(1, (PAPERS[1][0], PAPERS[1][1][:-1])),
    "abstract-that-ends-in-a-link": _with(
        1, (PAPERS[1][0], PAPERS[1][1] + " Code: https://example.org/hedge/net")
    ),
    "no-title": _with(3, (None, PAPERS[3][1])),
    "two-without-titles": _with(10, (None, PAPERS[10][1]))[:4] + _with(4, (None, PAPERS[4][1]))[4:],
}
LAYOUTS: dict[str, Callable[[str | None, str], list[str]]] = {
    "one-a-line": lambda t, a: [t, a] if t else [a],
    "every-line-apart": lambda t, a: [t, "", a, ""] if t else [a, ""],
    "votes-above": lambda t, a: ["12", t, a] if t else ["12", a],
}


@pytest.mark.parametrize("papers", OTHER_PAPERS.values(), ids=OTHER_PAPERS.keys())
@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_odd_paper_moves_no_other(
    papers: list[Paper], layout: Callable[[str | None, str], list[str]]
):
    """Short abstracts, long titles and missing titles keep their places."""
    lines = [line for title, abstract in papers for line in layout(title, abstract)]
    reading = _read("\n".join(lines).encode())
    assert [(r.title, r.abstract) for r in reading.records] == papers
    assert reading.ledger.rejects == ()


@pytest.mark.parametrize("width", [None, 80])
@pytest.mark.parametrize("place", [1, 6, 11])
def test_title_without_abstract_in_the_midst_is_found(place: int, width: int | None):
    """A lone title is rejected where it stands, whether abstracts are broken into lines or not."""
    lines: list[str] = []
    for number, (title, abstract) in enumerate(PAPERS):
        lines += ["Measuring Fog with Lighthouse Lamps"] if number == place else []
        lines += [title, *(_wrapped(abstract, width) if width else [abstract])]
    reading = _read("\n".join([*BANNERS, *lines]).encode())
    assert [(r.title, r.abstract) for r in reading.records] == list(PAPERS)
    assert [reject.lines for reject in reading.ledger.rejects] == [1]
    assert "Lighthouse" in reading.ledger.rejects[0].reason


def _abstracts(broken: Sequence[int], parts: Callable[[str], Sequence[str]]) -> list[str]:
    """Lay out the abstracts alone, those of some numbers in parts."""
    return _pages(lambda place, _, text: parts(text) if place in broken else [text])


def _cut(*counts: int) -> Callable[[str], Sequence[str]]:
    """Cut a text into paragraphs that begin after so many sentences."""

    def parts(text: str) -> Sequence[str]:
        sentences = _sentences(text)
        ends = [*counts, len(sentences)]
        return [" ".join(sentences[a:b]) for a, b in zip([0, *counts], ends, strict=True)]

    return parts


ABSTRACTS: dict[str, list[str]] = {
    "one-a-line": [text for _, text in PAPERS],
    "apart": [line for _, text in PAPERS for line in (text, "", "")],
    "broken": [line for _, text in PAPERS for line in (*_wrapped(text, 80), "")],
    "two-paragraphs": [
        line
        for number, (_, text) in enumerate(PAPERS)
        for line in _odd(
            number, (9,), [" ".join(_sentences(text)[:3]), " ".join(_sentences(text)[3:])], [text]
        )
    ],
    "two-paragraphs-often": _abstracts((0, 1, 3, 7, 11), _cut(2)),
    "three-paragraphs": _abstracts((1, 4, 9), _cut(2, 4)),
    "unbroken-but-one": _abstracts((3,), _cut(2, 3)),
    "sentences": _abstracts((2,), _sentences),
    "sentences-of-some": _abstracts((3, 6, 10), _sentences),
    "sentences-and-paragraphs": [
        line
        for number, (_, text) in enumerate(PAPERS)
        for line in _odd(number, (0, 9), _sentences(text), _cut(3)(text) if number == 4 else [text])
    ],
    "broken-and-not-apart": _abstracts(range(len(PAPERS)), lambda text: _wrapped(text, 76)),
    "broken-narrow-and-not-apart": _abstracts(range(len(PAPERS)), lambda text: _wrapped(text, 60)),
}


@pytest.mark.parametrize("lines", ABSTRACTS.values(), ids=ABSTRACTS.keys())
def test_abstracts_alone_are_read_whole(lines: list[str]):
    """A page of abstracts has no titles, however its abstracts are broken."""
    reading = _read("\n".join(lines).encode())
    assert reading.ledger.format == "abstracts"
    assert [r.abstract for r in reading.records] == [text for _, text in PAPERS]


SHORT = (
    "Surprisingly, lighthouses predict the price of fish.",
    "We release a dataset of 9,000 annotated kites.",
    "Doors that open by themselves confuse cats.",
)


@pytest.mark.parametrize("places", [(1, 5, 9), (4, 5, 6), (0, 10, 11)])
def test_abstracts_of_a_sentence_are_not_parts_of_others(places: Sequence[int]):
    """One short abstract among long ones is its own, beside another short one too."""
    short = dict(zip(places, SHORT, strict=True))
    texts = [short.get(number, text) for number, (_, text) in enumerate(PAPERS)]
    reading = _read("\n".join(texts).encode())
    assert reading.ledger.format == "abstracts"
    assert [r.abstract for r in reading.records] == texts
