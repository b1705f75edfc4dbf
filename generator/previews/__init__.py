"""Pictures that a link to the site shows elsewhere, in chats and on social networks.

Enters: words. Leaves: a PNG of 1,200 by 630 pixels, the size that all of them show whole. Refuses nothing: words that the
typeface cannot draw are left out (see `words`). Pillow is loaded with the first picture.
"""

from generator.previews.maker import Preview, preview_artifact
from generator.previews.words import drawn

__all__ = ["Preview", "drawn", "preview_artifact"]
