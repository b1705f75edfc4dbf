"""Pages to HTML.

Enters: the `SitePlan`, the classified papers and the settings. Leaves: an `Artifact` for each page.
All text of papers reaches the templates as plain strings and is escaped there.
"""

from __future__ import annotations

from generator.render.pages import PageRenderer

__all__ = ["PageRenderer"]
