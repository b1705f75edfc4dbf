"""axe-core, run in a page of the real browser.

Enters: a page as it stands. Leaves: one line for each place that breaks a rule. All rules run, best practices,
experimental ones and those of level AAA too; left out are the ones that axe itself has deprecated, and
css-orientation-lock, for which axe would fetch the style sheet again on every page: ours asks for no orientation.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from playwright.sync_api import Page

from tests.support import checker

# Runs in the page: playwright evaluates past the page's policy, which allows no script but the site's.
_RUN = """
async (tags) => {
  const live = axe.getRules(tags).filter((rule) => !rule.tags.includes("deprecated"));
  const found = await axe.run({
    runOnly: { type: "rule", values: live.map((rule) => rule.ruleId) },
    resultTypes: ["violations"],
    preload: false,
  });
  return found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id} (${rule.help}): ${node.target.join(" ")}: ${node.html.slice(0, 160)}: ` +
    node.failureSummary.replace(/\\s+/g, " ")));
}
"""


@functools.cache
def _script() -> str:
    return checker("axe-core/axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, tags: Sequence[str] = ()) -> list[str]:
    """Give what breaks a rule, of those with one of some tags or of all."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(f"{_script()};0")
    return page.evaluate(_RUN, list(tags) or None)
