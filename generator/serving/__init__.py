"""The site on localhost while its sources are worked on.

Enters: a digest's settings, and what changes on disk. Leaves: the site as a build makes it, in the output folder, and over HTTP
with a script in each page that shows what changed and what is wrong. Nothing of that is written to the output.

Three processes, so that none waits for another: one serves and watches (`live`, `handler`); one has the digest's pages at hand
and renders those that are asked for before they are published (`workshop`, `preview`); one builds behind it (`behind`).
"""

from __future__ import annotations

from generator.serving.handler import answer_live
from generator.serving.live import Live
from generator.serving.messages import Built, Fault, Task

__all__ = ["Built", "Fault", "Live", "Task", "answer_live"]
