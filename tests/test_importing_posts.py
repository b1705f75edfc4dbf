"""What posts hold: front matter in all its forms, the blocks of a body, and the papers among them."""

from __future__ import annotations

import datetime as dt
import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.config import SiteConfig, SiteSettings
from generator.importing.blocks import Block
from generator.importing.front_matter import FrontMatterError, read_front_matter
from generator.importing.html_blocks import html_blocks
from generator.importing.links import is_label, is_paper
from generator.importing.markdown_blocks import MarkdownReader
from generator.importing.noting import notes_of
from generator.importing.posts import Kind, Post, ReadPost
from generator.importing.reading import read_post
from generator.prose import render_prose

DETR = "https://arxiv.org/abs/2005.12872"
GPT = "https://arxiv.org/abs/2005.14165"


def blocks(text: str, above: int = 0) -> tuple[Block, ...]:
    return tuple(MarkdownReader(text.split("\n"), above).blocks())


def read(text: str, title: str = "A post", kind: Kind | None = None, **fields: object) -> ReadPost:
    post = Post(path="a.md", name="a.md", title=title, fields=fields, blocks=blocks(text))
    return read_post(post, kind)


@pytest.mark.parametrize(
    ("text", "form", "above"),
    [
        ("---\ntitle: A\narxiv: 2503.10000\n---\nBody", "yaml", 4),
        ("---\ntitle: A\narxiv: 2503.10000\n...\nBody", "yaml", 4),
        ('+++\ntitle = "A"\narxiv = 2503.10000\n+++\nBody', "toml", 4),
        ('{"title": "A",\n"arxiv": 2503.10000}\nBody', "json", 2),
        ("Title: A\narXiv: 2503.10000\n\nBody", "meta", 2),
    ],
)
def test_front_matter_is_read_in_every_form(text: str, form: str, above: int):
    """YAML, TOML, JSON and Pelican's lines give the same fields, and a number keeps the digits that were written."""
    front = read_front_matter(text.split("\n"))
    assert (front.form, front.above) == (form, above)
    assert dict(front.fields) == {"title": "A", "arxiv": "2503.10000"}


_NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(
    lambda name: name not in ("y", "n", "yes", "no", "on", "off", "true", "false", "null")
)
_TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp", "Cf")),
    max_size=40,
)
_FIELDS = st.dictionaries(
    _NAMES, _TEXTS | st.booleans() | st.lists(_TEXTS, max_size=3), min_size=1, max_size=5
)


@given(fields=_FIELDS, form=st.sampled_from(["yaml", "json", "toml"]))
def test_fields_come_back_as_they_were_written(fields: dict[str, object], form: str):
    """Whatever texts, flags and lists a post's front matter has, they are read as they are, and the body begins below."""
    written = {
        "yaml": lambda: f"---\n{yaml.safe_dump(fields, allow_unicode=True)}---",
        "json": lambda: json.dumps(fields, indent=1),
        # JSON's texts, flags and lists of texts are TOML's.
        "toml": lambda: (
            "+++\n"
            + "".join(f"{k} = {json.dumps(v, ensure_ascii=False)}\n" for k, v in fields.items())
            + "+++"
        ),
    }[form]()
    front = read_front_matter(f"{written}\nBody".split("\n"))
    assert dict(front.fields) == fields
    assert front.above == written.count("\n") + 1


