"""The built site on localhost, asked over real sockets."""

from __future__ import annotations

import http.client
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator.server import make_server

FILES = {
    "index.html": "home",
    "404.html": "not here",
    "a/index.html": "page a",
    "feed.xml": "<feed/>",
    "data/papers.jsonl": "{}",
    "assets/x/site.css": "css",
    "assets/x/a.js": "js",
    "empty/keep.txt": "text",
    "ü b.txt": "odd name",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a built site, with a secret file beside it."""
    for name, text in FILES.items():
        file = tmp_path / "public" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "public-too").mkdir()
    (tmp_path / "public-too" / "secret.txt").write_text("secret")
    return tmp_path / "public"


@contextmanager
def _serving(folder: Path, base: str = "/") -> Iterator[int]:
    with make_server(folder, 0, base) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def _ask(
    port: int, path: str, host: str | None = None, method: str = "GET"
) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest(method, path, skip_host=True)
    if host != "":
        connection.putheader("Host", host or f"localhost:{port}")
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read().decode("utf-8")
    connection.close()
    return answer.status, {key.lower(): value for key, value in answer.getheaders()}, body


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        ("/", "text/html; charset=utf-8", "home"),
        ("/index.html", "text/html; charset=utf-8", "home"),
        ("/a/", "text/html; charset=utf-8", "page a"),
        ("/a/?q=1", "text/html; charset=utf-8", "page a"),
        ("/feed.xml", "application/xml", "<feed/>"),
        ("/data/papers.jsonl", "application/jsonl; charset=utf-8", "{}"),
        ("/assets/x/site.css", "text/css; charset=utf-8", "css"),
        ("/assets/x/a.js", "text/javascript; charset=utf-8", "js"),
        ("/%C3%BC%20b.txt", "text/plain; charset=utf-8", "odd name"),
    ],
)
def test_file_is_served_with_its_type(folder: Path, path: str, kind: str, body: str):
    """Each file of the site is served at its address, typed, not sniffed and not cached."""
    with _serving(folder) as port:
        status, headers, found = _ask(port, path)
    assert (status, headers["content-type"], found) == (200, kind, body)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/b/", "/a/b", "/feed.xm", "/empty/", "/%00", "/a%00b", "//evil"])
def test_missing_page_is_answered_with_the_sites_own(folder: Path, path: str):
    """An address without a file gets 404.html and its status, as on a static host."""
    with _serving(folder) as port:
        status, headers, body = _ask(port, path)
    assert (status, body) == (404, "not here")
    assert headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/a/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e%2fpublic-too/secret.txt",
        "/....//secret.txt",
        "/..\\secret.txt",
        "//secret.txt",
        "/link.txt",
        "/up/secret.txt",
    ],
)
def test_nothing_outside_the_folder_is_served(folder: Path, path: str):
    """No address, encoded or not, and no link leads out of the site's folder."""
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    (folder / "up").symlink_to(folder.parent)
    with _serving(folder) as port:
        status, _, body = _ask(port, path)
    assert status == 404
    assert "secret" not in body


@pytest.mark.parametrize("path", ["/empty", "/a"])
def test_folder_without_its_slash_is_redirected_or_missing(folder: Path, path: str):
    """A folder's address gets its slash, so that relative links hold."""
    with _serving(folder) as port:
        status, headers, _ = _ask(port, path)
    assert (status, headers["location"]) == (301, f"{path}/")


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("localhost", True),
        ("localhost:1234", True),
        ("127.0.0.1:8000", True),
        ("LOCALHOST:8000", True),
        ("evil.example", False),
        ("localhost.evil.example", False),
        ("evil.example:8000", False),
        ("127.0.0.1.nip.io", False),
        ("localhost@evil.example", False),
        ("evil.example@localhost:x", False),
        ("evil.example@localhost", False),
        ("evil.localhost", False),
        ("localhost.", False),
        ("localhost:", False),
        ("localhost:8000:8000", False),
        ("localhost:8000/", False),
        ("localhost/", False),
        ("localhost, evil.example", False),
        ("[::1]", False),
        ("[::1]:8000", False),
        ("0.0.0.0:8000", False),
        ("0", False),
        ("127.1", False),
        ("127.0.0.2", False),
        ("2130706433", False),
        ("127.0.0.1.", False),
        ("[::1", False),
        ("", False),
    ],
)
def test_only_names_of_this_machine_are_answered(folder: Path, host: str, allowed: bool):
    """A request under another name, as a rebound one would be, learns nothing of the site."""
    with _serving(folder) as port:
        status, _, body = _ask(port, "/", host)
    assert (status == 200) is allowed
    assert (body == "home") is allowed


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/", 301, "/some/path/"),
        ("/some/path", 301, "/some/path/"),
        ("/some/path/", 200, None),
        ("/some/path/a", 301, "/some/path/a/"),
        ("/some/path/a/", 200, None),
        ("/some/path/feed.xml", 200, None),
        ("/feed.xml", 404, None),
        ("/some/", 404, None),
        ("/some/pathology/", 404, None),
        ("/some/path/../../secret.txt", 404, None),
    ],
)
def test_site_stands_under_its_base_path(
    folder: Path, path: str, status: int, location: str | None
):
    """Under a base path the site is served there alone, and the root leads to it."""
    with _serving(folder, "/some/path/") as port:
        found, headers, _ = _ask(port, path)
    assert (found, headers.get("location")) == (status, location)


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/b/", 404)])
def test_head_gives_the_head_alone(folder: Path, path: str, status: int):
    """HEAD answers as GET would, without a body."""
    with _serving(folder) as port:
        _, get, body = _ask(port, path)
        found, head, nothing = _ask(port, path, method="HEAD")
    assert (found, nothing) == (status, "")
    assert int(head["content-length"]) == len(body) == int(get["content-length"])


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_sent(folder: Path, method: str):
    """The server answers GET and HEAD and refuses the rest."""
    with _serving(folder) as port:
        status, _, _ = _ask(port, "/", method=method)
    assert status == 501


