"""Settings of Sphinx, which makes a site of this folder: `make docs`."""

from __future__ import annotations

import html
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

_CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(_CHECKOUT))

from generator import __version__  # noqa: E402 - the path comes first

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "Broadsheet"
author = "The Broadsheet developers"
copyright = author
version = release = __version__
html_title = f"Broadsheet {__version__}"
html_theme = "furo"
html_copy_source = False
html_show_sphinx = False
# Beside the digest that ships with the project; see .ci/site.sh.
if _digest := os.environ.get("DIGEST"):
    html_theme_options = {
        "announcement": f'<a href="{html.escape(_digest)}">A digest that was made with it</a>'
    }
# No font, script or style of another site.
html_permalinks_icon = "#"
extensions = ["myst_parser"]
myst_heading_anchors = 4
exclude_patterns = ["_build"]
# Code in our pages is of more kinds than Pygments knows; what it cannot read it shows as it is.
suppress_warnings = ["misc.highlighting_failure"]

# Pages of the checkout that are pages here, too, by their names.
_PAGES = {
    "architecture": "ARCHITECTURE",
    "security": "SECURITY",
    "contributing": "CONTRIBUTING",
    "changes": "CHANGELOG",
}


def _take_in(_: Sphinx, page: str, source: list[str]) -> None:
    """Put a page of the checkout in the place of what stands for it in `about/`, its links as they are from there."""
    folder, _, name = page.rpartition("/")
    if folder != "about":
        return
    text = (_CHECKOUT / f"{_PAGES[name]}.md").read_text(encoding="utf-8")
    for here, there in _PAGES.items():
        text = text.replace(f"]({there}.md", f"]({here}.md")
    source[0] = re.sub(r"\]\(docs/", "](../", text)


def setup(app: Sphinx) -> None:
    """Tell Sphinx what to do beside its settings."""
    app.connect("source-read", _take_in)
