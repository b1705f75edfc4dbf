"""The examples of docs/importing.md do what the page says; `python -m tests.test_importing_docs` writes what they print anew."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from tests.support import CHECKOUT, run_broadsheet

PAGE = CHECKOUT / "docs" / "importing.md"
CONFIG = (
    "site: {title: Papers, url: https://example.org/}\nsources: [{path: seeds/*.jsonl}]\n"
    "topics: [{slug: language, title: Language, any: [language, text]}]\n"
)
_FILE = re.compile(r"^`([^`\n]+)`:\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
_RUN = re.compile(
    r"^```sh\nbroadsheet ([^\n]+)\n```\n\n```text\n(.*?)^```", re.MULTILINE | re.DOTALL
)


def _sections() -> list[str]:
    page = PAGE.read_text(encoding="utf-8")
    return [part for part in page.split("\n## ") if _RUN.search(part)]


def _printed(section: str, folder: Path) -> str:
    """Do what a section says in a new digest; gives what is printed, that on standard error first."""
    (folder / "site.yaml").write_text(CONFIG, encoding="utf-8")
    for name, text in _FILE.findall(section):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    found = _RUN.search(section)
    assert found is not None
    done = run_broadsheet(*found[1].split(), cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stderr + done.stdout


def test_examples_print_what_the_page_says(tmp_path: Path):
    """Each tool's example prints what the page has, and the digest then builds, its old addresses lead on, and it has no fault."""
    sections = _sections()
    assert len(sections) == 4
    for number, section in enumerate(sections):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = _RUN.search(section)
        assert found is not None
        assert _printed(section, folder) == found[2]
        for command in ("build", "check"):
            done = run_broadsheet(command, "--strict", cwd=folder)
            assert done.returncode == 0, done.stderr
        lines = (folder / "redirects.csv").read_text(encoding="utf-8").splitlines()[1:]
        for line in lines:
            path = line.partition(",")[0]
            page = folder / "public" / (f"{path}index.html" if path.endswith("/") else path)
            assert 'http-equiv="refresh"' in page.read_text(encoding="utf-8")
        assert lines


def main() -> None:
    """Write what the examples print into the page."""
    page = PAGE.read_text(encoding="utf-8")
    for section in _sections():
        found = _RUN.search(section)
        assert found is not None
        with tempfile.TemporaryDirectory() as folder:
            printed = _printed(section, Path(folder))
        page = page.replace(
            section, section.replace(f"```text\n{found[2]}```", f"```text\n{printed}```")
        )
    PAGE.write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
