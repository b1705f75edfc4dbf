"""The words of the interface, in the site's language.

Enters: `templates/words/LANGUAGE.yaml`, and the owner's own file (`site.words`). Leaves: `Words`, which pages, scripts and
pictures are written with. Refuses: a file of the owner's with unknown keys, other placeholders than ours, or broken plurals.
"""

from generator.words.language import is_right_to_left
from generator.words.load import load_words
from generator.words.say import Words

__all__ = ["Words", "is_right_to_left", "load_words"]
