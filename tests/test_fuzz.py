"""Fuzzing for a few seconds, and again what longer hunts found (`make fuzz`, CONTRIBUTING)."""

from __future__ import annotations

import time

import pytest

from tests.fuzz.costs import FUNCTIONS, PART, CostError, hold_linear, linear
from tests.fuzz.mutation import inputs
from tests.fuzz.targets import FOUND, TARGETS
from tests.fuzz.watch import fault_of

# What each kept input was.
WAS = {
    "config/include-too-long": "a path longer than the system takes ended in a traceback",
    "ids/doi-in-brackets-behind-a-full-stop": "a DOI kept its full stop before a bracket, and so was two",
    "ids/doi-of-a-space": "a DOI had a space in it, once its %20 was read",
    "keys/capital-of-a-mathematical-alphabet": "a Greek capital of formulas kept its letter where others got its name",
    "linear/address-with-many-closing-brackets": "each bracket behind an address was counted anew",
    "linear/addresses-glued-in-braces": "each of many addresses without a space looked for the brace at their end",
    "linear/formulas-that-open-and-never-close": "each \\( looked 2,000 characters far for its end",
    "linear/lists-in-lists-without-end": "libyaml called itself until the process died",
    "linear/papers-under-one-title": "records under one title were compared each with each, however alike",
    "linear/powers-of-powers": "scripts of scripts took nothing of what a text may cost",
    "linear/regular-expression-without-end": "RE2 takes a step for each part of a pattern at each character",
    "linear/title-that-says-this-paper-again-and-again": 'each "this paper" looked for a verb to the sentence\'s end',
    "linear/white-space-before-no-address": "a name was sought before each of many tabs",
    "seen/last-second-of-the-calendar": "a paper that came later had no moment that a calendar has",
}
KEPT = sorted(f"{file.parent.name}/{file.name}" for file in FOUND.glob("*/*"))
# Inputs of each target; a test of costs takes as long as hundreds of others.
_INPUTS = 60
_FEW = {"linear": 12, "new-digest": 20, "prose": 20, "message": 20, "papers": 30}


def test_each_kept_input_says_what_it_was():
    """Nothing is kept without a word on the fault that it showed, and none of these is missing."""
    assert sorted(WAS) == KEPT


@pytest.mark.parametrize("name", KEPT)
def test_what_was_found_stays_mended(name: str):
    """An input that once broke a target breaks it no more."""
    target, _, _ = name.partition("/")
    fault = fault_of(target, TARGETS[target].run, (FOUND / name).read_bytes())
    assert fault is None, fault.text


@pytest.mark.parametrize("name", TARGETS)
def test_short_run_finds_nothing(name: str):
    """Some inputs made from a fixed seed break no target."""
    target = TARGETS[name]
    for data in inputs(target, _FEW.get(name, _INPUTS)):
        fault = fault_of(name, target.run, data)
        assert fault is None, (data, fault.text)


def test_inputs_are_the_same_for_the_same_seed():
    """What a short run found can be found again."""
    target = TARGETS["rich"]
    assert list(inputs(target, 50)) == list(inputs(target, 50))
    assert list(inputs(target, 50)) != list(inputs(target, 50, seed=1))


def test_watch_tells_faults_and_hangs():
    """An exception, and an input that takes more than a second, are faults with a name of their own."""

    def fails(data: bytes) -> None:
        raise ValueError(data)

    def hangs(_data: bytes) -> None:
        before = time.process_time()
        while time.process_time() < before + 5:
            pass

    failed, hung = fault_of("x", fails, b"a"), fault_of("x", hangs, b"a")
    assert failed is not None
    assert hung is not None
    assert failed.kind.startswith("ValueError-test_fuzz-")
    assert hung.kind.startswith("HangError-")
    assert fault_of("x", bytes.decode, b"a") is None


def test_more_than_linear_cost_is_found(monkeypatch: pytest.MonkeyPatch):
    """A function that takes four times as long for twice the text is named; one that takes twice as long is not."""
    monkeypatch.setitem(FUNCTIONS, "quadratic", lambda data: sum(range(len(data) ** 2 // 40)))
    monkeypatch.setitem(FUNCTIONS, "plain", lambda data: sum(range(len(data) * 50)))
    with pytest.raises(CostError, match="quadratic"):
        linear(b"quadratic\n" + PART + b"a" + PART)
    hold_linear("plain", b"", b"a", b"")
