"""The manifest, the service worker and the headers at the root of a site."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from generator.artifacts import Artifact
from generator.config import SiteConfig, SiteSettings
from generator.config.settings import ThemeSettings
from generator.urls import UrlPath
from generator.web_app import web_app_artifacts
from tests.support import CHECKOUT, english

ASSETS = UrlPath("assets/0123456789/")
STYLE = (CHECKOUT / "static/css/site.css").read_text(encoding="utf-8")


def _files(
    *names: str, theme: ThemeSettings | None = None, has_fonts: bool = False
) -> dict[str, str]:
    config = SiteConfig(
        folder=Path(),
        path="site.yaml",
        site=SiteSettings(title="Bäume & <Wasser>", language="de"),
        sources=(),
        theme=theme or ThemeSettings(),
    )
    static = [Artifact(path=ASSETS + name, data=b"") for name in names]
    return {
        each.path: each.data.decode()
        for each in web_app_artifacts(config, english(), ASSETS, static, has_fonts=has_fonts)
    }


def test_manifest_names_the_site_relative_to_itself():
    """The manifest has the site's title and language, and no address that a base path would break."""
    values = json.loads(_files()["manifest.webmanifest"])
    assert values["name"] == "Bäume & <Wasser>"
    assert values["lang"] == "de"
    assert values["start_url"] == values["scope"] == "./"
    assert [icon["src"] for icon in values["icons"]] == ["assets/0123456789/icon.svg"]
    assert not any(s["url"].startswith("/") for s in values["shortcuts"])


def test_colours_of_the_manifest_are_those_of_the_pages():
    """What is shown while an installed site starts has the colour of its pages."""
    paper = re.search(r"--paper: light-dark\((#\w+),", STYLE)
    assert paper is not None
    values = json.loads(_files()["manifest.webmanifest"])
    assert values["background_color"] == values["theme_color"] == paper[1]
    theme = ThemeSettings(colours={"paper": ("#ffeedd", "#000000")})
    values = json.loads(_files(theme=theme)["manifest.webmanifest"])
    assert values["background_color"] == values["theme_color"] == "#ffeedd"


def test_service_worker_names_the_static_files_that_there_are():
    """The worker lists what pages need, loads its own script from among them, and nothing that is not there."""
    worker = _files("css/site.css", "js/reader.js", "js/search-rest.js")["service-worker.js"]
    settings = json.loads(worker.splitlines()[0].removeprefix("self.broadsheet = ").rstrip(";"))
    assert settings == {"assets": ASSETS, "core": ["css/site.css", "js/reader.js"]}
    assert worker.splitlines()[1:] == ['importScripts("assets/0123456789/js/service-worker.js");']


def test_every_file_that_the_worker_may_name_is_shipped():
    """The worker's list has the names that the shipped scripts and styles bear."""
    bundles = json.loads((CHECKOUT / "static/js/bundles.json").read_text(encoding="utf-8"))
    names = [*bundles, "css/site.css", "icon.svg"]
    worker = _files(*names)["service-worker.js"]
    for name in ("css/site.css", "icon.svg", "js/reader.js", "js/reader-help.js", "js/reading.js"):
        assert f'"{name}"' in worker


@pytest.mark.parametrize("has_fonts", [False, True])
def test_header_has_the_policy_of_the_pages(has_fonts: bool):
    """Hosts send the policy that the pages carry, and that nobody may frame them."""
    page = (CHECKOUT / "templates/base.html").read_text(encoding="utf-8")
    fonts = re.compile(r"{% if site.has_fonts %}(.+?){% endif %}")
    own = re.search(
        r'Content-Security-Policy" content="([^"]+)"', fonts.sub(r"\1" if has_fonts else "", page)
    )
    assert own is not None
    assert ("font-src 'self'" in own[1]) == has_fonts
    headers = _files(has_fonts=has_fonts)["_headers"]
    assert f"  Content-Security-Policy: {own[1]}; frame-ancestors 'none'\n" in headers


def test_headers_are_in_the_form_that_hosts_read():
    """A path without indent is followed by indented headers; what is named after its content is kept for ever."""
    parts = re.split(r"^(?=/)", _files()["_headers"], flags=re.MULTILINE)[1:]
    found = {part.splitlines()[0]: part.splitlines()[1:] for part in parts}
    assert list(found) == ["/*", "/assets/*", "/search/:folder/*", "/service-worker.js"]
    assert all(
        re.fullmatch(r"  [A-Z][\w-]+: \S.*", line) for some in found.values() for line in some
    )
    assert found["/service-worker.js"] == ["  Cache-Control: no-cache"]
    assert found["/assets/*"] == ["  Cache-Control: public, max-age=31536000, immutable"]
    assert not any("Cache-Control" in line for line in found["/*"])
