"""An edition as a message: what a subscriber's program for mail shows, whatever the papers hold."""

from __future__ import annotations

import email
import json
import re
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.newsletter.issue import read_issue
from generator.newsletter.layout import Layout
from generator.newsletter.message import message_bytes
from generator.newsletter.subscribers import Subscriber, read_named
from generator.text.mail_address import MailAddress, read_address
from tests.support import files_of, run_broadsheet

SITE = "https://example.org/some/digest/"
HOSTILE = (
    "</style><script>alert(1)</script> \u202eevil\u202c \u2066x\u2069 a\r\nBcc: all@example.com\n\n.\n"
    '\x00\x07\x1b[31m <img src="https://track.example/p.gif"> https://link.example/ &amp; {{ 7*7 }} \ufdd0'
)
# Of an element that shows something or leads somewhere else.
_LOADS = {
    "script",
    "link",
    "img",
    "iframe",
    "object",
    "embed",
    "form",
    "base",
    "svg",
    "video",
    "audio",
}


class _Page(HTMLParser):
    """What a page has: its elements, its links and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.words += data


def digest(
    folder: Path, papers: list[dict[str, object]], *, site: str = "", config: str = ""
) -> Path:
    """Write a digest of papers; gives its site.yaml."""
    (folder / "seeds").mkdir(parents=True, exist_ok=True)
    rows = [{"date": "2025-03-14", **paper} for paper in papers]
    (folder / "seeds" / "papers.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    file = folder / "site.yaml"
    text = (
        f"site: {{title: Leaves, url: '{SITE}'{site}}}\nsources: [{{path: seeds/*.jsonl}}]\n"
        "topics:\n  - {slug: trees, title: Trees & Shrubs, any: [tree]}\n  - {slug: oaks, title: Oaks, parent: trees, any: [oak]}\n"
        f"email:\n  from: digest@example.org\n{config}"
    )
    file.write_text(text, encoding="utf-8")
    return file


def paper(
    title: str, abstract: str = "We show that it is tall. It has leaves.", **more: object
) -> dict[str, object]:
    return {"title": title, "abstract": abstract, **more}


def made(
    file: Path,
    *,
    date: str | None = None,
    topic: str | None = None,
    reader: Subscriber | None = None,
) -> bytes:
    issue = read_issue(file, date, topic)
    return message_bytes(issue, Layout(issue).letter(reader), reader)


def parsed(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def bodies(data: bytes) -> tuple[str, str]:
    """Give the HTML and the text of a message."""
    message = parsed(data)
    html, text = message.get_body(("html",)), message.get_body(("plain",))
    assert html is not None
    assert text is not None
    return html.get_content().replace("\r\n", "\n"), text.get_content().replace("\r\n", "\n")


def test_message_has_the_edition_as_html_and_as_text(tmp_path: Path):
    """Both forms have every title, author, sentence and link, the papers by topic, and nothing is loaded from anywhere."""
    papers = [
        paper("An Oak & a <Tree>", authors=["Ada Lovelace", "Bo", "Cy", "Di", "Ed"]),
        paper("A Stone", "A stone was found. We show that it is old."),
    ]
    file = digest(tmp_path, papers, config="  imprint: Jane Doe, Oxford\n")
    done = run_broadsheet("email", cwd=file.parent)
    assert (done.returncode, done.stderr) == (0, "")
    data = (tmp_path / "newsletters" / "2025-03-14.eml").read_bytes()
    html, text = bodies(data)
    page = _Page(html)
    # Before the day stands what lists of messages show beside the subject: the first titles.
    assert "An Oak & a <Tree> · A Stone" in page.words
    for words in (page.words[page.words.index("Friday") :], text[text.index("Friday") :]):
        assert (
            words.index("Trees & Shrubs")
            < words.index("An Oak & a <Tree>")
            < words.index("Other papers")
            < words.index("A Stone")
        )
        assert "Ada Lovelace, Bo, Cy and 2 more" in words
        assert "We show that it is old." in words
        assert "A stone was found" not in words
        assert "Friday, 14 March 2025" in words
        assert "2 papers" in words
        assert "You get this because you are on the list of Leaves." in words
        assert "Jane Doe, Oxford" in words
    assert page.links == re.findall(r'href="([^"]*)"', html)
    assert all(link.startswith((SITE, "mailto:digest@example.org?")) for link in page.links)
    assert set(re.findall(r"https?://\S+", text)) <= set(page.links)
    assert not _LOADS & set(page.tags)
    assert "url(" not in html
    assert "@import" not in html
    message = parsed(data)
    assert message["Subject"] == "Leaves: 14 March 2025"
    assert message["From"] == "Leaves <digest@example.org>"
    assert message["Content-Language"] == "en"
    assert message["Date"].datetime.date().isoformat() == "2025-03-14"


def test_headers_say_that_it_is_a_list_and_how_to_leave_it(tmp_path: Path):
    """List headers name the list and the ways to leave it; one click is offered only where the address names the reader."""
    file = digest(tmp_path, [paper("Tree")], config="  reply_to: editor@example.org\n")
    message = parsed(made(file))
    assert message["Message-ID"] == parsed(made(file))["Message-ID"]
    assert re.fullmatch(
        r"<2025-03-14\.[0-9a-f]{12}\.newsletter@example\.org>", message["Message-ID"]
    )
    assert message["List-Id"] == "<some.digest.newsletter.example.org>"
    assert message["List-Unsubscribe"] == "<mailto:editor@example.org?subject=unsubscribe%20Leaves>"
    assert message["List-Unsubscribe-Post"] is None
    assert (message["Auto-Submitted"], message["Precedence"]) == ("auto-generated", "bulk")
    other = parsed(made(file, topic="trees"))
    assert other["Message-ID"] != message["Message-ID"]
    assert other["Subject"] == "Leaves, Trees & Shrubs: 14 March 2025"


def test_long_addresses_stay_whole_in_the_head(tmp_path: Path):
    """An address of any length stands in List-Unsubscribe as it is, neither encoded nor folded (programs read neither)."""
    url = "https://example.org/" + "leave/" * 30 + "?of={token}"
    file = digest(tmp_path, [paper("Tree")], config=f"  unsubscribe_url: {url}\n")
    reader = Subscriber(
        address=MailAddress("ada", "example.net"), token="0123456789abcdef" * 4 + "&?/ü"
    )
    data = made(file, reader=reader)
    token = "0123456789abcdef" * 4 + "%26%3F%2F%C3%BC"
    head = data.partition(b"\r\n\r\n")[0]
    assert f"List-Unsubscribe: <{url.replace('{token}', token)}>,\r\n <mailto:".encode() in head
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))
    assert parsed(data)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_same_input_gives_the_same_bytes(tmp_path: Path):
    """The file of a message depends on the digest alone: not on the clock, the hash seed or the time zone."""
    file = digest(tmp_path, [paper("Tree é"), paper("Stone")])
    found = []
    for environment in (
        {"PYTHONHASHSEED": "1", "TZ": "UTC"},
        {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
    ):
        assert (
            run_broadsheet("email", "--quiet", cwd=file.parent, environment=environment).returncode
            == 0
        )
        found.append(files_of(tmp_path / "newsletters"))
    assert found[0] == found[1]
    assert list(found[0]) == ["2025-03-14.eml"]


def test_hostile_texts_are_words(tmp_path: Path):
    """What papers hold is shown as words: no markup, no header, no turned direction, no control characters, no link of theirs."""
    papers = [
        paper(f"Tree {HOSTILE}", f"We show {HOSTILE}. It is a tree.", authors=[HOSTILE]),
        paper("Lone \ud800 surrogate tree", "We show \udfff a tree. It is tall."),
    ]
    data = made(digest(tmp_path, papers))
    message = parsed(data)
    assert message["Bcc"] is None
    assert len(message.get_all("Subject")) == 1
    html, text = bodies(data)
    page = _Page(html)
    assert not _LOADS & set(page.tags)
    assert all(link.startswith((SITE, "mailto:digest@example.org?")) for link in page.links)
    for words in (html, text):
        assert not re.search(
            "[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0]", words
        )
        assert "7*7" in words
        assert "surrogate tree" in words
    assert data.isascii()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(title=st.text(min_size=1), name=st.text(), abstract=st.text())
def test_any_text_gives_a_sound_message(
    tmp_path_factory: pytest.TempPathFactory, title: str, name: str, abstract: str
):
    """Whatever a paper and a reader are called, the message has one head and two bodies, and lines that servers take."""
    file = digest(tmp_path_factory.mktemp("any"), [paper("Tree")])
    issue = read_issue(file, None, None)
    hostile = replace(
        issue.papers[0],
        title=title,
        as_read_title=title,
        as_read_abstract=abstract,
        authors=(name,),
    )
    issue = replace(
        issue,
        papers=[hostile],
        config=replace(issue.config, site=replace(issue.config.site, title=title)),
    )
    reader = Subscriber(address=MailAddress("ada", "example.net"), name=name)
    data = message_bytes(issue, Layout(issue).letter(reader), reader)
    message = parsed(data)
    assert [str(address.addr_spec) for address in message["To"].addresses] == ["ada@example.net"]
    assert [str(address.addr_spec) for address in message["From"].addresses] == [
        "digest@example.org"
    ]
    assert set(message.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "List-Id", "List-Archive",
        "Auto-Submitted", "Precedence", "MIME-Version", "Content-Type", "Content-Language",
    }  # fmt: skip
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    html, text = bodies(data)
    assert not _LOADS & set(_Page(html).tags)
    assert "ada@example.net" in text


def test_formulas_are_words(tmp_path: Path):
    """Mathematics stands in its text form, for programs for mail show no MathML."""
    html, text = bodies(
        made(
            digest(
                tmp_path,
                [paper(r"Trees of $\alpha^2$", r"We show $x_1 \leq \beta$ for trees. Yes.")],
            )
        )
    )
    for words in (html, text):
        assert "Trees of α²" in words
        assert "x₁ ≤ β" in words or "x_1 ≤ β" in words
        assert "<math" not in words
        assert "\\" not in words


@pytest.mark.parametrize(("count", "sentences"), [(60, 60), (250, 60), (1500, 60)])
def test_large_edition_stays_under_what_gmail_cuts(tmp_path: Path, count: int, sentences: int):
    """Later papers lose their sentence first, then are left out; the message says so and leads to all of them."""
    long = "We show that this tree of a very long kind is taller than any other tree that was ever seen anywhere. "
    papers = [
        paper(f"Tree number {number} {'of many ' * 8}", long + f"It is {number}.")
        for number in range(count)
    ]
    file = digest(tmp_path, papers)
    html, text = bodies(made(file))
    assert len(html.encode()) <= 100_000
    shown = len(re.findall(r"Tree number \d+", _Page(html).words.partition("Leaves")[2]))
    for words in (html, text):
        if count == 60:
            assert "keep this mail short" not in words
        else:
            assert "To keep this mail short, the last" in words
            assert f"All {count:,} papers are on the site." in words.replace(
                f"All {count} ", f"All {count:,} "
            )
    if count == 60:
        assert text.count("taller than any") == sentences
    else:
        assert len(html.encode()) > 80_000
        assert sentences <= text.count("taller than any") < shown < count + 4
    if count == 1500:
        assert "papers are left out" in text
        done = run_broadsheet("email", cwd=file.parent)
        assert "under 102 KB" in done.stdout
        assert "are left out" in done.stdout


def test_huge_abstract_and_title_take_no_one_elses_room(tmp_path: Path):
    """A megabyte of title or abstract is given by its beginning."""
    papers = [
        paper("Tree " + "x" * 1_000_000, "We show " + "tree " * 200_000, authors=["y" * 100_000]),
        paper("A small tree"),
    ]
    html, text = bodies(made(digest(tmp_path, papers)))
    assert len(html) < 20_000
    assert "A small tree" in text
    assert "keep this mail short" not in text


def test_newsletter_speaks_the_language_of_the_site(tmp_path: Path):
    """On a German site every word of ours is German, in both forms."""
    file = digest(tmp_path, [paper("Baum tree"), paper("Stein")], site=", language: de")
    data = made(file, reader=Subscriber(address=MailAddress("ada", "example.net")))
    html, text = bodies(data)
    assert 'lang="de" dir="ltr"' in html
    for words in (html, text):
        assert "Freitag, 14. März 2025" in words
        assert "2 Artikel" in words
        assert "weil ada@example.net auf der Liste von Leaves steht" in words
        assert "Abbestellen" in words
        assert "papers" not in re.sub(r"https?://\S+", "", words)
    assert parsed(data)["Subject"] == "Leaves: 14. März 2025"


def test_newsletter_is_written_from_right_to_left(tmp_path: Path):
    """A language of the right has its direction and its margin."""
    file = digest(tmp_path, [paper("Tree")], site=", language: ar, words: words.yaml")
    (tmp_path / "words.yaml").write_text("email.leave: إلغاء الاشتراك\n", encoding="utf-8")
    html, _ = bodies(made(file))
    assert 'lang="ar" dir="rtl"' in html
    assert 'align="right"' in html
    assert 'align="left"' not in html
    assert "إلغاء الاشتراك" in html


def test_curators_note_comes_first(tmp_path: Path):
    """The note and the picks of an edition stand before its papers, their links absolute, and pictures are links."""
    file = digest(tmp_path, [paper("Tree one"), paper("Tree two")])
    (tmp_path / "editions").mkdir()
    note = "---\ntitle: A day of trees\ncurator: Ada\npicks: [Tree two]\n---\nSee [all](../../../../topics/) and ![a map](map.png).\n"
    (tmp_path / "editions" / "2025-03-14.md").write_text(note, encoding="utf-8")
    html, text = bodies(made(file))
    page = _Page(html)
    for words in (page.words.partition("Friday")[2], text):
        places = [
            words.index(each)
            for each in (
                "A day of trees",
                "Ada, curator",
                "The curator’s picks",
                "Tree two",
                "Trees & Shrubs",
                "Tree one",
            )
        ]
        assert places == sorted(places)
        assert words.count("Tree two") == 1
    assert f"{SITE}topics/" in page.links
    assert f"{SITE}dates/2025/03/14/map.png" in page.links
    assert f"[all]({SITE}topics/)" in text
    assert "img" not in page.tags
    assert "A day of trees" not in bodies(made(file, topic="trees"))[0]


def test_topic_has_its_papers_alone(tmp_path: Path):
    """`--topic` takes the papers of a topic, those of narrower ones too, and leads to the topic's page."""
    file = digest(tmp_path, [paper("Old oak"), paper("Stone"), paper("Tall tree")])
    html, text = bodies(made(file, topic="trees"))
    assert ("Old oak" in text, "Tall tree" in text, "Stone" in text) == (True, True, False)
    assert f"{SITE}topics/trees/" in _Page(html).links


