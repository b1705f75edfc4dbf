"""When a digest first had its papers without a day, and that feeds stay as they are through all builds."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import feedparser
import pytest

from tests.support import files_of, run_broadsheet

NAME = "first-seen.csv"
CONFIG = (
    "site: {title: Trees, url: 'https://example.org/d/'}\n"
    "sources: [{path: 'seeds/*.jsonl'}]\n"
    "topics: [{slug: trees, title: Trees, any: [tree*]}]\n"
)
Papers = list[dict[str, str]]


def _paper(number: int, date: str | None = None) -> dict[str, str]:
    made = {"title": f"Tree {number}", "abstract": f"Tree{number} is number {number}."}
    return made if date is None else {**made, "date": date}


def _write(folder: Path, papers: Papers, name: str = "a.jsonl") -> None:
    (folder / "seeds").mkdir(parents=True, exist_ok=True)
    (folder / "site.yaml").write_text(CONFIG, encoding="utf-8")
    text = "".join(f"{json.dumps(paper)}\n" for paper in papers)
    (folder / "seeds" / name).write_text(text, encoding="utf-8")


def _build(folder: Path, *options: str, epoch: str | None = None) -> dict[str, bytes]:
    environment = None if epoch is None else {"SOURCE_DATE_EPOCH": epoch}
    done = run_broadsheet("build", *options, cwd=folder, environment=environment)
    assert (done.returncode, done.stderr) == (0, "")
    return {
        path: data
        for path, data in files_of(folder / "public").items()
        if path.rpartition("/")[2].partition(".")[0] in {"feed", "rss", "editions", "editions-rss"}
        or path.startswith("feeds/archive/")
    }


def _titles(feeds: dict[str, bytes]) -> list[tuple[str, str]]:
    read = feedparser.parse(feeds["feed.xml"])
    return [(entry.title, entry.updated) for entry in read.entries]


def test_paper_without_a_day_keeps_the_day_on_which_it_came(tmp_path: Path):
    """It takes the newest day of the input, or SOURCE_DATE_EPOCH's, and no later build moves it."""
    papers = [_paper(1), _paper(2, "2025-03-14")]
    _write(tmp_path, papers)
    built = _build(tmp_path, epoch="1742860800")  # 25 March 2025
    assert _titles(built) == [
        ("Tree 1", "2025-03-25T00:00:00Z"),
        ("Tree 2", "2025-03-14T00:00:00Z"),
    ]
    assert _build(tmp_path) == built
    assert _build(tmp_path, "--clean", epoch="1800000000") == built
    shutil.rmtree(tmp_path / ".broadsheet")
    assert _build(tmp_path, "--jobs", "1", epoch="0") == built
    (tmp_path / NAME).unlink()
    assert _titles(_build(tmp_path, "--clean"))[0][1] == "2025-03-14T00:00:00Z"


def test_later_papers_without_a_day_stand_before_earlier_ones(tmp_path: Path):
    """Papers that come when no day is newer are newest all the same, and the others stay as they are."""
    _write(tmp_path, [_paper(number) for number in range(4)])
    first = _titles(_build(tmp_path))
    _write(tmp_path, [_paper(number) for number in range(6)])
    second = _titles(_build(tmp_path))
    assert second[2:] == first
    assert {title for title, _ in second[:2]} == {"Tree 4", "Tree 5"}
    assert min(moment for _, moment in second[:2]) > max(moment for _, moment in first)
    _write(tmp_path, [*(_paper(number) for number in range(6)), _paper(6, "2025-03-14")])
    assert _titles(_build(tmp_path)) == [("Tree 6", "2025-03-14T00:00:00Z"), *second]


def test_build_that_changes_nothing_leaves_the_file_alone(tmp_path: Path):
    """The file has a line for each paper without a day, sorted; a second build has nothing to do."""
    _write(tmp_path, [_paper(2), _paper(1), _paper(3, "2025-03-14")])
    _build(tmp_path)
    head, *lines = (tmp_path / NAME).read_text(encoding="utf-8").splitlines()
    assert head == "paper,first seen"
    assert lines == sorted(lines)
    assert [line.partition(",")[2] for line in lines] == ["2025-03-14T00:00:00Z"] * 2
    done = run_broadsheet("build", "--verbose", cwd=tmp_path)
    assert "render" not in done.stdout


def test_losing_the_file_moves_no_paper_that_has_a_day(tmp_path: Path):
    """Without the file feeds have the same entries, and those with a day stay byte for byte."""
    dated = [_paper(number, f"2025-03-{number + 10}") for number in range(4)]
    _write(tmp_path, dated)
    built = _build(tmp_path)
    assert not (tmp_path / NAME).exists()
    assert _build(tmp_path, "--clean") == built


def _reordered(folder: Path, papers: Papers) -> None:
    _write(folder, papers[::-1])


def _renamed(folder: Path, papers: Papers) -> None:
    (folder / "seeds" / "a.jsonl").unlink()
    _write(folder, papers, "z.jsonl")


def _split(folder: Path, papers: Papers) -> None:
    _write(folder, papers[::2])
    _write(folder, papers[1::2], "b.jsonl")


