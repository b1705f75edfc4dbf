"""A build after any changes gives what a build that begins with nothing gives."""

from __future__ import annotations

import json
import random
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import assets
from generator.build import build_site
from generator.lookup import Index, ask
from generator.publish import publication
from generator.related import vectors
from tests.support import TREES_TITLE, files_of, write_site
from tests.test_related import GRAPHS, MORE_GRAPHS, OTHERS

WORDS = (
    "graph trees forest river sorting lattice neural kernel convex sparse bayesian tensor entropy "
    "market protein galaxy quantum robot language vision speech policy gradient cache proof"
).split()
DAYS = ["2025-03-14", "2025-03-15", "2025-03-31", "2025-04-01", "2026-01-02"]


class Digest:
    """The input of a site, and ways to change it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        self.files: dict[str, list[dict[str, object]]] = {"a.jsonl": [], "b.jsonl": []}
        self.site: dict[str, object] = {"title": "Trees", "url": "https://example.org/d/"}
        self.more: dict[str, object] = {"pages": {"papers_per_page": 3}}
        self.topics = [
            {"slug": "graphs", "title": "Graphs", "any": ["graph", "trees", "lattice"]},
            {"slug": "water", "title": "Water", "any": ["river"]},
            {"slug": "woods", "title": "Woods", "parent": "graphs", "any": ["forest", "proof"]},
        ]
        self.templates = folder / "templates"
        shutil.copytree(assets.templates_folder(), self.templates)
        self.add(14)

    def paper(self) -> dict[str, object]:
        words = [self.chance.choice(WORDS) for _ in range(30)]
        made: dict[str, object] = {
            "title": f"On {' '.join(words[:4])} {self.chance.randrange(10**6)}",
            "abstract": f"We study {' '.join(words)}. It {self.chance.choice(words)}s.",
        }
        if self.chance.random() < 0.7:
            made["date"] = self.chance.choice(DAYS)
        if self.chance.random() < 0.3:
            made["url"] = f"https://github.com/{words[0]}/{words[1]}"
        if self.chance.random() < 0.3:
            made["authors"] = [f"{words[5]} {words[6]}", words[7]]
            made["arxiv"] = f"2503.{self.chance.randrange(10**5):05}"
        return made

    def add(self, count: int = 3) -> None:
        for _ in range(count):
            self.some_file().append(self.paper())

    def some_file(self) -> list[dict[str, object]]:
        return self.files[self.chance.choice(sorted(self.files))]

    def some_paper(self) -> dict[str, object]:
        every = [paper for file in self.files.values() for paper in file]
        return self.chance.choice(every) if every else self.paper()

    def remove(self) -> None:
        file = self.some_file()
        if len(file) > 1:
            file.pop(self.chance.randrange(len(file)))

    def change_abstract(self) -> None:
        paper = self.some_paper()
        paper["abstract"] = f"{paper['abstract']} And {self.chance.choice(WORDS)}."

    def change_title(self) -> None:
        self.some_paper()["title"] = f"About {self.chance.randrange(10**6)}"

    def change_day(self) -> None:
        self.some_paper()["date"] = self.chance.choice(DAYS)

    def repeat(self) -> None:
        self.some_file().append(dict(self.some_paper()))

    def reorder(self) -> None:
        self.chance.shuffle(self.some_file())

    def rename(self) -> None:
        name = self.chance.choice(sorted(self.files))
        self.files[f"{self.chance.choice('cdefg')}.jsonl"] = self.files.pop(name)

    def change_word(self) -> None:
        self.chance.choice(self.topics)["any"] = self.chance.sample(WORDS, 3)

    def change_topics(self) -> None:
        if len(self.topics) > 3:
            self.topics.pop()
        else:
            self.topics.append({"slug": "rest", "title": "Rest", "any": ["market", "cache"]})

    def change_names(self) -> None:
        self.topics[0]["title"] = self.chance.choice(["Graphs", "Networks", "Trees & more"])

    def change_site(self) -> None:
        self.site["language"] = self.chance.choice(["en", "de", "ar"])
        self.site["title"] = self.chance.choice(["Trees", "Woods"])

    def write_words(self) -> None:
        """Say some things otherwise, in the interface and in scripts, or as shipped again."""
        if self.site.pop("words", None) and self.chance.random() < 0.4:
            return
        said = {"paper.related": self.chance.choice(WORDS), "star.new": self.chance.choice(WORDS)}
        (self.folder / "words.yaml").write_text(json.dumps(said))
        self.site["words"] = "words.yaml"

    def change_place(self) -> None:
        self.site.pop("url", None)
        if self.chance.random() < 0.7:
            self.site["url"] = self.chance.choice(["https://example.org/d/", "http://x.org/"])

    def change_settings(self) -> None:
        self.more = {
            "pages": {
                "papers_per_page": self.chance.choice([2, 3, 7]),
                "papers": self.chance.choice([True, False]),
            },
            "feeds": {
                "entries": self.chance.choice([2, 4, 50]),
                "kilobytes": self.chance.choice([16, 512]),
                "hub": f"https://hub.example.org/{self.chance.choice('ab')}",
            },
            "search": {"title_boost": self.chance.choice([1, 5])},
            "dates": {"group_by": self.chance.choice([["day"], ["week", "year"]])},
        }

    def override(self) -> None:
        kind = self.chance.choice(
            [{"hide": True}, {"pin": True}, {"title": "Named anew"}, {"add_topics": ["water"]}]
        )
        paper = {"paper": self.some_paper()["title"], **kind}
        self.more["overrides"] = [] if "overrides" in self.more else [paper]

    def collect(self) -> None:
        saved = {"slug": "dated", "title": "Of rivers", "any": ["river", "cache"]}
        self.more["collections"] = [] if "collections" in self.more else [saved]

    def write_about(self) -> None:
        (self.folder / "about.md").write_text(f"Made by {self.chance.choice(WORDS)}.")

    def write_note(self) -> None:
        """Write what a curator says of a day or month, with a pick that may be no paper, or take it back."""
        notes = self.folder / "editions"
        notes.mkdir(exist_ok=True)
        file = notes / self.chance.choice(["2025-03-14.md", "2025-03.md", "2025-W14.md"])
        if file.exists() and self.chance.random() < 0.3:
            file.unlink()
            return
        front = json.dumps({"curator": "Ada", "picks": [self.some_paper()["title"]]})
        file.write_text(f"---\n{front}\n---\nOn {self.chance.choice(WORDS)}.")

    def redirect(self) -> None:
        """Have an old address lead to what is there whatever the papers are, or take all of them back."""
        file = self.folder / "redirects.csv"
        if file.exists() and self.chance.random() < 0.3:
            file.unlink()
            return
        targets = ["/", "topic:graphs", "/topics/water/", "feed.xml", "old/0/"]
        lines = [f"old/{n}/,{self.chance.choice(targets[: 4 + (n > 0)])}\n" for n in range(3)]
        file.write_text("".join(lines))

    def put_file(self) -> None:
        """Put a file of the owner's into their folder, of which lines, bytes or fonts hang on others, or take one away."""
        own = self.folder / "own"
        own.mkdir(exist_ok=True)
        self.site["static"] = "own"
        file = own / self.chance.choice(
            ["CNAME", "a.woff2", "_headers", "robots.txt", "talks/a.html"]
        )
        if file.exists() and self.chance.random() < 0.4:
            file.unlink()
            return
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"{self.chance.choice(WORDS)}\n")

    def change_template(self) -> None:
        file = self.templates / "pages" / self.chance.choice(["paper.html", "topic.html"])
        file.write_text(file.read_text().replace("{% endblock %}", "<hr>{% endblock %}", 1))

    def damage(self) -> None:
        """Take a page out of the site, or write into it."""
        pages = sorted((self.folder / "public").rglob("*.html"))
        if pages:
            page = self.chance.choice(pages)
            if self.chance.random() < 0.5:
                page.unlink()
            elif publication.MOST_LINKED:
                page.write_text("damaged")

    def write(self) -> Path:
        seeds = self.folder / "seeds"
        shutil.rmtree(seeds, ignore_errors=True)
        seeds.mkdir()
        for name, papers in self.files.items():
            lines = "".join(f"{json.dumps(paper)}\n" for paper in papers)
            (seeds / name).write_text(lines)
        values = {"site": self.site, "sources": [{"path": "seeds/*.jsonl"}], "topics": self.topics}
        file = self.folder / "site.yaml"
        file.write_text(json.dumps(values | self.more))  # JSON is YAML
        return file


