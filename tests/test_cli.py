"""The command as people type it: what it prints, where it writes, and its exit codes."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

import pytest

from generator import __version__
from tests.support import (
    SORTING,
    SORTING_TITLE,
    TREES,
    TREES_TITLE,
    files_of,
    listing,
    process_environment,
    run_broadsheet,
    run_cold,
    write_site,
)

CONFIG = """\
site: {title: My digest, url: https://example.org/digest/}
sources: [{path: seeds/*.txt, year: 2025}]
topics: [{slug: trees, title: Trees, any: [tree]}]
"""
DAY = f"Mar 14\n{SORTING_TITLE}\n{SORTING}\n{TREES_TITLE}\n{TREES}\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Give a folder with a small digest."""
    write_site(tmp_path, CONFIG, day=DAY)
    return tmp_path


def test_build_says_what_it_did(site: Path):
    """A build prints what was read, written and spent in three lines, and nothing on standard error."""
    done = run_cold("build", cwd=site)
    assert (done.returncode, done.stderr) == (0, "")
    first, second, third = done.stdout.splitlines()
    assert first == (
        "2 papers from 2 entries in 1 source: 1 topic (1 papers in none), 1 day (0 papers undated)"
    )
    files = len(files_of(site / "public")) - 1
    pages = len(list((site / "public").rglob("*.html")))
    assert re.fullmatch(
        rf"{pages} pages, {files} files, \d\.\d MB in public: {files} written, 0 unchanged, "
        r"0 removed; \d+\.\d s",
        second,
    )
    assert re.fullmatch(r"time: \w+ \d+%(, [\w ]+ \d+%)+; memory: \d+ MB", third)


def test_quiet_build_prints_nothing(site: Path):
    """With --quiet a build that goes well prints nothing at all."""
    done = run_cold("build", "--quiet", cwd=site)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_verbose_build_prints_the_stages(site: Path):
    """With --verbose each stage is named with its seconds, its share, and what it did."""
    done = run_cold("build", "--verbose", cwd=site)
    pages = len(list((site / "public").rglob("*.html")))
    for stage, count in (
        *(("config", ""), ("sources", "2 entries"), ("papers", "2 papers")),
        *(("export", "2 papers"), ("render", f"{pages} pages"), ("search", "2 papers")),
        ("publish", f"{len(files_of(site / 'public')) - 1} files"),
    ):
        assert re.search(
            rf"^{stage} +\d+\.\d{{3}} +\d+%( +\d+\.\d{{3}})? +{count}", done.stdout, re.MULTILINE
        ), stage
    assert re.search(r"^all +\d+\.\d{3} ", done.stdout, re.MULTILINE)
    assert re.search(r" \d+ MB of memory", done.stdout)


def test_second_build_writes_nothing_anew(site: Path):
    """A build of the same input changes no file."""
    run_cold("build", cwd=site)
    before = {path: path.stat().st_ino for path in (site / "public").rglob("*.html")}
    done = run_cold("build", cwd=site)
    assert " 0 written, " in done.stdout
    assert {path: path.stat().st_ino for path in (site / "public").rglob("*.html")} == before
    assert " 0 unchanged, " in run_cold("build", "--clean", cwd=site).stdout


def test_files_of_others_are_kept_on_request(site: Path):
    """With --keep-others what no build wrote stays, build after build; without it the folder is refused."""
    (site / "public").mkdir()
    (site / "public" / "CNAME").write_text("digest.example.org")
    refused = run_broadsheet("build", cwd=site)
    assert (refused.returncode, "(CNAME)" in refused.stderr) == (1, True)
    for _ in range(2):
        done = run_broadsheet("build", "--keep-others", cwd=site)
        assert (done.returncode, done.stderr) == (0, "")
    assert (site / "public" / "CNAME").read_text() == "digest.example.org"
    assert (site / "public" / "index.html").is_file()


def test_build_works_from_another_folder(site: Path, tmp_path_factory: pytest.TempPathFactory):
    """With --config the paths of site.yaml are relative to it, and the site stands beside it."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    done = run_cold("build", "--config", site / "site.yaml", cwd=elsewhere)
    assert (done.returncode, done.stderr) == (0, "")
    assert (site / "public" / "index.html").is_file()
    assert list(elsewhere.iterdir()) == []


def test_settings_of_the_nearest_folder_above_are_taken(site: Path):
    """Below the folder of site.yaml the command finds it and names files from where the user is."""
    below = site / "seeds" / "deep"
    below.mkdir()
    done = run_cold("build", cwd=below)
    assert done.returncode == 0
    assert (site / "public" / "index.html").is_file()
    (site / "seeds" / "day.txt").write_text("")
    done = run_cold("build", cwd=below)
    assert done.stderr.startswith(f"{site}/seeds/day.txt:1: the dump is empty; ")


def test_errors_name_files_from_where_the_user_stands(site: Path):
    """From the folder above, an error names the file with the folder before it."""
    (site / "site.yaml").write_text("site: {}\n")
    done = run_cold("build", "--config", f"{site.name}/site.yaml", cwd=site.parent)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{site.name}/site.yaml:1: ")


def test_site_goes_where_output_says(site: Path, tmp_path_factory: pytest.TempPathFactory):
    """With --output the site is written there and nowhere else."""
    target = tmp_path_factory.mktemp("out") / "www"
    assert run_cold("build", "--output", target, cwd=site).returncode == 0
    assert (target / "index.html").is_file()
    assert not (site / "public").exists()


def test_base_url_replaces_the_address_of_the_settings(site: Path):
    """With --base-url every absolute address is under it."""
    run_cold("build", "--base-url", "https://mirror.example/x", cwd=site)
    site_files = files_of(site / "public")
    for path in ("feed.xml", "sitemap.xml", "robots.txt", "opensearch.xml"):
        assert b"https://mirror.example/x/" in site_files[path]
        assert b"example.org/digest" not in site_files[path].replace(b"tag:example.org", b"")


def test_site_without_an_address_is_a_warning_and_strict_an_error(site: Path):
    """A site without url is built with a warning; with --strict the warning is the error."""
    write_site(site, CONFIG.replace(", url: https://example.org/digest/", ""), day=DAY)
    done = run_cold("build", cwd=site)
    warning = (
        'site.yaml: "site" has no "url", so feeds and the sitemap name http://localhost:8000/; '
        "expected the address of the site; write url: https://example.org/digest/ or give --base-url"
    )
    assert (done.returncode, done.stderr) == (0, f"{warning} (warning)\n")
    before = files_of(site / "public")
    done = run_cold("build", "--strict", cwd=site)
    assert (done.returncode, done.stderr) == (1, f"{warning}\n")
    assert files_of(site / "public") == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build", "--base-url", "example.org"], "which has no http:// or https://"),
        (["build", "--report", "no/such/folder.json"], "the report cannot be written"),
        (["build", "--config", "other.yaml"], "other.yaml: cannot be read (No such file"),
        (["build", "--output", "seeds"], "holds files that no build wrote (day.txt)"),
        (["build", "--output", "site.yaml/x"], "cannot be written (Not a directory)"),
    ],
)
def test_wrong_value_is_one_clear_line(site: Path, arguments: list[str], message: str):
    """A value that cannot be used ends in exit code 1 and one line that says what to do."""
    done = run_cold(*arguments, cwd=site)
    assert (done.returncode, done.stdout.count("Traceback")) == (1, 0)
    (line,) = done.stderr.splitlines()
    assert message in line
    assert line.count("; ") >= 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["bild"],
        ["build", "--no-such-option"],
        ["build", "surplus"],
        ["build", "--output"],
        ["papers", "--format", "xml"],
        ["papers", "--topic", "unknown"],
        ["papers", "--date", "14 March"],
        ["serve", "--port", "many"],
        ["serve", "--port", "70000"],
    ],
)
def test_wrong_usage_is_exit_code_2(site: Path, arguments: list[str]):
    """Wrong usage ends in exit code 2 with a hint on standard error, and builds nothing."""
    done = run_cold(*arguments, cwd=site)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
    assert not (site / "public").exists()


def test_folder_without_settings_is_told_what_to_do(tmp_path: Path):
    """Where there is no site.yaml the command says so, with exit code 1."""
    done = run_cold("build", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("site.yaml: not found in this folder or any above it; expected ")


def test_version_and_help_are_printed(tmp_path: Path):
    """--version prints the version, --help every command."""
    assert run_cold("--version", cwd=tmp_path).stdout == f"broadsheet, version {__version__}\n"
    done = run_cold("--help", cwd=tmp_path)
    assert done.returncode == 0
    for command in ("build", "serve", "papers"):
        assert command in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [("check",), ("email",), ("explain", "trees"), ("papers",), ("search", "tree"), ("topics",)],
    ids=lambda arguments: arguments[0],
)
def test_every_command_runs_from_a_cold_start(site: Path, arguments: tuple[str, ...]):
    """Each command finds what it imports by itself, in the interpreter that it was started in."""
    write_site(site, CONFIG + "email: {from: digest@example.org}\n", day=DAY)
    assert run_broadsheet("build", cwd=site).returncode == 0
    done = run_cold(*arguments, cwd=site)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_time_of_the_build_is_an_argument(site: Path):
    """SOURCE_DATE_EPOCH is the time of the build; what is no number is an error."""
    write_site(site, CONFIG, day=listing((TREES_TITLE, TREES)))
    run_cold("build", cwd=site, environment={"SOURCE_DATE_EPOCH": "86400"})
    assert b"<updated>1970-01-02T00:00:00Z</updated>" in files_of(site / "public")["feed.xml"]
    built = files_of(site / "public")
    run_cold("build", cwd=site)
    assert files_of(site / "public") == built
    (site / "first-seen.csv").unlink()
    run_cold("build", cwd=site)
    assert b"<updated>2025-01-01T00:00:00Z</updated>" in files_of(site / "public")["feed.xml"]
    done = run_cold("build", cwd=site, environment={"SOURCE_DATE_EPOCH": "now"})
    assert done.returncode == 1
    assert done.stderr.startswith('SOURCE_DATE_EPOCH is "now"; expected ')


def test_papers_of_a_topic_are_listed(site: Path):
    """`papers --topic` lists that topic's papers as data alone, or as a table for people."""
    done = run_cold("papers", "--format", "jsonl", "--topic", "trees", cwd=site)
    assert [json.loads(line)["title"] for line in done.stdout.splitlines()] == [TREES_TITLE]
    table = run_cold("papers", "--topic", "trees", cwd=site, environment={"COLUMNS": "200"}).stdout
    assert TREES_TITLE in table
    assert SORTING_TITLE not in table


def test_source_that_is_named_twice_is_read_once(site: Path):
    """A dump that two patterns name is read once, as the first of them says."""
    config = CONFIG.replace("sources: [", "sources: [{path: seeds/day.txt, year: 2024}, ")
    write_site(site, config, day=DAY)
    done = run_cold("papers", "--format", "jsonl", cwd=site)
    papers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [len(paper["sources"]) for paper in papers] == [1, 1]
    assert {date for paper in papers for date in paper["dates"]} == {"2024-03-14"}


def _start(site: Path, *arguments: str, options: Sequence[str] = ()) -> subprocess.Popen[str]:
    """Start the command; it hears interrupts even where the tests run in the background of a shell."""
    return subprocess.Popen(
        [sys.executable, *options, "-m", "generator", *arguments],
        cwd=site,
        env=process_environment({"PYTHONUNBUFFERED": "1"}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def _serve(site: Path, *arguments: str) -> tuple[subprocess.Popen[str], str]:
    child = _start(site, "serve", *arguments)
    assert child.stdout is not None
    for line in child.stdout:
        if found := re.match(r"Serving (http://localhost:\d+\S*)", line):
            return child, found[1]
    child.kill()
    raise AssertionError(child.communicate()[1])


def test_site_is_served_under_its_base_path_until_interrupted(site: Path):
    """`serve` builds, serves under the path of the site's url, and ends at an interrupt with 130."""
    child, url = _serve(site, "--port", "0")
    try:
        assert url.endswith("/digest/")
        with urllib.request.urlopen(url, timeout=10) as answer:
            assert b"My digest" in answer.read()
    finally:
        child.send_signal(signal.SIGINT)
        _, errors = child.communicate(timeout=20)
    assert child.returncode == 130
    assert "Traceback" not in errors


def test_port_that_is_taken_is_one_clear_line(site: Path):
    """A port in use is named with the remedy, before anything is built."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run_cold("serve", "--port", str(port), cwd=site)
    assert done.returncode == 1
    assert done.stderr.startswith(
        f"port {port} of localhost cannot be had (Address already in use)"
    )
    assert not (site / "public").exists()


@pytest.mark.parametrize("module", ["signal", "click", "yaml", "generator.models"])
def test_interrupt_while_it_loads_is_quiet(site: Path, module: str):
    """Ctrl+C ends the command with 130 and without a traceback while it loads, too."""
    child = _start(site, "build", options=("-X", "importtime"))
    assert child.stderr is not None
    for line in child.stderr:  # until the module is there
        if line.rsplit("|", 1)[-1].strip() == module:
            break
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=60)
    assert (child.returncode, "Traceback" in errors) == (130, False)


def test_interrupted_build_leaves_the_old_site(site: Path):
    """A build that is interrupted ends with 130, without a traceback, and the old site stands."""
    run_cold("build", cwd=site)
    before = files_of(site / "public")
    rows = [(f"{TREES_TITLE} {n}", f"{n} {TREES}") for n in range(9000)]
    write_site(site, CONFIG, day=DAY, many=listing(*rows))
    child = _start(site, "build")
    while child.poll() is None and not (site / ".broadsheet" / "lock").exists():
        time.sleep(0.02)
    time.sleep(0.5)
    child.send_signal(signal.SIGINT)
    output, errors = child.communicate(timeout=60)
    if child.returncode == 0:
        pytest.fail(f"the build was done before it was interrupted: {output}")
    assert (child.returncode, "Traceback" in errors) == (130, False)
    assert files_of(site / "public") == before


def test_reader_of_the_output_may_go_away(site: Path):
    """Output piped into a command that stops reading ends without a traceback."""
    rows = [(f"{TREES_TITLE} {n}", f"{n} {TREES}") for n in range(300)]
    write_site(site, CONFIG, many=listing(*rows))
    done = subprocess.run(
        f"{sys.executable} -m generator papers --format jsonl | head -n 1",
        shell=True,
        cwd=site,
        env=process_environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert len(done.stdout.splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert os.linesep * 2 not in done.stderr
