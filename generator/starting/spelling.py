"""How phrases are written: as a term of a rule, in the singular, and as a title, in the number that papers use.

Enters: the uses of phrases. Leaves: spellings. Capitals stay where papers write them in the midst of sentences ("Bayesian",
"LLM"), and go where they stand in headings alone ("Reinforcement Learning").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from generator.rules.words import raw_words, read_word
from generator.starting.counting import Use
from generator.starting.prose_words import prose_words
from generator.topic_report.phrases import PhraseReader

# A title is in the plural where papers write that so often; single words stand before others too, in the singular ("graph edit").
_OFTEN_MANY, _OFTEN_MANY_ALONE = 0.25, 0.12
_MOSTLY = 0.5


class Speller:
    """Writes phrases as the papers do."""

    def __init__(self, uses: Mapping[str, Use], reader: PhraseReader) -> None:
        self._uses = uses
        self._reader = reader

    def term(self, key: str) -> str:
        """Give the phrase as a rule is to have it."""
        spelled = self._uses[key].spellings
        single = {text: n for text, n in spelled.items() if not _is_plural(text)}
        return self._cased(_commonest(single or spelled))

    def title(self, key: str) -> str:
        """Give the phrase as the title of a topic has it, without a capital at its start that is not its own."""
        spelled = self._uses[key].spellings
        many = {text: n for text, n in spelled.items() if _is_plural(text)}
        often = (
            _OFTEN_MANY if len(self._reader.words(_commonest(spelled))) > 1 else _OFTEN_MANY_ALONE
        )
        if sum(many.values()) >= often * spelled.total():
            return self._cased(_commonest(many))
        return self.term(key)

    def _cased(self, text: str) -> str:
        return " ".join("-".join(map(self._cased_word, run.split("-"))) for run in text.split())

    def _cased_word(self, word: str) -> str:
        if not (word[:1].isupper() and word[1:].islower()):
            return word
        folded = read_word(word).singular
        use = self._uses.get(folded)
        if use is None or folded in prose_words():
            return word.lower()
        capitals = sum(n for text, n in use.spellings.items() if text[:1].isupper())
        return word if capitals > _MOSTLY * use.spellings.total() else word.lower()


def _is_plural(text: str) -> bool:
    """Tell whether the last word is folded to a shorter one."""
    raws = raw_words(text)
    word = read_word(raws[-1]) if raws else None
    return word is not None and word.whole != word.singular


def _commonest(spellings: Mapping[str, int]) -> str:
    """Give the commonest spelling that is made of words alone, with few capitals rather than many among equals."""
    clean: Counter[str] = Counter()
    for text, times in spellings.items():
        clean[" ".join(run.strip("'’&-‐‑") for run in text.split())] += times
    return min(clean, key=lambda text: (-clean[text], sum(map(str.isupper, text)), text))