EDITS: tuple[Callable[[Digest], None], ...] = (
    *(Digest.add, Digest.remove, Digest.change_abstract, Digest.change_title, Digest.change_day),
    *(Digest.repeat, Digest.reorder, Digest.rename, Digest.change_word, Digest.change_topics),
    *(Digest.change_names, Digest.change_site, Digest.change_settings, Digest.override),
    *(Digest.change_place, Digest.collect, Digest.write_about, Digest.write_note),
    *(Digest.change_template, Digest.damage, Digest.write_words, Digest.redirect, Digest.put_file),
)


def _steps() -> st.SearchStrategy[list[list[Callable[[Digest], None]]]]:
    return st.lists(st.lists(st.sampled_from(EDITS), max_size=3), min_size=1, max_size=4)


def _build(file: Path, output: str, *, clean: bool = False) -> None:
    """Build with one process; the edits move papers between feeds as no owner would."""
    build_site(file, file.parent / output, jobs=1, clean=clean, accept_feed_changes=True)


@pytest.mark.parametrize("most_linked", [0, 4000])
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=_steps(), seed=st.integers(0, 10**6))
def test_build_after_any_changes_is_that_of_a_clean_one(
    most_linked: int, steps: list[list[Callable[[Digest], None]]], seed: int
):
    """After papers, rules, templates, settings and pages changed, the site is what `--clean` makes of the same."""
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.object(publication, "MOST_LINKED", most_linked),
        # As in a large digest, the last papers are related to the others upon what was kept of these.
        mock.patch.multiple(vectors, _FEW=8, _SHARES=4),
    ):
        digest = Digest(Path(folder).resolve(), seed)
        with mock.patch.object(assets, "templates_folder", return_value=digest.templates):
            _build(digest.write(), "public")
            for edits in steps:
                for edit in edits:
                    edit(digest)
                _build(digest.write(), "public")
            _build(digest.folder / "site.yaml", "fresh", clean=True)
        assert files_of(digest.folder / "public") == files_of(digest.folder / "fresh")


