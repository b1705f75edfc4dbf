"""A digest of one paper whose text is full of markup, and a plain one.

Enters: a folder. Leaves: its site.yaml and a dump of a day.
"""

from __future__ import annotations

from pathlib import Path

TITLE = """Hostile <script>alert("title")</script> & 'quoted' "titles" ]]> {{ 7 * 7 }} <img src=x onerror=alert(1)>"""
ABSTRACT = (
    """The abstract breaks out: </p></script><script>alert("abstract")</script> <svg onload=alert(2)> """
    """]]> <!-- javascript:alert(3) and JavaScript://example.org/%0Aalert(4) and """
    """https://example.org/"onmouseover="alert(5) and data:text/html,<script>alert(6)</script> end."""
)
CONFIG = """\
site:
  title: "Digest </title><script>alert('site')</script> & \\"co\\""
  description: "<b onclick=alert(7)>bold</b>"
sources:
  - path: day.txt
    year: 2025
topics:
  - slug: hostile
    title: "Hostile <i>topic</i> & \\"co\\""
    any: [hostile]
"""
DUMP = f"""\
new

Get trending papers in your email inbox!

Subscribe

byA<script>alert("credit")</script> and the research community

Mar 14

{TITLE}

{ABSTRACT}

A plain title

A plain abstract, long enough to be one, of a paper that stands beside the other.
"""


def write(folder: Path) -> Path:
    """Write the digest; gives its site.yaml."""
    file = folder / "site.yaml"
    file.write_text(CONFIG, encoding="utf-8")
    (folder / "day.txt").write_text(DUMP, encoding="utf-8")
    return file
