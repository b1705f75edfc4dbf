"""`broadsheet check` as its users run it: what it prints, and how it exits."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.browser.served import Site
from tests.checked import BASE
from tests.support import CHECKOUT, SITES, copy_input, run_broadsheet, write_site

FOREIGN = (
    "public/CNAME: no build wrote this; expected files of the last build alone, for the next one refuses others; move it "
    "away, or keep it with --keep-others"
)


@pytest.fixture
def digest(woods: Path, tmp_path: Path) -> Path:
    """A small digest with its built site, to be damaged."""
    shutil.copytree(woods, tmp_path / "woods")
    return tmp_path / "woods"


def test_right_digest_is_a_table_and_exit_code_0(digest: Path) -> None:
    """What was checked is a row each, with counts and seconds; nothing is on standard error."""
    done = run_broadsheet("check", "--base-url", BASE, cwd=digest)
    assert (done.returncode, done.stderr) == (0, "")
    rows = done.stdout.splitlines()
    assert rows[0].split() == ["checked", "what", "errors", "warnings", "seconds"]
    assert [row[:21].strip() for row in rows[2:-1]] == [
        "settings and sources",
        "files",
        "pages and links",
        "feeds",
        "sitemap",
        "search",
        "data",
    ]
    assert rows[2].split()[3:10] == ["6", "papers", "from", "3", "sources", "0", "0"]
    assert rows[-1] == "0 errors, 0 warnings"


def test_errors_are_lines_on_standard_error_and_exit_code_1(digest: Path) -> None:
    """Files are named from where the user stands, as they are without --output and with it."""
    (digest / "public" / "CNAME").write_text("x", encoding="utf-8")
    done = run_broadsheet("check", "--base-url", BASE, "--quiet", cwd=digest)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{FOREIGN}\n")
    kept = run_broadsheet("check", "--base-url", BASE, "--quiet", "--keep-others", cwd=digest)
    assert (kept.returncode, kept.stderr) == (0, "")
    above = run_broadsheet(
        *("check", "--config", "woods/site.yaml", "--output", "woods/public"),
        *("--base-url", BASE),
        cwd=digest.parent,
    )
    assert (above.returncode, above.stderr) == (1, f"woods/{FOREIGN}\n")
    assert above.stdout.splitlines()[-1] == "1 error, 0 warnings"


def test_what_a_stopped_build_left_is_named_beside_the_site(digest: Path) -> None:
    """A warning is marked, and no error but to a strict check."""
    (digest / ".public.old").mkdir()
    line = (
        ".public.old: a build was stopped here, or one is at work; expected nothing beside the site; run broadsheet "
        "build, which mends it (warning)\n"
    )
    done = run_broadsheet("check", "--base-url", BASE, "--quiet", cwd=digest)
    assert (done.returncode, done.stderr) == (0, line)
    strict = run_broadsheet("check", "--base-url", BASE, "--quiet", "--strict", cwd=digest)
    assert (strict.returncode, strict.stderr) == (1, line)


def test_check_says_of_the_input_what_a_build_says(tmp_path: Path) -> None:
    """Warnings and rejected lines are told as by a build, and are errors to a strict check; no site is none."""
    copy_input(SITES / "valid" / "rejected", tmp_path)
    done = run_broadsheet("check", cwd=tmp_path)
    built = run_broadsheet("build", "--quiet", "--output", "elsewhere", cwd=tmp_path)
    assert done.returncode == 0
    assert sorted(done.stderr.splitlines()) == sorted(built.stderr.splitlines())
    assert done.stdout.splitlines()[-2:] == [
        "nothing to check: no site in public",
        "0 errors, 2 warnings",
    ]
    assert run_broadsheet("check", "--strict", cwd=tmp_path).returncode == 1


def test_mistakes_in_settings_are_errors(tmp_path: Path) -> None:
    """A mistake in site.yaml has its line, as a build tells it."""
    write_site(tmp_path, "site: {title: x}\nsources: [{path: seeds/*.txt}]\nhost: attic\n")
    done = run_broadsheet("check", "--quiet", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        1,
        'site.yaml:3: "host" is "attic"; expected one of: github-pages, cloudflare-pages, cloudflare-pages-paid, '
        "gitlab-pages; write one of them\n",
    )


def test_many_of_a_kind_are_cut_short_and_counted(digest: Path) -> None:
    """Of a kind with many findings the first twenty are printed, and how many more there are; a report has all."""
    for number in range(30):
        (digest / "public" / f"CNAME{number:02}").write_text("x", encoding="utf-8")
    done = run_broadsheet(
        "check", "--base-url", BASE, "--quiet", "--report", "found.json", cwd=digest
    )
    rows = done.stderr.splitlines()
    assert [row.partition(":")[0] for row in rows[:-1]] == [
        f"public/CNAME{number:02}" for number in range(20)
    ]
    assert rows[-1] == (
        "and 10 more of the kind foreign file (error); --all prints them, --report FILE.json names them all"
    )
    found = json.loads((digest / "found.json").read_text(encoding="utf-8"))["findings"]
    assert len(found) == 30
    assert found[29] == {
        "part": "files",
        "kind": "foreign file",
        "severity": "error",
        "path": "public/CNAME29",
        "line": None,
        "message": FOREIGN.partition(": ")[2],
    }
    every = run_broadsheet("check", "--base-url", BASE, "--quiet", "--all", cwd=digest)
    assert len(every.stderr.splitlines()) == 30


def test_json_is_nothing_but_data(digest: Path) -> None:
    """With --format json standard output is one object."""
    done = run_broadsheet(
        "check", "--base-url", BASE, "--format", "json", "--host", "github-pages", cwd=digest
    )
    value = json.loads(done.stdout)
    assert (value["site"], value["findings"]) == (True, [])
    assert [each["part"] for each in value["checked"]][-2:] == ["data", "host"]
    assert value["checked"][-1]["what"] == "GitHub Pages"


def test_wrong_usage_is_exit_code_2(digest: Path) -> None:
    """A host that nobody knows is wrong usage."""
    done = run_broadsheet("check", "--host", "attic", cwd=digest)
    assert done.returncode == 2
    assert "'attic' is not one of 'github-pages'" in done.stderr


def test_report_that_cannot_be_written_is_an_error(digest: Path) -> None:
    """A report into a folder that is not there says so."""
    done = run_broadsheet("check", "--base-url", BASE, "--report", "no/found.json", cwd=digest)
    assert done.returncode == 1
    assert done.stderr == (
        "no/found.json: the report cannot be written (No such file or directory); expected a file in a folder that "
        "exists; check the path given to --report\n"
    )


def test_site_is_read_alike_by_any_number_of_processes(site: Site, tmp_path: Path) -> None:
    """Two processes find in the shipped digest what one finds, in the same order."""
    shutil.copytree(site.folder, tmp_path / "public")
    for page in sorted((tmp_path / "public" / "papers").iterdir())[::9]:
        (page / "index.html").write_bytes(b"<p><a href=../no/>")
    found = []
    for jobs in ("1", "2"):
        done = run_broadsheet(
            *("check", "--format", "json", "--jobs", jobs, "--base-url", site.url),
            *("--config", CHECKOUT / "site.yaml", "--output", tmp_path / "public"),
            cwd=tmp_path,
        )
        assert done.returncode == 1
        found.append((json.loads(done.stdout)["findings"], done.stderr))
    assert len(found[0][0]) > 150
    assert found[1] == found[0]
