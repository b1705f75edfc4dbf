"""`broadsheet import`: old posts and feeds become papers, notes and redirects of a digest, or nothing is written."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from generator.importing import write_notes, write_redirects
from tests.hostile.payloads import PAYLOADS
from tests.support import files_of, run_broadsheet

CONFIG = (
    "site: {title: Papers, url: https://example.org/new/}\nsources: [{path: seeds/*.jsonl}]\n"
    "topics: [{slug: sets, title: Sets, any: [set, sets]}]\n"
)
DETR = "https://arxiv.org/abs/2005.12872"
GPT = "https://arxiv.org/abs/2005.14165"
POST = f"""---
title: End-to-End Object Detection
date: 2020-05-28
paper: {DETR}
---
Detection as a prediction of sets.
"""
EDITION = f"""---
title: Papers of Friday
date: 2020-05-29
author: Ada
---
Two of them.

- [End-to-End Object Detection]({DETR}): sets.
- [Few-Shot Learners]({GPT}): scale, see [our notes](/notes/).
"""


@pytest.fixture
def digest(tmp_path: Path) -> Path:
    """Make a digest with one paper, and beside it an old blog with two posts; gives the digest's folder."""
    folder = tmp_path / "digest"
    (folder / "seeds").mkdir(parents=True)
    (folder / "site.yaml").write_text(CONFIG)
    known = {
        "title": "Few-Shot Learners",
        "abstract": "Scale helps a lot.",
        "arxiv": "2005.14165",
        "date": "2020-06-01",
    }
    (folder / "seeds" / "known.jsonl").write_text(f"{json.dumps(known)}\n")
    posts = tmp_path / "blog" / "content" / "posts"
    posts.mkdir(parents=True)
    (tmp_path / "blog" / "hugo.toml").write_text('baseURL = "https://old.example/"\n')
    (posts / "detr.md").write_text(POST)
    (posts / "friday.md").write_text(EDITION)
    return folder


def test_old_digest_comes_along(digest: Path):
    """It says what each post brings, writes papers, a note and redirects, and the built site has all of them."""
    done = run_broadsheet("import", "../blog", "--yes", cwd=digest)
    assert done.returncode == 0
    assert done.stderr == (
        "../blog/content/posts/friday.md:1: 1 link to places within the old site (left out)\n"
    )
    assert done.stdout == (
        "../blog: 2 posts of Hugo, as hugo.toml is there\n"
        "  ../blog/content/posts/detr.md:1: paper, 1 paper: 1 new, 0 known\n"
        "  ../blog/content/posts/friday.md:1: edition, 2 papers: 1 new, 1 known\n"
        "seeds/imported-blog.jsonl (jsonl, 3 lines):\n"
        "  2 papers: 1 new, 1 known; 0 lines rejected\n"
        "  days of the new: 2020-05-29 1\n"
        "  topics of the new: Sets 1\n"
        "editions/2020-05-29.md: a note\n"
        "redirects.csv: 2 redirects, 0 there already\n"
        "imported; broadsheet build puts it on the site\n"
    )
    assert (digest / "editions" / "2020-05-29.md").read_text() == (
        '---\ntitle: "Papers of Friday"\ncurator: "Ada"\n---\nTwo of them.\n'
    )
    for command in ("build", "check"):
        made = run_broadsheet(command, "--strict", cwd=digest)
        assert made.returncode == 0, made.stderr
    page = (digest / "public" / "posts" / "detr" / "index.html").read_text()
    (paper,) = (digest / "public" / "papers").glob("end-to-end-object-detection-*")
    assert f'content="0; url=../../papers/{paper.name}/"' in page
    assert "url=../../dates/2020/05/29/" in (digest / "public/posts/friday/index.html").read_text()
    assert "Two of them." in (digest / "public/dates/2020/05/29/index.html").read_text()


