"""The owner's Markdown."""

from __future__ import annotations

import re

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


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("| a | b |\n|--:|:-:|\n| 1 | 2 |", '<td align="right">1</td>\n<td align="center">2</td>'),
        ("A.[^1]\n\n[^1]: Note.", '<li id="fn:1">'),
        ("A.[^1]\n\n[^1]: Note.", '<a class="footnote-ref" href="#fn:1">1</a>'),
        ("a\n: b", "<dl>\n<dt>a</dt>\n<dd>b</dd>"),
        ("# H { #here .big }", '<h1 class="big" id="here">H</h1>'),
        ("<details open><summary>S</summary>t</details>", '<details open=""><summary>S</summary>'),
        ('<a rel="me" href="https://a.b/@c">c</a>', '<a rel="me" href="https://a.b/@c">c</a>'),
        ("![p](../map.png)", '<img alt="p" src="../map.png">'),
        ("![p](data:image/png;base64,AAAA)", 'src="data:image/png;base64,AAAA"'),
        ("<me@a.b>", 'href="mailto:me@a.b"'),
        ("```\n<script>\n```", "<code>&lt;script&gt;\n</code>"),
        ("H~2~ H<sub>2</sub>O", "H<sub>2</sub>O"),
    ],
)
def test_what_owners_write_is_kept(text: str, part: str):
    """Tables, footnotes, lists, ids, classes, pictures and links come through."""
    assert part in render_prose(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>x</script>",
        "<img src=x onerror=x>",
        "[a](javascript:x)",
        "[a](java&#10;script:x)",
        "<a href='&#1;javascript:x'>a</a>",
        "[a](vbscript:x)",
        "[a](data:text/html,x)",
        "![a](data:image/svg+xml;base64,AAAA)",
        "![a](https://evil.example/a.png)",
        "![a](//evil.example/a.png)",
        "![a](/\\\\evil.example/a.png)",
        "<img src='/&#9;/evil.example/a.png'>",
        "<b style='x'>a</b>",
        "a\n{: onclick=x() style=x }",
        "<p id=broadsheet>a</p>",
        "<svg><a xlink:href=javascript:x>a</a></svg>",
        "<math><mtext><style><img src=x onerror=x></style></mtext></math>",
        "<noscript><p title='</noscript><img src=x onerror=x>'></noscript>",
        "<form><input name=papers></form>",
        "<meta http-equiv=refresh content=0><base href=//a.b/><link rel=stylesheet href=x>",
    ],
)
def test_what_could_run_is_taken_out(text: str):
    """No script, style, form, frame or address that runs is left, however it is written."""
    html = render_prose(text)
    assert not re.search(
        r"<(?:script|svg|math|style|form|input|meta|base|link|noscript)|onerror=|onclick=|style=|script:|data:"
        r"|id=.broadsheet|evil",
        html,
    ), html