def test_file_that_changes_within_a_second_is_served_anew(folder: Path):
    """Asked whether it changed since the second in which it was made, the server sends the file that stands now."""
    file = folder / "again.html"
    file.write_text("first", encoding="utf-8")
    with _serving(folder) as port:
        _, headers, _ = _ask(port, "/again.html")
        file.write_text("second", encoding="utf-8")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        since = {"If-Modified-Since": headers["last-modified"]}
        connection.request("GET", "/again.html", headers=since)
        assert connection.getresponse().read() == b"second"
        connection.close()


def test_port_that_is_taken_is_an_error(folder: Path):
    """Two servers cannot have one port."""
    with make_server(folder, 0) as first, pytest.raises(OSError, match="in use"):
        make_server(folder, first.server_address[1])


def _raw(port: int, request: bytes) -> bytes:
    """Send bytes as they are; gives all that comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: evil.example\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n evil.example\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET file:///etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET index.html HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nX-Forwarded-Host: localhost\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET / x HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"CONNECT localhost:22 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"PROPFIND / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nA: " + b"x" * 70_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"A: x\r\n" * 200 + b"\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\x00\xff\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\r\n\r\n",
        b"",
    ],
    ids=lambda request: ascii(request[:60])[2:-1],
)
def test_requests_of_no_honest_client_learn_nothing(folder: Path, request_bytes: bytes):
    """Hosts that are missing, doubled or foreign, whole addresses, other methods and endless headers get no file."""
    with _serving(folder) as port:
        answer = _raw(port, request_bytes)
        assert b"home" not in answer
        assert b"root:" not in answer
        assert not answer.startswith(b"HTTP/1.0 200")
        assert _ask(port, "/")[0] == 200, "and the next client is served"


@pytest.mark.parametrize(
    "path",
    [
        "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/.%2e/secret.txt", "/%252e%252e/secret.txt",
        "/..%5csecret.txt", "/..\\secret.txt", "/a/..%2f..%2fsecret.txt", "/a/../../secret.txt",
        "/%2e%2e%2fpublic-too/secret.txt", "/..;/secret.txt", "/%c0%ae%c0%ae/secret.txt",
        "/%ef%bc%8e%ef%bc%8e/secret.txt", "/a%00/../../secret.txt", "/%2fetc%2fpasswd", "//etc/passwd",
        "///etc/passwd", "/%2f%2fetc/passwd", "/C:/Windows/win.ini", "/C%3a%5cWindows", "/file:///etc/passwd",
        "/a/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/link.txt", "/up/secret.txt", "/up/", "/linked/",
        "/circle", "/circle/", "/" + "a" * 300, "/" + "a/" * 3000, "/%ff%fe", "/a%0d%0aSet-Cookie:%20a=b", "/%2fa", "/%2fa/",
        "/?a#" + "/..%2fsecret.txt", "/a/index.html/", "/.", "/..", "/...",
    ],
)  # fmt: skip
def test_no_spelling_of_an_address_leads_out(folder: Path, path: str):
    """Dots and slashes in any spelling, links out, circles and overlong names are missing pages, or pages of the site."""
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    (folder / "up").symlink_to(folder.parent)
    (folder / "circle").symlink_to(folder / "circle")
    (folder / "linked").mkdir()
    (folder / "linked" / "index.html").symlink_to(folder.parent / "secret.txt")
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    with _serving(folder) as port:
        answer = _raw(port, request)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.split()[1] in {b"200", b"301", b"404"}, head
    assert body in {b"home", b"page a", b"not here", b""}
    lines = head.lower().split(b"\r\n")
    assert not any(line.startswith((b"location: //", b"set-cookie")) for line in lines), head


def test_slow_clients_are_left_and_keep_nobody_waiting(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    """Clients that begin to ask and then say nothing are let go, and others are served meanwhile."""
    monkeypatch.setattr("generator.server.SiteHandler.timeout", 0.3)
    with _serving(folder) as port:
        slow = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(50)]
        for connection in slow:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        assert _ask(port, "/")[0] == 200
        for connection in slow:
            assert connection.recv(100) == b""
            connection.close()


def test_server_is_for_this_machine_alone(folder: Path):
    """The socket is bound to the loopback address, so no other machine reaches it."""
    with make_server(folder, 0) as server:
        assert server.socket.getsockname()[0] == "127.0.0.1"


def test_other_sites_may_take_nothing_in(folder: Path):
    """A page elsewhere can neither read a file nor use it as its script."""
    with _serving(folder) as port:
        _, headers, _ = _ask(port, "/assets/x/a.js")
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in headers


def test_clients_that_go_away_leave_no_trace(folder: Path, capfd: pytest.CaptureFixture[str]):
    """A tab that is closed before its page came shows nothing on the terminal."""
    (folder / "large.txt").write_bytes(b"x" * 20_000_000)
    with _serving(folder) as port:
        for _ in range(3):
            connection = socket.create_connection(("127.0.0.1", port), timeout=10)
            connection.sendall(b"GET /large.txt HTTP/1.1\r\nHost: localhost\r\n\r\n")
            connection.recv(100)
            # Closed so, the other end is told at once that nobody reads on.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
        assert _ask(port, "/")[0] == 200
        time.sleep(0.2)
    assert capfd.readouterr() == ("", "")


def test_file_that_cannot_be_read_is_told_in_one_line(
    folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    """What goes wrong within the server is one line, not a traceback."""

    def fail(*_: object) -> None:
        raise OSError("disk gone")

    monkeypatch.setattr("generator.server.SiteHandler._send_file", fail)
    with _serving(folder) as port, pytest.raises(http.client.RemoteDisconnected):
        _ask(port, "/")
    said = capfd.readouterr().err
    assert said == "a request was not answered (OSError: disk gone); the site is served on\n"
