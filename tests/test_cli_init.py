"""`broadsheet init` as people use it: a new digest of made-up papers, or of their own dumps."""

from __future__ import annotations

import os
import pty
import re
import select
import shlex
import subprocess
import sys
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import init as command
from generator.cli.group import broadsheet
from generator.config import SiteConfig, load_config
from generator.errors import BroadsheetError
from generator.library import read_library
from generator.prose import render_prose
from generator.starting import folder as writing
from tests.schema import faults
from tests.support import (
    SEEDS,
    SORTING,
    SORTING_TITLE,
    TREES,
    TREES_TITLE,
    files_of,
    listing,
    process_environment,
    run_broadsheet,
)

PLAIN = {".gitignore", "about.md", "seeds/first-day.txt", "site.yaml"}


class Killed(BaseException):
    """The end of the process, whatever it was doing."""


@dataclass(frozen=True)
class Done:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


def init(*arguments: str | Path, given: str | None = None) -> Done:
    """Run `broadsheet init` in this process, with errors as `main` prints them."""
    ran = CliRunner().invoke(broadsheet, ["init", *map(str, arguments)], input=given)
    if isinstance(ran.exception, BroadsheetError):
        return Done(1, ran.stdout, f"{ran.stderr}{ran.exception}\n")
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return Done(ran.exit_code, ran.stdout, ran.stderr)


def loaded(folder: Path) -> SiteConfig:
    return load_config(folder / "site.yaml")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder, in which the command is typed."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the command find itself on a terminal."""
    monkeypatch.setattr(command, "_is_terminal", lambda: True)


def test_next_commands_that_are_printed_build_the_new_digest(tmp_path: Path):
    """Without a terminal init asks nothing, and the build that it names has no warning and no reject."""
    begun = run_broadsheet("init", "my-digest", cwd=tmp_path)
    assert (begun.returncode, begun.stderr) == (0, "")
    commands = begun.stdout.partition("Next:")[2].split("\n")
    assert [line.strip() for line in commands if line.strip()] == [
        "cd my-digest",
        "broadsheet build",
        "broadsheet serve --open",
    ]
    assert files_of(tmp_path / "my-digest").keys() == PLAIN
    built = run_broadsheet("build", cwd=tmp_path / "my-digest")
    assert (built.returncode, built.stderr) == (0, "")
    assert built.stdout.startswith(
        "5 papers from 5 entries in 1 source: 2 topics (0 papers in none), 2 days (0 papers undated)"
    )
    home = (tmp_path / "my-digest" / "public" / "index.html").read_text(encoding="utf-8")
    assert "<title>My digest</title>" in home
    assert "Toasters That Know When to Stop" in home


def test_first_settings_are_short_and_explained(here: Path):
    """The first site.yaml has some thirty lines, a third of them comments, and is what the schema allows."""
    assert init("new").code == 0
    text = (here / "new" / "site.yaml").read_text(encoding="utf-8")
    lines = text.splitlines()
    assert 25 <= len(lines) <= 35
    assert sum(line.lstrip().startswith("#") for line in lines) >= 8
    assert not list(faults(text))
    assert max(map(len, lines)) <= 120


def test_everything_in_the_way_is_named_at_once_and_nothing_written(here: Path):
    """Of a digest that is there already every file is named, in the form of errors, and none changes."""
    assert init("new").code == 0
    (here / "new" / "about.md").write_text("mine")
    before = files_of(here)
    done = init("new", "--title", "Another")
    assert done.code == 1
    lines = done.err.splitlines()
    assert [line.partition(":")[0] for line in lines] == [f"new/{path}" for path in sorted(PLAIN)]
    assert all("is there already; expected nothing there" in line for line in lines)
    assert files_of(here) == before


def test_single_file_in_the_way_stops_init(here: Path):
    """In a folder that holds other things nothing is written when one of the files stands there."""
    (here / "seeds").mkdir()
    (here / "seeds" / "other.txt").write_text("other")
    (here / "about.md").write_text("mine")
    before = files_of(here)
    done = init(".")
    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert done.err.startswith("about.md: is there already; expected nothing there, ")
    assert files_of(here) == before


