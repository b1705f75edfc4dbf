"""`broadsheet serve` as a process, for tests that change what it builds from."""

from __future__ import annotations

import http.client
import json
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.support import process_environment

_PATIENCE = 20.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server at work on a digest."""

    folder: Path
    url: str
    process: subprocess.Popen[str]

    def text(self, path: str = "") -> str:
        """Give a page as it is served."""
        with urllib.request.urlopen(f"{self.url}{path}", timeout=_PATIENCE) as answer:
            return str(answer.read().decode("utf-8"))

    def seen(self, path: str = "") -> str:
        """Give the name under which a page tells the server what it shows."""
        return re.findall(r'data-seen="(\w+)"', self.text(path))[-1]

    @contextmanager
    def events(self, path: str = "", seen: str | None = None) -> Iterator[Iterator[dict[str, Any]]]:
        """Give what a page that is open is told, event by event."""
        split = urlsplit(self.url)
        query = urlencode(
            {"page": f"{split.path}{path}", "seen": self.seen(path) if seen is None else seen}
        )
        connection = http.client.HTTPConnection("localhost", split.port, timeout=_PATIENCE)
        connection.request("GET", f"/.broadsheet/events?{query}")
        answer = connection.getresponse()
        assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        lines = (line for line in answer if line.startswith(b"data: "))
        try:
            yield (json.loads(line.removeprefix(b"data: ")) for line in lines)
        finally:
            answer.close()
            connection.close()

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something holds."""
        end = time.monotonic() + _PATIENCE
        while not condition():
            assert time.monotonic() < end
            time.sleep(0.05)


def begun(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start `broadsheet serve`; it hears interrupts even where the tests run in the background of a shell."""
    with (folder / "errors.txt").open("w") as errors:
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "generator", "serve", "--port", "0", *arguments],
            cwd=folder,
            env=process_environment({"PYTHONUNBUFFERED": "1"}),
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )


@contextmanager
def live(folder: Path, *arguments: str) -> Iterator[Running]:
    """Serve a digest until the block ends; then Ctrl+C ends it, without a trace."""
    process = begun(folder, *arguments)
    assert process.stdout is not None
    try:
        found = None
        while found is None:
            line = process.stdout.readline()
            assert line, (folder / "errors.txt").read_text()
            found = re.match(r"Serving (http://localhost:\d+\S*)", line)
        yield Running(folder=folder, url=found[1], process=process)
        process.send_signal(signal.SIGINT)
        assert process.wait(_PATIENCE) == 130
        assert "Traceback" not in (folder / "errors.txt").read_text()
    finally:
        process.kill()
        process.communicate()