@pytest.mark.parametrize("change", [_reordered, _renamed, _split])
def test_feeds_do_not_depend_on_how_dumps_lie(
    tmp_path: Path, change: Callable[[Path, Papers], None]
):
    """Dumps in another order, under other names or in parts give the same feeds."""
    papers = [_paper(n, None if n % 3 else f"2025-03-{n % 20 + 10}") for n in range(70)]
    _write(tmp_path, papers)
    built = _build(tmp_path)
    change(tmp_path, papers)
    assert _build(tmp_path) == built


@pytest.mark.parametrize("line", ["<<<<<<< HEAD", "abc,14 March", "abc,2025-02-30T00:00:00Z"])
def test_faulty_line_is_named(tmp_path: Path, line: str):
    """A line that cannot be read, such as the mark of a conflict, stops the build with its place."""
    _write(tmp_path, [_paper(1)])
    (tmp_path / NAME).write_text(f"paper,first seen\n{line}\n", encoding="utf-8")
    done = run_broadsheet("build", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(f'{NAME}:2: "{line}"; expected lines such as ')


def test_two_lines_for_a_paper_are_the_earlier(tmp_path: Path):
    """Where version control kept both sides of a merge, a paper came on the earlier day."""
    _write(tmp_path, [_paper(1)])
    _build(tmp_path)
    file = tmp_path / NAME
    head, line = file.read_text(encoding="utf-8").splitlines()
    identity = line.partition(",")[0]
    lines = [f"{identity},2024-05-0{day}T00:00:00Z\n" for day in (3, 1, 2)]
    file.write_text("".join((f"{head}\n", *lines)), encoding="utf-8")
    assert _titles(_build(tmp_path)) == [("Tree 1", "2024-05-01T00:00:00Z")]


def _refused(folder: Path, *options: str) -> str:
    done = run_broadsheet("build", *options, cwd=folder)
    assert done.returncode == 1
    return done.stderr


def test_build_stops_before_feeds_lose_most_of_their_entries(tmp_path: Path):
    """When more than half of a feed's papers are gone the build stops and the old site stands, until that is accepted."""
    _write(tmp_path, [_paper(number) for number in range(10)])
    built = _build(tmp_path)
    _write(tmp_path, [_paper(number) for number in range(5)])
    half = _build(tmp_path)
    assert half != built
    _write(tmp_path, [_paper(number) for number in range(2)])
    message = _refused(tmp_path)
    assert message.startswith(
        "public/feed.xml: 3 of its 5 entries would be gone or have other ids, "
    )
    assert "--accept-feed-changes" in message
    assert "public/topics/trees/feed.xml: 3 of its 5" in message
    assert files_of(tmp_path / "public")["feed.xml"] == half["feed.xml"]
    assert len(_titles(_build(tmp_path, "--accept-feed-changes"))) == 2


def test_build_stops_before_feeds_name_their_entries_anew(tmp_path: Path):
    """Another site.tag renames every entry, which readers would show again."""
    _write(tmp_path, [_paper(1)])
    _build(tmp_path)
    config = CONFIG.replace("title: Trees,", "title: Trees, tag: 'example.org,2026',", 1)
    (tmp_path / "site.yaml").write_text(config, encoding="utf-8")
    assert "1 of its 1 entries would be gone or have other ids" in _refused(tmp_path, "--clean")
    (tmp_path / "site.yaml").write_text(config + "feeds: {most_lost: 0.99}\n", encoding="utf-8")
    assert "share of 0.99" in _refused(tmp_path)


def test_build_stops_before_a_feed_ends(tmp_path: Path):
    """A topic under another slug leaves those who follow its feed without a word, so the build stops and says so."""
    _write(tmp_path, [_paper(1)])
    before = _build(tmp_path)
    config = CONFIG.replace("slug: trees", "slug: woods")
    assert config != CONFIG
    (tmp_path / "site.yaml").write_text(config, encoding="utf-8")
    message = _refused(tmp_path)
    assert message.startswith("public/topics/trees/feed.xml: the feed and its 1 entries would be ")
    assert 'give "trees" back under topics, or build with --accept-feed-changes' in message
    assert before.items() <= files_of(tmp_path / "public").items()
    after = _build(tmp_path, "--accept-feed-changes")
    assert "topics/woods/feed.xml" in after
    assert "topics/trees/feed.xml" not in after


def test_older_entries_may_leave_a_feed(tmp_path: Path):
    """New papers that take the place of all others in a feed are no loss, nor is another address or title of the site."""
    _write(tmp_path, [_paper(number, "2025-03-14") for number in range(60)])
    before = _build(tmp_path)
    ids = {entry.id for entry in feedparser.parse(before["feed.xml"]).entries}
    papers = [_paper(number, "2025-03-14") for number in range(60)]
    _write(tmp_path, [*papers, *(_paper(number, "2025-04-01") for number in range(60, 120))])
    after = _build(tmp_path, "--base-url", "http://other.example/elsewhere/")
    entries = feedparser.parse(after["feed.xml"]).entries
    assert ids.isdisjoint(entry.id for entry in entries)
    assert {entry.id.partition(":paper/")[0] for entry in entries} == {
        each.partition(":paper/")[0] for each in ids
    }
