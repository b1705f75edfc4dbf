"""The owner's Markdown."""

from __future__ import annotations

import pytest

from generator.prose import render_line, render_prose


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One *word*.", "<p>One <em>word</em>.</p>"),
        ("# Head", "<h1>Head</h1>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("[a](https://example.org/)", '<p><a href="https://example.org/">a</a></p>'),
        ("a & b < c", "<p>a &amp; b &lt; c</p>"),
        ("", ""),
    ],
)
def test_markdown_becomes_html(text: str, html: str):
    """Markdown of about.md is rendered as its owner means it."""
    assert render_prose(text) == html


def test_table_is_rendered():
    """Tables are understood."""
    assert "<td>1</td>" in render_prose("| a |\n|---|\n| 1 |")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One *word*.", "One <em>word</em>."),
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("a < b", "a &lt; b"),
    ],
)
def test_line_has_no_paragraph_around_it(text: str, html: str):
    """A description of one paragraph stands in a line of the page."""
    assert render_line(text) == html
