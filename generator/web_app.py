"""What makes the site one that browsers can install and open offline, and what its host should say of it.

Enters: the settings, and the static files. Leaves: artifacts at the site's root: `manifest.webmanifest` (W3C Web Application
Manifest), `service-worker.js`, which names the static files and loads its script from among them, and `_headers` (the
form of Netlify and Cloudflare Pages). All addresses are relative, so they hold under any path. None of them
depends on papers, so a build with new ones leaves them as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from generator import urls
from generator.artifacts import Artifact
from generator.config import SiteConfig
from generator.theme import SHIPPED
from generator.urls import UrlPath
from generator.words import Words, is_right_to_left

_WORKER = "js/service-worker.js"
# What every page needs, the reading list above all, which is to open without a network from the first visit on.
_CORE = (
    "css/site.css",
    "icon.svg",
    "js/reader.js",
    "js/reader-help.js",
    "js/reading.js",
    "js/search-page.js",
    "logo.png",
    "logo.svg",
)
# As in templates/base.html, and what a page cannot say of itself.
_POLICY = (
    "default-src 'none';style-src 'self';img-src 'self' data:;{fonts}script-src 'self';worker-src 'self';"
    "manifest-src 'self';connect-src 'self';form-action 'self';base-uri 'none'; frame-ancestors 'none'"
)
_FOR_EVER = "public, max-age=31536000, immutable"
_HEADERS = (
    (
        "/*",
        (
            ("Content-Security-Policy", _POLICY),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "strict-origin-when-cross-origin"),
            ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ),
    ),
    ("/assets/*", (("Cache-Control", _FOR_EVER),)),
    # Folders of the search are named after their content; what lies beside them is not.
    ("/search/:folder/*", (("Cache-Control", _FOR_EVER),)),
    (f"/{urls.SERVICE_WORKER}", (("Cache-Control", "no-cache"),)),
)


def web_app_artifacts(
    config: SiteConfig,
    words: Words,
    assets: UrlPath,
    files: Iterable[Artifact],
    *,
    has_fonts: bool = False,
) -> Iterator[Artifact]:
    """Make them; `files` are the static ones, which stand in the folder `assets`; fonts are allowed where the site has some."""
    yield Artifact(path=urls.WEB_MANIFEST, data=_manifest(config, words, assets))
    names = {file.path.removeprefix(assets) for file in files}
    core = [name for name in _CORE if name in names]
    yield Artifact(path=urls.SERVICE_WORKER, data=_service_worker(assets, core))
    yield Artifact(path=urls.HEADERS, data=_headers(has_fonts=has_fonts))


def _manifest(config: SiteConfig, words: Words, assets: UrlPath) -> bytes:
    site = config.site
    paper, _ = (SHIPPED[config.theme.name] | config.theme.colours)["paper"]
    icon = {"src": f"{assets}icon.svg", "sizes": "any", "type": "image/svg+xml"}
    shortcuts = [
        {"name": words.say("app.search"), "url": urls.SEARCH},
        {"name": words.say("app.reading"), "url": urls.READING},
    ]
    values: dict[str, object] = {
        "name": site.title,
        "description": site.description or words.say("app.description", site=site.title),
        "lang": site.language,
        "id": "./",
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": paper,
        "theme_color": paper,
        "icons": [icon],
        "shortcuts": shortcuts,
    }
    if is_right_to_left(site.language):
        values["dir"] = "rtl"
    return f"{json.dumps(values, ensure_ascii=False, indent=1)}\n".encode()


def _service_worker(assets: UrlPath, core: list[str]) -> bytes:
    """Write the script by whose bytes a browser sees that there are other static files."""
    settings = json.dumps({"assets": assets, "core": core})
    return f'self.broadsheet = {settings};\nimportScripts("{assets}{_WORKER}");\n'.encode()


def _headers(*, has_fonts: bool) -> bytes:
    parts = (
        "\n".join([pattern, *(f"  {name}: {value}" for name, value in headers)])
        for pattern, headers in _HEADERS
    )
    text = "{}\n".format("\n".join(parts))
    return text.replace("{fonts}", "font-src 'self';" if has_fonts else "").encode()
