"""Pure string work: no files, no papers, no settings."""
