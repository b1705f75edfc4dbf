"""Letters of the mathematical alphabets of Unicode (Mathematical Alphanumeric Symbols).

MathML Core has no styles but these characters; its `mathvariant` knows only `normal`.
"""

from __future__ import annotations

from types import MappingProxyType

# Where the alphabet's capital A, small a and digit 0 stand; 0 where it has none.
_STARTS = MappingProxyType(
    {
        "blackboard": (0x1D538, 0x1D552, 0x1D7D8),
        "script": (0x1D49C, 0x1D4B6, 0),
        "fraktur": (0x1D504, 0x1D51E, 0),
        "bold": (0x1D400, 0x1D41A, 0x1D7CE),
    }
)
# Letters that Unicode had before the alphabets, at older places.
_OLDER = MappingProxyType(
    {
        "blackboard": dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)),
        "script": dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True)),
        "fraktur": dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True)),
        "bold": {},
    }
)


def in_alphabet(letter: str, style: str) -> str:
    """Give an ASCII letter or digit in a style, or itself where the style has none.

    >>> in_alphabet("R", "blackboard"), in_alphabet("O", "script"), in_alphabet("x", "roman")
    ('ℝ', '𝒪', 'x')
    """
    starts = _STARTS.get(style)
    if starts is None or not letter.isascii():
        return letter
    older = _OLDER[style].get(letter)
    if older:
        return older
    capital, small, digit = starts
    for first, start in (("A", capital), ("a", small), ("0", digit)):
        if start and ord(first) <= ord(letter) < ord(first) + (10 if first == "0" else 26):
            return chr(start + ord(letter) - ord(first))
    return letter


def in_plain(letter: str, style: str) -> str:
    """Give a letter as a text shows it: blackboard capitals that every font has, else itself."""
    return _OLDER["blackboard"].get(letter, letter) if style == "blackboard" else letter