def test_second_import_adds_nothing(digest: Path):
    """The same import again finds all of it there, and changes no byte."""
    run_broadsheet("import", "../blog", "--yes", cwd=digest)
    before = files_of(digest)
    done = run_broadsheet("import", "../blog", "--yes", cwd=digest)
    assert done.returncode == 0
    assert "2 papers: 0 new, 2 known" in done.stdout
    assert (
        "seeds/imported-blog.jsonl holds the same papers already\n1 note there already\n"
        in done.stdout
    )
    assert done.stdout.endswith(
        "redirects.csv: 0 redirects, 2 there already\nall of it is there already; nothing was imported\n"
    )
    after = files_of(digest)
    assert {k: v for k, v in after.items() if ".broadsheet" not in k} == {
        k: v for k, v in before.items() if ".broadsheet" not in k
    }


@pytest.mark.parametrize("gone", [["redirects.csv"], ["redirects.csv", "editions/2020-05-29.md"]])
def test_import_that_was_killed_is_ended_by_the_next(digest: Path, gone: list[str]):
    """Whatever an import had not written when it was killed, the digest builds, and the same import writes the rest."""
    run_broadsheet("import", "../blog", "--yes", cwd=digest)
    whole = {name: (digest / name).read_bytes() for name in gone}
    for name in gone:
        (digest / name).unlink()
    assert run_broadsheet("build", "--strict", cwd=digest).returncode == 0
    assert run_broadsheet("import", "../blog", "--yes", cwd=digest).returncode == 0
    assert {name: (digest / name).read_bytes() for name in gone} == whole


@pytest.mark.parametrize("arguments", [["--dry-run"], []])
def test_nothing_is_written_unasked(digest: Path, arguments: list[str]):
    """A dry run says all and writes nothing; without --yes and without a terminal it does not begin."""
    before = {k: v for k, v in files_of(digest).items() if ".broadsheet" not in k}
    done = run_broadsheet("import", "../blog", *arguments, cwd=digest)
    assert done.returncode == (0 if arguments else 2)
    assert "redirects.csv: 2 redirects" in done.stdout
    assert {k: v for k, v in files_of(digest).items() if ".broadsheet" not in k} == before


def test_nothing_is_written_over(digest: Path):
    """A note, a redirect and lines of the owner's stay as they are, and what has no place is named."""
    (digest / "editions").mkdir()
    (digest / "editions" / "2020-05-29.md").write_text("Mine.\n")
    (digest / "redirects.csv").write_text("# mine\nposts/detr,/topics/")
    done = run_broadsheet("import", "../blog", "--yes", cwd=digest)
    assert done.returncode == 0
    assert (
        '../blog/content/posts/friday.md:6: text "Two of them." (editions/2020-05-29.md is there already) (left out)'
        in done.stderr
    )
    assert (
        '../blog/content/posts/detr.md:1: the old address "/posts/detr/" leads to /topics/ already (left out)'
        in done.stderr
    )
    assert (digest / "editions" / "2020-05-29.md").read_text() == "Mine.\n"
    assert (
        digest / "redirects.csv"
    ).read_text() == "# mine\nposts/detr,/topics/\nposts/friday/,date:2020-05-29\n"


def test_other_papers_under_the_same_name_are_refused(digest: Path):
    """A dump of another import is not written over; --name gives another."""
    run_broadsheet("import", "../blog", "--yes", cwd=digest)
    (digest.parent / "blog" / "content" / "posts" / "detr.md").unlink()
    done = run_broadsheet("import", "../blog", "--yes", cwd=digest)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(
        "seeds/imported-blog.jsonl: holds another dump already"
    )
    assert (
        run_broadsheet("import", "../blog", "--yes", "--name", "more.jsonl", cwd=digest).returncode
        == 0
    )


