"""The Jinja environment of the pages: autoescape, strict undefined names, and quicker output.

Enters: the folder of templates. Leaves: an `Environment`, and templates that render in half of Jinja's usual time.
"""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from keyword import iskeyword
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    TemplateSyntaxError,
    nodes,
)
from jinja2.compiler import CodeGenerator, Frame
from jinja2.debug import rewrite_traceback_stack
from markupsafe import Markup, escape

from generator.errors import BroadsheetError
from generator.render.say import SayExtension, add_words, spell_out
from generator.words import Words

SHIPPED = "shipped"
_SPECIAL = re.compile("[&<>\"']").search


def quick_escape(value: object) -> str:
    """Escape a value as `markupsafe.escape` does, without making `Markup` of what needs no change.

    >>> quick_escape("a < b"), quick_escape("a"), quick_escape(Markup("<i>")), quick_escape(7)
    (Markup('a &lt; b'), 'a', Markup('<i>'), Markup('7'))
    """
    if type(value) is str:
        return escape(value) if _SPECIAL(value) else value
    if type(value) is Markup:
        return value
    return escape(value)


class _CodeGenerator(CodeGenerator):
    """Compiles `a.b` to Python's own `a.b`: views have attributes and no keys, so nothing else need be looked for."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        if iskeyword(node.attr) or node.attr.startswith("__"):
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f".{node.attr}")


class TemplateEnvironment(Environment):
    """The templates of a folder, each looked up once: they do not change while a site is built."""

    code_generator_class = _CodeGenerator
    getattr = staticmethod(getattr)  # type: ignore[assignment]

    def __init__(self, templates: Path, own: Path | None, words: Words) -> None:
        shipped = FileSystemLoader(templates)
        folders = [shipped] if own is None else [FileSystemLoader(own), shipped]
        super().__init__(
            # A template of the owner's extends ours of the same name by its name in this folder.
            loader=ChoiceLoader([*folders, PrefixLoader({SHIPPED: shipped})]),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=[SayExtension],
        )
        self.words = words
        add_words(self, words)
        self.template_class = _Template
        self._own = own
        self._found: dict[str, Template] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """Give a template, which is loaded once."""
        if isinstance(name, Template):
            return name
        if name not in self._found:
            self._found[name] = super().get_template(name, parent, globals)
        return self._found[name]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Give what every template sees, as a plain dictionary: each page goes through it once."""
        return {**self.globals, **(d or {})}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        spell_out(tree, self.words, name, filename)
        return tree

    @contextmanager
    def faults(self, folder: Path) -> Iterator[None]:
        """Raise what goes wrong in a template of the owner's as `BroadsheetError`, with its path relative to `folder`."""
        try:
            yield
        except Exception as error:
            told = self._told(error, folder)
            if told is error:
                raise
            raise told from error

    def _told(self, error: Exception, folder: Path) -> Exception:
        path, line = self._place(error)
        if self._own is None or not Path(path).is_relative_to(self._own):
            return error
        shown = Path(os.path.relpath(path, folder)).as_posix()
        return BroadsheetError(
            f"{shown}:{line}: {type(error).__name__}: {error}; expected a template that can be rendered; "
            "correct it, or take it out of the folder"
        )

    def _place(self, error: Exception) -> tuple[str, int]:
        """Give the file and line of a template in which an error arose, or which it is about."""
        if isinstance(error, TemplateSyntaxError):
            return error.filename or "", error.lineno
        frames = traceback.extract_tb(rewrite_traceback_stack().__traceback__)
        inner = [frame for frame in frames if frame.filename.endswith((".html", ".txt"))]
        return (inner[-1].filename, inner[-1].lineno or 1) if inner else ("", 1)


class _Template(Template):
    """A template whose compiled code escapes with `quick_escape`: a page has fifty values, most of them plain."""

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        made = super().from_code(environment, code, globals, uptodate)
        made.root_render_func.__globals__["escape"] = quick_escape
        return made


class _CompiledTemplates(FileSystemBytecodeCache):
    """Code of templates on disk, which holds only with the words that were written into it."""

    def __init__(self, folder: Path, words: Words) -> None:
        super().__init__(str(folder))
        self._words = words.digest

    def get_source_checksum(self, source: str) -> str:
        """Name what a template was compiled from."""
        return super().get_source_checksum(f"{self._words}\n{source}")


def make_environment(
    templates: Path,
    words: Words,
    shared: Mapping[str, object],
    compiled: Path | None = None,
    own: Path | None = None,
) -> TemplateEnvironment:
    """Make the environment of a folder of templates; every template sees the `shared` values, and says `words`.

    Templates in the folder `own` stand in place of those of the same name, which they may extend as `shipped/NAME`.

    The code of templates is kept in the folder `compiled`, by what they and the words hold; compiling takes a tenth of a second.
    """
    environment = TemplateEnvironment(templates, own, words)
    if compiled is not None:
        compiled.mkdir(parents=True, exist_ok=True)
        environment.bytecode_cache = _CompiledTemplates(compiled, words)
    environment.globals.update(shared)
    return environment


def rendered(template: Template, values: Mapping[str, object]) -> str:
    """Render a template as `Template.render` does, which copies the globals several times as slowly."""
    environment = template.environment
    context = template.new_context({**template.globals, **values}, shared=True)
    try:
        return environment.concat(template.root_render_func(context))
    except Exception:  # noqa: BLE001  # raised again, with the template's file and line
        environment.handle_exception()
