"""What is taken out of Markdown is told with its place, and Markdown made to hurt is refused."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest

from generator.prose import ProseError, render_prose
from tests.support import LEAST_CONFIG, run_broadsheet, write_site

TOPIC = """\
topics:
  - slug: a
    title: A
    description: "[click](javascript:alert(1)) and <b style='color:red'>red</b>"
    any: [trees]
"""


def test_each_thing_that_is_taken_out_is_a_warning_with_its_line(tmp_path: Path):
    """Elements, attributes and addresses that pages do not show are named with file and line."""
    write_site(tmp_path, LEAST_CONFIG + TOPIC)
    (tmp_path / "about.md").write_text(
        "One.\n\nTwo <i onclick=a()>b</i>\n\n<iframe src=x></iframe>\n"
    )
    (tmp_path / "editions").mkdir()
    note = "---\ntitle: T\n---\nFine.\n\n<form action=x>a</form>\n\n![a](data:text/html,x)\n"
    (tmp_path / "editions" / "2025-01-01.md").write_text(note)
    done = run_broadsheet("build", "--base-url", "https://a.b/", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = [
        line.partition(" is taken out of the Markdown; ")[0] for line in done.stderr.splitlines()
    ]
    for expected in (
        "about.md:3: onclick of <i>",
        "about.md:5: <iframe>",
        "editions/2025-01-01.md:6: <form>",
        'editions/2025-01-01.md:8: src "data:text/html,x" of <img>',
        'site.yaml:4: href "javascript:alert(1)" of <a>',
        "site.yaml:4: style of <b>",
    ):
        assert any(line.endswith(expected) for line in told), (expected, told)
    strict = run_broadsheet("build", "--base-url", "https://a.b/", "--strict", cwd=tmp_path)
    assert strict.returncode == 1
    assert "about.md:5: <iframe> is taken out" in strict.stderr


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a" * 100_001, "100001 characters"),
        ("[" * 50_000, '"[" more than 100 times'),
        ("![" * 40_000, '"[" more than 100 times'),
        ("[a](" * 20_000, '"(" more than 100 times'),
        ("|" * 5000 + "\n" + "|-" * 5000 + "\n" + "|\n" * 5000, "a table of 5002 rows"),
    ],
)
def test_markdown_made_to_hurt_is_refused_at_once(text: str, found: str):
    """What would keep the Markdown library busy for minutes is one clear line."""
    before = time.process_time()
    with pytest.raises(ProseError) as error:
        render_prose(text)
    assert found in str(error.value)
    assert time.process_time() - before < 1


@pytest.mark.parametrize(
    "text",
    [
        "> " * 30_000,
        "<div>" * 19_000,
        "<b><i>" * 15_000,
        "*a " * 30_000,
        "<" * 99_000,
        "<!--" * 20_000,
        "`" * 99_000,
        "<svg><style>" * 8_000,
        "&" * 99_000,
        "".join("    " * depth + "- a\n" for depth in range(200)),
        "\n".join(f"[^{n}]" for n in range(9_000)),
    ],
    ids=lambda text: text[:8],
)
def test_other_shapes_are_rendered_in_seconds(text: str):
    """Deep, endless and unclosed Markdown costs little, or is refused."""
    before = time.process_time()
    with contextlib.suppress(ProseError):
        assert "<script" not in render_prose(text)
    assert time.process_time() - before < 10


def test_text_of_an_edition_that_cannot_be_rendered_is_an_error_with_its_place(tmp_path: Path):
    """A bomb in a note ends the build with the note's name."""
    write_site(tmp_path)
    (tmp_path / "editions").mkdir()
    (tmp_path / "editions" / "2025-01-01.md").write_text("[" * 3000)
    done = run_broadsheet("build", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "editions/2025-01-01.md:1: Markdown with " in done.stderr
    assert "Traceback" not in done.stderr
