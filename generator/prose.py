"""The owner's own words, written in Markdown, to HTML.

Enters: Markdown of site.yaml and about.md, which the owner of the site writes and is trusted with.
Leaves: `Markup`. The text of papers never comes here.
"""

from __future__ import annotations

import re

import markdown
from markupsafe import Markup

_EXTENSIONS = (
    "attr_list",
    "def_list",
    "fenced_code",
    "footnotes",
    "sane_lists",
    "smarty",
    "tables",
)
_PARAGRAPH = re.compile(r"<p>(.*)</p>", re.DOTALL)


def render_prose(text: str) -> Markup:
    """Render Markdown.

    >>> render_prose("One *word*.")
    Markup('<p>One <em>word</em>.</p>')
    """
    return Markup(markdown.markdown(text, extensions=list(_EXTENSIONS), output_format="html"))


def render_line(text: str) -> Markup:
    """Render Markdown of one paragraph, without the paragraph around it.

    >>> render_line("One *word*.")
    Markup('One <em>word</em>.')
    """
    html = render_prose(text)
    one = _PARAGRAPH.fullmatch(html)
    return Markup(one[1]) if one and "<p>" not in one[1] else html
