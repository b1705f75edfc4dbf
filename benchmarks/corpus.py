"""Corpora of made-up papers, of any size: JSON lines that `broadsheet` reads, and a site.yaml for them.

Enters: a seed, how many papers, and the shipped dumps, of which pairs of neighbouring words are learnt. Leaves: papers
with the shape of real ones: lengths, Zipf's and Heaps' laws (new names, compounds and figures come with every paper),
formulas, addresses, days. No sentence is anybody's. The first papers of a larger corpus are the smaller one, so more
papers of the same corpus can be made at any time. Takes the memory of a thousand papers.

    python benchmarks/corpus.py FOLDER [--papers 10000] [--seed 1]
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import multiprocessing
import shutil
import time
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import count as counting
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml
from corpus_words import (
    CHECKOUT,
    LEAST_TITLE,
    MOST_TITLE,
    SYLLABLES,
    Chain,
    author,
    chains,
    mixed_numbers,
    rare_word,
)

_BATCH = 1000
_PER_DAY = 40
_FIRST_DAY = dt.date(2007, 4, 2)  # the month since which arXiv's ids look as they do
# Real papers: 20,000 abstracts have 168 words on average, and 211 n^0.68 different chunks between two spaces.
_MEAN_WORDS, _SPREAD_WORDS, _LEAST_WORDS, _MOST_WORDS = 178, 48, 50, 320
_NEW_WORDS, _GROWTH = 180, 0.68
# Rare words that come again: how many a paper has, and how many are about as frequent as the first.
_OLD_WORDS, _FLAT = 8, 300
_TITLE_STEPS = 24
# How often a paper has what: authors, a day, a formula, code, a title that begins with a name.
_AUTHORS, _DATED, _FORMULA, _CODE, _NAMED = 0.95, 0.95, 0.03, 0.05, 0.4
# How often words of its title come again in its abstract.
_ECHOES = 2
# By how much the thresholds of the shipped topics are raised.
_STRICTER = 1.3
PAPERS_ON_A_PAGE = 50
_MAKER = 2  # one more whenever the same numbers make other papers
_FORMULAS = (
    r"$\mathcal{O}(%s \log %s)$",
    r"$%s_{i+1} \le \alpha %s_i^2$",
    r"$\lVert %s - %s^\ast \rVert_2$",
    r"$\mathbb{E}[%s \mid %s]$",
    r"$\epsilon$-close to $%s/\sqrt{%s}$",
    r"$(%s, \delta)$-private for $\delta < 10^{-%s}$",
)
_LETTERS = "nkmdTLpqxy"


def papers(seed: int, count: int, start: int = 0) -> Iterator[dict[str, object]]:
    """Give papers by number, from `start` on; each depends on the seed and its number alone."""
    first, skipped = divmod(start, _BATCH)
    made = (paper for number in counting(first) for paper in _batch(seed, number))
    return islice(made, skipped, skipped + count)


def write_papers(
    file: Path, seed: int, count: int, start: int = 0, day: dt.date | None = None
) -> None:
    """Write papers as JSON lines; a `day` is the day of them all."""
    numbers = range(start // _BATCH, -(-(start + count) // _BATCH))
    make = partial(_lines, seed, start, start + count, day)
    with file.open("w", encoding="utf-8", newline="\n") as out:
        if len(numbers) < 20:
            out.writelines(map(make, numbers))
        else:
            with multiprocessing.Pool() as pool:
                out.writelines(pool.imap(make, numbers))


def _lines(seed: int, start: int, end: int, day: dt.date | None, batch: int) -> str:
    """Give the lines of those papers of a batch that lie between two numbers."""
    first = max(start, batch * _BATCH)
    lines = []
    for paper in papers(seed, min(end, (batch + 1) * _BATCH) - first, first):
        if day is not None:
            paper["date"] = day.isoformat()
        lines.append(json.dumps(paper, ensure_ascii=False) + "\n")
    return "".join(lines)


def day_of(number: int) -> dt.date:
    """Give the day of a paper by its number; each has some forty."""
    return _FIRST_DAY + dt.timedelta(days=number // _PER_DAY)


def site_settings() -> dict[str, object]:
    """Give the shipped digest's settings with its topics and their rules, for the papers of a corpus.

    Words in chance order meet more of the terms than real papers do, so thresholds are higher, and a paper that no topic
    takes is left without one: papers have 0 to 4 topics, 1.5 on average. Collections and overrides go: they have no
    equal in other generators, or are of single papers of the shipped dumps.
    """
    settings = yaml.safe_load((CHECKOUT / "site.yaml").read_text(encoding="utf-8"))
    for key in ("nearest_topic", "collections", "overrides"):
        settings.pop(key, None)
    for topic in settings["topics"]:
        if "any" in topic or "all" in topic:
            topic["threshold"] = topic.get("threshold", 1) * _STRICTER
    settings["sources"] = [{"path": "papers/*.jsonl"}]
    settings["pages"] = {"papers_per_page": PAPERS_ON_A_PAGE}
    return dict(settings)


def write_settings(folder: Path, settings: dict[str, object]) -> None:
    """Write a site.yaml."""
    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False, width=100)
    (folder / "site.yaml").write_text(text, encoding="utf-8")


def make_corpus(folder: Path, seed: int, count: int) -> None:
    """Make a folder with papers and a site.yaml; papers that it holds already are not made again."""
    (folder / "papers").mkdir(parents=True, exist_ok=True)
    write_settings(folder, site_settings())
    shutil.copyfile(CHECKOUT / "about.md", folder / "about.md")
    label = folder / "corpus.json"
    wanted = {"seed": seed, "papers": count, "maker": _MAKER}
    if label.is_file() and json.loads(label.read_text(encoding="utf-8")) == wanted:
        return
    write_papers(folder / "papers" / "all.jsonl", seed, count)
    label.write_text(json.dumps(wanted), encoding="utf-8")


def _batch(seed: int, number: int) -> Iterator[dict[str, object]]:
    """Make the papers of one batch, all its chances being thrown at once."""
    # Only plain chances are asked of the generator: their stream is the same in every version of NumPy.
    chances = np.random.Generator(np.random.PCG64([seed, number])).random
    titles, abstracts = chains()
    title_words = titles.words[titles.walk(chances((_TITLE_STEPS, _BATCH)))].tolist()
    walked = abstracts.walk(chances((_MOST_WORDS, _BATCH)))
    ends = _ends(abstracts, walked, chances((3, _BATCH))).tolist()
    abstract_words = abstracts.words[walked].tolist()
    known = _rare_before(number)
    fresh = _rare_before(number + 1) - known
    fading = (max(known, 1000) / _FLAT + 1) ** chances((_BATCH, _OLD_WORDS))
    old = mixed_numbers((_FLAT * (fading - 1)).astype(np.uint64)).tolist()
    new = mixed_numbers(np.arange(known, known + fresh, dtype=np.uint64)).tolist()
    places = chances((_BATCH, _OLD_WORDS + fresh // _BATCH + 1 + _ECHOES)).tolist()
    rolls = chances((_BATCH, 24)).tolist()
    for row in range(_BATCH):
        own = new[row * fresh // _BATCH : (row + 1) * fresh // _BATCH]
        rare = [rare_word(word) for word in own + old[row]]
        words = abstract_words[row][: ends[row]]
        title = _title(title_words[row], rare[0], rolls[row])
        _plant(words, rare, title, places[row])
        yield _paper(number * _BATCH + row, title, words, rolls[row])


def _ends(
    chain: Chain, walked: npt.NDArray[np.int64], chances: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """Give the number of words of each abstract: up to the end of a sentence, near a drawn length."""
    # Three chances together are as good as a normal distribution here.
    drawn = _MEAN_WORDS + _SPREAD_WORDS * 2 * (chances.sum(axis=0) - 1.5)
    wanted = np.clip(drawn, _LEAST_WORDS, _MOST_WORDS).astype(np.int64)
    after = np.arange(1, _MOST_WORDS + 1)
    closed = np.where(chain.closing[walked] & (after <= wanted[:, None]), after, 0).max(axis=1)
    ends: npt.NDArray[np.int64] = np.where(closed * 2 > wanted, closed, wanted)
    return ends


def _rare_before(batch: int) -> int:
    """Give how many rare words all papers before a batch have: the law of Heaps."""
    return int(_NEW_WORDS * (batch * _BATCH) ** _GROWTH)


def _title(walked: list[str], name: str, rolls: Sequence[float]) -> list[str]:
    """Give a title's words: up to the end of a title, with a name, in some before a colon.

    Without it one title in ten would be that of another paper, for chains say again what they learnt; of real ones
    it is one in a thousand.
    """
    ends = [at for at, word in enumerate(walked) if not word]
    end = next((at for at in ends if LEAST_TITLE < at <= MOST_TITLE), MOST_TITLE)
    words = [word for word in walked[:end] if word]
    if rolls[0] < _NAMED:
        return [f"{name}:", *words]
    middle = len(words) // 2
    return [*words[:middle], name, *words[middle:]]


def _plant(words: list[str], rare: list[str], title: list[str], places: Sequence[float]) -> None:
    """Put rare words in the place of others, and pairs of the title's words between them."""
    room = len(words) - 2
    for word, place in zip(rare, places, strict=False):
        words[1 + int(place * room)] = word
    for place in places[-_ECHOES:]:
        at = int(place * 1000 % 1 * (len(title) - 1))
        words[1 + int(place * room) : 1 + int(place * room)] = title[at : at + 2]


