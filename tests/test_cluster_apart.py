"""Workers that share no folder with who called them: papers and counts as objects of a store, templates that are sent."""

from __future__ import annotations