@given(
    title=_TEXTS.map(str.strip).filter(bool),
    tags=st.lists(st.from_regex(r"[a-z]{1,9}", fullmatch=True), max_size=3),
)
def test_lines_of_pelican_come_back(title: str, tags: list[str]):
    """A title of any words and tags stand in lines, and the first line that is none ends them."""
    front = read_front_matter(["Title: " + title, "Tags: " + ", ".join(tags), "", "Note: no field"])
    assert front.above == 2
    assert front.fields["title"] == title
    assert front.fields["tags"] == ", ".join(tags).strip()


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (
            "---\ntitle: A\n",
            1,
            '"---" opens front matter in YAML that no line ends; expected a second line "---" below it; write it, or delete this one',
        ),
        (
            "---\na: 1\nb: [\n---\n",
            4,
            "not valid YAML in column 1: expected the node content, but found '<stream end>'; expected YAML; "
            "check the indentation, colons and quotes here and in the line above",
        ),
        (
            "---\n- a\n---\n",
            1,
            "the front matter is no mapping; expected lines such as title: My post; correct it",
        ),
        (
            '+++\ntitle = "A\n+++\n',
            2,
            "not valid TOML in column 11: Illegal character '\\n'; expected TOML; correct quotes, signs and brackets here",
        ),
        (
            '{"title": "A",\n "b": }\n',
            2,
            "not valid JSON in column 7: Expecting value; expected JSON; correct quotes, commas and brackets here",
        ),
        (
            "---\na: !!python/object:os.system x\n---\n",
            2,
            'a value with the tag "tag:yaml.org,2002:python/object:os.system"; expected a plain value; delete the word that begins with !',
        ),
    ],
)
def test_broken_front_matter_is_told_with_its_line(text: str, line: int, said: str):
    """Front matter that cannot be read has its line, and what to do."""
    with pytest.raises(FrontMatterError) as caught:
        read_front_matter(text.split("\n"))
    assert (caught.value.line, str(caught.value)) == (line, said)


@given(st.text(max_size=300))
def test_any_text_is_a_post_or_is_refused(text: str):
    """No text ends in anything but a post, or a fault with a line of it; no block reaches beyond its lines."""
    lines = text.split("\n")
    try:
        front = read_front_matter(lines)
    except FrontMatterError as error:
        where = error.line
    else:
        where = 0
    assert 0 <= where <= len(lines) + 1
    if where:
        return
    found = tuple(MarkdownReader(lines, front.above).blocks())
    assert all(front.above < block.first <= block.last <= len(lines) for block in found)
    assert all(a.last < b.first for a, b in pairwise(found))
    read_post(Post(path="a", name="a", blocks=found, fields=front.fields))


def test_markdown_is_cut_into_blocks_with_their_lines():
    """Headings, entries with all that is below them, rows and paragraphs have their lines; code and pictures are named."""
    reader = MarkdownReader(
        [
            *(
                "# One #",
                "",
                "A *b* `c` $a_i$",
                "goes on.",
                "",
                "Two",
                "---",
                "- a",
                "  more",
                "",
                "  - inner",
            ),
            *(
                "",
                "- b",
                "",
                "```",
                "# no",
                "```",
                "| h | i |",
                "| --- | --- |",
                "| x | y |",
                "![p](q.png)",
                "> q",
            ),
        ],
        0,
    )
    found = [(block.kind, block.first, block.last, block.text) for block in reader.blocks()]
    assert found == [
        ("heading", 1, 1, "One"),
        ("paragraph", 3, 4, "A *b* c $a_i$ goes on."),
        ("heading", 6, 7, "Two"),
        ("entry", 8, 11, "a more inner"),
        ("entry", 13, 13, "b"),
        ("row", 20, 20, "x | y"),
        ("paragraph", 21, 22, "q"),
    ]
    assert reader.left_out == [(15, "3 lines of code"), (21, "a picture")]


@pytest.mark.parametrize(
    ("markdown", "spans"),
    [
        ("[a [b] c](https://x.org/(d)) e", [("a [b] c", "https://x.org/(d)"), (" e", None)]),
        ("[a][r] [r]\n\n[r]: https://x.org/r", [("a", "https://x.org/r"), (" [r]", None)]),
        ("<https://x.org/a>", [("https://x.org/a", "https://x.org/a")]),
        ("see arXiv:2005.12872.", [("see ", None), ("arXiv:2005.12872", DETR), (".", None)]),
        ("`[a](b)` $[a](b)$", [("[a](b)", None), (" ", None), ("$[a](b)$", None)]),
    ],
)
def test_links_are_told_from_text(markdown: str, spans: list[tuple[str, str | None]]):
    """Links of every form lead where they lead; in code and formulas there are none."""
    assert [(span.text, span.url) for span in blocks(markdown)[0].spans] == spans


def test_html_gives_the_same_blocks_as_markdown():
    """Papers of a list are found in a feed's HTML as in Markdown, and no script is text."""
    html = f'<h2>Vision</h2><ul><li><a href="{DETR}">DETR</a>: sets</ul><p>End<script>x()</script>'
    found = [(block.kind, block.text, block.urls) for block in html_blocks(html, 7)]
    assert found == [
        ("heading", "Vision", ()),
        ("entry", "DETR: sets", (DETR,)),
        ("paragraph", "End", ()),
    ]


