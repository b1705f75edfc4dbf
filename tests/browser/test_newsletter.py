"""The newsletter in a real browser, as the panes of programs for mail show it."""

from __future__ import annotations

import email
import json
import re
from email.policy import default

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import violations
from tests.browser.hostile import ABSTRACT, TITLE
from tests.support import run_broadsheet


@pytest.fixture(scope="module")
def newsletter(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The HTML of an edition with a note, hostile texts, long words and papers by their titles alone."""
    folder = tmp_path_factory.mktemp("newsletter")
    papers = [
        {"title": f"Hostile {TITLE}", "abstract": f"We show {ABSTRACT}", "authors": [TITLE, "Ada Lovelace"]},
        {"title": "A" * 300, "abstract": "We show " + "b" * 500 + "."},
        *[
            {"title": f"Paper {number} on the widths of panes", "abstract": f"We show that pane {number} is narrow." * 4}
            for number in range(220)
        ],
    ]  # fmt: skip
    rows = "".join(json.dumps({"date": "2025-03-14", **paper}) + "\n" for paper in papers)
    (folder / "papers.jsonl").write_text(rows, encoding="utf-8")
    (folder / "editions").mkdir()
    note = f"---\ntitle: {'A note ' * 20}\ncurator: Ada\npicks: [{'A' * 300}]\n---\n- A [link](x/)\n\n`{'code' * 60}`\n"
    (folder / "editions" / "2025-03-14.md").write_text(note, encoding="utf-8")
    (folder / "site.yaml").write_text(
        "site: {title: 'Digest </title><script>', url: 'https://example.org/'}\nsources: [{path: papers.jsonl}]\n"
        f"email: {{from: digest@example.org, imprint: '{'Street' * 40}'}}\n",
        encoding="utf-8",
    )
    assert run_broadsheet("email", cwd=folder).returncode == 0
    data = (folder / "newsletters" / "2025-03-14.eml").read_bytes()
    body = email.message_from_bytes(data, policy=default).get_body(("html",))  # type: ignore[attr-defined]
    html: str = body.get_content()
    return html


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 600, 1000])
def test_newsletter_fits_any_pane_and_loads_nothing(
    browser: Browser, newsletter: str, width: int, scheme: str
):
    """Nothing scrolls sideways, nothing is fetched, and axe-core finds nothing that is hard to read, by day and by night."""
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.set_content(newsletter)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    column = page.locator("h1").evaluate("e => e.closest('td').offsetWidth")
    assert column <= 600
    expect(page.get_by_role("heading", name=f"Hostile {TITLE}")).to_have_count(1)
    assert page.locator("script, img, svg").count() == 0
    # What is around it, such as landmarks, is the program's.
    assert (
        violations(
            page,
            [
                "cat.color",
                "cat.text-alternatives",
                "cat.tables",
                "cat.language",
                "cat.name-role-value",
            ],
        )
        == []
    )
    assert asked == said == []
    context.close()


def test_newsletter_is_readable_where_its_styles_are_taken_out(browser: Browser, newsletter: str):
    """Programs that drop the style element show the same colours and widths, for they stand beside each element too."""
    page = browser.new_context(viewport={"width": 360, "height": 800}).new_page()
    page.set_content(re.sub(r"<style>.*?</style>", "", newsletter, flags=re.DOTALL))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    style = page.locator("h3 a").first.evaluate(
        "e => [getComputedStyle(e).color, getComputedStyle(e).fontWeight]"
    )
    assert style == ["rgb(27, 25, 22)", "700"]
    page.context.close()