TOPICS = """
site: {title: My digest}
sources: [{path: seeds/*.txt, year: 2025}]
topics: [{slug: woods, title: Woods, any: [%s]}, {slug: lists, title: Lists, any: [sorting]}]
"""


def test_other_rules_leave_texts_and_documents_of_the_search_as_they_are(tmp_path: Path):
    """After one word of a rule changed no text is counted and no document written; topics are found anew."""
    output = tmp_path / "public"
    build_site(write_site(tmp_path, TOPICS % "zzzz"), output, jobs=1)
    before = files_of(output)
    assert ask(Index(output, "public"), "topics:woods").results == ()
    file = write_site(tmp_path, TOPICS % "trees")
    with (
        mock.patch("generator.produce.search.count_texts", side_effect=AssertionError),
        mock.patch("generator.produce.search.document_group", side_effect=AssertionError),
    ):
        build_site(file, output, jobs=1)
    after = files_of(output)
    kinds = {"documents", "vocabulary.js"}
    of_texts = {
        path for path in before if path.startswith("search/") and kinds & {*path.split("/")}
    }
    assert len(of_texts) > 2
    assert of_texts <= after.keys()
    index = Index(output, "public")
    (found,) = ask(index, "topics:woods").results
    shown = index.shown(found.row)
    assert (shown.title, shown.topics) == (TREES_TITLE, ("woods",))


def test_new_day_changes_no_page_of_an_older_paper(tmp_path: Path):
    """A day with papers of its own leaves every paper's page as it is, and every older edition's picture.

    Of few papers, related ones are looked for among all; how seldom they change among many is said in test_related.
    """
    digest = Digest(tmp_path, 7)
    build_site(digest.write(), tmp_path / "public", jobs=1)
    before = files_of(tmp_path / "public")
    digest.files["new.jsonl"] = [digest.paper() | {"date": "2026-02-02"} for _ in range(3)]
    build_site(digest.write(), tmp_path / "public", jobs=1)
    after = files_of(tmp_path / "public")
    stays = [path for path in before if path.startswith("papers/") or path.endswith(".png")]
    assert len(stays) > 15
    related = re.compile(rb"<section><h2>Related papers</h2>.*?</section>", re.DOTALL)
    changed = [
        path for path in stays if related.sub(b"", after[path]) != related.sub(b"", before[path])
    ]
    assert changed == []
    assert "dates/2026/02/02/preview.png" in after


def test_title_with_other_emphasis_is_written_anew_where_it_is_linked(tmp_path: Path):
    """A title whose words are the same, but for their emphasis, changes on the pages of related papers and of months too."""
    digest = Digest(tmp_path, 7)
    texts = [GRAPHS, *OTHERS, MORE_GRAPHS]
    papers = [
        {"title": title, "abstract": abstract, "date": "2025-03-14"} for title, abstract in texts
    ]
    digest.files = {"a.jsonl": papers}
    _build(digest.write(), "public")
    papers[0]["title"] = GRAPHS[0].replace("Sparse", "*Sparse*")
    _build(digest.write(), "public")
    _build(digest.folder / "site.yaml", "fresh", clean=True)
    after = files_of(tmp_path / "public")
    assert after == files_of(tmp_path / "fresh")
    linked = [path for path, data in after.items() if b"<em>Sparse</em>" in data]
    assert "dates/2025/03/index.html" in linked
    assert any("rewiring-edges" in path for path in linked)


def test_edition_loses_its_picture_when_thirty_are_newer(tmp_path: Path):
    """With one edition more than have pictures, the oldest shows the site's, and its own is gone."""
    digest = Digest(tmp_path, 7)
    days = [f"2025-05-{day:02}" for day in range(1, 32)]
    digest.files = {"a.jsonl": [digest.paper() | {"date": day} for day in days[:30]]}
    build_site(digest.write(), tmp_path / "public", jobs=1)
    oldest = tmp_path / "public" / "dates" / "2025" / "05" / "01"
    assert (oldest / "preview.png").exists()
    assert "dates/2025/05/01/preview.png" in (oldest / "index.html").read_text(encoding="utf-8")
    digest.files["a.jsonl"].append(digest.paper() | {"date": days[30]})
    build_site(digest.write(), tmp_path / "public", jobs=1)
    assert not (oldest / "preview.png").exists()
    shown = (oldest / "index.html").read_text(encoding="utf-8")
    assert 'content="https://example.org/d/preview.png"' in shown
