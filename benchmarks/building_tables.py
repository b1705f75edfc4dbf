"""Tables of what benchmarks/building.py measured, as Markdown: not a benchmark itself.

A ratio is the median of the ratios of the rounds, with the least and the greatest in brackets; more than 1 in the
last column says how many times as long as Broadsheet a peer takes.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence

from building_rounds import NEW_PAPERS, Made, Rounds
from building_runs import Run

_PAGES = ("render", "publish")


def seconds_table(title: str, rows: Sequence[tuple[str, Sequence[Run]]]) -> str:
    """Give a table of seconds; the first row is what the others are compared with."""
    first = rows[0][1]
    lines = []
    for name, runs in rows:
        if len(runs) == len(first) > 0:
            seconds = [each.seconds for each in runs]
            ratios = [theirs / ours.seconds for theirs, ours in zip(seconds, first, strict=True)]
            processor = _median(each.processor for each in runs) if runs[0].processor else ""
            lines.append((name, _all(seconds), _median(seconds), _spread(ratios), processor))
    head = (title, "seconds of each run", "median", "times the first", "of processor, median")
    return table(head, lines)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Give a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def cold_table(rounds: Rounds) -> str:
    hugo, pagefind = _runs(rounds, "hugo"), _runs(rounds, "pagefind")
    both = [_one_after_another(*pair) for pair in zip(hugo, pagefind, strict=False)]
    rows = [("Broadsheet", _runs(rounds, "cold")), ("Hugo and Pagefind", both)]
    return seconds_table("cold, the whole process", [*rows, ("Hugo", hugo), ("Pagefind", pagefind)])


def pages_table(rounds: Rounds) -> str:
    ours = [Run(seconds=made.stages(*_PAGES), processor=0) for made in rounds.runs["cold"]]
    return seconds_table(
        "pages",
        [
            ("Broadsheet, stages render and publish", ours),
            ("Hugo", _runs(rounds, "hugo")),
            ("Pelican", _runs(rounds, "pelican")),
            ("writing our HTML files plainly", _runs(rounds, "plain")),
        ],
    )


def again_table(rounds: Rounds, parts: Sequence[str]) -> str:
    """Give the builds after a cold one: how many files they wrote, and what a changed rule moved."""
    titles = {
        "cold": "cold",
        "same": "nothing changed",
        "day": f"{NEW_PAPERS} papers of a new day more",
        "rule": "one word of a rule changed",
    }
    cold = _runs(rounds, "cold")
    lines = []
    for part in ("cold", *parts):
        runs = _runs(rounds, part)
        ratios = [run.seconds / whole.seconds for run, whole in zip(runs, cold, strict=True)]
        seconds, processor = (run.seconds for run in runs), (run.processor for run in runs)
        lines.append(
            (
                titles[part],
                _all([run.seconds for run in runs]),
                _median(seconds),
                _spread(ratios, 3),
                _median(processor),
                _written(rounds.runs[part]),
                _moved(rounds) if part == "rule" else "",
            )
        )
    head = (
        "build",
        "seconds of each run",
        "median",
        "of a cold one",
        "of processor, median",
        "files written",
        "topics' counts moved by",
    )
    return table(head, lines)


def jobs_table(rounds: Rounds, jobs: int) -> str:
    rows = [(f"--jobs {jobs}", _runs(rounds, "cold")), ("--jobs 1", _runs(rounds, "one job"))]
    return seconds_table("jobs", rows)


def stages_table(rounds: Rounds) -> str:
    """Give the seconds of each stage, medians over the cold runs."""
    reports = [made.report["seconds"] for made in rounds.runs["cold"]]
    return table(
        ("stage", "median seconds"),
        [
            (name, f"{statistics.median(report.get(name, 0) for report in reports):.3f}")
            for name in reports[0]
        ],
    )


def memory_table(rounds: Rounds) -> str:
    titles = {"cold": "Broadsheet", "hugo": "Hugo", "pagefind": "Pagefind", "pelican": "Pelican"}
    lines = [
        (titles[name], f"{(made.run.peak or 0) / 1e6:,.0f} MB")
        for name, made in rounds.watched.items()
    ]
    return table(("memory, the whole process tree", "peak"), lines)


def size_table(rounds: Rounds, text_bytes: int) -> str:
    """Give the files and bytes of our site by kind."""
    sizes = rounds.sizes
    lines = [(kind, *map("{:,}".format, sizes[kind])) for kind in sorted(sizes)]
    files, total = (sum(column) for column in zip(*sizes.values(), strict=True))
    lines.append(("all", f"{files:,}", f"{total:,}"))
    lines.append(("titles and abstracts", "", f"{text_bytes:,}"))
    left_out = sum(sizes[kind][1] for kind in ("search", "feeds") if kind in sizes)
    share = (total - left_out) / text_bytes
    text = table(("size", "files", "bytes"), lines)
    return f"{text}\nThe site without search and feeds is {share:.2f} times its titles and abstracts.\n"


def sizes_table(all_rounds: Sequence[tuple[int, Rounds]]) -> str:
    """Give the time and memory of a paper at each size."""
    lines = []
    for papers, rounds in all_rounds:
        median = statistics.median(run.seconds for run in _runs(rounds, "cold"))
        peak = rounds.watched["cold"].run.peak if "cold" in rounds.watched else None
        memory = (f"{peak / 1e6:,.0f} MB", f"{peak / papers:,.0f}") if peak else ("", "")
        lines.append((f"{papers:,}", f"{median:.2f}", f"{median / papers * 1e6:,.0f}", *memory))
    return table(("papers", "cold, seconds", "µs a paper", "peak memory", "bytes a paper"), lines)


def _moved(rounds: Rounds) -> str:
    before, after = rounds.runs["day"][-1].report, rounds.runs["rule"][-1].report
    return str(sum(abs(after["topics"][slug] - count) for slug, count in before["topics"].items()))


def _written(runs: Sequence[Made]) -> str:
    report = runs[-1].report
    return f"{report['written']:,} of {report['files']:,}"


def _runs(rounds: Rounds, name: str) -> list[Run]:
    return [made.run for made in rounds.runs.get(name, ())]


def _one_after_another(first: Run, second: Run) -> Run:
    return Run(seconds=first.seconds + second.seconds, processor=first.processor + second.processor)


def _all(seconds: Sequence[float]) -> str:
    return " ".join(f"{each:.2f}" for each in seconds)


def _median(seconds: Iterable[float]) -> str:
    return f"{statistics.median(seconds):.2f}"


def _spread(ratios: Sequence[float], digits: int = 2) -> str:
    middle = f"{statistics.median(ratios):.{digits}f}"
    if len(ratios) == 1:
        return middle
    return f"{middle} ({min(ratios):.{digits}f} to {max(ratios):.{digits}f})"
