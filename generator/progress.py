"""What a build tells of itself while it works.

Enters: what the stages say as they go on. Leaves: nothing here; the command line shows it to people. No
stage knows whether anybody looks, and nothing of it reaches the site.
"""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Is told of the stages of a build, from the build's own thread.

    Stages overlap: one may begin before another has ended, and one that has ended may begin again,
    when its count goes on from where it was.
    """

    def begin(self, stage: str, total: int | None, unit: str) -> None:
        """Hear that a stage is at work, on `total` units in all if that is known.

        Without a unit the stage counts nothing.
        """

    def advance(self, stage: str, count: int) -> None:
        """Hear that so many more units are done; 0 says that the stage is still at work."""

    def end(self, stage: str, seconds: float) -> None:
        """Hear that a stage has succeeded, and what it took, here or in a worker, without those within it."""

    def tell(self, line: str) -> None:
        """Hear a line that is to be seen at once: why the build waits."""


class NoProgress:
    """Says nothing."""

    def begin(self, stage: str, total: int | None, unit: str) -> None:
        """Hear it."""

    def advance(self, stage: str, count: int) -> None:
        """Hear it."""

    def end(self, stage: str, seconds: float) -> None:
        """Hear it."""

    def tell(self, line: str) -> None:
        """Hear it."""
