"""The system's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil

from playwright.sync_api import Browser, Playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    # Each new window of a Chromium loads two pages of its address bar, which takes half a second of a processor. The others are
    # those that Playwright turns off, whose own list this one replaces.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,AimEnabled,AvoidCorsURLLoaderRestartOnRedirect,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,"
    "LensOverlay,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,PreconnectToSearch,"
    "ThirdPartyStoragePartitioning",
)


def find_chromium() -> str:
    """Give the browser that CHROMIUM names, or the first on the PATH; raise `FileNotFoundError`."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        raise FileNotFoundError(
            f"no browser found; expected one of {', '.join(_NAMES)} on the PATH; "
            "install Debian's chromium package, or set CHROMIUM to the path of one"
        )
    return path


def launch(playwright: Playwright) -> Browser:
    """Start the browser; raise `FileNotFoundError` when there is none."""
    return playwright.chromium.launch(executable_path=find_chromium(), args=_ARGUMENTS)