def test_colours_are_the_sites(tmp_path: Path):
    """The theme's colours are the newsletter's, by day and by night."""
    html, _ = bodies(
        made(
            digest(
                tmp_path,
                [paper("Tree")],
                config="theme: {colours: {accent: ['#123456', '#abcdef']}}\n",
            )
        )
    )
    assert "color:#123456" in html
    assert "color: #abcdef !important" in html


def test_owners_template_takes_the_place_of_ours(tmp_path: Path):
    """A template of the owner's writes the newsletter; what is wrong with it is named with its line, and text is not escaped."""
    file = digest(tmp_path, [paper("Tree & <leaf>")], config="theme: {templates: own}\n")
    own = tmp_path / "own" / "email"
    own.mkdir(parents=True)
    (own / "newsletter.txt").write_text(
        "Mine: {{ letter.sections[0].papers[0].plain_title }}\n{{ reader.leave_url }}\n"
    )
    _, text = bodies(made(file))
    assert text.startswith("Mine: Tree & <leaf>\nmailto:")
    (own / "newsletter.txt").write_text("\n{{ letter.nothing }}\n")
    done = run_broadsheet("email", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("own/email/newsletter.txt:2: ")


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--date", "2025-03-15"], 1, '--date "2025-03-15": no paper is of this day; expected an edition with papers; the nearest is --date 2025-03-14'),
        (["--date", "soon"], 1, '--date "soon" is no day; expected one'),
        (["--date", "2025-W11"], 1, '--date "2025-W11" is no day'),
        (["--topic", "bushes"], 1, '--topic "bushes" is no topic; expected one of site.yaml: trees, oaks'),
        (["--topic", "oaks"], 1, 'the edition 2025-03-14 has no paper of the topic "oaks"; expected some; no edition has any'),
        (["--to", "ada"], 2, '--to "ada" has no @'),
        (["--send"], 1, 'site.yaml:7: "email" has no "subscribers"'),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_said(tmp_path: Path, options: list[str], code: int, said: str):
    """An edition, topic, address or list that is none is named with what was expected."""
    done = run_broadsheet("email", *options, cwd=digest(tmp_path, [paper("Tree")]).parent)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr


def test_weeks_are_editions_where_the_site_has_weeks(tmp_path: Path):
    """The edition of a week is asked for by its number or by any of its days."""
    file = digest(tmp_path, [paper("Tree")], config="dates: {group_by: [week, year]}\n")
    assert made(file, date="2025-W11") == made(file, date="2025-03-10") == made(file)
    assert parsed(made(file))["Subject"] == "Leaves: Week 11, 10–16 March 2025"


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (
            "url: 'https://example.org/some/digest/'",
            'site.yaml: "site" has no "url"; expected the address of the site',
        ),
        (
            "from: digest@example.org",
            '"email" has no "from"; expected the address that the newsletter comes from',
        ),
    ],
)
def test_settings_that_a_newsletter_needs_are_asked_for(tmp_path: Path, missing: str, said: str):
    """Without the site's address or the sender's there is no newsletter."""
    file = digest(tmp_path, [paper("Tree")], config="  per_minute: 5\n")
    file.write_text(file.read_text("utf-8").replace(missing, ""), encoding="utf-8")
    done = run_broadsheet("email", cwd=tmp_path)
    assert (done.returncode, said in done.stderr) == (1, True), done.stderr