def test_file_where_a_folder_is_needed_is_named(here: Path):
    """A file in place of DIR, of a folder above it or of seeds/ is an error, and stays."""
    (here / "plain").write_text("x")
    for folder in ("plain", "plain/new"):
        done = init(folder)
        assert done.code == 1
        assert "plain: is no folder; expected the folder of the new digest; choose " in done.err
    (here / "new").mkdir()
    (here / "new" / "seeds").write_text("x")
    assert init("new").err.startswith("new/seeds: is there already; ")
    assert files_of(here) == {"plain": b"x", "new/seeds": b"x"}


def test_folder_with_other_things_keeps_them(here: Path):
    """In a folder that is there, a checkout for instance, the digest comes beside what it holds."""
    (here / ".git").mkdir()
    (here / ".git" / "HEAD").write_text("ref")
    done = init(".", "--title", "Here")
    assert (done.code, done.err) == (0, "")
    assert files_of(here).keys() == PLAIN | {".git/HEAD"}
    assert "cd " not in done.out
    assert "    broadsheet build\n    broadsheet serve --open\n    broadsheet topics\n" in done.out


def test_init_that_was_stopped_is_taken_up_by_the_next(here: Path, monkeypatch: pytest.MonkeyPatch):
    """Stopped among its files, init leaves no site.yaml, and the same again completes the digest."""
    assert init("whole", "--title", "One").code == 0
    (here / "new").mkdir()
    put = writing._put

    def stop_at_settings(file: Path, target: Path) -> None:
        if target.name == "site.yaml":
            raise Killed
        put(file, target)

    monkeypatch.setattr(writing, "_put", stop_at_settings)
    with pytest.raises(Killed):
        init("new", "--title", "One")
    monkeypatch.undo()
    monkeypatch.chdir(here)
    assert files_of(here / "new").keys() == PLAIN - {"site.yaml"}
    done = init("new", "--title", "One")
    assert (done.code, done.err) == (0, "")
    assert files_of(here / "new") == files_of(here / "whole")


def test_what_a_killed_init_left_is_named(here: Path):
    """A folder in which a killed init was working does not stop the next one, which says that it may go."""
    (here / ".new.abc.init").mkdir()
    done = init("new")
    assert done.code == 0
    assert done.err.endswith(
        ".new.abc.init: left by an init that was stopped; it may be deleted (warning)\n"
    )


def test_no_trace_is_left_when_a_digest_cannot_be_written(
    here: Path, monkeypatch: pytest.MonkeyPatch
):
    """A full disk is named, and neither the digest nor what was begun of it stays."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    done = init("new")
    monkeypatch.undo()
    assert (done.code, list(here.iterdir())) == (1, [])
    assert "cannot be written there (No space left on device); expected " in done.err


@pytest.mark.usefixtures("terminal")
def test_terminal_is_asked_for_what_no_option_says(here: Path):
    """On a terminal title, dumps and address are asked for; a wrong answer is asked again."""
    (here / "a day.txt").write_text(listing())
    answers = (
        ' \n A "good"\ttitle: yes \nno-such\n"a day.txt"\nexample.org\nhttps://example.org/d\n'
    )
    done = init("new", given=answers)
    assert done.code == 0
    assert done.out.count("Title of the digest [New]:") == 2
    assert 'there is no "no-such"; expected files' in done.out
    assert "has no http:// or https://" in done.out
    config = loaded(here / "new")
    assert config.site.title == 'A "good" title: yes'
    assert config.site.url == "https://example.org/d/"


@pytest.mark.usefixtures("terminal")
def test_defaults_are_taken_with_enter_alone(here: Path):
    """Enter three times gives the digest that init makes without a terminal."""
    assert init("new", given="\n\n\n").code == 0
    assert init("other/new", "--no-input").code == 0
    assert files_of(here / "new") == files_of(here / "other" / "new")


@pytest.mark.usefixtures("terminal")
def test_options_leave_nothing_to_ask(here: Path):
    """With a title, an address and dumps nothing is asked on a terminal either."""
    (here / "dump.txt").write_text(listing())
    done = init(
        "new", "--title", "T", "--url", "https://example.org/", "--from", "dump.txt", given=""
    )
    assert (done.code, "[" in done.out) == (0, False)


@pytest.mark.usefixtures("terminal")
def test_year_is_asked_for_where_days_lack_one(here: Path):
    """On a terminal the year of a dump's days is asked for, with that of the file as the default."""
    (here / "day-2024.txt").write_text(
        f"Mar 14\n{SORTING_TITLE}\n{SORTING}\n{TREES_TITLE}\n{TREES}\n"
    )
    done = init(
        "new", "--title", "T", "--url", "https://e.org/", "--from", "day-2024.txt", given="2023\n"
    )
    assert done.code == 0
    assert "Year of the days in day-2024.txt, which are written without one [2024]:" in done.out
    papers = read_library(here / "new" / "site.yaml").papers
    assert {day.isoformat() for one in papers for day in one.paper.dates} == {"2023-03-14"}