def test_files_that_are_no_posts_are_named(digest: Path):
    """Broken, binary, huge, linked and foreign files end no import: each is named with its line, and the others come."""
    posts = digest.parent / "blog" / "content" / "posts"
    (posts / "a-broken.md").write_text("---\ntitle: [x\n---\n")
    (posts / "b-latin.md").write_bytes(b"---\ntitle: x\n---\ncaf\xe9\n")
    (posts / "c-binary.md").write_bytes(b"\x00\x01")
    (posts / "d-huge.md").write_bytes(b"a" * 5_000_000)
    (posts / "e-link.md").symlink_to("/etc/passwd")
    (posts / "f-words.md").write_text("---\ntitle: Hello\ndate: 2020-05-30\n---\nHello.\n")
    (posts / "g-draft.md").write_text("---\ntitle: Later\ndraft: true\n---\n")
    (posts / "_index.md").write_text("---\ntitle: Posts\n---\n")
    (posts / "h.rst").write_text("x\n")
    (posts / "i.png").write_bytes(b"x")
    (posts / "j-day.md").write_text(f"---\ntitle: Undated\ndate: soon\npaper: {GPT}\n---\nWords.\n")
    os.mkfifo(posts / "k.md")
    done = run_broadsheet("import", "../blog", "--dry-run", cwd=digest)
    assert done.returncode == 0
    said = [line.removeprefix("../blog/content/posts/") for line in done.stderr.splitlines()]
    assert said[:6] == [
        "a-broken.md:3: not valid YAML in column 1: expected ',' or ']', but got '<stream end>'; expected YAML; "
        "check the indentation, colons and quotes here and in the line above (rejected)",
        "b-latin.md:4: byte 0xE9 is not UTF-8; expected Markdown in UTF-8; save the file as UTF-8 (rejected)",
        "c-binary.md:1: a byte 0x00; expected text; remove the file, or save it as UTF-8 (rejected)",
        "d-huge.md:1: more than 4,194,304 bytes; expected a post, not a book; cut it in parts (rejected)",
        "k.md:1: neither a file nor a folder; expected a post; remove it (rejected)",
        "f-words.md:1: no paper in it; expected an arXiv id, a DOI or an address of a paper in the front matter, or a link to one in "
        "the text; add one, or say --kind paper if the post itself is the paper (rejected)",
    ]
    assert {line for line in said[6:] if "within the old site" not in line} == {
        "h.rst:1: rst and no Markdown, which is not read (left out)",
        "_index.md:1: the page of a list, which was no post (left out)",
        "e-link.md:1: a link, which is not followed (left out)",
        "g-draft.md:1: a draft (left out)",
        'j-day.md:1: date "soon", which is no day (left out)',
    }
    assert done.stdout.startswith(
        "../blog: 4 posts of Hugo, as hugo.toml is there; files that are no posts: .png 1\n"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (
            ["../nowhere"],
            1,
            "../nowhere: is not there; expected a folder of posts, a file of Markdown, a feed or an OPML file; correct the path",
        ),
        (
            ["site.yaml"],
            1,
            "site.yaml: no feed (its beginning is of none that is known); expected Atom, RSS, JSON Feed, OPML, Markdown or a folder; give one of these",
        ),
        (["seeds"], 1, "seeds: no post with a paper in it; nothing was imported"),
        (
            ["../blog", "--source", "x"],
            1,
            '--source "x" is the path of no source; expected one of "seeds/*.jsonl"; correct it',
        ),
        (
            ["../blog", "--old-site", "old.example"],
            2,
            "Error: --old-site 'old.example', which has no http:// or https://; write, for instance, https://example.org/blog/",
        ),
        ([], 2, "Error: Missing argument 'PATHS...'."),
    ],
)
def test_import_that_cannot_be_says_why(digest: Path, arguments: list[str], code: int, said: str):
    """A path that is no post or feed, and a wrong option, are one clear line."""
    done = run_broadsheet("import", *arguments, "--yes", cwd=digest)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (code, said)
    assert not (digest / "redirects.csv").exists()


def test_old_address_on_the_digests_own_host_is_whole(digest: Path):
    """Where old and new site share a host, an address outside of the new one's path cannot lead on, and one inside does."""
    settings = digest.parent / "blog" / "hugo.toml"
    settings.write_text('baseURL = "https://example.org/new/blog/"\n')
    run_broadsheet("import", "../blog", "--yes", cwd=digest)
    assert "\nblog/posts/detr/,paper:" in (digest / "redirects.csv").read_text()
    done = run_broadsheet(
        "import", "../blog", "--dry-run", "--old-site", "https://example.org/", cwd=digest
    )
    assert (
        'the old address "/posts/detr/" lies outside of /new/, where the digest stands (left out)'
        in done.stderr
    )


