"""Input that means harm: markup, bombs and spellings, and sites that are full of them."""