@pytest.mark.usefixtures("terminal")
def test_years_of_several_dumps_are_said_and_not_asked_for(here: Path):
    """Where dumps have days of several years no one answer is asked for; each year that was taken is printed."""
    for year in (2023, 2024):
        day = f"Mar 14\n{SORTING_TITLE} {year}\n{SORTING} {year}\n{TREES_TITLE}\n{TREES}\n"
        (here / f"day-{year}.txt").write_text(day)
    done = init("new", "--title", "T", "--url", "https://e.org/", "--from", "*.txt", given="")
    assert done.code == 0
    for year in (2023, 2024):
        said = f"day-{year}.txt: has days without a year, which are taken to be of {year}; if "
        assert said in done.err


def test_real_terminal_is_asked_and_can_be_left(tmp_path: Path):
    """On a real terminal the questions appear, and its end is an interruption that leaves nothing behind."""
    ours, theirs = pty.openpty()
    ran = subprocess.Popen(
        [sys.executable, "-m", "generator", "init", "new"],
        cwd=tmp_path,
        env=process_environment(),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    try:
        asked = b""
        while b"Title of the digest [New]: " not in asked:
            assert select.select([ours], [], [], 60)[0], asked
            asked += os.read(ours, 1000)
        os.write(ours, b"\x04")
        assert ran.wait(timeout=60) == 130
        assert select.select([ours], [], [], 0)[0]
        assert b"interrupted" in os.read(ours, 1000)
    finally:
        ran.kill()
        ran.wait()
        os.close(theirs)
        os.close(ours)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["new", "--title", " \n"], "Invalid value for --title: expected the name of the digest"),
        (["new", "--url", "example.org"], "which has no http:// or https://; expected an address"),
        (["new", "--url", "https://e.org/?q"], "which has a query or a fragment; expected"),
        (["new", "--year", "25", "--from", "x"], "25 is not in the range"),
        (["new", "more.txt"], "unexpected extra argument (more.txt); dumps follow --from"),
        (["new", "--refer"], "--refer is for dumps; add them with --from"),
        ([], "Missing argument 'DIR'"),
    ],
)
def test_wrong_usage_is_explained(here: Path, arguments: list[str], said: str):
    """A wrong option ends in exit code 2 and a sentence, and writes nothing."""
    done = run_broadsheet("init", *arguments, cwd=here) if not arguments else init(*arguments)
    code = done.returncode if isinstance(done, subprocess.CompletedProcess) else done.code
    err = done.stderr if isinstance(done, subprocess.CompletedProcess) else done.err
    assert (code, list(here.iterdir())) == (2, [])
    assert said in " ".join(err.split())


def test_dump_in_place_of_the_folder_is_explained(here: Path):
    """Who names the dump first is told the order."""
    (here / "dump.txt").write_text(listing())
    done = init("dump.txt", "--from", "dump.txt")
    assert done.code == 2
    assert "dump.txt is a file; the folder of the new digest comes first" in done.err


@pytest.mark.parametrize(
    "title",
    [
        "He said: \"no\" # or 'yes'",
        "- a list",
        "null",
        "2025-03-14",
        "1e3",
        "*alias &anchor !tag %directive @at `tick`",
        "{a: [b]}",
        "trailing colon:",
        "back\\slash \\n",
        "| literal > folded ? key",
        "on",
        "~",
        "<b>& $site ${x} {{ y }}",
        "日本語 Ünï 🌲",
        "-",
        "...",
    ],
)
def test_hostile_title_stays_what_it_is(here: Path, title: str):
    """A title of signs that YAML, Markdown or templates read is the site's title, sign by sign."""
    done = init("new", "--title", title)
    assert (done.code, done.err) == (0, "")
    assert loaded(here / "new").site.title == title


def test_line_breaks_in_a_title_become_spaces(here: Path):
    """Line breaks of any kind and signs that nobody sees fold into one space."""
    assert init("new", "--title", "One\ntitle:\r\n\u2028two\x07 three\x85").code == 0
    assert loaded(here / "new").site.title == "One title: two three"