def test_address_that_the_digest_has_itself_is_named(digest: Path):
    """A post that stood where a page of the digest stands, or at an address with a query, gets no redirect."""
    post = digest.parent / "blog" / "content" / "posts" / "detr.md"
    post.write_text(
        POST.replace(
            "title:",
            "url: /topics/\naliases: ['/old?p=1', '/dates/2020/05/29/', '/a%00b', '/feed.xml']\ntitle:",
        )
    )
    done = run_broadsheet("import", str(post), "--yes", cwd=digest)
    assert [line.partition(" address ")[2] for line in done.stderr.splitlines()] == [
        '"/topics/" is one of the digest itself (left out)',
        '"/old?p=1" has a query, which no static host looks at (left out)',
        '"/dates/2020/05/29/" is one of the digest itself (left out)',
        '"/a%00b" has characters that no file\'s name may have everywhere (left out)',
        '"/feed.xml" is one of the digest itself (left out)',
    ]
    assert not (digest / "redirects.csv").exists()


def test_feed_of_the_digest_itself_needs_no_redirect(digest: Path):
    """Papers that come back from the digest's own feed are known, and their addresses are their pages."""
    assert run_broadsheet("build", cwd=digest).returncode == 0
    done = run_broadsheet("import", "public/feed.xml", "--yes", cwd=digest)
    assert done.returncode == 0, done.stderr
    assert "1 paper: 0 new, 1 known" in done.stdout
    assert re.search(
        r'"https://example\.org/new/papers/few-shot-learners-\w+/" is one of the digest itself',
        done.stderr,
    )
    assert not (digest / "redirects.csv").exists()


def test_paper_that_is_hidden_gets_no_redirect(digest: Path):
    """An override that hides a paper takes the redirect to it along, for it would lead to nothing."""
    (digest / "site.yaml").write_text(
        f'{CONFIG}overrides: [{{paper: "arxiv:2005.12872", hide: true}}]\n'
    )
    done = run_broadsheet("import", "../blog", "--yes", cwd=digest)
    assert (
        'the old address "/posts/detr/" its paper is hidden by an override (left out)'
        in done.stderr
    )
    assert run_broadsheet("build", cwd=digest).returncode == 0


