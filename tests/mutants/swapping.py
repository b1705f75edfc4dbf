"""A mutant in a running process: the function takes the code of the mutant, wherever it has been imported."""

from __future__ import annotations

import ast
import gc
import importlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType

from tests.mutants.mutant import Mutant


class SameCodeError(Exception):
    """The mutant compiles to what was there."""


class NoMutantError(Exception):
    """The function cannot take the mutant's code: nothing uses it, or it closes over other names."""


@dataclass(frozen=True, slots=True)
class Module:
    """A file's text, its functions in this process by name, and their code, that of functions inside included."""

    source: str
    found: Mapping[str, tuple[FunctionType, ...]]
    codes: Mapping[int, str]


def load(path: str) -> Module:
    """Import a file of this folder and find its functions, those under decorators too."""
    source = Path(path).read_text(encoding="utf-8")
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    file = importlib.import_module(name).__file__
    assert file is not None
    known = dict(_functions_of(_compiled(source, file)))
    found: dict[str, list[FunctionType]] = {}
    codes: dict[int, str] = {}
    for function in gc.get_objects():
        if isinstance(function, FunctionType) and function.__code__.co_filename == file:
            code = function.__code__
            if code.co_qualname in known and known[code.co_qualname] == code:
                found.setdefault(code.co_qualname, []).append(function)
                codes |= dict.fromkeys(_ids(code), code.co_qualname)
    return Module(source, {name: tuple(found) for name, found in found.items()}, codes)


def swap(module: Module, mutant: Mutant) -> None:
    """Put the mutant in its function's place; raises `SameCodeError` and `NoMutantError`."""
    was = module.found.get(mutant.function)
    if not was:
        raise NoMutantError(mutant.function)
    source = mutant.applied(module.source)
    tree = ast.parse(source)
    code = dict(_functions_of(_compiled(tree, was[0].__code__.co_filename)))[mutant.function]
    defaults = _defaults(tree, mutant.function)
    unchanged = defaults == _defaults(ast.parse(module.source), mutant.function)
    if unchanged and _bare(code) == _bare(was[0].__code__):
        raise SameCodeError(mutant.name)
    for function in was:
        try:
            function.__code__ = code
        except ValueError as error:
            raise NoMutantError(str(error)) from error
        _set_defaults(function, defaults)


def _compiled(source: str | ast.Module, file: str) -> CodeType:
    # The `from __future__` of this file is not the other's.
    code = compile(source, file, "exec", dont_inherit=True)
    assert isinstance(code, CodeType)
    return code


def _functions_of(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    """Give functions of a module and its classes; a class's body is code like a function's, without arguments."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_flags & 0x2:  # CO_NEWLOCALS: a function
                if "<" not in constant.co_qualname:
                    yield constant.co_qualname, constant
            else:
                yield from _functions_of(constant)


def _bare(code: CodeType) -> CodeType:
    """Give code without what it says of columns, which are part of what is compared."""
    constants = (_bare(one) if isinstance(one, CodeType) else one for one in code.co_consts)
    return code.replace(co_consts=tuple(constants), co_linetable=b"")


def _ids(code: CodeType) -> Iterator[int]:
    yield id(code)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _ids(constant)


def _defaults(tree: ast.Module, function: str) -> dict[str, str]:
    """Give the simple defaults of a function, which are all that are mutated, as source."""
    body: Iterable[ast.stmt] = tree.body
    for name in function.split("."):
        named = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        found = [node for node in body if isinstance(node, named) and node.name == name]
        node = found[-1]
        body = node.body
    assert not isinstance(node, ast.ClassDef)
    arguments = node.args
    places = [*arguments.posonlyargs, *arguments.args]
    given = dict(zip([one.arg for one in places][::-1], arguments.defaults[::-1], strict=False))
    given |= {
        one.arg: default
        for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        if default is not None
    }
    simple = (ast.Constant, ast.Name, ast.UnaryOp)
    return {name: ast.unparse(value) for name, value in given.items() if isinstance(value, simple)}


def _set_defaults(function: FunctionType, defaults: Mapping[str, str]) -> None:
    values = {name: eval(text, function.__globals__) for name, text in defaults.items()}
    if function.__defaults__:
        count = function.__code__.co_argcount
        names = function.__code__.co_varnames[count - len(function.__defaults__) : count]
        pairs = zip(names, function.__defaults__, strict=True)
        function.__defaults__ = tuple(values.get(name, old) for name, old in pairs)
    if function.__kwdefaults__:
        function.__kwdefaults__ = {
            name: values.get(name, old) for name, old in function.__kwdefaults__.items()
        }
