"""Take the screenshots of the shipped digest again: `python -m docs.screenshots`, in the checkout."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from tests.browser.chromium import launch
from tests.browser.served import served
from tests.examples import write_example

_CHECKOUT = Path(__file__).resolve().parent.parent
_FOLDER = _CHECKOUT / "docs" / "screenshots"
_DESKTOP = ViewportSize(width=1440, height=960)
_WINDOW = ViewportSize(width=960, height=600)
_PHONE = ViewportSize(width=360, height=740)


def main() -> None:
    """Build the shipped digest and take a picture of its main pages."""
    _FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(_CHECKOUT / "site.yaml", Path(folder) / "public") as site,
        sync_playwright() as playwright,
        launch(playwright) as browser,
    ):
        page = browser.new_page(viewport=_DESKTOP, color_scheme="light")
        _take(page, site.url, "home")
        _take(page, site.url + site.first_with("papers", '<p class="links">'), "paper")
        _take(page, f"{site.url}search/?q=variational+autoencoder", "search")
        page.close()
        page = browser.new_page(viewport=_PHONE, color_scheme="dark")
        _take(page, site.url, "phone-dark")
        page.close()
        with served(_in_catalogue(Path(folder)), Path(folder) / "catalogue") as site:
            page = browser.new_page(viewport=_DESKTOP, color_scheme="light")
            _take(page, site.url, "catalogue")
            page.close()
            page = browser.new_page(viewport=_PHONE, color_scheme="dark")
            _take(page, site.url, "catalogue-phone-dark")
            page.close()
        for name in ("own-css", "own-templates"):
            digest = Path(folder) / name
            with served(_example(digest, name), digest / "public") as site:
                page = browser.new_page(viewport=_WINDOW, color_scheme="light")
                page.goto(site.url)
                if name == "own-templates":
                    page.locator("footer").scroll_into_view_if_needed()
                page.screenshot(path=_FOLDER / f"{name}.png")
                page.close()


def _example(folder: Path, name: str) -> Path:
    """Write the example of a page with papers of the shipped digest; gives its site.yaml."""
    file = write_example(f"{name}.md", folder)
    (folder / "seeds" / "day.txt").unlink()
    for dump in sorted((_CHECKOUT / "seeds").iterdir())[:1]:
        shutil.copy(dump, folder / "seeds")
    return file


def _in_catalogue(folder: Path) -> Path:
    """Write the settings of the shipped digest in the other theme; gives their file."""
    settings = (_CHECKOUT / "site.yaml").read_text(encoding="utf-8")
    shutil.copytree(_CHECKOUT / "seeds", folder / "digest" / "seeds")
    file = folder / "digest" / "site.yaml"
    file.write_text(f"{settings}\ntheme: {{name: catalogue}}\n", encoding="utf-8")
    return file


def _take(page: Page, url: str, name: str) -> None:
    page.goto(url)
    if "?q=" in url:
        expect(page.locator(".card").first).to_be_visible()
        expect(page.get_by_label("With code")).to_be_visible()  # the filters come after the results
        page.evaluate("document.activeElement.blur()")
    page.screenshot(path=_FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
