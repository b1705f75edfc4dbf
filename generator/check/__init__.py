"""A digest and its built site, held against what they have to be.

Enters: the path of site.yaml, the folder of a built site, and its address. Leaves: a `CheckReport` of what was found, each with
its place. Nothing of the site is written, and nothing in it is trusted: a file may hold anything, or be none.

`settings` says what a build would say of the input. `folder` walks the site; `reading` reads each of its files once, in all
processes, with `markup` for pages, `feeds` and `xml` for feeds and sitemaps; what one file says of others is then held
against all of them by `pages`, `syndication`, `sitemap`, `search_index` and `papers_data`. `hosts` knows the limits of hosts.
"""

from __future__ import annotations

from generator.check.findings import Checked, CheckReport, Finding
from generator.check.whole import check_digest

__all__ = ["CheckReport", "Checked", "Finding", "check_digest"]