def test_digest_without_days_has_no_edition(tmp_path: Path):
    """Papers without a day make no newsletter, and that is said."""
    done = run_broadsheet("email", cwd=digest(tmp_path, [paper("Tree", date="")]).parent)
    assert (done.returncode, "there is no edition" in done.stderr) == (1, True), done.stderr


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ada@example.org", "ada@example.org"),
        (" Ada+x@EXAMPLE.org ", "Ada+x@example.org"),
        ("o'neil/x=y@a.example", "o'neil/x=y@a.example"),
        ("josé@bücher.example", "josé@xn--bcher-kva.example"),
        ("me@localhost", "me@localhost"),
        ("a@straße.example", None),
        ("ada", None),
        ("@example.org", None),
        ("ada@", None),
        ("a b@example.org", None),
        ("a..b@example.org", None),
        ("a@b@example.org", None),
        ("a@-b.example", None),
        ("a@example..org", None),
        ("a\nb@example.org", None),
        ("a@example.org\r\nBcc: b@example.org", None),
        ("a@exa\u200bmple.org", "a@example.org"),
        ("a\u200b@example.org", None),
        ("<a@example.org>", None),
        ("x" * 65 + "@example.org", None),
        ("a@" + "b." * 130 + "org", None),
    ],
)  # fmt: skip
def test_addresses(text: str, found: str | None):
    """What is an address is read and written once; what is none is told why."""
    address = read_address(text)
    assert (str(address) if isinstance(address, MailAddress) else None) == found
    if found is None:
        assert isinstance(address, str)


@given(st.text())
def test_no_text_of_a_list_breaks_a_line(text: str):
    """Whatever stands in a list, its address and name are one line each."""
    found = read_named(text)
    if isinstance(found, Subscriber):
        assert str(found.address).isprintable()
        assert (found.name or "x").isprintable()
