"""What must not differ on Windows: line ends, encodings, files that are open, and what it has not got; `tests/windows.py` plays it."""

from __future__ import annotations

import ast
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.cli import pasting, streams
from generator.locks import Lock
from tests.support import (
    CHECKOUT,
    SITES,
    copy_input,
    files_of,
    process_environment,
    run_broadsheet,
)
from tests.windows import MODULES

SOURCES = sorted((CHECKOUT / "generator").rglob("*.py"))
COMMANDS = (
    ["build", "--quiet"],
    ["build", "--quiet", "--clean"],
    ["check", "--format", "json"],
    ["papers", "--format", "jsonl"],
    ["topics"],
    ["explain", "trees"],
    ["search", "trees", "--format", "jsonl"],
    ["email", "--date", "2025-03-31"],
    ["init", "new"],
    ["add", "seeds/page.txt", "--source", "seeds/page.txt", "--dry-run"],
)


def _played(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """Run the command as on Windows; what it reads in no named encoding is an error."""
    return subprocess.run(
        [sys.executable, "-X", "warn_default_encoding", "-m", "tests.windows", *arguments],
        cwd=cwd,
        env=process_environment(),
        capture_output=True,
        check=False,
        timeout=120,
    )


def test_site_is_the_same_to_the_byte(tmp_path: Path):
    """A build, a second one, one after a change, and one from nothing give what they give elsewhere, and leave nothing behind."""
    folders = [copy_input(SITES / "valid" / "woods", tmp_path / name) for name in ("here", "there")]
    for folder in folders:
        (folder / "files").mkdir()
        (folder / "files" / "CNAME").write_bytes(b"a\nb\r\n")
    for change in ("  static: files\n", "  static: files\n  about: none.md\n", ""):
        for folder, name in zip(folders, ("here", "there"), strict=True):
            file = folder / "site.yaml"
            file.write_bytes(file.read_bytes().replace(b"site:\n", f"site:\n{change}".encode(), 1))
            run = run_broadsheet if name == "here" else _played
            done = run("build", "--quiet", *([] if change else ["--clean"]), cwd=folder)
            assert done.returncode == 0, done.stderr
        here, there = (files_of(folder / "public") for folder in folders)
        assert here == there
        change_back = f"site:\n{change}".encode()
        for folder in folders:
            file = folder / "site.yaml"
            file.write_bytes(file.read_bytes().replace(change_back, b"site:\n", 1))
    assert [path.name for path in folders[1].glob(".public*")] == []
    assert (folders[1] / "first-seen.csv").read_bytes() == (
        folders[0] / "first-seen.csv"
    ).read_bytes()


def test_commands_say_the_same(tmp_path: Path):
    """Each command ends as elsewhere; what it writes into a file is UTF-8 with line feeds, whatever the country."""
    here, there = (
        copy_input(SITES / "valid" / "woods", tmp_path / name) for name in ("here", "there")
    )
    for folder in (here, there):
        with (folder / "site.yaml").open("a", encoding="utf-8", newline="\n") as settings:
            settings.write("email: {from: a@example.org, unsubscribe_address: b@example.org}\n")
    for command in COMMANDS:
        real = run_broadsheet(*command, cwd=here)
        played = _played(*command, cwd=there)
        assert played.returncode == real.returncode, (command, played.stderr.decode())
        assert b"Traceback" not in played.stderr
        if "json" not in " ".join(command[2:]) or command[0] != "check":
            assert played.stdout.decode("utf-8") == real.stdout, command
    assert files_of(there / "newsletters") == files_of(here / "newsletters") != {}
    assert files_of(there / "new") == files_of(here / "new") != {}


def _with_crlf(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file() and file.suffix in {".yaml", ".md", ".txt", ".css", ".html", ".csv"}:
            file.write_bytes(file.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def test_line_ends_of_windows_make_no_difference(tmp_path: Path):
    """Settings, included rules, dumps, notes, prose, words, templates, styles and first-seen.csv may end their lines as Windows does."""
    built = []
    for name in ("lf", "crlf"):
        folder = copy_input(SITES / "valid" / "edited", tmp_path / name)
        file = folder / "site.yaml"
        text = file.read_text(encoding="utf-8")
        more = "theme: {templates: own, css: own.css}\n"
        settings = text.replace("site:\n", "site:\n  words: words.yaml\n  static: files\n", 1)
        assert settings != text
        file.write_bytes(f"{settings}\n{more}".encode())
        for path, data in {
            "own/base.html": '{% extends "shipped/base.html" %}\n{% block foot %}\n<p>By\nhand.</p>\n{% endblock %}\n',
            "own.css": "\ufeffh1 {\n  color: red;\n}\n",
            "words.yaml": "home.topics: Subjects\n",
            "editions/2025-03.md": "---\ncurator: Ada\n---\nOne line\nand another.\n\n    code\n",
            "about.md": "# About\n\nOne\nline.\n\n```\ncode\n```\n",
            "files/_headers": "/x\n  A: b\n",
        }.items():
            target = folder / path
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(data.encode())
        if name == "crlf":
            _with_crlf(folder)
            (folder / "files" / "_headers").write_bytes(b"/x\r\n  A: b\r\n")
        for _ in range(2):  # the second one reads first-seen.csv
            done = run_broadsheet("build", "--quiet", cwd=folder)
            assert done.returncode == 0, done.stderr
        built.append((files_of(folder / "public"), done.stderr))
        if name == "crlf":
            _with_crlf(folder)
            assert run_broadsheet("build", "--quiet", "--clean", cwd=folder).returncode == 0
            assert files_of(folder / "public") == built[0][0]
    assert built[0] == built[1]
    assert b"<p>By\nhand.</p>" in built[0][0]["index.html"]


@pytest.mark.parametrize(
    "name", ["several-in-the-config", "several-in-the-rules", "several-in-the-dumps", "note-key-unknown", "yaml-tab"]
)  # fmt: skip
def test_mistakes_have_the_same_lines(tmp_path: Path, name: str):
    """Messages name the lines that an editor shows, whatever ends them."""
    folder = copy_input(SITES / "invalid" / name, tmp_path)
    _with_crlf(folder)
    expected = (SITES / "invalid" / name / "expected.txt").read_text(encoding="utf-8")
    assert run_broadsheet("build", cwd=folder).stderr == expected


def _calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else ""
            yield node, function.id if isinstance(function, ast.Name) else name


def _fault(call: ast.Call, name: str) -> str | None:
    """Say what a call that reads or writes text leaves to the system."""
    named = {each.arg for each in call.keywords}
    texts = [each.value for each in call.args if isinstance(each, ast.Constant)]
    mode = next(
        (each for each in texts if isinstance(each, str) and set(each) <= set("rwxab+t")), ""
    )
    if name in {"read_text", "write_text"}:
        writes = name == "write_text"
    elif name in {"open", "fdopen"} and mode and "b" not in mode:
        writes = not set(mode).isdisjoint("wxa+")
    else:
        return None
    if "encoding" not in named:
        return "no encoding"
    return (
        "no newline"
        if writes and "newline" not in named and "devnull" not in ast.dump(call)
        else None
    )


def test_no_text_is_written_as_the_system_likes():
    """Each text file is read and written in a named encoding, and written with line feeds."""
    found = [
        f"{file.relative_to(CHECKOUT)}:{call.lineno}: {fault}"
        for file in SOURCES
        for call, name in _calls(ast.parse(file.read_text(encoding="utf-8")))
        if (fault := _fault(call, name)) is not None
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("f.write_text(x)", "no encoding"),
        ("f.write_text(x, encoding='utf-8')", "no newline"),
        ("f.open('w', encoding='utf-8')", "no newline"),
        ("f.open('r')", "no encoding"),
        ("f.open('rb')", None),
        ("f.read_text(encoding='utf-8')", None),
    ],
)
def test_lint_of_text_files_finds(code: str, fault: str | None):
    """The check above sees what it is to see."""
    ((call, name),) = _calls(ast.parse(code))
    assert _fault(call, name) == fault


def test_modules_that_windows_has_not_got_are_asked_for_when_needed():
    """No module of POSIX alone is imported where loading a module imports it."""
    for file in SOURCES:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in tree.body:
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [str(node.module)]
            assert MODULES.isdisjoint(name.partition(".")[0] for name in names), file


def test_pasted_page_ends_without_a_terminal_of_posix(monkeypatch: pytest.MonkeyPatch):
    """Where no byte can be asked for, lines are taken until one has Ctrl+D."""

    class Console(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setitem(sys.modules, "termios", None)
    monkeypatch.setattr(sys, "stdin", Console("Ein Titel\nWälder\n\x04\nmore\n"))
    target = io.BytesIO()
    pasting.copy_standard_input(target)
    assert target.getvalue().decode("utf-8") == "Ein Titel\nWälder\n"


def test_lock_leaves_no_file_where_open_files_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A lock's file goes once it is closed, where the system removes no open one."""
    monkeypatch.setitem(sys.modules, "fcntl", None)
    real, refused = Path.unlink, []

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if not refused:
            refused.append(path)
            raise PermissionError
        real(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    lock = Lock(tmp_path / "lock", "which is tried")
    assert not lock.take(lambda _: None)
    lock.release(remove=True)
    assert refused == [tmp_path / "lock"]
    assert list(tmp_path.iterdir()) == []


def test_streams_write_every_letter(monkeypatch: pytest.MonkeyPatch):
    """A file that output is written to gets UTF-8 and line feeds, in any country."""
    data = io.BytesIO()
    stream = io.TextIOWrapper(data, encoding="cp1252", newline="\r\n")
    monkeypatch.setattr(sys, "stdout", stream)
    streams.write_every_letter()
    print("深 Wälder", flush=True)  # noqa: T201 - it is what is tried
    assert data.getvalue() == "深 Wälder\n".encode()