@pytest.mark.parametrize(
    ("text", "title", "abstract"),
    [
        (f"- [A Title]({DETR}): It works.", "A Title", "It works."),
        (f"- [A Title]({DETR}) ([code](https://github.com/a/b)) It works.", "A Title", "It works."),
        (
            f"1. **A Title** [[pdf]]({DETR}) | [code](https://github.com/a/b)\n   It works.",
            "A Title",
            "It works.",
        ),
        (f"- A Title ({DETR})", "A Title", None),
        ("- A Title. arXiv:2005.12872", "A Title", None),
        (f"1. A Title? A. Author, B. Author. [arXiv]({DETR})", "A Title?", "A. Author, B. Author."),
        (f"- A Title, by A. Author ([pdf]({DETR}))", "A Title", "by A. Author"),
        (f"* {DETR} - A Title", "A Title", None),
        (
            f"- A Title\n  - Paper: [link]({DETR})\n  - Code: https://github.com/a/b",
            "A Title",
            None,
        ),
        (
            f"| D | T | A | P |\n|--|--|--|--|\n| **2020-05-28** | **A Title** | A. Author | [2005.12872]({DETR}) |",
            "A Title",
            "2020-05-28 A. Author",
        ),
        (f"**1. A Title** \\\n[Paper]({DETR})\n\nIt works.", "A Title", "It works."),
        (f"**[A Title]({DETR})**\n\nIt works.", "A Title", "It works."),
        (f"## 3. [A Title]({DETR})\n\nIt works.\n\n- well", "A Title", "It works.\nwell"),
        (
            f"### A Title\n\n[Paper]({DETR}) | [Code](https://github.com/a/b)\n\nIt works.",
            "A Title",
            "It works.",
        ),
        (
            f"| Paper | Note |\n| --- | --- |\n| [A Title]({DETR}) | It works. |",
            "A Title",
            "It works.",
        ),
    ],
)
def test_entry_of_an_edition_is_a_paper(text: str, title: str, abstract: str | None):
    """Whatever form a list of papers has, the title is the paper's, and its text has neither names of links nor empty brackets."""
    (paper,) = read(text, kind="edition").papers
    assert (paper.title, paper.abstract, paper.ids) == (title, abstract, (("arxiv", "2005.12872"),))


LIST = f"- [DETR]({DETR})\n- [GPT-3]({GPT})"


@pytest.mark.parametrize(
    ("text", "title", "fields", "kind", "papers"),
    [
        ("Words.", "A", {"arxiv": "2005.12872"}, "paper", 1),
        (LIST, "A", {"doi": "10.1145/3292500.3330701"}, "paper", 1),
        ("Words.", "A", {"link": DETR}, "paper", 1),
        ("Words.", "A", {"link": "https://example.org/"}, None, 0),
        (LIST, "A", {}, "edition", 2),
        (f"- [DETR]({DETR})\n- [DETR again]({DETR})", "A", {}, "paper", 1),
        (f"- [DETR]({DETR})", "Links of the week", {}, "edition", 1),
        (f"- [DETR]({DETR})", "2020-05-29", {}, "edition", 1),
        (f"- [DETR]({DETR})", "On sets", {}, "paper", 1),
        (f"We read [this paper]({DETR}).", "On sets", {}, "paper", 1),
        ("We read [this](https://example.org/).", "On sets", {}, None, 0),
        ("", "On sets", {}, None, 0),
    ],
)
def test_post_is_one_paper_or_an_edition(
    text: str, title: str, fields: dict[str, object], kind: str | None, papers: int
):
    """The rules of docs/importing.md, the first that holds."""
    found = read(text, title, **fields)
    assert (found.kind, len(found.papers)) == (kind, papers)
    assert (found.reason == "") == (kind is not None)


def test_owner_says_what_posts_are():
    """With --kind a post without any link is a paper, and one with a list of papers a paper, too."""
    assert read("Only words.", kind="paper").papers[0].abstract == "Only words."
    assert read(LIST, kind="paper").kind == "paper"


