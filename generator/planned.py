"""Settings and sources to the pages that a site has, before any of them is made.

Enters: settings, and the store of the digest. Leaves: a `Planned`. Nothing is written but the store; so a build begins, and so
does a check, which says what a build would.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.config import SiteConfig
from generator.crews import Crews
from generator.errors import Problem
from generator.gather.gathered import Gathered, gather
from generator.memory import give_back
from generator.models import Rejected
from generator.notes.files import parse_notes
from generator.notes.placing import place_notes, without_page
from generator.pages import SitePlan, plan_rows
from generator.prose_check import check_prose
from generator.redirects.targets import PlacedRedirect, place_redirects
from generator.rules import compile_rules
from generator.settled import Settled
from generator.stopwatch import Stopwatch
from generator.store.folder import StoreFolder


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Planned:
    """The papers of a digest, its pages, and what is to be told of the input."""

    found: Gathered
    plan: SitePlan
    redirects: tuple[PlacedRedirect, ...]
    warnings: tuple[Problem, ...]
    rejects: tuple[Rejected, ...]


def plan_digest(
    config: SiteConfig,
    settled: Settled,
    folder: StoreFolder,
    crews: Crews,
    watch: Stopwatch,
    *,
    clean: bool,
    names: Mapping[str, str] | None = None,
) -> Planned:
    """Read sources, classify papers and plan the pages; `names` are those of sources. Raises `BroadsheetError`."""
    with watch.stage("config"):
        rules = compile_rules(config)
        notes, misnamed = parse_notes(settled.notes)
        taken_out = check_prose(config, settled.prose, settled.notes, notes)
    found = gather(config, rules, folder, crews=crews, clean=clean, watch=watch, names=names)
    rejects = tuple(reject for ledger in found.ledgers for reject in ledger.rejects)
    titles = found.papers.titles
    with watch.stage("plan", unit="pages"):
        placed, unmatched = place_notes(notes, found.rows, lambda: titles(range(len(found.rows))))
        plan = plan_rows(found.rows, found.newest_first, config, titles, rejects, placed)
        watch.advance(plan.page_count)
        redirects, pageless = place_redirects(settled.redirects, plan, config)
    homeless = without_page(placed, plan.archive)
    give_back()
    return Planned(
        found=found,
        plan=plan,
        redirects=redirects,
        warnings=(
            *settled.warnings,
            *taken_out,
            *found.warnings,
            *misnamed,
            *unmatched,
            *homeless,
            *pageless,
        ),
        rejects=rejects,
    )
