"""The process that has the pages at hand: it renders what is looked at, and has the whole site built behind it.

Enters: that something changed, and what pages are asked for. Leaves: pages, faults, and word of each site that is built. While a
build is at work, changes of templates, words and styles can be seen; one more build, however many changes there were,
follows it. It has one thread, so that builds can be forked from it.
"""

from __future__ import annotations

import signal
import sqlite3
from contextlib import suppress
from multiprocessing.connection import Connection, wait

from generator.config import SiteConfig, load_config
from generator.errors import BroadsheetError
from generator.forked import deaf, end_with_parent, listen
from generator.serving.behind import Behind, build_behind
from generator.serving.folders import watched_folders
from generator.serving.messages import (
    Built,
    Changed,
    Fault,
    Fresh,
    Page,
    Task,
    Wanted,
    Watched,
    Wrong,
    problems_of,
)
from generator.serving.preview import Digests, Preview, make_preview
from generator.settled import settle
from generator.urls import base_path

_QUIET = 0.25  # seconds without a request, so that open pages are shown before all others are made


def work(task: Task, link: Connection, other: Connection | None) -> None:
    """Work until the other end of the link is closed, which is to be closed here too where a fork has brought it along."""
    # Ctrl+C is for the process that serves, which then closes the link, and for the build.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    listen()
    end_with_parent()
    if other is not None:
        other.close()
    workshop = _Workshop(task, link)
    try:
        with suppress(EOFError, OSError):
            workshop.run()
    finally:
        workshop.stop()


class _Workshop:
    def __init__(self, task: Task, link: Connection) -> None:
        self._task = task
        self._link = link
        self._behind: Behind | None = None
        self._building = 0
        self._generation = 0
        self._is_behind = False
        self._preview: Preview | None = None
        self._is_untold = False  # a preview may have a change in it of which word comes only now
        self._digests = Digests()
        self._watched: Watched | None = None

    def run(self) -> None:
        """Build, then do what is asked for; ends with the link."""
        try:
            self._look_around(load_config(self._task.config_file))
        except BroadsheetError:  # the build says so
            self._look_around(None)
        self._build(first=True)
        while True:
            links = [self._link] if self._behind is None else [self._link, self._behind.link]
            ready = wait(links, _QUIET if self._is_behind and self._behind is None else None)
            if self._link in ready:
                self._hear()
            if self._behind is not None and self._behind.link in ready:
                self._end_build(self._behind)
            if not ready:
                self._build()

    def stop(self) -> None:
        """End a build that is at work."""
        if self._behind is not None:
            self._behind.stop()

    def _hear(self) -> None:
        """Take in all that was said, so that many changes are one, and a page is rendered with the last of them."""
        heard = [self._link.recv()]
        while self._link.poll():
            heard.append(self._link.recv())
        if None in heard:
            raise EOFError
        if any(isinstance(each, Changed) for each in heard):
            self._generation += 1
            self._is_behind = True
            self._catch_up()
        for each in heard:
            if isinstance(each, Wanted):
                self._link.send(Page(ticket=each.ticket, data=self._page(each.name)))

    def _catch_up(self) -> None:
        """Show what changed; `run` has it built once nothing else is built, and nobody asks for anything."""
        try:
            self._refresh()
        except Exception as error:  # noqa: BLE001 - told in the page
            self._is_behind = False
            self._tell_fault(problems_of(error))

    def _refresh(self, *, silent: bool = False) -> None:
        """Have the pages of now at hand, if that is possible yet; raises what is wrong with the input."""
        config = load_config(self._task.config_file)
        self._look_around(config)
        settled = settle(config, self._task.url_of(config))
        before = self._preview
        made = make_preview(config, settled, before, self._digests, may_plan=self._behind is None)
        if made is None:
            return
        self._preview = made
        if silent:
            self._is_untold |= made is not before
        elif self._is_untold or made is not before:
            self._is_untold = False
            new = not (self._task.output / settled.assets).is_dir()
            files = {file.path: file.data for file in settled.files} if new else {}
            self._link.send(Fresh(generation=self._generation, files=files))

    def _page(self, name: str) -> bytes | None:
        if self._preview is None:
            return None
        try:
            return self._preview.page(name)
        except (KeyError, sqlite3.Error):  # the build behind has just taken its papers away
            return None
        except Exception as error:  # noqa: BLE001 - told in the page
            self._tell_fault(problems_of(error))
            return None

    def _look_around(self, config: SiteConfig | None) -> None:
        """Say which folders are to be watched, where that changed."""
        task = self._task
        url = None if config is None else config.site.url
        watched = Watched(
            base=base_path(url) if url else "/",
            folders=watched_folders(task.config_file, config, task.output),
        )
        if watched != self._watched:
            self._watched = watched
            self._link.send(watched)

    def _build(self, *, first: bool = False) -> None:
        self._is_behind = False
        self._building = self._generation
        with deaf():
            self._behind = build_behind(self._task, first=first)

    def _end_build(self, behind: Behind) -> None:
        outcome = behind.outcome()
        self._behind = None
        if isinstance(outcome, tuple):
            if outcome:
                self._link.send(Fault(generation=self._building, problems=outcome))
        else:
            self._link.send(Built(generation=self._building, report=outcome))
        if self._is_behind:
            self._catch_up()
            return
        try:
            # So that the next change is seen sooner.
            self._refresh(silent=True)
        except Exception:  # noqa: BLE001 - told by the build, or by the next change
            return

    def _tell_fault(self, problems: tuple[Wrong, ...]) -> None:
        self._link.send(Fault(generation=self._generation, problems=problems))