@pytest.mark.parametrize(
    "title",
    ["<script>x</script> *a* [b](c)", "1. A & B &amp; C", "- $site `x` \\* ~~y~~", "# T | U"],
)
def test_title_is_text_on_the_page_about_the_digest(here: Path, title: str):
    """Markup and Markdown in a title are its signs on the page about the digest."""
    assert init("new", "--title", title).code == 0
    about = render_prose((here / "new" / "about.md").read_text(encoding="utf-8"))
    text = unescape(re.sub(r"<[^>]+>", "", about))
    assert f"{title} collects papers" in text


def test_name_of_the_folder_becomes_the_title_and_is_quoted_in_commands(here: Path):
    """A folder with spaces and quotes gives the title, and the printed command leads there."""
    done = init("it's my_digest")
    assert done.code == 0
    assert loaded(here / "it's my_digest").site.title == "It s my digest"
    line = next(line for line in done.out.splitlines() if line.strip().startswith("cd "))
    assert shlex.split(line) == ["cd", "it's my_digest"]


def test_folder_that_looks_like_an_option_can_be_entered(here: Path):
    """A folder whose name begins with a minus is named so that no shell takes it for an option."""
    done = init("--", "-new")
    assert (done.code, (here / "-new" / "site.yaml").is_file()) == (0, True)
    assert "    cd ./-new\n" in done.out


@pytest.mark.parametrize(
    "name",
    [
        "a: b # c.txt",
        "[x]*?.txt",
        '"quoted".txt',
        "-dash.txt",
        ".hidden.txt",
        "ünï.txt",
    ],
)
@pytest.mark.parametrize("refer", [False, True])
def test_hostile_name_of_a_dump_is_read(here: Path, name: str, refer: bool):
    """A dump is found by its own name, whatever signs it has, copied or left where it lies."""
    (here / "dumps").mkdir()
    (here / "dumps" / name).write_text(listing())
    done = init("new", "--from", f"dumps/{name}", *(["--refer"] if refer else []))
    assert done.code == 0
    assert len(read_library(here / "new" / "site.yaml").papers) == 2


def test_name_that_settings_cannot_hold_is_copied_or_refused(here: Path):
    """A dump whose name has a line break is copied under a plain name; left where it lies it is an error that says what to do."""
    (here / "a\nb .txt").write_text(listing())
    assert init("new", "--from", "a\nb .txt").code == 0
    assert (here / "new" / "seeds" / "a-b.txt").is_file()
    refused = init("other", "--from", "a\nb .txt", "--refer")
    assert refused.code == 1
    assert "the path has a control character" in refused.err
    assert not (here / "other").exists()


def test_shipped_dumps_are_sorted_into_topics(tmp_path: Path):
    """Of the shipped dumps four papers in five get a topic, none of which has more than a quarter; the build is clean."""
    begun = run_broadsheet("init", "new", "--from", SEEDS, "--year", "2025", cwd=tmp_path)
    assert (begun.returncode, begun.stderr) == (0, "Reading the dumps ...\n")
    assert re.search(r"004_\w+\.txt\s+day-page\s+56\s+0\n", begun.stdout)
    built = run_broadsheet("build", cwd=tmp_path / "new")
    assert (built.returncode, built.stderr) == (0, "")
    assert "1 day (352 papers undated)" in built.stdout
    library = read_library(tmp_path / "new" / "site.yaml")
    papers = len(library.papers)
    members = {
        topic.title: {one.paper.id for one in library.papers if topic.slug in one.topics}
        for topic in library.config.topics
    }
    classified = set().union(*members.values())
    assert len(classified) >= 0.8 * papers
    said = f"{len(classified)} of {papers} papers ({len(classified) / papers:.0%}) have one"
    assert said in begun.stdout
    assert 8 <= len(members) <= 20
    for title, own in members.items():
        assert 0.005 * papers <= len(own) <= 0.25 * papers, title
        for other, others in members.items():
            assert title == other or len(own & others) <= 0.6 * min(len(own), len(others))
    words = {word for title in members for word in re.findall(r"\w+", title.lower())}
    assert not words & {"the", "of", "method", "paper", "approach", "novel", "results", "we"}
    assert {"graphs", "language", "reinforcement", "transformers"} <= words
    assert all(title[0].isupper() and title == " ".join(title.split()) for title in members)
    assert all(len(topic.rule.entries[0][1].entries) <= 12 for topic in library.config.topics)