def test_source_with_days_in_names_takes_only_papers_with_days(digest: Path):
    """Papers without a day would get that of the file, so such a source is refused for them."""
    (digest / "site.yaml").write_text(
        CONFIG.replace("seeds/*.jsonl}", 'seeds/*.jsonl, date_pattern: "%Y-%m-%d"}')
    )
    (digest / "seeds" / "known.jsonl").unlink()
    assert run_broadsheet("import", "../blog", "--yes", cwd=digest).returncode == 0
    assert [file.name for file in (digest / "seeds").iterdir()] == ["2020-05-29.jsonl"]
    (digest.parent / "new.md").write_text(f"---\ntitle: New\npaper: {GPT}\n---\nWords.\n")
    done = run_broadsheet("import", "../new.md", "--yes", "--name", "2020-01-01.jsonl", cwd=digest)
    assert done.returncode == 1
    assert done.stderr.startswith(
        "site.yaml:2: the source gives papers without a day that of its file's name"
    )


ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Old</title>
<link rel="self" href="https://www.old.example/feed.xml"/><link href="https://old.example/"/>
<entry><title type="html">On &lt;i&gt;sets&lt;/i&gt;</title>
<link href="https://old.example/2020/caf%C3%A9.html"/><updated>2020-05-28T23:30:00Z</updated>
<author><name>Ada</name></author><category term="vision"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Sets. <a href="{DETR}">Paper</a></p></div></content></entry>
<entry><title>Few-Shot Learners</title><link href="{GPT}"/><published>2020-05-29T00:00:00Z</published>
<author><name>Tom B. Brown</name></author><summary>Scale.</summary></entry>
<entry><title>Broken</entry>
</feed>
"""
RDF = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="x"><title>Old</title><link>https://old.example/</link></channel>
<item rdf:about="y"><title>On sets</title><link>https://old.example/sets/</link><description>&lt;a href="{DETR}"&gt;Paper&lt;/a&gt; on sets.</description>
<dc:date>2020-05-28</dc:date></item></rdf:RDF>
"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Old",
        "home_page_url": "https://old.example/",
        "items": [
            {
                "id": "1",
                "url": "https://old.example/sets",
                "external_url": DETR,
                "title": "On sets",
                "content_text": "Sets & more.",
                "date_published": "2020-05-28T09:00:00Z",
                "tags": ["vision"],
            },
            "no item",
        ],
    },
    indent=1,
)


@pytest.mark.parametrize(
    ("name", "text", "papers", "redirects", "rejected"),
    [
        (
            "a.atom",
            ATOM,
            [
                ("On sets", "2020-05-28", "2005.12872", None),
                ("Few-Shot Learners", "2020-05-29", "2005.14165", ["Tom B. Brown"]),
            ],
            ["2020/caf%C3%A9.html"],
            "a.atom:9: not well-formed XML",
        ),
        ("b.rdf", RDF, [("On sets", "2020-05-28", "2005.12872", None)], ["sets/"], None),
        (
            "c.json",
            JSON_FEED,
            [("On sets", "2020-05-28", "2005.12872", None)],
            ["sets"],
            "c.json:7: item 2 is no object; expected an entry (rejected)",
        ),
    ],
)
def test_feeds_come_along(
    digest: Path,
    name: str,
    text: str,
    papers: list[object],
    redirects: list[str],
    rejected: str | None,
):
    """Entries of every form of feed are papers, with their days, ids and authors, and their pages old addresses."""
    (digest.parent / name).write_text(text)
    done = run_broadsheet("import", f"../{name}", "--yes", cwd=digest)
    assert done.returncode == 0, done.stderr
    (file,) = (digest / "seeds").glob("imported-*")
    found = [json.loads(line) for line in file.read_text().splitlines()]
    assert [
        (each["title"], each["date"], each["arxiv"], each.get("authors")) for each in found
    ] == papers
    lines = (digest / "redirects.csv").read_text().splitlines()[1:]
    assert [line.partition(",")[0] for line in lines] == redirects
    assert (rejected is None) == (done.stderr == "")
    assert rejected is None or done.stderr.removeprefix("../").startswith(rejected)


def test_outline_reads_what_is_beside_it(digest: Path):
    """Feeds beside an outline are read; for others the command is printed, and once it was run they are read as well."""
    folder = digest.parent / "feeds"
    folder.mkdir()
    (folder / "atom.xml").write_text(ATOM)
    (folder / "list.opml").write_text(
        '<opml version="2.0"><body><outline text="A" xmlUrl="atom.xml"/>\n<outline text="Of; rm -rf ~" xmlUrl="https://x.example/f?a=1&amp;b=$(id)"/>\n'
        '<outline text="C" xmlUrl="../digest/site.yaml"/><outline text="D" xmlUrl="file:///etc/passwd"/></body></opml>\n'
    )
    done = run_broadsheet("import", "../feeds/list.opml", "--dry-run", cwd=digest)
    assert done.returncode == 0
    assert (
        "  curl --fail --location --output ../feeds/of-rm-rf.xml 'https://x.example/f?a=1&b=$(id)'\n"
        in done.stdout
    )
    assert "2 entries of Atom" in done.stdout
    for url in ("../digest/site.yaml", "file:///etc/passwd"):
        assert (
            f'../feeds/list.opml:3: the feed "{url}" is neither an address nor a file beside the outline; '
            in done.stderr
        )
    (folder / "of-rm-rf.xml").write_text(RDF)
    again = run_broadsheet("import", "../feeds/list.opml", "--dry-run", cwd=digest)
    assert "curl" not in again.stdout
    assert "1 entry of RSS 1.0" in again.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '<!DOCTYPE x [<!ENTITY a "b">]><opml><body/></opml>',
            ":1: a document type; expected none, for entities can make a small file endless; take it out",
        ),
        (
            "<opml><body></opml>",
            ":1: not well-formed XML (mismatched tag); expected OPML; correct it",
        ),
        (
            '<opml><outline xmlUrl="list.opml"/></opml>',
            ": no post with a paper in it; nothing was imported",
        ),
        (
            '<opml><outline xmlUrl="other.opml"/></opml>',
            ": no feed (its beginning is of none that is known); expected Atom",
        ),
    ],
)
def test_outline_that_is_none_is_refused(digest: Path, text: str, said: str):
    """Entities, broken XML and outlines of outlines are refused, and nothing runs in a circle."""
    (digest / "list.opml").write_text(text)
    (digest / "other.opml").write_text('<opml><outline xmlUrl="list.opml"/></opml>')
    done = run_broadsheet("import", "list.opml", "--yes", cwd=digest)
    assert done.returncode == 1
    assert said in done.stderr


def test_papers_of_a_site_are_read_back_with_their_links(digest: Path):
    """Links with their kinds, as an import and `papers.jsonl` write them, are the paper's."""
    paper = {
        "title": "On sets",
        "abstract": "Sets.",
        "links": [
            {"url": "https://x.example/v", "kind": "video"},
            "https://github.com/a/b",
            {"url": "javascript:x", "kind": []},
            7,
        ],
    }
    (digest / "seeds" / "known.jsonl").write_text(f"{json.dumps(paper)}\n")
    done = run_broadsheet("papers", "--format", "jsonl", cwd=digest)
    assert json.loads(done.stdout)["links"] == [
        {"url": "https://x.example/v", "kind": "video"},
        {"url": "https://github.com/a/b", "kind": "code"},
    ]


