"""Addresses in running text."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.links import find_links, link_kind, unique_links

PIECES = st.sampled_from(
    [
        "http://", "https://", "HTTPS://", "javascript:", "data:text/html,", "//", "/", ":", "@",
        "www.", "github.com", "example.org", "[::1]", "a", "/x", "?q=1", "#f", ".", ",", ")", "(",
        "]", '"', "<", ">", "'", " ", "\\", "%00", "é", "ftp://", "file:///", "-", "user:pw@",
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("no link at all", []),
        ("Code: https://github.com/a/b.", ["https://github.com/a/b"]),
        ("(https://example.org/a_(b))", ["https://example.org/a_(b)"]),
        ("see https://example.org/a), then", ["https://example.org/a"]),
        (
            "github.com/a/b and www.github.com/c",
            ["https://github.com/a/b", "https://www.github.com/c"],
        ),
        ("huggingface.co/datasets/x!", ["https://huggingface.co/datasets/x"]),
        ("//example.org/a", ["https://example.org/a"]),
        ("HTTP://EXAMPLE.ORG/A", ["HTTP://EXAMPLE.ORG/A"]),
        ("https://example.org/a?b=c&d=e#f", ["https://example.org/a?b=c&d=e#f"]),
        ('"https://example.org/a"', ["https://example.org/a"]),
        ("{https://example.org/a}", ["https://example.org/a"]),
        ("https://localhost/a", []),
        ("https://", []),
        ("https://exa mple.org", []),
        ("javascript:alert(1)", []),
        ("data:text/html,https", []),
        ("ftp://example.org/a", []),
        ("javascript:https://example.org/", []),
        ("https://[::1", []),
        ("a//b", []),
        ("input//output ratio", []),
        ("mygithub.com/a", []),
        ("https://example.org/" + "a" * 2000, []),
        (
            "arXiv:1612.08083, and (arXiv: cs/0601001v3)",
            ["https://arxiv.org/abs/1612.08083", "https://arxiv.org/abs/cs/0601001"],
        ),
        ("doi:10.1000/xyz-1.", ["https://doi.org/10.1000/xyz-1"]),
        ("(10.1007/978-3-319-24574-4_28)", ["https://doi.org/10.1007/978-3-319-24574-4_28"]),
        ("https://doi.org/10.1000/xyz", ["https://doi.org/10.1000/xyz"]),
        ("1612.08083 of 10.5 points, 10.1/2", []),
    ],
)
def test_links_of_a_text_are_found(text: str, urls: list[str]):
    """Addresses with a scheme, and code hosts without one, are links up to their punctuation."""
    assert [span.link.url for span in find_links(text)] == urls


@given(st.lists(PIECES).map("".join))
def test_link_is_never_of_another_scheme(text: str):
    """Every link is an absolute http or https address with a host, and shows a part of the text."""
    end = 0
    for span in find_links(text):
        parts = urlsplit(span.link.url)
        assert parts.scheme in {"http", "https"}
        assert parts.hostname
        assert "." in parts.hostname
        assert not set(span.link.url) & set(" \"'<>\\")
        assert end <= span.start < span.end
        assert span.link.url.endswith(text[span.start : span.end].removeprefix("//"))
        end = span.end


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://github.com/a/b", "code"),
        ("https://www.gitlab.com/a", "code"),
        ("https://a.github.io/b", "project"),
        ("https://huggingface.co/a/b", "model"),
        ("https://huggingface.co/datasets/a", "dataset"),
        ("https://doi.org/10.1/a", "doi"),
        ("https://arxiv.org/abs/1312.6114", "paper"),
        ("https://youtu.be/a", "video"),
        ("https://GitHub.com:443/a", "code"),
        ("https://github.com?tab=a", "code"),
        ("https://example.org/github.com", "other"),
        ("https://evilgithub.com/a", "other"),
    ],
)
def test_kind_of_a_link_follows_from_its_host(url: str, kind: str):
    """What stands behind a link is told by its host and path."""
    assert link_kind(url) == kind


def test_link_that_stands_in_two_texts_is_given_once():
    """Links of several texts come once each, in the order of their first place."""
    texts = ("https://b.org/1 https://a.org/2", "https://a.org/2 https://c.org/3")
    found = [link.url for link in unique_links(*texts)]
    assert found == ["https://b.org/1", "https://a.org/2", "https://c.org/3"]
