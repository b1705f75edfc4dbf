"""What is served while a digest is worked on, and word of it for every page that is open.

Enters: what the workshop says, and changes on disk. Leaves: pages as they are now, published or not, and for each open page what
it has to do: load itself again, load its style sheets again, or show what is wrong.
"""

from __future__ import annotations

import functools
import multiprocessing
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

from generator.forked import deaf
from generator.server import standing_file
from generator.serving.behind import context
from generator.serving.folders import is_ours
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
)
from generator.serving.shown import News, Shown, assets_of
from generator.serving.watcher import Watcher
from generator.serving.workshop import work

_PATIENCE = 10.0  # seconds that a page may take; then the published one is shown
_FAREWELL = 15.0  # seconds in which a build may end what it has begun
_MOST_FOLDERS = 8  # of static files that are not published yet
_WAITING = b"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>No site yet</title>
<p>There is no site yet. It comes here as soon as it is built.
"""
_GONE = Wrong(
    place="broadsheet serve",
    text="the process that builds has ended; expected it to work on; stop the server with Ctrl+C, and start it again",
)


class Live:
    """A digest as it is now: a workshop, a watcher, and what they say. `tell` hears of sites and faults."""

    def __init__(self, task: Task, tell: Callable[[Built | Fault], None]) -> None:
        self._task = task
        self._tell = tell
        self._changed = threading.Condition()
        self._version = 0
        self._watched = Watched(base="/", folders=frozenset())
        self._fault: Fault | None = None
        self._fresh: int | None = None
        self._files: dict[str, dict[str, bytes]] = {}
        self._shown = Shown()
        self._rendering = threading.Lock()
        self._rendered: dict[str, bytes] = {}
        self._tickets: dict[int, threading.Event] = {}
        self._pages: dict[int, bytes | None] = {}
        self._sending = threading.Lock()
        self._is_closed = False

    def __enter__(self) -> Live:
        start = context()
        self._link, theirs = multiprocessing.Pipe()
        other = self._link if start.get_start_method() == "fork" else None
        self._process = start.Process(target=work, args=(self._task, theirs, other))
        is_built = functools.partial(is_ours, output=self._task.output)
        self._watcher = Watcher(lambda: self._send(Changed()), is_built)
        self._courier = threading.Thread(target=self._carry, daemon=True)
        with deaf():
            # Before any thread: a process is forked from one thread alone.
            self._process.start()
            theirs.close()
            self._courier.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        self._watcher.stop()
        self._send(None)
        with suppress(KeyboardInterrupt):  # somebody is in a hurry
            self._process.join(_FAREWELL)
        # What it has begun is healed by the next build; it may wait for one that holds a lock.
        self._process.kill()
        self._process.join()
        self._courier.join()
        self._link.close()

    @property
    def base(self) -> str:
        """Give the path under which the site stands now."""
        return self._watched.base

    def has_begun(self, patience: float) -> bool:
        """Wait some seconds for the first build to end, well or not; tells whether it has."""
        with self._changed:
            return self._changed.wait_for(lambda: self._version > 0, patience)

    def held(self, name: str) -> bytes | None:
        """Give a file as it will be once the build behind is done, by its path in the output folder; `None` where it is as published."""
        if (file := self._static(name)) is not None:
            return file
        is_ahead = self._fresh is not None and name.endswith(".html")
        return self._page(name) if is_ahead else None

    def _static(self, name: str) -> bytes | None:
        """Give a static file of a page that was shown of late, whether or not it came to be published: its folder says what it holds."""
        return self._files.get(assets_of(name.encode()), {}).get(name)

    def html(self, name: str) -> tuple[bytes, bool]:
        """Give a page as it is now, and whether there is one; what stands in its place if not."""
        data = self.held(name)
        if data is None:
            data = self._published(name)
        if data is not None:
            return data, True
        missing = self.held("404.html") or self._published("404.html")
        return missing or _WAITING, False

    def name(self, html: bytes) -> str:
        """Name a page by what it shows."""
        assets = assets_of(html)
        if assets and not self._shown.knows(assets):
            folder = self._task.output / assets
            files = (path for path in folder.rglob("*") if path.is_file())
            with suppress(OSError):
                read = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
                if read:
                    self._shown.learn(assets, read)
        return self._shown.name(html)

    def news(self, page: str, name: str, version: int, patience: float) -> News | None:
        """Give what is new for a page since a version, once there is something; `None` after some seconds, and at the end."""
        with self._changed:
            if not self._changed.wait_for(
                lambda: self._is_closed or self._version != version, patience
            ):
                return None
        while version != self._version:
            version, fault = self._version, self._fault
            # To render it may show what is wrong with it, which is told with it.
            html, _ = self.html(page)
        if self._is_closed:
            return None
        now = self.name(html)
        return News(
            version=version,
            problems=fault.problems if fault is not None else (),
            name=now,
            change=None if now == name else self._shown.change(name, now),
            assets=assets_of(html),
        )

    @property
    def is_closed(self) -> bool:
        """Tell whether nothing more is to come."""
        return self._is_closed

    def _published(self, name: str) -> bytes | None:
        file = standing_file(self._task.output, name)
        try:
            return None if file is None else file.read_bytes()
        except OSError:  # a build has just taken it away
            return None

    def _page(self, name: str) -> bytes | None:
        """Have a page rendered, once for all who ask for it."""
        with self._rendering:
            rendered = self._rendered  # another, once another change is seen
            if name not in rendered and (data := self._asked(name)) is not None:
                rendered[name] = data
            return rendered.get(name)

    def _asked(self, name: str) -> bytes | None:
        done = threading.Event()
        with self._sending:
            ticket = max(self._tickets, default=0) + 1
            self._tickets[ticket] = done
        self._send(Wanted(ticket=ticket, name=name))
        done.wait(_PATIENCE)
        with self._sending:
            del self._tickets[ticket]
            return self._pages.pop(ticket, None)

    def _send(self, message: Changed | Wanted | None) -> None:
        with self._sending, suppress(OSError):
            self._link.send(message)

    def _carry(self) -> None:
        """Take in what the workshop says, until it ends."""
        with suppress(EOFError, OSError):
            while True:
                self._hear(self._link.recv())
        if not self._is_closed:
            self._hear(Fault(generation=sys.maxsize, problems=(_GONE,)))
        for done in list(self._tickets.values()):
            done.set()

    def _hear(self, message: Watched | Page | Fresh | Fault | Built) -> None:
        match message:
            case Watched():
                self._watched = message
                self._watcher.watch(message.folders)
            case Page():
                with self._sending:
                    if message.ticket in self._tickets:
                        self._pages[message.ticket] = message.data
                        self._tickets[message.ticket].set()
            case Fresh():
                self._take_fresh(message)
            case Fault():
                self._take_fault(message)
            case Built():
                self._tell(message)
                self._take_built(message)

    def _take_fresh(self, fresh: Fresh) -> None:
        if fresh.files:
            folder = assets_of(next(iter(fresh.files)).encode())
            kept = list(self._files.items())[-_MOST_FOLDERS:]
            self._files = dict([*kept, (folder, fresh.files)])
            named = {name.removeprefix(folder): data for name, data in fresh.files.items()}
            self._shown.learn(folder, named)
        self._turn(fault=None, fresh=fresh.generation)

    def _take_fault(self, fault: Fault) -> None:
        if fault != self._fault:
            self._tell(fault)
        if self._fresh is None or self._fresh <= fault.generation:
            self._turn(fault=fault, fresh=None)

    def _take_built(self, built: Built) -> None:
        fault, fresh = self._fault, self._fresh
        self._turn(
            fault=None if fault is None or fault.generation <= built.generation else fault,
            fresh=None if fresh is None or fresh <= built.generation else fresh,
        )

    def _turn(self, *, fault: Fault | None, fresh: int | None) -> None:
        with self._changed:
            if fresh != self._fresh:
                self._rendered = {}
            self._fault, self._fresh = fault, fresh
            self._version += 1
            self._changed.notify_all()