def _paper(
    number: int, title: list[str], words: list[str], rolls: Sequence[float]
) -> dict[str, object]:
    day = day_of(number)
    id = f"{day:%y%m}.{number % 100_000:05d}"
    if rolls[1] < _FORMULA:
        letters = _LETTERS[int(rolls[2] * 10)], _LETTERS[int(rolls[3] * 10)]
        formula = _FORMULAS[int(rolls[4] * 6)]
        words.insert(len(words) // 2, formula % letters[: formula.count("%s")])
    abstract = " ".join(words)
    if not abstract.endswith((".", "?", "!")):
        abstract = abstract.rstrip(",;:") + "."
    if rolls[5] < _CODE:
        name = SYLLABLES[int(rolls[6] * 3100)]
        abstract += f" Code is available at https://github.com/{name}/{name}-{number}."
    paper: dict[str, object] = {"id": id, "title": " ".join(title), "abstract": abstract}
    if rolls[7] < _AUTHORS:
        count = 1 + int(rolls[8] * rolls[9] * 16)
        paper["authors"] = [author(roll) for roll in islice(rolls[10:], count)]
    if rolls[11] < _DATED:
        paper["date"] = day.isoformat()
    paper["link"] = f"https://arxiv.org/abs/{id}"
    return paper


def main() -> None:
    """Make a corpus, as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--papers", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    start = time.perf_counter()
    make_corpus(arguments.folder, arguments.seed, arguments.papers)
    spent = time.perf_counter() - start
    print(f"{arguments.folder}: {arguments.papers:,} papers in {spent:.1f} s")


if __name__ == "__main__":
    main()
