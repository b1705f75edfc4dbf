"""The places of templates, static files and vendored JavaScript, in a checkout and in a wheel."""

import json
from pathlib import Path

import pytest

from generator import assets


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty checkout that `assets` believes it lies in."""
    (tmp_path / "generator").mkdir()
    monkeypatch.setattr(assets, "_PACKAGE", tmp_path / "generator")
    return tmp_path


def _write(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_this_checkout_has_every_asset():
    """The checkout that runs the tests has templates, static files, lunr.js and its licence."""
    vendored = dict(assets.vendor_files())
    assert list(vendored) == ["vendor/lunr/LICENSE", "vendor/lunr/lunr.min.js"]
    assert "lunr - http://lunrjs.com" in vendored["vendor/lunr/lunr.min.js"].read_text("utf-8")
    assert "Permission is hereby granted" in vendored["vendor/lunr/LICENSE"].read_text("utf-8")
    assert assets.templates_folder().name == "templates"
    assert assets.static_folder().name == "static"


def test_checkout_reads_its_own_folders(checkout: Path):
    """In a checkout, templates and static files are those beside the package."""
    (checkout / "templates").mkdir()
    (checkout / "static").mkdir()
    assert assets.templates_folder() == checkout / "templates"
    assert assets.static_folder() == checkout / "static"


def test_checkout_vendors_what_package_json_lists_sorted(checkout: Path):
    """In a checkout, the vendored files are those that package.json lists, sorted."""
    _write(checkout / "package.json", json.dumps({"vendor": ["b/b.js", "a/LICENSE"]}))
    b = _write(checkout / "node_modules" / "b" / "b.js")
    a = _write(checkout / "node_modules" / "a" / "LICENSE")
    _write(checkout / "node_modules" / "a" / "unlisted.js")
    assert assets.vendor_files() == (("vendor/a/LICENSE", a), ("vendor/b/b.js", b))


def test_wheel_reads_what_it_carries(checkout: Path):
    """In an installed wheel, every asset is read from the package, whatever lies beside it."""
    bundled = checkout / "generator" / "_bundled"
    (checkout / "templates").mkdir()
    _write(checkout / "package.json", json.dumps({"vendor": ["a/a.js"]}))
    _write(bundled / "templates" / "base.html")
    _write(bundled / "static" / "site.css")
    b = _write(bundled / "vendor" / "b" / "b.js")
    a = _write(bundled / "vendor" / "a" / "a.js")
    assert assets.templates_folder() == bundled / "templates"
    assert assets.static_folder() == bundled / "static"
    assert assets.vendor_files() == (("vendor/a/a.js", a), ("vendor/b/b.js", b))


@pytest.mark.parametrize("asset", ["templates_folder", "static_folder", "vendor_files"])
@pytest.mark.parametrize("installed", [False, True])
def test_missing_asset_is_named_with_the_remedy(checkout: Path, asset: str, installed: bool):
    """A missing asset is one error line that names the path and says to install again."""
    if installed:
        (checkout / "generator" / "_bundled").mkdir()
    with pytest.raises(assets.MissingAssetError, match=r"missing; install the package again") as e:
        getattr(assets, asset)()
    assert str(e.value).startswith(str(checkout))
    assert "\n" not in str(e.value)


def test_checkout_without_npm_names_the_missing_file(checkout: Path):
    """A checkout in which npm has not run is told which file it lacks."""
    _write(checkout / "package.json", json.dumps({"vendor": ["lunr/lunr.js"]}))
    missing = checkout / "node_modules" / "lunr" / "lunr.js"
    with pytest.raises(FileNotFoundError) as error:
        assets.vendor_files()
    assert str(error.value).startswith(f"{missing}: ")