def test_files_are_whole_or_not_there(tmp_path: Path):
    """Notes and redirects leave nothing half-written beside them, and a note that came meanwhile stays."""
    write_notes(tmp_path, {"editions/2020-05-29.md": "A.\n"})
    write_redirects(tmp_path, ["a/,/"])
    write_redirects(tmp_path, ["b/,/"])
    assert files_of(tmp_path) == {
        "editions/2020-05-29.md": b"A.\n",
        "redirects.csv": b"from,to\na/,/\nb/,/\n",
    }
    with pytest.raises(
        Exception, match=r"editions/2020-05-29\.md: cannot be written \(File exists\)"
    ):
        write_notes(tmp_path, {"editions/2020-05-29.md": "B.\n"})
    assert sorted(files_of(tmp_path)) == ["editions/2020-05-29.md", "redirects.csv"]


def test_hostile_posts_come_as_text(digest: Path):
    """Payloads in every field of posts, and in their text, end in papers, redirects and notes of a site without a fault, or are named."""
    posts = digest.parent / "blog" / "content" / "posts"
    for number, payload in enumerate(PAYLOADS):
        fields = {
            **dict.fromkeys(("title", "summary", "venue", "author", "weight"), payload),
            **(
                {"slug": payload}
                if number % 3 == 0
                else {"url": payload}
                if number % 3 == 1
                else {}
            ),
            **{name: [payload] for name in ("authors", "tags", "aliases")},
            "links": [{"url": payload}],
            "date": f"20{number % 20:02}-05-{number % 28 + 1:02}",
        }
        if number % 2:
            body = f"{payload}\n\n- [A {payload}]({DETR}): {payload}\n- **{payload}** [pdf]({GPT})\n\n{payload}\n"
        else:
            fields["paper"], body = (
                f"https://example.org/{number}.pdf",
                f"{payload} [a]({payload})\n",
            )
        text = f"{json.dumps(fields)}\n{body}"
        (posts / f"{number}.md").write_bytes(text.encode("utf-8", "replace"))
    done = run_broadsheet("import", "../blog", "--yes", cwd=digest)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", done.stdout + done.stderr)
    for command in ("build", "check"):
        made = run_broadsheet(command, cwd=digest)
        assert made.returncode == 0, made.stderr
