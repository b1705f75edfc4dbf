"""How long whole builds of any size take, beside the peers of each measure, and how large they are.

Makes corpora from a seed, then runs ours and theirs by turns, round after round, and prints a table for each measure:

    cold     the whole process, beside Hugo and Pagefind over its output
    pages    rendering and writing pages, beside Hugo, Pelican and plain writing of the same bytes
    day      a new day's fifty papers, beside a cold build
    same     nothing changed, beside a cold build
    rule     one word of one topic's rule changed, beside a cold build
    jobs     one process beside several
    memory   all processes together, at their peak
    size     files and bytes by kind

The search index beside lunr.py is benchmarks/search_index.py. Peers live in one folder, made once:

    python -m venv FOLDER
    FOLDER/bin/pip install -r benchmarks/requirements.txt
    npm install --prefix FOLDER pagefind@1.6.0

    python benchmarks/building.py [--papers 10000 100000] [--measures cold,pages] [--runs 3] [--peers-folder FOLDER]

Sites are made of ten thousands of small files: on a busy disk a figure says more about the disk than about the program.
Give `--scratch` a folder of a memory file system (/dev/shm) to compare programs.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

import peer_hugo
import peer_pagefind
import peer_pelican
from building_rounds import Peers, Rounds
from building_runs import can_watch
from building_tables import (
    again_table,
    cold_table,
    jobs_table,
    memory_table,
    pages_table,
    size_table,
    sizes_table,
    stages_table,
)
from corpus import make_corpus
from corpus_words import CHECKOUT
from peer_plan import SitePlan, read_plan

MEASURES = ("cold", "pages", "day", "same", "rule", "jobs", "memory", "size")
# A word of a rule is changed upon the site of the new day, and that upon the unchanged one.
_PARTS = {
    "cold": ("cold", "hugo", "pagefind"),
    "pages": ("cold", "hugo", "pelican", "plain"),
    "same": ("cold", "same"),
    "day": ("cold", "same", "day"),
    "rule": ("cold", "same", "day", "rule"),
    "jobs": ("cold", "one job"),
    "memory": ("cold",),
    "size": ("cold",),
}
_WATCHED = ("cold", "hugo", "pagefind", "pelican")
_GET_PYTHON = "python -m venv {folder} && {folder}/bin/pip install -r benchmarks/requirements.txt"
_GET_NPM = "npm install --prefix {folder} " + peer_pagefind.VERSION


def main() -> None:
    """Run the measures that the command line asks for."""
    arguments = _arguments()
    peers, missing = (Peers(), []) if arguments.without_peers else _find(arguments.peers_folder)
    wanted = {part for measure in arguments.measures for part in _PARTS[measure]}
    missing = [name for name in missing if name in wanted or "memory" in arguments.measures]
    print(_machine(arguments.scratch, peers))
    done = []
    for papers in arguments.papers:
        done.append((papers, _measure(papers, peers, arguments)))
    if len(done) > 1:
        print(sizes_table(done))
    for name in missing:
        how = _GET_NPM if name == "pagefind" else _GET_PYTHON
        print(
            f"{name}: not in {arguments.peers_folder}, its figures are left out; get it by\n    "
            f"{how.format(folder=arguments.peers_folder)}\nor say --without-peers",
            file=sys.stderr,
        )
    sys.exit(1 if missing else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    scratch = CHECKOUT / ".broadsheet"
    parser.add_argument("--papers", type=int, nargs="+", default=[10_000], metavar="N")
    parser.add_argument("--measures", type=_measures, default=MEASURES, metavar="NAME,NAME")
    parser.add_argument("--runs", type=int, default=3, help="rounds (3)")
    parser.add_argument("--jobs", type=int, default=2, help="our processes (2)")
    parser.add_argument("--seed", type=int, default=1, help="of the corpora (1)")
    parser.add_argument("--peers-folder", type=Path, default=scratch / "peers")
    parser.add_argument("--scratch", type=Path, default=scratch / "building", help="for all files")
    parser.add_argument("--without-peers", action="store_true", help="measure ours alone")
    return parser.parse_args()


def _measures(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    for name in names:
        if name not in MEASURES:
            raise argparse.ArgumentTypeError(
                f'no measure is called "{name}"; expected some of {", ".join(MEASURES)}'
            )
    return names


def _find(folder: Path) -> tuple[Peers, list[str]]:
    """Find the peers in their folder; gives the names of those that are missing too."""
    folder = folder.absolute()
    peers = Peers(
        hugo=peer_hugo.find_hugo(folder),
        pagefind=peer_pagefind.find_pagefind(folder),
        pelican=peer_pelican.find_pelican(folder),
    )
    return peers, [name for name in ("hugo", "pagefind", "pelican") if not getattr(peers, name)]


def _measure(papers: int, peers: Peers, arguments: argparse.Namespace) -> Rounds:
    """Make a corpus, run its rounds and print its tables."""
    measures = arguments.measures
    folder = arguments.scratch.absolute() / f"{papers}-{arguments.seed}"
    folder.mkdir(parents=True, exist_ok=True)
    make_corpus(folder, arguments.seed, papers)
    rounds = Rounds(folder, peers, seed=arguments.seed, papers=papers, jobs=arguments.jobs)
    rounds.clear()
    plan = _plan(folder)
    _prepare(plan, peers, folder)
    parts = {part for measure in measures for part in _PARTS[measure]}
    for _ in range(arguments.runs):
        rounds.go(parts)
    report = rounds.runs["cold"][0].report
    print(f"### {papers:,} papers\n")
    print(
        f"{report['papers']:,} papers, {report['pages']:,} pages, {report['files']:,} files, ",
        end="",
    )
    print(f"{sum(report['topics'].values()) / report['papers']:.2f} topics a paper.\n")
    for measure, show in (("cold", cold_table), ("pages", pages_table)):
        if measure in measures:
            print(show(rounds))
    if again := [part for part in ("same", "day", "rule") if part in measures]:
        print(again_table(rounds, again))
    if "jobs" in measures:
        print(jobs_table(rounds, arguments.jobs))
    print(stages_table(rounds))
    if "memory" in measures and can_watch():
        rounds.watch(_WATCHED)
        print(memory_table(rounds))
    if "size" in measures:
        print(size_table(rounds, plan.text_bytes))
    rounds.clear()
    return rounds


def _plan(folder: Path) -> SitePlan:
    """Let Broadsheet list the papers, for the peers to make pages of."""
    file = folder / "planned.jsonl"
    command = [sys.executable, "-m", "generator", "papers", "--format", "jsonl"]
    with file.open("wb") as out:
        subprocess.run(
            [*command, "--config", str(folder / "site.yaml")], check=True, stdout=out, cwd=CHECKOUT
        )
    return read_plan(file, folder / "site.yaml")


def _prepare(plan: SitePlan, peers: Peers, folder: Path) -> None:
    """Make the input of each peer that is there."""
    css = folder / "site.css"
    sheets = sorted((CHECKOUT / "static" / "css").rglob("*.css"))
    css.write_text("".join(sheet.read_text(encoding="utf-8") for sheet in sheets), encoding="utf-8")
    for name in ("hugo", "pelican"):
        shutil.rmtree(folder / name, ignore_errors=True)
    if peers.hugo:
        peer_hugo.prepare_hugo(plan, css, folder / "hugo")
    if peers.pelican:
        peer_pelican.prepare_pelican(plan, css, folder / "pelican")


def _machine(scratch: Path, peers: Peers) -> str:
    """Say what the figures were measured on."""
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
        name = found[1] if found else platform.processor()
    except OSError:
        name = platform.processor()
    versions = [
        version
        for version, peer in (
            (peer_hugo.VERSION, peers.hugo),
            (peer_pelican.VERSION, peers.pelican),
            (peer_pagefind.VERSION, peers.pagefind),
        )
        if peer
    ]
    described = (
        f"{name}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    )
    return f"{described}; {', '.join(versions) or 'no peers'}.\n"


if __name__ == "__main__":
    main()