def test_paper_takes_what_it_has_room_for():
    """Ids, authors, links, venue and tags of front matter come along under any of their usual names; the rest is named."""
    found = read(
        "All of it.\n\n## Abstract\n\nWe detect.\n\n## Thoughts\n\nGood.",
        doi="10.1145/3292500.3330701",
        url_pdf="https://example.org/a.pdf",
        url_code="https://github.com/a/b",
        links=[{"name": "Talk", "url": "https://youtu.be/x"}],
        authors=["Ada Lovelace", {"name": "Emmy Noether"}],
        publication="*KDD*",
        tags=["a", "b"],
        math=True,
        image={"focal_point": "Smart"},
    )
    (paper,) = found.papers
    assert paper.abstract == "We detect."
    assert paper.ids == (("doi", "10.1145/3292500.3330701"),)
    assert paper.url == "https://example.org/a.pdf"
    assert [(link.url, link.kind) for link in paper.links] == [
        ("https://github.com/a/b", "code"),
        ("https://youtu.be/x", "video"),
    ]
    assert paper.authors[0] == "Ada Lovelace"
    assert paper.keywords == ("a", "b")
    assert found.unkept == ("math", "image")
    assert [left.what for left in found.left_out] == [
        'text "All of it."',
        'heading "Thoughts"',
        'text "Good."',
    ]


def test_links_to_other_papers_are_not_the_papers_own():
    """A post that compares with another paper gives it neither its id nor its link, and says so."""
    found = read(
        f"Read [the paper]({DETR}), after [GPT-3]({GPT}) and [a talk](https://youtu.be/x)."
    )
    (paper,) = found.papers
    assert paper.ids == (("arxiv", "2005.12872"),)
    assert [link.url for link in paper.links] == ["https://youtu.be/x"]
    assert [left.what for left in found.left_out] == ["1 link to other papers"]


def test_words_between_papers_stay_apart():
    """Greetings, headings of nothing and what follows a list are of no paper; headings above papers are their keywords."""
    found = read(
        f"Hello.\n\n## Vision\n\n- [DETR]({DETR}): sets\n\nSee you.\n\n## Text\n\n- [GPT-3]({GPT})\n\n## Events\n\nNone."
    )
    assert [(paper.title, paper.keywords, paper.abstract) for paper in found.papers] == [
        ("DETR", ("Vision",), "sets"),
        ("GPT-3", ("Text",), None),
    ]
    assert [block.text for block in found.spare] == ["Hello.", "See you.", "Events", "None."]


@pytest.mark.parametrize(
    "text",
    [
        "[Paper]",
        "pdf",
        "(code)",
        "arXiv:2005.12872",
        "https://x.org/a",
        "TL;DR",
        "Project page",
        "📄 Paper",
        "[ArXiv link]",
    ],
)
def test_name_of_a_link_is_no_title(text: str):
    """Words that say what stands behind a link are not taken for a title."""
    assert is_label(text)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://arxiv.org/list/cs.LG",
        "/papers/a/",
        "mailto:a@b.c",
        "http://[",
        "https://example.org/",
    ],
)
def test_other_addresses_are_no_papers(url: str):
    """A listing, a page of the site, another scheme and what is no address are no papers."""
    assert not is_paper(url)
    assert not re.search("javascript", str(read(f"[A Title]({url})").papers))


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Hi *there* _you_, <b>x</b> & a < b", "<p>Hi <em>there</em> you, x &amp; a &lt; b</p>"),
        (
            "[a](/b) [c](https://x.org/(d)) [e](javascript:f)",
            '<p>a <a href="https://x.org/(d)">c</a> e</p>',
        ),
        ("`[a](b)` {: #main } [^1] $a_i$", "<p>[a](b) {: #main } [^1] $a_i$</p>"),
        ("**1**. one", "<p>1. one</p>"),
        ("**: a** b", "<p>: a b</p>"),
        ("__# a__", "<p># a</p>"),
        ("a <scr<b>ipt>alert(1)</script>", "<p>a &lt;script&gt;alert(1)</p>"),
    ],
)
def test_note_says_its_words_and_no_more(markdown: str, html: str):
    """What an edition says stands in a note as words and links to other sites, whatever they look like."""
    post = Post(path="a.md", name="a.md", date=dt.date(2020, 5, 29), blocks=blocks(markdown))
    read = ReadPost(post=post, kind="edition", spare=post.blocks)
    config = SiteConfig(
        folder=Path("/nowhere"), path="site.yaml", site=SiteSettings(title="T"), sources=()
    )
    (text,) = notes_of([read], config).files.values()
    assert str(render_prose(text)) == html
